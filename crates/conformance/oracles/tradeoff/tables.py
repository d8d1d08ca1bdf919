"""Seeded tables, weights and rankings; how numbers are written."""

from fractions import Fraction

import numpy

from ..inputs import Inputs
from ..rows import distinct

DIRECTIONS = ["max", "min"]


class Tables(Inputs):
    """A source of numbers. Performances have two decimals, of which few are equal by chance."""

    def matrix(self, rows: int, columns: int, low: float = 1.0, high: float = 100.0) -> list[list[float]]:
        return [[round(self.uniform(low, high), 2) for _ in range(columns)] for _ in range(rows)]

    def weights(self, n: int) -> list[float]:
        """Hundredths that add up to one."""
        cuts = sorted(self.sample(range(1, 100), n - 1))
        return [(high - low) / 100 for low, high in zip([0, *cuts], [*cuts, 100])]

    def directions(self, n: int) -> list[str]:
        return [self.choice(DIRECTIONS) for _ in range(n)]

    def size(self, rows=(3, 6), columns=(2, 5)) -> tuple[int, int]:
        return self.randint(*rows), self.randint(*columns)

    def table(self, rows=(3, 6), columns=(2, 5)) -> dict:
        n, m = self.size(rows, columns)
        return {"matrix": self.matrix(n, m), "weights": self.weights(m), "directions": self.directions(m)}

    def fraction(self, below: int = 100) -> Fraction:
        return Fraction(self.randint(0, below), below)

    def simplex(self, n: int) -> list[Fraction]:
        parts = [self.randint(1, 9) for _ in range(n)]
        return [Fraction(part, sum(parts)) for part in parts]


def exact(value):
    """A fraction as `p/q`; lists and dictionaries of them the same."""
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, (list, tuple)):
        return [exact(item) for item in value]
    return {key: exact(item) for key, item in value.items()} if isinstance(value, dict) else value


def plain(value):
    """Numbers of numpy as JSON's; not-a-number is null."""
    if isinstance(value, numpy.ndarray):
        return plain(value.tolist())
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (numpy.floating, float)):
        return None if value != value else float(value)
    if isinstance(value, (numpy.bool_, numpy.integer)):
        return value.item()
    return value


def same(ours, theirs, tolerance: float = 1e-9) -> None:
    """The tool has to agree, or nothing is written."""
    assert numpy.allclose(ours, theirs, rtol=tolerance, atol=tolerance), f"{ours} is not {theirs}"


def competition_ranks(scores) -> list[int]:
    """The highest score has rank 1; equal scores share one."""
    return [1 + sum(other > score for other in scores) for score in scores]


def rows_of(name: str, n: int, make) -> object:
    return lambda: distinct(n, lambda tables=Tables(name): make(tables))
