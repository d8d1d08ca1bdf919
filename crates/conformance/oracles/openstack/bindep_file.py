"""Rows of `bindep.json`."""

import functools

import parsley
from bindep import depends
from bindep.depends import Depends, DependsException

from ..rows import distinct
from .texts import Lines

N = 240

# The reference compiles its grammar anew for each text, which takes most of a second.
compiled = functools.cache(lambda grammar: parsley.makeGrammar(grammar, {}))
depends.makeGrammar = lambda grammar, _: compiled(grammar)
PROFILES = ["test", "doc", "python", "compile", "platform:dpkg", "platform:rpm", "platform:debian", "platform:ubuntu",
            "platform:base-py3", "platform:suse", "platform:ubuntu-noble", "platform:centos-9"]


def profile(lines: Lines) -> str:
    return lines.one("", "", "!") + lines.choice(PROFILES)


def group(lines: Lines) -> str:
    if lines.chance(0.2):
        return f"({lines.one('', ' ')}{' '.join(profile(lines) for _ in range(lines.randint(1, 3)))}{lines.one('', ' ')})"
    return profile(lines)


def deb_version(lines: Lines) -> str:
    return lines.one(lines.release(2, True), f"1:{lines.release(1)}", "2.1-1", "3-1a", "1.0~b1", "2+dfsg")


def rule(lines: Lines, versions: float = 0.25) -> str:
    text = lines.plain_name() + lines.one("", "", "-dev", "-devel", "++", "/x", "2.0", "_x")
    if lines.chance(0.7):
        text += lines.one(" ", "  ") + f"[{' '.join(group(lines) for _ in range(lines.randint(0, 3)))}]"
    if lines.chance(versions):
        bounds = [lines.one("<=", "<", "!=", "==", ">=", ">") + deb_version(lines) for _ in range(lines.randint(1, 2))]
        text += " " + ",".join(bounds)
    return text + lines.one("", "", "", " # why", "# why", "  #")


def faulty_rule(lines: Lines) -> str:
    text = rule(lines, 0)
    at = lines.randint(0, len(text))
    return lines.one(text[:at] + lines.one(" ", "[", "]", "(", "!", "|", "A", "=", "\t", "~") + text[at:], "a", "[test]",
                     f" {text}", f"{lines.plain_name()} [Test]", f"{lines.plain_name()}[test]", f"{lines.plain_name()} >=x")


def content(lines: Lines, faults: float) -> str:
    kinds = [rule, rule, rule, rule, lambda lines: "# " + lines.plain_name(), lambda lines: lines.one("", " ")]
    text = [lines.choice(kinds)(lines) for _ in range(lines.randint(1, 4))]
    if lines.chance(faults):
        text[lines.randrange(len(text))] = faulty_rule(lines)
    return "\n".join(text) + lines.one("\n", "\n", "")


def one_profile(found) -> dict:
    positive, name = found
    return {"name": name, "positive": positive}


def selector(found):
    return [one_profile(one) for one in found] if isinstance(found, list) else one_profile(found)


def written(found) -> dict:
    name, selectors, versions = found
    return {"name": name, "selector": [selector(one) for one in selectors],
            "version": [{"op": operator, "version": version} for operator, version in versions]}


def parse(lines: Lines) -> dict:
    text = content(lines, 0.45)
    try:
        return {"input": text, "expect": [written(found) for found in Depends(text)._rules]}
    except DependsException:
        return {"input": text, "expect": {"error": "parse"}}


def active(lines: Lines) -> dict:
    text = "".join(rule(lines) + "\n" for _ in range(lines.randint(2, 6)))
    profiles = lines.one(["default"], lines.sample(PROFILES, lines.randint(0, 4)))
    found = Depends(text).active_rules(profiles)
    return {"input": {"text": text, "profiles": profiles}, "expect": [name for name, *_ in found]}


FILES = {
    "bindep": ("bindep", {
        "parse": ("text -> rules", lambda: distinct(N, lambda lines=Lines("bindep parse"): parse(lines))),
        "active": ("active rules for profile set", lambda: distinct(N, lambda lines=Lines("bindep active"): active(lines))),
    }, {}),
}
