"""Seeded lines of the files that the requirements process knows.

Names have no dots: the reference of 2018 keeps them in names that it compares, and today's does not.
"""

from ..inputs import Inputs, WORDS

LICENCES = ["# MIT", "# BSD", "# Apache-2.0", "# LGPLv2.1+", "# MIT # and more", "#no blank"]
PYTHONS = ["2.7", "3.5", "3.6", "3.8", "3.9", "3.10", "3.11", "3.12"]


class Lines(Inputs):
    """A source of lines."""

    def project_name(self) -> str:
        """A name that both spellings of normalising leave alone, but for its case."""
        text = "-".join(self.choice(WORDS) for _ in range(self.one(1, 1, 1, 2)))
        return self.one(text, text, text, text.capitalize())

    def simple(self, least: int = 0, most: int = 3) -> str:
        """Specifiers of plain releases, as these files have them."""
        operators = [">=", "!=", "!=", "<", "==", "~=", ">", "<="]
        parts = []
        for _ in range(self.randint(least, most)):
            operator = self.choice(operators)
            parts.append(operator + (f"{self.small()}.{self.small()}" if operator == "~=" else self.release(3, True)))
        return ",".join(parts)

    def marker_text(self) -> str:
        if self.chance(0.7):
            blank = self.one("", "", " ")
            return f"python_version{blank}{self.one('==', '!=', '<', '>=', '<=', '>')}{blank}'{self.choice(PYTHONS)}'"
        return self.one("sys_platform!='win32'", "sys_platform == 'linux'", '(os_name=="nt")')

    def line(self, extras: float = 0.2, marker: float = 0.25, comment: float = 0.4, name: str | None = None) -> str:
        text = name or self.project_name()
        if self.chance(extras):
            text += f"[{self.one(',', ', ').join(self.sample(WORDS, self.randint(1, 2)))}]"
        text += self.one("", "", " ") + self.simple()
        if self.chance(marker):
            text += self.one(";", ";", " ; ", "; ", ":") + self.marker_text()
        if self.chance(comment):
            text += self.one(" ", "  ", "") + self.choice(LICENCES)
        return text

    def url_line(self) -> str:
        name = self.one(self.plain_name(), self.name())
        place = self.one("file:///srv/", "https://example.org/", "git+https://example.org/", "git+ssh://git@example.org/")
        text = self.one("", "", "-e ", "-e  ") + place + name + self.one("", ".git", "@v1", ".tar.gz")
        text += self.one(f"#egg={name}", f"#egg={name}", f"#egg={name}&subdirectory=x", "", f"#{name}")
        text += self.one("", "", ";python_version>'3'")
        return text + self.one("", "", " # why", " # http://example.org/other#egg=other")

    def faulty_line(self) -> str:
        text = self.line()
        at = self.randint(0, len(text))
        return self.one(text[:at] + self.one("!", "[", " x ", "@", "==", "\\", ",,") + text[at:], "   ", "",
                        "-f https://example.org", "-r other.txt", "--index-url x", text.replace(">=", "=>", 1), "# only this",
                        f"{self.plain_name()} @ https://example.org/x.whl")
