//! Rank acceptability by sampling weights, fast: the work that takes seconds in a spreadsheet takes a millisecond.

#![allow(
    clippy::inline_always,
    reason = "the loops must be compiled inside the function that has the vector instructions"
)]

mod block;
mod chunks;
mod generators;
mod network;

use crate::vector::Path;

/// How often each order came up in a sample of the weights.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct SampledAcceptability {
    /// The number of weight vectors that were drawn.
    pub samples: u64,
    /// `[alternative][rank]`: in how many the alternative has the rank, best first.
    pub rank_counts: Vec<Vec<u64>>,
    /// `[a][b]`: in how many `a` has the strictly higher value.
    pub win_counts: Vec<Vec<u64>>,
    /// The mean of the weights for which the alternative comes first; none if it never does.
    pub central_weights: Vec<Option<Vec<f64>>>,
}

/// The most alternatives that are sampled together.
const MOST_ALTERNATIVES: usize = 64;
/// The most criteria.
const MOST_CRITERIA: usize = 64;

/// Draws weights uniformly from the simplex and counts ranks, wins and first places under the additive value.
///
/// The result depends on values, samples and seed alone, bit for bit, whatever the processor and the number of threads (which
/// count only with the feature `threads`). Equal rows tie; a row that is nowhere above another never counts as above it. Two rows
/// whose values come out the same by rounding alone (some 1e-15 of the weights) count as if the later was above.
///
/// None where rows differ in length, a value is not finite or beyond 1e100, there are no samples, or there are more than 64
/// alternatives or criteria.
///
/// Cost: `O(samples * alternatives * (criteria + alternatives))`; weights are the gaps between sorted uniform numbers.
pub fn sampled_acceptability(
    values: &[Vec<f64>],
    samples: u64,
    seed: u64,
    threads: usize,
) -> Option<SampledAcceptability> {
    sampled_on(values, samples, seed, threads, Path::detect())
}

/// [`sampled_acceptability`] by a choice of instructions, which changes no bit of it.
#[cfg(feature = "instructions")]
pub fn sampled_acceptability_with(
    values: &[Vec<f64>],
    samples: u64,
    seed: u64,
    threads: usize,
    instructions: crate::vector::Instructions,
) -> Option<SampledAcceptability> {
    sampled_on(values, samples, seed, threads, instructions.0)
}

fn sampled_on(
    values: &[Vec<f64>],
    samples: u64,
    seed: u64,
    threads: usize,
    path: Path,
) -> Option<SampledAcceptability> {
    let (m, n) = (values.len(), values.first()?.len());
    let fits = n > 0 && m <= MOST_ALTERNATIVES && n <= MOST_CRITERIA && samples > 0;
    if !fits || values.iter().any(|row| row.len() != n || row.iter().any(|x| x.is_nan() || x.abs() > 1e100)) {
        return None;
    }
    let job = block::Job::new(values, seed);
    let tally = chunks::run(&job, samples, threads.max(1), path);
    Some(finish(&tally, m, n, samples))
}

fn finish(tally: &block::Tally, m: usize, n: usize, samples: u64) -> SampledAcceptability {
    let rank_counts: Vec<Vec<u64>> = tally.ranks.chunks_exact(m).map(<[u64]>::to_vec).collect();
    let win_counts = tally.wins.chunks_exact(m).map(<[u64]>::to_vec).collect();
    // The mean gaps between sorted uniform numbers of [1, 2), and their ends.
    let central = |(alternative, ranks): (usize, &Vec<u64>)| {
        let firsts = crate::numeric::to_f64(ranks[0]);
        let means = tally.firsts[alternative * (n - 1)..][..n - 1].iter().map(|sum| sum / firsts);
        let gap = |before: &mut f64, mean: f64| Some(mean - std::mem::replace(before, mean));
        (ranks[0] > 0).then(|| means.chain([2.0]).scan(1.0, gap).collect())
    };
    let central_weights = rank_counts.iter().enumerate().map(central).collect();
    SampledAcceptability { samples, rank_counts, win_counts, central_weights }
}
