"""Writing rows: compact, one row a line, the same bytes for the same rows."""

import json
import pathlib


def compact(value) -> str:
    """One value on one line."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _members(value) -> str:
    if isinstance(value, list) and value:
        return "[\n" + ",\n".join(compact(row) for row in value) + "\n]"
    if isinstance(value, dict) and value and all(isinstance(rows, list) for rows in value.values()):
        return "{\n" + ",\n".join(f"{compact(key)}:{_members(rows)}" for key, rows in value.items()) + "\n}"
    return compact(value)


def write(path: pathlib.Path, document: dict) -> None:
    """Writes a document whose lists have one row a line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    members = ",\n".join(f"{compact(key)}:{_members(value)}" for key, value in document.items())
    path.write_text("{" + members + "}\n", encoding="utf-8", newline="\n")


def distinct(n: int, make, key=compact, tries: int = 400) -> list:
    """`n` different values of `make()`; `None` is not a value. Fails if they cannot be had."""
    found, seen = [], set()
    for _ in range(n * tries):
        value = make()
        if value is None or (mark := key(value)) in seen:
            continue
        seen.add(mark)
        found.append(value)
        if len(found) == n:
            return found
    raise SystemExit(f"only {len(found)} of {n} different rows")
