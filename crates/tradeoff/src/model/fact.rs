//! Facts: what is known, from where, since when and how surely.

use super::posterior::SharePosterior;
use crate::numeric::{Interval, to_f64, wilson_interval};

/// Something that is the case, whatever anybody thinks of it: a quantity with its unit, source and date.
///
/// A fact is drawn once for each sample, however many criteria and alternatives use it.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Fact {
    /// A short name, unique among the facts of a problem.
    pub id: String,
    /// What people read.
    pub label: String,
    /// The unit of [`quantity`](Self::quantity) and [`range`](Self::range), such as `share` or `distributions`.
    pub unit: String,
    /// What is known of the quantity.
    pub quantity: Quantity,
    /// The values that are possible at all. A missing quantity may be anywhere in it, and a search for the value that
    /// would change the outcome stays in it.
    pub range: Interval,
    /// Where the quantity comes from: a file and line, a survey, a query.
    pub source: String,
    /// The date of the source (`2026-11-22`), where one is known.
    #[cfg_attr(feature = "serde", serde(default))]
    pub date: Option<String>,
}

/// What is known of a quantity.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum Quantity {
    /// Known exactly.
    Point(f64),
    /// Somewhere between two bounds; drawn uniformly.
    Interval(Interval),
    /// Most likely `mode`, never outside `[low, high]`; drawn from the triangular distribution.
    Triangular {
        /// The smallest possible value.
        low: f64,
        /// The most likely value.
        mode: f64,
        /// The largest possible value.
        high: f64,
    },
    /// A share estimated from a count: `successes` of `trials` in a stated sample. Its bounds are the Wilson interval at
    /// 95 %; it is drawn from the confidence distribution that gives exactly those intervals. No trials at all
    /// leaves the share anywhere in `[0, 1]`.
    Count {
        /// How many of the sample have the property.
        successes: u64,
        /// The size of the sample.
        trials: u64,
    },
    /// A share with a Beta distribution, for a prior that was elicited; both parameters are positive.
    Beta {
        /// Pseudo-count of successes.
        alpha: f64,
        /// Pseudo-count of failures.
        beta: f64,
    },
    /// A share as evidence and prior leave it; its bounds are the interval that leaves 2.5 % on either side, and it is drawn by the
    /// inverse of its distribution function.
    Posterior(SharePosterior),
    /// A rate estimated from `events` over an `exposure` (such as years): Gamma with shape `events + 1/2` and rate
    /// `exposure`, the posterior of a Poisson rate under the Jeffreys prior.
    Rate {
        /// How many events were seen.
        events: u64,
        /// Over how much exposure, positive.
        exposure: f64,
    },
    /// Nobody knows: anywhere in the fact's range.
    Missing,
}

impl Fact {
    /// The number that is taken for the fact where one number is needed: the value of a point, the middle of an interval
    /// and of what is missing, the mean of a posterior and of a triangular, Beta or Gamma distribution, and the observed share of a count.
    pub fn nominal(&self) -> f64 {
        let value = match self.quantity {
            Quantity::Point(value) => value,
            Quantity::Interval(interval) => interval.middle(),
            Quantity::Triangular { low, mode, high } => (low + mode + high) / 3.0,
            Quantity::Count { trials: 0, .. } => 0.5,
            Quantity::Count { successes, trials } => to_f64(successes) / to_f64(trials),
            Quantity::Beta { alpha, beta } => alpha / (alpha + beta),
            Quantity::Posterior(posterior) => posterior.mean(),
            Quantity::Rate { events, exposure } => (to_f64(events) + 0.5) / exposure,
            Quantity::Missing => self.range.middle(),
        };
        self.range.clamp(value)
    }

    /// The interval that the fact is taken to lie in: the support where it is bounded, the Wilson interval of a count
    /// or of a posterior at 95 %, and the range for Beta, rate and missing quantities. It never leaves the range.
    pub fn bounds(&self) -> Interval {
        let bounds = match self.quantity {
            Quantity::Point(value) => Interval::point(value),
            Quantity::Interval(interval) => Ok(interval),
            Quantity::Triangular { low, high, .. } => Interval::new(low, high),
            Quantity::Count { successes, trials } => Ok(wilson_interval(successes, trials)),
            Quantity::Posterior(posterior) => Ok(posterior.interval(0.95)),
            Quantity::Beta { .. } | Quantity::Rate { .. } | Quantity::Missing => Ok(self.range),
        };
        let bounds = bounds.unwrap_or(self.range);
        Interval::new(self.range.clamp(bounds.low()), self.range.clamp(bounds.high())).unwrap_or(self.range)
    }

    /// The values that a draw can take: the bounds of a point, an interval and a triangular quantity, what is possible at all of a posterior, else the range.
    pub fn support(&self) -> Interval {
        match self.quantity {
            Quantity::Point(_) | Quantity::Interval(_) | Quantity::Triangular { .. } => self.bounds(),
            Quantity::Posterior(posterior) => posterior.within,
            Quantity::Count { .. } | Quantity::Beta { .. } | Quantity::Rate { .. } | Quantity::Missing => {
                self.range
            }
        }
    }

    /// Whether the fact is known exactly, so that nothing is drawn for it.
    pub fn is_certain(&self) -> bool {
        self.support().width() <= 0.0
    }

    /// What is wrong with the quantity, in words.
    pub(crate) fn fault(&self) -> Option<&'static str> {
        let range = self.range;
        match self.quantity {
            Quantity::Point(value) if !value.is_finite() => Some("the value is not a finite number"),
            Quantity::Point(value) if !range.contains(value) => Some("the value lies outside the range"),
            Quantity::Interval(interval) if !range.encloses(interval) => {
                Some("the interval leaves the range")
            }
            Quantity::Triangular { low, mode, high } => match Interval::new(low, high) {
                Ok(interval) if interval.contains(mode) && range.encloses(interval) => None,
                Ok(interval) if interval.contains(mode) => Some("the triangular bounds leave the range"),
                _ => Some("low, mode and high are not finite numbers in ascending order"),
            },
            Quantity::Count { successes, trials } if successes > trials => Some("more successes than trials"),
            Quantity::Beta { alpha, beta } if !(is_positive(alpha) && is_positive(beta)) => {
                Some("the parameters of a Beta distribution are positive numbers")
            }
            Quantity::Posterior(posterior) if !posterior.is_sound() => {
                Some("the parameters of a posterior are positive numbers, and its bounds lie inside [0, 1]")
            }
            Quantity::Count { .. } | Quantity::Beta { .. } | Quantity::Posterior(_)
                if !range.encloses(Interval::UNIT) =>
            {
                Some("a share needs the range [0, 1]")
            }
            Quantity::Rate { exposure, .. } if !is_positive(exposure) => {
                Some("the exposure is not a positive number")
            }
            Quantity::Rate { .. } if range.low() > 0.0 => Some("a rate needs a range that begins at 0"),
            _ => None,
        }
    }
}

fn is_positive(value: f64) -> bool {
    value.is_finite() && value > 0.0
}
