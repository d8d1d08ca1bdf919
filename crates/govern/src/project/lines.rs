//! The lines of a project's files that require something, each with its list and its place.

use std::collections::BTreeMap;

use haggle_spec::file::pyproject::{ArrayItem, GroupItem, PyProject};
use haggle_spec::file::requirements::RequirementsFile;
use haggle_spec::file::setup_cfg::{ListItem, ListItemKind, ListKind, SetupCfg};
use haggle_spec::file::{Entry, SourceText, Urls};
use haggle_spec::{Diagnostic, PackageName, Span};

use super::REQUIREMENT_FILES;
use super::documents::ProjectDocuments;

/// Which list of its file a line is in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum LineList {
    /// What the file requires without being asked: a file of requirements, `project.dependencies`, `install_requires`.
    Dependencies,
    /// What building requires.
    Build,
    /// `tests_require` of `setup.cfg`.
    Tests,
    /// An extra, by its name as written.
    Extra(String),
    /// A dependency group, by its name as written.
    Group(String),
}

/// A line that requires something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectLine {
    /// The distribution.
    pub name: PackageName,
    /// Its name as it is written.
    pub written: String,
    /// The list that it is in.
    pub list: LineList,
    /// The path of the file in the project.
    pub path: String,
    /// The requirement in the file, in bytes, without quotes around it.
    pub span: Span,
    /// The line, from 1.
    pub line: usize,
    /// What it says, as the requirements process reads it; nothing where it names a direct URL.
    pub entry: Option<Entry>,
    /// Whether there is a marker.
    pub has_marker: bool,
}

/// What a file has that is not a requirement.
#[derive(Debug, Clone, PartialEq)]
pub struct ProjectDiagnostic {
    /// The path of the file in the project.
    pub path: String,
    /// What is wrong.
    pub diagnostic: Diagnostic,
}

/// The lines of the files of a project that hold requirements, by their paths in it, and what could not be read.
///
/// ```
/// use std::collections::BTreeMap;
/// use haggle_govern::project::{LineList, project_lines};
///
/// let files = BTreeMap::from([("setup.cfg".to_owned(), b"[extras]\nfast =\n  six>=1  # MIT\n".to_vec())]);
/// let (lines, diagnostics) = project_lines(&files);
/// assert_eq!((lines[0].name.as_str(), lines[0].line), ("six", 3));
/// assert_eq!(lines[0].list, LineList::Extra("fast".to_owned()));
/// assert_eq!(diagnostics, []);
/// ```
pub fn project_lines(files: &BTreeMap<String, Vec<u8>>) -> (Vec<ProjectLine>, Vec<ProjectDiagnostic>) {
    ProjectDocuments::parse(files).lines()
}

impl ProjectDocuments<'_> {
    /// See [`project_lines`].
    pub fn lines(&self) -> (Vec<ProjectLine>, Vec<ProjectDiagnostic>) {
        let mut reader = Reader { lines: Vec::new(), diagnostics: Vec::new() };
        for (path, bytes) in self.files {
            match (path.as_str(), &self.pyproject, &self.setup_cfg) {
                ("pyproject.toml", Some(document), _) => reader.pyproject(path, document),
                ("setup.cfg", _, Some(document)) => reader.setup_cfg(path, document),
                (path, ..) if REQUIREMENT_FILES.contains(&path) => reader.requirements(path, bytes),
                _ => {}
            }
        }
        (reader.lines, reader.diagnostics)
    }
}

struct Reader {
    lines: Vec<ProjectLine>,
    diagnostics: Vec<ProjectDiagnostic>,
}

/// Where a requirement is written.
struct Place<'a> {
    path: &'a str,
    source: &'a SourceText,
    list: &'a LineList,
    span: Span,
}

