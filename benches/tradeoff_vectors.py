"""Random rows for `cargo xtask conformance DIR`, with answers that owe nothing to haggle-tradeoff: from scipy, numpy and pymcdm where they
follow the papers, else by brute force over exact fractions.

    python3 benches/tradeoff_vectors.py DIR [--seed N] [--rows N]

Writes DIR/tradeoff/*.json in the schemas of the conformance vectors. Values are often whole numbers, so that ties come up.
"""

import argparse
import itertools
import json
import math
import pathlib
import random
from fractions import Fraction

import numpy
from scipy import stats
from scipy.optimize import linprog

TABLES = {
    "saaty1980": [0, 0, 0.58, 0.9, 1.12, 1.24, 1.32, 1.41, 1.45],
    "tummala_ling1998": [0, 0, 0.5799, 0.8921, 1.1159, 1.2358, 1.3322, 1.3952, 1.4537],
}


def table(rng, most=7):
    """A matrix with directions and weights; whole numbers in half of the cases."""
    m, n = rng.randint(2, most), rng.randint(1, most)
    whole = rng.random() < 0.5
    cell = (lambda: rng.randint(1, 6)) if whole else (lambda: round(rng.uniform(1, 100), 3))
    weights = [rng.randint(1, 5) for _ in range(n)] if whole else [rng.uniform(0.05, 1) for _ in range(n)]
    return {
        "matrix": [[cell() for _ in range(n)] for _ in range(m)],
        "weights": weights,
        "directions": [rng.choice(["max", "min"]) for _ in range(n)],
    }


def parts(case):
    """Columns turned so that more is better, and weights with the sum 1."""
    signs = numpy.array([1 if direction == "max" else -1 for direction in case["directions"]])
    weights = numpy.array(case["weights"], dtype=float)
    return numpy.array(case["matrix"], dtype=float), signs, weights / weights.sum()


def ranks_of(scores):
    return [1 + sum(other > score + 5e-13 for other in scores) for score in scores]


def topsis(rng):
    case = table(rng)
    matrix, signs, weights = parts(case)
    how = rng.choice(["vector", "minmax"])
    if how == "vector":
        scaled = matrix / numpy.linalg.norm(matrix, axis=0)
    else:
        width = matrix.max(axis=0) - matrix.min(axis=0)
        scaled = (matrix - matrix.min(axis=0)) / numpy.where(width > 0, width, 1)
    scaled = scaled * weights * signs
    to_best = numpy.linalg.norm(scaled - scaled.max(axis=0), axis=1)
    to_worst = numpy.linalg.norm(scaled - scaled.min(axis=0), axis=1)
    both = to_best + to_worst
    closeness = numpy.where(both > 0, to_worst / numpy.where(both > 0, both, 1), 0.5)
    expected = {"closeness": closeness.tolist(), "ranks": ranks_of(closeness)}
    return {"params": {"normalisation": how}, "input": case, "expected": expected, "tolerance": 1e-10}


def vikor(rng):
    case = table(rng)
    v = rng.choice([Fraction(0), Fraction(1, 4), Fraction(1, 2), Fraction(1)])
    rows = [[Fraction(str(x)) for x in row] for row in case["matrix"]]
    weights = [Fraction(w) for w in case["weights"]]
    weights = [w / sum(weights) for w in weights]
    m, n = len(rows), len(weights)
    distances = []
    for row in rows:
        line = []
        for j in range(n):
            column = [other[j] for other in rows]
            best, worst = max(column), min(column)
            if case["directions"][j] == "min":
                best, worst = worst, best
            line.append(weights[j] * (best - row[j]) / (best - worst) if best != worst else Fraction(0))
        distances.append(line)
    s, r = [sum(line) for line in distances], [max(line) for line in distances]
    place = lambda xs, i: (xs[i] - min(xs)) / (max(xs) - min(xs)) if max(xs) > min(xs) else Fraction(0)
    q = [v * place(s, i) + (1 - v) * place(r, i) for i in range(m)]
    order = sorted(range(m), key=lambda i: q[i])
    if len(set(q)) < m or len(set(s)) < m or len(set(r)) < m:
        return None  # which of equals is named first is nobody's business
    needed = Fraction(1, m - 1)
    if abs(q[order[1]] - q[order[0]] - needed) < Fraction(1, 10**9) and q[order[1]] - q[order[0]] != needed:
        return None
    advantage = q[order[1]] - q[order[0]] >= needed
    stable = order[0] in (s.index(min(s)), r.index(min(r)))
    if advantage and stable:
        compromise = [order[0]]
    elif advantage:
        compromise = order[:2]
    else:
        compromise = [i for i in order if q[i] - q[order[0]] < needed]
    expected = {
        "S": [float(x) for x in s], "R": [float(x) for x in r], "Q": [float(x) for x in q], "DQ": float(needed),
        "acceptable_advantage": advantage, "acceptable_stability": stable, "compromise_set": sorted(compromise),
    }
    return {"params": {"v": float(v)}, "input": case, "expected": expected, "tolerance": 1e-10}


