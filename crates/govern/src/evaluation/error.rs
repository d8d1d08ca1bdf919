//! Why a family cannot be evaluated.

use std::error::Error;
use std::fmt::{self, Display};

use haggle_tradeoff::ProblemError;

use crate::data::Identifier;

/// A feature that cannot be decided.
#[derive(Debug, Clone, PartialEq)]
pub struct EvaluateError {
    feature: Identifier,
    kind: EvaluateErrorKind,
}

/// Why a feature cannot be decided.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum EvaluateErrorKind {
    /// The decision engine refuses the problem, which is a fault of the values or of haggle.
    Problem(Box<ProblemError>),
}

impl EvaluateError {
    pub(super) fn new(feature: Identifier, kind: EvaluateErrorKind) -> Self {
        Self { feature, kind }
    }

    /// The feature.
    pub fn feature(&self) -> &Identifier {
        &self.feature
    }

    /// Why.
    pub fn kind(&self) -> &EvaluateErrorKind {
        &self.kind
    }
}

impl Display for EvaluateError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            EvaluateErrorKind::Problem(error) => {
                write!(formatter, "`{}` cannot be decided: {error}", self.feature)
            }
        }
    }
}

impl Error for EvaluateError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match &self.kind {
            EvaluateErrorKind::Problem(error) => Some(error.as_ref()),
        }
    }
}
