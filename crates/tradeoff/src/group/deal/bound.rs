//! Upper bounds by Lagrange multipliers: a concave objective lies below each of its tangents, and the best of a linear function over
//! all joint choices is the sum of the best of each issue.

use super::table::Table;
use crate::numeric::{exp, ln};

/// What is made as large as possible, by joint choices that leave nobody worse off.
#[derive(Clone)]
pub(super) enum Goal {
    /// `Σ weight ln gain` over the parties of positive weight; of these each has to gain.
    Product(Vec<f64>),
    /// The gain of one party.
    One(usize),
    /// The smallest `gain / unit` over the parties with a unit, which is positive.
    Smallest(Vec<Option<f64>>),
}

/// The bound `constant + Σ multiplier gain`.
pub(super) struct Bound {
    constant: f64,
    pub(super) multipliers: Vec<f64>,
    /// `[depth]`: the most that the issues from this depth on add.
    rest: Vec<f64>,
}

/// Rounds of descent, and steps of each search along one multiplier.
const ROUNDS: usize = 24;
const STEPS: usize = 28;
/// How far the logarithm of a multiplier goes: rounding of a gain, times the multiplier, stays below the tolerance.
const WIDEST: f64 = 12.0;

impl Bound {
    /// The bound with the multipliers that make it small; any would hold.
    pub(super) fn new(table: &Table, goal: &Goal) -> Self {
        // Logarithms of multipliers, so that they stay positive.
        let mut logarithms = vec![0.0; table.n_parties];
        let of = |logarithms: &[f64]| multipliers(goal, logarithms);
        let at = |logarithms: &[f64]| whole(table, goal, &of(logarithms));
        let mut best = at(&logarithms);
        for round in 0..ROUNDS {
            let before = best;
            for party in 0..table.n_parties {
                let reach = if round < 4 { 12.0 } else { 2.0 };
                let centre = logarithms[party];
                let (mut low, mut high) = ((centre - reach).max(-WIDEST), (centre + reach).min(WIDEST));
                let mut probe = logarithms.clone();
                let mut with = |x: f64| {
                    probe[party] = x;
                    at(&probe)
                };
                // The bound is convex in the multipliers and so has one valley along each.
                for _ in 0..STEPS {
                    let (a, b) = (low + (high - low) / 3.0, high - (high - low) / 3.0);
                    if with(a) <= with(b) { high = b } else { low = a }
                }
                let middle = f64::midpoint(low, high);
                let found = with(middle);
                if found < best {
                    best = found;
                    logarithms[party] = middle;
                }
            }
            if before - best <= 1e-6 * best.abs() {
                break;
            }
        }
        let multipliers = of(&logarithms);
        let mut rest = vec![0.0; table.rows.len() + 1];
        for depth in (0..table.rows.len()).rev() {
            rest[depth] = rest[depth + 1] + most(table, depth, &multipliers);
        }
        Self { constant: constant(goal, &multipliers), multipliers, rest }
    }

    /// The most that can come of the gains so far with the issues from this depth on still open.
    pub(super) fn at(&self, depth: usize, gains: &[f64]) -> f64 {
        self.constant + dot(&self.multipliers, gains) + self.rest[depth]
    }
}

pub(super) fn dot(multipliers: &[f64], gains: &[f64]) -> f64 {
    multipliers.iter().zip(gains).map(|(multiplier, gain)| multiplier * gain).sum()
}

fn most(table: &Table, depth: usize, multipliers: &[f64]) -> f64 {
    table.rows[depth].iter().map(|row| dot(multipliers, &row.gains)).fold(f64::NEG_INFINITY, f64::max)
}

/// A party whose gain is not part of the goal has a multiplier because it must not lose: for gains of zero or more that only adds.
fn multipliers(goal: &Goal, logarithms: &[f64]) -> Vec<f64> {
    let mut found: Vec<f64> = logarithms.iter().map(|logarithm| exp(*logarithm)).collect();
    match goal {
        Goal::Product(_) => {}
        Goal::One(party) => found[*party] += 1.0,
        Goal::Smallest(units) => {
            // The smallest is at most any mean, and what is added to a mean of gains of zero or more only adds.
            let sum: f64 = found.iter().zip(units).filter_map(|(share, unit)| unit.map(|_| share)).sum();
            for (share, unit) in found.iter_mut().zip(units) {
                if let Some(unit) = unit {
                    *share /= sum * unit;
                }
            }
        }
    }
    found
}

/// `w ln g <= w ln(w / m) - w + m g` for any `m > 0`.
fn constant(goal: &Goal, multipliers: &[f64]) -> f64 {
    let Goal::Product(weights) = goal else { return 0.0 };
    let weighed = weights.iter().zip(multipliers).filter(|(weight, _)| **weight > 0.0);
    weighed.map(|(weight, multiplier)| weight * (ln(weight / multiplier) - 1.0)).sum()
}

fn whole(table: &Table, goal: &Goal, multipliers: &[f64]) -> f64 {
    let issues: f64 = (0..table.rows.len()).map(|depth| most(table, depth, multipliers)).sum();
    constant(goal, multipliers) + issues
}
