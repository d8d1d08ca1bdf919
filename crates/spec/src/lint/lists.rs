//! What a file requires, as lists: one shape for every format, so that a rule is written once.

use std::borrow::Cow;

use super::LintedFile;
use super::written::{Form, Written};
use crate::file::EntryFile;
use crate::file::pyproject::{ArrayItem, GroupItem, PyProject, RequirementArray};
use crate::file::requirements::{FileOption, LineKind, RequirementsFile};
use crate::file::setup_cfg::{ListItemKind, ListKind, RequirementList, SetupCfg};
use crate::{Edit, Marker, PackageName, Requirement, Span};

/// What a list is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose<'f> {
    /// The lines of a requirements file.
    Lines,
    /// Constraints of any kind.
    Constraints,
    /// The constraints that a family shares.
    SharedConstraints,
    /// The global list of a family.
    Global,
    /// What a project always needs.
    Core,
    /// What an extra of it needs.
    Extra(&'f str),
    /// What developers and builds need.
    Development,
}

/// Requirements that hold together.
pub(super) struct List<'f> {
    pub(super) purpose: Purpose<'f>,
    pub(super) items: Vec<Item<'f>>,
}

/// One requirement.
pub(super) struct Item<'f> {
    pub(super) requirement: Cow<'f, Requirement>,
    pub(super) written: Written<'f>,
    pub(super) options: &'f [FileOption],
    origin: Origin<'f>,
}

/// Where an item is from, for the edit that takes it out.
enum Origin<'f> {
    Line(Span),
    Array(&'f PyProject, &'f RequirementArray, &'f ArrayItem),
    Other,
}

/// A marker that is not a requirement's: a location's.
pub(super) struct Marked<'f> {
    pub(super) marker: &'f Marker,
    pub(super) written: Written<'f>,
}

impl Item<'_> {
    pub(super) fn name(&self) -> &PackageName {
        self.requirement.name()
    }

    /// The edit that takes the requirement out of the file, where there is a plain one.
    pub(super) fn removal(&self) -> Option<Edit> {
        match self.origin {
            Origin::Line(line) => Some(Edit::new(line, "")),
            Origin::Array(file, array, item) => Some(file.remove(array, item)),
            Origin::Other => None,
        }
    }
}

/// The lists of a file.
pub(super) fn lists(file: LintedFile<'_>) -> Vec<List<'_>> {
    match file {
        LintedFile::Requirements(file) => vec![of_lines(file, Purpose::Lines)],
        LintedFile::Constraints(file) => vec![of_lines(file.file(), Purpose::Constraints)],
        LintedFile::SharedConstraints(file) => vec![of_lines(file.file(), Purpose::SharedConstraints)],
        LintedFile::Global(file) => vec![of_entries(file.file())],
        LintedFile::SetupCfg(file) => of_setup_cfg(file),
        LintedFile::PyProject(file) => of_pyproject(file),
    }
}

/// The markers of locations.
pub(super) fn marked_locations(file: &RequirementsFile) -> impl Iterator<Item = Marked<'_>> {
    file.lines().iter().filter_map(|line| {
        let LineKind::Location(location) = &line.kind else { return None };
        let marker = location.marker.as_ref()?;
        let written = Written::new(file.source(), location.span, line.span, Form::Location);
        Some(Marked { marker, written })
    })
}

fn of_lines<'f>(file: &'f RequirementsFile, purpose: Purpose<'f>) -> List<'f> {
    let items = file.lines().iter().filter_map(|line| {
        let LineKind::Requirement(found) = &line.kind else { return None };
        Some(Item {
            requirement: Cow::Borrowed(&found.requirement),
            written: Written::new(file.source(), found.span, line.span, Form::Requirement),
            options: &found.options,
            origin: Origin::Line(line.span),
        })
    });
    List { purpose, items: items.collect() }
}

