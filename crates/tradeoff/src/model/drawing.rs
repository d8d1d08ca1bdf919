//! How a fact is drawn, sorted out before the first sample.

use super::fact::{Fact, Quantity};
use super::posterior::QuantileTable;
use crate::numeric::{Interval, Spread, Stream, to_f64};

/// How a fact is drawn.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Drawing {
    /// It is known.
    Certain(f64),
    /// Half a word, spread over an interval.
    Uniform(Spread),
    /// Half a word, looked up.
    Table(QuantileTable),
    /// As many words as it takes.
    Words(Words),
}

/// What takes a number of words that may vary.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Words {
    distribution: Distribution,
    range: Interval,
}

#[derive(Debug, Clone, PartialEq)]
enum Distribution {
    Triangular { low: f64, mode: f64, high: f64 },
    Wilson { successes: f64, trials: f64 },
    Beta { alpha: f64, beta: f64 },
    Gamma { shape: f64, exposure: f64 },
}

impl Drawing {
    pub(crate) fn of(fact: &Fact) -> Self {
        let words = |distribution| Self::Words(Words { distribution, range: fact.range });
        match fact.quantity {
            _ if fact.is_certain() => Self::Certain(fact.support().low()),
            Quantity::Point(value) => Self::Certain(value),
            Quantity::Interval(interval) => Self::Uniform(Spread::over(interval)),
            Quantity::Missing => Self::Uniform(Spread::over(fact.range)),
            Quantity::Count { trials: 0, .. } => Self::Uniform(Spread::UNIT),
            Quantity::Posterior(posterior) if posterior.alpha == 1.0 && posterior.beta == 1.0 => {
                Self::Uniform(Spread::over(posterior.within))
            }
            Quantity::Posterior(posterior) => Self::Table(QuantileTable::new(posterior)),
            Quantity::Triangular { low, mode, high } => words(Distribution::Triangular { low, mode, high }),
            Quantity::Count { successes, trials } => {
                words(Distribution::Wilson { successes: to_f64(successes), trials: to_f64(trials) })
            }
            Quantity::Beta { alpha, beta } => words(Distribution::Beta { alpha, beta }),
            Quantity::Rate { events, exposure } => {
                words(Distribution::Gamma { shape: to_f64(events) + 0.5, exposure })
            }
        }
    }

    /// Draws the value of a fact of this number, as [`Columns`](crate::uncertainty) does for many samples; `stream` gives the stream of a
    /// purpose.
    pub(crate) fn draw(&self, number: u64, stream: impl Fn(u64) -> Stream) -> f64 {
        let half = || {
            let (upper, lower) = stream(PAIRS + number / 2).halves();
            if number.is_multiple_of(2) { upper } else { lower }
        };
        match self {
            Self::Certain(value) => *value,
            Self::Uniform(spread) => spread.at(half()),
            Self::Table(table) => table.at(half()),
            Self::Words(words) => words.draw(&mut stream(FACTS + number)),
        }
    }
}

impl Words {
    pub(crate) fn draw(&self, stream: &mut Stream) -> f64 {
        let value = match self.distribution {
            Distribution::Triangular { low, mode, high } => stream.triangular(low, mode, high),
            Distribution::Wilson { successes, trials } => stream.wilson(successes, trials),
            Distribution::Beta { alpha, beta } => stream.beta(alpha, beta),
            Distribution::Gamma { shape, exposure } => stream.gamma(shape) / exposure,
        };
        self.range.clamp(value)
    }
}

/// The purposes of the streams of a sample: facts and each stakeholder's weights are drawn apart, so that a change to one leaves the
/// draws of the others as they are. Two facts share the halves of a word, by their numbers and whatever they are.
pub(crate) const FACTS: u64 = 0;
/// The purposes of words whose halves belong to two facts.
pub(crate) const PAIRS: u64 = 1 << 33;
/// The purposes of stakeholders' weights.
pub(crate) const WEIGHTS: u64 = 1 << 32;
