"""Rows of `electre.json`: ELECTRE I, III and TRI-B, and MR-Sort, from their definitions; pyDecision agrees where it has the part."""

import numpy
from pyDecision.algorithm import electre_i, electre_iii

from .tables import Tables, plain, rows_of, same


def signed(table: dict):
    return numpy.where([direction == "max" for direction in table["directions"]], table["matrix"], -numpy.array(table["matrix"]))


def electre_one(tables: Tables) -> dict:
    """Roy 1968, without scaling: discordance is a share of the widest range of any criterion."""
    table = tables.table((3, 5), (2, 4))
    c_hat, d_hat = tables.choice([0.5, 0.6, 0.7, 0.8]), tables.choice([0.2, 0.3, 0.4, 0.6, 1.0])
    values, weights = signed(table), numpy.array(table["weights"])
    n = len(values)
    widest = numpy.ptp(values, axis=0).max()
    concordance = [[None if a == b else float(weights[values[a] >= values[b]].sum()) for b in range(n)] for a in range(n)]
    discordance = [[None if a == b else float(max(0.0, (values[b] - values[a]).max()) / widest) for b in range(n)] for a in range(n)]
    theirs = electre_i(values, W=weights, remove_cycles=False, c_hat=c_hat, d_hat=d_hat, graph=False)
    for ours, tool in zip((concordance, discordance), theirs[:2]):
        same([ours[a][b] for a in range(n) for b in range(n) if a != b], [tool[a][b] for a in range(n) for b in range(n) if a != b])
    near = [abs(cell - bound) for rows, bound in ((concordance, c_hat), (discordance, d_hat)) for row in rows for cell in row
            if cell is not None and cell != bound]
    if min(near) < 1e-9:
        return None
    outranks = [[a != b and concordance[a][b] >= c_hat and discordance[a][b] <= d_hat for b in range(n)] for a in range(n)]
    expected = {"concordance": concordance, "discordance": discordance, "outranks": outranks,
                "not_outranked": [a for a in range(n) if not any(outranks[b][a] for b in range(n))]}
    return {"method": "electre-1", "params": {"scaling": "none", "c_hat": c_hat, "d_hat": d_hat}, "input": table,
            "expected": expected, "tolerance": 1e-12, "source": "Roy 1968; pyDecision agrees", "verification": "2 implementations"}


def thresholds(tables: Tables, m: int) -> dict:
    q = [round(tables.uniform(1, 5), 2) for _ in range(m)]
    p = [round(low + tables.uniform(2, 20), 2) for low in q]
    v = [round(high + tables.uniform(5, 50), 2) for high in p]
    return {"q": q, "p": p, "v": [None if tables.chance(0.15) else bound for bound in v]}


def partial_concordance(difference: float, q: float, p: float) -> float:
    """`difference` is how much better the other is."""
    return 1.0 if difference <= q else 0.0 if difference >= p else (p - difference) / (p - q)


def partial_discordance(difference: float, p: float, v: float | None) -> float:
    if v is None or difference <= p:
        return 0.0
    return 1.0 if difference >= v else (difference - p) / (v - p)


def credibility(one, other, weights, given: dict) -> tuple[float, float]:
    """Concordance, and credibility: concordance, less what each stronger discordance takes of it (Roy 1978)."""
    differences = [b - a for a, b in zip(one, other)]
    concordance = sum(weight * partial_concordance(difference, q, p)
                      for weight, difference, q, p in zip(weights, differences, given["q"], given["p"])) / sum(weights)
    found = concordance
    for difference, p, v in zip(differences, given["p"], given["v"]):
        discordance = partial_discordance(difference, p, v)
        if discordance > concordance:
            found *= (1 - discordance) / (1 - concordance)
    return concordance, found


def distil(sigma, alpha: float, beta: float, descending: bool) -> list[list[int]]:
    """Distillation (Roy 1978; Figueira, Mousseau & Roy 2005); the inner one goes on from the cut that was reached."""
    left, classes = list(range(len(sigma))), []

    def step(pool: list[int], cut: float) -> tuple[list[int], float]:
        below = [sigma[a][b] for a in pool for b in pool if a != b and sigma[a][b] < cut - (alpha * cut + beta)]
        cut = max(below, default=0.0)

        def outranks(a: int, b: int) -> bool:
            return bool(sigma[a][b] > cut and sigma[a][b] - sigma[b][a] > alpha * sigma[a][b] + beta)

        quality = {a: sum(int(outranks(a, b)) - int(outranks(b, a)) for b in pool if b != a) for a in pool}
        best = max(quality.values()) if descending else min(quality.values())
        return [a for a in pool if quality[a] == best], cut

    while left:
        pool = left
        cut = max((sigma[a][b] for a in pool for b in pool if a != b), default=0.0)
        while len(pool) > 1 and cut > 0:
            pool, cut = step(pool, cut)
        classes.append(sorted(pool))
        left = [a for a in left if a not in pool]
    return classes if descending else classes[::-1]