def promethee(rng):
    case = table(rng)
    matrix, signs, weights = parts(case)
    m, n = matrix.shape
    names = ["usual", "ushape", "vshape", "level", "linear", "gaussian"]
    functions = [rng.choice(names) for _ in range(n)]
    q = [rng.randint(0, 2) for _ in range(n)]
    p = [q[j] + rng.randint(0, 3) for j in range(n)]
    sigma = [rng.randint(1, 4) for _ in range(n)]

    def degree(j, d):
        name = functions[j]
        if d <= 0:
            return 0.0
        if name == "usual":
            return 1.0
        if name == "ushape":
            return float(d > q[j])
        if name == "vshape":
            return min(d / p[j], 1.0) if p[j] > 0 else 1.0
        if name == "level":
            return 0.0 if d <= q[j] else 0.5 if d <= p[j] else 1.0
        if name == "linear":
            return 0.0 if d <= q[j] else 1.0 if d >= p[j] else (d - q[j]) / (p[j] - q[j])
        return 1 - math.exp(-d * d / (2 * sigma[j] ** 2))

    pi = [[sum(weights[j] * degree(j, signs[j] * (matrix[a, j] - matrix[b, j])) for j in range(n)) for b in range(m)] for a in range(m)]
    plus = [sum(pi[a]) / (m - 1) for a in range(m)]
    minus = [sum(pi[b][a] for b in range(m)) / (m - 1) for a in range(m)]

    def relation(a, b):
        out, into = plus[a] - plus[b], minus[b] - minus[a]
        out, into = (0 if abs(x) < 1e-12 else x for x in (out, into))
        if out == 0 and into == 0:
            return "I"
        if out >= 0 and into >= 0:
            return "P"
        return "p" if out <= 0 and into <= 0 else "R"

    expected = {
        "pi": pi, "phi_plus": plus, "phi_minus": minus, "phi_net": [x - y for x, y in zip(plus, minus)],
        "promethee_i": [[relation(a, b) if a != b else None for b in range(m)] for a in range(m)],
    }
    case.update(functions=functions, q=q, p=p, sigma=sigma)
    return {"input": case, "expected": expected, "tolerance": 1e-10}


def kernels(outranks):
    """Every kernel of a graph, by trying all sets."""
    m = len(outranks)
    found = []
    for size in range(1, m + 1):
        for members in itertools.combinations(range(m), size):
            inside = all(not outranks[a][b] for a in members for b in members if a != b)
            others = (b for b in range(m) if b not in members)
            if inside and all(any(outranks[a][b] for a in members) for b in others):
                found.append(list(members))
    return found


