//! The verdict of `OpenStack`'s own gate on a project: what it reads, and what it compares as text.
//!
//! Source: `openstack/requirements`, `check.py`, `project.py` and the job `requirements-check`, observed.

use core::fmt;
use std::collections::BTreeMap;

use haggle_spec::PackageName;
use haggle_spec::file::{Entry, Urls};

use super::lists::SharedLists;
use crate::check::line::{LineFault, check_lines};
use crate::project::{Project, ProjectDocuments, PyProjectFault};

/// How strict the gate is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GateRules {
    /// The branch that the project's files are of. A stable branch (`stable/...`) may have a line twice; only `master` and `main`
    /// need a `pyproject.toml`.
    pub branch: String,
    /// What builds the family's projects: the `build-backend` that `pyproject.toml` has to name.
    pub backend: String,
}

impl Default for GateRules {
    fn default() -> Self {
        Self { branch: "master".to_owned(), backend: "pbr.build".to_owned() }
    }
}

impl GateRules {
    fn is_strict(&self) -> bool {
        !self.branch.starts_with("stable/")
    }

    fn needs_pyproject(&self) -> bool {
        matches!(self.branch.as_str(), "master" | "main")
    }
}

/// What the gate says of a project.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GateVerdict {
    /// Why it refuses, in the order of its files; nothing where it accepts.
    pub findings: Vec<GateFinding>,
}

/// Why the gate refuses a project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GateFinding {
    /// The file, and of it the extra or the group, as the gate calls them: `setup.cfg ('fast' extra)`; empty for the project.
    pub list: String,
    /// The distribution, where it is about one.
    pub name: Option<PackageName>,
    /// What it refuses.
    pub fault: GateFault,
}

/// What the gate refuses.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum GateFault {
    /// A file that it cannot read: it ends with an error of its own.
    Unreadable {
        /// What is wrong.
        message: String,
    },
    /// A line that says the same as one before it.
    Duplicate,
    /// The lines of a name do not match those of the global list.
    Lines(LineFault),
    /// `pyproject.toml` is missing or does not name the family's backend.
    PyProject(PyProjectFault),
}

impl GateVerdict {
    /// Whether the gate accepts the project.
    pub fn passes(&self) -> bool {
        self.findings.is_empty()
    }
}

impl GateFault {
    /// A word for reports that programs read.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Unreadable { .. } => "unreadable",
            Self::Duplicate => "duplicate",
            Self::Lines(fault) => fault.as_str(),
            Self::PyProject(fault) => fault.as_str(),
        }
    }
}

impl fmt::Display for GateFault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable { message } => write!(formatter, "it cannot be read: {message}"),
            Self::Duplicate => formatter.write_str("the list has the same line twice"),
            Self::Lines(fault) => fault.fmt(formatter),
            Self::PyProject(fault) => fault.fmt(formatter),
        }
    }
}

/// What the gate says of a project's files, by their paths in it. See [`check_project`](super::check_project).
pub fn gate(files: &BTreeMap<String, Vec<u8>>, lists: &SharedLists<'_>, rules: &GateRules) -> GateVerdict {
    gate_of(&ProjectDocuments::parse(files), lists, rules)
}

/// The same of files that are parsed.
pub(super) fn gate_of(
    documents: &ProjectDocuments<'_>,
    lists: &SharedLists<'_>,
    rules: &GateRules,
) -> GateVerdict {
    let mut verdict = GateVerdict::default();
    if rules.needs_pyproject()
        && let Err(fault) = documents.verify(&rules.backend)
    {
        verdict.add("pyproject.toml", None, GateFault::PyProject(fault));
    }
    let project = match Project::of(documents) {
        Ok(project) => project,
        Err(error) => {
            verdict.add("", None, GateFault::Unreadable { message: error.to_string() });
            return verdict;
        }
    };
    for (list, lines) in lists_of(&project) {
        verdict.judge(&list, lines, lists, rules);
    }
    verdict
}

/// The lists of a project by the names that the gate gives them.
fn lists_of(project: &Project) -> Vec<(String, &[String])> {
    let mut lists: Vec<(String, &[String])> = Vec::new();
    for (path, lines) in &project.requirements {
        lists.push((format!("{path} (dependencies)"), lines));
    }
    for (kind, by_path) in [("extra", &project.extras), ("dependency group", &project.dependency_groups)] {
        for (path, by_name) in by_path {
            lists.extend(
                by_name.iter().map(|(name, lines)| (format!("{path} ('{name}' {kind})"), lines.as_slice())),
            );
        }
    }
    lists
}

