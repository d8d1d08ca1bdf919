"""Rows of `robustness.json` and `smaa.json`, exact."""

from fractions import Fraction
from itertools import permutations

from scipy import stats

from .tables import Tables, exact, rows_of
from .social import product

ONE, ZERO = Fraction(1), Fraction(0)


def scores(values, weights) -> list[Fraction]:
    return [sum(value * weight for value, weight in zip(row, weights)) for row in values]


def stability(values, weights, winner: int, criterion: int) -> list[Fraction]:
    """The weights of a criterion at which the winner stays best, the others in their proportions."""
    low, high = ZERO, ONE
    others = 1 - weights[criterion]
    for row in values:
        lead = [best - other for best, other in zip(values[winner], row)]
        rest = sum(lead[at] * weights[at] for at in range(len(weights)) if at != criterion) / others
        slope = lead[criterion] - rest
        if slope > 0:
            low = max(low, -rest / slope)
        elif slope < 0:
            high = min(high, -rest / slope)
    return [low, high]


def least_change(values, weights, winner: int, rival: int):
    """The least sum of changes of weights with which the rival ties: weight goes from where the winner leads most to where least."""
    lead = [best - other for best, other in zip(values[winner], values[rival])]
    lowest = min(range(len(lead)), key=lambda at: lead[at])
    if lead[lowest] > 0:
        return None
    found, left = list(weights), sum(part * weight for part, weight in zip(lead, weights))
    moved = ZERO
    for at in sorted(range(len(lead)), key=lambda at: -lead[at]):
        if at == lowest or left == 0:
            continue
        part = min(found[at], left / (lead[at] - lead[lowest]))
        found[at] -= part
        found[lowest] += part
        left -= part * (lead[at] - lead[lowest])
        moved += part
    assert left == 0
    return {"l1": 2 * moved, "weights": found}


def robustness(tables: Tables) -> dict | None:
    n, m = tables.size((2, 4), (2, 6))
    values = [[tables.fraction() for _ in range(m)] for _ in range(n)]
    weights = tables.simplex(m)
    found = scores(values, weights)
    winner = found.index(max(found))
    rivals = [at for at in range(n) if at != winner]
    leads = [[best - other for best, other in zip(values[winner], values[rival])] for rival in rivals]
    if len(set(found)) < n or any(len(set(lead)) < m for lead in leads):
        return None
    expected = {
        "scores": found,
        "winner": winner,
        "weight_stability_intervals": [stability(values, weights, winner, at) for at in range(m)],
        "min_l1_weight_change_to_flip": {str(rival): least_change(values, weights, winner, rival) for rival in rivals},
        "pairwise_contributions": {str(rival): [part * weight for part, weight in zip(lead, weights)]
                                   for rival, lead in zip(rivals, leads)},
    }
    return {"input": exact({"values": values, "weights": weights}), "expected": exact(expected),
            "source": "linear in one weight; the linear programme of one row solved by its greedy rule", "verification": "exact"}


def ties(tables: Tables) -> dict | None:
    """Triantaphyllou & Sanchez 1997: the change of one weight that brings two to a tie, unless it takes more than there is.

    A change that takes exactly all is not a row: whether it is possible is a matter of rounding.
    """
    n, m = tables.size((2, 4), (2, 4))
    values = [[tables.fraction() for _ in range(m)] for _ in range(n)]
    weights = tables.simplex(m)
    found = scores(values, weights)
    changes = {}
    for a in range(n):
        for b in range(a + 1, n):
            for at in range(m):
                apart = values[b][at] - values[a][at]
                change = None if apart == 0 else (found[b] - found[a]) / apart
                if change == weights[at]:
                    return None
                changes[f"{a},{b},{at}"] = None if change is None or change > weights[at] else change
    return {"input": exact({"values": values, "weights": weights}),
            "expected": exact({"scores": found, "min_absolute_weight_change_by_pair_criterion": changes}),
            "source": "Triantaphyllou & Sanchez 1997", "verification": "exact"}


def information(tables: Tables) -> dict:
    mean, deviation = round(tables.uniform(-3, 3), 2), round(tables.uniform(0.05, 4), 2)
    z = mean / deviation
    evpi = deviation * stats.norm.pdf(z) - abs(mean) * stats.norm.cdf(-abs(z))
    return {"input": {"mean_difference": mean, "sd": deviation}, "expected": {"evpi": float(evpi)}, "tolerance": 1e-9,
            "source": "unit normal loss integral (Raiffa & Schlaifer 1961), scipy", "verification": "closed form"}


