//! Why a change cannot be drafted.

use std::error::Error;
use std::fmt::{self, Display};

use haggle_spec::PackageName;
use haggle_spec::file::EditError;

use crate::data::{Placement, ProjectName};
use crate::pins::PinError;
use crate::project::PlacingError;

/// Why a change cannot be drafted at all. What speaks against a change is an [`Objection`](crate::objection::Objection).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ProposalError {
    /// The placement does not fit the kind of requirement.
    WrongKind {
        /// The placement.
        placement: Placement,
    },
    /// The family has no such project.
    NoProject {
        /// The project.
        name: ProjectName,
    },
    /// The project does not require the name there.
    NotRequired {
        /// The project.
        project: ProjectName,
        /// The name.
        name: PackageName,
    },
    /// The extra has no name.
    NoExtra,
    /// The manifest names no such file for the project.
    NoFile {
        /// The file.
        file: &'static str,
    },
    /// A requirement that the family's files cannot hold.
    BadLine {
        /// The line.
        line: String,
    },
    /// The files say so already.
    NothingToDo {
        /// What they say, in words.
        because: String,
    },
    /// A line cannot be put in its place.
    Placing(PlacingError),
    /// The shared files cannot be edited, or facts are missing.
    Pins(PinError),
}

impl Display for ProposalError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::WrongKind { placement } => {
                write!(formatter, "a requirement of this kind cannot be {}", placement.label())
            }
            Self::NoProject { name } => write!(formatter, "the family has no project `{name}`"),
            Self::NotRequired { project, name } => write!(formatter, "`{project}` does not require `{name}`"),
            Self::NoExtra => write!(formatter, "nothing says which extra: `--extra NAME` does"),
            Self::NoFile { file } => write!(formatter, "the manifest names no `{file}` for the project"),
            Self::BadLine { line } => write!(formatter, "`{line}` is not a requirement"),
            Self::NothingToDo { because } => write!(formatter, "there is nothing to do: {because}"),
            Self::Placing(error) => error.fmt(formatter),
            Self::Pins(error) => error.fmt(formatter),
        }
    }
}

impl Error for ProposalError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Placing(error) => Some(error),
            Self::Pins(error) => Some(error),
            _ => None,
        }
    }
}

impl From<PlacingError> for ProposalError {
    fn from(error: PlacingError) -> Self {
        Self::Placing(error)
    }
}

impl From<PinError> for ProposalError {
    fn from(error: PinError) -> Self {
        Self::Pins(error)
    }
}

impl From<EditError> for ProposalError {
    fn from(error: EditError) -> Self {
        Self::Placing(error.into())
    }
}