def electre_three(tables: Tables) -> dict:
    table = tables.table((3, 4), (2, 4))
    table |= thresholds(tables, len(table["weights"]))
    values = signed(table)
    pairs = [[credibility(one, other, table["weights"], table) for other in values] for one in values]
    sigma = [[pair[1] for pair in row] for row in pairs]
    if None not in table["v"]:
        theirs = electre_iii(values, P=table["p"], Q=table["q"], V=table["v"], W=table["weights"], graph=False)[1]
        n = len(values)
        same([sigma[a][b] for a in range(n) for b in range(n) if a != b], [theirs[a][b] for a in range(n) for b in range(n) if a != b])
    expected = {"concordance": [[pair[0] for pair in row] for row in pairs], "credibility": sigma,
                "descending": distil(sigma, -0.15, 0.3, True), "ascending": distil(sigma, -0.15, 0.3, False)}
    return {"method": "electre-3", "params": {"distillation": {"alpha": -0.15, "beta": 0.3}}, "input": table,
            "expected": plain(expected), "tolerance": 1e-10, "source": "Roy 1978; pyDecision agrees on credibility",
            "verification": "credibility: 2 implementations; distillation: definition"}


def electre_tri(tables: Tables) -> dict:
    """Yu 1992: category 0 is the worst."""
    table = tables.table((2, 5), (2, 4))
    m, n_profiles = len(table["weights"]), tables.randint(1, 3)
    levels = sorted(tables.sample(range(15, 90), n_profiles))
    profiles = [[float(level if direction == "max" else 100 - level) for direction in table["directions"]] for level in levels]
    table |= {"profiles_worst_to_best": profiles, **thresholds(tables, m)}
    cut = tables.choice([0.6, 0.7, 0.75, 0.85])
    values, bounds = signed(table), signed({**table, "matrix": profiles})
    over = [[credibility(one, bound, table["weights"], table)[1] for bound in bounds] for one in values]
    under = [[credibility(bound, one, table["weights"], table)[1] for bound in bounds] for one in values]
    if any(abs(cell - cut) < 1e-9 for row in over + under for cell in row):
        return None
    pessimistic = [max((at + 1 for at, cell in enumerate(row) if cell >= cut), default=0) for row in over]
    optimistic = [min((at for at, (up, down) in enumerate(zip(row, downs)) if down >= cut and not up >= cut), default=n_profiles)
                  for row, downs in zip(over, under)]
    expected = {"pessimistic": pessimistic, "optimistic": optimistic,
                "credibility": [{"a_b": row, "b_a": downs} for row, downs in zip(over, under)]}
    return {"method": "electre-tri-b", "params": {"lambda_": cut}, "input": table, "expected": plain(expected), "tolerance": 1e-10,
            "source": "Yu 1992; Mousseau et al. 2000", "verification": "definition"}


def mr_sort(tables: Tables) -> dict:
    """Leroy, Mousseau & Pirlot 2011 with vetoes: as good as a profile by a majority, and no criterion at its veto or beyond."""
    n, m = tables.size((3, 6), (3, 4))
    directions = tables.directions(m)
    matrix = [[float(tables.randint(0, 40)) for _ in range(m)] for _ in range(n)]
    weights = [tables.randint(1, 4) for _ in range(m)]
    good, medium = sorted((tables.randint(10, 34) for _ in range(2)), reverse=True)
    profiles = [[float(level if direction == "max" else 40 - level) for direction in directions] for level in (good, medium)]
    vetoes = []
    for level in (good, medium):
        limits = [level - tables.randint(6, 12) if tables.chance(0.5) else None for _ in range(m)]
        vetoes.append([limit if limit is None else float(limit if direction == "max" else 40 - limit)
                       for limit, direction in zip(limits, directions)])
    majority = tables.randint(max(weights), sum(weights))
    categories = []
    for row in matrix:
        place = len(profiles)
        for at, (profile, limits) in enumerate(zip(profiles, vetoes)):
            sign = [1 if direction == "max" else -1 for direction in directions]
            support = sum(weight for weight, value, bound, s in zip(weights, row, profile, sign) if s * value >= s * bound)
            is_vetoed = any(limit is not None and s * value <= s * limit for value, limit, s in zip(row, limits, sign))
            if support >= majority and not is_vetoed:
                place = at
                break
        categories.append(["Good", "Medium", "Bad"][place])
    return {"method": "mr-sort", "params": {"majority": majority},
            "input": {"matrix": matrix, "lower_profiles_best_to_worst": profiles, "weights": weights, "directions": directions,
                      "vetoes_best_to_worst": vetoes},
            "expected": {"categories": categories}, "source": "Leroy, Mousseau & Pirlot 2011; Meyer & Olteanu 2017",
            "verification": "definition"}


FILES = {
    "electre": {"electre1": rows_of("electre 1", 200, electre_one), "electre3": rows_of("electre 3", 200, electre_three),
                "electre-tri": rows_of("electre tri", 200, electre_tri), "mr-sort": rows_of("mr-sort", 200, mr_sort)},
}
