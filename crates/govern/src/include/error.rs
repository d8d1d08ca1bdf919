//! Why an inclusion cannot be drafted.

use std::error::Error;
use std::fmt::{self, Display};

use haggle_spec::NameError;
use haggle_spec::file::EditError;

use crate::data::{Placement, ProjectName};

/// Why an inclusion cannot be drafted.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum IncludeError {
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
    /// The manifest names no such file for the project.
    NoFile {
        /// The file.
        file: &'static str,
    },
    /// The extra has no name.
    NoExtra,
    /// What is given for the name of the extra is not one.
    BadExtra(NameError),
    /// The global list has no such section.
    NoSection {
        /// The section.
        section: String,
        /// Those that it has.
        known: Vec<String>,
    },
    /// A line of the catalogue that the family's files cannot hold.
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
                write!(formatter, "a requirement of this kind cannot be {}", placement.label())
            }
            Self::NoProject { name } => write!(formatter, "the family has no project `{name}`"),
            Self::NoFile { file } => write!(formatter, "the manifest names no `{file}` for the project"),
            Self::NoExtra => write!(formatter, "the extra has no name"),
            Self::BadExtra(error) => error.fmt(formatter),
            Self::NoSection { section, known } => {
                write!(formatter, "the global list has no section `{section}`; it has {}", known.join(", "))
            }
            Self::BadLine { line } => write!(formatter, "`{line}` is not a requirement"),
            Self::Edit(error) => write!(formatter, "the edit does not fit: {error}"),
        }
    }
}

impl Error for IncludeError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::BadExtra(error) => Some(error),
            Self::Edit(error) => Some(error),
            _ => None,
        }
    }
}

impl From<EditError> for IncludeError {
    fn from(error: EditError) -> Self {
        Self::Edit(error)
    }
}
