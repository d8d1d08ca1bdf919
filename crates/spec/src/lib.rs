#![cfg_attr(docsrs, feature(doc_cfg))]
#![doc = include_str!("../README.md")]

#[cfg(doc)]
#[doc = include_str!("../docs/compare.md")]
pub mod compare {}
#[cfg(doc)]
#[doc = include_str!("../docs/design.md")]
pub mod design {}

// From the ground up: a module uses those above it, and none below.
mod grammar;
mod number;
mod position;
mod secret;
mod short_text;
mod span;
mod visible;

mod name;
mod tag;
mod version;

mod fault;

mod specifier;
mod version_set;

mod marker;
mod marker_algebra;

mod requirement;

mod diagnostic;

mod filename;
mod metadata;
pub mod release;

pub mod file;
#[cfg(feature = "lint")]
pub mod lint;

#[cfg(feature = "cargo")]
pub mod cargo;
#[cfg(feature = "serde")]
mod text_serde;

pub use diagnostic::{Diagnostic, DiagnosticKind, fault_codes, is_fault_code};
pub use fault::{RequirementError, RequirementErrorKind};
pub use filename::{BuildNumber, FilenameError, FilenameErrorKind, SdistFilename, WheelFilename};
pub use marker::{
    Marker, MarkerComparison, MarkerEnvironment, MarkerError, MarkerOperator, MarkerScope, MarkerStep,
    MarkerVariable, Platform,
};
pub use marker_algebra::{MarkerAnswer, MarkerArena, MarkerNode, NodeBudgetExceeded, Simplified};
pub use metadata::Metadata;
pub use name::{ExtraName, NameError, NameErrorKind, PackageName, is_normalised_name, normalise_name};
pub use number::Number;
pub use position::{LineIndex, TextPosition};
pub use requirement::{Requirement, RequirementParts};
pub use secret::{masked_secrets, without_secrets};
pub use span::{Edit, Span};
pub use specifier::{
    Candidate, Operator, Prereleases, Specifier, SpecifierError, SpecifierErrorKind, SpecifierPartsError,
    SpecifierSet,
};
pub use tag::{Tag, TagError, TagErrorKind};
pub use version::{
    LocalVersion, PrereleaseKind, Version, VersionError, VersionErrorKind, VersionParts, VersionStep,
};
pub use version_set::{VersionSet, VersionSetError, VersionSetErrorKind};
pub use visible::{is_hidden, push_visible, visible};
