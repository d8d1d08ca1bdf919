//! Shares against a threshold: popular, advanced or undetermined.

use crate::elementary::normal_quantile;
use crate::fact::to_f64;
use crate::interval::Interval;

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

/// What is known of a share.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum ShareEvidence {
    /// A count from a stated random sample: sampling error is taken into account by the Wilson interval at 95 %.
    Sample {
        /// How many of the sample use it.
        successes: u64,
        /// The size of the sample.
        trials: u64,
    },
    /// A tally of shipped defaults: every member was looked at, so there is no sampling error, but some may be unclear.
    Tally {
        /// Members where it is on.
        on: u64,
        /// Members where it is off.
        off: u64,
        /// Members that cannot be told: each may be either.
        unclear: u64,
    },
    /// Bounds that follow from something else, such as a service that the feature needs.
    Bounds(Interval),
}

impl ShareEvidence {
    /// The interval that the share lies in, inside `[0, 1]`. A tally of nothing is vacuous.
    pub fn interval(self) -> Interval {
        match self {
            Self::Sample { successes, trials } => wilson_interval(successes, trials),
            Self::Tally { on, off, unclear } => {
                let total = to_f64(on) + to_f64(off) + to_f64(unclear);
                if total <= 0.0 {
                    return Interval::UNIT;
                }
                let low = to_f64(on) / total;
                Interval::new(low, ((to_f64(on) + to_f64(unclear)) / total).max(low))
                    .unwrap_or(Interval::UNIT)
            }
            Self::Bounds(bounds) => {
                Interval::new(bounds.low().clamp(0.0, 1.0), bounds.high().clamp(0.0, 1.0))
                    .unwrap_or(Interval::UNIT)
            }
        }
    }
}

/// Whether most use a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum AdoptionClass {
    /// The whole interval lies above the threshold.
    Popular,
    /// The whole interval lies below the threshold.
    Advanced,
    /// The interval touches the threshold: the evidence does not decide.
    Undetermined,
}

/// Classifies a share against a threshold (one half for "most"). It is decided only when the whole interval clears it.
///
/// ```
/// use haggle_tradeoff::{AdoptionClass, ShareEvidence, classify_share};
///
/// let survey = ShareEvidence::Sample { successes: 81, trials: 263 };
/// assert_eq!(classify_share(survey, 0.5), AdoptionClass::Advanced);
/// assert_eq!(classify_share(ShareEvidence::Sample { successes: 8, trials: 10 }, 0.5), AdoptionClass::Undetermined);
/// ```
pub fn classify_share(evidence: ShareEvidence, threshold: f64) -> AdoptionClass {
    let interval = evidence.interval();
    if interval.low() > threshold {
        AdoptionClass::Popular
    } else if interval.high() < threshold {
        AdoptionClass::Advanced
    } else {
        AdoptionClass::Undetermined
    }
}
