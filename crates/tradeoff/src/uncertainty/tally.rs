//! Ranks, wins, values and central weights, counted over blocks of samples.

use super::columns::Plan;
use super::robustness::{Robustness, RobustnessBasis};
use crate::numeric::to_f64;
use crate::vector::{Eight, Kernel, Lanes, Numbers, Order, Pair, Standings, WORDS};

/// What to sample: everything that the result depends on.
pub(super) struct Sampling<'a> {
    pub(super) plan: &'a Plan<'a>,
    pub(super) n_alternatives: usize,
    pub(super) n_leaves: usize,
    pub(super) seed: u64,
    pub(super) n_samples: u64,
}

/// Counts and sums over all samples.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Tally {
    m: usize,
    /// `[alternative * m + rank]`.
    ranks: Vec<u64>,
    /// `[a * m + b]`.
    wins: Vec<u64>,
    /// Of the values, by alternative.
    sums: Vec<f64>,
    /// `[alternative][leaf]`: of the weights for which the alternative comes first.
    winning_weights: Vec<Vec<f64>>,
}

impl Kernel for Sampling<'_> {
    type Output = Tally;

    #[inline(always)]
    fn run<N: Numbers>(self) -> Tally {
        let (m, n) = (self.n_alternatives, self.n_leaves);
        let order = Order::new(m, |_, _| Pair::Strict);
        let mut standings = Standings::new(&order);
        let mut draws = self.plan.columns();
        let mut weights = vec![Lanes::ZERO; WORDS * n];
        let mut sums = vec![Eight([0.0; 8]); m];
        let mut firsts = vec![Eight([0.0; 8]); m * n];
        for first in (0..self.n_samples).step_by(64 * WORDS) {
            let left = self.n_samples - first;
            for word in 0..WORDS {
                draws.draw::<N>(
                    self.plan,
                    self.seed,
                    first + 64 * word as u64,
                    &mut weights[word * n..][..n],
                );
                standings.compare::<N>(word, &draws.values);
                for (sum, values) in sums.iter_mut().zip(&draws.values) {
                    add_first::<N>(left.saturating_sub(64 * word as u64), values, sum);
                }
            }
            standings.count::<N>(left);
            standings.add_winning::<N>(&weights, n, &mut firsts);
        }
        let total = |parts: [f64; 8]| parts.iter().sum::<f64>();
        let firsts: Vec<f64> = firsts.iter().map(|parts| total(parts.0)).collect();
        Tally {
            m,
            ranks: standings.ranks(),
            wins: standings.wins(),
            sums: sums.into_iter().map(|sum| total(sum.0)).collect(),
            winning_weights: (0..m).map(|at| firsts[at * n..][..n].to_vec()).collect(),
        }
    }
}

/// Adds the first values, as many as there are, every eighth to the same sum.
#[inline(always)]
fn add_first<N: Numbers>(left: u64, values: &Lanes, sums: &mut Eight<f64>) {
    if left < 64 {
        let left = usize::try_from(left).unwrap_or(64);
        for (at, value) in values.0[..left].iter().enumerate() {
            sums.0[at % 8] += value;
        }
        return;
    }
    for (part, sums) in sums.0.chunks_exact_mut(N::LANES).enumerate() {
        let ofs = (part..64 / N::LANES).step_by(8 / N::LANES);
        ofs.fold(N::load(sums), |sum, at| sum.add(N::of(values, at))).store(sums);
    }
}

impl Tally {
    pub(super) fn finish(self, basis: RobustnessBasis, samples: u64) -> Robustness {
        let (m, n) = (self.m, to_f64(samples));
        let share = |counts: &[u64]| -> Vec<f64> { counts.iter().map(|&count| to_f64(count) / n).collect() };
        let rows =
            |counts: &[u64]| -> Vec<Vec<f64>> { (0..m).map(|at| share(&counts[at * m..][..m])).collect() };
        let rank_acceptability = rows(&self.ranks);
        let error = |row: &Vec<f64>| -> Vec<f64> { row.iter().map(|p| (p * (1.0 - p) / n).sqrt()).collect() };
        let central = |(at, sums): (usize, Vec<f64>)| {
            let firsts = self.ranks[at * m];
            (firsts > 0).then(|| sums.iter().map(|sum| sum / to_f64(firsts)).collect())
        };
        Robustness {
            basis,
            standard_errors: rank_acceptability.iter().map(error).collect(),
            rank_acceptability,
            pairwise_winning: rows(&self.wins),
            expected_values: self.sums.iter().map(|sum| sum / n).collect(),
            central_weights: self.winning_weights.into_iter().enumerate().map(central).collect(),
        }
    }
}
