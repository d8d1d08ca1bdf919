#!/usr/bin/env python3
"""Checks pins for many environments against an index, by nothing but `packaging`.

    haggle resolve -r FILE --universal --python-version 3.10 --no-header --no-annotate > PINS
    python3 crates/conformance/check_grid.py FILE PINS [--haggle BINARY] [--pythons 3.10.4,3.11.9]

In each environment of the grid (five systems, each with every Python), of the pins whose markers hold:
every requirement of FILE and of every pin is met, no project has two pins, no pin is there for nothing, and each pin runs on
the Python (an upper bound of Requires-Python may be passed over where the Python lies above it). The requirements of a pin
are those of the wheel that an installer takes there. With --haggle, that binary resolves FILE for each environment alone, and
packages that are older than there are listed.

The index is that of PIP_INDEX_URL. Needs `packaging`.
"""

import argparse
import email.parser
import hashlib
import io
import json
import os
import pathlib
import re
import subprocess
import sys
import urllib.error
import urllib.request
import zipfile

from packaging.markers import Marker, default_environment
from packaging.requirements import Requirement
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.tags import compatible_tags, cpython_tags
from packaging.utils import InvalidWheelFilename, canonicalize_name, parse_wheel_filename
from packaging.version import Version

SYSTEMS = {
    "x86_64-manylinux_2_28": ("linux", "Linux", "posix", "x86_64", [f"manylinux_2_{n}_x86_64" for n in range(28, 4, -1)] + ["manylinux2014_x86_64", "manylinux2010_x86_64", "manylinux1_x86_64", "linux_x86_64"]),
    "aarch64-manylinux_2_28": ("linux", "Linux", "posix", "aarch64", [f"manylinux_2_{n}_aarch64" for n in range(28, 16, -1)] + ["manylinux2014_aarch64", "linux_aarch64"]),
    "aarch64-apple-darwin": ("darwin", "Darwin", "posix", "arm64", [f"macosx_{n}_0_{machine}" for n in range(14, 10, -1) for machine in ("arm64", "universal2")] + [f"macosx_10_{n}_universal2" for n in range(16, 3, -1)]),
    "x86_64-apple-darwin": ("darwin", "Darwin", "posix", "x86_64", [f"macosx_{n}_0_{machine}" for n in range(14, 10, -1) for machine in ("x86_64", "universal2")] + [f"macosx_10_{n}_{machine}" for n in range(16, 3, -1) for machine in ("x86_64", "universal2", "intel")]),
    "windows": ("win32", "Windows", "nt", "AMD64", ["win_amd64"]),
}


def environment(python, system):
    sys_platform, platform_system, os_name, machine, _ = SYSTEMS[system]
    minor = ".".join(python.split(".")[:2])
    full = python if python.count(".") > 1 else python + ".0"
    return default_environment() | {
        "python_version": minor, "python_full_version": full, "implementation_version": full,
        "implementation_name": "cpython", "platform_python_implementation": "CPython",
        "sys_platform": sys_platform, "platform_system": platform_system, "os_name": os_name,
        "platform_machine": machine, "platform_release": "", "platform_version": "", "extra": "",
    }


def tags(python, system):
    version = tuple(int(part) for part in python.split(".")[:2])
    platforms = SYSTEMS[system][4]
    interpreter = f"cp{version[0]}{version[1]}"
    found = list(cpython_tags(version, [interpreter], platforms))
    found += list(compatible_tags(version, interpreter, platforms))
    return {tag: rank for rank, tag in enumerate(found)}


class Ranges(io.RawIOBase):
    """A file behind a URL, read piece by piece."""

    def __init__(self, url):
        self.url, self.position = url, 0
        with urllib.request.urlopen(urllib.request.Request(url, method="HEAD"), timeout=120) as response:
            self.size = int(response.headers["Content-Length"])

    def seekable(self):
        return True

    def readable(self):
        return True

    def tell(self):
        return self.position

    def seek(self, offset, whence=io.SEEK_SET):
        self.position = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self.position, io.SEEK_END: self.size}[whence]
        return self.position

    def read(self, n=-1):
        end = self.size if n < 0 else min(self.size, self.position + n)
        if end <= self.position:
            return b""
        request = urllib.request.Request(self.url, headers={"Range": f"bytes={self.position}-{end - 1}"})
        with urllib.request.urlopen(request, timeout=120) as response:
            found = response.read()
        self.position += len(found)
        return found


