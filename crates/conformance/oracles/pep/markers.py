"""Rows of `markers.json`."""

from packaging.markers import InvalidMarker, Marker, UndefinedComparison, UndefinedEnvironmentName

from ..inputs import WORDS
from ..rows import distinct
from .marker_inputs import MarkerInputs, VALUES

N = 220
SETS = ["extras", "dependency_groups"]


def parsed(text: str) -> Marker | None:
    try:
        return Marker(text)
    except InvalidMarker:
        return None


def valid(inputs: MarkerInputs) -> list | None:
    text = inputs.marker(3)
    marker = parsed(text)
    return marker and [text, str(marker)]


def broken(inputs: MarkerInputs) -> list | None:
    """A marker with a fault on one line, which is what the drawing of the span in the message supposes."""
    text = inputs.marker(1)
    words = text.split(" ")
    at = inputs.randint(0, len(words) - 1)
    text = inputs.one(
        text + inputs.one(" and", " or", ")", " extra", " and and", " ;", " os_name", ","),
        inputs.one("(", "and ", "not ", "= ", "'") + text,
        " ".join(words[:at] + words[at + 1 :]),
        text.replace("==", inputs.one("=", "<>", "=>", "is", "not"), 1),
        text.replace("and", "&&", 1).replace("or", "||", 1),
        text.replace("os_name", "os-name", 1).replace("python_version", inputs.one("py_version", "python.version"), 1),
        text.replace(" in ", " not  ", 1),
        inputs.one("", "   ", "os_name", "'3' > ", "python_version > 3", "extra == test", "not in 'x'", "()"),
    )
    try:
        Marker(text)
    except InvalidMarker as error:
        return [text, str(error)]
    return None


def outcome(marker: Marker, environment: dict, context: str = "metadata") -> tuple[str, object]:
    try:
        return "expected", marker.evaluate(environment, context)
    except UndefinedComparison:
        return "error", "UndefinedComparison"
    except UndefinedEnvironmentName:
        return "error", "UndefinedEnvironmentName"


def environment_for(inputs: MarkerInputs, text: str) -> dict[str, str]:
    """What a row needs of an environment: the variables that the marker names."""
    return {variable: value for variable, value in inputs.environment().items() if variable in text}


def evaluated(inputs: MarkerInputs) -> dict | None:
    text = inputs.marker(2)
    environment = environment_for(inputs, text)
    kind, value = outcome(Marker(text), environment)
    if kind == "error":
        return None
    return {"marker_string": text, "environment": {"__repr__": repr(environment)}, "expected": value}


def set_valued(inputs: MarkerInputs) -> dict | None:
    """The sets hold `foo` and `bar`, as the runner's do."""
    variable = inputs.choice(SETS)
    names = ["foo", "bar", "Foo", "BAR", "foo_", "baz", "fo", "b.ar", *WORDS]
    comparisons = [f"{inputs.quoted(inputs.choice(names))} {inputs.one('in', 'not in')} {{0}}" for _ in range(2)]
    expression = inputs.one(comparisons[0], f" {inputs.one('and', 'or')} ".join(comparisons),
                            f"({comparisons[0]}) {inputs.one('and', 'or')} {comparisons[1]}")
    marker = parsed(expression.replace("{0}", variable))
    if marker is None:
        return None
    kind, value = outcome(marker, {variable: {"foo", "bar"}, "extra": ""})
    return {"expression": expression, "result": value, "variable": variable} if kind == "expected" else None


def trace(inputs: MarkerInputs) -> dict:
    """In any context, with what that context knows; `extra` is unknown to two of the three unless it is given."""
    text = inputs.marker(2)
    environment = environment_for(inputs, text)
    context = inputs.one("metadata", "metadata", "requirement", "lock_file")
    environment.pop("extra", None)
    if inputs.chance(0.5):
        environment["extra"] = inputs.one("", "foo", *WORDS[:5])
    if context == "lock_file" and inputs.chance(0.6):
        names = sorted({inputs.choice(WORDS[:6]) for _ in range(2)})
        variable = inputs.choice(SETS)
        text = inputs.one(f"'{inputs.choice(WORDS[:6])}' in {variable}",
                          f"'{inputs.choice(WORDS[:6])}' not in {variable} and {inputs.comparison(False)}")
        given, environment = {variable: names}, environment_for(inputs, text)
    else:
        given = {}
    kind, value = outcome(Marker(text), {**environment, **{key: set(names) for key, names in given.items()}}, context)
    given = {key: {"set": names} for key, names in given.items()}
    return {"marker": text, "environment": {**environment, **given}, "context": context, kind: value}


def odd_comparison(inputs: MarkerInputs) -> str:
    """Two texts, two variables, or a variable with a value of another kind."""
    variable = inputs.choice([*VALUES, "python_version", "python_full_version", "extra"])
    other = inputs.choice([*VALUES, "python_version"])
    operator = inputs.one("==", "!=", "<", "<=", ">", ">=", "~=", "===", "in", "not in")
    value = inputs.one("3.8", "posix", "x86_64", "10", "6.1.0-13-amd64", "2.7.*", "1.0a1", "", "win32 linux")
    return inputs.one(f"{inputs.quoted(value)} {operator} {inputs.quoted(inputs.one('3.8', '3.10', 'posix', ''))}",
                      f"{variable} {operator} {other}", f"{variable} {operator} {inputs.quoted(value)}")


def bits(marker: Marker, environments: list[dict]) -> str:
    letters = {"UndefinedComparison": "C", "UndefinedEnvironmentName": "N", True: "1", False: "0"}
    return "".join(letters[outcome(marker, environment)[1]] for environment in environments)


def rows() -> dict:
    inputs = MarkerInputs("markers")
    environments = {f"environment_{at}": inputs.environment() for at in range(16)}
    values = list(environments.values())

    def matrix(make) -> list:
        return distinct(N, lambda: (marker := parsed(text := make())) and [text, bits(marker, values)],
                        key=lambda row: row[0])

    def many(make, n=N):
        return distinct(n, lambda: make(inputs))

    return {
        "valid": many(valid),
        "invalid": many(broken),
        "evaluate_parametrised": many(evaluated),
        "set_valued": many(set_valued),
        "evaluate_trace": many(trace),
        "environments": environments,
        "eval_matrix_suite": matrix(lambda: odd_comparison(inputs)),
        "eval_matrix_corpus": matrix(lambda: inputs.marker(2)),
    }
