//! Taking a distribution out of a whole family, once nothing uses it any more.

use std::collections::BTreeMap;

use haggle_spec::PackageName;
use haggle_spec::release::ReleaseFacts;

use crate::audit::{AuditEvidence, RequirementTraces};
use crate::change::{ChangeDraft, FileChange, Link, Message};
use crate::data::{Filling, Manifest, MessageKind, ProjectEntry, ProjectName};
use crate::objection::{ChangeEffect, Objection, Objections, is_refused, overridden};
use crate::pins::{PinError, PinLists, Removal, remove, unknown_dependants};
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
    /// The names of objections that are overridden.
    pub overrides: &'a [String],
    /// Whether it is to be pushed: then it has to be known that no freeze is in force.
    pub is_pushed: bool,
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
    /// What speaks against it; where one is not overridden, nothing is drafted.
    pub objections: Vec<Objection>,
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
    let mut drafts = Vec::new();
    for project in projects {
        let draft = of_project(request, project)?;
        found.notes.extend(notes(request.name, project, draft.is_some()));
        drafts.extend(draft);
    }
    if request.facts.is_none() {
        found.notes.push(unknown_dependants(std::slice::from_ref(request.name)));
    }
    let asked = Removal {
        names: std::slice::from_ref(request.name),
        reason: request.reason,
        takes_orphans: false,
        keeps_required_pins: true,
    };
    let shared = match remove(lists, &asked, request.facts) {
        Ok(draft) => Some(draft),
        Err(PinError::NotThere { .. }) if !drafts.is_empty() => None,
        Err(error) => return Err(error),
    };
    found.notes.extend(shared.iter().flat_map(|draft| draft.notes.clone()));
    let entry = &manifest.requirements;
    let branches = drafts.iter().map(|draft| (&draft.own.name, draft.own.branch.as_str()));
    let branches = branches.chain(shared.iter().map(|_| (&entry.project, entry.branch.as_str())));
    let mut objections = Objections::new(manifest, request.overrides);
    objections.of_process(ChangeEffect::Changes, branches, request.is_pushed);
    found.objections = objections.found;
    if is_refused(&found.objections) {
        return Ok(found);
    }
    let reason = request.reason.unwrap_or_default();
    let message = |kind: MessageKind, filling: Filling| {
        let filling = filling.text("reason", reason).paragraphs("overridden", overridden(&found.objections));
        let (subject, body) = manifest.messages.template(kind).fill(&filling);
        Message { subject, body, ..Message::default() }
    };
    let topic = &manifest.review.topic;
    let mut changes = Vec::new();
    for draft in drafts {
        let filling = Filling::default()
            .text("names", draft.written)
            .text("project", draft.own.name.as_str())
            .text("evidence", draft.evidence);
        let (project, branch) = (draft.own.name.clone(), draft.own.branch.clone());
        let message = message(MessageKind::RetireProject, filling);
        let mut change = ChangeDraft { project, branch, topic: topic.clone(), message, files: draft.files };
        complete(&mut change);
        changes.push(change);
    }
    if let Some(draft) = shared {
        let filling = Filling::default().text("names", lists.written(request.name));
        let mut message = message(MessageKind::RetireLists, filling);
        let ids = changes.iter().filter_map(|change| change.message.change_id.as_ref());
        message.links.extend(ids.map(|id| Link::DependsOn(id.to_string())));
        let (project, branch) = (entry.project.clone(), entry.branch.clone());
        let mut change = ChangeDraft { project, branch, topic: topic.clone(), message, files: draft.files };
        complete(&mut change);
        changes.push(change);
    }
    found.changes = changes;
    Ok(found)
}

/// What a project loses.
struct Taken<'a> {
    own: &'a ProjectEntry,
    /// The name as the project writes it.
    written: String,
    evidence: &'static str,
    files: Vec<FileChange>,
}

/// The change to a project; nothing where it does not declare the distribution.
fn of_project<'a>(
    request: &RetirementRequest<'_>,
    project: &RetiringProject<'a>,
) -> Result<Option<Taken<'a>>, PinError> {
    let changed = without_lines(&project.files, |line| line.name == *request.name)?;
    if changed.is_empty() {
        return Ok(None);
    }
    let (lines, _) = project_lines(&project.files);
    let written = lines.iter().find(|line| line.name == *request.name).map(|line| line.written.as_str());
    let files = changed.into_iter().map(|(path, after)| FileChange {
        before: project.files.get(&path).cloned().unwrap_or_default(),
        path,
        after,
    });
    Ok(Some(Taken {
        own: project.entry,
        written: written.unwrap_or(request.name.as_str()).to_owned(),
        evidence: if project.traces.is_some() { "Neither the code nor the tests import it." } else { "" },
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
