"""Rows of `project.json` and `setup_cfg_merge.json`."""

import configparser
import tomllib

from openstack_requirements import project, requirement
from packaging.dependency_groups import resolve_dependency_groups

from ..inputs import WORDS
from ..rows import compact, distinct
from .lines import written
from .texts import Lines

N = 220
SECTIONS = ["[metadata]\nname = x\n", "[entry_points]\nrun =\n    x = y:z\n", "# what\n[files]\npackages = x\n", "[wheel]\na = 1\n"]

# The reference calls a name that Python 3.12 dropped and 3.11 warns of.
assert hasattr(configparser.RawConfigParser, "readfp"), "the reference needs Python 3.11"


def group_table(lines: Lines) -> str:
    """A `[dependency-groups]` table of names in normal form; includes may refer to later groups, and to themselves."""
    names = sorted({lines.choice(WORDS) for _ in range(lines.randint(1, 4))})
    text = "[dependency-groups]\n"
    for at, name in enumerate(names):
        items = []
        for _ in range(lines.randint(0, 3)):
            others = names if lines.chance(0.05) else names[at + 1 :]
            if others and lines.chance(0.4):
                items.append(f"{{include-group = {compact(lines.choice(others))}}}")
            else:
                items.append(compact(lines.plain_name() + lines.one("", f">={lines.release(2, True)}")))
        text += f"{name} = [{', '.join(items)}]\n"
    return text


def dependency_groups(lines: Lines) -> dict:
    """Asked of `packaging`: the rule is PEP 735's."""
    text = lines.one("", '[project]\nname = "example"\n') + (group_table(lines) if lines.chance(0.95) else "")
    groups = tomllib.loads(text).get("dependency-groups")
    try:
        found = groups and {name: list(resolve_dependency_groups(groups, name)) for name in groups}
    except ExceptionGroup as error:
        found = {"error": type(error.exceptions[0]).__name__}
    return {"input": {"text": text}, "expect": found}


def extra(lines: Lines, name: str) -> str:
    text = f"{name} ={lines.one('', '', ' ')}\n"
    for _ in range(lines.randint(1, 3)):
        text += lines.one(" ", "  ", "    ") + lines.line(0.2, 0.0, 0.3, lines.plain_name()).strip()
        text += lines.one("", "", ":python_version=='3.9'") if "#" not in text.rsplit("\n", 1)[-1] else ""
        text += "\n"
    return text


def setup_cfg(lines: Lines, is_tidy: bool = False, extras: float = 0.85, final_newline: float = 0.85) -> str:
    before = "\n".join(lines.sample(SECTIONS, lines.randint(0, 2)))
    after = "\n".join(lines.sample(SECTIONS, lines.randint(0, 1)))
    text = lines.one("", "\n") + before + (lines.one("", "\n") if before else "")
    if lines.chance(extras):
        text += "[extras]\n"
        for name in sorted({lines.choice(WORDS) for _ in range(lines.randint(1, 3))}):
            text += lines.one("", "", f"# {lines.plain_name()}\n") + extra(lines, name)
        if is_tidy:
            text += f"\n{after}" if after and not after.startswith("#") else ""
        else:
            text += lines.one("", f"# {lines.plain_name()}\n") + lines.one("", "\n") + after
    if not is_tidy and not lines.chance(final_newline):
        text = text.removesuffix("\n")
    return text


def split_of(text: str):
    prefix, extras, suffix = project._extras_compiled(text).ini()
    items = extras if extras is None else [
        {"name": item.name, "content": item.content} if hasattr(item, "name") else {"comment": item.line} for item in extras]
    return {"prefix": prefix, "extras": items, "suffix": suffix}


def split(lines: Lines) -> dict:
    text = setup_cfg(lines)
    if lines.chance(0.08):
        text += "[extras]\nagain =\n  x\n"
    try:
        return {"input": {"text": text}, "expect": split_of(text)}
    except Exception as error:
        return {"input": {"text": text}, "expect": {"error": type(error).__name__}}


def merge(lines: Lines) -> dict | None:
    """All extras anew, one blank line behind them.

    The reference takes the indentation from extras that it leaves, drops blank lines between them and moves comments across
    the line behind them: rows that would ask for that are left out.
    """
    text = setup_cfg(lines, is_tidy=True)
    try:
        names = list(project.extras({"setup.cfg": text}))
        blank = requirement.Requirement("", "", "", "", "")
        extras = {}
        for name in sorted({*names, *lines.one([], [], ["other"])}):
            new = [requirement.parse_line(lines.line(0.2, 0.2, 0.3)) for _ in range(lines.randint(1, 3))]
            extras[name] = requirement.Requirements([blank, *new])
        expected = project.merge_setup_cfg(text, extras)
    except Exception:
        return None
    given = {name: [written(one) for one in entries.reqs] for name, entries in extras.items()}
    return {"input": {"old": text, "extras": given}, "expect": expected}


def extras_text(lines: Lines) -> dict | None:
    text = setup_cfg(lines)
    try:
        return {"input": {"text": text}, "expect": project.extras({"setup.cfg": text})}
    except configparser.Error:
        return None


def rows_of(name: str, make) -> object:
    return lambda: distinct(N, lambda lines=Lines(name): make(lines))


FILES = {
    "project": ("packaging", {
        "dependency_groups": ("PEP 735, includes expanded depth first, order kept", rows_of("groups", dependency_groups)),
    }, {}),
    "setup_cfg_merge": ("openstack_requirements", {
        "split": ("text -> prefix, extras AST (or null), suffix", rows_of("split", split)),
        "merge": ("replace extras, keep comments and everything else", rows_of("merge", merge)),
        "extras_text": ("raw extras", rows_of("extras_text", extras_text)),
    }, {}),
}
