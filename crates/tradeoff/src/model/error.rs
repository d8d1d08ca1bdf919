//! What can be wrong with the draft of a problem.

use std::fmt;

use crate::methods::MethodError;

/// Why a draft is not a problem that can be decided. Every variant names what to repair.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ProblemError {
    /// Nothing of a kind that a decision needs: alternatives, criteria or stakeholders.
    Empty {
        /// What is lacking.
        what: ProblemPart,
    },
    /// Two of a kind have the same id, or a cell is given twice.
    Duplicate {
        /// The kind.
        what: ProblemPart,
        /// The id.
        id: String,
    },
    /// Something refers to an id that does not exist.
    Unknown {
        /// The kind that was referred to.
        what: ProblemPart,
        /// The id.
        id: String,
        /// Who refers to it.
        used_by: String,
    },
    /// Numbers that make no sense, or parts that do not fit.
    Invalid {
        /// The kind.
        what: ProblemPart,
        /// The id.
        id: String,
        /// What is wrong.
        why: String,
    },
    /// No weights follow from the comparisons of criteria that a stakeholder made.
    Comparisons {
        /// The stakeholder.
        stakeholder: String,
        /// Why.
        source: MethodError,
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

/// A kind of part of a problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ProblemPart {
    /// An alternative.
    Alternative,
    /// The measure of an alternative on a criterion.
    Cell,
    /// A criterion.
    Criterion,
    /// A fact.
    Fact,
    /// A criterion in the ranking or the comparisons of a stakeholder.
    Rank,
    /// The rule.
    Rule,
    /// A side condition.
    SideCondition,
    /// A stakeholder.
    Stakeholder,
    /// The swing points of a criterion for a stakeholder.
    Swing,
    /// What it is worth to a stakeholder if the parties disagree.
    Utility,
    /// A veto.
    Veto,
}

impl fmt::Display for ProblemPart {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Alternative => "alternative",
            Self::Cell => "cell",
            Self::Criterion => "criterion",
            Self::Fact => "fact",
            Self::Rank => "rank",
            Self::Rule => "rule",
            Self::SideCondition => "side condition",
            Self::Stakeholder => "stakeholder",
            Self::Swing => "swing",
            Self::Utility => "utility of disagreeing of",
            Self::Veto => "veto",
        })
    }
}

impl fmt::Display for ProblemError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty { what: ProblemPart::Criterion } => write!(formatter, "the problem has no criteria"),
            Self::Empty { what } => write!(formatter, "the problem has no {what}s"),
            Self::Duplicate { what, id } => write!(formatter, "the {what} `{id}` is given twice"),
            Self::Unknown { what, id, used_by } => {
                write!(formatter, "{used_by} refers to the {what} `{id}`, which does not exist")
            }
            Self::Invalid { what, id, why } => write!(formatter, "the {what} `{id}` is not valid: {why}"),
            Self::Comparisons { stakeholder, source } => {
                write!(formatter, "the stakeholder `{stakeholder}` is not valid: {source}")
            }
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

impl std::error::Error for ProblemError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Comparisons { source, .. } => Some(source),
            _ => None,
        }
    }
}
