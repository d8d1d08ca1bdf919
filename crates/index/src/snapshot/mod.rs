//! Release facts recorded in a file.
//!
//! # Format, version 3
//!
//! UTF-8 JSON, one object, laid out with one release a line so that differences read well. Equal snapshots have
//! equal bytes: names are sorted, versions ascend (PEP 440), lines end in `\n`.
//!
//! ```json
//! {
//! "format": "haggle-snapshot",
//! "version": 3,
//! "sha256": "5f2d…",
//! "recorded": "2026-11-22T15:00:00Z",
//! "source": "http://localhost:3141/simple/",
//! "command": "cargo xtask snapshot --for evaluate --versions 1 -r requirements.txt",
//! "scope": {"for": ["evaluate"], "versions": 1, "environments": ["python 3.12 on linux"]},
//! "packages": {
//! "demo": {
//! "releases": {
//! "1.1": {"python": ">=3.9", "uploaded": "2026-01-02", "files": ["demo-*-py3-none-any.whl 7313", "demo-*.tar.gz 9001"], "licence": "MIT", "requires": ["other>=1"], "extras": ["fast"]}
//! },
//! "unrecorded": [
//! {"python": ">=3.9", "files": ["demo-*.tar.gz"], "versions": ["0.9", "1.0"]}
//! ]
//! },
//! "gone": {"unavailable": "the index has no project of this name"}
//! }
//! }
//! ```
//!
//! - `sha256`: that of all other lines. `recorded` is when the recording was made, in UTC; `updated`, if there, when what was missing was last
//!   added; `source` the places that were asked, without secrets.
//! - `releases`: releases with all that is known of them. `python` is `Requires-Python`, `uploaded` the time of
//!   the first upload, `yanked` the reason of a yank (which may be empty), `licence` what the metadata says,
//!   `name` the name as the metadata writes it where that is not the normalised one, `index_rank` how many indexes come before the one
//!   that it is from, where any release of those is preferred to it.
//!   `requires` are the requirements, absent when there are none; instead of it, `unknown` says why the
//!   requirements cannot be known. `notes` say what of the metadata could not be read, or was read as what it must mean.
//!   `variants` are files whose metadata is not that of the others: `files`, and `requires`, `extras` or `unknown` of their own.
//!   `unrecorded` says that this metadata is left out. Whatever is absent is not known.
//! - `files`: a file's name, with `*` for the version as its key writes it, its size in bytes if known, `yanked` if
//!   that file was yanked and its release was not, `attested` if the index has attestations of it, and its own `Requires-Python` where
//!   it is not the release's: `NAME[ SIZE][ yanked][ attested][ pythonRANGE]`.
//! - `unrecorded`: releases that exist and whose requirements this snapshot leaves out, grouped by what they
//!   have in common. Of their files, those that show that they can be installed anywhere are kept (pure wheels
//!   and source distributions; where there is neither, all). Reading gives
//!   [`ReleaseMetadata::Unfetched`](haggle_spec::release::ReleaseMetadata), so that a resolution which comes to
//!   need them says so instead of answering from half the facts.
//!
//! Versions 1 (without `notes` and `variants`) and 2 (without `sha256`, `source` and `updated`) are read too.

mod difference;
mod fault;
mod files;
mod hash;
mod kept;
mod read;
mod write;

pub use difference::{PackageDifference, ReleaseChange, difference};
pub use kept::missing_of_newest;

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use haggle_spec::release::ReleaseFacts;

/// The format's name and version, as they are written in the file.
pub(crate) const FORMAT: &str = "haggle-snapshot";
/// See [`FORMAT`].
pub(crate) const VERSION: u64 = 3;
/// Versions that had less, and are read all the same.
pub(crate) const OLDER: [u64; 2] = [1, 2];

/// Recorded release facts, what they were recorded for, and how.
///
/// The format leaves out the dates, addresses and hashes of single files and, of releases without metadata, dates, sizes
/// and the files for one platform.
///
/// Law: what was read from `to_bytes()` gives the same bytes again, and from then on reads as the same snapshot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// What was recorded.
    pub facts: ReleaseFacts,
    /// What the facts suffice for.
    pub scope: SnapshotScope,
    /// Where they come from.
    pub provenance: SnapshotProvenance,
}

/// What a snapshot suffices for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SnapshotScope {
    /// The questions that it answers.
    pub purposes: BTreeSet<Purpose>,
    /// The newest releases of each project whose metadata it has in any case.
    pub versions: usize,
    /// The environments that it was resolved for, in words.
    pub environments: Vec<String>,
}

/// A question that a snapshot answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Purpose {
    /// What the requirements bring, with and without each feature, under the constraints.
    Evaluate,
    /// The same without the constraints: what the newest releases would bring.
    WhatIf,
    /// Whether the lowest versions that the requirements allow hold together.
    Lowest,
}

/// Where and when facts were recorded.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SnapshotProvenance {
    /// RFC 3339 in UTC.
    pub recorded: String,
    /// The command that recorded the snapshot, and would again.
    pub command: String,
    /// The places that were asked, without secrets.
    pub source: Option<String>,
    /// When what was missing was last added, RFC 3339 in UTC.
    pub updated: Option<String>,
}

impl Purpose {
    /// Every purpose, in the order of their names' meaning.
    pub const ALL: [Self; 3] = [Self::Evaluate, Self::WhatIf, Self::Lowest];

    /// As it is written on the command line and in the file.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Evaluate => "evaluate",
            Self::WhatIf => "what-if",
            Self::Lowest => "lowest",
        }
    }
}

impl fmt::Display for Purpose {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl FromStr for Purpose {
    type Err = PurposeError;

    fn from_str(text: &str) -> Result<Self, PurposeError> {
        let found = Self::ALL.into_iter().find(|purpose| purpose.as_str() == text);
        found.ok_or_else(|| PurposeError::Unknown(text.to_owned()))
    }
}

/// Why a text names no purpose.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum PurposeError {
    /// No purpose has this name.
    Unknown(String),
}

impl fmt::Display for PurposeError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::Unknown(text) = self;
        let text = text.escape_debug();
        write!(formatter, "`{text}` is not a purpose: use `evaluate`, `what-if` or `lowest`")
    }
}

impl std::error::Error for PurposeError {}

/// Why bytes are not a snapshot that this version reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SnapshotError {
    /// From 1.
    pub line: usize,
    /// In bytes, from 1.
    pub column: usize,
    /// What is wrong there.
    pub kind: SnapshotErrorKind,
}

/// What is wrong with a snapshot.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum SnapshotErrorKind {
    /// JSON, but not a snapshot at all.
    OtherFormat,
    /// A snapshot of this version of the format, which is not ours.
    OtherVersion(u64),
    /// Its content does not have the hash that it says.
    Changed,
    /// Broken, in these words.
    Malformed(String),
}

impl fmt::Display for SnapshotError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            SnapshotErrorKind::OtherFormat => {
                formatter.write_str("not a snapshot: `format` is not `haggle-snapshot`")
            }
            SnapshotErrorKind::OtherVersion(found) => write!(
                formatter,
                "a snapshot of format version {found}, and this program reads version {VERSION}: record it again"
            ),
            SnapshotErrorKind::Changed => formatter.write_str(
                "the snapshot was changed since it was recorded: it does not have the hash that its `sha256` says",
            ),
            SnapshotErrorKind::Malformed(reason) => {
                write!(formatter, "this is not a snapshot: {reason}")
            }
        }
    }
}

impl std::error::Error for SnapshotError {}
