//! AHP: weights from pairwise comparisons, with their consistency.

use super::error::{MethodError, MethodErrorKind};
use super::table::Weights;
use crate::numeric::{exp, index_to_f64, ln};

/// A matrix of positive, finite comparisons, `[i][j]` saying how much more `i` matters than `j`, with 1 on the diagonal
/// and reciprocals across it.
#[derive(Debug, Clone, PartialEq)]
pub struct ComparisonMatrix {
    rows: Vec<Vec<f64>>,
}

/// The table of random indices that a consistency ratio is taken against: they differ, and near 0.1 that decides between
/// acceptance and rejection. So the table is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum RandomIndex {
    /// T. L. Saaty 1980.
    Saaty1980,
    /// Saaty's later tables.
    SaatyLater,
    /// J. A. Alonso & M. T. Lamata 2006, <https://doi.org/10.1142/S0218488506004114>.
    AlonsoLamata2006,
    /// V. M. R. Tummala & H. Ling 1998.
    TummalaLing1998,
}

impl RandomIndex {
    /// The indices of matrices of 1 to 15 criteria.
    pub fn table(self) -> [f64; 15] {
        match self {
            Self::Saaty1980 => {
                [0.0, 0.0, 0.58, 0.9, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59]
            }
            Self::SaatyLater => {
                [0.0, 0.0, 0.52, 0.89, 1.11, 1.25, 1.35, 1.4, 1.45, 1.49, 1.52, 1.54, 1.56, 1.58, 1.59]
            }
            Self::AlonsoLamata2006 => [
                0.0, 0.0, 0.5245, 0.8815, 1.1086, 1.2479, 1.3417, 1.4056, 1.4499, 1.4854, 1.5141, 1.5365,
                1.5551, 1.5713, 1.5838,
            ],
            Self::TummalaLing1998 => [
                0.0, 0.0, 0.5799, 0.8921, 1.1159, 1.2358, 1.3322, 1.3952, 1.4537, 1.4882, 1.5117, 1.5356,
                1.5571, 1.5714, 1.5831,
            ],
        }
    }
}

/// The principal eigenvector of a comparison matrix.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Eigenvector {
    /// The weights; they sum to 1.
    pub weights: Vec<f64>,
    /// The eigenvalue: the number of criteria where the comparisons are consistent, and more where they are not.
    pub eigenvalue: f64,
}

impl ComparisonMatrix {
    /// Checks a matrix; reciprocals may be off by a relative 1e-6, as written fractions are.
    ///
    /// # Errors
    /// When the matrix is empty or not square, or an entry is not positive, finite and the reciprocal of its mirror.
    pub fn new(rows: Vec<Vec<f64>>) -> Result<Self, MethodError> {
        let n = rows.len();
        if n == 0 || rows.iter().any(|row| row.len() != n) {
            return Err(MethodError::new(
                MethodErrorKind::Length,
                "a comparison matrix is square and not empty",
            ));
        }
        for i in 0..n {
            for j in 0..n {
                let (here, mirror) = (rows[i][j], rows[j][i]);
                if !(here.is_finite() && here > 0.0 && mirror > 0.0) {
                    return Err(MethodError::new(
                        MethodErrorKind::Number,
                        "a comparison is not a positive number",
                    ));
                }
                if (here * mirror - 1.0).abs() > 1e-6 {
                    return Err(MethodError::new(
                        MethodErrorKind::Comparisons,
                        format!("comparisons {i},{j} and {j},{i} are not reciprocals"),
                    ));
                }
            }
        }
        Ok(Self { rows })
    }

    /// The comparisons.
    pub fn rows(&self) -> &[Vec<f64>] {
        &self.rows
    }

    /// The principal eigenvector with the sum 1, and its eigenvalue, by power iteration.
    ///
    /// Source: T. L. Saaty 1977, <https://doi.org/10.1016/0022-2496(77)90033-5>.
    pub fn eigenvector(&self) -> Eigenvector {
        let mut weights = self.geometric();
        let mut eigenvalue = index_to_f64(self.rows.len());
        let mut last_change = f64::INFINITY;
        for _ in 0..10_000 {
            let product: Vec<f64> = self
                .rows
                .iter()
                .map(|row| row.iter().zip(&weights).map(|(entry, weight)| entry * weight).sum())
                .collect();
            let sum: f64 = product.iter().sum();
            let next: Vec<f64> = product.iter().map(|x| x / sum).collect();
            let change = next.iter().zip(&weights).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
            weights = next;
            eigenvalue = sum;
            // Once only the last digits waver, going on makes nothing better.
            if change < 1e-16 || (change < 1e-13 && change >= last_change) {
                break;
            }
            last_change = change;
        }
        Eigenvector { weights, eigenvalue }
    }

    /// The geometric means of the rows, divided by their sum.
    ///
    /// Source: G. Crawford & C. Williams 1985, <https://doi.org/10.1016/0022-2496(85)90002-1>.
    pub fn geometric(&self) -> Vec<f64> {
        let n = index_to_f64(self.rows.len());
        let mean = |row: &Vec<f64>| exp(row.iter().map(|x| ln(*x)).sum::<f64>() / n);
        normalised(self.rows.iter().map(mean).collect())
    }

