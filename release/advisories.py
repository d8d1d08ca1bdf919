"""Every package of Cargo.lock against a copy of the RustSec advisory database, without a tool that has to be built first.

    python3 release/advisories.py FOLDER    FOLDER has the database's `crates/NAME/RUSTSEC-*.md`

`release/advisories.sh` runs it where neither cargo-deny nor cargo-audit is installed, and the variable ADVISORY_DB names such a folder.
Exit code 1 where a package has an advisory that was not withdrawn.
"""

import pathlib
import re
import sys
import tomllib


def version(text):
    """A version as something to compare: a pre-release is before its release.

    >>> version("1.2.3") > version("1.2.3-rc.1") > version("1.2.2+x")
    True
    """
    core, _, pre = text.split("+")[0].partition("-")
    parts = [int(part) for part in core.split(".")]
    parts += [0] * (3 - len(parts))
    return (tuple(parts), pre == "", [(not part.isdigit(), int(part) if part.isdigit() else 0, part) for part in pre.split(".")])


def allows(requirement, found):
    """Whether a version is in a range, such as `>= 1.2, < 2`, `^1.2` or `=1.2.3`.

    >>> [allows(">= 1.2.3, < 2", v) for v in ("1.2.3", "1.2.2", "2.0.0")]
    [True, False, False]
    >>> [allows("^0.2.3", v) for v in ("0.2.4", "0.3.0")], allows("^1.2", "1.9.0"), allows("=1.2.3", "1.2.3")
    ([True, False], True, True)
    """
    found = version(found)
    for part in requirement.split(","):
        sign, text = re.fullmatch(r"\s*(>=|<=|>|<|=|\^|~)?\s*(\S+)\s*", part).groups()
        bound = version(text)
        if sign in ("^", "~", None):
            numbers = [int(number) for number in text.split("-")[0].split(".")]
            kept = min(len(numbers), 2) if sign == "~" else next((at + 1 for at, number in enumerate(numbers) if number), len(numbers))
            above = tuple(numbers[: kept - 1] + [numbers[kept - 1] + 1] + [0] * (3 - kept))
            if not (bound <= found and found[0] < above):
                return False
        elif not {">=": found >= bound, "<=": found <= bound, ">": found > bound, "<": found < bound, "=": found == bound}[sign]:
            return False
    return True


def main(folder):
    root = pathlib.Path(__file__).resolve().parent.parent
    crates = pathlib.Path(folder) / "crates"
    if not crates.is_dir():
        sys.exit(f"{folder} has no folder `crates`: it is not a copy of the database")
    packages = tomllib.loads((root / "Cargo.lock").read_text())["package"]
    n_advisories, found = 0, []
    for package in (package for package in packages if "source" in package):
        for file in sorted((crates / package["name"]).glob("RUSTSEC-*.md")):
            n_advisories += 1
            text = file.read_text()
            head = tomllib.loads(text.split("```toml", 1)[1].split("```", 1)[0])
            ranges = head.get("versions", {})
            safe = ranges.get("patched", []) + ranges.get("unaffected", [])
            if "withdrawn" not in head["advisory"] and not any(allows(one, package["version"]) for one in safe):
                title = re.search(r"^# (.*)$", text, re.M)
                kind = head["advisory"].get("informational", "vulnerability")
                found.append(f"{package['name']} {package['version']}: {head['advisory']['id']} ({kind}): {title[1] if title else ''}")
    print("\n".join(found + [f"{len(packages)} packages, {n_advisories} advisories about them, {len(found)} apply"]))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
