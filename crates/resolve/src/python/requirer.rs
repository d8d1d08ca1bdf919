//! Who requires something.

use haggle_spec::{ExtraName, PackageName};

use super::request::SourceLocation;

/// Who requires something.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Requirer {
    /// The request.
    Root {
        /// The position among its requirements.
        position: usize,
        /// Where it is written.
        source: SourceLocation,
    },
    /// A package of the solution.
    Package {
        /// The package.
        name: PackageName,
        /// The extra that requires, where it is not the package by itself.
        extra: Option<ExtraName>,
    },
}