    /// The means of the columns divided by their sums: an approximation of the eigenvector, not the same.
    pub fn mean_of_normalised_columns(&self) -> Vec<f64> {
        let n = index_to_f64(self.rows.len());
        let sum = |column: usize| self.rows.iter().map(|row| row[column]).sum::<f64>();
        let sums: Vec<f64> = (0..self.rows.len()).map(sum).collect();
        self.rows.iter().map(|row| row.iter().zip(&sums).map(|(x, sum)| x / sum).sum::<f64>() / n).collect()
    }

    /// `(eigenvalue - n) / (n - 1)`; 0 for one or two criteria, which are always consistent.
    pub fn consistency_index(&self) -> f64 {
        let n = index_to_f64(self.rows.len());
        if self.rows.len() < 3 {
            return 0.0;
        }
        (self.eigenvector().eigenvalue - n) / (n - 1.0)
    }

    /// The consistency index over the random index of the table; none beyond 15 criteria.
    pub fn consistency_ratio(&self, table: RandomIndex) -> Option<f64> {
        let random = *table.table().get(self.rows.len() - 1)?;
        Some(if random > 0.0 { self.consistency_index() / random } else { 0.0 })
    }

    /// The geometric consistency index `2 / ((n-1)(n-2)) * sum of ln^2(a_ij w_j / w_i)`.
    ///
    /// Source: J. Aguarón & J. M. Moreno-Jiménez 2003, <https://doi.org/10.1016/S0377-2217(02)00255-2>.
    pub fn geometric_consistency_index(&self) -> f64 {
        let n = self.rows.len();
        if n < 3 {
            return 0.0;
        }
        let weights = self.geometric();
        let mut sum = 0.0;
        for i in 0..n {
            for j in i + 1..n {
                let error = ln(self.rows[i][j] * weights[j] / weights[i]);
                sum += error * error;
            }
        }
        2.0 * sum / (index_to_f64(n - 1) * index_to_f64(n - 2))
    }
}

fn normalised(values: Vec<f64>) -> Vec<f64> {
    let sum: f64 = values.iter().sum();
    values.into_iter().map(|x| x / sum).collect()
}

/// Aggregates individual judgements (AIJ): the weighted geometric mean of every comparison.
///
/// Source: E. Forman & K. Peniwati 1998, <https://doi.org/10.1016/S0377-2217(97)00244-0>.
///
/// # Errors
/// When there is no matrix, they differ in size, or the weights do not go with them.
pub fn aggregate_judgements(
    matrices: &[ComparisonMatrix],
    weights: &Weights,
) -> Result<ComparisonMatrix, MethodError> {
    check_group(matrices.iter().map(|matrix| matrix.rows.len()), weights)?;
    let n = matrices[0].rows.len();
    let entry = |i: usize, j: usize| {
        let logs =
            matrices.iter().zip(weights.as_slice()).map(|(matrix, weight)| weight * ln(matrix.rows[i][j]));
        exp(logs.sum::<f64>())
    };
    ComparisonMatrix::new((0..n).map(|i| (0..n).map(|j| entry(i, j)).collect()).collect())
}

/// Aggregates individual priorities (AIP) by their weighted geometric mean.
///
/// # Errors
/// When there are none, they differ in length, one is not positive, or the weights do not go with them.
pub fn aggregate_priorities_geometric(
    priorities: &[Vec<f64>],
    weights: &Weights,
) -> Result<Vec<f64>, MethodError> {
    check_group(priorities.iter().map(Vec::len), weights)?;
    if priorities.iter().flatten().any(|priority| !(priority.is_finite() && *priority > 0.0)) {
        return Err(MethodError::new(MethodErrorKind::Number, "a geometric mean needs positive priorities"));
    }
    let mean = |at: usize| {
        let logs = priorities.iter().zip(weights.as_slice()).map(|(own, weight)| weight * ln(own[at]));
        exp(logs.sum::<f64>())
    };
    Ok(normalised((0..priorities[0].len()).map(mean).collect()))
}

/// Aggregates individual priorities (AIP) by their weighted arithmetic mean.
///
/// # Errors
/// When there are none, they differ in length, or the weights do not go with them.
pub fn aggregate_priorities_arithmetic(
    priorities: &[Vec<f64>],
    weights: &Weights,
) -> Result<Vec<f64>, MethodError> {
    check_group(priorities.iter().map(Vec::len), weights)?;
    let mean = |at: usize| {
        priorities.iter().zip(weights.as_slice()).map(|(own, weight)| weight * own[at]).sum::<f64>()
    };
    Ok((0..priorities[0].len()).map(mean).collect())
}

fn check_group(
    mut lengths: impl Iterator<Item = usize> + Clone,
    weights: &Weights,
) -> Result<(), MethodError> {
    if lengths.clone().count() != weights.as_slice().len() {
        return Err(MethodError::new(
            MethodErrorKind::Length,
            "there are not as many weights as members of the group",
        ));
    }
    let first = lengths.clone().next();
    if lengths.all(|length| Some(length) == first && length > 0) {
        Ok(())
    } else {
        Err(MethodError::new(
            MethodErrorKind::Length,
            "the members of the group judge different numbers of things",
        ))
    }
}
