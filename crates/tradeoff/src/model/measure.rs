//! How the facts become a measure of an alternative on a criterion.

use crate::numeric::{Interval, interpolate};
use crate::vector::Lanes;

/// One cell of the performance table: how an alternative does on a leaf criterion.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Cell {
    /// The leaf criterion.
    pub criterion: String,
    /// The alternative.
    pub alternative: String,
    /// The measure, in the unit of the criterion.
    pub measure: Measure,
}

impl Cell {
    /// How the alternative does on the criterion.
    pub fn new(criterion: impl Into<String>, alternative: impl Into<String>, measure: Measure) -> Self {
        Self { criterion: criterion.into(), alternative: alternative.into(), measure }
    }
}

/// A measure in the unit of its criterion, as a function of facts. `F` names a fact (a `String` in a draft).
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum Measure<F = String> {
    /// The same whatever the facts: what the alternative means by definition.
    Fixed {
        /// The measure.
        value: f64,
        /// Why: the source of a measure that rests on no fact.
        because: String,
    },
    /// `intercept + sum of slope * fact`.
    Affine {
        /// The measure where all facts are 0.
        intercept: f64,
        /// Each fact and its slope.
        terms: Vec<(F, f64)>,
    },
    /// `factor * product of facts`.
    Product {
        /// The factor.
        factor: f64,
        /// The facts that are multiplied.
        facts: Vec<F>,
    },
    /// Steps: the measure of the last row whose threshold the fact reaches; below the first, the first row's.
    Steps {
        /// The fact.
        fact: F,
        /// `(threshold, measure)` in ascending order of the threshold.
        rows: Vec<(f64, f64)>,
    },
    /// Straight lines between `(fact, measure)` points in ascending order of the fact; flat beyond the ends.
    Curve {
        /// The fact.
        fact: F,
        /// The points.
        points: Vec<(f64, f64)>,
    },
}

impl Measure<String> {
    /// The fact itself.
    pub fn fact(id: impl Into<String>) -> Self {
        Self::Affine { intercept: 0.0, terms: vec![(id.into(), 1.0)] }
    }

    /// `intercept + slope * fact`.
    pub fn affine(intercept: f64, slope: f64, id: impl Into<String>) -> Self {
        Self::Affine { intercept, terms: vec![(id.into(), slope)] }
    }

    /// A measure that is what it is by definition.
    pub fn fixed(value: f64, because: impl Into<String>) -> Self {
        Self::Fixed { value, because: because.into() }
    }
}

impl<F> Measure<F> {
    /// The facts that the measure uses, in the order of their use.
    pub fn facts(&self) -> Vec<&F> {
        match self {
            Self::Fixed { .. } => Vec::new(),
            Self::Affine { terms, .. } => terms.iter().map(|(fact, _)| fact).collect(),
            Self::Product { facts, .. } => facts.iter().collect(),
            Self::Steps { fact, .. } | Self::Curve { fact, .. } => vec![fact],
        }
    }

    /// The same measure with its facts named otherwise.
    ///
    /// # Errors
    /// The first error of `rename`.
    pub(crate) fn try_map<G, E>(&self, mut rename: impl FnMut(&F) -> Result<G, E>) -> Result<Measure<G>, E> {
        Ok(match self {
            Self::Fixed { value, because } => Measure::Fixed { value: *value, because: because.clone() },
            Self::Affine { intercept, terms } => Measure::Affine {
                intercept: *intercept,
                terms: terms
                    .iter()
                    .map(|(fact, slope)| Ok((rename(fact)?, *slope)))
                    .collect::<Result<_, E>>()?,
            },
            Self::Product { factor, facts } => Measure::Product {
                factor: *factor,
                facts: facts.iter().map(rename).collect::<Result<_, E>>()?,
            },
            Self::Steps { fact, rows } => Measure::Steps { fact: rename(fact)?, rows: rows.clone() },
            Self::Curve { fact, points } => Measure::Curve { fact: rename(fact)?, points: points.clone() },
        })
    }

    /// What is wrong with the numbers, in words.
    pub(crate) fn fault(&self) -> Option<&'static str> {
        let (finite, ascending) = match self {
            Self::Fixed { value, .. } => (value.is_finite(), true),
            Self::Affine { intercept, terms } => {
                (intercept.is_finite() && terms.iter().all(|(_, slope)| slope.is_finite()), true)
            }
            Self::Product { factor, .. } => (factor.is_finite(), true),
            Self::Steps { rows, .. } | Self::Curve { points: rows, .. } => (
                !rows.is_empty() && rows.iter().all(|(x, y)| x.is_finite() && y.is_finite()),
                rows.windows(2).all(|pair| pair[0].0 < pair[1].0),
            ),
        };
        if !finite {
            return Some("the measure has a number that is not finite, or no row at all");
        }
        (!ascending).then_some("the rows of the measure are not in ascending order")
    }
}