def electre_one(rng):
    case = table(rng, 5)
    rows = [[Fraction(str(x)) * (1 if d == "max" else -1) for x, d in zip(row, case["directions"])] for row in case["matrix"]]
    weights = [Fraction(w) for w in case["weights"]]
    weights = [w / sum(weights) for w in weights]
    m, n = len(rows), len(weights)
    scaling = rng.choice(["none", "sum"])
    if scaling == "sum":
        sums = [abs(sum(row[j] for row in rows)) for j in range(n)]
        rows = [[x / total for x, total in zip(row, sums)] for row in rows]
    widest = max(max(row[j] for row in rows) - min(row[j] for row in rows) for j in range(n))
    c_hat, d_hat = rng.choice([Fraction(1, 2), Fraction(3, 5), Fraction(3, 4)]), rng.choice([Fraction(1, 5), Fraction(2, 5), Fraction(1)])
    concordance = [[sum((weights[j] for j in range(n) if rows[a][j] >= rows[b][j]), Fraction(0)) for b in range(m)] for a in range(m)]
    worst = lambda a, b: max(max(rows[b][j] - rows[a][j] for j in range(n)), Fraction(0))
    discordance = [[worst(a, b) / widest if widest else Fraction(0) for b in range(m)] for a in range(m)]
    outranks = [[a != b and concordance[a][b] >= c_hat and discordance[a][b] <= d_hat for b in range(m)] for a in range(m)]
    blank = lambda rows: [[None if a == b else float(rows[a][b]) for b in range(m)] for a in range(m)]
    expected = {
        "concordance": blank(concordance), "discordance": blank(discordance), "outranks": outranks,
        "not_outranked": [b for b in range(m) if not any(outranks[a][b] for a in range(m))],
    }
    found = kernels(outranks)
    if not found:
        expected["cycle"] = True
    elif len(found) == 1:
        expected["kernel"] = found[0]
    exact = lambda rows: [x for row in rows for x in row]
    if any(x == d_hat for x in exact(discordance)) and scaling == "sum":
        return None  # equal on paper: doubles may fall on either side
    return {"method": "electre-1", "params": {"scaling": scaling, "c_hat": float(c_hat), "d_hat": float(d_hat)}, "input": case, "expected": expected}


def thresholds(rng, n, scale):
    q = [rng.randint(0, 2) * scale for _ in range(n)]
    p = [x + rng.randint(0, 2) * scale for x in q]
    v = [None if rng.random() < 0.3 else x + rng.randint(0, 3) * scale for x in p]
    return q, p, v


def credibility(a, b, signs, weights, q, p, v):
    """Of `a` outranks `b`."""
    agree, against = [], []
    for x, y, sign, low, high, veto in zip(a, b, signs, q, p, v):
        gap = sign * (y - x)
        agree.append(Fraction(1) if gap <= low else Fraction(0) if gap >= high else (high - gap) / (high - low))
        if veto is None or gap <= high:
            against.append(Fraction(0))
        else:
            against.append(Fraction(1) if gap >= veto else (gap - high) / (veto - high))
    concordance = sum(w * c for w, c in zip(weights, agree))
    result = concordance
    for d in against:
        if d > concordance:
            result = result * (1 - d) / (1 - concordance)
    return concordance, result


def exact_parts(case):
    rows = [[Fraction(str(x)) for x in row] for row in case["matrix"]]
    weights = [Fraction(w) for w in case["weights"]]
    signs = [1 if d == "max" else -1 for d in case["directions"]]
    return rows, signs, [w / sum(weights) for w in weights]


def electre_three(rng):
    case = table(rng, 5)
    rows, signs, weights = exact_parts(case)
    m, n = len(rows), len(weights)
    q, p, v = thresholds(rng, n, 1 if case["matrix"][0][0] == int(case["matrix"][0][0]) else 9)
    pairs = [[credibility(rows[a], rows[b], signs, weights, q, p, v) if a != b else (Fraction(1), Fraction(1)) for b in range(m)] for a in range(m)]
    sigma = [[cell[1] for cell in row] for row in pairs]
    alpha, beta = Fraction(-15, 100), Fraction(3, 10)
    risky = False

    def distil(lowest):
        nonlocal risky
        left, classes = list(range(m)), []
        while left:
            chosen = left
            level = max((sigma[a][b] for a in chosen for b in chosen if a != b), default=Fraction(0))
            while len(chosen) > 1 and level > 0:
                bound = level - (beta + alpha * level)
                inside = [sigma[a][b] for a in chosen for b in chosen if a != b]
                risky |= any(abs(x - bound) < Fraction(1, 10**9) for x in inside)
                cut = max((x for x in inside if x < bound), default=Fraction(0))
                beats = lambda a, b: sigma[a][b] > cut and sigma[a][b] > sigma[b][a] + beta + alpha * sigma[a][b]
                margins = [abs(sigma[a][b] - sigma[b][a] - beta - alpha * sigma[a][b]) for a in chosen for b in chosen if a != b]
                risky |= any(x < Fraction(1, 10**9) for x in margins)
                score = {a: sum(beats(a, b) - beats(b, a) for b in chosen if b != a) for a in chosen}
                wanted = (min if lowest else max)(score.values())
                chosen = [a for a in chosen if score[a] == wanted]
                level = cut
            classes.append(chosen)
            left = [a for a in left if a not in chosen]
        return classes

    descending, ascending = distil(False), distil(True)[::-1]
    if risky:
        return None  # equal on paper: doubles may fall on either side
    numbers = lambda at: [[float(cell[at]) for cell in row] for row in pairs]
    case.update(q=q, p=p, v=v)
    expected = {"concordance": numbers(0), "credibility": numbers(1), "descending": descending, "ascending": ascending}
    return {"method": "electre-3", "params": {"distillation": {"alpha": -0.15, "beta": 0.3}}, "input": case, "expected": expected}


