//! Fixed scales of measured criteria: unit, direction, ends, and how a measure becomes a value.

use crate::numeric::{Direction, Interval, exp, extrapolate, index_to_f64, interpolate, ln};
use crate::vector::Lanes;

/// How a leaf criterion is measured and valued. The scale is fixed by the problem, never by the alternatives at hand:
/// that is what keeps adding or dropping an alternative from reversing two others.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize))]
pub struct Scale {
    /// The unit of the measure, such as `distributions` or `share of deployments`.
    pub unit: String,
    /// Whether more or less of it is better.
    pub direction: Direction,
    /// The ends of the scale, in the unit. A swing weight is about going from one end to the other.
    pub range: Interval,
    /// How the measure becomes a value between 0 (worst) and 1 (best).
    pub value: ValueFunction,
    /// What a measure beyond the ends is worth.
    #[cfg_attr(feature = "serde", serde(default))]
    pub beyond: Beyond,
}

/// What a measure beyond the ends of its scale is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Beyond {
    /// What the nearer end is worth, so that no value leaves `[0, 1]`.
    #[default]
    Clamp,
    /// The first and the last straight line go on: below 0 past the worst end, above 1 past the best. Only for linear and piecewise
    /// value functions; a weight still is about the swing between the ends.
    Extrapolate,
}

/// What is usual beyond the ends is left out where fields have names; a format without names has every field.
#[cfg(feature = "serde")]
impl serde::Serialize for Scale {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct as _;

        let has_beyond = self.beyond != Beyond::Clamp || !serializer.is_human_readable();
        let mut fields = serializer.serialize_struct("Scale", if has_beyond { 5 } else { 4 })?;
        fields.serialize_field("unit", &self.unit)?;
        fields.serialize_field("direction", &self.direction)?;
        fields.serialize_field("range", &self.range)?;
        fields.serialize_field("value", &self.value)?;
        if has_beyond {
            fields.serialize_field("beyond", &self.beyond)?;
        }
        fields.end()
    }
}

/// A value function from `[0, 1]`, the position on the scale from its worst to its best end, to a value in `[0, 1]`.
/// Each begins at 0, ends at 1 and never falls.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum ValueFunction {
    /// `v(t) = t`.
    Linear,
    /// Straight lines between points `(measure in the criterion's unit, value)`, in ascending order of the measure,
    /// covering the scale; the values go from 0 to 1 without falling where more is better, from 1 to 0 where less is.
    Piecewise(Vec<(f64, f64)>),
    /// `v(t) = ln(1 + k t) / ln(1 + k)` with `k > 0`: the first steps count most.
    Logarithmic {
        /// The curvature `k`, positive; larger bends more.
        curvature: f64,
    },
    /// `v(t) = (1 - exp(-t / r)) / (1 - exp(-1 / r))` with `r` not 0: positive `r` bends up first, negative last.
    ///
    /// Source: C. W. Kirkwood 1997, *Strategic Decision Making*, section 4.
    Exponential {
        /// The tolerance `r` as a share of the scale.
        tolerance: f64,
    },
    /// Named levels: the measure is the number of a level (0 the first), the value is the level's. Values lie in
    /// `[0, 1]` and do not fall from the worst level to the best.
    Ordinal(Vec<f64>),
}

impl Scale {
    /// A linear scale.
    pub fn linear(unit: impl Into<String>, direction: Direction, range: Interval) -> Self {
        Self { unit: unit.into(), direction, range, value: ValueFunction::Linear, beyond: Beyond::Clamp }
    }

    /// The value of a measure in the criterion's unit: between 0 and 1, unless the measure lies beyond the scale and
    /// [`beyond`](Self::beyond) says that its lines go on.
    pub fn value_of(&self, measure: f64) -> f64 {
        let measure = match self.beyond {
            Beyond::Clamp => self.range.clamp(measure),
            Beyond::Extrapolate => measure,
        };
        let width = self.range.width();
        let position = match self.direction {
            Direction::Max => (measure - self.range.low()) / width,
            Direction::Min => (self.range.high() - measure) / width,
        };
        match &self.value {
            ValueFunction::Linear => position,
            ValueFunction::Piecewise(points) => match self.beyond {
                Beyond::Clamp => interpolate(points, measure).clamp(0.0, 1.0),
                Beyond::Extrapolate => extrapolate(points, measure),
            },
            ValueFunction::Logarithmic { curvature } => ln(1.0 + curvature * position) / ln(1.0 + curvature),
            ValueFunction::Exponential { tolerance } => {
                (1.0 - exp(-position / tolerance)) / (1.0 - exp(-1.0 / tolerance))
            }
            ValueFunction::Ordinal(levels) => {
                let level = measure.round().max(0.0);
                let index = (0..levels.len()).find(|&index| index_to_f64(index) >= level);
                index.or(levels.len().checked_sub(1)).map_or(0.0, |index| levels[index])
            }
        }
    }

