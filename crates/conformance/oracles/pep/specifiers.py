"""Rows of `specifiers.json` and `specifier_matrix.json`."""

from packaging.specifiers import InvalidSpecifier, Specifier, SpecifierSet
from packaging.version import Version

from ..inputs import Inputs
from ..rows import distinct

N = 220


def alone(text: str) -> Specifier | None:
    try:
        return Specifier(text)
    except InvalidSpecifier:
        return None


def together(text: str) -> SpecifierSet | None:
    try:
        return SpecifierSet(text)
    except InvalidSpecifier:
        return None


def set_valid(text: str) -> list | None:
    """The text, its normal form, how many were written: the reference forgets repetitions once it has printed the set."""
    found = together(text)
    return found if found is None else [text, *reversed((len(found), str(found)))]


def message(kind, text: str) -> str | None:
    try:
        kind(text)
    except InvalidSpecifier as error:
        return str(error)
    return None


def one_specifier(inputs: Inputs) -> str:
    operator, version = inputs.choice(["===", "==", "!=", "<=", ">=", "<", ">", "~="]), inputs.spelled_version().strip()
    if operator == "===":
        version = inputs.one(version, inputs.local(), f"{inputs.name()}-{inputs.number()}")
    elif operator in ("==", "!=") and inputs.chance(0.25):
        version = inputs.one("", "v", "1!") + inputs.release() + ".*"
    return inputs.choice(["", "", " ", "\t"]) + operator + inputs.choice(["", "", " ", " \t"]) + version


def described(text: str) -> dict | None:
    specifier = alone(text)
    return specifier and {
        "input": text,
        "str": str(specifier),
        "operator": specifier.operator,
        "version": specifier.version,
        "prereleases": specifier.prereleases,
    }


def broken(inputs: Inputs) -> str:
    version = inputs.version(True)
    return inputs.one(
        inputs.one("=", "=<", "=>", "<>", "!", "~", "", "====", "^", "~~") + version,
        inputs.one("<", ">", "<=", ">=", "~=") + inputs.one(inputs.release(2) + ".*", version + "+" + inputs.local()),
        "~=" + str(inputs.number()),
        inputs.one("==", "!=") + inputs.one("*", version + "*", version + "a1.*", version + "+x.*", ".*", "1.*.2"),
        inputs.specifier() + inputs.one(" 1", " >", "..", ";", " and", "!", "'"),
        inputs.choice(["==", ">=", "<"]) + inputs.one("", " ", "x", "1..2", "1.2-", "é1", "1_"),
    )


def near(inputs: Inputs, specifier: str) -> str:
    """A version that a specifier may or may not hold: its own, a neighbour's, or any."""
    version = specifier.split(",")[0].strip().lstrip("=!<>~").strip().removesuffix(".*")
    own = inputs.one(version, version + ".0", version.split("+")[0] + inputs.one("", ".1", ".dev1", ".post1", "+x", "a1"))
    return own if inputs.chance(0.6) and alone(f"==={own}") and _is_version(own) else inputs.version(True, 0.5)


def _is_version(text: str) -> bool:
    try:
        Version(text)
    except ValueError:
        return False
    return True


def policy(inputs: Inputs):
    return inputs.one(None, None, True, False)


def match(inputs: Inputs) -> dict:
    specifier = inputs.specifier()
    version = near(inputs, specifier)
    return {"spec": specifier, "version": version, "expected": Specifier(specifier).contains(version, prereleases=True)}


def prereleases(inputs: Inputs) -> dict:
    specifier, own, asked = inputs.specifier(), policy(inputs), policy(inputs)
    version = near(inputs, specifier)
    expected = Specifier(specifier, prereleases=own).contains(version, prereleases=asked)
    return {"specifier": specifier, "version": version, "spec_pre": own, "contains_pre": asked, "expected": expected}


