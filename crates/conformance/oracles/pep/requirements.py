"""Rows of `requirements.json`."""

import re

from packaging.requirements import InvalidRequirement, Requirement

from ..rows import distinct
from .marker_inputs import MarkerInputs

N = 220
DRAWING = re.compile(r"^    (\s*)(~*)\^$")


def parsed(text: str) -> Requirement | None:
    try:
        return Requirement(text)
    except InvalidRequirement:
        return None


def url(inputs: MarkerInputs) -> str:
    name = inputs.name()
    return inputs.one(f"https://example.org/{name}-{inputs.release()}.tar.gz", f"file:///srv/{name}",
                      f"git+https://example.org/{name}.git@{inputs.release(2)}#egg={name}",
                      f"https://example.org/simple/{name}.whl#sha256={'0123456789abcdef' * 4}")


def text_of(inputs: MarkerInputs) -> str:
    blank = inputs.blank
    text = blank().strip() + inputs.name() + blank()
    if inputs.chance(0.3):
        text += f"[{blank()}{inputs.one(', ', ',', ' ,').join(inputs.extras())}{blank()}]" if inputs.chance(0.9) else "[]"
    if inputs.chance(0.15):
        text += f" @{blank()}{url(inputs)}"
        return text + (f" ; {inputs.marker(1)}" if inputs.chance(0.5) else "")
    if inputs.chance(0.7):
        specifiers = inputs.spaced_specifiers(3)
        text += blank() + (f"({specifiers})" if inputs.chance(0.15) else specifiers)
    if inputs.chance(0.45):
        text += f"{blank()};{blank()}{inputs.marker(2)}"
    return text


def described(text: str) -> dict | None:
    requirement = parsed(text)
    return requirement and {
        "input": text,
        "str": str(requirement),
        "name": requirement.name,
        "extras": sorted(requirement.extras),
        "specifier": str(requirement.specifier),
        "url": requirement.url,
        "marker": str(requirement.marker) if requirement.marker else None,
    }


def broken(inputs: MarkerInputs) -> dict | None:
    text = text_of(inputs)
    at = inputs.randint(0, len(text))
    text = inputs.one(
        text[:at] + inputs.one("(", ")", "[", "]", ";", ",", "@", "=", "!", "%", " x ", "''") + text[at:],
        text + inputs.one(" ;", ";", ",", " @", " and", "(", "[a", "==", " # c", "; os_name", "; 'x'"),
        inputs.one("-", ".", "_", "[", "==1", "@ x", "") + text[len(text.split()[0]) if text.split() else 0 :],
        text[:at],
        inputs.name() + inputs.one("[a b]", "[a,]", "[,a]", "[a", "(>1", "()x", ">=1 <2", "=1", "==1.*.2", "<1.*",
                                   ">=1+x", "~=1.*", "==1a1.*", " 1.0", " @ ", "@", " @ https://e.org/x;", "; ", ";x"),
    )
    try:
        Requirement(text)
    except InvalidRequirement as error:
        message = str(error)
    else:
        return None
    if "\n" in text or "\r" in text:
        return None
    lines = message.split("\n")
    drawing = DRAWING.match(lines[-1])
    span = [len(drawing[1]), len(drawing[1]) + len(drawing[2])] if drawing else None
    return {"input": text, "message": message, "span": span, "short": lines[0]}


def respelled(inputs: MarkerInputs, text: str) -> str:
    """The same requirement in another spelling, as often as not."""
    name = re.match(r"\s*[A-Za-z0-9._-]+", text)
    rest = text[name.end() :]
    other = inputs.one(name[0], name[0].upper(), name[0].replace("-", inputs.one("_", ".", "--")))
    rest = inputs.one(rest, rest.replace("'", '"'), rest.replace(",", " , "), rest.replace(";", " ; ", 1), " " + rest)
    return other + rest


def pair(inputs: MarkerInputs, equal: bool) -> dict | None:
    left = text_of(inputs)
    if parsed(left) is None:
        return None
    right = respelled(inputs, left)
    if not equal:
        right = inputs.one(right + inputs.one("1", ".0", "x"), right.replace("=", "", 1), right.replace(">", "<", 1),
                           right.replace("==", "!=", 1), right.split(";")[0], inputs.choice("ab") + right)
    one, other = parsed(left), parsed(right)
    if one is None or other is None or left == right:
        return None
    is_equal = one == other and hash(one) == hash(other)
    return {"dep1": left, "dep2": right} if is_equal == equal and (equal or one != other) else None


def rows() -> dict:
    inputs = MarkerInputs("requirements")
    return {
        "valid": distinct(260, lambda: described(text_of(inputs)), key=lambda row: row["input"]),
        "invalid": distinct(N, lambda: broken(inputs), key=lambda row: row["input"]),
        "equal_hash": distinct(N, lambda: pair(inputs, True)),
        "different": distinct(N, lambda: pair(inputs, False)),
    }
