//! The family's requirement files, parsed: the shared ones and each project's own.

use std::collections::BTreeSet;

use haggle_spec::file::denylist::Denylist;
use haggle_spec::file::global::GlobalRequirements;
use haggle_spec::file::requirements::{RequirementLine, RequirementsFile};
use haggle_spec::{Diagnostic, PackageName};

use crate::data::ProjectName;

/// The files of the requirements repository.
#[derive(Debug, Clone, PartialEq)]
pub struct SharedFiles {
    /// The global list.
    pub global: GlobalRequirements,
    /// The constraints.
    pub constraints: RequirementsFile,
    /// Names that are never constrained.
    pub denylist: Denylist,
    global_names: BTreeSet<PackageName>,
    pinned_names: BTreeSet<PackageName>,
}

/// Diagnostics of the shared files, one list a file.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SharedDiagnostics {
    /// Of the global list.
    pub global: Vec<Diagnostic>,
    /// Of the constraints.
    pub constraints: Vec<Diagnostic>,
    /// Of the denylist.
    pub denylist: Vec<Diagnostic>,
}

impl SharedFiles {
    /// Parses the three files; what cannot be understood is left out and reported.
    pub fn parse(global: &[u8], constraints: &[u8], denylist: &[u8]) -> (Self, SharedDiagnostics) {
        let (global, global_diagnostics) = GlobalRequirements::parse(global);
        let (constraints, constraint_diagnostics) = RequirementsFile::parse(constraints);
        let (denylist, denylist_diagnostics) = Denylist::parse(denylist);
        let files = Self {
            global_names: global.entries().filter_map(haggle_spec::file::Entry::package_name).collect(),
            pinned_names: constraints.requirements().map(|line| line.requirement.name().clone()).collect(),
            global,
            constraints,
            denylist,
        };
        let diagnostics = SharedDiagnostics {
            global: global_diagnostics,
            constraints: constraint_diagnostics,
            denylist: denylist_diagnostics,
        };
        (files, diagnostics)
    }

    /// Whether the global list has a name.
    pub fn is_global(&self, name: &PackageName) -> bool {
        self.global_names.contains(name)
    }

    /// The names of the global list.
    pub fn global_names(&self) -> impl Iterator<Item = &PackageName> {
        self.global_names.iter()
    }

    /// Whether the constraints pin a name.
    pub fn is_pinned(&self, name: &PackageName) -> bool {
        self.pinned_names.contains(name)
    }
}

/// A project's own files.
#[derive(Debug, Clone, PartialEq)]
pub struct ProjectFiles {
    /// The project's name in the review system.
    pub name: ProjectName,
    /// What it always needs.
    pub requirements: RequirementsFile,
    /// The name of that file for people.
    pub requirements_path: String,
    /// What its tests need, where the manifest names such a file.
    pub test_requirements: Option<RequirementsFile>,
}

/// The number of a requirement's line in its file.
pub fn line_of(file: &RequirementsFile, line: &RequirementLine) -> usize {
    file.source().position(line.span.start).line
}