def filtered(inputs: Inputs, kind) -> dict:
    specifier = inputs.specifier() if kind is Specifier else inputs.specifiers(3)
    own, asked = policy(inputs), policy(inputs)
    versions = [near(inputs, specifier) for _ in range(inputs.randint(1, 5))]
    expected = list(kind(specifier, prereleases=own).filter(versions, prereleases=asked))
    return {"specifier": specifier, "specifier_prereleases": own, "prereleases": asked, "input": versions,
            "expected": expected}


def bridge(inputs: Inputs) -> str:
    """A set that leaves a small gap open, or none: where prereleases are all that is left."""
    at = inputs.randint(0, 4)
    parts = [f">={inputs.one('', '1!') if inputs.chance(0.1) else ''}{at}", f"!={at}.*"]
    parts += [f"!={at + 1}{inputs.one('.*', '.0', '')}"] if inputs.chance(0.6) else []
    parts.append(inputs.one("<", "<=") + f"{at + inputs.randint(1, 2)}{inputs.one('', '.0', 'a2', '.1', 'rc1')}")
    inputs.shuffle(parts)
    return ",".join(parts)


def around(inputs: Inputs) -> str:
    return f"{inputs.randint(0, 6)}{inputs.one('', '.0', '.0.1', '.1', '.5')}{inputs.one('', '', 'a1', 'rc2', '.dev0', '.post1')}"


def filter_bridge(inputs: Inputs) -> dict:
    specifier, asked = bridge(inputs), policy(inputs)
    versions = [around(inputs) for _ in range(inputs.randint(2, 5))]
    return {"specifier": specifier, "prereleases": asked, "input": versions,
            "expected": list(SpecifierSet(specifier).filter(versions, prereleases=asked))}


def contains_bridge(inputs: Inputs) -> dict:
    specifier, asked, version = bridge(inputs), policy(inputs), around(inputs)
    return {"specifier": specifier, "prereleases": asked, "version": version,
            "expected": SpecifierSet(specifier).contains(version, prereleases=asked)}


def installed(inputs: Inputs) -> dict:
    specifier, own, asked = inputs.specifiers(3), policy(inputs), policy(inputs)
    version = inputs.one(near(inputs, specifier), inputs.release(2, True) + inputs.one("a1", "rc1", ".dev2"))
    is_installed = inputs.one(True, True, False, None)
    expected = SpecifierSet(specifier, prereleases=own).contains(version, prereleases=asked, installed=is_installed)
    return {"specifier": specifier, "version": version, "spec_prereleases": own, "contains_prereleases": asked,
            "installed": is_installed, "expected": expected}


def ignores_local(inputs: Inputs) -> dict:
    version = inputs.version(True, 0.7, 0.0)
    specifier = inputs.one("==", "!=", "<=", ">=", "<", ">") + inputs.one(version, version + ".0")
    if alone(specifier) is None:
        return None
    local = f"{version}+{inputs.local()}"
    return {"version": local, "specifier": specifier, "expected": SpecifierSet(specifier).contains(local)}


def arbitrary(inputs: Inputs) -> dict:
    version = inputs.one(inputs.version(True), inputs.spelled_version().strip(), inputs.name(), inputs.local())
    other = inputs.one(version, version, version.upper(), version.lower(), version + ".0", "v" + version)
    return {"version": version, "specifier": f"==={other}", "expected": SpecifierSet(f"==={other}").contains(version)}


def relation(inputs: Inputs, method: str) -> dict:
    left = inputs.specifiers(3)
    right = inputs.one(inputs.specifiers(3), left + ("," if left else "") + inputs.specifier(), inputs.specifiers(1, 1))
    if inputs.chance(0.5):
        left, right = right, left
    return {"left": left, "right": right, "expected": getattr(SpecifierSet(left), method)(SpecifierSet(right))}


