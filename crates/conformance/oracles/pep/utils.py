"""Rows of `utils.json`. A set of results is written as the sorted list of their texts."""

from packaging.tags import parse_tag
from packaging.utils import (
    canonicalize_name,
    canonicalize_version,
    is_normalized_name,
    parse_sdist_filename,
    parse_wheel_filename,
)

from ..inputs import Inputs
from ..rows import distinct

N = 240
PYTHONS = ["py3", "py2.py3", "cp311", "cp312", "cp39.cp310", "cp310.cp39", "pp310", "py3.py2", "cp313t", "CP312", "py38"]
ABIS = ["none", "none", "abi3", "cp311", "cp312", "cp313t", "abi3.none", "none.abi3"]
PLATFORMS = ["any", "any", "win_amd64", "linux_x86_64", "macosx_11_0_arm64", "manylinux_2_17_x86_64.manylinux2014_x86_64",
             "manylinux2014_x86_64.manylinux_2_17_x86_64", "macosx_10_9_universal2", "musllinux_1_2_aarch64", "WIN32"]


def text_of(value) -> str:
    """Python's text of a value, but tags in order and without their addresses."""
    if isinstance(value, frozenset):
        return "frozenset({" + ", ".join(sorted(f"<{tag}>" for tag in value)) + "})"
    return str(value)


def texts(found) -> dict:
    return {"set": sorted(map(text_of, found))}


def asked(function, text: str, written, **options) -> dict:
    """A row: the result, or the kind of the error and its message."""
    row = {"in": {"s": text, "args": [], "kw": options}}
    try:
        return {**row, "out": written(function(text, **options))}
    except ValueError as error:
        return {**row, "error": type(error).__name__, "message": str(error)}


def a_tag(inputs: Inputs) -> str:
    text = "-".join([inputs.choice(PYTHONS), inputs.choice(ABIS), inputs.choice(PLATFORMS)])
    if inputs.chance(0.2):
        at = inputs.randint(0, len(text))
        text = inputs.one(text[:at] + inputs.one(".", "-", "..") + text[at:], text.replace("-", "", 1), text.replace("py", "3py"),
                          text.replace("none", ""), text + "-x")
    return text


def tag(inputs: Inputs) -> dict:
    options = inputs.one({}, {}, {"limit": inputs.randint(0, 6)}, {"validate_order": True},
                         {"validate_order": inputs.one(True, False), "limit": inputs.one(-1, 1, 2, 4)})
    return asked(parse_tag, a_tag(inputs), texts, **options)


def faulty(inputs: Inputs, name: str) -> str:
    if not inputs.chance(0.25):
        return name
    at = inputs.randint(0, len(name))
    return inputs.one(name[:at] + inputs.one(" ", "-", "é", "__", "..", "/") + name[at:], name[: at], "-" + name)


def wheel(inputs: Inputs) -> dict:
    parts = [inputs.name().replace("-", inputs.one("_", "_", "_", "-")), inputs.version(False, 0.7, 0.1).replace("-", "_")]
    if inputs.chance(0.25):
        parts.append(inputs.one("1", "2abc", "10_3", "007", "x1", "", "1.2"))
    text = "-".join([*parts, a_tag(inputs)]) + inputs.one(*[".whl"] * 9, ".zip")
    options = {"validate_order": inputs.one(True, False)} if inputs.chance(0.4) else {}
    return asked(parse_wheel_filename, faulty(inputs, text), texts, **options)


def sdist(inputs: Inputs) -> dict:
    text = f"{inputs.name()}-{inputs.version(False, 0.7, 0.1)}" + inputs.one(*[".tar.gz"] * 5, ".zip", ".zip", ".tar.bz2", ".tgz")
    return asked(parse_sdist_filename, faulty(inputs, text), texts)


def name(inputs: Inputs) -> dict:
    """A name is written as it is; the vectors in `../shared` write the set of its characters instead."""
    text = faulty(inputs, inputs.one(inputs.name(), inputs.name() + inputs.one("-", "_x", ".1", "--y", "")))
    return asked(canonicalize_name, text, str, **({"validate": True} if inputs.chance(0.5) else {}))


def version(inputs: Inputs) -> dict:
    text = inputs.one(inputs.version(), inputs.release() + ".0", inputs.spelled_version().strip(), inputs.name(), "1..0")
    strip = inputs.one(True, True, False)
    return {"in": {"s": text, "strip": strip}, "out": canonicalize_version(text, strip_trailing_zero=strip)}


def normal(inputs: Inputs) -> dict:
    text = inputs.name()
    found = canonicalize_name(text)
    assert is_normalized_name(found) and is_normalized_name(text) == (text == found)
    return {"name": text, "expected": found}


def rows() -> dict:
    inputs = Inputs("utils")
    sections = {
        "canonicalize_name": name,
        "canonicalize_version": version,
        "parse_wheel_filename": wheel,
        "parse_sdist_filename": sdist,
        "parse_tag": tag,
        "is_normalized_name": normal,
    }
    return {section: distinct(N, lambda: make(inputs)) for section, make in sections.items()}
