//! What an audit finds.

use haggle_scan::{ImportClass, SourcePart};
use haggle_spec::PackageName;
use serde::Serialize;

use super::declared::DeclaredList;

/// One thing that is not as the sources ask for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct AuditFinding {
    /// What is the matter.
    pub verdict: AuditVerdict,
    /// Whether it rests on what was read, or on a guess.
    pub certainty: AuditCertainty,
    /// Where it can be seen, at least one place.
    pub evidence: Vec<AuditEvidence>,
}

/// What is the matter with a requirement or an import.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum AuditVerdict {
    /// A module is imported that no declared requirement provides.
    Undeclared {
        /// Its first name.
        module: String,
        /// The distribution that provides it, where one is known.
        provider: Option<PackageName>,
        /// The part of the project that imports it.
        part: SourcePart,
    },
    /// A module is imported that no declared requirement provides, and every import of it is guarded.
    Optional {
        /// Its first name.
        module: String,
        /// The distribution that provides it, where one is known.
        provider: Option<PackageName>,
        /// The part of the project that imports it.
        part: SourcePart,
    },
    /// A requirement that nothing imports.
    Unused {
        /// The distribution.
        name: PackageName,
        /// The lists that it is in.
        lists: Vec<DeclaredList>,
    },
    /// A requirement in lists for other parts than the one that imports it.
    WrongPart {
        /// The distribution.
        name: PackageName,
        /// The lists that it is in.
        lists: Vec<DeclaredList>,
        /// The parts that import it.
        used_by: Vec<SourcePart>,
    },
}

/// Whether a finding is established.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum AuditCertainty {
    /// Everything that it rests on was read.
    Certain,
    /// It rests on something that is not known, which is said here.
    Uncertain(String),
}

impl AuditFinding {
    /// Whether it asks for a change: it is certain, and not about an import that may fail.
    pub fn is_due(&self) -> bool {
        self.certainty == AuditCertainty::Certain && !matches!(self.verdict, AuditVerdict::Optional { .. })
    }
}

/// A place that shows something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AuditEvidence {
    /// The file, by its path in the project.
    pub path: String,
    /// The line, from 1.
    pub line: usize,
    /// What is there, in words.
    pub what: String,
    /// For an import: whether and when the module has to be there.
    pub class: Option<ImportClass>,
}

/// The result of an audit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct AuditReport {
    /// The findings: those that are due first, each kind by name.
    pub findings: Vec<AuditFinding>,
    /// How many requirements were declared.
    pub n_declared: usize,
    /// How many imports were looked at.
    pub n_imports: usize,
    /// Requirements whose import names are not known but guessed from their names.
    pub guessed: Vec<PackageName>,
    /// The files that are not Python to their end: path, line and what is wrong.
    pub unread: Vec<AuditEvidence>,
}
