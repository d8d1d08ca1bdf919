//! What each fact does: one at a time, by Shapley value, and what it would be worth to know it.

use super::draw::Draw;
use crate::group::shapley;
use crate::model::{Nominal, Problem};
use crate::numeric::{Stream, additive, sort_by};

/// What one fact does to the lead.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct FactEffect {
    /// The fact.
    pub fact: String,
    /// The lead of the leader over the runner-up with the fact at each end of its bounds, all else nominal.
    pub lead_at_bounds: LeadAtBounds,
    /// The Shapley value of the fact for the lead: how much of it is owed to the fact's nominal value instead of the middle of its
    /// range, on average over the orders in which facts become known. The values of all facts add up to the lead less the lead with
    /// every fact at the middle of its range.
    pub shapley: f64,
    /// The expected value of knowing the fact before deciding: how much higher the value of the alternative chosen would
    /// be on average, between 0 and 1. Zero for what is known exactly. Estimated by sampling.
    pub value_of_information: f64,
}

/// A lead at both ends of a fact's bounds; negative where the leader is behind.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct LeadAtBounds {
    /// The lead at the lower end.
    pub low: f64,
    /// The lead at the upper end.
    pub high: f64,
}

/// The most facts whose Shapley values are computed exactly, by all subsets.
const EXACT_FACTS: usize = 10;
/// How many orders are drawn where there are more.
const ORDERS: u64 = 256;
/// How many draws the value of information averages over.
const DRAWS: u64 = 512;
/// How many draws of the other facts a cell averages over that rests on several.
const INNER_DRAWS: usize = 32;

/// The effects of all facts that a measure uses; the most valuable to know first, then the largest effects.
pub(crate) fn fact_effects(
    problem: &Problem,
    nominal: &Nominal,
    eligible: &[usize],
    seed: u64,
) -> Vec<FactEffect> {
    let Some(leader) = nominal.leader(eligible) else { return Vec::new() };
    let others: Vec<usize> = eligible.iter().copied().filter(|&at| at != leader).collect();
    let Some(second) = nominal.leader(&others) else { return Vec::new() };
    let used: Vec<usize> = (0..nominal.facts.len()).filter(|&fact| problem.uses_fact(fact)).collect();
    let lead = |facts: &[f64]| {
        problem.value_of(leader, &nominal.group, facts) - problem.value_of(second, &nominal.group, facts)
    };
    let shapley = shapley_of_facts(problem, nominal, &used, &lead, seed);
    let information = Information::new(problem, eligible, seed);
    let mut effects: Vec<FactEffect> = used
        .iter()
        .zip(shapley)
        .map(|(&at, shapley)| {
            let fact = &problem.draft().facts[at];
            let at_end = |x: f64| {
                let mut facts = nominal.facts.clone();
                facts[at] = x;
                lead(&facts)
            };
            FactEffect {
                fact: fact.id.clone(),
                lead_at_bounds: LeadAtBounds {
                    low: at_end(fact.bounds().low()),
                    high: at_end(fact.bounds().high()),
                },
                shapley,
                value_of_information: information.of(at),
            }
        })
        .collect();
    sort_by(&mut effects, |a, b| {
        let by_information = b.value_of_information.total_cmp(&a.value_of_information);
        by_information.then(b.shapley.abs().total_cmp(&a.shapley.abs()))
    });
    effects
}

/// Shapley values of the used facts for the lead, from the middles of their ranges to their nominal values.
fn shapley_of_facts(
    problem: &Problem,
    nominal: &Nominal,
    used: &[usize],
    lead: &dyn Fn(&[f64]) -> f64,
    seed: u64,
) -> Vec<f64> {
    let mut base = nominal.facts.clone();
    for &at in used {
        base[at] = problem.draft().facts[at].range.middle();
    }
    let k = used.len();
    let mut values = vec![0.0; k];
    if k <= EXACT_FACTS {
        let leads: Vec<f64> = (0_usize..1 << k)
            .map(|set| {
                let mut facts = base.clone();
                for (_, &at) in used.iter().enumerate().filter(|(bit, _)| set >> bit & 1 == 1) {
                    facts[at] = nominal.facts[at];
                }
                lead(&facts)
            })
            .collect();
        return shapley(&leads).unwrap_or(values);
    }
    for order in 0..ORDERS {
        let mut stream = Stream::new(seed, order).fork(1 << 40);
        let mut left: Vec<usize> = (0..k).collect();
        let mut facts = base.clone();
        let mut before = lead(&facts);
        while !left.is_empty() {
            let chosen = left.swap_remove(stream.below(left.len()));
            facts[used[chosen]] = nominal.facts[used[chosen]];
            let after = lead(&facts);
            values[chosen] += (after - before) / crate::numeric::to_f64(ORDERS);
            before = after;
        }
    }
    values
}

