"""`python -m oracles.tradeoff DIR` writes `DIR/*.json`."""

import pathlib
import sys
import warnings

from ..rows import write

# The tools warn of tables whose best alternative is plain to see.
warnings.simplefilter("ignore")

from . import elicited, outranking, robust, scored, social  # noqa: E402

FILES = {**social.FILES, **elicited.FILES, **scored.FILES, **outranking.FILES, **robust.FILES}


def rounded(value):
    """Twelve digits: what linear algebra gives on another processor differs after them, and no tolerance is that tight."""
    if isinstance(value, float):
        return float(f"{value:.12g}")
    if isinstance(value, list):
        return [rounded(item) for item in value]
    return {key: rounded(item) for key, item in value.items()} if isinstance(value, dict) else value


for name, kinds in FILES.items():
    cases = []
    for kind, make in kinds.items():
        for at, case in enumerate(make(), 1):
            cases.append({"id": f"{name}/{kind}-{at:03}", **case, "expected": rounded(case["expected"])})
    write(pathlib.Path(sys.argv[1]) / f"{name}.json", {"schema": 1, "file": f"{name}.json", "cases": cases})
