//! One move of a requirement between placements, as a project's history has it.

use serde::{Deserialize, Serialize};

use haggle_spec::PackageName;
use jiff::civil::Date;

use crate::decision::Alternative;

/// A commit that moved a requirement from one placement to another.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "RawEvent")]
pub struct Event {
    /// The repository, as the file names it.
    pub repository: String,
    /// The commit.
    pub commit: String,
    /// Its day.
    pub date: Date,
    /// Its subject line.
    pub subject: String,
    /// The distribution.
    pub package: PackageName,
    /// Where it stood.
    pub from: Place,
    /// Where it went.
    pub to: Place,
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
    type Error = String;

    fn try_from(raw: RawEvent) -> Result<Self, String> {
        if raw.repo.trim().is_empty() {
            return Err("an event names no repository (`repo` is empty)".to_owned());
        }
        let date = raw
            .date
            .get(..10)
            .filter(|_| raw.date.len() == 10 || raw.date.as_bytes().get(10) == Some(&b'T'))
            .and_then(|day| day.parse().ok())
            .ok_or_else(|| format!("`{}` is not a day, `YYYY-MM-DD`", raw.date))?;
        let package =
            PackageName::new(&raw.package).map_err(|error| format!("`{}`: {error}", raw.package))?;
        let (from, to) = (Place::new(&raw.frm)?, Place::new(&raw.to)?);
        if from == to {
            return Err(format!("`{}` moves from `{from}` to where it stands", raw.package));
        }
        Ok(Self { repository: raw.repo, commit: raw.commit, date, subject: raw.subject, package, from, to })
    }
}

/// Where a requirement stands, in the words of a file of events: `core`, `extra`, `test`, `none` or any other word.
///
/// A placement that no file shows (documented, rejected) is `none`: history cannot tell them apart.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Place(String);

impl Place {
    fn new(text: &str) -> Result<Self, String> {
        let word = text.trim().to_ascii_lowercase();
        match word.as_str() {
            "" => Err("a placement is empty; `none` says that it stands nowhere".to_owned()),
            "reject" | "documented" => Ok(Self("none".to_owned())),
            _ => Ok(Self(word)),
        }
    }

    /// How an alternative of the model shows in history.
    pub fn of(alternative: Alternative) -> Self {
        Self(
            match alternative {
                Alternative::Core => "core",
                Alternative::Extra => "extra",
                Alternative::Bindep => "bindep",
                Alternative::Test => "test",
                Alternative::Documented | Alternative::Reject => "none",
            }
            .to_owned(),
        )
    }

    /// The word.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The alternative that is the status quo where a Python distribution stands here; none where the model has no such placement.
    pub(super) fn status_quo(&self) -> Option<Alternative> {
        match self.as_str() {
            "none" => Some(Alternative::Reject),
            word => [Alternative::Core, Alternative::Extra, Alternative::Test]
                .into_iter()
                .find(|alternative| alternative.id() == word),
        }
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}
