//! The record, and what people add to it.

use sha2::{Digest, Sha256};

use super::canonical::{to_bytes, value};
use super::error::RecordError;
use crate::analysis::Flip;
use crate::decision::{Decision, DecisionOutcome, decide};
use crate::model::{Draft, Problem, ProblemPart};
use crate::uncertainty::Options;

/// The version of the record's shape.
const FORMAT: u32 = 3;

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
    /// What somebody decided.
    pub(super) ruling: Option<Ruling>,
    /// The number of the record that holds instead.
    pub(super) superseded_by: Option<u32>,
}

/// What became of a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Nobody has decided yet.
    Proposed,
    /// Somebody decided, and it holds.
    Accepted,
    /// A later decision holds instead.
    Superseded,
}

impl Status {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::Accepted => "accepted",
            Self::Superseded => "superseded",
        }
    }
}

/// What somebody decided, as the rule recommends or otherwise. A signature on the commit that holds the record authenticates it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Ruling {
    /// The number of the record.
    pub number: u32,
    /// The number of the record that it takes the place of.
    pub supersedes: Option<u32>,
    /// The alternative that is chosen.
    pub alternative: String,
    /// Why, in words.
    pub reason: String,
    /// Who.
    pub name: String,
    /// In which role.
    pub role: String,
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
            ruling: None,
            superseded_by: None,
        }
    }

    /// The record of what somebody decided: what is recommended, or otherwise.
    ///
    /// # Errors
    /// When the alternative does not exist or a veto strikes it out that nobody has waived, or a name, role or reason is empty.
    pub fn decided(mut self, ruling: Ruling) -> Result<Self, RecordError> {
        let id = &ruling.alternative;
        if !self.problem.alternatives.iter().any(|alternative| alternative.id == *id) {
            return Err(RecordError::UnknownPart { what: ProblemPart::Alternative, id: id.clone() });
        }
        if let Some(struck) = self.decision.screening.struck_out.iter().find(|one| one.alternative == *id) {
            return Err(RecordError::StruckOut { alternative: id.clone(), vetoes: struck.vetoes.clone() });
        }
        for (what, text) in [("name", &ruling.name), ("role", &ruling.role), ("reason", &ruling.reason)] {
            if text.trim().is_empty() {
                return Err(RecordError::EmptyRuling { what });
            }
        }
        self.status = Status::Accepted;
        self.ruling = Some(ruling);
        Ok(self)
    }

    /// The record after a later one took its place; what it says stays.
    #[must_use]
    pub fn superseded(mut self, by: u32) -> Self {
        self.status = Status::Superseded;
        self.superseded_by = Some(by);
        self
    }

    /// The alternative that was decided on, else the recommended one or the status quo that stays; none while the lead has to decide.
    pub fn chosen(&self) -> Option<&str> {
        match (&self.ruling, &self.decision.outcome) {
            (Some(ruling), _) => Some(&ruling.alternative),
            (
                None,
                DecisionOutcome::Recommended { alternative, .. } | DecisionOutcome::Kept { alternative },
            ) => Some(alternative),
            _ => None,
        }
    }

    /// What somebody decided.
    pub fn ruling(&self) -> Option<&Ruling> {
        self.ruling.as_ref()
    }

    /// The number of the record that holds instead.
    pub fn superseded_by(&self) -> Option<u32> {
        self.superseded_by
    }

    /// The day of the record, as the caller gave it.
    pub fn date(&self) -> &str {
        &self.date
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
