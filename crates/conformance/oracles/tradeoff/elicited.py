"""Rows of `ahp.json`, `bwm.json`, `objective_weights.json` and `value_models.json`."""

import math
from fractions import Fraction

import numpy
from scipy.optimize import linprog
from skcriteria.preprocessing.weighters import critic_weights, entropy_weights

from .tables import Tables, exact, plain, rows_of, same

# Random indices as their papers print them, for 1 to 15 rows.
RANDOM_INDICES = {
    "saaty1980": [0, 0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49],
    "saaty_later": [0, 0, 0.52, 0.89, 1.11, 1.25, 1.35, 1.40, 1.45, 1.49],
    "alonso_lamata2006": [0, 0, 0.5245, 0.8815, 1.1086, 1.2479, 1.3417, 1.4056, 1.4499, 1.4854],
    "tummala_ling1998": [0, 0, 0.5799, 0.8921, 1.1159, 1.2358, 1.3322, 1.3952, 1.4537, 1.4882],
}


def judgements(tables: Tables, n: int) -> list[list[float]]:
    """Reciprocal judgements near those of hidden weights, on the scale of 1 to 9."""
    hidden = [math.exp(tables.uniform(-1.2, 1.2)) for _ in range(n)]
    matrix = [[1.0] * n for _ in range(n)]
    for a in range(n):
        for b in range(a + 1, n):
            ratio = hidden[a] / hidden[b] * math.exp(tables.uniform(-0.4, 0.4))
            step = min(9, max(1, round(max(ratio, 1 / ratio))))
            matrix[a][b], matrix[b][a] = (float(step), 1 / step) if ratio >= 1 else (1 / step, float(step))
    return matrix


def eigenvector(matrix) -> tuple[numpy.ndarray, float]:
    values, vectors = numpy.linalg.eig(numpy.array(matrix))
    at = int(numpy.argmax(values.real))
    vector = numpy.abs(vectors[:, at].real)
    return vector / vector.sum(), float(values[at].real)


def geometric(matrix) -> numpy.ndarray:
    means = numpy.exp(numpy.log(numpy.array(matrix)).mean(axis=1))
    return means / means.sum()


def ahp(tables: Tables) -> dict:
    n = tables.randint(3, 7)
    matrix = judgements(tables, n)
    array = numpy.array(matrix)
    vector, largest = eigenvector(matrix)
    means = geometric(matrix)
    index = (largest - n) / (n - 1)
    errors = [math.log(matrix[a][b] * means[b] / means[a]) ** 2 for a in range(n) for b in range(a + 1, n)]
    expected = {
        "eigen": vector, "geometric": means, "mean_of_normalised_columns": (array / array.sum(axis=0)).mean(axis=1),
        "lambda_max": largest, "CI": index, "CR": {name: index / table[n - 1] for name, table in RANDOM_INDICES.items()},
        "GCI": 2 * sum(errors) / ((n - 1) * (n - 2)),
    }
    return {"input": {"pairwise": matrix}, "expected": plain(expected), "tolerance": 1e-9,
            "source": "numpy eig; Saaty 1980; Crawford & Williams 1985; Aguaron & Moreno-Jimenez 2003", "verification": "formula"}


def hierarchy(tables: Tables) -> dict:
    criteria, n = tables.randint(2, 3), tables.randint(2, 4)
    above, below = judgements(tables, criteria), [judgements(tables, n) for _ in range(criteria)]
    found = sum(weight * eigenvector(matrix)[0] for weight, matrix in zip(eigenvector(above)[0], below))
    return {"input": {"criteria": above, "alternatives": below}, "expected": plain({"global_eigen": found}),
            "tolerance": 1e-9, "source": "numpy eig; Saaty 1980", "verification": "formula"}


def group(tables: Tables) -> dict:
    n, people = tables.randint(3, 4), tables.randint(2, 3)
    matrices, weights = [judgements(tables, n) for _ in range(people)], tables.weights(people)
    joint = numpy.exp(sum(weight * numpy.log(numpy.array(matrix)) for weight, matrix in zip(weights, matrices)))
    logs = sum(weight * numpy.log(geometric(matrix)) for weight, matrix in zip(weights, matrices))
    expected = {
        "aij_matrix": joint, "aij_geometric": geometric(joint), "aij_eigen": eigenvector(joint)[0],
        "aip_geometric": numpy.exp(logs) / numpy.exp(logs).sum(),
        "aip_arithmetic_eigen": sum(weight * eigenvector(matrix)[0] for weight, matrix in zip(weights, matrices)),
    }
    same(expected["aij_geometric"], expected["aip_geometric"])
    return {"input": {"matrices": matrices, "decision_maker_weights": weights}, "expected": plain(expected), "tolerance": 1e-9,
            "source": "Forman & Peniwati 1998", "verification": "theorem: AIJ is AIP for geometric means (Escobar et al. 2004)"}


def best_worst(tables: Tables) -> dict | None:
    n = tables.randint(3, 6)
    best, worst = tables.sample(range(n), 2)
    # A 1 in the first row says which is the best, in the second which is the worst.
    to_others, to_worst = [tables.randint(2, 9) for _ in range(n)], [tables.randint(2, 9) for _ in range(n)]
    extreme = tables.randint(2, 9)
    to_others[best] = to_worst[worst] = 1
    to_others[worst] = to_worst[best] = extreme
    bounds = []
    for at in range(n):
        for one, other, ratio in ((best, at, to_others[at]), (at, worst, to_worst[at])):
            if one != other:
                row = numpy.zeros(n + 1)
                row[one], row[other] = 1.0, -ratio
                bounds += [row - numpy.eye(n + 1)[n], -row - numpy.eye(n + 1)[n]]
    found = linprog(numpy.eye(n + 1)[n], A_ub=bounds, b_ub=numpy.zeros(len(bounds)), A_eq=[[1.0] * n + [0.0]], b_eq=[1.0],
                    bounds=[(0, None)] * (n + 1), method="highs")
    errors = [abs(a * b - extreme) for a, b in zip(to_others, to_worst)]
    expected = {"weights": found.x[:n], "xi_L": found.fun, "input_based_CR": max(errors) / (extreme * extreme - extreme)}
    return {"input": {"best_to_others": to_others, "others_to_worst": to_worst}, "expected": plain(expected), "tolerance": 1e-7,
            "source": "linear BWM (Rezaei 2016) by scipy linprog (HiGHS); Liang, Brunelli & Rezaei 2020", "verification": "optimum"}


