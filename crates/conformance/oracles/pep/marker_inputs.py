"""Seeded markers and environments."""

from ..inputs import Inputs, WORDS

PYTHONS = ["2.7", "3", "3.6", "3.8", "3.9", "3.10", "3.11", "3.12", "3.13", "3.14"]
VALUES = {
    "os_name": ["posix", "nt", "java"],
    "sys_platform": ["linux", "win32", "darwin", "cygwin", "linux2"],
    "platform_system": ["Linux", "Windows", "Darwin"],
    "platform_machine": ["x86_64", "aarch64", "AMD64", "arm64", "ppc64le"],
    "platform_python_implementation": ["CPython", "PyPy", "Jython"],
    "implementation_name": ["cpython", "pypy"],
    "platform_release": ["6.1.0-13-amd64", "10", "22.6.0"],
    "platform_version": ["#1 SMP", "10.0.19045"],
}
VERSIONS = ["python_version", "python_full_version", "implementation_version"]
ORDERS = ["==", "!=", "<", "<=", ">", ">="]


class MarkerInputs(Inputs):
    """A source of markers."""

    def quoted(self, text: str) -> str:
        quote = self.one("'", '"')
        return f"{quote}{text}{quote}"

    def blank(self) -> str:
        return self.one(" ", " ", "", "  ")

    def version_value(self, variable: str) -> str:
        text = self.choice(PYTHONS)
        if variable != "python_version" and self.chance(0.7):
            text += self.one(".0", ".1", ".7", ".10", ".0rc1", ".0b2")
        return text

    def comparison(self, with_extra: bool = True) -> str:
        """One comparison; half of a string's are `==`."""
        kind = self.random()
        if with_extra and kind < 0.15:
            return f"extra{self.blank()}{self.one('==', '==', '!=')}{self.blank()}{self.quoted(self.choice(WORDS))}"
        if kind < 0.5:
            variable = self.choice(VERSIONS)
            value = self.version_value(variable)
            operator = self.one(*ORDERS, "~=", "===") if "." in value else self.choice(ORDERS)
            if operator in ("==", "!=") and self.chance(0.2):
                value += ".*"
        else:
            variable = self.choice(list(VALUES))
            value = self.choice(VALUES[variable])
            operator = self.one("==", "==", "==", "!=", "!=", "in", "not in", *ORDERS)
            if operator in ("in", "not in"):
                if self.chance(0.5):
                    return f"{self.quoted(value[: self.randint(1, len(value))])} {operator} {variable}"
                others = [value, self.choice(VALUES[variable])]
                return f"{variable} {operator} {self.quoted(self.one(' ', ',', '').join(others))}"
        if self.chance(0.15):
            return f"{self.quoted(value)}{self.blank()}{operator}{self.blank()}{variable}"
        return f"{variable}{self.blank()}{operator}{self.blank()}{self.quoted(value)}"

    def marker(self, depth: int = 2, with_extra: bool = True) -> str:
        """Comparisons joined by `and` and `or`, with parentheses here and there."""
        if depth == 0 or self.chance(0.35):
            return self.comparison(with_extra)
        parts = [self.marker(depth - 1, with_extra) for _ in range(self.one(2, 2, 3))]
        text = parts[0]
        for part in parts[1:]:
            text += f" {self.one('and', 'or')} {part}"
        return f"({text})" if self.chance(0.4) else text

    def environment(self) -> dict[str, str]:
        """A whole environment; which Python and which system go together does not matter to a marker."""
        minor = self.choice(["2.7.18", "3.6.15", "3.8.0", "3.9.7", "3.10.12", "3.11.0rc1", "3.12.4", "3.13.1", "3.14.0"])
        values = {variable: self.choice(texts) for variable, texts in VALUES.items()}
        values["python_full_version"] = minor
        values["python_version"] = ".".join(minor.split(".")[:2])
        values["implementation_version"] = self.one(minor, minor, "7.3.17")
        return dict(sorted(values.items())) | {"extra": self.one("", "", *WORDS[:6])}
