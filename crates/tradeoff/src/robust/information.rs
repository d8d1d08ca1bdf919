//! The value of information in closed form.

use crate::numeric::{normal_density, normal_distribution};

/// The expected value of perfect information on the difference between two alternatives, normal with this mean and standard
/// deviation: how much choosing after learning the truth gains, on average, over choosing by the mean.
///
/// `sd * (φ(d) - d (1 - Φ(d)))` with `d = |mean| / sd`. None unless the deviation is positive and both are finite.
///
/// Source: H. Raiffa & R. Schlaifer 1961, *Applied Statistical Decision Theory*, section 5.5.
///
/// ```
/// let value = haggle_tradeoff::robust::normal_expected_value_of_perfect_information(0.0, 1.0);
/// assert!((value.unwrap_or(0.0) - 0.39894).abs() < 1e-5);
/// ```
pub fn normal_expected_value_of_perfect_information(mean: f64, deviation: f64) -> Option<f64> {
    if !(mean.is_finite() && deviation.is_finite() && deviation > 0.0) {
        return None;
    }
    let d = mean.abs() / deviation;
    Some(deviation * (normal_density(d) - d * normal_distribution(-d)))
}