def electre_tri(rng):
    case = table(rng, 5)
    rows, signs, weights = exact_parts(case)
    n = len(weights)
    scale = 1 if case["matrix"][0][0] == int(case["matrix"][0][0]) else 17
    q, p, v = thresholds(rng, n, scale)
    count = rng.randint(1, 3)
    heights = sorted(rng.sample(range(1, 6), count))
    profiles = [[(h if sign > 0 else 6 - h) * scale for sign in signs] for h in heights]
    cut = rng.choice([Fraction(1, 2), Fraction(7, 10), Fraction(1)])
    over = [[credibility(row, prof, signs, weights, q, p, v)[1] for prof in profiles] for row in rows]
    under = [[credibility(prof, row, signs, weights, q, p, v)[1] for prof in profiles] for row in rows]
    pessimistic = [max([h + 1 for h in range(count) if up[h] >= cut], default=0) for up in over]
    optimistic = [min([h for h in range(count) if down[h] >= cut and up[h] < cut], default=count) for up, down in zip(over, under)]
    case.update(q=q, p=p, v=v, profiles_worst_to_best=profiles)
    expected = {
        "pessimistic": pessimistic, "optimistic": optimistic,
        "credibility": [{"a_b": [float(x) for x in up], "b_a": [float(x) for x in down]} for up, down in zip(over, under)],
    }
    return {"method": "electre-tri-b", "params": {"lambda_": float(cut)}, "input": case, "expected": expected}


def electre(rng):
    return rng.choice([electre_one, electre_three, electre_tri])(rng)


def judgements(rng, n):
    scale = [Fraction(1, k) for k in range(9, 1, -1)] + [Fraction(k) for k in range(1, 10)]
    rows = [[Fraction(1)] * n for _ in range(n)]
    for i in range(n):
        for j in range(i + 1, n):
            rows[i][j] = rng.choice(scale)
            rows[j][i] = 1 / rows[i][j]
    return [[float(x) for x in row] for row in rows]


def principal(rows):
    values, vectors = numpy.linalg.eig(numpy.array(rows))
    at = int(numpy.argmax(values.real))
    vector = numpy.abs(vectors[:, at].real)
    return vector / vector.sum(), float(values[at].real)


def geometric(rows):
    means = stats.gmean(numpy.array(rows), axis=1)
    return means / means.sum()


def ahp(rng):
    n = rng.randint(3, 9)
    if rng.random() < 0.3:
        k = rng.randint(2, 4)
        matrices = [judgements(rng, n) for _ in range(k)]
        weights = numpy.array([rng.uniform(0.1, 1) for _ in range(k)])
        weights /= weights.sum()
        together = numpy.exp(sum(w * numpy.log(numpy.array(rows)) for w, rows in zip(weights, matrices)))
        own = [geometric(rows) for rows in matrices]
        product = numpy.exp(sum(w * numpy.log(part) for w, part in zip(weights, own)))
        expected = {
            "aij_matrix": together.tolist(), "aij_geometric": geometric(together).tolist(), "aij_eigen": principal(together)[0].tolist(),
            "aip_geometric": (product / product.sum()).tolist(),
            "aip_arithmetic_eigen": sum(w * principal(rows)[0] for w, rows in zip(weights, matrices)).tolist(),
        }
        return {"input": {"matrices": matrices, "decision_maker_weights": weights.tolist()}, "expected": expected, "tolerance": 1e-9}
    rows = judgements(rng, n)
    weights, largest = principal(rows)
    geo = geometric(rows)
    index = (largest - n) / (n - 1)
    errors = [math.log(rows[i][j] * geo[j] / geo[i]) ** 2 for i in range(n) for j in range(i + 1, n)]
    expected = {
        "eigen": weights.tolist(), "geometric": geo.tolist(), "lambda_max": largest, "CI": index,
        "mean_of_normalised_columns": (numpy.array(rows) / numpy.array(rows).sum(axis=0)).mean(axis=1).tolist(),
        "CR": {name: index / random[n - 1] for name, random in TABLES.items()},
        "GCI": 2 * sum(errors) / ((n - 1) * (n - 2)),
    }
    return {"input": {"pairwise": rows}, "expected": expected, "tolerance": 1e-9}