def crossed(inputs: Inputs) -> str:
    """A set that may well be empty: a gap between two bounds, or what exclusions leave."""
    version = inputs.version(True, 0.5, 0.0)
    text = inputs.one(
        inputs.specifiers(4, 2),
        bridge(inputs),
        f">{version},<{version}{inputs.one('', '.post0', '.dev0', '.0', '.1')}",
        f">={version},<{inputs.version(True, 0.5, 0.0)}",
        f"=={version},!={version}{inputs.one('', '.0', '.*') if version.replace('.', '').isdigit() else ''}",
        f"=={inputs.release(2, True)}.*,<{version}",
    )
    return text if together(text) is not None else crossed(inputs)


def satisfiable(inputs: Inputs, excluded: bool, expected: bool) -> str | None:
    text = crossed(inputs)
    found = SpecifierSet(text, prereleases=False if excluded else None)
    return None if found.is_unsatisfiable() == expected else text


def for_every_operator(inputs: Inputs) -> str | None:
    """A version that every operator takes that takes its kind."""
    version = inputs.spelled_version().strip()
    operators = ["==", "!="] if "+" in version else ["~=", "==", "!=", "<=", ">=", "<", ">"]
    return version if all(alone(operator + version) for operator in operators) else None


def rows() -> dict:
    inputs = Inputs("specifiers")

    def many(make, n=N, key=None):
        return distinct(n, lambda: make(inputs), **({"key": key} if key else {}))

    return {
        "valid": many(lambda inputs: described(one_specifier(inputs)), 300),
        "invalid": many(lambda inputs: (text := broken(inputs)) and (why := message(Specifier, text)) and [text, why]),
        "set_valid": many(lambda inputs: set_valid(inputs.spaced_specifiers())),
        "set_invalid": many(lambda inputs: (text := inputs.one(f"{inputs.specifier()},{broken(inputs)}", broken(inputs)))
                            and (why := message(SpecifierSet, text)) and [text, why]),
        "normalized_versions": many(for_every_operator),
        "match": many(match, 300),
        "prereleases": many(prereleases),
        "prereleases_detection": many(lambda inputs: {"specifier": (text := inputs.specifier()),
                                                      "expected": bool(Specifier(text).prereleases)}),
        "filter": many(lambda inputs: filtered(inputs, Specifier)),
        "set_filter": many(lambda inputs: filtered(inputs, SpecifierSet)),
        "filter_bridges": many(filter_bridge),
        "contains_bridges": many(contains_bridge),
        "installed_prereleases": many(installed),
        "ignores_local": many(ignores_local),
        "arbitrary_contains": many(arbitrary),
        "subset": many(lambda inputs: relation(inputs, "is_subset")),
        "superset": many(lambda inputs: relation(inputs, "is_superset")),
        "disjoint": many(lambda inputs: relation(inputs, "is_disjoint")),
        "unsatisfiable": many(lambda inputs: satisfiable(inputs, False, False)),
        "satisfiable": many(lambda inputs: satisfiable(inputs, False, True)),
        "unsatisfiable_prereleases_false": many(lambda inputs: satisfiable(inputs, True, False)),
        "satisfiable_prereleases_false": many(lambda inputs: satisfiable(inputs, True, True)),
    }


def bits(found, versions: list[str], asked) -> str:
    return "".join("01"[found.contains(version, prereleases=asked)] for version in versions)


def matrix() -> dict:
    inputs = Inputs("specifier matrix")
    versions = sorted(distinct(72, lambda: inputs.version(True, 0.4)), key=Version)

    def row(kind, text: str) -> dict:
        found = kind(text)
        return {"spec": text, "pre_none": bits(found, versions, None), "pre_true": bits(found, versions, True),
                "pre_false": bits(found, versions, False)}

    return {
        "versions": versions,
        "rows": distinct(N, lambda: row(Specifier, inputs.one(inputs.specifier(), f"==={inputs.choice(versions)}"))),
        "set_rows": distinct(N, lambda: row(SpecifierSet, inputs.specifiers(4, 2))),
    }