impl Reader {
    fn report(&mut self, path: &str, diagnostics: &[Diagnostic]) {
        let found = diagnostics
            .iter()
            .map(|diagnostic| ProjectDiagnostic { path: path.to_owned(), diagnostic: diagnostic.clone() });
        self.diagnostics.extend(found);
    }

    fn add(&mut self, place: &Place<'_>, name: &PackageName, text: &str, has_marker: bool) {
        let is_part =
            |character: char| character.is_ascii_alphanumeric() || matches!(character, '-' | '_' | '.');
        let trimmed = text.trim_start();
        let end = trimmed.find(|character| !is_part(character)).unwrap_or(trimmed.len());
        self.lines.push(ProjectLine {
            name: name.clone(),
            written: trimmed[..end].to_owned(),
            list: place.list.clone(),
            path: place.path.to_owned(),
            span: place.span,
            line: place.source.position(place.span.start).line,
            entry: Entry::parse(text, Urls::Forbidden).ok(),
            has_marker,
        });
    }

    fn requirements(&mut self, path: &str, bytes: &[u8]) {
        let (file, diagnostics) = RequirementsFile::parse(bytes);
        self.report(path, &diagnostics);
        for line in file.requirements() {
            let (source, list) = (file.source(), &LineList::Dependencies);
            let place = Place { path, source, list, span: line.span };
            let has_marker = line.requirement.marker().is_some();
            self.add(&place, line.requirement.name(), file.text(line.span), has_marker);
        }
    }

    fn setup_cfg(&mut self, path: &str, (file, diagnostics): &(SetupCfg, Vec<Diagnostic>)) {
        self.report(path, diagnostics);
        for list in file.lists() {
            let kind = match &list.kind {
                ListKind::InstallRequires | ListKind::PbrRequires => LineList::Dependencies,
                ListKind::SetupRequires | ListKind::PbrSetupRequires => LineList::Build,
                ListKind::TestsRequire => LineList::Tests,
                ListKind::Extra(name) | ListKind::PbrExtra(name) => LineList::Extra(name.clone()),
                _ => continue,
            };
            for item in &list.items {
                let Some((name, has_marker)) = setup_cfg_name(item) else { continue };
                let place = Place { path, source: file.source(), list: &kind, span: item.span };
                self.add(&place, &name, file.text(item.span), has_marker);
            }
        }
    }

    fn pyproject(&mut self, path: &str, (file, diagnostics): &(PyProject, Vec<Diagnostic>)) {
        self.report(path, diagnostics);
        let mut add = |items: &mut dyn Iterator<Item = &ArrayItem>, list: &LineList| {
            for item in items {
                let Some(requirement) = item.requirement() else { continue };
                let place = Place { path, source: file.source(), list, span: item.content };
                self.add(&place, requirement.name(), &item.text, requirement.marker().is_some());
            }
        };
        if let Some(array) = file.dependencies() {
            add(&mut array.items.iter(), &LineList::Dependencies);
        }
        for (name, array) in file.extras().unwrap_or_default() {
            add(&mut array.items.iter(), &LineList::Extra(name.clone()));
        }
        if let Some(array) = file.build_system().and_then(|build| build.requires.as_ref()) {
            add(&mut array.items.iter(), &LineList::Build);
        }
        for group in file.groups().into_iter().flat_map(|groups| groups.iter()) {
            let mut own = group.items.iter().flatten().filter_map(|item| match item {
                GroupItem::Requirement(item) => Some(item),
                _ => None,
            });
            add(&mut own, &LineList::Group(group.name.clone()));
        }
    }
}

/// The distribution of an item of `setup.cfg`, and whether it has a marker.
fn setup_cfg_name(item: &ListItem) -> Option<(PackageName, bool)> {
    match &item.kind {
        ListItemKind::Requirement(requirement) => {
            Some((requirement.name().clone(), requirement.marker().is_some()))
        }
        ListItemKind::Entry(entry) => Some((entry.package_name()?, !entry.marker.is_empty())),
        ListItemKind::Invalid => None,
    }
}
