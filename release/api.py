"""The public interface of the published crates, one line per item, and what changed since the last release.

The lists are read from the pages that rustdoc writes, which needs no nightly compiler. `release/api/CRATE.txt` is the list of the last
release: a line that is gone is a breaking change and needs the next major version (the next minor one below 1.0), a new one needs the
next minor version (the next patch below 1.0). A type that others may construct or match in full is one line, so that any change of it
breaks; otherwise each field, variant and method has its own.

    python3 release/api.py            list and compare: the step `api` of `cargo xtask release --dry-run`
    python3 release/api.py --write    keep the lists as those of this version, when a release is made
"""

import html
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
KEPT = ROOT / "release" / "api"
LISTED = ROOT / "target" / "release-api"


def text(markup):
    """What a reader sees of a piece of a page, in one line.

    >>> text("fn <a href='x'>get</a>(&amp;self)\\n -&gt; u8")
    'fn get(&self) -> u8'
    """
    return one_line(html.unescape(re.sub(r"<[^>]+>", "", markup)))


def one_line(words):
    return " ".join(words.split())


def declaration(path, code):
    """The lines of an item's declaration.

    >>> declaration("a::E", "#[non_exhaustive]\\npub enum E {\\n    A,\\n    B,\\n}")
    ['a::E: #[non_exhaustive] pub enum E', 'a::E: A', 'a::E: B']
    >>> declaration("a::E", "pub enum E {\\n    A,\\n    B,\\n}")
    ['a::E: pub enum E { A, B, }']
    >>> declaration("a::S", "pub struct S {\\n    pub x: u8,\\n    /* private fields */\\n}")
    ['a::S: pub struct S', 'a::S: pub x: u8']
    """
    is_open = "non_exhaustive" in code or "private fields" in code
    if not is_open or "{" not in code:
        return [f"{path}: {one_line(code)}"]
    head, _, body = code.partition("{")
    members = re.split(r",\n(?=    \S)|\n(?=    /\*)", "\n" + body.rpartition("}")[0].rstrip().rstrip(","))
    names = [one_line(member) for member in members]
    return [f"{path}: {one_line(head)}"] + [
        f"{path}: {name}" for name in names if name and "private fields" not in name and "variants" not in name
    ]


def page(path, markup):
    """The lines of one page of rustdoc."""
    lines = []
    for code in re.findall(r'<pre class="rust item-decl"><code>(.*?)</code></pre>', markup, re.S):
        code = re.sub(r'<summary class="hideme">.*?</summary>', "", code, flags=re.S)
        lines += declaration(path, html.unescape(re.sub(r"<[^>]+>", "", code)))
    own = markup.split('id="trait-implementations-list"')[0]
    for method in re.findall(r'<section id="[^"]*" class="method">.*?<h4 class="code-header">(.*?)</h4>', own, re.S):
        lines.append(f"{path}: {text(method)}")
    # What the compiler derives for every type, and what is implemented for all types, says nothing about this one.
    traits = markup.split('id="trait-implementations-list"')[1:]
    traits = re.split(r'id="(?:synthetic|blanket)-implementations', traits[0])[0] if traits else ""
    for implementation in re.findall(r'<section id="impl-[^"]*" class="impl">.*?<h3 class="code-header">(.*?)</h3>', traits, re.S):
        lines.append(f"{path}: {text(implementation)}")
    return lines


def listed(folder, crate):
    lines = set()
    for file in sorted(folder.rglob("*.html")):
        match = re.fullmatch(r"(?:struct|enum|union|trait|fn|type|constant|static|macro|derive|attr)\.(\w+)!?\.html", file.name)
        if match:
            path = "::".join((crate,) + file.relative_to(folder).parent.parts + (match[1],))
            lines.update(page(path, file.read_text()))
    return sorted(lines)


