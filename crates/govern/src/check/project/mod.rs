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

use crate::project::{ProjectDiagnostic, ProjectDocuments, ProjectLine};

pub use finding::{ExcludedBy, ProjectFault, ProjectFinding};
pub use gate::{GateFault, GateFinding, GateRules, GateVerdict, gate};
pub use lists::SharedLists;
pub(crate) use meaning::findings;
pub use meaning::without_pin;

/// A project that is checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedProject {
    /// Its name for people.
    pub name: String,
    /// The branch that its files are of.
    pub branch: String,
    /// Its folder, as people name it; empty for the working folder.
    pub folder: String,
    /// Its files that hold requirements, by their paths in it.
    pub files: BTreeMap<String, Vec<u8>>,
}

impl CheckedProject {
    /// The path of a file for people.
    pub fn shown(&self, path: &str) -> String {
        if self.folder.is_empty() {
            path.to_owned()
        } else {
            format!("{}/{path}", self.folder.trim_end_matches('/'))
        }
    }
}

/// What a check of a project found.
#[derive(Debug, Clone, PartialEq)]
pub struct ProjectReport {
    /// By meaning, in the order of the files and their lines.
    pub findings: Vec<ProjectFinding>,
    /// What could not be read.
    pub unread: Vec<ProjectDiagnostic>,
    /// What the gate says; nothing in a family that has no global list, which the gate does not know.
    pub gate: GateVerdict,
    /// Whether the gate was asked.
    pub is_gated: bool,
    /// How many lines were looked at.
    pub n_lines: usize,
}

/// Checks the files of a project. `pythons` are the versions of Python that the family supports.
///
/// ```
/// use std::collections::BTreeMap;
/// use haggle_govern::check::{CheckedProject, GateRules, SharedLists, check_project};
/// use haggle_spec::SpecifierSet;
/// use haggle_spec::file::{EntryFile, Urls};
///
/// let file = |text: &str| EntryFile::parse(text, Urls::Allowed).0;
/// let (global, pins, denylist, backports) = (file("six!=1.4  # MIT\n"), file("six===1.17\n"), file(""), file(""));
/// let lists = SharedLists::new(&global, &pins, &denylist, &backports);
/// let files = BTreeMap::from([("requirements.txt".to_owned(), b"six>=1.18,!=1.19  # MIT\n".to_vec())]);
/// let project = CheckedProject { name: "demo".into(), branch: "master".into(), folder: String::new(), files };
/// let pythons: SpecifierSet = ">=3.11".parse()?;
/// let report = check_project(&project, &lists, &GateRules::default(), &pythons.to_set());
/// let faults: Vec<&str> = report.findings.iter().map(|finding| finding.fault.rule()).collect();
/// assert_eq!(faults, ["extra-exclusion", "bound-above-pin"]);
/// assert!(!report.gate.passes());
/// # Ok::<(), haggle_spec::SpecifierError>(())
/// ```
pub fn check_project(
    project: &CheckedProject,
    lists: &SharedLists<'_>,
    rules: &GateRules,
    pythons: &VersionSet,
) -> ProjectReport {
    let documents = ProjectDocuments::parse(&project.files);
    let (lines, unread) = documents.lines();
    let findings = findings(&lines, lists, pythons);
    let is_gated = lists.has_global();
    let gate = if is_gated { gate::gate_of(&documents, lists, rules) } else { GateVerdict::default() };
    ProjectReport { findings, unread, gate, is_gated, n_lines: lines.len() }
}

/// The entry of a line that the requirements process can read.
fn entry(line: &ProjectLine) -> Option<&Entry> {
    line.entry.as_ref()
}
