//! Making columns of different units comparable.

use super::error::{MethodError, MethodErrorKind};
use super::table::Performances;

/// How a method makes columns comparable. The choice changes winners, so that it has no default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Normalisation {
    /// Division by the column's Euclidean norm, as C.-L. Hwang & K. Yoon 1981 have it.
    Vector,
    /// From the column's least to its largest.
    MinMax,
    /// Division by the column's sum, which has to be positive.
    Sum,
}

impl Normalisation {
    /// What is taken off each number of the column, and what the rest is divided by; a divisor of 0 means a column of zeros.
    pub(super) fn offset_and_divisor(
        self,
        table: &Performances,
        column: usize,
    ) -> Result<(f64, f64), MethodError> {
        Ok(match self {
            Self::Vector => (0.0, table.column(column).map(|x| x * x).sum::<f64>().sqrt()),
            Self::MinMax => {
                let (low, high) = table.extremes(column);
                (low, high - low)
            }
            Self::Sum => {
                let sum: f64 = table.column(column).sum();
                if sum <= 0.0 {
                    return Err(MethodError::new(
                        MethodErrorKind::Number,
                        "a column has no positive sum to divide by",
                    ));
                }
                (0.0, sum)
            }
        })
    }
}

impl Performances {
    /// The table with each column made comparable; directions stay, so that where less was better it still is.
    ///
    /// # Errors
    /// When a column has no positive sum and it is to be divided by its sum.
    pub fn normalised(&self, how: Normalisation) -> Result<Self, MethodError> {
        let columns = (0..self.n_columns())
            .map(|column| how.offset_and_divisor(self, column))
            .collect::<Result<Vec<_>, _>>()?;
        let scale = |(x, (offset, divisor)): (&f64, &(f64, f64))| {
            if *divisor > 0.0 { (x - offset) / divisor } else { 0.0 }
        };
        let rows = self.rows().iter().map(|row| row.iter().zip(&columns).map(scale).collect()).collect();
        Self::new(rows, self.directions().to_vec())
    }
}
