//! What can go wrong between a review system, git and us.

use std::fmt::{self, Display};
use std::io;

/// The most characters of a foreign text that a message quotes.
const LONGEST: usize = 300;

/// A failure: where, of what kind, and why in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewError {
    place: String,
    kind: ReviewErrorKind,
    reason: String,
}

/// The kind of a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReviewErrorKind {
    /// No answer, or none in time.
    Unreachable,
    /// An answer whose status is not success.
    Status(u16),
    /// An answer that is not what the system gives; also one that leads to another place.
    Malformed,
    /// The system does not accept the change.
    Refused,
    /// The branch is not there.
    NoBranch,
    /// A file on the branch is not the one that the change was drafted for.
    Moved,
    /// A path or a name that is not written: it leads out of the repository, or to what is not a file.
    Path,
    /// The change was closed by somebody.
    Closed,
    /// git cannot be run, or failed.
    Git,
    /// A file or folder of this machine.
    Io,
    /// An address or a name in the settings.
    Settings,
}

impl ReviewError {
    /// A failure at a place. What was said from outside stays one line without controls.
    pub fn new(place: impl Into<String>, kind: ReviewErrorKind, reason: &str) -> Self {
        Self { place: place.into(), kind, reason: one_line(reason) }
    }

    pub(crate) fn io(place: impl Into<String>, error: &io::Error) -> Self {
        Self::new(place, ReviewErrorKind::Io, &error.to_string())
    }

    /// The repository, the URL or the path.
    pub fn place(&self) -> &str {
        &self.place
    }

    /// What kind of failure it is.
    pub fn kind(&self) -> ReviewErrorKind {
        self.kind
    }

    /// Why, in words.
    pub fn reason(&self) -> &str {
        &self.reason
    }
}

impl Display for ReviewError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.place, self.reason)
    }
}

impl std::error::Error for ReviewError {}

/// A foreign text as one line without controls, cut where it is long.
fn one_line(text: &str) -> String {
    let text = text.trim();
    let mut line: String = text.chars().take(LONGEST).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if line.len() < text.len() {
        line.push_str(" ...");
    }
    line
}
