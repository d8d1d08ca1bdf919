//! The files of a project that an audit looks at.

use haggle_scan::{ConfiguredName, SourcePart, SourceScan};

/// A Python file of a project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditedSource {
    /// Its path in the project, with `/`.
    pub path: String,
    /// The part of the project that it belongs to.
    pub part: SourcePart,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// What it imports.
    pub scan: SourceScan,
}

/// A configuration of a project: entry points, paste files, what runs the tests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditedConfiguration {
    /// Its path in the project, with `/`.
    pub path: String,
    /// The part of the project that it belongs to.
    pub part: SourcePart,
    /// The names in it.
    pub names: Vec<ConfiguredName>,
    /// It only lists options for a sample file, as those of oslo-config-generator: to be named there is not to be used.
    pub only_lists_options: bool,
}
