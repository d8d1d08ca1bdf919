//! Stakeholders who compared criteria in pairs, taken together.

use crate::methods::{
    ComparisonMatrix, RandomIndex, Weights, aggregate_judgements, aggregate_priorities_arithmetic,
    aggregate_priorities_geometric,
};
use crate::model::{Elicitation, Nominal, Problem};
use crate::numeric::additive;

/// What the comparisons of several stakeholders come to together, by their powers: their judgements aggregated (AIJ) or their weights
/// (AIP). Weights follow [`Decision::criteria`](crate::Decision::criteria). Beside the rule, which takes the mean of everybody's weights.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct GroupComparisons {
    /// The stakeholders who compared in pairs.
    pub stakeholders: Vec<String>,
    /// The weights from the geometric means of their judgements (AIJ).
    pub judgements: Vec<f64>,
    /// The consistency ratio of those means, against the first stakeholder's table; none beyond 15 criteria.
    pub consistency_ratio: Option<f64>,
    /// The table.
    pub random_index: RandomIndex,
    /// The geometric means of their weights, divided by their sum (AIP).
    pub priorities_geometric: Vec<f64>,
    /// The arithmetic means of their weights (AIP).
    pub priorities_arithmetic: Vec<f64>,
    /// The alternative that has the highest value at the weights of the judgements.
    pub leader: Option<String>,
}

/// None unless at least two stakeholders of any power compared in pairs.
pub(crate) fn group_comparisons(
    problem: &Problem,
    nominal: &Nominal,
    eligible: &[usize],
) -> Option<GroupComparisons> {
    let leaf_ids = problem.leaf_ids();
    let (mut matrices, mut priorities, mut powers) = (Vec::new(), Vec::new(), Vec::new());
    let (mut stakeholders, mut table) = (Vec::new(), None);
    for (at, stakeholder) in problem.draft().stakeholders.iter().enumerate() {
        let power = problem.powers()[at];
        if let (Elicitation::Comparisons { criteria, rows, random_index }, true) =
            (&stakeholder.weights, power > 0.0)
        {
            let place = |id: &String| criteria.iter().position(|other| other == id);
            let order: Vec<usize> = leaf_ids.iter().filter_map(place).collect();
            let row = |&i: &usize| order.iter().map(|&j| rows[i][j]).collect();
            matrices.push(ComparisonMatrix::new(order.iter().map(row).collect()).ok()?);
            priorities.push(nominal.weights[at].clone());
            powers.push(power);
            stakeholders.push(stakeholder.id.clone());
            table = table.or(Some(*random_index));
        }
    }
    if stakeholders.len() < 2 {
        return None;
    }
    let powers = Weights::new(&powers).ok()?;
    let together = aggregate_judgements(&matrices, &powers).ok()?;
    let judgements = together.eigenvector().weights;
    let value = |at: usize| additive(&judgements, &nominal.table[at]);
    let leader = eligible.iter().copied().reduce(|best, at| if value(at) > value(best) { at } else { best });
    let random_index = table?;
    Some(GroupComparisons {
        stakeholders,
        consistency_ratio: together.consistency_ratio(random_index),
        random_index,
        priorities_geometric: aggregate_priorities_geometric(&priorities, &powers).ok()?,
        priorities_arithmetic: aggregate_priorities_arithmetic(&priorities, &powers).ok()?,
        leader: leader.map(|at| problem.draft().alternatives[at].id.clone()),
        judgements,
    })
}
