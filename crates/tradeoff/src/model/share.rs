//! Shares against a threshold: popular, advanced or undetermined.

use crate::numeric::{Interval, to_f64, wilson_interval};

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
