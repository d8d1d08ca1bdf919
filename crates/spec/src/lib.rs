#![doc = include_str!("../README.md")]

#[cfg(feature = "cargo")]
pub mod cargo;
mod diagnostic;
pub mod file;
mod filename;
mod grammar;
mod marker;
mod marker_algebra;
mod metadata;
mod name;
mod number;
mod position;
pub mod release;
mod requirement;
mod short_text;
mod specifier;
mod tag;
#[cfg(feature = "serde")]
mod text_serde;
mod version;
mod version_set;

pub use diagnostic::{Diagnostic, DiagnosticKind, Edit, Span};
pub use filename::{BuildNumber, FilenameError, FilenameErrorKind, SdistFilename, WheelFilename};
pub use marker::{
    Marker, MarkerEnvironment, MarkerError, MarkerOperator, MarkerScope, MarkerVariable, Platform,
};
pub use marker_algebra::{MarkerAnswer, MarkerArena, MarkerNode, NodeBudgetExceeded, Simplified};
pub use metadata::Metadata;
pub use name::{ExtraName, NameError, PackageName, is_normalised_name, normalise_name};
pub use number::Number;
pub use position::{LineIndex, TextPosition};
pub use requirement::{Requirement, RequirementError, RequirementErrorKind};
pub use specifier::{
    Candidate, Operator, Prereleases, Specifier, SpecifierError, SpecifierPartsError, SpecifierSet,
};
pub use tag::{Tag, TagError};
pub use version::{LocalVersion, PrereleaseKind, Version, VersionError, VersionParts, VersionStep};
pub use version_set::VersionSet;