impl GateVerdict {
    fn add(&mut self, list: &str, name: Option<&PackageName>, fault: GateFault) {
        self.findings.push(GateFinding { list: list.to_owned(), name: name.cloned(), fault });
    }

    fn judge(&mut self, list: &str, lines: &[String], lists: &SharedLists<'_>, rules: &GateRules) {
        let mut by_name: BTreeMap<PackageName, Vec<Entry>> = BTreeMap::new();
        for line in lines {
            match Entry::parse(line, Urls::Forbidden) {
                Ok(entry) => {
                    if let Some(name) = entry.package_name() {
                        by_name.entry(name).or_default().push(Entry { comment: String::new(), ..entry });
                    }
                }
                Err(diagnostic) => {
                    let message = format!("`{line}`: {}", diagnostic.message());
                    self.add(list, None, GateFault::Unreadable { message });
                }
            }
        }
        for (name, entries) in &by_name {
            let is_twice = |at: usize| entries[..at].contains(&entries[at]);
            if rules.is_strict() && (0..entries.len()).any(is_twice) {
                self.add(list, Some(name), GateFault::Duplicate);
            }
            if lists.denied.contains(name) {
                continue;
            }
            let entries: Vec<&Entry> = entries.iter().collect();
            if let Err(fault) = check_lines(&entries, lists.global(name), &lists.backports) {
                self.add(list, Some(name), GateFault::Lines(fault));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use haggle_spec::file::EntryFile;

    #[track_caller]
    fn check(files: &[(&str, &str)], branch: &str, expected: &[(&str, &str)]) {
        let file = |text: &str| EntryFile::parse(text, Urls::Allowed).0;
        let (global, pins) = (file("six!=1.4\nwin;sys_platform=='win32'\nback\n"), file("six===1.17\n"));
        let (denylist, backports) = (file("denied\n"), file("back\n"));
        let lists = SharedLists::new(&global, &pins, &denylist, &backports);
        let files = files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect();
        let rules = GateRules { branch: branch.to_owned(), ..GateRules::default() };
        let verdict = gate(&files, &lists, &rules);
        let found: Vec<(&str, &str)> =
            verdict.findings.iter().map(|finding| (finding.list.as_str(), finding.fault.as_str())).collect();
        assert_eq!(found, expected);
    }

    const BACKEND: (&str, &str) = ("pyproject.toml", "[build-system]\nbuild-backend = 'pbr.build'\n");

    #[test]
    fn every_list_is_judged() {
        check(
            &[
                BACKEND,
                ("requirements.txt", "six>=1,!=1.4\ndenied\n"),
                ("setup.cfg", "[extras]\nx =\n  other>=1\n"),
            ],
            "master",
            &[("setup.cfg ('x' extra)", "not-in-global")],
        );
    }

    #[test]
    fn markers_and_spelling_are_text() {
        let list = "requirements.txt (dependencies)";
        let check = |line: &str, expected: Option<&str>| {
            let expected: Vec<(&str, &str)> = expected.iter().map(|fault| (list, *fault)).collect();
            check(&[BACKEND, ("requirements.txt", line)], "master", &expected);
        };
        check("win>=1;sys_platform=='win32'\n", None);
        check("win>=1;sys_platform == 'win32'\n", Some("no-global-match"));
        check("Six>=1\n", Some("no-global-match"));
        check("back>=1;python_version<'3.9'\n", None);
        check("six>=1,!=1.5\n", Some("extra-exclusion"));
        check("six\n", Some("no-lower-bound"));
        check("-e .\n", Some("unreadable"));
    }

    #[test]
    fn stable_branches_are_judged_mildly() {
        let twice = ("requirements.txt", "six>=1 # a\nsix>=1 # b\n");
        check(&[BACKEND, twice], "master", &[("requirements.txt (dependencies)", "duplicate")]);
        check(&[twice], "stable/2026.1", &[]);
        check(
            &[twice],
            "master",
            &[("pyproject.toml", "missing-file"), ("requirements.txt (dependencies)", "duplicate")],
        );
    }
}
