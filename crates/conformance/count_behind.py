#!/usr/bin/env python3
"""How many releases behind the newest the pins of answers are, in total.

    python3 crates/conformance/count_behind.py [--python 3.12.3] PINS PINS...

A release counts where it is final, has a file that is not yanked, and takes the Python. Of pins with markers, those of every
environment count. The index is that of PIP_INDEX_URL. Needs `packaging`.
"""

import argparse
import os.path

from check_grid import Index, index_url, read_pins
from packaging.specifiers import InvalidSpecifier, SpecifierSet


def takes(file, python):
    try:
        return SpecifierSet(file.get("requires-python") or "").contains(python)
    except InvalidSpecifier:
        return True


def behind(index, name, version, python):
    counted = 0
    for other, files in index.files(name).items():
        usable = any(not file.get("yanked") and takes(file, python) for _, file in files)
        counted += other > version and not other.is_prerelease and usable
    return counted


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pins", nargs="+")
    parser.add_argument("--python", default="3.12.3")
    parser.add_argument("--cache", default=os.path.expanduser("~/.cache/haggle-conformance/grid"))
    options = parser.parse_args()
    index = Index(index_url(), options.cache)
    for path in options.pins:
        pins = read_pins(path)
        total = sum(behind(index, name, version, options.python) for name, versions in pins.items() for version, _ in versions)
        print(f"{path}: {sum(map(len, pins.values()))} pins, {total} releases behind")


if __name__ == "__main__":
    main()
