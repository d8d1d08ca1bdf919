//! What can be wrong with a record.

use std::fmt;

use super::canonical::FORMAT;
use crate::model::ProblemError;

/// What is wrong with a record.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum RecordError {
    /// Not JSON of the right shape.
    Malformed(String),
    /// A format that this version does not know.
    Format(u32),
    /// The problem in it is not sound.
    Problem(ProblemError),
    /// The override names what does not exist, or lacks something.
    Override(String),
}

impl fmt::Display for RecordError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(why) => write!(formatter, "not a decision record: {why}"),
            Self::Format(format) => {
                write!(formatter, "the record has format {format}; this version reads {FORMAT}")
            }
            Self::Problem(error) => write!(formatter, "the problem in the record is not sound: {error}"),
            Self::Override(why) => write!(formatter, "the override is not valid: {why}"),
        }
    }
}

impl std::error::Error for RecordError {}
