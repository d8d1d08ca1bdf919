//! Ranks, wins, values and central weights, counted over blocks of samples.

use super::columns::Plan;
use super::{Robustness, RobustnessBasis};
use crate::fact::to_f64;
use crate::vector::{Bits, Kernel, Lanes, PARTS, count, count_ranks, valid};

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
    fn run(
        self,
        above: impl Fn(&Lanes, &Lanes) -> u64 + Copy,
        add: impl Fn(&mut [f64; 8], &Lanes, u64) + Copy,
    ) -> Tally {
        let (m, n) = (self.n_alternatives, self.n_leaves);
        let mut columns = [(); PARTS].map(|()| self.plan.columns());
        let mut masks: Vec<Bits> = vec![[0; PARTS]; m * m];
        let (mut ranks, mut wins) = (vec![0; m * m], vec![0; m * m]);
        let mut sums = vec![[0.0_f64; 8]; m];
        let mut firsts = vec![[0.0_f64; 8]; m * n];
        for block in 0..self.n_samples.div_ceil(64 * PARTS as u64) {
            let first = block * 64 * PARTS as u64;
            let valid = valid(self.n_samples - first);
            let mut number = first;
            for (part, (columns, valid)) in columns.iter_mut().zip(&valid).enumerate() {
                columns.draw(self.plan, self.seed, number);
                number += 64;
                compare(&columns.values, *valid, part, &mut masks, above);
                for (sums, values) in sums.iter_mut().zip(&columns.values) {
                    add(sums, values, *valid);
                }
            }
            for (wins, mask) in wins.iter_mut().zip(&masks) {
                *wins += count(mask);
            }
            for at in 0..m {
                let winning = count_ranks(&masks, at, m, &valid, &mut ranks[at * m..][..m]);
                for (columns, bits) in columns.iter().zip(winning).filter(|(_, bits)| *bits != 0) {
                    for (lanes, sums) in columns.weights.iter().zip(&mut firsts[at * n..][..n]) {
                        add(sums, lanes, bits);
                    }
                }
            }
        }
        let total = |parts: &[f64; 8]| parts.iter().sum::<f64>();
        Tally {
            m,
            ranks,
            wins,
            sums: sums.iter().map(total).collect(),
            winning_weights: (0..m).map(|at| firsts[at * n..][..n].iter().map(total).collect()).collect(),
        }
    }
}

/// Which alternatives are above which, in each sample; equals are above neither.
#[inline(always)]
fn compare(
    values: &[Lanes],
    valid: u64,
    part: usize,
    masks: &mut [Bits],
    above: impl Fn(&Lanes, &Lanes) -> u64 + Copy,
) {
    let m = values.len();
    for a in 0..m {
        for b in a + 1..m {
            masks[a * m + b][part] = above(&values[a], &values[b]) & valid;
            masks[b * m + a][part] = above(&values[b], &values[a]) & valid;
        }
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
