//! Including one requirement: the change to the shared files, the change to the project, and what the sync would then do.

mod message;
mod project;
mod shared;

use std::fmt::{self, Display};

use haggle_spec::file::requirements::RequirementsFile;
use haggle_spec::file::{EditError, Entry};

use crate::change::ChangeDraft;
use crate::data::{Manifest, PlacedRequirement, Placement, ProjectEntry};
use crate::family::SharedFiles;
use crate::sync::{FilePlan, plan};

/// What is to be included, and where.
pub struct InclusionRequest<'a> {
    /// The requirement.
    pub requirement: &'a PlacedRequirement,
    /// Where it is to stand.
    pub placement: Placement,
    /// The extra, where it is to stand in one.
    pub extra: Option<&'a str>,
    /// The section of the global list that a new line goes to.
    pub section: &'a str,
    /// Packages that it brings, for the constraints: resolved versions.
    pub pins: &'a [NewPin],
    /// Answers to the questions that reviewers of the requirements repository ask: (question, answer).
    pub answers: Vec<(String, String)>,
    /// How the first change is named: its URL, or a Change-Id where that is asked for.
    pub first_change: Option<&'a str>,
    /// How the second change is named.
    pub second_change: Option<&'a str>,
}

/// A resolved version, and where it is the one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPin {
    /// The name as its publisher writes it.
    pub name: String,
    /// The version.
    pub version: String,
    /// A marker, where environments differ.
    pub marker: Option<String>,
}

/// The files that an inclusion edits, as bytes; those that the project lacks are none.
pub struct ProjectBytes<'a> {
    /// `requirements.txt`.
    pub requirements: &'a [u8],
    /// `setup.cfg`.
    pub setup_cfg: Option<&'a [u8]>,
    /// `bindep.txt`.
    pub bindep: Option<&'a [u8]>,
    /// The documentation page.
    pub documentation: Option<&'a [u8]>,
}

/// The three steps.
#[derive(Debug, Clone)]
pub struct Inclusion {
    /// The change to the shared files; empty where they have all that is needed.
    pub shared: ChangeDraft,
    /// The change to the project; empty where it stands there already.
    pub project: ChangeDraft,
    /// What the sync would then do to each file: (project, path, plan).
    pub sync: Vec<(String, String, FilePlan)>,
    /// What a person has to look at.
    pub notes: Vec<String>,
}

/// Why an inclusion cannot be drafted.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum IncludeError {
    /// The placement does not fit the kind of requirement.
    WrongKind {
        /// The placement.
        placement: Placement,
    },
    /// The manifest names no such file for the project.
    NoFile {
        /// The file.
        file: &'static str,
    },
    /// The extra has no name.
    NoExtra,
    /// The global list has no such section.
    NoSection {
        /// The section.
        section: String,
        /// Those that it has.
        known: Vec<String>,
    },
    /// A line of the catalogue that is no requirement.
    BadLine {
        /// The line.
        line: String,
    },
    /// The edits do not fit the file, which is a fault of haggle.
    Edit(EditError),
}

impl Display for IncludeError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::WrongKind { placement } => {
                write!(formatter, "a requirement of this kind cannot stand {}", placement.label())
            }
            Self::NoFile { file } => write!(formatter, "the manifest names no `{file}` for the project"),
            Self::NoExtra => write!(formatter, "the extra has no name"),
            Self::NoSection { section, known } => {
                write!(formatter, "the global list has no section `{section}`; it has {}", known.join(", "))
            }
            Self::BadLine { line } => write!(formatter, "`{line}` is not a requirement"),
            Self::Edit(error) => write!(formatter, "the edit does not fit: {error}"),
        }
    }
}

impl std::error::Error for IncludeError {}

impl From<EditError> for IncludeError {
    fn from(error: EditError) -> Self {
        Self::Edit(error)
    }
}

/// Drafts the three steps.
///
/// `projects` are all of the family's projects with the bytes of their `requirements.txt`, for the third step; `own` is the
/// project whose requirement is included.
///
/// # Errors
/// See [`IncludeError`].
pub fn include(
    request: &InclusionRequest<'_>,
    manifest: &Manifest,
    shared: &SharedFiles,
    (own, bytes): (&ProjectEntry, &ProjectBytes<'_>),
    projects: &[(&ProjectEntry, &[u8])],
) -> Result<Inclusion, IncludeError> {
    let mut notes = Vec::new();
    let shared_draft = shared::draft(request, manifest, shared, own, &mut notes)?;
    let project_draft = project::draft(request, manifest, own, bytes, shared_draft.is_empty(), &mut notes)?;
    let after = |draft: &ChangeDraft, path: &str, before: &[u8]| {
        draft
            .files
            .iter()
            .find(|file| file.path == path)
            .map_or_else(|| before.to_vec(), |file| file.after.clone())
    };
    let global = after(&shared_draft, &manifest.requirements.global, &shared.global.to_bytes());
    let constraints =
        after(&shared_draft, &manifest.requirements.constraints, &shared.constraints.to_bytes());
    let (then, _) = SharedFiles::parse(&global, &constraints, &shared.denylist.to_bytes());
    let sync = projects
        .iter()
        .map(|(project, before)| {
            let bytes = if project.name == own.name {
                after(&project_draft, &project.requirements, before)
            } else {
                before.to_vec()
            };
            let (file, _) = RequirementsFile::parse(bytes);
            (project.name.clone(), project.requirements.clone(), plan(&file, &then))
        })
        .collect();
    Ok(Inclusion { shared: shared_draft, project: project_draft, sync, notes })
}

/// A line as an entry of the family's files.
fn entry(line: &str) -> Result<Entry, IncludeError> {
    Entry::parse(line, haggle_spec::file::Urls::Forbidden)
        .map_err(|_| IncludeError::BadLine { line: line.to_owned() })
}
