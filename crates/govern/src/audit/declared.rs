//! The requirements that a project declares, each with its list and its line.

use std::collections::BTreeMap;

use haggle_spec::file::SourceText;
use haggle_spec::file::pyproject::{ArrayItem, GroupItem, PyProject};
use haggle_spec::file::requirements::RequirementsFile;
use haggle_spec::file::setup_cfg::{ListItemKind, ListKind, SetupCfg};
use haggle_spec::{PackageName, Span};
use serde::Serialize;

use crate::project::REQUIREMENT_FILES;

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
    let mut declared = Vec::new();
    for (path, bytes) in files {
        match path.as_str() {
            "pyproject.toml" => of_pyproject(path, bytes, &mut declared),
            "setup.cfg" => of_setup_cfg(path, bytes, &mut declared),
            _ if REQUIREMENT_FILES.contains(&path.as_str()) => of_requirements(path, bytes, &mut declared),
            _ => {}
        }
    }
    declared
}

fn of_requirements(path: &str, bytes: &[u8], declared: &mut Vec<DeclaredRequirement>) {
    let (file, _) = RequirementsFile::parse(bytes);
    let list = if path.contains("test") {
        DeclaredList::Test
    } else if path.starts_with("doc") {
        DeclaredList::Documentation
    } else {
        DeclaredList::Product
    };
    for line in file.requirements() {
        let place = Place { path, source: file.source(), span: line.span };
        declared.push(place.requirement(
            line.requirement.name(),
            list.clone(),
            line.requirement.marker().is_some(),
        ));
    }
}

fn of_setup_cfg(path: &str, bytes: &[u8], declared: &mut Vec<DeclaredRequirement>) {
    let (file, _) = SetupCfg::parse(bytes);
    for list in file.lists() {
        let kind = match &list.kind {
            ListKind::InstallRequires | ListKind::PbrRequires => DeclaredList::Product,
            ListKind::SetupRequires | ListKind::PbrSetupRequires => DeclaredList::Build,
            ListKind::TestsRequire => DeclaredList::Test,
            ListKind::Extra(name) | ListKind::PbrExtra(name) => by_name(name, DeclaredList::Extra),
            _ => continue,
        };
        for item in &list.items {
            let (name, has_marker) = match &item.kind {
                ListItemKind::Requirement(requirement) => {
                    (Some(requirement.name().clone()), requirement.marker().is_some())
                }
                ListItemKind::Entry(entry) => (entry.package_name(), !entry.marker.is_empty()),
                ListItemKind::Invalid => (None, false),
            };
            if let Some(name) = name {
                let place = Place { path, source: file.source(), span: item.span };
                declared.push(place.requirement(&name, kind.clone(), has_marker));
            }
        }
    }
}

fn of_pyproject(path: &str, bytes: &[u8], declared: &mut Vec<DeclaredRequirement>) {
    let (file, _) = PyProject::parse(bytes);
    let mut add = |items: &[ArrayItem], list: &DeclaredList| {
        for item in items {
            let Some(requirement) = item.requirement() else { continue };
            let place = Place { path, source: file.source(), span: item.content };
            declared.push(place.requirement(
                requirement.name(),
                list.clone(),
                requirement.marker().is_some(),
            ));
        }
    };
    if let Some(array) = file.dependencies() {
        add(&array.items, &DeclaredList::Product);
    }
    for (name, array) in file.extras().unwrap_or_default() {
        add(&array.items, &by_name(name, DeclaredList::Extra));
    }
    if let Some(array) = file.build_system().and_then(|build| build.requires.as_ref()) {
        add(&array.items, &DeclaredList::Build);
    }
    for group in file.groups().into_iter().flat_map(|groups| groups.iter()) {
        let own = group.items.iter().flatten().filter_map(|item| match item {
            GroupItem::Requirement(item) => Some(item.clone()),
            _ => None,
        });
        add(&own.collect::<Vec<_>>(), &by_name(&group.name, DeclaredList::Group));
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

/// Where a requirement is written.
struct Place<'a> {
    path: &'a str,
    source: &'a SourceText,
    span: Span,
}

impl Place<'_> {
    fn requirement(&self, name: &PackageName, list: DeclaredList, has_marker: bool) -> DeclaredRequirement {
        let text = self.source.slice(self.span).trim_start();
        let is_part =
            |character: char| character.is_ascii_alphanumeric() || matches!(character, '-' | '_' | '.');
        let end = text.find(|character| !is_part(character)).unwrap_or(text.len());
        DeclaredRequirement {
            name: name.clone(),
            written: text[..end].to_owned(),
            list,
            path: self.path.to_owned(),
            line: self.source.position(self.span.start).line,
            has_marker,
        }
    }
}
