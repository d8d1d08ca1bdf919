"""Rows of `ranges.json`: what a set of specifiers holds, as a range, and the algebra of ranges."""

from packaging.specifiers import SpecifierSet
from packaging.version import Version

from ..inputs import Inputs
from ..rows import distinct
from .specifiers import bridge, crossed, satisfiable

EACH = 20


def a_set(inputs: Inputs) -> str:
    return inputs.one(inputs.specifiers(4), inputs.specifiers(2, 1), bridge(inputs))


def to_range(inputs: Inputs) -> dict:
    text = a_set(inputs)
    found = SpecifierSet(text).to_range()
    return {"spec": text, "range": repr(found), "is_empty": found.is_empty,
            "to_specifier_set": str(found.to_specifier_set()), "complement": repr(found.complement())}


def pair(inputs: Inputs) -> list:
    left = inputs.specifiers(2)
    right = inputs.one(inputs.specifiers(2), left + ("," if left else "") + inputs.specifier())
    a, b = SpecifierSet(left).to_range(), SpecifierSet(right).to_range()
    return [left, right, int(a.is_subset(b)), int(b.is_subset(a)), int(a.is_disjoint(b)),
            repr(a.intersection(b)), repr(a.union(b))]


def inside_and_outside(inputs: Inputs) -> dict | None:
    text = inputs.specifier()
    found = SpecifierSet(text).to_range()
    inside, outside = inputs.version(True), inputs.version(True)
    if not found.contains(Version(inside), prereleases=True) or found.contains(Version(outside), prereleases=True):
        return None
    return {"spec": text, "inside": inside, "outside": outside}


def opts_in(inputs: Inputs) -> dict:
    prerelease = inputs.release(2, True) + inputs.one("a1", "b2", "rc1", ".dev3")
    dependency, constraint = inputs.one("==", ">=") + prerelease, inputs.specifiers(2, 1)
    versions = sorted({prerelease, *(inputs.version(True, 0.5, 0.0) for _ in range(4))}, key=lambda text: (Version(text), text))
    expected = list((SpecifierSet(dependency) & SpecifierSet(constraint)).filter(versions))
    return {"dep": dependency, "constraint": constraint, "versions": versions, "expected": expected}


def recovered(inputs: Inputs, text: str) -> dict | None:
    found = SpecifierSet(text).to_range().to_specifier_set()
    return found is not None and {"spec": text, "expected": str(found)} or None


def without_expected(row: dict | None) -> dict | None:
    return row and {"spec": row["spec"]}


def empty_after(inputs: Inputs) -> dict | None:
    version = inputs.release(2, True) + inputs.one("", ".post1", ".post3")
    after = f"{version}.post0.dev0" if "post" not in version else f"{version[:-1]}{int(version[-1]) + 1}.dev0"
    text = f"!={version},<{after}"
    below = SpecifierSet(f">={version}").to_range().complement()
    is_all_below = repr(SpecifierSet(text).to_range()).split("'")[1] == repr(below).split("'")[1]
    return {"spec": text, "excluded": version} if is_all_below else None


def two_spellings(inputs: Inputs) -> dict | None:
    """The floor of a prerelease series, said by the one before it and by the first development release."""
    base = inputs.one("", "1!") + inputs.release(3, True)
    kind, number = inputs.one("a", "b", "rc"), inputs.randint(0, 6)
    dev, bound = f">={base}{kind}{number + 1}.dev0", f">{base}{kind}{number}"
    same = SpecifierSet(dev).to_range() == SpecifierSet(bound).to_range()
    return {"dev_form": dev, "boundary_form": bound} if same else None


def policy_empty(inputs: Inputs) -> str | None:
    text = inputs.one(f"=={inputs.release(2, True)}{inputs.one('a', 'b', 'rc')}{inputs.small()}", crossed(inputs))
    if SpecifierSet(text).is_unsatisfiable() or not SpecifierSet(text, prereleases=False).is_unsatisfiable():
        return None
    return text


def rows() -> dict:
    inputs = Inputs("ranges")

    def many(make, n=EACH):
        return distinct(n, lambda: make(inputs))

    def epoch_floor(inputs: Inputs) -> dict | None:
        epoch = inputs.randint(1, 3)
        return recovered(inputs, f"=={epoch}!0.*,{inputs.one('<', '<=')}{epoch}!{inputs.one('0', '0.')}{inputs.small() or ''}"
                         .replace("0.,", "0,").removesuffix("."))

    def spec(text: str | None) -> dict | None:
        return text and {"spec": text}

    return {
        "parametrised": {
            "test_operators": many(inside_and_outside),
            "test_intersected_requirement_keeps_opt_in": many(opts_in),
            "test_repr": many(lambda inputs: {"spec": (text := a_set(inputs)),
                                              "expected": repr(SpecifierSet(text).to_range())}),
            "test_roundtrip": many(lambda inputs: without_expected(recovered(inputs, a_set(inputs)))),
            "test_prerelease_free_recovery_spelling":
                many(lambda inputs: recovered(inputs, f">={(at := inputs.release(3, True))},!={at}.*")),
            "test_epoch_zero_family_floor_roundtrips": many(epoch_floor, 12),
            "test_is_empty": many(lambda inputs: spec(text) if (text := crossed(inputs))
                                  and SpecifierSet(text).to_range().is_empty else None),
            "test_not_empty": many(lambda inputs: spec(text) if (text := crossed(inputs))
                                   and not SpecifierSet(text).to_range().is_empty else None),
            "test_intersection_drops_embedded_empty": many(empty_after),
            "test_equal_and_hash": many(two_spellings),
            "test_prerelease_only_empty_when_policy_excludes": many(lambda inputs: spec(policy_empty(inputs))),
            "test_non_prerelease_bounds_survive": many(lambda inputs: spec(satisfiable(inputs, True, True))),
        },
        "to_range": many(to_range, 300),
        "pairs_schema": ["a", "b", "a<=b", "b<=a", "disjoint", "a&b", "a|b"],
        "pairs": many(pair, 500),
    }
