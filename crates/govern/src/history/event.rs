//! One move of a requirement between placements, as a project's history has it.

use haggle_spec::PackageName;
use serde::Serialize;

use super::imported_by::ImportedBy;
use crate::data::Placement;
use crate::day::Day;

/// A commit that moved a requirement from one placement to another.
#[derive(Debug, Clone, PartialEq, Eq)]
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
    /// What imports it with the commit; none where nobody has looked.
    pub imports: Option<ImportedBy>,
    /// What imported it just before; the same where the file says nothing else.
    pub imports_before: Option<ImportedBy>,
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
    /// What is nowhere: no file declares it.
    pub const NOWHERE: Self = Self::Known(Placement::Reject);

    /// The placement of a word.
    pub fn of_word(word: &str) -> Self {
        let word = word.to_ascii_lowercase();
        match word.as_str() {
            "none" => Self::NOWHERE,
            _ => Placement::from_id(&word).map_or(Self::Other(word), Self::of),
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
