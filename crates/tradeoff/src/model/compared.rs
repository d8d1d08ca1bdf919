//! Weights from comparisons of criteria, and how far the comparisons go together.

use super::check::invalid;
use super::consistency::Consistency;
use super::error::{ProblemError, ProblemPart};
use super::stakeholder::Stakeholder;
use super::weigher::Weigher;
use crate::methods::{self, BestWorst, ComparisonMatrix, RandomIndex};

pub(crate) fn comparisons(
    order: &[usize],
    rows: &[Vec<f64>],
    random_index: RandomIndex,
    stakeholder: &Stakeholder,
) -> Result<Weigher, ProblemError> {
    let fault = |source| ProblemError::Comparisons { stakeholder: stakeholder.id.clone(), source };
    let matrix = ComparisonMatrix::new(rows.to_vec()).map_err(fault)?;
    let weights = in_order_of_leaves(order, &matrix.eigenvector().weights, stakeholder)?;
    let consistency =
        Consistency::Comparisons { ratio: matrix.consistency_ratio(random_index), random_index };
    Ok(Weigher::Compared(weights, consistency))
}

pub(crate) fn best_worst(
    order: &[usize],
    best_to_others: &[f64],
    others_to_worst: &[f64],
    stakeholder: &Stakeholder,
) -> Result<Weigher, ProblemError> {
    let fault = |source| ProblemError::Comparisons { stakeholder: stakeholder.id.clone(), source };
    let comparisons = BestWorst::new(best_to_others.to_vec(), others_to_worst.to_vec()).map_err(fault)?;
    let found = methods::best_worst(&comparisons).map_err(fault)?;
    let weights = in_order_of_leaves(order, &found.weights, stakeholder)?;
    let consistency =
        Consistency::BestWorst { deviation: found.deviation, ratio: found.input_consistency_ratio };
    Ok(Weigher::Compared(weights, consistency))
}

fn in_order_of_leaves(
    order: &[usize],
    weights: &[f64],
    stakeholder: &Stakeholder,
) -> Result<Vec<f64>, ProblemError> {
    if weights.len() != order.len() {
        let why = "there are not as many comparisons as criteria";
        return Err(invalid(ProblemPart::Stakeholder, &stakeholder.id, why));
    }
    let sum: f64 = weights.iter().sum();
    if sum.is_nan() || (sum - 1.0).abs() > 1e-9 || weights.iter().any(|weight| *weight < 0.0) {
        let why = "the comparisons are so far apart that no weights follow from them";
        return Err(invalid(ProblemPart::Stakeholder, &stakeholder.id, why));
    }
    let mut placed = vec![0.0; order.len()];
    for (leaf, weight) in order.iter().zip(weights) {
        placed[*leaf] = *weight;
    }
    Ok(placed)
}
