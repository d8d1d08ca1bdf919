//! Closed intervals of finite numbers.

use std::fmt;

/// A closed interval `[low, high]` of finite numbers with `low <= high`.
///
/// ```
/// use haggle_tradeoff::Interval;
///
/// let share = Interval::new(0.2, 0.4)?;
/// assert!(share.contains(0.3));
/// assert!(Interval::new(0.4, 0.2).is_err());
/// assert!(Interval::new(f64::NAN, 1.0).is_err());
/// # Ok::<(), haggle_tradeoff::IntervalError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "(f64, f64)", into = "(f64, f64)"))]
pub struct Interval {
    low: f64,
    high: f64,
}

impl Interval {
    /// The interval of all shares, `[0, 1]`.
    pub const UNIT: Self = Self { low: 0.0, high: 1.0 };

    /// The interval `[low, high]`.
    ///
    /// # Errors
    /// When a bound is NaN or infinite, `low > high`, or they are so far apart that the width is not finite.
    pub fn new(low: f64, high: f64) -> Result<Self, IntervalError> {
        if low <= high && low.is_finite() && high.is_finite() && (high - low).is_finite() {
            // Adding zero turns a negative zero into zero, so that equal intervals have equal bits.
            Ok(Self { low: low + 0.0, high: high + 0.0 })
        } else {
            let kind = match (low.is_finite() && high.is_finite(), low <= high) {
                (false, _) => IntervalErrorKind::NotFinite,
                (true, false) => IntervalErrorKind::Descending,
                (true, true) => IntervalErrorKind::TooWide,
            };
            Err(IntervalError { kind, low, high })
        }
    }

    /// The interval that holds one number.
    ///
    /// # Errors
    /// When the number is NaN or infinite.
    pub fn point(value: f64) -> Result<Self, IntervalError> {
        Self::new(value, value)
    }

    /// The lower bound.
    pub fn low(self) -> f64 {
        self.low
    }

    /// The upper bound.
    pub fn high(self) -> f64 {
        self.high
    }

    /// `high - low`, zero or more.
    pub fn width(self) -> f64 {
        self.high - self.low
    }

    /// The number halfway between the bounds.
    pub fn middle(self) -> f64 {
        self.low / 2.0 + self.high / 2.0
    }

    /// Whether `low <= value <= high`.
    pub fn contains(self, value: f64) -> bool {
        self.low <= value && value <= self.high
    }

    /// Whether every number of `other` lies in this interval.
    pub fn encloses(self, other: Self) -> bool {
        self.low <= other.low && other.high <= self.high
    }

    /// The number of this interval that is nearest to `value`.
    pub fn clamp(self, value: f64) -> f64 {
        value.clamp(self.low, self.high)
    }
}

impl fmt::Display for Interval {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "[{}, {}]", self.low, self.high)
    }
}

impl TryFrom<(f64, f64)> for Interval {
    type Error = IntervalError;

    fn try_from((low, high): (f64, f64)) -> Result<Self, IntervalError> {
        Self::new(low, high)
    }
}

impl From<Interval> for (f64, f64) {
    fn from(interval: Interval) -> Self {
        (interval.low, interval.high)
    }
}

/// The two bounds do not make an interval: one is not finite, or they are the wrong way round.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct IntervalError {
    kind: IntervalErrorKind,
    low: f64,
    high: f64,
}

/// The kinds of [`IntervalError`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum IntervalErrorKind {
    /// A bound is NaN or infinite.
    NotFinite,
    /// The lower bound is above the upper one.
    Descending,
    /// The bounds are so far apart that the width is not finite.
    TooWide,
}

impl IntervalError {
    /// What kind of error it is.
    pub fn kind(self) -> IntervalErrorKind {
        self.kind
    }
}

impl fmt::Display for IntervalError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "`[{}, {}]` is not an interval of finite numbers in ascending order",
            self.low, self.high
        )
    }
}

impl std::error::Error for IntervalError {}
