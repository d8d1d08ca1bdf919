"""Rows of `constraints.json`, `check_exists.json`, `edit_constraint.json` and `generate.json`."""

import contextlib
import io
import pathlib
import re
import tempfile
import types

from openstack_requirements import constraints, requirement
from openstack_requirements.cmds import check_exists as exists
from openstack_requirements.cmds import edit_constraint, generate

from ..rows import distinct
from .lines import asked
from .texts import Lines

N = 220
UNCONSTRAINABLE = ["argparse", "pip", "setuptools", "wheel", "wmi", "pywin32", "pymi"]
MESSAGES = [
    ("not-in-global", re.compile(r"^(?P<name>\S+) from (?P<file>\S+) not found in global-requirements$")),
    ("not-in-constraints", re.compile(r"^(?P<name>\S+) from (?P<file>\S+) not found in upper-constraints$")),
    ("constraint-outside-range", re.compile(r"^(?P<name>\S+) must be <= (?P<version>\S+) from upper-constraints and ")),
    ("fails-global", re.compile(r"^Specifier (?P<version>\S+) from (?P<name>\S+) is failing check ")),
]


def names(lines: Lines, n: int) -> list[str]:
    return distinct(n, lines.plain_name)


def pins(lines: Lines, some: list[str]) -> str:
    return "".join(f"{name}==={lines.release(3, True)}\n" for name in some)


def check_compatible(lines: Lines) -> dict:
    some = names(lines, 4)
    listed = "".join(f"{name}{lines.simple(0, 2)}\n" for name in some[:3])
    listed += f"{some[0]}{lines.simple(1, 1)};python_version>'3'\n" if lines.chance(0.2) else ""
    pinned = pins(lines, lines.sample(some, lines.randint(1, 4)))
    found = constraints.check_compatible(requirement.parse(listed), requirement.parse(pinned))
    return {"input": {"global": listed, "constraints": pinned}, "expect": {"errors": len(found)}}


def check_format(lines: Lines) -> dict:
    text = "".join(name + lines.one("===", "===", "===", "==", ">=", "===1,!=") + lines.release(2, True) + "\n"
                   for name in names(lines, lines.randint(1, 4)))
    text += lines.one("", f"{lines.plain_name()}\n", "x1===2;python_version>'3'\nx1===1;python_version<='3'\n")
    return {"input": {"constraints": text}, "expect": {"errors": len(list(constraints.check_format(requirement.parse(text))))}}


def denylist_coverage(lines: Lines) -> dict:
    some = [*names(lines, 5), lines.choice(UNCONSTRAINABLE)]
    listed = "".join(f"{name}\n" for name in lines.sample(some, lines.randint(1, 6)))
    pinned = pins(lines, lines.sample(some, lines.randint(0, 4)))
    denied = "".join(f"{name}\n" for name in lines.sample(some, lines.randint(0, 2)))
    parsed = [requirement.parse(text) for text in (listed, pinned, denied)]
    errors = []
    for message in constraints.check_blacklist_coverage(*parsed, "upper-constraints.txt"):
        kind = "constrained-and-denied" if "appears in both" in message else "unconstrained"
        errors.append({"kind": kind, "name": message.split("'")[1]})
    # The reference goes through a set for the second kind: its order is not a result.
    errors = [one for one in errors if one["kind"] == "unconstrained"] + sorted(
        (one for one in errors if one["kind"] != "unconstrained"), key=lambda one: one["name"])
    return {"input": {"global": listed, "constraints": pinned, "denylist": denied}, "expect": {"errors": errors}}


def run_exists(files: dict[str, str], checks_global: bool) -> tuple[int, list[dict]]:
    """Runs the command in a folder of its own; its output as (exit, messages)."""
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()) as output:
        root = pathlib.Path(folder)
        (root / "project").mkdir()
        for name, text in files.items():
            (root / ("project" if name.endswith(".txt") else "") / name).write_text(text)
        arguments = [str(root / "project"), "-u", str(root / "constraints"), "-g", str(root / "global"),
                     "-b", str(root / "denylist"), *(["-G"] if checks_global else [])]
        code = exists.main(arguments)
    messages = []
    for line in output.getvalue().splitlines():
        for kind, pattern in MESSAGES:
            if found := pattern.match(line):
                messages.append({"kind": kind, **found.groupdict()})
    return code, messages