def index_url():
    url = os.environ.get("PIP_INDEX_URL")
    if not url:
        sys.exit("no package index is known: set PIP_INDEX_URL to the address of a simple index")
    return url


class Index:
    def __init__(self, url, cache):
        self.url, self.cache = url.rstrip("/"), pathlib.Path(cache)
        self.cache.mkdir(parents=True, exist_ok=True)
        self.pages, self.metadata = {}, {}

    def read(self, url, accept="*/*"):
        path = self.cache / hashlib.sha256(url.encode()).hexdigest()
        if not path.exists():
            request = urllib.request.Request(url, headers={"Accept": accept, "User-Agent": "check-grid"})
            with urllib.request.urlopen(request, timeout=120) as response:
                path.write_bytes(response.read())
        return path.read_bytes()

    def files(self, name):
        if name not in self.pages:
            body = self.read(f"{self.url}/{name}/", "application/vnd.pypi.simple.v1+json")
            wheels = {}
            for file in json.loads(body)["files"]:
                try:
                    _, version, _, of_file = parse_wheel_filename(file["filename"])
                except (InvalidWheelFilename, ValueError):
                    match = re.fullmatch(r".+-([^-]+)\.(tar\.gz|zip|tar\.bz2)", file["filename"])
                    try:
                        version, of_file = Version(match.group(1)), None
                    except (AttributeError, ValueError):
                        continue
                wheels.setdefault(version, []).append((of_file, file))
            self.pages[name] = wheels
        return self.pages[name]

    def wheel(self, name, version, ranks):
        """The file that an installer takes, or a wheel for elsewhere, and whether it is one for here."""
        files = self.files(name)[version]
        wheels = [(min((ranks[tag] for tag in of_file if tag in ranks), default=None), file) for of_file, file in files if of_file]
        here = [(rank, file) for rank, file in wheels if rank is not None]
        if here:
            return min(here, key=lambda entry: (entry[0], entry[1]["filename"]))[1], True
        if any(of_file is None for of_file, _ in files) or not wheels:
            return next((file for of_file, file in files if of_file is None), files[0][1]), True
        return wheels[0][1], False

    def metadata_text(self, file):
        """The metadata of a wheel: beside it, or else within."""
        try:
            return self.read(file["url"] + ".metadata")
        except urllib.error.HTTPError:
            path = self.cache / hashlib.sha256(file["url"].encode()).hexdigest()
            if not path.exists():
                with zipfile.ZipFile(Ranges(file["url"])) as wheel:
                    name = next(name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
                    path.write_bytes(wheel.read(name))
            return path.read_bytes()

    def requirements(self, file):
        """Those of the file, or nothing where there is no metadata without a build."""
        url = file["url"]
        if url not in self.metadata:
            self.metadata[url] = None
            if file["filename"].endswith(".whl"):
                text = self.metadata_text(file).decode("utf-8", "replace")
                message = email.parser.Parser().parsestr(text, headersonly=True)
                found = []
                for line in message.get_all("Requires-Dist") or []:
                    try:
                        found.append(Requirement(line))
                    except ValueError:
                        pass
                self.metadata[url] = found
        return self.metadata[url]


def read_pins(path):
    pins = {}
    for line in pathlib.Path(path).read_text().splitlines():
        line = line.split(" #")[0].strip()
        if not line or line.startswith("#"):
            continue
        requirement = Requirement(line.rstrip(" \\"))
        (specifier,) = requirement.specifier
        version = Version(specifier.version)
        pins.setdefault(canonicalize_name(requirement.name), []).append((version, requirement.marker))
    return pins


def read_requirements(path):
    lines = (line.split(" #")[0].strip() for line in pathlib.Path(path).read_text().splitlines())
    return [Requirement(line) for line in lines if line and not line.startswith(("#", "-"))]


def holds(marker, values, extra=""):
    return marker is None or marker.evaluate(values | {"extra": extra})


def check(index, roots, pins, python, system):
    """What is wrong in the environment, and what could not be looked at."""
    values, ranks = environment(python, system), tags(python, system)
    wrong, unknown, here = [], set(), {}
    for name, versions in pins.items():
        found = [version for version, marker in versions if holds(marker, values)]
        if len(found) > 1:
            wrong.append(f"{name} has {len(found)} pins")
        if found:
            here[name] = found[0]
    queue = [("the requirements", requirement) for requirement in roots if holds(requirement.marker, values)]
    seen, reached = set(), set()
    while queue:
        who, requirement = queue.pop()
        name = canonicalize_name(requirement.name)
        if name not in here:
            wrong.append(f"{who} require {requirement}, and {name} has no pin")
            continue
        version = here[name]
        if not requirement.specifier.contains(version, prereleases=True):
            wrong.append(f"{who} require {requirement}, and the pin is {version}")
        reached.add(name)
        file, is_for_here = index.wheel(name, version, ranks)
        if not is_for_here:
            unknown.add(f"{name} {version} has no wheel for this environment")
        for extra in ["", *requirement.extras]:
            if (name, extra) in seen:
                continue
            seen.add((name, extra))
            requirements = index.requirements(file)
            if requirements is None:
                unknown.add(f"the requirements of {name} {version} are not known")
                continue
            queue += [(f"{name} {version}", each) for each in requirements if holds(each.marker, values, extra)]
        try:
            range_ = SpecifierSet(file.get("requires-python") or "")
        except InvalidSpecifier:
            continue
        lower = SpecifierSet(",".join(str(each) for each in range_ if not each.operator.startswith("<")))
        if not range_.contains(values["python_full_version"], prereleases=True):
            if lower.contains(values["python_full_version"], prereleases=True):
                unknown.add(f"{name} {version} has an upper bound on Python: {range_}")
            else:
                wrong.append(f"{name} {version} requires Python {range_}")
    wrong += [f"nothing requires {name}" for name in set(here) - reached if not unknown]
    return sorted(set(wrong)), unknown, here


def alone(binary, path, python, system, arguments):
    command = [binary, "resolve", "-r", path, "--python-version", python, "--python-platform", system, "--no-header", "--no-annotate", *arguments]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        return None, done.stderr.strip().splitlines()[:1]
    lines = [line.partition("==") for line in done.stdout.splitlines() if "==" in line]
    return {name: Version(version.split(" ")[0]) for name, _, version in lines}, []


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("requirements")
    parser.add_argument("pins")
    parser.add_argument("--haggle", help="a binary that resolves for each environment alone")
    parser.add_argument("--pythons", default="3.10.4,3.11.9,3.12.3,3.13.2,3.14.0")
    parser.add_argument("--cache", default=os.path.expanduser("~/.cache/haggle-conformance/grid"))
    parser.add_argument("--with", dest="arguments", default="", help="more arguments for the binary, in one word")
    options = parser.parse_args()
    index = Index(index_url(), options.cache)
    roots, pins = read_requirements(options.requirements), read_pins(options.pins)
    n_wrong, n_older, n_newer, n_environments, unknown = 0, 0, 0, 0, set()
    for python in options.pythons.split(","):
        for system in SYSTEMS:
            n_environments += 1
            wrong, of_environment, here = check(index, roots, pins, python, system)
            unknown |= of_environment
            n_wrong += len(wrong)
            for line in wrong:
                print(f"python {python} on {system}: {line}")
            if not options.haggle:
                continue
            own, error = alone(options.haggle, options.requirements, python, system, options.arguments.split())
            if own is None:
                print(f"python {python} on {system} alone: {' '.join(error)}")
                continue
            for name in sorted(set(own) & set(here)):
                if here[name] < own[name]:
                    n_older += 1
                    print(f"python {python} on {system}: {name} is {here[name]}, alone {own[name]}")
                n_newer += here[name] > own[name]
            if set(own) != set(here):
                differ = sorted(set(own) ^ set(here))
                print(f"python {python} on {system}: only in one answer: {' '.join(differ)}")
    for line in sorted(unknown):
        print(f"note: {line}")
    print(f"{n_environments} environments, {n_wrong} faults, {n_older} pins older than alone, {n_newer} newer")
    return 1 if n_wrong else 0


if __name__ == "__main__":
    sys.exit(main())
