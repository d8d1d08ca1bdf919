//! How unequal an outcome is.

use crate::numeric::{index_to_f64, sort_numbers};

/// The Gini coefficient of numbers from zero up: 0 where all are equal, towards 1 where one has everything. None for no
/// numbers, a negative one, or the sum 0.
///
/// ```
/// assert_eq!(haggle_tradeoff::group::gini(&[0.5, 0.5]), Some(0.0));
/// assert_eq!(haggle_tradeoff::group::gini(&[0.0, 1.0]), Some(0.5));
/// ```
pub fn gini(values: &[f64]) -> Option<f64> {
    if values.is_empty() || values.iter().any(|value| !value.is_finite() || *value < 0.0) {
        return None;
    }
    let mut sorted = values.to_vec();
    sort_numbers(&mut sorted);
    let n = index_to_f64(sorted.len());
    let sum: f64 = sorted.iter().sum();
    let weighted: f64 = sorted.iter().zip(1_u32..).map(|(value, rank)| f64::from(rank) * value).sum();
    (sum > 0.0).then(|| 2.0 * weighted / (n * sum) - (n + 1.0) / n)
}
