//! What can be wrong with the draft of a problem.

use std::fmt;

/// Why a draft is not a problem that can be decided. Every variant names what to mend.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ProblemError {
    /// Nothing of a kind that a decision needs: alternatives, criteria or stakeholders.
    Empty {
        /// What is lacking.
        what: &'static str,
    },
    /// Two of a kind have the same id, or a cell is given twice.
    Duplicate {
        /// The kind.
        what: &'static str,
        /// The id.
        id: String,
    },
    /// Something refers to an id that does not exist.
    Unknown {
        /// The kind that was referred to.
        what: &'static str,
        /// The id.
        id: String,
        /// Who refers to it.
        used_by: String,
    },
    /// Numbers that make no sense, or parts that do not fit.
    Invalid {
        /// The kind.
        what: &'static str,
        /// The id.
        id: String,
        /// What is wrong.
        why: String,
    },
    /// A criterion has no measure for an alternative.
    MissingCell {
        /// The leaf criterion.
        criterion: String,
        /// The alternative.
        alternative: String,
    },
    /// A stakeholder says nothing of a criterion that has siblings.
    MissingSwing {
        /// The stakeholder.
        stakeholder: String,
        /// The criterion.
        criterion: String,
    },
}

impl fmt::Display for ProblemError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty { what } => write!(formatter, "the problem has no {what}"),
            Self::Duplicate { what, id } => write!(formatter, "the {what} `{id}` is given twice"),
            Self::Unknown { what, id, used_by } => {
                write!(formatter, "{used_by} refers to the {what} `{id}`, which does not exist")
            }
            Self::Invalid { what, id, why } => write!(formatter, "the {what} `{id}` is not valid: {why}"),
            Self::MissingCell { criterion, alternative } => write!(
                formatter,
                "the criterion `{criterion}` has no measure for the alternative `{alternative}`; a measure that nobody \
                 knows is a missing fact, not a missing cell"
            ),
            Self::MissingSwing { stakeholder, criterion } => write!(
                formatter,
                "the stakeholder `{stakeholder}` gives no swing points to the criterion `{criterion}`; 0 says that its \
                 swing does not matter"
            ),
        }
    }
}

impl std::error::Error for ProblemError {}