def exists_files(lines: Lines) -> dict[str, str]:
    some = names(lines, 5)
    own = "".join(f"{name}{lines.simple(0, 2)}\n" for name in lines.sample(some, lines.randint(1, 4)))
    return {
        "requirements.txt": lines.one("", "# why\n") + own,
        "global": "".join(f"{name}{lines.one('', '', lines.simple(1, 1))}\n" for name in some[:4]),
        "constraints": pins(lines, some[lines.randint(0, 1) :]),
        "denylist": lines.one("", "", some[0]),
    }


def check_exists(lines: Lines) -> dict:
    files, checks_global = exists_files(lines), lines.chance(0.4)
    code, messages = run_exists(files, checks_global)
    return {"input": {**files, "gr_check": checks_global},
            "expect": {"exit": code, "kinds": [message["kind"] for message in messages]}}


FIXTURE = {
    "requirements.txt": ["amber>=1.0", "Basalt>=1.2,<3", "cedar", "delta>0.4", "ember-core>=2,!=2.1", "kelp>=1"],
    "test-requirements.txt": ["lagoon>=0.1", "marble==1.5", "nectar"],
    "global": ["amber", "basalt<3", "cedar", "delta", "ember-core!=2.1", "kelp", "lagoon", "marble", "nectar", "onyx"],
    "constraints": ["amber===1.4", "basalt===2.0", "cedar===3.1", "delta===0.5", "ember-core===2.2", "kelp===1.0",
                    "lagoon===0.1", "marble===1.5", "nectar===7", "onyx===1"],
    "denylist": ["quartz", "raven"],
}


def check_exists_fixture(lines: Lines) -> dict | None:
    """The fixture with a few edits; messages are sorted, as their order follows the files."""
    files = {name: list(text) for name, text in FIXTURE.items()}
    edits = {}
    if lines.chance(0.5):
        edits["requirements_append"] = [lines.one(lines.plain_name(), "quartz", "onyx") + lines.one("", ">=1", ">=2 # why")]
    if lines.chance(0.4):
        edits["requirements_replace_last"] = "kelp" + lines.one(">1.0", ">=1.0", "<1.0,>1.0", "!=1.0", "==1.0")
    if lines.chance(0.3):
        edits["test_requirements_append"] = [lines.plain_name()]
    if lines.chance(0.4):
        edits["uc_remove"] = [lines.one("amber", "Cedar", "lagoon", "ember_core")]
    if lines.chance(0.3):
        edits["gr_remove"] = [lines.one("delta", "nectar", "Marble")]
    gone = {key: {name.lower().replace("_", "-") for name in edits.get(key, [])} for key in ("uc_remove", "gr_remove")}

    def kept(text: list[str], key: str) -> list[str]:
        return [line for line in text if re.split("[<>=!]", line)[0].lower() not in gone[key]]

    if "requirements_replace_last" in edits:
        files["requirements.txt"][-1] = edits["requirements_replace_last"]
    files["requirements.txt"] += edits.get("requirements_append", [])
    files["test-requirements.txt"] += edits.get("test_requirements_append", [])
    files["constraints"], files["global"] = kept(files["constraints"], "uc_remove"), kept(files["global"], "gr_remove")
    code, messages = run_exists({name: "".join(f"{line}\n" for line in text) for name, text in files.items()}, False)
    return {"input": edits, "expect": {"exit": code, "messages": messages}}


def constraint_file(lines: Lines) -> tuple[str, list[str]]:
    some = names(lines, lines.randint(1, 4))
    text = pins(lines, some)
    if lines.chance(0.3):
        text += f"x1===1;python_version<'3.9'\nx1===2;python_version>='3.9'\n"
    if lines.chance(0.25):
        text += lines.one("-e ", "") + "file:///srv/local-one#egg=local-one\n"
    return text, [*some, "x1", "local-one"]


def edited(lines: Lines) -> dict:
    text, some = constraint_file(lines)
    name = lines.one(*some, lines.plain_name())
    replacement = lines.one("", f"{name}==={lines.release(2, True)}", f"-e file:///srv/{name}#egg={name}", f"{name}==1 # pinned")
    name = lines.one(name, name.upper(), name.replace("-", "_"))
    return {"content": text, "name": name, "replacement": replacement}


def edit(lines: Lines) -> dict:
    given = edited(lines)

    def ask():
        parsed = requirement.parse(given["content"], permit_urls=True)
        found = edit_constraint.edit(parsed, given["name"], given["replacement"])
        return {"lines": [one.to_line().removesuffix("\n") for one in found.reqs]}

    return asked(given, ask)


