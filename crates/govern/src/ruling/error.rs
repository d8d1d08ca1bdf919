//! Why somebody cannot decide like this.

use std::error::Error;
use std::fmt::{self, Display};

use haggle_tradeoff::ProblemError;
use haggle_tradeoff::record::RecordError;

use crate::data::{PlacementChoice, close_match};
use crate::day::Day;

/// A decision that cannot be taken.
#[derive(Debug, Clone, PartialEq)]
pub struct RulingError {
    kind: RulingErrorKind,
}

/// Why a decision cannot be taken.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum RulingErrorKind {
    /// Not an option of the feature.
    NotAnOption {
        /// What was asked for.
        choice: PlacementChoice,
        /// The options.
        options: Vec<String>,
    },
    /// No veto of this name.
    NoSuchVeto {
        /// The name.
        veto: String,
        /// Those that fail.
        failed: Vec<String>,
    },
    /// The veto does not fail: there is nothing to waive.
    NotFailed {
        /// The veto.
        veto: String,
    },
    /// Somebody else may waive it, or nobody.
    NotYours {
        /// The veto.
        veto: String,
        /// Who may.
        by: Option<String>,
        /// Who asked.
        role: String,
    },
    /// Vetoes strike out what was chosen: each with who may waive it.
    StruckOut {
        /// What was chosen.
        choice: PlacementChoice,
        /// The vetoes.
        vetoes: Vec<(String, Option<String>)>,
    },
    /// The day is before that of the facts, or of the decision that it takes the place of.
    TooEarly {
        /// The day.
        date: Day,
        /// What was before, and its day.
        before: String,
    },
    /// The record refuses it: a name or a reason is missing.
    Record(RecordError),
    /// The problem with the waivers is not sound.
    Problem(Box<ProblemError>),
}

impl RulingError {
    /// Why.
    pub fn kind(&self) -> &RulingErrorKind {
        &self.kind
    }

    /// What to do, where it is known.
    pub fn help(&self) -> Option<String> {
        match &self.kind {
            RulingErrorKind::NotAnOption { choice, options } => {
                let near = close_match(&choice.to_string(), options.iter().map(String::as_str));
                Some(match near {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("use one of {}", options.join(", ")),
                })
            }
            RulingErrorKind::NoSuchVeto { failed, .. } if failed.is_empty() => {
                Some("no veto fails".to_owned())
            }
            RulingErrorKind::NoSuchVeto { failed, .. } => {
                Some(format!("the vetoes that fail: {}", failed.join(", ")))
            }
            RulingErrorKind::StruckOut { vetoes, .. } => {
                let waivable = vetoes
                    .iter()
                    .filter_map(|(veto, by)| Some(format!("the {} with `--waive {veto}`", by.as_ref()?)));
                let waivable: Vec<String> = waivable.collect();
                (waivable.len() == vetoes.len())
                    .then(|| format!("it may be waived by {}", waivable.join(" and ")))
            }
            _ => None,
        }
    }
}

impl From<RulingErrorKind> for RulingError {
    fn from(kind: RulingErrorKind) -> Self {
        Self { kind }
    }
}

impl Display for RulingError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            RulingErrorKind::NotAnOption { choice, .. } => {
                write!(formatter, "`{choice}` is not an option of the feature")
            }
            RulingErrorKind::NoSuchVeto { veto, .. } => {
                write!(formatter, "no veto of the feature is named `{}`", veto.escape_debug())
            }
            RulingErrorKind::NotFailed { veto } => {
                write!(formatter, "`{veto}` does not fail, so there is nothing to waive")
            }
            RulingErrorKind::NotYours { veto, by: Some(by), role } => {
                write!(formatter, "`{veto}` may be waived by the {by}, and not by the {role}")
            }
            RulingErrorKind::NotYours { veto, by: None, .. } => {
                write!(formatter, "`{veto}` may be waived by nobody")
            }
            RulingErrorKind::StruckOut { choice, vetoes } => {
                let names: Vec<String> = vetoes.iter().map(|(veto, _)| format!("`{veto}`")).collect();
                write!(formatter, "`{choice}` is vetoed by {}", names.join(", "))
            }
            RulingErrorKind::TooEarly { date, before } => write!(formatter, "{date} is before {before}"),
            RulingErrorKind::Record(error) => error.fmt(formatter),
            RulingErrorKind::Problem(error) => error.fmt(formatter),
        }
    }
}

impl Error for RulingError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match &self.kind {
            RulingErrorKind::Record(error) => Some(error),
            RulingErrorKind::Problem(error) => Some(error.as_ref()),
            _ => None,
        }
    }
}
