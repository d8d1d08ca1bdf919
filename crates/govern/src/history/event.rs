//! One move of a requirement between placements, as a project's history has it.

use serde::{Deserialize, Serialize};

use haggle_spec::PackageName;

use super::error::EventError;
use crate::data::Placement;
use crate::day::Day;

/// A commit that moved a requirement from one placement to another.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "RawEvent")]
pub struct Event {
    /// The repository, as the file names it.
    pub repository: String,
    /// The commit.
    pub commit: String,
    /// Its day.
    pub date: Day,
    /// Its subject line.
    pub subject: String,
    /// The distribution.
    pub package: PackageName,
    /// Where it was.
    pub from: EventPlacement,
    /// Where it went.
    pub to: EventPlacement,
}

#[derive(Deserialize)]
struct RawEvent {
    repo: String,
    #[serde(default)]
    commit: String,
    date: String,
    #[serde(default)]
    subject: String,
    package: String,
    frm: String,
    to: String,
}

impl TryFrom<RawEvent> for Event {
    type Error = EventError;

    fn try_from(raw: RawEvent) -> Result<Self, EventError> {
        if raw.repo.trim().is_empty() {
            return Err(EventError::NoRepository);
        }
        let date = Day::of_timestamp(&raw.date).map_err(EventError::Day)?;
        let package = PackageName::new(&raw.package).map_err(EventError::Package)?;
        let (from, to) = (EventPlacement::new(&raw.frm)?, EventPlacement::new(&raw.to)?);
        if from == to {
            return Err(EventError::NoMove { package, placement: from.to_string() });
        }
        Ok(Self { repository: raw.repo, commit: raw.commit, date, subject: raw.subject, package, from, to })
    }
}

/// Where a requirement was, as a file of events has it: `core`, `extra`, `test`, `none`, or any other word.
///
/// A placement that no file shows (documented, rejected) is `none`: history cannot tell them apart.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EventPlacement {
    /// A placement of the model; [`Placement::Reject`] is written `none`.
    Known(Placement),
    /// A word for a placement that the model does not have.
    Other(String),
}

impl EventPlacement {
    fn new(text: &str) -> Result<Self, EventError> {
        let word = text.trim().to_ascii_lowercase();
        match word.as_str() {
            "" => Err(EventError::NoPlacement),
            "none" => Ok(Self::Known(Placement::Reject)),
            _ => Ok(Placement::from_id(&word).map_or(Self::Other(word), Self::of)),
        }
    }

    /// How a placement of the model shows in history.
    pub fn of(placement: Placement) -> Self {
        Self::Known(match placement {
            Placement::Documented => Placement::Reject,
            seen => seen,
        })
    }

    /// The word.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Known(Placement::Reject) => "none",
            Self::Known(placement) => placement.id(),
            Self::Other(word) => word,
        }
    }

    /// The alternative that is the status quo where a Python distribution is here; none where the model has no such placement.
    pub(super) fn status_quo(&self) -> Option<Placement> {
        match self {
            Self::Known(placement) if *placement != Placement::Bindep => Some(*placement),
            _ => None,
        }
    }
}

impl std::fmt::Display for EventPlacement {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl Serialize for EventPlacement {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}
