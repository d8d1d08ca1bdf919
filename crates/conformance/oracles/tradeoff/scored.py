"""Rows of `topsis.json`, `vikor.json`, `promethee.json` and `rank_reversal.json`."""

import math

import numpy
from pymcdm.methods import TOPSIS, VIKOR
from pymcdm.normalizations import minmax_normalization, vector_normalization
from pyDecision.algorithm import promethee_ii

from .tables import Tables, competition_ranks, plain, rows_of, same

NORMALISATIONS = {"vector": vector_normalization, "minmax": minmax_normalization}


def parts(table: dict):
    is_benefit = numpy.array([direction == "max" for direction in table["directions"]])
    return numpy.array(table["matrix"]), numpy.array(table["weights"]), is_benefit


def closeness(matrix, weights, is_benefit, how: str):
    """Hwang & Yoon 1981: distances to the best and the worst of each criterion."""
    if how == "vector":
        scaled = matrix / numpy.sqrt((matrix**2).sum(axis=0))
        best = numpy.where(is_benefit, scaled.max(axis=0), scaled.min(axis=0))
        worst = numpy.where(is_benefit, scaled.min(axis=0), scaled.max(axis=0))
    else:
        low, high = matrix.min(axis=0), matrix.max(axis=0)
        scaled = numpy.where(is_benefit, (matrix - low) / (high - low), (high - matrix) / (high - low))
        best, worst = numpy.ones(len(weights)), numpy.zeros(len(weights))
    to_best = numpy.sqrt((((scaled - best) * weights) ** 2).sum(axis=1))
    to_worst = numpy.sqrt((((scaled - worst) * weights) ** 2).sum(axis=1))
    return to_worst / (to_best + to_worst)


def topsis(tables: Tables) -> dict:
    table, how = tables.table(), tables.choice(list(NORMALISATIONS))
    matrix, weights, is_benefit = parts(table)
    found = closeness(matrix, weights, is_benefit, how)
    same(found, TOPSIS(NORMALISATIONS[how])(matrix, weights, numpy.where(is_benefit, 1, -1)))
    return {"params": {"normalisation": how}, "input": table, "tolerance": 1e-12,
            "expected": plain({"closeness": found, "ranks": competition_ranks(found)}),
            "source": "Hwang & Yoon 1981; pymcdm agrees", "verification": "2 implementations"}


def vikor(tables: Tables) -> dict | None:
    """Opricovic & Tzeng 2004."""
    table, v = tables.table((3, 6), (2, 5)), tables.choice([0.5, 0.5, 0.25, 0.75])
    matrix, weights, is_benefit = parts(table)
    best = numpy.where(is_benefit, matrix.max(axis=0), matrix.min(axis=0))
    worst = numpy.where(is_benefit, matrix.min(axis=0), matrix.max(axis=0))
    regrets = weights * (best - matrix) / (best - worst)
    s, r = regrets.sum(axis=1), regrets.max(axis=1)
    if numpy.ptp(s) == 0 or numpy.ptp(r) == 0 or len(set(r)) < len(r):
        return None
    q = v * (s - s.min()) / numpy.ptp(s) + (1 - v) * (r - r.min()) / numpy.ptp(r)
    same(q, VIKOR(v=v)(matrix, weights, numpy.where(is_benefit, 1, -1)))
    order = numpy.argsort(q, kind="stable")
    required = 1 / (len(matrix) - 1)
    advantage, stability = q[order[1]] - q[order[0]] >= required, order[0] in (s.argmin(), r.argmin())
    close = [int(at) for at in order if q[at] - q[order[0]] < required]
    compromise = [int(order[0])] if advantage and stability else [int(order[0]), int(order[1])] if advantage else close
    compromise.sort()
    return {"params": {"v": v}, "input": table, "tolerance": 1e-12,
            "expected": plain({"S": s, "R": r, "Q": q, "DQ": required, "acceptable_advantage": advantage,
                               "acceptable_stability": stability, "compromise_set": compromise}),
            "source": "Opricovic & Tzeng 2004; pymcdm agrees on Q", "verification": "2 implementations"}


TOOL_NAMES = {"usual": "t1", "ushape": "t2", "vshape": "t3", "level": "t4", "linear": "t5", "gaussian": "t6"}


