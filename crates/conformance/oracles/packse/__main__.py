"""`python -m oracles.packse DIR` writes `DIR/packse.json`: universes served on loopback, and what the resolvers make of them."""

import importlib.metadata
import pathlib
import sys
from concurrent.futures import ThreadPoolExecutor

from ..rows import distinct, write
from .index import Index
from .resolvers import by_pip, by_uv
from .universes import Universes

SINGLE, UNIVERSAL = 240, 220


def answered(index: Index, scenario: dict) -> dict:
    """The scenario with what uv says; pip is a second source where it says the same."""
    url = index.publish(scenario)
    expected = by_uv(scenario, url)
    sources = ["uv"]
    options = scenario["options"]
    if options == {"mode": "single", "prereleases": "default", "resolution": "highest"} and by_pip(scenario, url) == expected:
        sources.append("pip")
    order = {"id": scenario["id"], "category": scenario["category"], "sources": sources}
    return {**order, **scenario, "expected": expected}


def scenarios() -> list[dict]:
    found = []
    for mode, n in (("single", SINGLE), ("universal", UNIVERSAL)):
        universes = Universes(f"packse {mode}")
        for at, scenario in enumerate(distinct(n, lambda: universes.scenario(mode)), 1):
            found.append({"id": f"{scenario['category']}/{mode}-{at:03}", **scenario})
    return found


with Index() as index, ThreadPoolExecutor(2) as threads:
    rows = list(threads.map(lambda scenario: answered(index, scenario), scenarios()))
versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in ("uv", "pip"))
write(pathlib.Path(sys.argv[1]) / "packse.json",
      {"schema": "packse-neutral/1", "source": f"{versions}, asked by crates/conformance/generate.py", "count": len(rows),
       "scenarios": rows})
