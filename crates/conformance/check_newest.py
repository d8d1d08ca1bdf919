#!/usr/bin/env python3
"""Checks that neither of two answers is better than the other, by a resolver that need not be ours.

    python3 crates/conformance/check_newest.py FILE PINS OTHER --resolver "uv pip compile --python-version 3.12"

For each package that OTHER has at a newer version than PINS, the resolver (a command line, to which FILE and constraints are added) is asked for an answer in which that package is
newer and no package of PINS is older. If there is one, PINS could be better, and the package is listed as a fault: exit code 1.
Where there is none, newer versions of the one exclude those of others, and which of them an answer has is a matter of preference.
What only one of the answers has is listed, too, with what requires it there as far as its comments say.
"""

import argparse
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

from check_grid import read_pins


def versions(path):
    """The pins of an answer for one environment."""
    return {name: pins[0][0] for name, pins in read_pins(path).items()}


def required_by(path):
    found, name = {}, None
    for line in pathlib.Path(path).read_text().splitlines():
        if match := re.match(r"([A-Za-z0-9][A-Za-z0-9._-]*)==", line):
            name = re.sub(r"[-_.]+", "-", match[1]).lower()
        elif name and (match := re.match(r"\s+#\s+(?:via )?(\S+)$", line)) and match[1] != "via":
            found.setdefault(name, []).append(match[1])
    return found


def better(options, pins, name, folder):
    floors = folder / "floors.txt"
    floors.write_text("".join(f"{other}>={version}\n" for other, version in pins.items() if other != name) + f"{name}>{pins[name]}\n")
    command = [*shlex.split(options.resolver), options.file, "-c", str(floors)]
    return subprocess.run(command, capture_output=True, text=True).returncode == 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file")
    parser.add_argument("pins")
    parser.add_argument("other")
    parser.add_argument("--resolver", required=True)
    parser.add_argument("--passed-over", action="append", default=[], metavar="NAME", help="a package whose newer releases have unknown requirements")
    options = parser.parse_args()
    pins, others = versions(options.pins), versions(options.other)
    newer = [name for name in sorted(pins) if name in others and others[name] > pins[name]]
    older = [name for name in sorted(pins) if name in others and others[name] < pins[name]]
    faults = []
    with tempfile.TemporaryDirectory() as folder:
        for name in newer:
            excluded = not better(options, pins, name, pathlib.Path(folder))
            print(f"{name} {pins[name]} -> {others[name]}: {'excluded by other pins' if excluded else 'possible with nothing older'}")
            if not excluded and name not in options.passed_over:
                faults.append(name)
    print(f"{len(newer)} newer there, {len(older)} older there: {', '.join(older)}")
    for title, path, names in [("there", options.other, set(others) - set(pins)), ("here", options.pins, set(pins) - set(others))]:
        via = required_by(path)
        for name in sorted(names):
            print(f"only {title}: {name}" + (f", required by {', '.join(via[name])}" if name in via else ""))
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
