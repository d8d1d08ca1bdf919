"""Seeded texts: versions, specifiers, markers, names, requirements. Nothing here is taken from another project's tests."""

import random

NUMBERS = [0, 0, 1, 1, 1, 2, 2, 3, 4, 5, 7, 9, 10, 11, 12, 19, 20, 99, 100, 2024, 20250131]
WORDS = ["alpha", "amber", "basalt", "cedar", "delta", "ember", "fjord", "garnet", "harbor", "indigo", "juniper", "kelp",
         "lagoon", "marble", "nectar", "onyx", "pebble", "quartz", "raven", "sable", "tundra", "umber", "violet", "willow",
         "yarrow", "zephyr"]
PRE_SPELLINGS = {"a": ["a", "alpha"], "b": ["b", "beta"], "rc": ["rc", "c", "pre", "preview"]}
OPERATORS = ["==", "!=", "<=", ">=", "<", ">", "~="]
BLANKS = ["", "", "", " ", "  ", "\t"]


class Inputs(random.Random):
    """A source of texts; the same name gives the same texts."""

    def __init__(self, name: str):
        super().__init__(f"haggle rows: {name}")

    def one(self, *values):
        return self.choice(values)

    def chance(self, share: float) -> bool:
        return self.random() < share

    # Versions

    def number(self) -> int:
        return self.choice(NUMBERS)

    def small(self) -> int:
        return self.choice([0, 0, 1, 1, 2, 3])

    def release(self, most: int = 4, small: bool = False) -> str:
        number = self.small if small else self.number
        return ".".join(str(number()) for _ in range(self.randint(1, most)))

    def local(self) -> str:
        parts = [self.one("local", "ubuntu", "1", "2", "10", "abc", "1a", "deb12", "007") for _ in range(self.randint(1, 3))]
        return ".".join(parts)

    def version(self, small: bool = False, plain: float = 0.45, local: float = 0.12) -> str:
        """A version in its normal form, more or less: `plain` is the share that is only a release."""
        text = self.release(3 if small else 4, small)
        number = self.small if small else self.number
        if self.chance(0.06):
            text = f"{self.one(1, 1, 2, 12)}!{text}"
        if not self.chance(plain):
            if self.chance(0.5):
                text += f"{self.one('a', 'b', 'rc')}{number()}"
            if self.chance(0.3):
                text += f".post{number()}"
            if self.chance(0.3):
                text += f".dev{number()}"
        if self.chance(local):
            text += f"+{self.local()}"
        return text

    def spelled_version(self) -> str:
        """A version in one of the spellings that mean the same as its normal form."""
        text = self.one("", "", "", "v", "V") + (f"{self.one('0', '1', '02')}!" if self.chance(0.08) else "")
        text += ".".join(self.one("", "", "0") + str(self.number()) for _ in range(self.randint(1, 4)))
        if self.chance(0.45):
            text += self.one("", ".", "-", "_") + self.choice(PRE_SPELLINGS[self.one("a", "b", "rc")])
            text += self.one("", "", ".", "-", "_") + str(self.number()) if self.chance(0.8) else ""
        if self.chance(0.3):
            text += self.one("-4", "-0", ".post", ".post3", "-r2", ".rev07", "_POST_1", "post5", "-post.6")
        if self.chance(0.3):
            text += self.one(".dev", ".dev2", "-dev3", "_DEV_4", "dev5", ".dev-06", "-dev.7")
        if self.chance(0.2):
            text += "+" + self.local().replace(".", self.one(".", "-", "_"))
        if self.chance(0.2):
            text = text.upper()
        return self.choice(BLANKS) + text + self.choice(BLANKS)

    # Specifiers

    def specifier(self, small: bool = True) -> str:
        operator = self.choice(OPERATORS)
        if operator in ("==", "!="):
            if self.chance(0.3):
                return f"{operator}{self.release(3, small)}.*"
            return operator + self.version(small, 0.5, 0.15)
        if operator == "~=":
            version = self.version(small, 0.6, 0.0)
            epoch, _, rest = version.rpartition("!")
            digits = len(rest) - len(rest.lstrip("0123456789."))
            if "." not in rest[:digits].strip("."):
                rest = f"{self.small()}.{rest}"
            return operator + (f"{epoch}!" if epoch else "") + rest
        return operator + self.version(small, 0.6, 0.0)

    def specifiers(self, most: int = 4, least: int = 0) -> str:
        return ",".join(self.specifier() for _ in range(self.randint(least, most)))

    def spaced_specifiers(self, most: int = 4, least: int = 1) -> str:
        """The same with blanks around operators and commas."""
        parts = []
        for specifier in self.specifiers(most, least).split(","):
            version = specifier.lstrip("=!<>~")
            operator = specifier[: len(specifier) - len(version)]
            parts.append(self.choice(BLANKS) + operator + self.choice(BLANKS) + version + self.choice(BLANKS))
        return ",".join(parts)

    # Names

    def name(self) -> str:
        words = [self.choice(WORDS) for _ in range(self.one(1, 1, 1, 2, 2, 3))]
        text = words[0]
        for word in words[1:]:
            text += self.one("-", "-", "_", ".", "") + word
        if self.chance(0.15):
            text += self.one("2", "3", "-ng", "_core", ".lib")
        return self.one(text, text, text, text.title(), text.upper())

    def plain_name(self) -> str:
        """A name that is its own normal form: lower case and hyphens."""
        return "-".join(self.choice(WORDS) for _ in range(self.one(1, 1, 2)))

    def extras(self, most: int = 3) -> list[str]:
        return sorted({self.choice(WORDS) for _ in range(self.randint(1, most))})
