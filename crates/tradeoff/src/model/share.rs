//! Evidence about a share, and what class of share it makes: popular, advanced or undetermined.

use crate::numeric::{Interval, to_f64};

/// What one piece of evidence says of a share.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum ShareEvidence {
    /// A count from a stated sample.
    Sample {
        /// How many of the sample use it.
        successes: u64,
        /// The size of the sample.
        trials: u64,
    },
    /// A tally of shipped defaults, which says what tools ship and not what their users run.
    Tally {
        /// Members where it is on.
        on: u64,
        /// Members where it is off.
        off: u64,
        /// Members that cannot be told, which say nothing.
        unclear: u64,
    },
    /// Bounds that follow from something else, such as a service that the feature needs.
    Bounds(Interval),
}

impl ShareEvidence {
    /// What speaks for and against, in members that were looked at.
    pub(super) fn counts(self) -> (f64, f64) {
        match self {
            Self::Sample { successes, trials } => {
                let successes = to_f64(successes.min(trials));
                (successes, to_f64(trials) - successes)
            }
            Self::Tally { on, off, .. } => (to_f64(on), to_f64(off)),
            Self::Bounds(_) => (0.0, 0.0),
        }
    }

    /// Where the share lies for certain if this holds.
    pub(super) fn bounds(self) -> Interval {
        match self {
            Self::Sample { .. } | Self::Tally { .. } => Interval::UNIT,
            Self::Bounds(bounds) => {
                Interval::new(bounds.low().clamp(0.0, 1.0), bounds.high().clamp(0.0, 1.0))
                    .unwrap_or(Interval::UNIT)
            }
        }
    }
}

/// Evidence with its quality.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct WeighedEvidence {
    /// What was counted or bounded.
    pub evidence: ShareEvidence,
    /// What one member is worth, in members of a random sample: from 0, nothing, to 1. It does not touch bounds, which hold or do
    /// not.
    pub quality: f64,
}

impl WeighedEvidence {
    /// The quality of a tool's default, unless it is stated: ten are worth one deployment that was asked.
    pub const TALLY_QUALITY: f64 = 0.1;
    /// The most that all tallies together are worth, in members of a random sample.
    pub const MOST_OF_TALLIES: f64 = 2.0;

    /// Evidence of the usual quality: 1 for samples and bounds, [`TALLY_QUALITY`](Self::TALLY_QUALITY) for tallies.
    pub fn usual(evidence: ShareEvidence) -> Self {
        let quality = if matches!(evidence, ShareEvidence::Tally { .. }) { Self::TALLY_QUALITY } else { 1.0 };
        Self { evidence, quality }
    }

    /// What speaks for and against, in members of a random sample.
    pub(super) fn weighed_counts(self) -> (f64, f64) {
        let quality = if self.quality > 0.0 { self.quality.min(1.0) } else { 0.0 };
        let (on, off) = self.evidence.counts();
        (quality * on, quality * off)
    }
}

/// Whether most use a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum AdoptionClass {
    /// Most use it, with a stated probability.
    Popular,
    /// Most do not, with a stated probability.
    Advanced,
    /// The evidence does not decide.
    Undetermined,
}

/// When a share is taken for most, and when it is known to be.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ShareThresholds {
    /// The share above which it is most; one half.
    pub most: f64,
    /// Popular if the probability of most is at least this; 0.95.
    pub popular: f64,
    /// Advanced if the probability of most is at most this; 0.05.
    pub advanced: f64,
}

impl Default for ShareThresholds {
    fn default() -> Self {
        Self { most: 0.5, popular: 0.95, advanced: 0.05 }
    }
}

impl ShareThresholds {
    /// The class at this probability of most.
    pub fn classify(&self, probability_of_most: f64) -> AdoptionClass {
        if probability_of_most >= self.popular {
            AdoptionClass::Popular
        } else if probability_of_most <= self.advanced {
            AdoptionClass::Advanced
        } else {
            AdoptionClass::Undetermined
        }
    }
}