def edit_file(lines: Lines) -> dict:
    given = edited(lines)
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "constraints"
        path.write_text(given["content"])
        return asked(given, lambda: {"exit": edit_constraint.main(["--", str(path), given["name"], given["replacement"]]),
                                     "content": path.read_text()})


def parse_freeze(lines: Lines) -> dict:
    text = "".join(lines.one(f"{lines.name()}=={lines.version(True)}", f"{lines.name()}=={lines.version(True)}", "", "# why",
                             f"  {lines.plain_name()}==1  ") + "\n" for _ in range(lines.randint(1, 5)))
    if lines.chance(0.15):
        text += lines.one("-e git+https://example.org/x#egg=x\n", "-- what\n", "no-version\n")
    return asked({"text": text}, lambda: [list(pair) for pair in generate._parse_freeze(text)])


def freezes(lines: Lines, pythons: list[str], versions: dict[str, str]) -> list:
    return [[python, [[name, version] for name, version in versions.items() if lines.chance(0.7)]] for python in pythons]


def combine(lines: Lines) -> dict:
    """One version of a name everywhere: how several are told apart has changed since the reference's release."""
    pythons = lines.sample(["2.7", "3.6", "3.8", "3.9", "3.10", "3.11", "3.12"], lines.randint(1, 3))
    pythons += [pythons[0]] if lines.chance(0.05) else []
    versions = {name: lines.release(3, True) for name in names(lines, lines.randint(1, 4))}
    given = freezes(lines, pythons, versions)
    denied = lines.sample(sorted(versions), lines.randint(0, 1))
    denied = [lines.one(name, name.upper(), name.replace("-", "_")) for name in denied]
    tuples = [(python, [tuple(pin) for pin in pins]) for python, pins in given]
    return asked({"freezes": given, "denylist": denied},
                 lambda: [line.removesuffix("\n") for line in generate._combine_freezes(tuples, denied)])


def clone_versions(lines: Lines) -> dict:
    """One target for each version: the reference of 2018 knows no more."""
    pythons = ["3.6", "3.8", "3.9", "3.10", "3.11"]
    given = freezes(lines, lines.sample(pythons, lines.randint(1, 3)), {name: "1" for name in names(lines, 2)})
    targets = {lines.choice(pythons): lines.choice(pythons) for _ in range(lines.randint(1, 3))}
    found = [(python, list(pins)) for python, pins in given]
    with contextlib.redirect_stderr(io.StringIO()):
        generate._clone_versions(found, types.SimpleNamespace(version_map=targets))
    return {"input": {"version_map": {source: [target] for source, target in targets.items()}, "freezes": given},
            "expect": [list(freeze) for freeze in found]}


def hash_order(lines: Lines) -> dict:
    some = distinct(lines.randint(2, 8), lines.name)
    text = [f"{name}==={lines.release(3, True)}{lines.one('', '', chr(59) + chr(112) + 'ython_version>=' + repr('3.9'))}"
            for name in some]
    return {"input": {"lines": text}, "expect": sorted(text, key=generate._make_sort_key)}


def rows_of(name: str, make) -> object:
    return lambda: distinct(N, lambda lines=Lines(name): make(lines))


FILES = {
    "constraints": ("openstack_requirements", {
        "check_compatible": ("number of constraints that satisfy no global line", rows_of("compatible", check_compatible)),
        "check_format": ("number of constraints not pinned with ===", rows_of("format", check_format)),
        "denylist_coverage": ("every global name in exactly one of constraints or denylist", rows_of("coverage", denylist_coverage)),
    }, {}),
    "check_exists": ("openstack_requirements", {
        "check_exists": ("self-contained", rows_of("exists", check_exists)),
        "check_exists_fixture": ("start from 'fixture', apply the edits, run", rows_of("fixture", check_exists_fixture)),
    }, {"fixture": FIXTURE}),
    "edit_constraint": ("openstack_requirements", {
        "edit_file": ("file content + name + replacement -> new content", rows_of("edit file", edit_file)),
        "edit": ("same on parsed data", rows_of("edit", edit)),
    }, {}),
    "generate": ("openstack_requirements", {
        "parse_freeze": ("pip freeze text -> pairs", rows_of("freeze", parse_freeze)),
        "combine": ("freezes + denylist -> constraint lines before hash ordering", rows_of("combine", combine)),
        "clone_versions": ("--version-map", rows_of("clone", clone_versions)),
        "hash_order": ("constraint lines -> the same in the final order", rows_of("hash order", hash_order)),
    }, {}),
}
