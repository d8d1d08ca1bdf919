"""Rows of `update_sync.json`: the bot that brought projects in line until 2023."""

import re

from openstack_requirements import project, requirement
from openstack_requirements.cmds import update

from ..inputs import WORDS
from ..rows import distinct
from .texts import Lines

N = 220
UNKNOWN = re.compile(r"^'(?P<name>.*)' is not in global-requirements.txt or blacklist.txt$")
HEADER = "".join(requirement._REQS_HEADER)


class Recorder:
    """Keeps the changes whole, of which the reference prints the first thirty characters."""

    def __init__(self):
        self.changes, self.kept = [], update.Change

    def __enter__(self):
        changes = self.changes

        class Change(self.kept):
            def __init__(self, name, old, new):
                super().__init__(name, old, new)
                changes.append([self.old, self.new])

        update.Change = Change
        return changes

    def __exit__(self, *_):
        update.Change = self.kept


def unknown(actions) -> list[str]:
    return [UNKNOWN.match(action.message)["name"] for action in actions if isinstance(action, project.Error)]


def global_list(lines: Lines, some: list[str]) -> str:
    text = ""
    for name in some:
        name = lines.one(name, name, name.capitalize())
        for marker in lines.one([""], [""], [""], [";python_version<'3.9'", ";python_version>='3.9'"]):
            text += name + lines.simple(0, 2) + marker + lines.one("", " # MIT", "  # BSD") + "\n"
    return text


class FamilyLines(Lines):
    """Writes some names in capitals, but none that the reference compares as it is written: denied ones and `hacking`."""

    as_written = {"hacking"}

    def shout(self, name: str) -> str:
        return name if name in self.as_written else name.upper()


def own_lines(lines: Lines, some: list[str], separator: str = ";") -> list[str]:
    found = []
    for name in lines.sample([*some, *(["hacking"] if lines.chance(0.2) else []), *(["other"] if lines.chance(0.25) else [])],
                             lines.randint(1, min(4, len(some)))):
        for marker in lines.one([""], [""], [""], ["python_version<'3.9'", "python_version>='3.9'"]):
            extras = lines.one("", "", "", f"[{lines.choice(WORDS)}]")
            text = lines.one(name, name, lines.shout(name)) + extras + lines.simple(0, 2)
            found.append(text + (separator + marker if marker else "") + lines.one("", "", " # MIT"))
        if lines.chance(0.2):
            found.append(lines.one("# " + lines.plain_name(), ""))
    return found


def own_file(lines: Lines, some: list[str]) -> str:
    found = own_lines(lines, some)
    if lines.chance(0.1):
        found.append("-e https://example.org/x.git#egg=x")
    return (HEADER if lines.chance(0.08) else "") + "".join(f"{line}\n" for line in found)


def options(lines: Lines, some: list[str]) -> dict:
    return {"soft": lines.chance(0.4), "hacking": lines.chance(0.3), "denylist": lines.sample(some, lines.randint(0, 1))}


def sync_text(given: dict, text: str):
    sequence = list(requirement.to_reqs(text))
    denied = requirement.parse("".join(f"{name}\n" for name in given["denylist"]))
    with Recorder() as changes:
        actions, found = update._sync_requirements_file(requirement.parse(given["global"]), sequence, "file", given["soft"],
                                                        given["hacking"], False, denied)
    return [one.to_line().removesuffix("\n") for one in found.reqs], changes, unknown(actions)


def a_family(lines: Lines) -> tuple[list[str], dict]:
    some = distinct(4, lines.plain_name)
    found = {"global": global_list(lines, some) + lines.one("", "hacking>=5\n"), **options(lines, some)}
    lines.as_written = {"hacking", *found["denylist"]}
    return some, found


def sync_file(lines: Lines) -> dict:
    some, given = a_family(lines)
    given["local"] = own_file(lines, some)
    found, changes, errors = sync_text(given, given["local"])
    return {"input": given, "expect": {"lines": found, "changes": changes, "errors": errors}}


def sync_setup_cfg(lines: Lines) -> dict | None:
    some, given = a_family(lines)
    text = "[metadata]\nname = example\n\n[extras]\n"
    for name in sorted({lines.choice(WORDS) for _ in range(lines.randint(1, 3))}):
        own = [line for line in own_lines(lines, some, ":") if line and not line.startswith("#")]
        text += f"{name} =\n" + "".join(f"{lines.one(' ', '  ')}{line}\n" for line in own)
    given["setup.cfg"] = text + lines.one("", "", "\n[files]\npackages = example\n")
    denied = requirement.parse("".join(f"{name}\n" for name in given["denylist"]))
    found = {"root": "/", "requirements": {}, "setup.cfg": given["setup.cfg"]}
    with Recorder() as changes:
        actions = update._copy_requires("", given["soft"], given["hacking"], found, requirement.parse(given["global"]), False, denied)
    [content] = [action.content for action in actions if isinstance(action, project.File)]
    return {"input": given, "expect": {"content": content, "changes": changes, "errors": unknown(actions)}}


def report(lines: Lines) -> dict:
    some, given = a_family(lines)
    files = {name: own_file(lines, some) for name in ("requirements.txt", "test-requirements.txt")}
    return {"input": {**given, "files": files}, "expect": {name: sync_text(given, text)[1] for name, text in files.items()}}


def rows_of(name: str, make) -> object:
    return lambda: distinct(N, lambda lines=FamilyLines(name): make(lines))


FILES = {
    "update_sync": ("openstack_requirements", {
        "sync_file": ("global text + project file text -> lines, [old, new] change pairs, unknown names",
                      rows_of("sync file", sync_file)),
        "sync_setup_cfg": ("the extras of setup.cfg (colon before the marker, two spaces before the line)",
                           rows_of("sync setup.cfg", sync_setup_cfg)),
        "report": ("change pairs of each file", rows_of("report", report)),
    }, {}),
}
