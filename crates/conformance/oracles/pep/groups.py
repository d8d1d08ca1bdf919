"""Rows of `dependency_groups.json` (PEP 735)."""

from packaging.dependency_groups import DependencyGroupResolver, resolve_dependency_groups

from ..inputs import Inputs, WORDS
from ..rows import distinct

N = 220


def spelled(inputs: Inputs, name: str) -> str:
    return inputs.one(name, name, name, name.upper(), name.replace("-", "_"), name.replace("-", "."), name.replace("-", "-_"))


def item(inputs: Inputs, names: list[str]):
    if inputs.chance(0.35):
        return {"include-group": spelled(inputs, inputs.choice(names))}
    if inputs.chance(0.04):
        return inputs.one({}, {"include-group": 3}, {"include-group": "a", "x": "y"}, {"other": "x"}, 5, True, "not a requirement")
    return inputs.plain_name() + inputs.one("", "", f">={inputs.release(2, True)}", f"[{inputs.choice(WORDS)}]~={inputs.small()}.1",
                                            "; python_version < '3.12'")


def groups(inputs: Inputs) -> dict:
    """A few groups; an include refers to any of them, so some are cycles and some refer to none."""
    names = sorted({f"{inputs.choice(WORDS)}{inputs.one('', '-' + inputs.choice(WORDS))}" for _ in range(inputs.randint(1, 4))})
    known = [*names, *(["missing"] if inputs.chance(0.08) else [])]
    found = {}
    for at, name in enumerate(names):
        later = known[at + 1 :] if inputs.chance(0.85) else known
        items = [item(inputs, later or ["missing"]) for _ in range(inputs.randint(0, 3))] if later else [inputs.plain_name()]
        found[spelled(inputs, name)] = items
    if inputs.chance(0.05):
        found[names[0].upper()] = ["twice"]
    return found


def written(requirements) -> list[str]:
    return [str(requirement) for requirement in requirements]


def failed(row: dict, error: Exception) -> dict:
    return {**row, "error": type(error).__name__, "message": str(error)}


def resolved(inputs: Inputs) -> dict:
    given = groups(inputs)
    names = [spelled(inputs, name) for name in inputs.sample(sorted(given), inputs.randint(1, len(given)))][:2]
    row = {"in": {"groups": given, "group": names}}
    try:
        return {**row, "out": list(resolve_dependency_groups(given, *names))}
    except (ValueError, TypeError, LookupError, ExceptionGroup) as error:
        return failed(row, error)


def by_resolver(inputs: Inputs) -> dict:
    given = groups(inputs)
    name = spelled(inputs, inputs.choice(sorted(given)))
    row = {"in": {"groups": given, "group": name}}
    try:
        return {**row, "out": written(DependencyGroupResolver(given).resolve(name))}
    except (ValueError, TypeError, LookupError, ExceptionGroup) as error:
        return failed(row, error)


def lookup(inputs: Inputs) -> dict | None:
    """The runner includes one spelling of a group under another and expects `spam`."""
    base = "-".join(inputs.choice(WORDS) for _ in range(inputs.one(1, 2, 2, 3)))
    declared, used = spelled(inputs, base), spelled(inputs, base)
    given = {declared: ["spam"], "eggs": [{"include-group": used}]}
    assert written(DependencyGroupResolver(given).resolve("eggs")) == ["spam"]
    return {"group_name_declared": declared, "group_name_used": used}


def malformed(inputs: Inputs) -> dict | None:
    key = inputs.one("include-group", "include_group", "group", inputs.choice(WORDS))
    entry = inputs.one({}, {key: inputs.choice(WORDS)}, {key: inputs.small()}, {"include-group": inputs.choice(WORDS), key: "x"},
                       {key: [inputs.choice(WORDS)]}, {inputs.choice(WORDS): inputs.choice(WORDS)})
    if set(entry) == {"include-group"} and isinstance(entry["include-group"], str):
        return None
    try:
        DependencyGroupResolver({"test": [entry]}).resolve("test")
    except (ValueError, TypeError, LookupError, ExceptionGroup) as error:
        return {"item": {"__repr__": repr(entry)}, "error": type(error).__name__}
    return None


def rows() -> dict:
    inputs = Inputs("dependency groups")
    return {
        "resolve": distinct(N, lambda: resolved(inputs)),
        "resolver": distinct(N, lambda: by_resolver(inputs)),
        "parametrised": {
            "test_normalized_name_is_used_for_include_group_lookups": distinct(120, lambda: lookup(inputs)),
            "test_unknown_object_shape": distinct(120, lambda: malformed(inputs)),
        },
    }
