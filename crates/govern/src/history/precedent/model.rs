//! How probable each destination is: counts of comparable moves, smoothed from the general to the particular.
//!
//! A prediction uses a set of facts. With no fact at all, the share of each destination among the moves that are asked is
//! smoothed towards even shares. With a set of facts, the shares among the moves that agree on all of them are smoothed towards the mean of
//! the predictions with one of these facts left out. Smoothing is additive (a Dirichlet prior): `(n_to + a m_to) / (n + a)`, where `m`
//! is what is smoothed towards and `a` = [`STRENGTH`] says how many moves it counts as. This is the hierarchical Dirichlet back-off of language models
//! (`MacKay` and Peto 1995), over the lattice of all subsets of facts instead of one chain of them, so that no fact has to come first.
//!
//! - The probabilities sum to one, and each is above zero.
//! - A further move with the same facts moves the prediction towards where it went.
//! - The order of moves is irrelevant.
//!
//! Time: the moves times the subsets of facts (16).

use super::facts::{FactSet, Facts};

/// How many moves the more general prediction counts as.
pub const STRENGTH: f64 = 6.0;

/// A move as the model sees it; places are numbers below `n_places`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ModelMove {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) facts: Facts,
}

/// The probability of each place by these moves: zero for a place that is not a possible destination. Facts that are unknown, or that do not
/// count, are left out.
pub(super) fn probabilities(
    moves: &[&ModelMove],
    facts: &Facts,
    counting: FactSet,
    possible: &[bool],
) -> Vec<f64> {
    let n_places = possible.len();
    let known: Vec<(usize, u16)> = (0..facts.len())
        .filter(|fact| counting[*fact])
        .filter_map(|fact| Some((fact, facts[fact]?)))
        .collect();
    // Agreement with what is asked about, as a set of facts in bits, and where the move went: how often.
    let mut counts = vec![vec![0_u32; n_places]; 1 << known.len()];
    for one in moves {
        let agrees = |(bit, (fact, value)): (usize, &(usize, u16))| {
            usize::from(one.facts[*fact] == Some(*value)) << bit
        };
        let agreement: usize = known.iter().enumerate().map(agrees).sum();
        counts[agreement][one.to] += 1;
    }
    let mut predictions: Vec<Vec<f64>> = Vec::with_capacity(counts.len());
    for set in 0..counts.len() {
        let general = match set {
            0 => even(possible),
            _ => mean(&predictions, set, known.len()),
        };
        let agreeing = |to: usize| -> u32 {
            (set..counts.len()).filter(|other| other & set == set).map(|other| counts[other][to]).sum()
        };
        let counted: Vec<f64> = (0..n_places).map(|to| f64::from(agreeing(to))).collect();
        let total = counted.iter().sum::<f64>() + STRENGTH;
        predictions.push(
            counted
                .iter()
                .zip(general)
                .map(|(counted, general)| (counted + STRENGTH * general) / total)
                .collect(),
        );
    }
    predictions.pop().unwrap_or_default()
}

/// Every possible place has the same probability.
fn even(possible: &[bool]) -> Vec<f64> {
    let mut shares: Vec<f64> = possible.iter().map(|possible| f64::from(u8::from(*possible))).collect();
    let sum: f64 = shares.iter().sum();
    for share in &mut shares {
        *share /= sum.max(1.0);
    }
    shares
}

/// The mean of the predictions with one fact of the set left out.
fn mean(predictions: &[Vec<f64>], set: usize, n_facts: usize) -> Vec<f64> {
    let parents: Vec<&Vec<f64>> = (0..n_facts)
        .filter(|fact| set >> fact & 1 == 1)
        .map(|fact| &predictions[set & !(1 << fact)])
        .collect();
    let n_parents = f64::from(set.count_ones());
    let n_places = parents.first().map_or(0, |parent| parent.len());
    (0..n_places).map(|place| parents.iter().map(|parent| parent[place]).sum::<f64>() / n_parents).collect()
}
