//! Taking a distribution out of a whole family, once nothing uses it any more.

use std::collections::BTreeMap;

use haggle_spec::PackageName;
use haggle_spec::release::ReleaseFacts;

use crate::audit::{AuditEvidence, RequirementTraces};
use crate::change::{ChangeDraft, FileChange, Link, Message};
use crate::data::{Manifest, ProjectEntry, ProjectName};
use crate::pins::{PinError, PinLists, Removal, remove};
use crate::project::{project_lines, without_lines};

/// What is known of one project.
#[derive(Debug, Clone)]
pub struct RetiringProject<'a> {
    /// The project.
    pub entry: &'a ProjectEntry,
    /// Its files that hold requirements, by their paths in it.
    pub files: BTreeMap<String, Vec<u8>>,
    /// What its sources have of the distribution; nothing where they were not read.
    pub traces: Option<RequirementTraces>,
}

/// What is to be retired.
#[derive(Debug, Clone, Copy)]
pub struct RetirementRequest<'a> {
    /// The distribution.
    pub name: &'a PackageName,
    /// Why, for the messages.
    pub reason: Option<&'a str>,
    /// Where known releases tell what the pinned ones require.
    pub facts: Option<&'a ReleaseFacts>,
}

/// The changes that take a distribution out of a family, or what is against them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Retirement {
    /// The uses that are left, by project; where there is one, nothing is drafted.
    pub uses: Vec<(ProjectName, Vec<AuditEvidence>)>,
    /// The changes, in the order in which they can be published: the shared lists come last.
    pub changes: Vec<ChangeDraft>,
    /// What a person has to look at.
    pub notes: Vec<String>,
}

/// Drafts the changes: one to each project that declares the distribution, then one to the shared lists that needs them.
///
/// A pin that another pinned release still requires stays, where facts say so. `complete` gives a draft its Change-Id, by which the last
/// change names the others.
///
/// # Errors
/// Neither a project nor a shared file has the name, or an edit does not fit its file.
pub fn retire(
    request: &RetirementRequest<'_>,
    manifest: &Manifest,
    projects: &[RetiringProject<'_>],
    lists: &PinLists,
    complete: &dyn Fn(&mut ChangeDraft),
) -> Result<Retirement, PinError> {
    let mut found = Retirement::default();
    for project in projects {
        let Some(traces) = &project.traces else { continue };
        if !traces.uses.is_empty() {
            found.uses.push((project.entry.name.clone(), traces.uses.clone()));
        }
    }
    if !found.uses.is_empty() {
        return Ok(found);
    }
    for project in projects {
        let mut draft = of_project(request, manifest, project)?;
        draft.iter_mut().for_each(complete);
        found.notes.extend(notes(request.name, project, draft.is_some()));
        found.changes.extend(draft);
    }
    let asked = Removal {
        names: std::slice::from_ref(request.name),
        reason: request.reason,
        takes_orphans: false,
        keeps_required_pins: true,
    };
    match remove(lists, &asked, request.facts) {
        Ok(draft) => {
            let mut message = draft.message;
            let ids = found.changes.iter().filter_map(|change| change.message.change_id.as_ref());
            message.links.extend(ids.map(|id| Link::DependsOn(id.to_string())));
            found.notes.extend(draft.notes);
            let mut change = ChangeDraft {
                project: manifest.requirements.project.clone(),
                branch: manifest.requirements.branch.clone(),
                topic: manifest.review.topic.clone(),
                message,
                files: draft.files,
            };
            complete(&mut change);
            found.changes.push(change);
        }
        Err(PinError::NotThere { .. }) if !found.changes.is_empty() => {}
        Err(error) => return Err(error),
    }
    Ok(found)
}

/// The change to a project; nothing where it does not declare the distribution.
fn of_project(
    request: &RetirementRequest<'_>,
    manifest: &Manifest,
    project: &RetiringProject<'_>,
) -> Result<Option<ChangeDraft>, PinError> {
    let changed = without_lines(&project.files, |line| line.name == *request.name)?;
    if changed.is_empty() {
        return Ok(None);
    }
    let (lines, _) = project_lines(&project.files);
    let written = lines.iter().find(|line| line.name == *request.name).map(|line| line.written.as_str());
    let mut body: Vec<String> = request.reason.map(str::to_owned).into_iter().collect();
    if project.traces.is_some() {
        body.push("Neither the code nor the tests import it.".to_owned());
    }
    let files = changed.into_iter().map(|(path, after)| FileChange {
        before: project.files.get(&path).cloned().unwrap_or_default(),
        path,
        after,
    });
    Ok(Some(ChangeDraft {
        project: project.entry.name.clone(),
        branch: project.entry.branch.clone(),
        topic: manifest.review.topic.clone(),
        message: Message {
            subject: format!("Remove {}", written.unwrap_or(request.name.as_str())),
            body,
            ..Message::default()
        },
        files: files.collect(),
    }))
}

fn notes(name: &PackageName, project: &RetiringProject<'_>, declares: bool) -> Vec<String> {
    let own = &project.entry.name;
    let mut notes = Vec::new();
    match &project.traces {
        None if declares => {
            notes.push(format!("{own}: its sources are not there, so whether they use {name} is not known"));
        }
        Some(traces) => notes.extend(
            traces
                .mentions
                .iter()
                .map(|place| format!("{own}: {}:{} {}", place.path, place.line, place.what)),
        ),
        None => {}
    }
    notes
}