impl Measure<usize> {
    /// The measure at these values of the facts.
    pub(crate) fn at(&self, facts: &[f64]) -> f64 {
        match self {
            Self::Fixed { value, .. } => *value,
            Self::Affine { intercept, terms } => {
                terms.iter().fold(*intercept, |sum, (fact, slope)| sum + slope * facts[*fact])
            }
            Self::Product { factor, facts: used } => {
                used.iter().fold(*factor, |product, fact| product * facts[*fact])
            }
            Self::Steps { fact, rows } => step_at(rows, facts[*fact]),
            Self::Curve { fact, points } => interpolate(points, facts[*fact]),
        }
    }
}

impl Measure<usize> {
    /// The measure in each lane: what [`at`](Self::at) gives there.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "compiled inside functions that have vector instructions")]
    pub(crate) fn column(&self, facts: &[Lanes], out: &mut Lanes) {
        match self {
            Self::Fixed { value, .. } => out.0 = [*value; 64],
            Self::Affine { intercept, terms } => {
                out.0 = [*intercept; 64];
                for (fact, slope) in terms {
                    for (sum, x) in out.0.iter_mut().zip(&facts[*fact].0) {
                        *sum += slope * x;
                    }
                }
            }
            Self::Product { factor, facts: used } => {
                out.0 = [*factor; 64];
                for fact in used {
                    for (product, x) in out.0.iter_mut().zip(&facts[*fact].0) {
                        *product *= x;
                    }
                }
            }
            Self::Steps { fact, rows } => {
                for (step, x) in out.0.iter_mut().zip(&facts[*fact].0) {
                    *step = step_at(rows, *x);
                }
            }
            Self::Curve { fact, points } => {
                for (height, x) in out.0.iter_mut().zip(&facts[*fact].0) {
                    *height = interpolate(points, *x);
                }
            }
        }
    }

    /// The values of a fact at which the measure bends or steps.
    pub(crate) fn breakpoints(&self, of: usize) -> Vec<f64> {
        match self {
            Self::Steps { fact, rows: points } | Self::Curve { fact, points } if *fact == of => {
                points.iter().map(|(x, _)| *x).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The least and the largest measure while each fact stays in its interval.
    pub(crate) fn bounds(&self, facts: &[Interval]) -> (f64, f64) {
        match self {
            Self::Fixed { value, .. } => (*value, *value),
            Self::Affine { intercept, terms } => {
                let (low, high) = affine_bounds(terms, facts);
                (intercept + low, intercept + high)
            }
            Self::Product { factor, facts: used } => {
                used.iter().fold((*factor, *factor), |(low, high), fact| {
                    let corners =
                        [facts[*fact].low(), facts[*fact].high()].map(|end| [low * end, high * end]);
                    extremes(corners.into_iter().flatten())
                })
            }
            Self::Steps { fact, rows: points } | Self::Curve { fact, points } => {
                let interval = facts[*fact];
                let mut values = facts.to_vec();
                let inside = points.iter().map(|(x, _)| *x).filter(|x| interval.contains(*x));
                let ends = [interval.low(), interval.high()];
                extremes(ends.into_iter().chain(inside).map(|x| {
                    values[*fact] = Interval::point(x).unwrap_or(interval);
                    let at: Vec<f64> = values.iter().map(|value| value.low()).collect();
                    self.at(&at)
                }))
            }
        }
    }

    /// The least and the largest difference to another measure, where a fact that both use has one value in both.
    pub(crate) fn difference_bounds(&self, other: &Self, facts: &[Interval]) -> (f64, f64) {
        if self == other {
            return (0.0, 0.0);
        }
        if let (Self::Affine { intercept: a, terms: mine }, Self::Affine { intercept: b, terms: theirs }) =
            (self, other)
        {
            let mut terms: Vec<(usize, f64)> = mine.clone();
            for (fact, slope) in theirs {
                terms.push((*fact, -slope));
            }
            let mut slopes = vec![0.0; facts.len()];
            for (fact, slope) in terms {
                slopes[fact] += slope;
            }
            let slopes: Vec<(usize, f64)> = slopes.into_iter().enumerate().collect();
            let (low, high) = affine_bounds(&slopes, facts);
            return (a - b + low, a - b + high);
        }
        let ((low, high), (other_low, other_high)) = (self.bounds(facts), other.bounds(facts));
        (low - other_high, high - other_low)
    }
}

/// The measure of the last row whose threshold is reached; below the first, the first row's.
fn step_at(rows: &[(f64, f64)], x: f64) -> f64 {
    let reached = rows.iter().take_while(|(threshold, _)| *threshold <= x).last();
    reached.or(rows.first()).map_or(0.0, |(_, measure)| *measure)
}

fn affine_bounds(terms: &[(usize, f64)], facts: &[Interval]) -> (f64, f64) {
    // A fact that is used twice widens the bounds, never narrows them.
    terms.iter().fold((0.0, 0.0), |(low, high), (fact, slope)| {
        let (a, b) = (slope * facts[*fact].low(), slope * facts[*fact].high());
        (low + a.min(b), high + a.max(b))
    })
}

fn extremes(values: impl Iterator<Item = f64>) -> (f64, f64) {
    values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)))
}