def needed(old, removed, added):
    """The least version after a change.

    >>> needed("0.1.2", True, True), needed("0.1.2", False, True), needed("0.1.2", False, False)
    ((0, 2, 0), (0, 1, 3), (0, 1, 3))
    >>> needed("1.4.2", True, False), needed("1.4.2", False, True), needed("1.4.2", False, False)
    ((2, 0, 0), (1, 5, 0), (1, 4, 3))
    """
    major, minor, patch = (int(part) for part in old.split("."))
    if major == 0:
        return (0, minor + 1, 0) if removed else (0, minor, patch + 1)
    if removed:
        return (major + 1, 0, 0)
    return (major, minor + 1, 0) if added else (major, minor, patch + 1)


def compare(crate, version, lines):
    """Prints what changed since the last release; whether the version says so."""
    kept = KEPT / f"{crate}.txt"
    head, *before = kept.read_text().splitlines()
    old = head.split()[-1]
    removed, added = sorted(set(before) - set(lines)), sorted(set(lines) - set(before))
    for sign, changed in (("-", removed), ("+", added)):
        for line in changed:
            print(f"{sign} {line}")
    least = needed(old, removed, added)
    right = tuple(int(part) for part in version.split(".")) >= least
    said = "" if right else f": the version has to be {'.'.join(map(str, least))} at least, and is {version}"
    print(f"{crate} since {old}: {len(removed)} gone, {len(added)} new{said}")
    return right


def published():
    metadata = subprocess.run(
        ["cargo", "metadata", "--no-deps", "--format-version", "1"], cwd=ROOT, check=True, capture_output=True
    )
    return [package for package in json.loads(metadata.stdout)["packages"] if package["publish"] != []]


def note(words):
    print(words)
    if "STEP_NOTE" in os.environ:
        pathlib.Path(os.environ["STEP_NOTE"]).write_text(words + "\n")


def semver_checks():
    """What cargo-semver-checks says, where it is installed and there is a release to compare with; else why it was not asked."""
    if not shutil.which("cargo-semver-checks"):
        return None, "cargo-semver-checks is not installed"
    tags = subprocess.run(["git", "tag", "--list", "v*", "--sort=-v:refname"], cwd=ROOT, capture_output=True, text=True)
    if not tags.stdout.split():
        return None, "cargo-semver-checks has no tag to compare with"
    last = tags.stdout.split()[0]
    run = subprocess.run(["cargo", "semver-checks", "--workspace", "--baseline-rev", last], cwd=ROOT)
    return run.returncode == 0, f"cargo-semver-checks compared with {last}"


def main():
    packages = published()
    names = [argument for package in packages for argument in ("--package", package["name"])]
    command = ["cargo", "doc", "--quiet", "--no-deps", "--all-features", "--locked", "--lib", *names]
    shutil.rmtree(LISTED, ignore_errors=True)
    LISTED.mkdir(parents=True)
    # Pages of what is gone would count as still there.
    built = ROOT / "target" / "doc"
    for package in packages:
        shutil.rmtree(built / package["name"].replace("-", "_"), ignore_errors=True)
    subprocess.run(command, cwd=ROOT, check=True)
    n_lines, right, n_compared = 0, True, 0
    for package in packages:
        crate, version = package["name"], package["version"]
        lines = listed(built / crate.replace("-", "_"), crate.replace("-", "_"))
        if not lines:
            sys.exit(f"no public item of {crate} was found: does rustdoc write other pages now?")
        n_lines += len(lines)
        (LISTED / f"{crate}.txt").write_text("\n".join([f"# {crate} {version}", *lines]) + "\n")
        if (KEPT / f"{crate}.txt").exists():
            n_compared += 1
            right = compare(crate, version, lines) and right
    if "--write" in sys.argv[1:]:
        KEPT.mkdir(exist_ok=True)
        for file in LISTED.iterdir():
            shutil.copy(file, KEPT)
    checked, why = semver_checks()
    since = f"{n_compared} compared with the last release" if n_compared else "no release to compare with yet"
    note(f"{len(packages)} crates, {n_lines} lines, {since}; {why}")
    sys.exit(0 if right and checked is not False else 1)


if __name__ == "__main__":
    main()
