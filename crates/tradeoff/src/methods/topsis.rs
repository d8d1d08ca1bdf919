//! TOPSIS: nearness to an ideal.

use super::error::MethodError;
use super::normalisation::Normalisation;
use super::table::{Performances, Weights, competition_ranks};
use crate::numeric::Direction;

/// What TOPSIS says.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Topsis {
    /// `D- / (D+ + D-)` of each alternative, between 0 and 1; 1/2 where all are the same.
    pub closeness: Vec<f64>,
    /// Competition ranks, 1 the nearest to the ideal.
    pub ranks: Vec<usize>,
}

/// TOPSIS: the share of the distance to the worst in the distances to the worst and to the best values at hand.
///
/// Source: C.-L. Hwang & K. Yoon 1981, <https://doi.org/10.1007/978-3-642-48318-9>.
///
/// # Errors
/// When there are not as many weights as columns, or a column cannot be normalised that way.
pub fn topsis(table: &Performances, weights: &Weights, how: Normalisation) -> Result<Topsis, MethodError> {
    table.check_weights(weights)?;
    let columns: Vec<Vec<f64>> = (0..table.n_columns())
        .map(|column| {
            let (offset, divisor) = how.offset_and_divisor(table, column)?;
            let weight = weights.as_slice()[column];
            let scale = |x: f64| if divisor > 0.0 { weight * (x - offset) / divisor } else { 0.0 };
            Ok(table.column(column).map(scale).collect())
        })
        .collect::<Result<_, MethodError>>()?;
    let ends: Vec<(f64, f64)> = columns
        .iter()
        .zip(table.directions())
        .map(|(column, direction)| {
            let low = column.iter().copied().fold(f64::INFINITY, f64::min);
            let high = column.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            match direction {
                Direction::Max => (low, high),
                Direction::Min => (high, low),
            }
        })
        .collect();
    let closeness: Vec<f64> = (0..table.n_rows())
        .map(|row| {
            let distance = |end: &dyn Fn(&(f64, f64)) -> f64| {
                let squares =
                    columns.iter().zip(&ends).map(|(column, ends)| (column[row] - end(ends)).powi(2));
                squares.sum::<f64>().sqrt()
            };
            let (to_worst, to_best) = (distance(&|ends| ends.0), distance(&|ends| ends.1));
            if to_worst + to_best > 0.0 { to_worst / (to_worst + to_best) } else { 0.5 }
        })
        .collect();
    // Distances that are equal on paper differ in the last digits; such scores share a rank.
    let rounded: Vec<f64> = closeness.iter().map(|score| (score * 1e12).round()).collect();
    Ok(Topsis { ranks: competition_ranks(&rounded), closeness })
}