def bwm(rng):
    n = rng.randint(2, 8)
    most = rng.randint(2, 9)
    best, worst = rng.sample(range(n), 2)
    to_best = [rng.randint(2, most) for _ in range(n)]
    to_worst = [rng.randint(2, most) for _ in range(n)]
    to_best[best] = to_worst[worst] = 1
    to_best[worst] = to_worst[best] = most
    rows, zeros = [], [0.0] * (n + 1)
    for j in range(n):
        for big, factor, small in ((best, to_best[j], j), (j, to_worst[j], worst)):
            if big == small:
                continue
            for sign in (1, -1):
                row = list(zeros)
                row[big] += sign
                row[small] -= sign * factor
                row[n] = -1
                rows.append(row)
    goal = [0.0] * n + [1.0]
    found = linprog(goal, A_ub=rows, b_ub=[0] * len(rows), A_eq=[[1.0] * n + [0.0]], b_eq=[1])
    # Weights may not be unique: only where the smallest and the largest of each agree at the optimum are they named.
    fixed = rows + [goal]
    ends = []
    for j in range(n):
        aim = numpy.eye(n + 1)[j]
        bounds = [0] * len(rows) + [found.fun + 1e-12]
        ends.append([linprog(s * aim, A_ub=fixed, b_ub=bounds, A_eq=[[1.0] * n + [0.0]], b_eq=[1]) for s in (1, -1)])
    if any(end.x is None for pair in ends for end in pair) or any(abs(low.x[j] - high.x[j]) > 1e-8 for j, (low, high) in enumerate(ends)):
        return None
    ratio = max(abs(a * b - most) / (most * most - most) for a, b in zip(to_best, to_worst))
    expected = {"weights": found.x[:n].tolist(), "xi_L": float(found.fun), "input_based_CR": ratio}
    return {"input": {"best_to_others": to_best, "others_to_worst": to_worst}, "expected": expected, "tolerance": 1e-7}


def objective_weights(rng):
    case = table(rng)
    matrix, signs, _ = parts(case)
    if matrix.shape[1] < 2 or (matrix.max(axis=0) == matrix.min(axis=0)).any():
        return None
    scaled = (matrix - matrix.min(axis=0)) / (matrix.max(axis=0) - matrix.min(axis=0))
    scaled = numpy.where(signs > 0, scaled, 1 - scaled)
    information = scaled.std(axis=0, ddof=1) * (1 - numpy.corrcoef(scaled.T)).sum(axis=1)
    shares = matrix / matrix.sum(axis=0)
    spread = 1 + (shares * numpy.log(shares)).sum(axis=0) / math.log(len(matrix))
    if information.sum() <= 1e-9:
        return None
    expected = {"critic": (information / information.sum()).tolist(), "entropy_no_inversion": (spread / spread.sum()).tolist()}
    return {"input": {"matrix": case["matrix"], "directions": case["directions"]}, "expected": expected, "tolerance": 1e-8}