def preference(function: str, difference: float, q: float, p: float, sigma: float) -> float:
    """The six functions of Brans & Vincke 1985."""
    if difference <= 0:
        return 0.0
    if function == "usual":
        return 1.0
    if function == "ushape":
        return float(difference > q)
    if function == "vshape":
        return min(1.0, difference / p)
    if function == "level":
        return 0.0 if difference <= q else 0.5 if difference <= p else 1.0
    if function == "linear":
        return 0.0 if difference <= q else min(1.0, (difference - q) / (p - q))
    return 1 - math.exp(-difference * difference / (2 * sigma * sigma))


def relation(plus, minus, a: int, b: int) -> str:
    if a == b:
        return "-"
    more, less = numpy.sign(plus[a] - plus[b]), numpy.sign(minus[b] - minus[a])
    if more == 0 and less == 0:
        return "I"
    return "R" if more * less < 0 else "P" if more + less > 0 else "p"


def promethee(tables: Tables) -> dict:
    table = tables.table((3, 6), (2, 5))
    matrix, weights, is_benefit = parts(table)
    n, m = matrix.shape
    functions = [tables.choice(list(TOOL_NAMES)) for _ in range(m)]
    q = [round(tables.uniform(1, 8), 2) for _ in range(m)]
    p = [round(low + tables.uniform(2, 30), 2) for low in q]
    sigma = [round(tables.uniform(3, 20), 2) for _ in range(m)]
    signed = numpy.where(is_benefit, matrix, -matrix)
    pi = numpy.array([[sum(weights[c] * preference(functions[c], signed[a][c] - signed[b][c], q[c], p[c], sigma[c])
                           for c in range(m)) for b in range(n)] for a in range(n)])
    plus, minus = pi.sum(axis=1) / (n - 1), pi.sum(axis=0) / (n - 1)
    theirs = promethee_ii(signed, W=list(weights), Q=q, S=sigma, P=p, F=[TOOL_NAMES[name] for name in functions], sort=False,
                          topn=0, graph=False, verbose=False)
    same(plus - minus, numpy.array(theirs)[:, 1].astype(float))
    expected = {"pi": pi, "phi_plus": plus, "phi_minus": minus, "phi_net": plus - minus,
                "promethee_i": [[relation(plus, minus, a, b) for b in range(n)] for a in range(n)]}
    return {"input": {**table, "functions": functions, "q": q, "p": p, "sigma": sigma}, "expected": plain(expected),
            "tolerance": 1e-12, "source": "Brans & Vincke 1985; pyDecision agrees on net flows", "verification": "2 implementations"}


def weighted(matrix, weights, is_benefit):
    low, high = matrix.min(axis=0), matrix.max(axis=0)
    return numpy.where(is_benefit, (matrix - low) / (high - low), (high - matrix) / (high - low)) @ weights


def reversal(tables: Tables, score) -> dict | None:
    """Scores of all, and of what is left when one that does not win is taken away."""
    table = tables.table((4, 5), (3, 4))
    matrix, weights, is_benefit = parts(table)
    before = score(matrix, weights, is_benefit)
    removed = int(tables.choice([at for at in range(len(matrix)) if at != before.argmax()]))
    after = score(numpy.delete(matrix, removed, axis=0), weights, is_benefit)
    winner = int(after.argmax())
    return {"input": table, "tolerance": 1e-10,
            "expected": plain({"scores_all": before, "winner_all": int(before.argmax()), "remove": removed, "scores_after": after,
                               "winner_after": winner + (winner >= removed)}),
            "source": "computed before and after", "verification": "formula"}


FILES = {
    "topsis": {"table": rows_of("topsis", 220, topsis)},
    "vikor": {"table": rows_of("vikor", 220, vikor)},
    "promethee": {"table": rows_of("promethee", 220, promethee)},
    "rank_reversal": {
        "topsis-vector": rows_of("reversal topsis", 200, lambda tables: reversal(tables, lambda *table: closeness(*table, "vector"))),
        "wsm-minmax": rows_of("reversal sum", 200, lambda tables: reversal(tables, weighted)),
    },
}
