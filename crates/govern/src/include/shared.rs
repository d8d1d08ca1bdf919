//! The first step: the global list and the constraints.

use haggle_spec::Operator;
use haggle_spec::file::{Entry, apply_edits};

use super::error::IncludeError;
use super::line::entry;
use super::message;
use super::order::in_order;
use super::pins::{NewPin, pins};
use super::request::InclusionRequest;
use crate::change::{ChangeDraft, FileChange};
use crate::data::{Manifest, ProjectEntry};
use crate::evaluation::Placing;
use crate::family::{SharedFiles, line_of};
use crate::known::Known;

/// Drafts the change to the shared files. Only what the project declares for the index to install needs one.
pub(super) fn draft(
    request: &InclusionRequest<'_>,
    manifest: &Manifest,
    shared: &SharedFiles,
    own: &ProjectEntry,
    notes: &mut Vec<String>,
) -> Result<ChangeDraft, IncludeError> {
    let (mut files, mut pinned) = (Vec::new(), Vec::new());
    if request.placement.is_declared()
        && let Some(line) = &request.requirement.requirement
    {
        let new = entry(line.text())?;
        if let Some(path) = &manifest.requirements.global {
            files.push(global_list(request, path, shared, &new, notes)?);
        }
        let (change, pins) = constraints(request, manifest, shared, notes)?;
        files.push(change);
        pinned = pins;
    }
    Ok(ChangeDraft {
        project: manifest.requirements.project.clone(),
        branch: manifest.requirements.branch.clone(),
        topic: manifest.review.topic.clone(),
        message: message::shared(request, own, &pinned),
        files,
    })
}

fn global_list(
    request: &InclusionRequest<'_>,
    path: &str,
    shared: &SharedFiles,
    new: &Entry,
    notes: &mut Vec<String>,
) -> Result<FileChange, IncludeError> {
    let before = shared.global.to_bytes();
    let mut change = FileChange { path: path.to_owned(), before: before.clone(), after: before.clone() };
    let name = new.package_name();
    let there = shared
        .global
        .file()
        .lines()
        .iter()
        .find(|line| line.entry().is_some_and(|other| other.package_name() == name));
    if let Some(line) = there {
        let number = shared.global.file().source().position(line.span.start).line;
        let text = shared.global.file().text(line.content);
        notes.push(format!("{path} has it already, line {number}: {text}"));
        return Ok(change);
    }
    let section = shared.global.section(request.section).ok_or_else(|| IncludeError::NoSection {
        section: request.section.to_owned(),
        known: shared.global.sections().iter().map(|section| section.name.clone()).collect(),
    })?;
    let line = Entry { comment: licence_comment(request), ..without_lower_bounds(new)? };
    change.after = apply_edits(&before, &[shared.global.insert(section, &line)])?;
    Ok(change)
}

fn licence_comment(request: &InclusionRequest<'_>) -> String {
    match request.requirement.licence.value() {
        Some(licence) => format!("# {licence}"),
        None => String::new(),
    }
}

/// The entry as the global list wants it: exclusions and caps, no lower bound and no extra.
fn without_lower_bounds(new: &Entry) -> Result<Entry, IncludeError> {
    let kept: Vec<String> = new
        .specifiers
        .iter()
        .filter(|specifier| {
            matches!(specifier.operator(), Operator::NotEqual | Operator::Less | Operator::LessEqual)
        })
        .map(ToString::to_string)
        .collect();
    let specifiers = kept.join(",");
    let specifiers = specifiers
        .parse()
        .map_err(|_| IncludeError::BadLine { line: format!("{}{specifiers}", new.name) })?;
    Ok(Entry { specifiers, extras: Vec::new(), ..new.clone() })
}

/// The constraints with a pin for each package that is new, and the pins that were added.
fn constraints(
    request: &InclusionRequest<'_>,
    manifest: &Manifest,
    shared: &SharedFiles,
    notes: &mut Vec<String>,
) -> Result<(FileChange, Vec<String>), IncludeError> {
    let before = shared.constraints.to_bytes();
    let mut edits = Vec::new();
    let mut added = Vec::new();
    for pin in brought(request, manifest, notes) {
        let name = &pin.release.name;
        if shared.denylist.contains(name) {
            notes.push(format!("{name} is on the denylist: it gets no pin"));
            continue;
        }
        let there = shared.constraints.requirements().find(|line| *line.requirement.name() == *name);
        if let Some(line) = there {
            let number = line_of(&shared.constraints, line);
            let text = shared.constraints.text(line.span);
            notes
                .push(format!("{} has it already, line {number}: {text}", manifest.requirements.constraints));
            continue;
        }
        let text = pin.to_string();
        edits.push(in_order(&shared.constraints, name, &text));
        added.push(text);
    }
    let after = apply_edits(&before, &edits)?;
    Ok((FileChange { path: manifest.requirements.constraints.clone(), before, after }, added))
}

/// The pins for what the evaluation says that the requirement brings.
fn brought(request: &InclusionRequest<'_>, manifest: &Manifest, notes: &mut Vec<String>) -> Vec<NewPin> {
    let Some(report) = request.report else {
        notes.push("no feature's decision is about it, so nobody has resolved what it brings".to_owned());
        return Vec::new();
    };
    if let Known::Unknown { because } = report.brings() {
        notes.push(format!("what it brings is not known everywhere: {because}"));
    }
    let Placing::Requirements { environments: Known::Fact { value, .. }, .. } = &report.placing else {
        return Vec::new();
    };
    pins(value, &manifest.environments)
}
