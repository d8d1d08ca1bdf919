//! Changes that are asked for: a requirement included, removed, raised or moved, in the shared files and in projects.
//!
//! One flow for every verb: what the shared files get, what each project gets, what speaks against it, the messages with the links
//! between the changes, and what the sync would still do once they have merged.

mod answers;
mod documents;
mod error;
mod known;
mod lines;
mod message;
mod project;
mod proposed;
mod request;
mod shared;
mod solved;
mod vetoes;

use std::collections::BTreeMap;

use haggle_spec::file::{EntryFile, Urls};
use haggle_spec::{PackageName, SpecifierSet, VersionSet};

use crate::change::{ChangeDraft, FileChange, GivenChangeIds, Link, Message};
use crate::check::{GateRules, SharedLists, gate};
use crate::data::{Kind, Manifest, Placement, ProjectEntry};
use crate::objection::{ChangeEffect, Objections};
use crate::pins::PinLists;
use crate::sync::{SyncAction, SyncLists, SyncPolicy, plan};

use message::Writing;
use request::Files;
use shared::Drafting;

pub use error::ProposalError;
pub use proposed::Proposed;
pub use request::{Footers, Proposal, ProposalSources, Subject, Verb};

/// Drafts what is asked for.
///
/// # Errors
/// What cannot be drafted at all, and facts that can still be had. What speaks against the change is in [`Proposed::objections`]: unless
/// each of them is overridden, there are no changes.
pub fn propose(proposal: &Proposal<'_>, sources: ProposalSources<'_>) -> Result<Proposed, ProposalError> {
    let manifest = sources.manifest;
    let mut projects: Vec<&ProjectEntry> = Vec::new();
    for name in &proposal.projects {
        let entry = manifest.project(name).ok_or_else(|| ProposalError::NoProject { name: name.clone() })?;
        projects.push(entry);
    }
    let places = matches!(proposal.verb, Verb::Include | Verb::Place);
    for entry in proposal.subjects.iter().filter_map(|subject| subject.catalogue).filter(|_| places) {
        let is_of_programs = matches!(proposal.placement, Placement::Bindep);
        let is_wrong = (entry.kind == Kind::Python) == is_of_programs;
        if is_wrong && proposal.placement != Placement::Documented {
            return Err(ProposalError::WrongKind { placement: proposal.placement });
        }
    }
    let mut objections = Objections::new(manifest, &proposal.overrides);
    let branches = projects.iter().map(|own| (&own.name, own.branch.as_str()));
    objections.of_process(ChangeEffect::Changes, branches, proposal.is_published);
    vetoes::object(proposal, &mut objections);
    let mut drafting = Drafting { proposal, sources, objections: &mut objections };
    let mut part = drafting.shared()?;
    let none = Files::new();
    let mut edited: Vec<(&ProjectEntry, Files, Vec<FileChange>)> = Vec::new();
    for own in projects {
        let before = sources.projects.get(&own.name).unwrap_or(&none);
        let files = drafting.project(own, before, &mut part)?;
        drafting.solved(own, &after(before, &files), &mut part)?;
        edited.push((own, before.clone(), files));
    }
    if !part.files.is_empty() {
        let shared = (&manifest.requirements.project, manifest.requirements.branch.as_str());
        objections.of_process(ChangeEffect::Changes, [shared], proposal.is_published);
    }
    let then = sources.lists.with_files(&part.files);
    for (own, before, files) in &edited {
        let after = after(before, files);
        for refused in refused_by_gate(own, before, &after, &then, &sources) {
            objections.add("gate", refused);
        }
    }
    let mut proposed = Proposed {
        changes: Vec::new(),
        objections: objections.found,
        conflicts: std::mem::take(&mut part.conflicts),
        notes: std::mem::take(&mut part.notes),
        left_for_sync: left_for_sync(proposal, &edited, &then, &sources),
    };
    if !proposed.is_refused() {
        let writing = Writing { proposal, sources, part: &part, objections: &proposed.objections };
        proposed.changes = changes(&writing, &edited);
    }
    if proposed.changes.is_empty() && !proposed.is_refused() {
        let because = proposed.notes.pop().unwrap_or_else(|| "the files say so already".to_owned());
        return Err(ProposalError::NothingToDo { because });
    }
    Ok(proposed)
}

/// The files of a project once its change has merged.
fn after(before: &Files, files: &[FileChange]) -> Files {
    let mut after = before.clone();
    after.extend(files.iter().map(|file| (file.path.clone(), file.after.clone())));
    after
}

