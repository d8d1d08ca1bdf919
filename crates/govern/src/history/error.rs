//! Why an event cannot be judged.

use std::error::Error;
use std::fmt::{self, Display};

use haggle_spec::PackageName;
use haggle_tradeoff::ProblemError;

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