    /// Turns measures into values, lane by lane: what [`value_of`](Self::value_of) gives for each.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "compiled inside functions that have vector instructions")]
    pub(crate) fn value_column(&self, column: &mut Lanes) {
        if !self.is_linear() {
            for measure in &mut column.0 {
                *measure = self.value_of(*measure);
            }
            return;
        }
        let (low, high, width) = (self.range.low(), self.range.high(), self.range.width());
        for measure in &mut column.0 {
            let clamped = if *measure < low { low } else { *measure };
            let clamped = if clamped > high { high } else { clamped };
            *measure = match self.direction {
                Direction::Max => clamped - low,
                Direction::Min => high - clamped,
            };
        }
        // Dividing by 1 changes nothing and takes its time.
        if width != 1.0 {
            for position in &mut column.0 {
                *position /= width;
            }
        }
    }

    /// Whether values grow or fall evenly from one end to the other, and not beyond.
    pub(crate) fn is_linear(&self) -> bool {
        self.value == ValueFunction::Linear && self.beyond == Beyond::Clamp
    }

    /// What is wrong with the scale, in words.
    pub(crate) fn fault(&self) -> Option<&'static str> {
        if self.range.width() <= 0.0 {
            return Some("the ends of the scale are the same");
        }
        let has_lines = matches!(self.value, ValueFunction::Linear | ValueFunction::Piecewise(_));
        if self.beyond == Beyond::Extrapolate && !has_lines {
            return Some("only a linear or piecewise value function goes on beyond its scale");
        }
        match &self.value {
            ValueFunction::Linear => None,
            ValueFunction::Piecewise(points) => self.piecewise_fault(points),
            ValueFunction::Logarithmic { curvature } => (!(curvature.is_finite() && *curvature > 0.0))
                .then_some("the curvature of a logarithmic value function is a positive number"),
            ValueFunction::Exponential { tolerance } => (!(tolerance.is_finite() && tolerance.abs() >= 0.01))
                .then_some(
                    "the tolerance of an exponential value function is a number away from 0 (0.01 at least)",
                ),
            ValueFunction::Ordinal(levels) => self.ordinal_fault(levels),
        }
    }

    fn piecewise_fault(&self, points: &[(f64, f64)]) -> Option<&'static str> {
        if points.len() < 2 || points.iter().any(|(x, y)| !x.is_finite() || !(0.0..=1.0).contains(y)) {
            return Some(
                "a piecewise value function has two points or more, finite, with values between 0 and 1",
            );
        }
        if points.windows(2).any(|pair| pair[0].0 >= pair[1].0) {
            return Some("the points of a piecewise value function are not in ascending order");
        }
        let (first, last) = (points[0], points[points.len() - 1]);
        if first.0 > self.range.low() || last.0 < self.range.high() {
            return Some("the points of a piecewise value function do not cover the scale");
        }
        let wrong_way = points.windows(2).any(|pair| match self.direction {
            Direction::Max => pair[0].1 > pair[1].1,
            Direction::Min => pair[0].1 < pair[1].1,
        });
        wrong_way.then_some("a piecewise value function goes against the direction of its criterion")
    }

    fn ordinal_fault(&self, levels: &[f64]) -> Option<&'static str> {
        if levels.len() < 2 || levels.iter().any(|level| !(0.0..=1.0).contains(level)) {
            return Some("an ordinal value function has two levels or more, with values between 0 and 1");
        }
        let last = index_to_f64(levels.len() - 1);
        if self.range.low() != 0.0 || self.range.high() != last {
            return Some("the scale of an ordinal criterion goes from 0 to the number of its last level");
        }
        let wrong_way = levels.windows(2).any(|pair| match self.direction {
            Direction::Max => pair[0] > pair[1],
            Direction::Min => pair[0] < pair[1],
        });
        wrong_way.then_some("the values of the levels go against the direction of the criterion")
    }
}