def social_choice(rng):
    n = rng.randint(2, 6)
    candidates = list("ABCDEF"[:n])
    profile = [{"count": rng.randint(1, 6), "ranking": rng.sample(candidates, n)} for _ in range(rng.randint(1, 5))]
    wins = {(a, b): sum(x["count"] for x in profile if x["ranking"].index(a) < x["ranking"].index(b)) for a in candidates for b in candidates if a != b}
    condorcet = [a for a in candidates if all(wins[a, b] > wins[b, a] for b in candidates if b != a)]

    def strongest(a, b):
        """Over all paths without a repeated candidate."""
        best = 0
        middle = [c for c in candidates if c not in (a, b)]
        for length in range(len(middle) + 1):
            for path in itertools.permutations(middle, length):
                steps = list(zip((a, *path), (*path, b)))
                if all(wins[s] > wins[s[1], s[0]] for s in steps):
                    best = max(best, min(wins[s] for s in steps))
        return best

    strength = [[strongest(a, b) if a != b else 0 for b in candidates] for a in candidates]
    ranks = [1 + sum(strength[b][a] > strength[a][b] for b in range(n)) for a in range(n)]
    score = {order: sum(wins[a, b] for a, b in itertools.combinations(order, 2)) for order in itertools.permutations(candidates)}
    top = max(score.values())
    expected = {
        "pairwise": [[wins.get((a, b), 0) for b in candidates] for a in candidates],
        "condorcet_winner": condorcet[0] if condorcet else None,
        "borda": {a: float(sum(x["count"] * (n - 1 - x["ranking"].index(a)) for x in profile)) for a in candidates},
        "copeland": [sum(1 if wins[a, b] > wins[b, a] else 0.5 if wins[a, b] == wins[b, a] else 0 for b in candidates if b != a) for a in candidates],
        "schulze_strengths": strength, "schulze_winners": [a for a, rank in zip(candidates, ranks) if rank == 1], "schulze_ranks": ranks,
        "kemeny_score": top, "kemeny_rankings": [list(order) for order in score if score[order] == top],
    }
    return {"input": {"candidates": candidates, "profile": profile}, "expected": expected}


def agreement(rng):
    raters, items = rng.randint(2, 5), rng.randint(2, 7)
    ranks = [stats.rankdata([rng.randint(1, items) for _ in range(items)]).tolist() for _ in range(raters)]
    if any(len(set(row)) < 2 for row in ranks):
        return None
    sums = numpy.sum(ranks, axis=0)
    s = float(((sums - sums.mean()) ** 2).sum())
    ties = float(sum(k**3 - k for row in ranks for k in (row.count(x) for x in set(row))))
    w = 12 * s / (raters**2 * (items**3 - items) - raters * ties)
    pairs = list(itertools.combinations(ranks, 2))
    expected = {
        "S": s, "W": w, "chi2": raters * (items - 1) * w, "df": items - 1, "T": ties,
        "mean_spearman": float(numpy.mean([stats.spearmanr(a, b).statistic for a, b in pairs])),
        "kendall_tau": [[float(stats.kendalltau(a, b).statistic) for b in ranks] for a in ranks],
    }
    return {"input": {"ranks": ranks}, "expected": expected, "tolerance": 1e-9}


def bargaining(rng):
    agents, n = rng.randint(2, 4), rng.randint(1, 7)
    steps = rng.choice([4, 10, 1000])
    utilities = [[Fraction(rng.randint(0, steps), steps) for _ in range(n)] for _ in range(agents)]
    point = [Fraction(rng.randint(0, steps // 2), steps) for _ in range(agents)]
    rational = [a for a in range(n) if all(row[a] >= d for row, d in zip(utilities, point))]
    gains = {a: [row[a] - d for row, d in zip(utilities, point)] for a in rational}
    best = lambda key: [a for a in rational if key(a) == max(map(key, rational))]
    most = [max((gains[a][i] for a in rational), default=Fraction(0)) for i in range(agents)]
    shares = lambda a: sorted(g / m for g, m in zip(gains[a], most) if m > 0)
    expected = {"individually_rational": rational}
    if rational:
        expected.update(
            nash=best(lambda a: math.prod(gains[a])), nash_product={str(a): str(math.prod(gains[a])) for a in rational},
            utilitarian=best(lambda a: sum(gains[a])), egalitarian=best(lambda a: min(gains[a])),
            leximin=best(lambda a: sorted(gains[a])), kalai_smorodinsky_lex=best(shares),
        )
    text = lambda xs: [str(x) for x in xs]
    return {"input": {"utilities_agents_x_alternatives": [text(row) for row in utilities], "disagreement": text(point)}, "expected": expected}


def clip(polygon, line):
    """The part of a polygon (corners in two coordinates) where `line` is not negative, exactly."""
    height = lambda corner: line[0] + line[1] * corner[0] + line[2] * corner[1]
    result = []
    for a, b in zip(polygon, polygon[1:] + polygon[:1]):
        x, y = height(a), height(b)
        if x >= 0:
            result.append(a)
        if x * y < 0:
            t = x / (x - y)
            result.append((a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])))
    return result


def area(polygon):
    twice = sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(polygon, polygon[1:] + polygon[:1]))
    return abs(twice) / 2


