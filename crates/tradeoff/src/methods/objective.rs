//! Weights from the spread of the data, for comparison only: they are nobody's preferences, and they change when an
//! alternative is added.

use super::error::{MethodError, MethodErrorKind};
use super::table::Performances;
use crate::numeric::{Direction, index_to_f64, ln};

/// Entropy weights: the less evenly a column is spread over the alternatives, the more weight. Directions play no part;
/// `0 ln 0` is 0.
///
/// Source: C. E. Shannon 1948; M. Zeleny 1982, chapter 7.
///
/// # Errors
/// When a number is negative, a column sums to 0, or no column tells alternatives apart.
pub fn entropy_weights(table: &Performances) -> Result<Vec<f64>, MethodError> {
    if table.rows().iter().flatten().any(|x| *x < 0.0) {
        return Err(MethodError::new(MethodErrorKind::Number, "entropy weights need numbers from zero up"));
    }
    let scale = ln(index_to_f64(table.n_rows()));
    let mut spread = Vec::with_capacity(table.n_columns());
    for column in 0..table.n_columns() {
        let sum: f64 = table.column(column).sum();
        if sum <= 0.0 {
            return Err(MethodError::new(
                MethodErrorKind::Number,
                "a column sums to 0, so that its entropy is not defined",
            ));
        }
        let terms = table.column(column).map(|x| x / sum).filter(|share| *share > 0.0);
        let entropy: f64 = terms.map(|share| -share * ln(share)).sum();
        spread.push((1.0 - entropy / scale).max(0.0));
    }
    shares(&spread)
}

/// CRITIC weights: the standard deviation of a column, scaled from its worst to its best, times how little it goes along with the
/// others. A column in which all are equal gets no weight.
///
/// Source: D. Diakoulaki, G. Mavrotas, L. Papayannakis 1995, <https://doi.org/10.1016/0305-0548(94)00059-H>.
///
/// # Errors
/// When no column tells alternatives apart, or all go along with each other entirely, which leaves 0 to share.
pub fn critic_weights(table: &Performances) -> Result<Vec<f64>, MethodError> {
    let n = index_to_f64(table.n_rows());
    let columns: Vec<Vec<f64>> = (0..table.n_columns())
        .map(|column| {
            let (low, high) = table.extremes(column);
            let scaled = table.column(column).map(|x| match table.directions()[column] {
                _ if high <= low => 0.0,
                Direction::Max => (x - low) / (high - low),
                Direction::Min => (high - x) / (high - low),
            });
            let mean = scaled.clone().sum::<f64>() / n;
            scaled.map(|x| x - mean).collect()
        })
        .collect();
    let product = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(x, y)| x * y).sum::<f64>();
    let norms: Vec<f64> = columns.iter().map(|column| product(column, column).sqrt()).collect();
    let information: Vec<f64> = (0..columns.len())
        .map(|j| {
            let conflict = |k: usize| match norms[j] * norms[k] {
                // Columns that go along entirely must not keep a conflict by rounding.
                both if both > 0.0 => match 1.0 - product(&columns[j], &columns[k]) / both {
                    conflict if conflict < 1e-12 => 0.0,
                    conflict => conflict,
                },
                _ => 1.0,
            };
            norms[j] * (0..columns.len()).filter(|&k| k != j).map(conflict).sum::<f64>()
        })
        .collect();
    shares(&information).map_err(|_| {
        MethodError::new(
            MethodErrorKind::NoAnswer,
            "no column tells the alternatives apart in a way of its own: each goes along with all others",
        )
    })
}

fn shares(parts: &[f64]) -> Result<Vec<f64>, MethodError> {
    let sum: f64 = parts.iter().sum();
    if sum.is_finite() && sum > 0.0 {
        Ok(parts.iter().map(|part| part / sum).collect())
    } else {
        Err(MethodError::new(MethodErrorKind::NoAnswer, "no column tells the alternatives apart"))
    }
}

#[cfg(test)]
mod tests {
    use super::critic_weights;
    use crate::methods::Performances;
    use crate::numeric::Direction;

    #[test]
    fn columns_that_say_the_same_have_no_critic_weights() {
        let rows = vec![vec![4.0, 5.0], vec![5.0, 1.0], vec![4.0, 5.0]];
        let table = Performances::new(rows, vec![Direction::Max, Direction::Min]).unwrap();
        let error = critic_weights(&table).unwrap_err().to_string();
        assert!(error.contains("goes along"), "{error}");
    }
}
