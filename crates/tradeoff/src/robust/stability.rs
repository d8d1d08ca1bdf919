//! Closed forms: how far weights can move.

use crate::numeric::{Interval, additive, sort_by, without};

/// The change of weights of the least total size that makes a rival tie with the leader.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct WeightChange {
    /// The sum of the absolute changes of all weights, between 0 and 2.
    pub total: f64,
    /// The weights at which they tie.
    pub weights: Vec<f64>,
}

/// The interval in which the weight of one criterion can move, the others keeping their proportions, while the leader stays at
/// least as good as every other alternative. None where it is not the best at these weights.
pub fn weight_stability(
    values: &[Vec<f64>],
    weights: &[f64],
    leader: usize,
    criterion: usize,
) -> Option<Interval> {
    let rest = without(weights, criterion);
    let (mut low, mut high) = (0.0_f64, 1.0_f64);
    for rival in values.iter().enumerate().filter(|(at, _)| *at != leader).map(|(_, row)| row) {
        let lead: Vec<f64> = values.get(leader)?.iter().zip(rival).map(|(a, b)| a - b).collect();
        if additive(weights, &lead) < -1e-12 {
            return None;
        }
        // The lead is `x alone + (1 - x) others` for the weight x: linear, and not negative at the weight now.
        let (alone, others) = (*lead.get(criterion)?, additive(&rest, &lead));
        if alone < others && alone < 0.0 {
            high = high.min(others / (others - alone));
        } else if alone > others && others < 0.0 {
            low = low.max(others / (others - alone));
        }
    }
    // A leader that is tied has a bound at the weight itself; rounding may cross the bounds.
    Interval::new(low.min(high), high.max(low)).ok()
}

/// The least change of weights, in the sum of absolute changes, that makes `rival` tie with `leader`; none where no weights
/// do. Where the rival is ahead already nothing has to change.
///
/// Weight moves from the criteria that favour the leader most to the one that favours the rival most: what each unit moved
/// gains is fixed, so that taking the best first is optimal.
pub fn least_weight_change(
    values: &[Vec<f64>],
    weights: &[f64],
    leader: usize,
    rival: usize,
) -> Option<WeightChange> {
    let lead: Vec<f64> = values.get(leader)?.iter().zip(values.get(rival)?).map(|(a, b)| a - b).collect();
    least_change(&lead, weights, additive(weights, &lead))
}

/// The least change of weights by which `sum of weight * lead` falls by `gap`.
pub(crate) fn least_change(lead: &[f64], weights: &[f64], mut gap: f64) -> Option<WeightChange> {
    let mut changed = weights.to_vec();
    let target = (0..lead.len()).reduce(|best, at| if lead[at] < lead[best] { at } else { best })?;
    let mut sources: Vec<usize> = (0..lead.len()).filter(|&at| at != target).collect();
    sort_by(&mut sources, |&a, &b| lead[b].total_cmp(&lead[a]));
    let mut total = 0.0;
    for source in sources {
        let gain = lead[source] - lead[target];
        if gap <= 0.0 || gain <= 0.0 {
            break;
        }
        let moved = (gap / gain).min(changed[source]);
        changed[source] -= moved;
        changed[target] += moved;
        total += 2.0 * moved;
        // What is left after a full move may be rounding only; the last source closes the gap exactly.
        gap = if moved < weights[source] { 0.0 } else { gap - moved * gain };
    }
    (gap <= 1e-12).then_some(WeightChange { total, weights: changed })
}

/// Where the lead of one alternative over another comes from: `weight * (value of a - value of b)` by criterion.
pub fn contribution_differences(weights: &[f64], a: &[f64], b: &[f64]) -> Vec<f64> {
    weights.iter().zip(a.iter().zip(b)).map(|(weight, (a, b))| weight * (a - b)).collect()
}

/// By how much the weight of one criterion, the others staying as they are (not normalised again), has to fall so that `a`
/// and `b` tie: negative where it has to rise. None where that would take it below zero, or no change does.
///
/// Source: E. Triantaphyllou & A. Sánchez 1997, <https://doi.org/10.1111/j.1540-5915.1997.tb01306.x>.
pub fn criterion_change_to_tie(
    values: &[Vec<f64>],
    weights: &[f64],
    a: usize,
    b: usize,
    criterion: usize,
) -> Option<f64> {
    let (first, second) = (values.get(a)?, values.get(b)?);
    let difference = second.get(criterion)? - first.get(criterion)?;
    if difference == 0.0 {
        return None;
    }
    let change = (additive(weights, second) - additive(weights, first)) / difference;
    (change <= *weights.get(criterion)?).then_some(change)
}