# Acceptability: with three criteria the simplex is a triangle, and each order of alternatives a part of it.

TRIANGLE = [(ONE, ZERO, ZERO), (ZERO, ONE, ZERO), (ZERO, ZERO, ONE)]


def cut(polygon: list, lead) -> list:
    """The part of a polygon where `lead . w >= 0`."""
    found = []
    for here, there in zip(polygon, polygon[1:] + polygon[:1]):
        at, then = (sum(part * weight for part, weight in zip(lead, point)) for point in (here, there))
        if at >= 0:
            found.append(here)
        if at * then < 0:
            share = at / (at - then)
            found.append(tuple(a + share * (b - a) for a, b in zip(here, there)))
    return found


def area(polygon: list) -> Fraction:
    """Twice the area in the plane of the first two weights, of which the simplex has one."""
    return abs(sum((a[0] * b[1] - b[0] * a[1] for a, b in zip(polygon, polygon[1:] + polygon[:1])), ZERO))


def by_triangle(values) -> list[list[Fraction]]:
    n = len(values)
    found = [[ZERO] * n for _ in range(n)]
    for order in permutations(range(n)):
        polygon = TRIANGLE
        for better, worse in zip(order, order[1:]):
            polygon = cut(polygon, [a - b for a, b in zip(values[better], values[worse])]) if len(polygon) > 2 else []
        share = area(polygon) if len(polygon) > 2 else ZERO
        for rank, alternative in enumerate(order):
            found[alternative][rank] += share
    assert all(sum(row) == 1 for row in found)
    return found


def share_above(lead) -> Fraction:
    """How much of the simplex has `lead . w > 0`: a divided difference, for distinct leads."""
    n = len(lead)
    return sum((part ** (n - 1) / product(part - other for other in lead if other != part) for part in lead if part > 0), ZERO)


def ordinal(values) -> list[list[Fraction]]:
    """Weights in falling order are a simplex whose corners are means of the first criteria."""
    return [[sum(row[: at + 1]) / (at + 1) for at in range(len(row))] for row in values]


def smaa(tables: Tables) -> dict | None:
    is_ordinal = tables.chance(0.35)
    n, m = tables.choice([(2, 2), (2, 3), (2, 4), (2, 6), (3, 3), (3, 3), (4, 3)])
    values = [[tables.fraction() for _ in range(m)] for _ in range(n)]
    corners = ordinal(values) if is_ordinal else values
    leads = [[x - y for x, y in zip(corners[a], corners[b])] for a in range(n) for b in range(n) if a != b]
    if any(len(set(lead)) < m or 0 in lead for lead in leads):
        return None
    winning = [[None if a == b else share_above([x - y for x, y in zip(corners[a], corners[b])]) for b in range(n)]
               for a in range(n)]
    ranks = by_triangle(corners) if m == 3 else [[winning[0][1], winning[1][0]], [winning[1][0], winning[0][1]]]
    if n == 2:
        assert ranks[0][0] == winning[0][1] and winning[0][1] + winning[1][0] == 1
    weights = "uniform on {w1>=w2>=..>=wn}" if is_ordinal else "uniform on simplex"
    return {"method": "smaa-o" if is_ordinal else "smaa-2", "params": {"weights": weights, "values": "deterministic"},
            "input": {"values": exact(values)},
            "expected": {"rank_acceptability_exact": exact(ranks), "pairwise_winning_exact": exact(winning)},
            "source": "Lahdelma & Salminen 2001; areas and divided differences", "verification": "exact"}


def centroids() -> list[dict]:
    """Barron & Barrett 1996."""
    found = {str(n): [sum(Fraction(1, k) for k in range(at, n + 1)) / n for at in range(1, n + 1)] for n in range(2, 13)}
    return [{"method": "rank-order-centroid", "input": {"n": [int(n)]}, "expected": exact({n: row}),
             "source": "Barron & Barrett 1996", "verification": "exact"} for n, row in found.items()]


FILES = {
    "robustness": {"weights": rows_of("robustness", 200, robustness), "ties": rows_of("ties", 200, ties),
                   "evpi": rows_of("evpi", 200, information)},
    "smaa": {"exact": rows_of("smaa", 220, smaa), "centroid": centroids},
}
