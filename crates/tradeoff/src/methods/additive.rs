//! Weighted sums and products over columns, and COPRAS.

use super::table::{MethodError, Performances, Weights};
use crate::numeric::{Direction, power, signed};

/// The weighted sum of the columns as they are, where less is better negated: only for columns in one unit.
///
/// # Errors
/// When there are not as many weights as columns.
pub fn weighted_sum(table: &Performances, weights: &Weights) -> Result<Vec<f64>, MethodError> {
    table.check_weights(weights)?;
    let score = |row: &Vec<f64>| {
        let parts = row.iter().zip(table.directions()).zip(weights.as_slice());
        parts.map(|((x, direction), weight)| weight * signed(*direction, *x)).sum()
    };
    Ok(table.rows().iter().map(score).collect())
}

/// The weighted sum of the columns, each scaled from its worst to its best value at hand. The scale moves with the
/// alternatives, so that adding or dropping one can reverse two others; a column in which all are equal gives 0.
///
/// # Errors
/// When there are not as many weights as columns.
pub fn weighted_sum_min_max(table: &Performances, weights: &Weights) -> Result<Vec<f64>, MethodError> {
    table.check_weights(weights)?;
    let ends: Vec<(f64, f64)> = (0..table.n_columns()).map(|column| table.extremes(column)).collect();
    let score = |row: &Vec<f64>| {
        let parts = row.iter().zip(table.directions()).zip(&ends).zip(weights.as_slice());
        parts
            .map(|(((x, direction), (low, high)), weight)| {
                let position = match direction {
                    Direction::Max => x - low,
                    Direction::Min => high - x,
                };
                if high > low { weight * position / (high - low) } else { 0.0 }
            })
            .sum()
    };
    Ok(table.rows().iter().map(score).collect())
}

/// The weighted product `prod x^w`, with `x^-w` where less is better.
///
/// # Errors
/// When there are not as many weights as columns, or a number is not positive.
pub fn weighted_product(table: &Performances, weights: &Weights) -> Result<Vec<f64>, MethodError> {
    table.check_weights(weights)?;
    check_positive(table)?;
    let score = |row: &Vec<f64>| {
        let parts = row.iter().zip(table.directions()).zip(weights.as_slice());
        parts.map(|((x, direction), weight)| power(*x, signed(*direction, *weight))).product()
    };
    Ok(table.rows().iter().map(score).collect())
}

/// COPRAS: the utility of each alternative as a share of the best, cost criteria counted against it.
///
/// `Q = S+ + sum(S-) / (S- * sum(1 / S-))` over columns divided by their sums.
/// Source: E. K. Zavadskas, A. Kaklauskas, V. Sarka 1994.
///
/// # Errors
/// When there are not as many weights as columns, or a number is not positive.
pub fn copras(table: &Performances, weights: &Weights) -> Result<Vec<f64>, MethodError> {
    table.check_weights(weights)?;
    check_positive(table)?;
    let sums: Vec<f64> = (0..table.n_columns()).map(|column| table.column(column).sum()).collect();
    let part = |row: &Vec<f64>, wanted: Direction| -> f64 {
        let parts = row.iter().zip(table.directions()).zip(&sums).zip(weights.as_slice());
        parts
            .filter(|(((_, direction), _), _)| **direction == wanted)
            .map(|(((x, _), sum), weight)| weight * x / sum)
            .sum()
    };
    let costs: Vec<f64> = table.rows().iter().map(|row| part(row, Direction::Min)).collect();
    let inverse: f64 = costs.iter().map(|cost| 1.0 / cost).sum();
    let total: f64 = costs.iter().sum();
    let scores: Vec<f64> = table
        .rows()
        .iter()
        .zip(&costs)
        .map(|(row, cost)| {
            let gain = part(row, Direction::Max);
            if total > 0.0 { gain + total / (cost * inverse) } else { gain }
        })
        .collect();
    let best = scores.iter().copied().fold(0.0, f64::max);
    Ok(scores.into_iter().map(|score| score / best).collect())
}

fn check_positive(table: &Performances) -> Result<(), MethodError> {
    if table.rows().iter().flatten().all(|x| *x > 0.0) {
        Ok(())
    } else {
        Err(MethodError::new("the method needs positive numbers"))
    }
}
