"""Rows of `versions.json`."""

from packaging.version import InvalidVersion, Version

from ..inputs import Inputs, PRE_SPELLINGS
from ..rows import distinct

# Python's reader of integers stops at 4300 digits and JSON's at less; numbers here stay far below both.


def parsed(text: str) -> Version | None:
    try:
        return Version(text)
    except InvalidVersion:
        return None


def described(text: str) -> dict | None:
    version = parsed(text)
    return version and {
        "input": text,
        "str": str(version),
        "public": version.public,
        "base_version": version.base_version,
        "epoch": version.epoch,
        "release": list(version.release),
        "pre": version.pre and list(version.pre),
        "post": version.post,
        "dev": version.dev,
        "local": version.local,
        "is_prerelease": version.is_prerelease,
        "is_postrelease": version.is_postrelease,
        "is_devrelease": version.is_devrelease,
    }


def broken(inputs: Inputs) -> str | None:
    """A version with a fault; a text that is a version all the same is not a row."""
    text = inputs.spelled_version().strip()
    at = inputs.randint(0, len(text))
    text = inputs.one(
        text[:at] + inputs.one(" ", "..", "--", "!", "+", "x", "é", "*", "/", "_.", "٣") + text[at:],
        text + inputs.one(".", "+", "-", "rc1a2", ".dev1.post1", "+a..b", "+_", ".*", "!1", "+a+b", "dev1dev2"),
        inputs.one("v", "!", "+", ".", "-1", "a", "rc", "dev", "x") + text[1:],
    )
    return None if parsed(text) else text


def parts(inputs: Inputs) -> dict:
    arguments = {"release": tuple(inputs.number() for _ in range(inputs.randint(1, 4)))}
    if inputs.chance(0.2):
        arguments["epoch"] = inputs.small()
    if inputs.chance(0.5):
        spelling = inputs.choice(PRE_SPELLINGS[inputs.one("a", "b", "rc")])
        arguments["pre"] = (inputs.one(spelling, spelling, spelling.upper()), inputs.number())
    if inputs.chance(0.35):
        arguments["post"] = inputs.number()
    if inputs.chance(0.35):
        arguments["dev"] = inputs.number()
    if inputs.chance(0.25):
        arguments["local"] = inputs.local()
    return {"args": {"__repr__": repr(arguments)}, "string": str(Version.from_parts(**arguments))}


def ranked(inputs: Inputs, n: int) -> list:
    """Versions in their order, those that are equal with one rank."""
    few = [inputs.release(2, True) for _ in range(14)]
    some = [base + inputs.one("", "a0", "a1", "rc1", ".dev0", ".post0", ".post1.dev0", "+1", "+a", ".0", ".0.0", "-1")
            for base in few for _ in range(9)]
    texts = distinct(n, lambda: inputs.one(inputs.choice(some), inputs.spelled_version().strip(), inputs.version(True)))
    texts = sorted(texts, key=lambda text: (Version(text), text))
    ranks, rank = [], 0
    for before, text in zip([None, *texts], texts):
        if before is not None and Version(before) != Version(text):
            rank += 1
        ranks.append([text, rank])
    return ranks


def rows() -> dict:
    inputs = Inputs("versions")
    ranks = ranked(inputs, 360)
    ordered = [next(text for text, other in ranks if other == rank) for rank in range(ranks[-1][1] + 1)]
    return {
        "valid": distinct(300, lambda: described(inputs.one(inputs.spelled_version(), inputs.version())),
                          key=lambda row: row["input"]),
        "invalid": distinct(240, lambda: broken(inputs)),
        "normalized": distinct(240, lambda: (text := inputs.spelled_version()) and [text, str(Version(text))]),
        "ordered": ordered,
        "rank_all": ranks,
        "from_parts": distinct(240, lambda: parts(inputs)),
    }
