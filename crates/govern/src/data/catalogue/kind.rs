//! The sorts of requirements.

use serde::Serialize;

use crate::data::reader::{TableReader, word};

/// What sort of thing is required.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Kind {
    /// A Python distribution from the index.
    Python,
    /// A program that the code runs.
    Program,
    /// A package of the operating system.
    SystemPackage,
    /// A service that runs elsewhere; nothing of it is placed.
    Service,
}

impl Kind {
    pub(super) fn of(table: &mut TableReader<'_, '_>) -> Option<Self> {
        let text = table.required("kind")?;
        let words = [
            ("python", Self::Python),
            ("program", Self::Program),
            ("system-package", Self::SystemPackage),
            ("service", Self::Service),
        ];
        word(&text, table.errors, &words)
    }
}
