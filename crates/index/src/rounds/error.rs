//! Why there is no answer.

use std::fmt;

use haggle_spec::release::MissingFact;

use crate::client::{IndexError, IndexErrorKind};

/// Why there is no answer.
#[derive(Debug, Clone)]
pub struct RoundsError {
    pub(super) round: u32,
    pub(super) kind: RoundsErrorKind,
}

/// What ended the rounds.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum RoundsErrorKind {
    /// The index failed.
    Index(IndexError),
    /// The index was asked for a fact and did not give it: the facts that were there before name a release that the index
    /// does not list.
    NotGiven(MissingFact),
}

impl RoundsError {
    /// What ended the rounds.
    pub fn kind(&self) -> &RoundsErrorKind {
        &self.kind
    }

    /// Whether a server would have to be asked, which is not allowed.
    pub(super) fn is_offline(&self) -> bool {
        matches!(&self.kind, RoundsErrorKind::Index(error) if error.kind() == IndexErrorKind::Offline)
    }

    /// The round in which it did, from one.
    pub fn round(&self) -> u32 {
        self.round
    }
}

impl fmt::Display for RoundsError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            RoundsErrorKind::Index(error) => error.fmt(formatter),
            RoundsErrorKind::NotGiven(fact) => write!(formatter, "the index did not give {fact}"),
        }
    }
}

impl std::error::Error for RoundsError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.kind {
            RoundsErrorKind::Index(error) => Some(error),
            RoundsErrorKind::NotGiven(_) => None,
        }
    }
}
