//! The input that the methods share: a table of performances and weights.

use super::error::{MethodError, MethodErrorKind};
use crate::numeric::{Direction, signed};

/// A table of performances, one row for each alternative, with the direction of each column.
///
/// There is at least one row and one column, rows are equally long and every number is finite.
#[derive(Debug, Clone, PartialEq)]
pub struct Performances {
    rows: Vec<Vec<f64>>,
    directions: Vec<Direction>,
}

impl Performances {
    /// Checks a table.
    ///
    /// # Errors
    /// When there is no row or no column, a row has another length than there are directions, or a number is not finite.
    pub fn new(rows: Vec<Vec<f64>>, directions: Vec<Direction>) -> Result<Self, MethodError> {
        if rows.is_empty() || directions.is_empty() {
            return Err(MethodError::new(MethodErrorKind::Empty, "the table is empty"));
        }
        if rows.iter().any(|row| row.len() != directions.len()) {
            return Err(MethodError::new(
                MethodErrorKind::Length,
                "a row and the directions differ in length",
            ));
        }
        if rows.iter().flatten().any(|value| !value.is_finite()) {
            return Err(MethodError::new(
                MethodErrorKind::Number,
                "the table has a number that is not finite",
            ));
        }
        Ok(Self { rows, directions })
    }

    /// The rows.
    pub fn rows(&self) -> &[Vec<f64>] {
        &self.rows
    }

    /// The directions of the columns.
    pub fn directions(&self) -> &[Direction] {
        &self.directions
    }

    pub(crate) fn n_rows(&self) -> usize {
        self.rows.len()
    }

    pub(crate) fn n_columns(&self) -> usize {
        self.directions.len()
    }

    pub(crate) fn column(&self, column: usize) -> impl Iterator<Item = f64> + Clone {
        self.rows.iter().map(move |row| row[column])
    }

    /// The least and the largest of a column.
    pub(crate) fn extremes(&self, column: usize) -> (f64, f64) {
        self.column(column)
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| (low.min(x), high.max(x)))
    }

    /// How much better `a` is than `b` on a column: positive if better, in the unit of the column.
    pub(crate) fn advantage(&self, a: usize, b: usize, column: usize) -> f64 {
        signed(self.directions[column], self.rows[a][column] - self.rows[b][column])
    }

    /// The table without one row.
    ///
    /// # Errors
    /// When it is the only row.
    pub fn without(&self, row: usize) -> Result<Self, MethodError> {
        let mut rows = self.rows.clone();
        if row < rows.len() {
            rows.remove(row);
        }
        Self::new(rows, self.directions.clone())
    }

    pub(crate) fn check_weights(&self, weights: &Weights) -> Result<(), MethodError> {
        if weights.as_slice().len() == self.n_columns() {
            Ok(())
        } else {
            Err(MethodError::new(MethodErrorKind::Length, "there are not as many weights as columns"))
        }
    }
}

/// Weights from zero up with the sum 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights(Vec<f64>);

impl Weights {
    /// Divides the numbers by their sum.
    ///
    /// # Errors
    /// When one is negative or not finite, or there is no positive, finite sum.
    pub fn new(weights: &[f64]) -> Result<Self, MethodError> {
        if weights.iter().any(|weight| !weight.is_finite() || *weight < 0.0) {
            return Err(MethodError::new(MethodErrorKind::Number, "a weight is negative or not finite"));
        }
        let sum: f64 = weights.iter().sum();
        if !(sum.is_finite() && sum > 0.0) {
            return Err(MethodError::new(
                MethodErrorKind::Number,
                "the weights have no positive, finite sum",
            ));
        }
        Ok(Self(weights.iter().map(|weight| weight / sum).collect()))
    }

    /// The weights.
    pub fn as_slice(&self) -> &[f64] {
        &self.0
    }
}

/// Competition ranks of scores of which more is better: 1 is best, equals share the better rank.
pub(crate) fn competition_ranks(scores: &[f64]) -> Vec<usize> {
    scores.iter().map(|score| 1 + scores.iter().filter(|other| *other > score).count()).collect()
}
