"""Rows of `social_choice.json`, `agreement.json`, `bargaining.json` and `wilson.json`."""

from fractions import Fraction
from itertools import permutations

import numpy
from scipy import stats

from .tables import Tables, competition_ranks, exact, plain, rows_of, same

NAMES = ["A", "B", "C", "D", "E"]


def ballot(tables: Tables, candidates: list[str]) -> list:
    order = tables.sample(candidates, len(candidates))
    if tables.chance(0.25) and len(order) > 2:
        at = tables.randint(0, len(order) - 2)
        order[at : at + 2] = [order[at : at + 2]]
    return order


def places(ranking: list) -> dict[str, Fraction]:
    """The rank of each candidate; those that tie share the mean of theirs."""
    found, before = {}, 0
    for place in ranking:
        tied = place if isinstance(place, list) else [place]
        for name in tied:
            found[name] = Fraction(2 * before + len(tied) + 1, 2)
        before += len(tied)
    return found


def social(tables: Tables) -> dict:
    candidates = NAMES[: tables.randint(3, 5)]
    n = len(candidates)
    profile = [{"count": tables.randint(1, 30), "ranking": ballot(tables, candidates)} for _ in range(tables.randint(2, 5))]
    ranked = [(vote["count"], places(vote["ranking"])) for vote in profile]
    pairwise = [[sum(count for count, place in ranked if place[a] < place[b]) for b in candidates] for a in candidates]
    wins = [[pairwise[a][b] > pairwise[b][a] for b in range(n)] for a in range(n)]
    condorcet = [name for a, name in enumerate(candidates) if sum(wins[a]) == n - 1]
    ties = [sum(a != b and pairwise[a][b] == pairwise[b][a] for b in range(n)) for a in range(n)]
    strengths = schulze(pairwise)
    beats = [[strengths[a][b] > strengths[b][a] for b in range(n)] for a in range(n)]
    agreement = {order: sum(pairwise[a][b] for at, a in enumerate(order) for b in order[at + 1 :])
                 for order in permutations(range(n))}
    best = max(agreement.values())
    expected = {
        "pairwise": pairwise,
        "condorcet_winner": condorcet[0] if condorcet else None,
        "borda": {name: float(sum(count * (n - place[name]) for count, place in ranked)) for name in candidates},
        "copeland": [sum(wins[a]) + ties[a] / 2 for a in range(n)],
        "schulze_strengths": strengths,
        "schulze_winners": [name for a, name in enumerate(candidates) if not any(beats[b][a] for b in range(n))],
        "schulze_ranks": [1 + sum(beats[b][a] for b in range(n)) for a in range(n)],
        "kemeny_score": best,
        "kemeny_rankings": [[candidates[a] for a in order] for order, score in agreement.items() if score == best],
    }
    return {"input": {"candidates": candidates, "profile": profile}, "expected": expected,
            "source": "counted; Schulze 2011; Kemeny 1959 over all orders", "verification": "exact"}


def schulze(pairwise: list[list[int]]) -> list[list[int]]:
    """Strengths of the strongest paths, by winning votes (Schulze 2011)."""
    n = len(pairwise)
    found = [[pairwise[a][b] if pairwise[a][b] > pairwise[b][a] else 0 for b in range(n)] for a in range(n)]
    for middle in range(n):
        for a in range(n):
            for b in range(n):
                if len({a, b, middle}) == 3:
                    found[a][b] = max(found[a][b], min(found[a][middle], found[middle][b]))
    return found


def agreement(tables: Tables) -> dict | None:
    """Kendall's W with the correction for ties; rank correlations by scipy."""
    m, n = tables.randint(2, 5), tables.randint(3, 7)
    ranks = [list(map(float, stats.rankdata([tables.randint(1, n + 3) for _ in range(n)]))) for _ in range(m)]
    if any(len(set(row)) == 1 for row in ranks):
        return None
    sums = [sum(Fraction(row[at]) for row in ranks) for at in range(n)]
    s = sum((total - sum(sums) / n) ** 2 for total in sums)
    ties = sum(row.count(rank) ** 3 - row.count(rank) for row in ranks for rank in set(row))
    w = 12 * s / (m * m * (n**3 - n) - m * ties)
    tau = [[stats.kendalltau(a, b).statistic for b in ranks] for a in ranks]
    rho = [stats.spearmanr(a, b).statistic for at, a in enumerate(ranks) for b in ranks[at + 1 :]]
    expected = {"S": float(s), "W": float(w), "chi2": float(m * (n - 1) * w), "df": n - 1, "T": float(ties),
                "mean_spearman": float(numpy.mean(rho)), "kendall_tau": tau}
    return {"input": {"ranks": ranks}, "expected": plain(expected),
            "source": "Siegel & Castellan 1988, exact; scipy kendalltau (tau-b) and spearmanr", "verification": "exact and scipy"}


