//! The first step: the global list and the constraints.

use haggle_spec::file::requirements::{Line, LineKind, RequirementsFile};
use haggle_spec::file::{Entry, apply_edits};
use haggle_spec::{Edit, Operator, PackageName};

use super::{IncludeError, InclusionRequest, NewPin, entry, message};
use crate::change::{ChangeDraft, FileChange};
use crate::data::{Manifest, ProjectEntry};
use crate::family::{SharedFiles, line_of};

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
        let new = entry(line.get_ref())?;
        files.push(global_list(request, manifest, shared, &new, notes)?);
        let (change, pins) = constraints(request, manifest, shared, notes)?;
        files.push(change);
        pinned = pins;
    }
    Ok(ChangeDraft {
        project: manifest.requirements.project.clone(),
        branch: manifest.requirements.branch.clone(),
        message: message::shared(request, own, &pinned),
        files,
    })
}

fn global_list(
    request: &InclusionRequest<'_>,
    manifest: &Manifest,
    shared: &SharedFiles,
    new: &Entry,
    notes: &mut Vec<String>,
) -> Result<FileChange, IncludeError> {
    let before = shared.global.to_bytes();
    let mut change = FileChange {
        path: manifest.requirements.global.clone(),
        before: before.clone(),
        after: before.clone(),
    };
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
        notes.push(format!("{} has it already, line {number}: {text}", manifest.requirements.global));
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
    match &request.requirement.licence {
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
    for pin in request.pins {
        let Ok(name) = PackageName::new(&pin.name) else { continue };
        if shared.denylist.contains(&name) {
            notes.push(format!("{name} is on the denylist: it gets no pin"));
            continue;
        }
        let there = shared.constraints.requirements().find(|line| *line.requirement.name() == name);
        if let Some(line) = there {
            let number = line_of(&shared.constraints, line);
            let text = shared.constraints.text(line.span);
            notes
                .push(format!("{} has it already, line {number}: {text}", manifest.requirements.constraints));
            continue;
        }
        let text = pin.to_string();
        edits.push(in_order(&shared.constraints, &name, &text));
        added.push(text);
    }
    let after = apply_edits(&before, &edits)?;
    Ok((FileChange { path: manifest.requirements.constraints.clone(), before, after }, added))
}

impl std::fmt::Display for NewPin {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}==={}", self.name, self.version)?;
        if let Some(marker) = &self.marker {
            write!(formatter, ";{marker}")?;
        }
        Ok(())
    }
}

/// The edit that puts a line in its place where the file is sorted by name, and at the end where it is not.
pub(super) fn in_order(file: &RequirementsFile, name: &PackageName, text: &str) -> Edit {
    let lines: Vec<(&Line, &PackageName)> = file
        .lines()
        .iter()
        .filter_map(|line| match &line.kind {
            LineKind::Requirement(requirement) => Some((line, requirement.requirement.name())),
            _ => None,
        })
        .collect();
    let sorted = lines.windows(2).all(|pair| pair[0].1 <= pair[1].1);
    match lines.iter().find(|(_, other)| *other > name) {
        Some((line, _)) if sorted => file.insert_before(line, text),
        _ => file.append(text),
    }
}