def centroid(polygon):
    """By the triangles from the first corner."""
    triangles = [(polygon[0], b, c) for b, c in zip(polygon[1:], polygon[2:])]
    parts = [(area(list(corners)), [sum(corner[at] for corner in corners) / 3 for at in (0, 1)]) for corners in triangles]
    whole = sum(size for size, _ in parts)
    return [sum(size * middle[at] for size, middle in parts) / whole for at in (0, 1)]


def smaa(rng):
    """Three criteria: areas of polygons in the triangle of weights, by trying every order of the alternatives."""
    m = rng.randint(2, 4)
    values = [[Fraction(rng.randint(0, 20), 20) for _ in range(3)] for _ in range(m)]
    ordinal = rng.random() < 0.4
    third = Fraction(1, 3)
    whole = [(Fraction(0), Fraction(0)), (Fraction(1), Fraction(0)), (Fraction(0), Fraction(1))]
    if ordinal:
        whole = [(Fraction(1), Fraction(0)), (Fraction(1, 2), Fraction(1, 2)), (third, third)]
    if len({tuple(row) for row in values}) < m:
        return None

    def lead(a, b):
        d = [x - y for x, y in zip(values[a], values[b])]
        return (d[2], d[0] - d[2], d[1] - d[2])

    acceptability = [[Fraction(0)] * m for _ in range(m)]
    wins = [[None if a == b else Fraction(0) for b in range(m)] for a in range(m)]
    moments = [[Fraction(0)] * 3 for _ in range(m)]
    for order in itertools.permutations(range(m)):
        region = whole
        for a, b in zip(order, order[1:]):
            region = clip(region, lead(a, b))
        share = area(region) / area(whole) if len(region) > 2 else Fraction(0)
        for rank, a in enumerate(order):
            acceptability[a][rank] += share
        for a, b in itertools.combinations(order, 2):
            wins[a][b] += share
        if share:
            x, y = centroid(region)
            for j, weight in enumerate((x, y, 1 - x - y)):
                moments[order[0]][j] += share * weight
    central = [[x / row[0] for x in own] if row[0] else None for own, row in zip(moments, acceptability)]
    text = lambda rows: [[None if x is None else str(x) for x in row] for row in rows]
    params = {"weights": "uniform on {w1>=w2>=..>=wn}" if ordinal else "uniform on simplex", "values": "deterministic"}
    expected = {"rank_acceptability_exact": text(acceptability), "pairwise_winning_exact": text(wins)}
    if all(row[0] == 0 or row[0] > Fraction(1, 1000) for row in acceptability):
        expected["central_weights"] = [own and [float(x) for x in own] for own in central]
    return {"method": "smaa-2", "params": params, "input": {"values": text(values)}, "expected": expected}


def robustness(rng):
    m, n = rng.randint(2, 5), rng.randint(2, 7)
    values = [[Fraction(rng.randint(0, 100), 100) for _ in range(n)] for _ in range(m)]
    raw = [rng.randint(1, 9) for _ in range(n)]
    weights = [Fraction(x, sum(raw)) for x in raw]
    scores = [sum(w * x for w, x in zip(weights, row)) for row in values]
    if len(set(scores)) < m:
        return None
    winner = scores.index(max(scores))
    intervals = []
    for j in range(n):
        low, high = Fraction(0), Fraction(1)
        for row in values:
            d = [x - y for x, y in zip(values[winner], row)]
            rest = sum(w * x for i, (w, x) in enumerate(zip(weights, d)) if i != j) / (1 - weights[j])
            slope = d[j] - rest
            if slope > 0:
                low = max(low, -rest / slope)
            elif slope < 0:
                high = min(high, -rest / slope)
        intervals.append([str(low), str(high)])
    flips = {}
    for rival in (a for a in range(m) if a != winner):
        d = [float(x - y) for x, y in zip(values[winner], values[rival])]
        now = [float(w) for w in weights]
        goal = [0.0] * n + [1.0] * n
        rows = [[*(s * x for x in numpy.eye(n)[i]), *(-x for x in numpy.eye(n)[i])] for i in range(n) for s in (1, -1)]
        bounds = [s * now[i] for i in range(n) for s in (1, -1)]
        found = linprog(goal, A_ub=rows, b_ub=bounds, A_eq=[[1.0] * n + [0.0] * n, d + [0.0] * n], b_eq=[1, 0])
        if not found.success:
            flips[str(rival)] = None
            continue
        # Where two criteria favour a side equally the weights are not unique: such rows are left out.
        if len(set(d)) < n:
            return None
        flips[str(rival)] = {"l1": float(found.fun), "weights": found.x[:n].tolist()}
    expected = {
        "scores": [float(x) for x in scores], "winner": winner, "weight_stability_intervals": [[float(Fraction(x)) for x in pair] for pair in intervals],
        "min_l1_weight_change_to_flip": flips,
    }
    text = lambda xs: [str(x) for x in xs]
    return {"input": {"values": [text(row) for row in values], "weights": text(weights)}, "expected": expected, "tolerance": 1e-7}


