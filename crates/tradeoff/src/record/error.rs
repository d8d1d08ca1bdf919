//! What can be wrong with a record.

use std::fmt;

use crate::model::{ProblemError, ProblemPart};

/// What is wrong with a record, or with what somebody adds to it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum RecordError {
    /// Not JSON of the right shape.
    Malformed {
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
        /// What is wrong there.
        why: String,
    },
    /// A format that this version does not know.
    Format {
        /// The format of the record.
        found: u32,
        /// The format that this version reads.
        known: u32,
    },
    /// It asks for more samples than are drawn, which would keep a machine busy for hours.
    TooManySamples {
        /// How many it asks for.
        asked: u32,
        /// How many are drawn at most.
        most: u32,
    },
    /// The problem in it is not sound.
    Problem(ProblemError),
    /// The ruling names something that the problem does not have.
    UnknownPart {
        /// The kind that is named.
        what: ProblemPart,
        /// The id.
        id: String,
    },
    /// A veto that nobody has waived strikes out what was chosen.
    StruckOut {
        /// The alternative.
        alternative: String,
        /// The vetoes.
        vetoes: Vec<String>,
    },
    /// The ruling lacks something.
    EmptyRuling {
        /// What it lacks: a name, role or reason.
        what: &'static str,
    },
}

impl RecordError {
    pub(super) fn malformed(error: &serde_json::Error) -> Self {
        let text = error.to_string();
        let place = format!(" at line {} column {}", error.line(), error.column());
        let why = text.strip_suffix(&place).unwrap_or(&text).to_owned();
        Self::Malformed { line: error.line(), column: error.column(), why }
    }
}

impl fmt::Display for RecordError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed { line, column, why } => {
                write!(formatter, "not a decision record: line {line}, column {column}: {why}")
            }
            Self::Format { found, known } => {
                write!(formatter, "the record has format {found}; this version reads {known}")
            }
            Self::TooManySamples { asked, most } => {
                write!(formatter, "the record asks for {asked} samples; at most {most} are drawn")
            }
            Self::Problem(error) => write!(formatter, "the problem in the record is not sound: {error}"),
            Self::UnknownPart { what, id } => {
                write!(formatter, "the decision is not valid: there is no {what} `{id}`")
            }
            Self::StruckOut { alternative, vetoes } => {
                write!(
                    formatter,
                    "the decision is not valid: `{alternative}` is vetoed by {}",
                    vetoes.join(", ")
                )
            }
            Self::EmptyRuling { what } => write!(formatter, "the decision is not valid: it needs a {what}"),
        }
    }
}

impl std::error::Error for RecordError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Problem(error) => Some(error),
            _ => None,
        }
    }
}
