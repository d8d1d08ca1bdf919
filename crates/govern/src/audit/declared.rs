//! The requirements that a project declares, each with its list and its line.

use std::collections::BTreeMap;

use haggle_spec::PackageName;
use serde::Serialize;

use crate::project::{LineList, ProjectLine, REQUIREMENT_FILES, project_lines};

/// What a list of requirements is for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DeclaredList {
    /// Always installed.
    Product,
    /// Installed with an extra.
    Extra(String),
    /// For tests: a file, a dependency group or an extra of such a name.
    Test,
    /// For the documentation.
    Documentation,
    /// To build the distribution.
    Build,
    /// A dependency group with another purpose.
    Group(String),
}

/// One requirement of a project.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DeclaredRequirement {
    /// The distribution.
    pub name: PackageName,
    /// Its name as it is written.
    pub written: String,
    /// The list that it is in.
    pub list: DeclaredList,
    /// The path of the file.
    pub path: String,
    /// The line, from 1.
    pub line: usize,
    /// It has a marker: some environments do without it.
    pub has_marker: bool,
}

/// The requirements in a project's files, by their paths in it. A line that is not a requirement is left out: the checks of
/// the file say so.
///
/// ```
/// use std::collections::BTreeMap;
/// use haggle_govern::audit::{DeclaredList, declared_requirements};
///
/// let files = BTreeMap::from([("test-requirements.txt".to_owned(), b"# x\nsix>=1\n".to_vec())]);
/// let declared = declared_requirements(&files);
/// assert_eq!((declared[0].name.as_str(), declared[0].line), ("six", 2));
/// assert_eq!(declared[0].list, DeclaredList::Test);
/// ```
pub fn declared_requirements(files: &BTreeMap<String, Vec<u8>>) -> Vec<DeclaredRequirement> {
    let (lines, _) = project_lines(files);
    lines
        .into_iter()
        .map(|line| DeclaredRequirement {
            list: DeclaredList::of(&line),
            name: line.name,
            written: line.written,
            path: line.path,
            line: line.line,
            has_marker: line.has_marker,
        })
        .collect()
}

impl DeclaredList {
    /// The list that a line is in. Files of requirements, extras and groups go by their names.
    pub fn of(line: &ProjectLine) -> Self {
        match &line.list {
            LineList::Build => Self::Build,
            LineList::Tests => Self::Test,
            LineList::Extra(name) => by_name(name, Self::Extra),
            LineList::Group(name) => by_name(name, Self::Group),
            LineList::Dependencies if !REQUIREMENT_FILES.contains(&line.path.as_str()) => Self::Product,
            LineList::Dependencies if line.path.contains("test") => Self::Test,
            LineList::Dependencies if line.path.starts_with("doc") => Self::Documentation,
            LineList::Dependencies => Self::Product,
        }
    }
}

/// Extras and groups for tests and documentation go by their names.
fn by_name(name: &str, other: impl Fn(String) -> DeclaredList) -> DeclaredList {
    let lower = name.to_ascii_lowercase();
    let has = |part: &str| lower.split(['-', '_', '.']).any(|word| word == part);
    if has("test") || has("tests") || has("testing") {
        DeclaredList::Test
    } else if has("doc") || has("docs") {
        DeclaredList::Documentation
    } else {
        other(name.to_owned())
    }
}
