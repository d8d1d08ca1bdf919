"""The sampling of rank acceptabilities in vectorised numpy, timed for comparison with haggle-tradeoff.

Reads from standard input, one JSON object a line: {"values": [[...]], "samples": N, "runs": R}, or for the general case
{"low": [[...]], "high": [[...]], "swing_low": [...], "swing_high": [...], "samples": N, "runs": R}; answers each with the
milliseconds of each run. One thread: the caller sets OMP_NUM_THREADS=1 (nothing here calls a threaded routine but the product).
"""

import json
import sys
import time

import numpy


def weights_on_the_simplex(generator, samples, criteria):
    """Uniform on the simplex: exponential draws divided by their sum, numpy's fastest way."""
    draws = generator.standard_exponential((samples, criteria))
    return draws / draws.sum(axis=1, keepdims=True)


def tally(values, weights):
    """Full rank counts, pairwise counts and central weights of values (samples, alternatives)."""
    samples, alternatives = values.shape
    above = values[:, None, :] > values[:, :, None]  # [sample, a, b]: b above a
    ranks = above.sum(axis=2)
    rank_counts = numpy.stack([numpy.bincount(ranks[:, a], minlength=alternatives) for a in range(alternatives)])
    wins = above.sum(axis=0).T
    first = ranks == 0
    central = (first.T.astype(float) @ weights) / numpy.maximum(first.sum(axis=0), 1)[:, None]
    return rank_counts, wins, central


def simplex(request, seed):
    """Weights anywhere on the simplex, point values."""
    generator = numpy.random.default_rng(seed)
    table = numpy.asarray(request["values"])
    weights = weights_on_the_simplex(generator, request["samples"], table.shape[1])
    return tally(weights @ table.T, weights)


def tally_by_sorting(values, weights):
    """The same counts from argsort, which is faster where alternatives are many."""
    samples, alternatives = values.shape
    order = numpy.argsort(-values, axis=1)
    ranks = numpy.empty_like(order)
    numpy.put_along_axis(ranks, order, numpy.arange(alternatives)[None, :], axis=1)
    flat = ranks + numpy.arange(alternatives)[None, :] * alternatives
    rank_counts = numpy.bincount(flat.ravel(), minlength=alternatives**2).reshape(alternatives, alternatives)
    wins = numpy.zeros((alternatives, alternatives), dtype=numpy.int64)
    for a in range(alternatives):
        wins[a] = (values[:, a : a + 1] > values).sum(axis=0)
    winner = order[:, 0]
    first = numpy.bincount(winner, minlength=alternatives)
    central = numpy.stack(
        [numpy.bincount(winner, weights=weights[:, j], minlength=alternatives) for j in range(weights.shape[1])], axis=1
    )
    return rank_counts, wins, central / numpy.maximum(first, 1)[:, None]


def simplex_by_sorting(request, seed):
    generator = numpy.random.default_rng(seed)
    table = numpy.asarray(request["values"])
    weights = weights_on_the_simplex(generator, request["samples"], table.shape[1])
    return tally_by_sorting(weights @ table.T, weights)


def simplex_by_pairs(request, seed):
    """One row of samples for each alternative and one comparison for each pair: no array is larger than the samples."""
    generator = numpy.random.default_rng(seed)
    table = numpy.asarray(request["values"])
    samples, (alternatives, criteria) = request["samples"], table.shape
    weights = generator.standard_exponential((criteria, samples))
    weights /= weights.sum(axis=0)
    return tally_by_pairs(table @ weights, weights)


def tally_by_pairs(values, weights):
    """Counts from values (alternatives, samples) and weights (criteria, samples)."""
    alternatives, samples = values.shape
    ranks = numpy.zeros((alternatives, samples), dtype=numpy.uint8)
    wins = numpy.zeros((alternatives, alternatives), dtype=numpy.int64)
    for a in range(alternatives):
        for b in range(a + 1, alternatives):
            above = values[a] > values[b]
            won = numpy.count_nonzero(above)
            wins[a, b], wins[b, a] = won, samples - won
            ranks[b] += above
            ranks[a] += ~above
    rank_counts = numpy.array(
        [[numpy.count_nonzero(ranks[a] == rank) for rank in range(alternatives)] for a in range(alternatives)]
    )
    first = (ranks == 0).astype(float)
    central = (first @ weights.T) / numpy.maximum(rank_counts[:, :1], 1)
    return rank_counts, wins, central


def general_by_pairs(request, seed):
    """Interval weights and interval cells with the samples in the last place."""
    generator = numpy.random.default_rng(seed)
    samples = request["samples"]
    low, high = numpy.asarray(request["low"]), numpy.asarray(request["high"])
    alternatives, criteria = low.shape
    swing_low, swing_high = numpy.asarray(request["swing_low"]), numpy.asarray(request["swing_high"])
    weights = generator.random((criteria, samples))
    weights *= (swing_high - swing_low)[:, None]
    weights += swing_low[:, None]
    weights /= weights.sum(axis=0)
    values = numpy.zeros((alternatives, samples))
    for a in range(alternatives):
        for j in range(criteria):
            values[a] += (low[a, j] + (high[a, j] - low[a, j]) * generator.random(samples)) * weights[j]
    return tally_by_pairs(values, weights)


def general(request, seed):
    """Interval weights and interval cells, all drawn uniformly."""
    generator = numpy.random.default_rng(seed)
    samples = request["samples"]
    low, high = numpy.asarray(request["low"]), numpy.asarray(request["high"])
    swing = generator.uniform(request["swing_low"], request["swing_high"], (samples, low.shape[1]))
    weights = swing / swing.sum(axis=1, keepdims=True)
    cells = low + (high - low) * generator.random((samples, *low.shape))
    values = numpy.matmul(cells, weights[:, :, None])[:, :, 0]
    return tally(values, weights)


def main():
    print(json.dumps({"numpy": numpy.__version__, "python": sys.version.split()[0]}), flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        candidates = (
            [simplex, simplex_by_sorting, simplex_by_pairs] if "values" in request else [general, general_by_pairs]
        )
        if "method" in request:
            candidates = [candidate for candidate in candidates if candidate.__name__ == request["method"]]
        best = None
        for candidate in candidates:
            times = []
            for run in range(request["runs"]):
                begin = time.perf_counter()
                result = candidate(request, run)
                times.append((time.perf_counter() - begin) * 1e3)
            answer = {
                "method": candidate.__name__,
                "milliseconds": times,
                "first": (result[0][:, 0] / request["samples"]).tolist(),
            }
            if best is None or min(times) < min(best["milliseconds"]):
                best = answer
        print(json.dumps(best), flush=True)


if __name__ == "__main__":
    main()
