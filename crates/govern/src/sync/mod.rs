//! The sync: what would bring a project's lines in line with the global list.
//!
//! A line is in line when it allows nothing that the global list excludes or caps, has no exclusion or cap of its own, and has
//! the marker of the list where the list has one. An exclusion that the project's lower bound rules out anyway is not
//! written. Lower bounds, pins, extras, comments, order and every other byte stay. Names on the denylist are left alone; names
//! that the list lacks are found, not touched.

pub mod historic;

use haggle_spec::file::requirements::{RequirementLine, RequirementsFile};
use haggle_spec::file::{EditError, Entry, apply_edits};
use haggle_spec::{Edit, Marker, Operator, PackageName, Specifier, VersionSet};

use crate::family::{SharedFiles, line_of};

/// What the sync would do to one file.
#[derive(Debug, Clone, PartialEq)]
pub struct FilePlan {
    /// The requirement lines in their order.
    pub lines: Vec<LinePlan>,
}

/// What the sync would do to one line.
#[derive(Debug, Clone, PartialEq)]
pub struct LinePlan {
    /// The distribution.
    pub name: PackageName,
    /// The line's number in its file, from 1.
    pub line: usize,
    /// What is to be done.
    pub action: Action,
}

/// What is to be done with a line.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// Nothing: it is in line.
    InLine,
    /// The requirement is rewritten; its comment and its place stay.
    Rewrite {
        /// The requirement as it is written.
        before: String,
        /// The requirement as it would be written.
        after: String,
        /// The edit of the file.
        edit: Edit,
    },
    /// The name is on the denylist: left alone.
    Denied,
    /// The global list does not have the name: somebody must include or remove it.
    NotInGlobal,
    /// The global list has several lines for the name and none has this line's marker: somebody must choose.
    Ambiguous,
}

/// Plans the sync of one file against the shared files.
///
/// Law: planning again after [`FilePlan::apply`] finds every rewritten line in line.
pub fn plan(file: &RequirementsFile, shared: &SharedFiles) -> FilePlan {
    let lines = file
        .requirements()
        .map(|line| LinePlan {
            name: line.requirement.name().clone(),
            line: line_of(file, line),
            action: action(file, line, shared),
        })
        .collect();
    FilePlan { lines }
}

impl FilePlan {
    /// Whether the file stays as it is.
    pub fn is_in_line(&self) -> bool {
        !self.lines.iter().any(|line| matches!(line.action, Action::Rewrite { .. }))
    }

    /// The bytes of the file after the sync.
    ///
    /// # Errors
    /// [`EditError`] if the plan is not of these bytes.
    pub fn apply(&self, bytes: &[u8]) -> Result<Vec<u8>, EditError> {
        let edits: Vec<Edit> = self
            .lines
            .iter()
            .filter_map(|line| match &line.action {
                Action::Rewrite { edit, .. } => Some(edit.clone()),
                _ => None,
            })
            .collect();
        apply_edits(bytes, &edits)
    }
}

fn action(file: &RequirementsFile, line: &RequirementLine, shared: &SharedFiles) -> Action {
    let name = line.requirement.name();
    if shared.denylist.contains(name) {
        return Action::Denied;
    }
    let candidates: Vec<&Entry> =
        shared.global.entries().filter(|entry| entry.package_name().as_ref() == Some(name)).collect();
    let ours = line.requirement.marker().map(ToString::to_string);
    let chosen = match candidates.as_slice() {
        [] => return Action::NotInGlobal,
        [only] => only,
        several => match several.iter().find(|entry| canonical(&entry.marker) == ours) {
            Some(same) => same,
            None => return Action::Ambiguous,
        },
    };
    // A URL stands for one artefact: there is no bound to bring in line.
    if line.requirement.url().is_some() {
        return Action::InLine;
    }
    let synced = Synced::of(line, chosen);
    if synced.is(line) {
        return Action::InLine;
    }
    let after = synced.written(line);
    Action::Rewrite {
        before: file.text(line.span).to_owned(),
        edit: file.replace(line, after.clone()),
        after,
    }
}

/// A marker's text in one spelling; none where there is no marker, or none that can be read.
fn canonical(marker: &str) -> Option<String> {
    marker.parse::<Marker>().ok().map(|marker| marker.to_string())
}

/// The parts of a requirement that the sync decides.
struct Synced {
    specifiers: Vec<Specifier>,
    /// In one spelling.
    marker: Option<String>,
}

impl Synced {
    fn of(local: &RequirementLine, global: &Entry) -> Self {
        let ours = local.requirement.specifiers();
        let kept: Vec<Specifier> =
            ours.iter().filter(|specifier| is_project_s(specifier.operator())).cloned().collect();
        let allowed =
            kept.iter().fold(VersionSet::full(), |set, specifier| set.intersection(&specifier.to_set()));
        let shared = global.specifiers.iter().filter(|specifier| {
            let is_there = ours.iter().any(|own| own.to_string() == specifier.to_string());
            !is_project_s(specifier.operator()) && (is_there || !allowed.is_subset_of(&specifier.to_set()))
        });
        let marker = canonical(&global.marker).or(local.requirement.marker().map(ToString::to_string));
        Self { specifiers: kept.iter().chain(shared).cloned().collect(), marker }
    }

    fn is(&self, local: &RequirementLine) -> bool {
        let sorted = |specifiers: &mut dyn Iterator<Item = &Specifier>| {
            let mut texts: Vec<String> = specifiers.map(ToString::to_string).collect();
            texts.sort();
            texts
        };
        sorted(&mut local.requirement.specifiers().iter()) == sorted(&mut self.specifiers.iter())
            && local.requirement.marker().map(ToString::to_string) == self.marker
    }

    /// Name and extras as they are, then the bounds, then the marker.
    fn written(&self, local: &RequirementLine) -> String {
        let requirement = &local.requirement;
        let mut text = requirement.name_as_written().to_owned();
        if !requirement.extras().is_empty() {
            let extras: Vec<String> = requirement.extras().iter().map(ToString::to_string).collect();
            text = format!("{text}[{}]", extras.join(","));
        }
        let specifiers: Vec<String> = self.specifiers.iter().map(ToString::to_string).collect();
        text.push_str(&specifiers.join(","));
        if let Some(marker) = &self.marker {
            text.push(';');
            text.push_str(&single_quoted(marker));
        }
        text
    }
}

/// What a project says for itself: lower bounds and pins. Exclusions and caps are the family's.
fn is_project_s(operator: Operator) -> bool {
    !matches!(operator, Operator::NotEqual | Operator::Less | Operator::LessEqual)
}

/// A marker in the family's spelling, with single quotes, where no string of it holds one.
pub(crate) fn single_quoted(marker: &str) -> String {
    if marker.contains('\'') { marker.to_owned() } else { marker.replace('"', "'") }
}
