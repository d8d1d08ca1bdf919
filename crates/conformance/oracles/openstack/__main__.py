"""`python -m oracles.openstack DIR` writes `DIR/*.json`."""

import importlib.metadata
import pathlib
import sys
import warnings

from ..rows import write

# The reference is of 2018: it imports what has been deprecated since.
warnings.simplefilter("ignore")

from . import bindep_file, constraints, lines, project, sync  # noqa: E402

FILES = {**lines.FILES, **project.FILES, **bindep_file.FILES, **constraints.FILES, **sync.FILES}

for name, (distribution, ops, cases) in FILES.items():
    source = f"{distribution} {importlib.metadata.version(distribution)}, asked by crates/conformance/generate.py"
    document = {"area": name, "source": source, "ops": {op: about for op, (about, _) in ops.items()}, **cases}
    rows = []
    for op, (_, make) in ops.items():
        rows += [{"id": f"{op}-{at:03}", "op": op, **row} for at, row in enumerate(make(), 1)]
    write(pathlib.Path(sys.argv[1]) / f"{name}.json", {**document, "cases": rows})