/// Draws of everything, to estimate the value of knowing a fact.
struct Information<'a> {
    problem: &'a Problem,
    eligible: &'a [usize],
    draws: Vec<Draw>,
    weights: Vec<f64>,
    /// `[eligible][leaf]`: the mean value of each cell over the draws.
    means: Vec<Vec<f64>>,
}

impl<'a> Information<'a> {
    fn new(problem: &'a Problem, eligible: &'a [usize], seed: u64) -> Self {
        let draws: Vec<Draw> = (0..DRAWS)
            .map(|sample| {
                let mut draw = Draw::default();
                draw.draw(problem, seed, sample);
                draw
            })
            .collect();
        let n = crate::numeric::to_f64(DRAWS);
        let n_leaves = problem.leaves().len();
        let (mut weights, mut means) = (vec![0.0; n_leaves], vec![vec![0.0; n_leaves]; eligible.len()]);
        for one in &draws {
            let table = problem.value_table(&one.facts);
            for (sum, weight) in weights.iter_mut().zip(&one.weights) {
                *sum += weight / n;
            }
            for (row, &at) in means.iter_mut().zip(eligible) {
                for (sum, value) in row.iter_mut().zip(&table[at]) {
                    *sum += value / n;
                }
            }
        }
        Self { problem, eligible, draws, weights, means }
    }

    /// `E[max E[value | fact]] - max E[value]`, in which weights, drawn apart from facts, count with their mean.
    fn of(&self, fact: usize) -> f64 {
        if self.problem.draft().facts[fact].is_certain() {
            return 0.0;
        }
        let cells = self.cells_with(fact);
        let base: Vec<f64> = self.means.iter().map(|row| additive(&self.weights, row)).collect();
        let mut sums = vec![0.0; self.eligible.len()];
        let mut best_sum = 0.0;
        let mut known = base.clone();
        let mut facts = Vec::new();
        for one in &self.draws {
            known.copy_from_slice(&base);
            for cell in &cells {
                let mean = self.mean_given(cell, fact, one.facts[fact], &mut facts);
                known[cell.row] += self.weights[cell.leaf] * (mean - self.means[cell.row][cell.leaf]);
            }
            for (sum, value) in sums.iter_mut().zip(&known) {
                *sum += value;
            }
            best_sum += known.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        }
        // Both means are taken over the same draws, so that knowing more never comes out as a loss.
        let best_now = sums.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        ((best_sum - best_now) / crate::numeric::to_f64(DRAWS)).max(0.0)
    }

    /// The cells that rest on the fact.
    fn cells_with(&self, fact: usize) -> Vec<CellWith> {
        let mut cells = Vec::new();
        for (leaf, of) in self.problem.leaves().iter().enumerate() {
            for (row, &at) in self.eligible.iter().enumerate() {
                let facts = of.measures[at].facts();
                if facts.contains(&&fact) {
                    let uncertain = |other: usize| !self.problem.draft().facts[other].is_certain();
                    let rests_on_others = facts.iter().any(|&&other| other != fact && uncertain(other));
                    cells.push(CellWith { row, leaf, rests_on_others });
                }
            }
        }
        cells
    }

    /// The mean value of a cell where the fact has a value.
    fn mean_given(&self, cell: &CellWith, fact: usize, x: f64, facts: &mut Vec<f64>) -> f64 {
        let leaf = &self.problem.leaves()[cell.leaf];
        let measure = &leaf.measures[self.eligible[cell.row]];
        let inner = if cell.rests_on_others { INNER_DRAWS } else { 1 };
        let mut sum = 0.0;
        for one in &self.draws[..inner] {
            facts.clear();
            facts.extend_from_slice(&one.facts);
            facts[fact] = x;
            sum += leaf.scale.value_of(measure.at(facts));
        }
        sum / crate::numeric::index_to_f64(inner)
    }
}

/// A cell that rests on a fact.
struct CellWith {
    row: usize,
    leaf: usize,
    rests_on_others: bool,
}