def leximin(options: list[int], gains: dict[int, list[Fraction]]) -> list[int]:
    best = max(sorted(gains[option]) for option in options)
    return [option for option in options if sorted(gains[option]) == best]


def most(options: list[int], value) -> list[int]:
    best = max(value(option) for option in options)
    return [option for option in options if value(option) == best]


def product(numbers) -> Fraction:
    found = Fraction(1)
    for number in numbers:
        found *= number
    return found


def bargaining(tables: Tables) -> dict | None:
    agents, n = tables.randint(2, 4), tables.randint(3, 6)
    utilities = [[tables.fraction(tables.choice([10, 20, 100])) for _ in range(n)] for _ in range(agents)]
    disagreement = [tables.fraction(20) * tables.choice([0, Fraction(1, 2), Fraction(3, 4)]) for _ in range(agents)]
    gains = {a: [row[a] - point for row, point in zip(utilities, disagreement)] for a in range(n)}
    rational = [a for a in range(n) if min(gains[a]) >= 0]
    given = {"utilities_agents_x_alternatives": exact(utilities), "disagreement": exact(disagreement)}
    source = {"source": "Nash 1950, Kalai & Smorodinsky 1975, leximin: by definition", "verification": "exact"}
    if not rational:
        return {"input": given, "expected": {"individually_rational": []}, **source} if tables.chance(0.1) else None
    ideal = [max(gains[a][agent] for a in rational) for agent in range(agents)]
    products = {a: product(gains[a]) for a in rational}
    if min(ideal) == 0 or max(products.values()) == 0:
        return None
    shares = {a: [gain / most_possible for gain, most_possible in zip(gains[a], ideal)] for a in rational}
    expected = {
        "individually_rational": rational,
        "nash": most(rational, products.get),
        "nash_product": {str(a): products[a] for a in rational},
        "utilitarian": most(rational, lambda a: sum(gains[a])),
        "egalitarian": most(rational, lambda a: min(gains[a])),
        "leximin": leximin(rational, gains),
        "kalai_smorodinsky_lex": leximin(rational, shares),
    }
    return {"input": given, "expected": exact(expected), **source}


def wilson(tables: Tables) -> dict:
    n = tables.choice([1, 2, 5, 8, 10, 29, 56, 98, 148, 263, 1000, 12345])
    successes, confidence = tables.randint(0, n), tables.choice([0.5, 0.8, 0.9, 0.95, 0.99, 0.999])
    found = stats.binomtest(successes, n).proportion_ci(confidence, method="wilson")
    z = stats.norm.ppf(1 - (1 - confidence) / 2)
    share = successes / n
    centre, half = share + z * z / (2 * n), z * (share * (1 - share) / n + z * z / (4 * n * n)) ** 0.5
    same([found.low, found.high], numpy.clip([(centre - half) / (1 + z * z / n), (centre + half) / (1 + z * z / n)], 0, 1))
    return {"input": {"successes": successes, "n": n, "confidence": confidence},
            "expected": {"lower": float(found.low), "upper": float(found.high)},
            "source": "scipy binomtest.proportion_ci(method='wilson')", "verification": "scipy and Wilson 1927", "tolerance": 1e-9}


def gini(tables: Tables) -> dict | None:
    """The mean difference of all pairs over twice the mean (Gini 1912)."""
    values = [tables.fraction() for _ in range(tables.randint(2, 8))]
    if sum(values) == 0:
        return None
    n, apart = len(values), sum(abs(x - y) for x in values for y in values)
    return {"method": "gini", "input": {"values": exact(values)}, "expected": {"gini": exact(apart / (2 * n * sum(values)))},
            "source": "Gini 1912: relative mean difference", "verification": "exact"}


def shapley(tables: Tables) -> dict:
    """What each player adds, on average over all orders in which the players may come (Shapley 1953)."""
    n = tables.randint(2, 4)
    worths = [Fraction(0)] + [Fraction(tables.randint(0, 60), tables.choice([1, 1, 2, 5])) for _ in range(2**n - 1)]
    found = [Fraction(0)] * n
    orders = list(permutations(range(n)))
    for order in orders:
        members = 0
        for player in order:
            found[player] += (worths[members | 1 << player] - worths[members]) / len(orders)
            members |= 1 << player
    assert sum(found) == worths[-1]
    return {"method": "shapley", "input": {"worths": exact(worths)}, "expected": {"shapley": exact(found)},
            "source": "Shapley 1953, over all orders", "verification": "exact"}


FILES = {
    "social_choice": {"votes": rows_of("social", 220, social)},
    "agreement": {"ranks": rows_of("agreement", 220, agreement)},
    "bargaining": {"bargain": rows_of("bargaining", 220, bargaining), "gini": rows_of("gini", 220, gini),
                   "shapley": rows_of("shapley", 220, shapley)},
    "wilson": {"interval": rows_of("wilson", 220, wilson)},
}