def objective(tables: Tables) -> dict:
    table = tables.table((4, 7), (2, 5))
    matrix, directions = numpy.array(table["matrix"]), table["directions"]
    n = len(matrix)
    low, high = matrix.min(axis=0), matrix.max(axis=0)
    is_benefit = numpy.array([direction == "max" for direction in directions])
    scaled = numpy.where(is_benefit, (matrix - low) / (high - low), (high - matrix) / (high - low))
    information = scaled.std(axis=0, ddof=1) * (1 - numpy.corrcoef(scaled, rowvar=False)).sum(axis=0)
    shares = matrix / matrix.sum(axis=0)
    divergence = 1 + (shares * numpy.log(shares)).sum(axis=0) / math.log(n)
    expected = {"critic": information / information.sum(), "entropy_no_inversion": divergence / divergence.sum()}
    objectives = [1 if direction == "max" else -1 for direction in directions]
    same(expected["critic"], critic_weights(matrix, numpy.array(objectives)))
    same(expected["entropy_no_inversion"], entropy_weights(matrix))
    return {"input": {"matrix": table["matrix"], "directions": directions}, "expected": plain(expected), "tolerance": 1e-9,
            "source": "Diakoulaki et al. 1995; Shannon's entropy; scikit-criteria agrees", "verification": "2 implementations"}


def piecewise(tables: Tables) -> dict:
    points = sorted({round(tables.uniform(-5, 5), 2) for _ in range(tables.randint(2, 5))} | {-6.0})
    values = sorted((round(tables.uniform(0, 1), 3) for _ in points), reverse=tables.chance(0.4))
    values = [float(values[0] < values[-1]) if at else float(values[0] > values[-1]) for at in (0, 1)] if len(points) < 3 else values
    if values[0] == values[-1]:
        values = [float(at == len(points) - 1) for at in range(len(points))]
    mode = tables.choice(["error", "clamp"])
    x = [*tables.sample(points, 2), *(round(tables.uniform(-7, 6), 3) for _ in range(3))]
    y = [None if mode == "error" and not points[0] <= at <= points[-1] else float(numpy.interp(at, points, values)) for at in x]
    return {"input": {"breakpoints": points, "values": values, "out_of_bounds": mode, "x": x}, "expected": {"y": y},
            "source": "numpy interp", "verification": "formula"}


def exponential(tables: Tables) -> dict:
    low, high = round(tables.uniform(-20, 20), 1), round(tables.uniform(25, 90), 1)
    rho = round(tables.uniform(3, 200), 1) * tables.choice([1, -1])
    x = [round(low + (high - low) * share, 3) for share in (0, 0.2, 0.5, 0.9, 1)]
    y = [-math.expm1(-(at - low) / rho) / -math.expm1(-(high - low) / rho) for at in x]
    return {"input": {"lo": low, "hi": high, "rho": rho, "x": x}, "expected": {"y": y}, "tolerance": 1e-9,
            "source": "Kirkwood 1997 exponential value function", "verification": "formula"}


def additive(tables: Tables) -> dict:
    table = tables.table((2, 4), (2, 3))
    matrix = numpy.array(table["matrix"])
    ranges = {"local_ranges": [[float(min(column)), float(max(column))] for column in matrix.T],
              "global_ranges": [[0.0, float(tables.choice([100, 150, 200]))] for _ in matrix.T]}
    expected = {}
    for name, key in (("local", "local_ranges"), ("global_", "global_ranges")):
        low, high = numpy.array(ranges[key]).T
        shares = (matrix - low) / (high - low)
        values = numpy.where([direction == "max" for direction in table["directions"]], shares, 1 - shares)
        expected[name] = values @ numpy.array(table["weights"])
    return {"method": "mavt", "input": {**table, **ranges}, "expected": plain(expected), "tolerance": 1e-9,
            "source": "Keeney & Raiffa 1976, additive on linear scales", "verification": "formula"}


def swing(tables: Tables) -> dict:
    """Points for the swing of each criterion, as shares of their sum (von Winterfeldt & Edwards 1986)."""
    points = [tables.randint(5, 100) for _ in range(tables.randint(2, 7))]
    return {"method": "swing", "input": {"points": points},
            "expected": {"weights": exact([Fraction(own, sum(points)) for own in points])},
            "source": "von Winterfeldt & Edwards 1986", "verification": "exact"}


FILES = {
    "ahp": {"judgements": rows_of("ahp", 200, ahp), "hierarchy": rows_of("ahp hierarchy", 200, hierarchy),
            "group": rows_of("ahp group", 200, group)},
    "bwm": {"linear": rows_of("bwm", 220, best_worst)},
    "objective_weights": {"table": rows_of("objective", 220, objective)},
    "value_models": {"piecewise": rows_of("piecewise", 200, piecewise), "exponential": rows_of("exponential", 200, exponential),
                     "ranges": rows_of("additive", 200, additive), "swing": rows_of("swing", 220, swing)},
}
