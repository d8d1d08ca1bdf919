"""Rows of `parse.json` and `normalize.json`."""

from openstack_requirements import requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

from ..rows import distinct
from .texts import Lines

N = 220


def written(entry) -> dict:
    return {"name": entry.package, "location": entry.location, "specifiers": entry.specifiers, "markers": entry.markers,
            "comment": entry.comment, "extras": sorted(entry.extras)}


def asked(given: dict, ask) -> dict:
    """A row: what the reference gives, or the name of its exception."""
    try:
        return {"input": given, "expect": ask()}
    except Exception as error:  # whatever the reference raises is an error of the input
        return {"input": given, "expect": {"error": type(error).__name__}}


def parse_line(lines: Lines) -> dict:
    permits = lines.chance(0.35)
    line = lines.one(lines.line(), lines.line(), lines.url_line() if permits or lines.chance(0.3) else lines.line(),
                     lines.faulty_line())
    return asked({"line": line, "permit_urls": permits}, lambda: written(requirement.parse_line(line, permits)))


def entry(lines: Lines) -> requirement.Requirement:
    line = lines.one(lines.line(), lines.line(), lines.line(), lines.url_line(), "# a comment alone")
    try:
        return requirement.parse_line(line, permit_urls=True)
    except Exception:
        return entry(lines)


def to_content(lines: Lines) -> dict:
    entries = [entry(lines) for _ in range(lines.randint(1, 4))]
    options = lines.one({}, {}, {"marker_sep": lines.one(":", "!")}, {"marker_sep": ":", "line_prefix": "  "})
    text = requirement.to_content(requirement.Requirements(entries), prefix=False, **options)
    return {"input": {"reqs": [written(one) for one in entries], **options}, "expect": text}


def content(lines: Lines, urls: bool) -> str:
    kinds = [lines.line, lines.line, lines.line, lines.line, lambda: "# " + lines.plain_name(), lambda: "",
             lambda: f"  {lines.line()}  ", lambda: lines.one("-e .", "-f x", "http://tarballs.openstack.org/x"),
             lines.url_line if urls else lines.line, lines.faulty_line if lines.chance(0.1) else lines.line]
    return "".join(lines.choice(kinds)() + "\n" for _ in range(lines.randint(1, 4)))


def to_reqs(lines: Lines) -> dict:
    """Blank lines and lines with only a comment are left out, as the reference does since 2021."""
    permits = lines.chance(0.4)
    text = content(lines, permits)

    def ask():
        found = [(one, line.strip()) for one, line in requirement.to_reqs(text, permits)]
        return [{"req": one and written(one), "line": line} for one, line in found if line and not line.startswith("#")]

    return asked({"content": text, "permit_urls": permits}, ask)


def grouped(found: dict) -> dict:
    counts = {name: len(rows) for name, rows in sorted(found.items()) if name}
    return {"keys": list(counts), "counts": counts}


def parse(lines: Lines) -> dict:
    names = [lines.project_name() for _ in range(2)]
    text = content(lines, False) + "".join(lines.line(name=lines.choice(names)) + "\n" for _ in range(lines.randint(0, 4)))
    return asked({"content": text}, lambda: grouped(requirement.parse(text)))


def to_dict(lines: Lines) -> dict:
    names = [lines.project_name() for _ in range(3)]
    entries = []
    for _ in range(lines.randint(0, 5)):
        name = lines.choice(names)
        line = lines.line(name=lines.one(name, name.upper(), name.replace("-", "_")))
        entries.append(requirement.parse_line(line))
    return {"input": {"reqs": [written(one) for one in entries]},
            "expect": grouped(requirement.to_dict([(one, "") for one in entries]))}


def canonical_name(lines: Lines) -> dict:
    """Asked of `packaging`, which the reference itself asks today."""
    name = lines.name() + lines.one("", "", "--x", "_.y", ".Z")
    return {"input": {"name": name}, "expect": canonicalize_name(name)}


def is_one_order(text: str) -> bool:
    """Whether the reference's order of versions, which is of 2018, is today's, and no two share a place."""
    weights = {">=": 0, ">": 0, "<": 2, "<=": 2}
    keys = [(weights.get(one.operator, 1), Version(one.version)) for one in SpecifierSet(text)]
    old = [requirement.key_specifier(one) for one in SpecifierSet(text)]
    places = sorted(range(len(keys)), key=lambda at: keys[at])
    return len(set(keys)) == len(keys) and places == sorted(range(len(old)), key=lambda at: old[at])


def normalized(line: str) -> str | None:
    entry = requirement.parse_line(line)
    return entry.to_line(comment_prefix="  ", sort_specifiers=True).removesuffix("\n") if is_one_order(entry.specifiers) else None


def normalize_line(lines: Lines) -> dict | None:
    line = lines.one(lines.line(), lines.line(0.5, 0.2, 0.5), "# " + lines.plain_name())
    found = normalized(line)
    return found and {"input": {"line": line}, "expect": found}


def uniform_format(lines: Lines) -> dict | None:
    line = lines.line()
    found = normalized(line)
    if found is None:
        return None
    line = lines.one(line, found, found + " ", found.replace("  #", " #"), found.replace(",", ", "))
    again = normalized(line)
    return again and {"input": {"line": line}, "expect": line.rstrip() == again.rstrip()}


def rows_of(name: str, make) -> object:
    return lambda: distinct(N, lambda lines=Lines(name): make(lines))


FILES = {
    "parse": ("openstack_requirements", {
        "parse_line": ("one line -> requirement object or error", rows_of("parse_line", parse_line)),
        "to_content": ("requirement objects -> text", rows_of("to_content", to_content)),
        "to_reqs": ("text -> list of (req|null, original stripped line)", rows_of("to_reqs", to_reqs)),
        "parse": ("text -> map canonical name -> list", rows_of("parse", parse)),
        "to_dict": ("group by canonical name", rows_of("to_dict", to_dict)),
        "canonical_name": ("PEP 503 normalisation (packaging)", rows_of("canonical_name", canonical_name)),
    }, {}),
    "normalize": ("openstack_requirements", {
        "normalize_line": ("line -> normalised line (no trailing newline)", rows_of("normalize_line", normalize_line)),
        "uniform_format": ("line -> is it in normal form already", rows_of("uniform_format", uniform_format)),
    }, {}),
}