fn of_entries(file: &EntryFile) -> List<'_> {
    let items = file.lines().iter().filter_map(|line| {
        let entry = line.entry().filter(|entry| entry.location.is_empty())?;
        // The comment of an entry needs no blank before it.
        let content = file.text(line.content);
        let length = content.find('#').map_or(content, |at| &content[..at]).trim_end().len();
        let start = file.source().range(line.content).start;
        let span = file.source().span(start..start + length);
        of_entry(entry, Written::new(file.source(), span, line.span, Form::Entry))
    });
    List { purpose: Purpose::Global, items: items.collect() }
}

fn of_entry<'f>(entry: &crate::file::Entry, written: Written<'f>) -> Option<Item<'f>> {
    let name = entry.package_name()?;
    let marker = if entry.marker.is_empty() { None } else { Some(entry.marker.parse().ok()?) };
    let extras = entry.extras.iter().filter_map(|extra| crate::ExtraName::new(extra).ok());
    let requirement = Requirement::new(name, entry.specifiers.clone()).with_marker(marker);
    let requirement = if entry.extras.is_empty() { requirement } else { requirement.with_extras(extras) };
    Some(Item { requirement: Cow::Owned(requirement), written, options: &[], origin: Origin::Other })
}

fn of_setup_cfg(file: &SetupCfg) -> Vec<List<'_>> {
    file.lists().iter().map(|list| of_cfg_list(file, list)).collect()
}

fn of_cfg_list<'f>(file: &'f SetupCfg, list: &'f RequirementList) -> List<'f> {
    let purpose = match &list.kind {
        ListKind::InstallRequires | ListKind::PbrRequires => Purpose::Core,
        ListKind::Extra(name) | ListKind::PbrExtra(name) => Purpose::Extra(name),
        _ => Purpose::Development,
    };
    let items = list.items.iter().filter_map(|item| match &item.kind {
        ListItemKind::Requirement(requirement) => {
            let form = if item.is_written { Form::Requirement } else { Form::Elsewhere };
            Some(Item {
                requirement: Cow::Borrowed(requirement),
                written: Written::new(file.source(), item.span, item.span, form),
                options: &[],
                origin: Origin::Other,
            })
        }
        ListItemKind::Entry(entry) => {
            let form = if item.is_written { Form::Entry } else { Form::Elsewhere };
            of_entry(entry, Written::new(file.source(), item.span, item.span, form))
        }
        ListItemKind::Invalid => None,
    });
    List { purpose, items: items.collect() }
}

fn of_pyproject(file: &PyProject) -> Vec<List<'_>> {
    let mut lists = Vec::new();
    lists.extend(file.dependencies().map(|array| of_array(file, Purpose::Core, array)));
    let extras = file.extras().unwrap_or_default();
    lists.extend(extras.iter().map(|(name, array)| of_array(file, Purpose::Extra(name), array)));
    let build = file.build_system().and_then(|build| build.requires.as_ref());
    lists.extend(build.map(|array| of_array(file, Purpose::Development, array)));
    for group in file.groups().into_iter().flatten() {
        let items = group.items.iter().flatten().filter_map(|item| match item {
            GroupItem::Requirement(item) => of_item(file, item, None),
            _ => None,
        });
        lists.push(List { purpose: Purpose::Development, items: items.collect() });
    }
    lists
}

fn of_array<'f>(file: &'f PyProject, purpose: Purpose<'f>, array: &'f RequirementArray) -> List<'f> {
    let items = array.items.iter().filter_map(|item| of_item(file, item, Some(array)));
    List { purpose, items: items.collect() }
}

fn of_item<'f>(
    file: &'f PyProject,
    item: &'f ArrayItem,
    array: Option<&'f RequirementArray>,
) -> Option<Item<'f>> {
    let requirement = item.requirement()?;
    // Where the string has escapes, a place in its value has none in the file.
    let form = if file.text(item.content) == item.text { Form::Requirement } else { Form::Elsewhere };
    Some(Item {
        requirement: Cow::Borrowed(requirement),
        written: Written::new(file.source(), item.content, item.span, form),
        options: &[],
        origin: array.map_or(Origin::Other, |array| Origin::Array(file, array, item)),
    })
}
