//! Intervals of a share that was counted in a sample.

use super::counts::to_f64;
use super::elementary::normal_quantile;
use super::interval::Interval;

/// The Wilson score interval at 95 % of a share, from `successes` in `trials`.
///
/// No trials give the vacuous `[0, 1]`; more successes than trials count as all of them.
///
/// Source: E. B. Wilson 1927, <https://doi.org/10.1080/01621459.1927.10502953>; R. G. Newcombe 1998, method 3,
/// <https://doi.org/10.1002/(SICI)1097-0258(19980430)17:8%3C857::AID-SIM777%3E3.0.CO;2-E>.
///
/// ```
/// let interval = haggle_tradeoff::wilson_interval(81, 263);
/// assert!((interval.low() - 0.2553).abs() < 5e-5);
/// assert!((interval.high() - 0.3662).abs() < 5e-5);
/// ```
pub fn wilson_interval(successes: u64, trials: u64) -> Interval {
    wilson_interval_at(successes, trials, 0.95)
}

/// The Wilson score interval at any confidence strictly between 0 and 1; see [`wilson_interval`].
/// A confidence outside that range gives the vacuous interval.
pub fn wilson_interval_at(successes: u64, trials: u64, confidence: f64) -> Interval {
    if trials == 0 || !(confidence > 0.0 && confidence < 1.0) {
        return Interval::UNIT;
    }
    let successes = successes.min(trials);
    let n = to_f64(trials);
    let share = to_f64(successes) / n;
    let z = normal_quantile(0.5 + confidence / 2.0);
    let denominator = 1.0 + z * z / n;
    let centre = (share + z * z / (2.0 * n)) / denominator;
    let half = z / denominator * (share * (1.0 - share) / n + z * z / (4.0 * n * n)).sqrt();
    // At the ends the interval reaches the bound exactly; rounding must not say otherwise.
    let low = if successes == 0 { 0.0 } else { (centre - half).max(0.0) };
    let high = if successes == trials { 1.0 } else { (centre + half).min(1.0) };
    Interval::new(low, high).unwrap_or(Interval::UNIT)
}
