"""`python -m oracles.pep DIR` writes `DIR/*.json`."""

import pathlib
import sys

import packaging

from ..rows import write
from . import groups, markers, ranges, requirements, specifiers, utils, versions

FILES = {
    "versions": versions.rows,
    "specifiers": specifiers.rows,
    "specifier_matrix": specifiers.matrix,
    "ranges": ranges.rows,
    "markers": markers.rows,
    "requirements": requirements.rows,
    "utils": utils.rows,
    "dependency_groups": groups.rows,
}

for name, rows in FILES.items():
    source = f"packaging {packaging.__version__}, asked by crates/conformance/generate.py"
    write(pathlib.Path(sys.argv[1]) / f"{name}.json", {"source": source, **rows()})
