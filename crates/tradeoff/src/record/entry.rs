//! The record, and what people add to it.

use sha2::{Digest, Sha256};

use super::canonical::{to_bytes, value};
use super::error::RecordError;
use crate::analysis::Flip;
use crate::decision::{Decision, DecisionOutcome, decide};
use crate::model::{Draft, Problem, ProblemPart};
use crate::uncertainty::Options;

/// The version of the record's shape.
const FORMAT: u32 = 2;

/// The most samples that a record may ask for: some minutes. Reading a record must not be a way to keep a machine busy for days.
const MOST_SAMPLES: u32 = 100_000_000;

/// A decision record.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Record {
    /// The version of this shape.
    pub(super) format: u32,
    /// SHA-256 over the engine's version, the problem and the options, in canonical JSON; hexadecimal.
    pub(super) hash: String,
    /// The date of the decision, as the caller gives it.
    pub(super) date: String,
    /// What became of it.
    pub(super) status: Status,
    pub(super) problem: Draft,
    pub(super) options: Options,
    pub(super) decision: Decision,
    /// The change that calls for a new decision: the smallest that flips this one.
    pub(super) review_trigger: Option<Flip>,
    /// Who decided otherwise, and on what grounds.
    pub(super) overridden: Option<Override>,
}

/// What became of a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Nobody has agreed yet.
    Proposed,
    /// It holds.
    Accepted,
    /// The lead decided otherwise.
    Overridden,
}

/// A decision other than the rule's, on named grounds. A signature on the commit that holds the record authenticates it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Override {
    /// The alternative that is chosen.
    pub alternative: String,
    /// The criterion or the veto that it rests on.
    pub grounds: Grounds,
    /// Why, in words.
    pub reason: String,
    /// Who.
    pub name: String,
    /// In which role.
    pub role: String,
    /// When.
    pub date: String,
}

/// What an override rests on.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grounds {
    /// A criterion of the problem.
    Criterion(String),
    /// A veto of the problem.
    Veto(String),
}

impl Record {
    /// Decides and records. The date is written as it is given.
    pub fn new(problem: &Problem, options: &Options, date: impl Into<String>) -> Self {
        let decision = decide(problem, options);
        Self {
            format: FORMAT,
            hash: hash(&decision.engine, problem.draft(), options),
            date: date.into(),
            status: Status::Proposed,
            problem: problem.draft().clone(),
            options: options.clone(),
            review_trigger: decision.smallest_flip().cloned(),
            decision,
            overridden: None,
        }
    }

    /// The record as accepted.
    #[must_use]
    pub fn accepted(mut self) -> Self {
        self.status = Status::Accepted;
        self
    }

    /// The record with a decision other than the rule's.
    ///
    /// # Errors
    /// When the alternative, criterion or veto does not exist, or a name, role, date or reason is empty.
    pub fn overridden(mut self, by: Override) -> Result<Self, RecordError> {
        let unknown = |what, id: &str| RecordError::UnknownPart { what, id: id.to_owned() };
        if !self.problem.alternatives.iter().any(|alternative| alternative.id == by.alternative) {
            return Err(unknown(ProblemPart::Alternative, &by.alternative));
        }
        match &by.grounds {
            Grounds::Criterion(id) if !self.problem.criteria.iter().any(|criterion| criterion.id == *id) => {
                return Err(unknown(ProblemPart::Criterion, id));
            }
            Grounds::Veto(id) if !self.problem.vetoes.iter().any(|veto| veto.id == *id) => {
                return Err(unknown(ProblemPart::Veto, id));
            }
            Grounds::Criterion(_) | Grounds::Veto(_) => {}
        }
        for (what, text) in
            [("name", &by.name), ("role", &by.role), ("date", &by.date), ("reason", &by.reason)]
        {
            if text.trim().is_empty() {
                return Err(RecordError::EmptyOverride { what });
            }
        }
        self.status = Status::Overridden;
        self.overridden = Some(by);
        Ok(self)
    }

    /// The alternative that holds: the override's, else the recommended one; none while the lead has to decide.
    pub fn chosen(&self) -> Option<&str> {
        match (&self.overridden, &self.decision.outcome) {
            (Some(by), _) => Some(&by.alternative),
            (None, DecisionOutcome::Recommended { alternative, .. }) => Some(alternative),
            _ => None,
        }
    }

    /// The hash over engine, problem and options.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// What was decided from.
    pub fn problem(&self) -> &Draft {
        &self.problem
    }

    /// How it was sampled.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// What the rule and everything beside it says.
    pub fn decision(&self) -> &Decision {
        &self.decision
    }

    /// The change that calls for a new decision.
    pub fn review_trigger(&self) -> Option<&Flip> {
        self.review_trigger.as_ref()
    }

    /// What became of it.
    pub fn status(&self) -> Status {
        self.status
    }

    /// The canonical JSON: keys in order, two spaces of indentation, the shortest numbers that read back the same, one line
    /// feed at the end.
    pub fn to_json(&self) -> Vec<u8> {
        to_bytes(&value(self))
    }

    /// Reads a record.
    ///
    /// # Errors
    /// When the bytes are not a record of this format, or ask for more than a hundred million samples.
    pub fn from_json(bytes: &[u8]) -> Result<Self, RecordError> {
        let record: Self = serde_json::from_slice(bytes).map_err(|error| RecordError::malformed(&error))?;
        if record.format != FORMAT {
            return Err(RecordError::Format { found: record.format, known: FORMAT });
        }
        if record.options.samples > MOST_SAMPLES {
            return Err(RecordError::TooManySamples { asked: record.options.samples, most: MOST_SAMPLES });
        }
        Ok(record)
    }
}

fn hash(engine: &str, problem: &Draft, options: &Options) -> String {
    use std::fmt::Write;

    let bytes = to_bytes(&value(&(engine, problem, options)));
    let mut text = String::with_capacity(64);
    for byte in Sha256::digest(&bytes) {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}
