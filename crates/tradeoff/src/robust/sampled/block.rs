//! The work on 64 samples at a time: weights, values, comparisons as bit masks, ranks counted in bit planes.

use super::generators::{Generators, compare_exchange, sorting_network};
use crate::vector::{Bits, Kernel, Lanes, PARTS, count, count_ranks, valid};

/// How many samples share their generators: the unit that threads share out.
pub(super) const SAMPLES_A_CHUNK: u64 = 4096;

/// What two alternatives have to do with each other before anything is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pair {
    /// The same row: never above each other.
    Same,
    /// The first is nowhere below: always above.
    First,
    /// The second is nowhere below: always above.
    Second,
    /// It depends on the weights.
    Open,
}

/// What to sample.
pub(super) struct Job {
    pub(super) seed: u64,
    pub(super) m: usize,
    pub(super) n: usize,
    values: Vec<Vec<f64>>,
    network: Vec<(usize, usize)>,
    /// Every pair `(a, b)` with `a < b`.
    pairs: Vec<(usize, usize, Pair)>,
}

impl Job {
    pub(super) fn new(values: &[Vec<f64>], seed: u64) -> Self {
        let (m, n) = (values.len(), values[0].len());
        let mut pairs = Vec::new();
        for a in 0..m {
            for b in a + 1..m {
                let nowhere_below = |x: &[f64], y: &[f64]| x.iter().zip(y).all(|(x, y)| x >= y);
                let first = nowhere_below(&values[a], &values[b]);
                let second = nowhere_below(&values[b], &values[a]);
                let pair = match (first, second) {
                    (true, true) => Pair::Same,
                    (true, false) => Pair::First,
                    (false, true) => Pair::Second,
                    (false, false) => Pair::Open,
                };
                pairs.push((a, b, pair));
            }
        }
        Self { seed, m, n, values: values.to_vec(), network: sorting_network(n - 1), pairs }
    }
}

/// Counts and sums over samples.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Tally {
    /// `[alternative * m + rank]`.
    pub(super) ranks: Vec<u64>,
    /// `[a * m + b]`.
    pub(super) wins: Vec<u64>,
    /// `[alternative * n + criterion]`: the sum of the weights for which the alternative comes first.
    pub(super) firsts: Vec<f64>,
}

impl Tally {
    pub(super) fn new(job: &Job) -> Self {
        let (m, n) = (job.m, job.n);
        Self { ranks: vec![0; m * m], wins: vec![0; m * m], firsts: vec![0.0; m * n] }
    }

    /// Adds the tally of a later chunk; sums are added in the order of the chunks, so that threads change nothing.
    pub(super) fn add(&mut self, other: &Self) {
        for (sum, part) in self.ranks.iter_mut().zip(&other.ranks) {
            *sum += part;
        }
        for (sum, part) in self.wins.iter_mut().zip(&other.wins) {
            *sum += part;
        }
        for (sum, part) in self.firsts.iter_mut().zip(&other.firsts) {
            *sum += part;
        }
    }
}

/// One chunk of the samples.
pub(super) struct Chunk<'a> {
    pub(super) job: &'a Job,
    pub(super) number: u64,
    /// How many there are in all chunks.
    pub(super) samples: u64,
}

impl Kernel for Chunk<'_> {
    type Output = Tally;

    #[inline(always)]
    fn run(
        self,
        above: impl Fn(&Lanes, &Lanes) -> u64 + Copy,
        add: impl Fn(&mut [f64; 8], &Lanes, u64) + Copy,
    ) -> Tally {
        run_chunk(self.job, self.number, self.samples, above, add)
    }
}

#[inline(always)]
fn run_chunk(
    job: &Job,
    chunk: u64,
    samples: u64,
    above: impl Fn(&Lanes, &Lanes) -> u64 + Copy,
    add: impl Fn(&mut [f64; 8], &Lanes, u64) + Copy,
) -> Tally {
    let (m, n) = (job.m, job.n);
    let mut tally = Tally::new(job);
    let mut generators = Generators::new(job.seed, chunk);
    let mut weights = vec![Lanes::ZERO; PARTS * n];
    let mut values = vec![Lanes::ZERO; m];
    let mut masks: Vec<Bits> = vec![[0; PARTS]; m * m];
    let mut firsts = vec![[0.0_f64; 8]; m * n];
    let first_sample = chunk * SAMPLES_A_CHUNK;
    for block in 0..SAMPLES_A_CHUNK / (64 * PARTS as u64) {
        let left = samples.saturating_sub(first_sample + block * 64 * PARTS as u64);
        if left == 0 {
            break;
        }
        let valid = valid(left);
        for (part, valid) in valid.iter().enumerate() {
            let weights = &mut weights[part * n..][..n];
            draw_weights(job, &mut generators, weights);
            for (row, out) in job.values.iter().zip(&mut values) {
                additive(row, weights, out);
            }
            for &(a, b, pair) in &job.pairs {
                let (first, second) = match pair {
                    Pair::Same => (0, 0),
                    Pair::First => (*valid, 0),
                    Pair::Second => (0, *valid),
                    Pair::Open => {
                        let first = above(&values[a], &values[b]) & *valid;
                        (first, *valid & !first)
                    }
                };
                masks[a * m + b][part] = first;
                masks[b * m + a][part] = second;
            }
        }
        for (wins, mask) in tally.wins.iter_mut().zip(&masks) {
            *wins += count(mask);
        }
        for alternative in 0..m {
            let ranks = &mut tally.ranks[alternative * m..][..m];
            let winning = count_ranks(&masks, alternative, m, &valid, ranks);
            for (part, bits) in winning.into_iter().enumerate().filter(|(_, bits)| *bits != 0) {
                for (lanes, sums) in weights[part * n..][..n].iter().zip(&mut firsts[alternative * n..][..n])
                {
                    add(sums, lanes, bits);
                }
            }
        }
    }
    for (sum, parts) in tally.firsts.iter_mut().zip(&firsts) {
        *sum = parts.iter().sum();
    }
    tally
}

/// Weights uniform on the simplex: the gaps between sorted uniform numbers.
#[inline(always)]
fn draw_weights(job: &Job, generators: &mut Generators, weights: &mut [Lanes]) {
    let last = job.n - 1;
    for row in &mut weights[..last] {
        generators.fill(row);
    }
    for &(low, high) in &job.network {
        compare_exchange(weights, low, high);
    }
    weights[last] = Lanes([2.0; 64]);
    for at in (1..=last).rev() {
        let (head, tail) = weights.split_at_mut(at);
        for (upper, lower) in tail[0].0.iter_mut().zip(&head[at - 1].0) {
            *upper -= lower;
        }
    }
    for first in &mut weights[0].0 {
        *first -= 1.0;
    }
}

/// The additive value of each lane: products and sums are rounded one by one, which never turns an order of rows around.
#[inline(always)]
fn additive(row: &[f64], weights: &[Lanes], out: &mut Lanes) {
    const PART: usize = 32;
    for part in 0..64 / PART {
        let mut sums = [0.0; PART];
        for (value, lanes) in row.iter().zip(weights) {
            let lanes = &lanes.0[part * PART..][..PART];
            for (sum, weight) in sums.iter_mut().zip(lanes) {
                *sum += value * weight;
            }
        }
        out.0[part * PART..][..PART].copy_from_slice(&sums);
    }
}
