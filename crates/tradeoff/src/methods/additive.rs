//! Weighted sums and products over columns.

use super::error::{MethodError, MethodErrorKind};
use super::table::{Performances, Weights};
use crate::numeric::{Direction, power, signed};

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

fn check_positive(table: &Performances) -> Result<(), MethodError> {
    if table.rows().iter().flatten().all(|x| *x > 0.0) {
        Ok(())
    } else {
        Err(MethodError::new(MethodErrorKind::Number, "the method needs positive numbers"))
    }
}