/// The changes in the order in which they merge, each linked with those that it needs.
fn changes(writing: &Writing<'_>, edited: &[(&ProjectEntry, Files, Vec<FileChange>)]) -> Vec<ChangeDraft> {
    let manifest = writing.sources.manifest;
    let topic = manifest.review.topic.clone();
    let draft = |own: &ProjectEntry, message: Message, files: &Vec<FileChange>| ChangeDraft {
        project: own.name.clone(),
        branch: own.branch.clone(),
        topic: topic.clone(),
        message,
        files: files.clone(),
    };
    let entry = &manifest.requirements;
    let shared_files: Vec<FileChange> = writing.part.files.clone();
    let has_shared = shared_files.iter().any(|file| file.before != file.after);
    let shared_last = writing.proposal.verb == Verb::Remove;
    let mut given = GivenChangeIds::default();
    let mut shared = has_shared.then(|| {
        let mut message = writing.shared();
        message.links = if shared_last { Vec::new() } else { writing.first_links() };
        message
    });
    if let Some(message) = shared.as_mut().filter(|_| !shared_last) {
        message.change_id = writing.change_id(message, &entry.project, &mut given);
    }
    let footers = &writing.proposal.footers;
    let first = footers.first_change.clone().or_else(|| {
        let message = shared.as_ref().filter(|_| !shared_last)?;
        message.change_id.as_ref().map(ToString::to_string)
    });
    let mut of_projects = Vec::new();
    for (own, _, files) in edited.iter().filter(|(_, _, files)| !files.is_empty()) {
        let mut message = writing.project(own);
        message.links.extend(first.clone().filter(|_| !shared_last).map(Link::DependsOn));
        if !has_shared || shared_last {
            message.links.extend(writing.first_links());
        }
        message.change_id = writing.change_id(&message, &own.name, &mut given);
        of_projects.push(draft(own, message, files));
    }
    let ids: Vec<String> = of_projects
        .iter()
        .filter_map(|change| Some(change.message.change_id.as_ref()?.to_string()))
        .collect();
    let needed_by = footers.needed_by.iter().cloned().map(Link::NeededBy);
    let Some(mut message) = shared.take() else {
        if let Some(first) = of_projects.first_mut() {
            first.message.links.extend(needed_by);
        }
        return of_projects;
    };
    if shared_last {
        message.links.extend(ids.into_iter().map(Link::DependsOn));
        message.change_id = writing.change_id(&message, &entry.project, &mut given);
    } else {
        // The Change-Ids of changes that name each other cannot all be of the whole message: this one is of the message without them.
        message.links.extend(needed_by);
        message.links.extend(ids.into_iter().map(Link::NeededBy));
    }
    let shared = ChangeDraft {
        project: entry.project.clone(),
        branch: entry.branch.clone(),
        topic,
        message,
        files: shared_files,
    };
    let at = if shared_last { of_projects.len() } else { 0 };
    of_projects.insert(at, shared);
    of_projects
}

/// The shared lists after a change, as entries.
fn entry_files(lists: &PinLists) -> [EntryFile; 3] {
    lists.bytes().map(|bytes| EntryFile::parse(bytes, Urls::Allowed).0)
}

/// What the gate refuses of a project then that it did not refuse before.
fn refused_by_gate(
    own: &ProjectEntry,
    before: &Files,
    after: &Files,
    then: &PinLists,
    sources: &ProposalSources<'_>,
) -> Vec<String> {
    if sources.manifest.requirements.global.is_none() {
        return Vec::new();
    }
    let rules = GateRules { branch: own.branch.clone(), ..GateRules::default() };
    let verdict = |files: &Files, lists: &PinLists| {
        let [global, constraints, denylist] = entry_files(lists);
        let shared = SharedLists::new(&global, &constraints, &denylist, sources.backports);
        gate(files, &shared, &rules)
    };
    let known = verdict(before, sources.lists);
    let found = verdict(after, then);
    let is_new = |finding: &&crate::check::GateFinding| !known.findings.contains(finding);
    let sentence = |finding: &crate::check::GateFinding| {
        let name = finding.name.as_ref().map(|name| format!("{name}: ")).unwrap_or_default();
        format!("the gate would refuse {}, {}: {name}{}", own.name, finding.list, finding.fault)
    };
    found.findings.iter().filter(is_new).map(sentence).collect()
}

/// What the sync would still do with the names that the changes are about.
fn left_for_sync(
    proposal: &Proposal<'_>,
    edited: &[(&ProjectEntry, Files, Vec<FileChange>)],
    then: &PinLists,
    sources: &ProposalSources<'_>,
) -> Vec<String> {
    let names: Vec<PackageName> = proposal.subjects.iter().filter_map(Subject::name).collect();
    let [global, constraints, denylist] = entry_files(then);
    let shared =
        SharedLists::new(&global, &constraints, &denylist, sources.backports).with_releases(sources.facts);
    let pythons = family_pythons(sources.manifest);
    let global = String::from_utf8_lossy(then.bytes()[0]);
    let lists = SyncLists { lists: &shared, global: &global, pythons: &pythons, drops_unlisted: false };
    let changed: BTreeMap<_, _> = edited.iter().map(|(own, _, files)| (&own.name, files)).collect();
    let mut left = Vec::new();
    for (project, files) in sources.projects {
        let files = after(files, changed.get(project).map(|files| files.as_slice()).unwrap_or_default());
        let Ok(plan) = plan(&files, &lists, SyncPolicy::Subset) else { continue };
        for line in plan.lines.iter().filter(|line| names.contains(&line.name)) {
            if let SyncAction::Rewrite { after, because } = &line.action {
                let (path, number) = (&line.path, line.line);
                left.push(format!("{project}, {path}:{number}: {} -> {after}: {because}", line.before));
            }
        }
    }
    left
}

/// The versions of Python that a family's environments have.
pub fn family_pythons(manifest: &Manifest) -> VersionSet {
    let minors = manifest.environments.iter().map(|environment| environment.target.python().minor());
    let series = minors.filter_map(|minor| format!("==3.{minor}.*").parse::<SpecifierSet>().ok());
    series.fold(VersionSet::empty(), |set, series| set.union(&series.to_set()))
}
