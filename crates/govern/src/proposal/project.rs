//! The change to a project.

use haggle_spec::PackageName;
use haggle_spec::file::Entry;

use super::documents::{bindep, documented};
use super::error::ProposalError;
use super::lines::global_lines;
use super::request::{Files, Subject, Verb, lower_bound};
use super::shared::{Drafting, SharedPart};
use crate::change::FileChange;
use crate::data::{Placement, ProjectEntry};
use crate::project::{LineList, LinePlace, ProjectLine, project_lines, with_bound, with_line, without_lines};

impl Drafting<'_, '_> {
    /// The files of a project that change.
    pub(super) fn project(
        &self,
        own: &ProjectEntry,
        before: &Files,
        part: &mut SharedPart,
    ) -> Result<Vec<FileChange>, ProposalError> {
        let mut after = before.clone();
        for (at, subject) in self.proposal.subjects.iter().enumerate() {
            let changed = match (self.proposal.verb, self.proposal.placement) {
                (Verb::Include, Placement::Bindep) => Files::from([bindep(subject, own, &after)?]),
                (Verb::Include, Placement::Documented) => Files::from([documented(subject, own, &after)?]),
                (Verb::Include, _) => {
                    let lines = part.lines.get(at).cloned().unwrap_or_default();
                    self.put(own, &after, &lines, &mut part.notes)?
                }
                (Verb::Remove, _) => self.taken(own, &after, subject)?,
                (Verb::Raise, _) => raised_in(own, &after, subject)?,
                (Verb::Place, _) => self.moved(own, &after, subject, &mut part.notes)?,
            };
            after.extend(changed);
        }
        let changed = after.into_iter().filter(|(path, bytes)| before.get(path) != Some(bytes));
        Ok(changed
            .map(|(path, after)| {
                let before = before.get(&path).cloned().unwrap_or_default();
                FileChange { path, before, after }
            })
            .collect())
    }

    /// The places that lines go to.
    fn places<'a>(&'a self, own: &'a ProjectEntry) -> Result<Vec<LinePlace<'a>>, ProposalError> {
        match self.proposal.placement {
            Placement::Core => Ok(vec![LinePlace::File(&own.requirements)]),
            Placement::Test => {
                Ok(vec![LinePlace::File(own.test_requirements.as_deref().unwrap_or("test-requirements.txt"))])
            }
            Placement::Extra if self.proposal.extras.is_empty() => Err(ProposalError::NoExtra),
            Placement::Extra => {
                Ok(self.proposal.extras.iter().map(|extra| LinePlace::Extra(extra)).collect())
            }
            placement => Err(ProposalError::WrongKind { placement }),
        }
    }

    fn put(
        &self,
        own: &ProjectEntry,
        files: &Files,
        lines: &[Entry],
        notes: &mut Vec<String>,
    ) -> Result<Files, ProposalError> {
        let mut after = files.clone();
        let mut changed = Files::new();
        for place in self.places(own)? {
            let there: Vec<ProjectLine> =
                project_lines(files).0.into_iter().filter(|line| is_in(line, place)).collect();
            for entry in lines {
                let is_same = |line: &&ProjectLine| {
                    line.entry.as_ref().is_some_and(|other| other.extras == entry.extras)
                        && Some(&line.name) == entry.package_name().as_ref()
                };
                if let Some(line) = there.iter().find(is_same) {
                    notes.push(format!(
                        "{} has {} already, {}:{}",
                        own.name, entry.name, line.path, line.line
                    ));
                    continue;
                }
                let (path, bytes) = with_line(&after, place, entry)?;
                after.insert(path.clone(), bytes.clone());
                changed.insert(path, bytes);
            }
        }
        Ok(changed)
    }

    /// Without the lines of a name: those of the extras that are named, else all but what building requires.
    fn taken(
        &self,
        own: &ProjectEntry,
        files: &Files,
        subject: &Subject<'_>,
    ) -> Result<Files, ProposalError> {
        let name = name_of(subject)?;
        let goes = |line: &ProjectLine| {
            let is_there = match &line.list {
                LineList::Build => false,
                LineList::Extra(extra) if !self.proposal.extras.is_empty() => {
                    self.proposal.extras.contains(extra)
                }
                _ => self.proposal.extras.is_empty(),
            };
            line.name == name && is_there
        };
        require(own, files, &name, &goes)?;
        Ok(without_lines(files, goes)?)
    }

    /// The lines of a name in another list: what they say stays.
    fn moved(
        &self,
        own: &ProjectEntry,
        files: &Files,
        subject: &Subject<'_>,
        notes: &mut Vec<String>,
    ) -> Result<Files, ProposalError> {
        let name = name_of(subject)?;
        // From the core to an extra, or from every extra to the core: what only tests or building require is another matter.
        let goes = |line: &ProjectLine| {
            let is_there = match self.proposal.placement {
                Placement::Core => matches!(line.list, LineList::Extra(_)),
                _ => line.path == own.requirements && line.list == LineList::Dependencies,
            };
            line.name == name && is_there
        };
        let moving = require(own, files, &name, &goes)?;
        let comment = global_lines(self.sources.lists, &name).first().map(|entry| entry.comment.clone());
        let mut lines: Vec<Entry> = Vec::new();
        for entry in moving.into_iter().filter_map(|line| line.entry) {
            if !lines.iter().any(|other| other.marker == entry.marker && other.extras == entry.extras) {
                lines.push(Entry { comment: comment.clone().unwrap_or_default(), ..entry });
            }
        }
        let mut changed = without_lines(files, goes)?;
        let mut after = files.clone();
        after.extend(changed.clone());
        changed.extend(self.put(own, &after, &lines, notes)?);
        Ok(changed)
    }
}

/// The lines that are meant; at least one.
fn require(
    own: &ProjectEntry,
    files: &Files,
    name: &PackageName,
    is_meant: &dyn Fn(&ProjectLine) -> bool,
) -> Result<Vec<ProjectLine>, ProposalError> {
    let lines: Vec<ProjectLine> = project_lines(files).0.into_iter().filter(is_meant).collect();
    if lines.is_empty() {
        return Err(ProposalError::NotRequired { project: own.name.clone(), name: name.clone() });
    }
    Ok(lines)
}

/// The bound of a name raised in every list of the project but that of the build.
fn raised_in(own: &ProjectEntry, files: &Files, subject: &Subject<'_>) -> Result<Files, ProposalError> {
    let name = name_of(subject)?;
    let Some(bound) = subject.bound() else { return Ok(Files::new()) };
    let is_its = |line: &ProjectLine| line.name == name && line.list != LineList::Build;
    let lines = require(own, files, &name, &is_its)?;
    let bounds = |line: &ProjectLine| line.entry.as_ref().and_then(lower_bound);
    let is_lower = |line: &ProjectLine| is_its(line) && bounds(line).is_none_or(|there| there < bound);
    if !lines.iter().any(is_lower) {
        let because = format!("{} asks for {name}>={bound} or later already", own.name);
        return Err(ProposalError::NothingToDo { because });
    }
    Ok(with_bound(files, is_lower, &bound)?)
}

fn name_of(subject: &Subject<'_>) -> Result<PackageName, ProposalError> {
    subject.name().ok_or_else(|| ProposalError::BadLine { line: subject.entry.to_string() })
}

fn is_in(line: &ProjectLine, place: LinePlace<'_>) -> bool {
    match place {
        LinePlace::File(path) => line.path == path && line.list == LineList::Dependencies,
        LinePlace::Extra(extra) => {
            matches!(&line.list, LineList::Extra(name) if name.to_lowercase() == extra.to_lowercase())
        }
    }
}
