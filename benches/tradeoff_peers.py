"""How long scikit-criteria and pymcdm take for one ranking, for the scale of `cargo bench -p haggle-benches --bench tradeoff_methods`.

    python3 benches/tradeoff_peers.py

They rank one matrix of 10 alternatives x 8 criteria (the one of the bench) at a time. Prints the fastest and the median of 300 rankings
in microseconds, with inputs prepared: objects and arrays are made before.
"""

import statistics
import time
import warnings
from importlib import metadata

import numpy
import skcriteria
from pymcdm import methods, normalizations
from skcriteria.agg.topsis import TOPSIS
from skcriteria.agg.simple import WeightedSumModel
from skcriteria.pipelines import mkpipe
from skcriteria.preprocessing.invert_objectives import NegateMinimize
from skcriteria.preprocessing.scalers import MinMaxScaler, SumScaler, VectorScaler

warnings.simplefilter("ignore")
ROWS, COLUMNS, RUNS = 10, 8, 300
MATRIX = numpy.array([[1 + (7 * a + 5 * c + a * c) % 97 for c in range(COLUMNS)] for a in range(ROWS)], dtype=float)
WEIGHTS = numpy.arange(1, COLUMNS + 1) / (COLUMNS * (COLUMNS + 1) / 2)
SIGNS = numpy.array([1 if c % 2 == 0 else -1 for c in range(COLUMNS)])


def timed(run):
    run()
    times = []
    for _ in range(RUNS):
        begin = time.perf_counter()
        run()
        times.append(time.perf_counter() - begin)
    return min(times) * 1e6, statistics.median(times) * 1e6


def main():
    table = skcriteria.mkdm(MATRIX, [int(sign) for sign in SIGNS], weights=WEIGHTS)
    weigh = SumScaler(target="weights")
    skc_topsis = mkpipe(NegateMinimize(), VectorScaler(target="matrix"), weigh, TOPSIS())
    skc_sum = mkpipe(NegateMinimize(), MinMaxScaler(target="matrix"), weigh, WeightedSumModel())
    topsis = methods.TOPSIS(normalizations.vector_normalization)
    weighted = methods.WSM(normalizations.minmax_normalization)

    def promethee():
        # Made anew each time: a second call on the same object fails where thresholds are given.
        return methods.PROMETHEE_II("vshape_2", p=numpy.full(COLUMNS, 30.0), q=numpy.full(COLUMNS, 5.0))(MATRIX, WEIGHTS, SIGNS)

    versions = [f"{name} {metadata.version(name)}" for name in ("scikit-criteria", "pymcdm", "numpy")]
    print(", ".join(versions))
    for name, run in [
        ("TOPSIS, scikit-criteria", lambda: skc_topsis.evaluate(table)),
        ("TOPSIS, pymcdm", lambda: topsis(MATRIX, WEIGHTS, SIGNS)),
        ("min-max weighted sum, scikit-criteria", lambda: skc_sum.evaluate(table)),
        ("min-max weighted sum, pymcdm", lambda: weighted(MATRIX, WEIGHTS, SIGNS)),
        ("PROMETHEE II, pymcdm", promethee),
    ]:
        print("{}: {:.1f} us, median {:.1f} us".format(name, *timed(run)))


if __name__ == "__main__":
    main()