def value_models(rng):
    xs = sorted(rng.sample(range(-20, 21), rng.randint(2, 5)))
    ys = [Fraction(0), *sorted(Fraction(rng.randint(0, 20), 20) for _ in xs[2:]), Fraction(1)]
    if rng.random() < 0.5:
        ys.reverse()
    how = rng.choice(["error", "clip", "interpolate"])

    def height(x):
        if not xs[0] <= x <= xs[-1] and how != "interpolate":
            return None if how == "error" else ys[0] if x < xs[0] else ys[-1]
        at = next((i for i in range(1, len(xs) - 1) if x <= xs[i]), len(xs) - 1)
        return ys[at - 1] + Fraction(x - xs[at - 1], xs[at] - xs[at - 1]) * (ys[at] - ys[at - 1])

    measures = [rng.randint(-30, 30) for _ in range(8)]
    text = lambda numbers: [None if y is None else str(y) for y in numbers]
    case = {"breakpoints": xs, "values": text(ys), "out_of_bounds": how, "x": measures}
    return {"input": case, "expected": {"y": text(map(height, measures))}}


def games(rng):
    """Swing weights, Gini coefficients by all pairs, and Shapley values by all orders."""
    n = rng.randint(1, 5)
    if rng.random() < 1 / 3:
        points = [rng.randint(0, 100) for _ in range(n)]
        if not any(points):
            return None
        return {"method": "swing", "input": {"points": points}, "expected": {"weights": [str(Fraction(x, sum(points))) for x in points]}}
    if rng.random() < 1 / 2:
        values = [rng.randint(0, 9) for _ in range(n)]
        gaps = sum(abs(x - y) for x in values for y in values)
        found = str(Fraction(gaps, 2 * n * sum(values))) if any(values) else None
        return {"method": "gini", "input": {"values": values}, "expected": {"gini": found}}
    worths = [rng.randint(-9, 9) for _ in range(2**n)]
    orders = list(itertools.permutations(range(n)))
    sums = [0] * n
    for order in orders:
        coalition = 0
        for player in order:
            sums[player] += worths[coalition | 1 << player] - worths[coalition]
            coalition |= 1 << player
    return {"method": "shapley", "input": {"v": worths}, "expected": {"shapley": [str(Fraction(x, len(orders))) for x in sums]}}


def wilson(rng):
    n = rng.randint(1, 500)
    k, confidence = rng.randint(0, n), rng.choice([0.8, 0.9, 0.95, 0.99, 0.999])
    found = stats.binomtest(k, n).proportion_ci(confidence, method="wilson")
    return {"input": {"successes": k, "n": n, "confidence": confidence}, "expected": {"lower": float(found.low), "upper": float(found.high)}, "tolerance": 1e-9}


FILES = {
    "topsis": topsis, "vikor": vikor, "promethee": promethee, "electre": electre, "ahp": ahp, "bwm": bwm, "objective_weights": objective_weights,
    "social_choice": social_choice, "agreement": agreement, "bargaining": bargaining, "smaa": smaa, "robustness": robustness, "wilson": wilson,
    "value_models": value_models, "games": games,
}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rows", type=int, default=200)
    given = parser.parse_args()
    folder = given.folder / "tradeoff"
    folder.mkdir(parents=True, exist_ok=True)
    for name, make in FILES.items():
        rng, cases = random.Random(f"{name} {given.seed}"), []
        while len(cases) < given.rows:
            case = make(rng)
            if case is not None:
                cases.append({"id": f"{name}/{len(cases)}", **case})
        (folder / f"{name}.json").write_text(json.dumps({"cases": cases}, default=lambda number: number.item()))
        print(f"{name}: {len(cases)} rows")


if __name__ == "__main__":
    main()
