//! What is wrong with an event, and why one cannot be judged.

use std::error::Error;
use std::fmt::{self, Display};

use haggle_spec::{NameError, PackageName};
use haggle_tradeoff::ProblemError;

use crate::day::DayError;

/// What is wrong with a recorded event.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum EventError {
    /// It names no repository.
    NoRepository,
    /// Its date is not a day.
    Day(DayError),
    /// Its package is not the name of a distribution.
    Package(NameError),
    /// A placement is empty.
    NoPlacement,
    /// The distribution moves to where it is.
    NoMove {
        /// The distribution.
        package: PackageName,
        /// Where it is.
        placement: String,
    },
}

impl Display for EventError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoRepository => formatter.write_str("an event names no repository (`repo` is empty)"),
            Self::Day(error) => error.fmt(formatter),
            Self::Package(error) => error.fmt(formatter),
            Self::NoPlacement => {
                formatter.write_str("a placement is empty; write `none` for what is nowhere")
            }
            Self::NoMove { package, placement } => {
                write!(formatter, "`{package}` moves from `{placement}` to where it is")
            }
        }
    }
}

impl Error for EventError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Day(error) => Some(error),
            Self::Package(error) => Some(error),
            Self::NoRepository | Self::NoPlacement | Self::NoMove { .. } => None,
        }
    }
}

/// An event that cannot be judged.
#[derive(Debug, Clone, PartialEq)]
pub struct BacktestError {
    package: PackageName,
    commit: String,
    kind: BacktestErrorKind,
}

/// Why an event cannot be judged.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum BacktestErrorKind {
    /// The decision engine refuses the problem, which is a fault of the values or of haggle.
    Problem(Box<ProblemError>),
}

impl BacktestError {
    pub(super) fn new(package: PackageName, commit: String, kind: BacktestErrorKind) -> Self {
        Self { package, commit, kind }
    }

    /// Why.
    pub fn kind(&self) -> &BacktestErrorKind {
        &self.kind
    }
}

impl Display for BacktestError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            BacktestErrorKind::Problem(error) => {
                write!(formatter, "{} of {} cannot be decided: {error}", self.package, self.commit)
            }
        }
    }
}

impl Error for BacktestError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match &self.kind {
            BacktestErrorKind::Problem(error) => Some(error.as_ref()),
        }
    }
}
