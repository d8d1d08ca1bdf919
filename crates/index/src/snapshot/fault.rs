//! What is wrong with a part of a snapshot whose JSON is fine.

use std::fmt;

use haggle_spec::release::ReleaseId;
use haggle_spec::{PackageName, SpecifierError};

/// A fault; the reader adds the place in the file.
#[derive(Debug)]
pub(super) enum Fault {
    /// The package has both `unavailable` and releases, or neither.
    EitherOr(PackageName),
    /// The package is there before.
    PackageTwice(PackageName),
    /// The release is there before.
    ReleaseTwice(ReleaseId),
    /// The text is not the name of a wheel or a source distribution.
    NotAFile(String),
    /// The text is the name of another release's file.
    OtherFile { filename: String, release: ReleaseId },
    /// A word about a file that is neither its size nor one that is known.
    Size { word: String, text: String },
    /// The range of Pythons of a file cannot be read.
    Python { error: SpecifierError, text: String },
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EitherOr(name) => write!(formatter, "`{name}` needs either `unavailable` or `releases`"),
            Self::PackageTwice(name) => write!(formatter, "the package `{name}` is here twice"),
            Self::ReleaseTwice(release) => {
                write!(formatter, "the release {} of `{}` is here twice", release.version, release.name)
            }
            Self::NotAFile(filename) => {
                write!(formatter, "`{filename}` is not the name of a wheel or a source distribution")
            }
            Self::OtherFile { filename, release } => {
                write!(formatter, "`{filename}` is not a file of `{}` {}", release.name, release.version)
            }
            Self::Size { word, text } => {
                write!(formatter, "`{word}` in `{text}` is not a size in bytes")
            }
            Self::Python { error, text } => write!(formatter, "{error} in `{text}`"),
        }
    }
}

impl std::error::Error for Fault {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Python { error, .. } => Some(error),
            _ => None,
        }
    }
}
