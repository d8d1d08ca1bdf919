//! A whole project against the shared lists: by what its lines mean, and as the gate of `OpenStack` reads them.
//!
//! The two differ where the gate compares text: a marker or an exclusion that is spelled another way, the number of lines of a
//! name. A project that is right by meaning and refused by the gate is told so ([`ProjectReport::gate`]).

mod finding;
mod gate;
mod lists;
mod meaning;

use std::collections::BTreeMap;

use haggle_spec::VersionSet;
use haggle_spec::file::Entry;

use crate::project::{ProjectDiagnostic, ProjectLine, project_lines};

pub use finding::{ExcludedBy, ProjectFault, ProjectFinding};
pub use gate::{GateFault, GateFinding, GateRules, GateVerdict, gate};
pub use lists::SharedLists;

/// What a check of a project found.
#[derive(Debug, Clone, PartialEq)]
pub struct ProjectReport {
    /// By meaning, in the order of the files and their lines.
    pub findings: Vec<ProjectFinding>,
    /// What could not be read.
    pub unread: Vec<ProjectDiagnostic>,
    /// What the gate says.
    pub gate: GateVerdict,
    /// How many lines were looked at.
    pub n_lines: usize,
}

/// Checks the files of a project, by their paths in it. `pythons` are the versions of Python that the family supports.
///
/// ```
/// use std::collections::BTreeMap;
/// use haggle_govern::check::{GateRules, SharedLists, check_project};
/// use haggle_spec::file::{EntryFile, Urls};
///
/// let file = |text: &str| EntryFile::parse(text, Urls::Allowed).0;
/// let (global, pins, denylist, backports) = (file("six!=1.4  # MIT\n"), file("six===1.17\n"), file(""), file(""));
/// let lists = SharedLists::new(&global, &pins, &denylist, &backports);
/// let project = BTreeMap::from([("requirements.txt".to_owned(), b"six>=1.18,!=1.19  # MIT\n".to_vec())]);
/// let report = check_project(&project, &lists, &GateRules::default(), &">=3.11".parse::<haggle_spec::SpecifierSet>().unwrap().to_set());
/// let faults: Vec<&str> = report.findings.iter().map(|finding| finding.fault.rule()).collect();
/// assert_eq!(faults, ["extra-exclusion", "bound-above-pin"]);
/// assert!(!report.gate.passes());
/// ```
pub fn check_project(
    files: &BTreeMap<String, Vec<u8>>,
    lists: &SharedLists<'_>,
    rules: &GateRules,
    pythons: &VersionSet,
) -> ProjectReport {
    let (lines, unread) = project_lines(files);
    let findings = meaning::findings(&lines, lists, pythons);
    let gate = gate(files, lists, rules);
    ProjectReport { findings, unread, gate, n_lines: lines.len() }
}

/// The entry of a line that the requirements process can read.
fn entry(line: &ProjectLine) -> Option<&Entry> {
    line.entry.as_ref()
}
