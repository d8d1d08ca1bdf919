#!/usr/bin/env python3
"""Writes `rows/`: asks reference implementations about inputs that `oracles/` makes.

    python3.11 crates/conformance/generate.py [--into DIR] [AREA...]

Each area has a virtual environment of its own, outside the tree, with exactly the versions of `oracles/requirements/AREA.txt`;
they come from PyPI. Running it again gives the same bytes: inputs are seeded, and nothing of the machine goes into a row.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
AREAS = ["pep", "openstack", "packse", "tradeoff"]
# The last release of openstack_requirements calls what Python 3.12 removed, and numpy needs 3.11.
PYTHON = (3, 11)


def environment(area: str, folder: pathlib.Path) -> pathlib.Path:
    """The Python of the area's environment, which is made if it is not there or not of the listed versions."""
    wanted = (HERE / "oracles" / "requirements" / f"{area}.txt").read_text()
    place = folder / area
    python, done = place / "bin" / "python", place / "installed.txt"
    if not done.exists() or done.read_text() != wanted:
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(place)], check=True)
        install = [str(python), "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation"]
        # The first line of the list is what the sources of the others are built with.
        first, *others = wanted.split()
        subprocess.run([*install, first], check=True)
        if others:
            subprocess.run([*install, *others], check=True)
        done.write_text(wanted)
    return python


def n_rows(value) -> int:
    """Rows of a document: what its lists hold, or the lists of its objects."""
    if isinstance(value, list):
        return len(value)
    return sum(n_rows(rows) for rows in value.values() if isinstance(rows, list)) if isinstance(value, dict) else 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("areas", nargs="*", metavar="AREA", help=f"of {', '.join(AREAS)} (default: all)")
    parser.add_argument("--into", type=pathlib.Path, default=HERE / "rows", help="folder to write (default: rows/ beside this file)")
    cache = pathlib.Path(os.environ.get("XDG_CACHE_HOME", pathlib.Path.home() / ".cache")) / "haggle-conformance"
    parser.add_argument("--environments", type=pathlib.Path, default=cache, help="folder of the virtual environments")
    arguments = parser.parse_args()
    if sys.version_info[:2] != PYTHON:
        raise SystemExit(f"this needs Python {'.'.join(map(str, PYTHON))}: the references do")
    if unknown := sorted(set(arguments.areas) - set(AREAS)):
        raise SystemExit(f"not an area: {', '.join(unknown)}")
    with tempfile.TemporaryDirectory() as folder:
        # Sets of texts have no order of their own; with a seed they have the same one each time.
        settings = {**os.environ, "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1", "MPLCONFIGDIR": folder}
        for area in arguments.areas or AREAS:
            into = (arguments.into / area).resolve()
            into.mkdir(parents=True, exist_ok=True)
            python = environment(area, arguments.environments)
            subprocess.run([str(python), "-m", f"oracles.{area}", str(into)], check=True, cwd=HERE, env=settings)
            total = sum(n_rows(json.loads(path.read_text())) for path in into.glob("*.json"))
            print(f"{area}: {total} rows")


if __name__ == "__main__":
    main()
