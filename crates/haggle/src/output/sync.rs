//! What a sync would do, for people and for programs.

use haggle_govern::change::ChangeDraft;
use haggle_govern::objection::Objection;
use haggle_govern::sync::{LinePlan, SyncAction, SyncPlan};
use serde_json::{Value, json};

use super::counted::counted;
use super::objections;
use super::page::Page;
use super::table::{align_right, table};

/// The plan of a project, and the change that it makes.
#[derive(Debug)]
pub struct PlannedProject {
    /// Its name in the review system.
    pub name: String,
    /// What is to be done.
    pub plan: SyncPlan,
    /// The change, where there is one.
    pub draft: Option<ChangeDraft>,
}

/// A row for each project with something to do, then the lines that it concerns.
///
/// Where writing or pushing was asked for and refused, why.
pub fn text(planned: &[PlannedProject], objections: &[Objection], is_refused: bool) -> Page {
    let mut page = Page::new();
    let busy: Vec<&PlannedProject> = planned.iter().filter(|one| !one.plan.lines.is_empty()).collect();
    let n_lines: usize = planned.iter().map(|one| one.plan.n_lines).sum();
    if !busy.is_empty() {
        let mut rows = table(&["project", "lines", "to change", "to decide"]);
        for one in &busy {
            let n_changes = n_to_change(one);
            let n_open = one.plan.lines.len() - n_changes;
            let cells = [one.plan.n_lines, n_changes, n_open].map(|count| count.to_string());
            rows.add_row(std::iter::once(one.name.clone()).chain(cells));
        }
        align_right(&mut rows, 1..4);
        page.block(&format!("{}\n", rows.fitted()));
    }
    for one in &busy {
        page.paragraph(format_args!("{}", one.name));
        for line in &one.plan.lines {
            page.line(format_args!("  {}", sentence(line)));
        }
    }
    let n_changes: usize = planned.iter().map(n_to_change).sum();
    let n_open = n_to_decide(planned);
    page.paragraph(format_args!(
        "{}, {}: {n_changes} to change, {n_open} to decide",
        counted(planned.len(), "project"),
        counted(n_lines, "line")
    ));
    if is_refused {
        page.blank();
        page.append(objections::refused(objections));
        page.paragraph("`--override NAME` does it all the same, and the messages then say so");
    } else {
        for objection in objections.iter().filter(|one| !one.is_overridden) {
            page.line(format_args!("note: {}: {}", objection.id, objection.because));
        }
    }
    page
}

/// How many lines no sync repairs: somebody has to decide about each.
pub fn n_to_decide(planned: &[PlannedProject]) -> usize {
    planned.iter().map(|one| one.plan.lines.len() - n_to_change(one)).sum()
}

/// How many lines a sync repairs.
pub fn n_to_change(one: &PlannedProject) -> usize {
    let is_change = |line: &&LinePlan| matches!(line.action, SyncAction::Rewrite { .. });
    one.plan.lines.iter().filter(is_change).count()
}

/// What is to be done about a line.
pub fn sentence(line: &LinePlan) -> String {
    let place = match line.line {
        0 => line.path.clone(),
        number => format!("{}:{number}", line.path),
    };
    match &line.action {
        SyncAction::Rewrite { after, because } if after.is_empty() => {
            format!("{place}: {} goes: {because}", line.before)
        }
        SyncAction::Rewrite { after, because } => format!("{place}: {} -> {after}: {because}", line.before),
        SyncAction::NotListed => {
            format!("{place}: {} is not in the global list: include it there or remove it here", line.name)
        }
        SyncAction::Ambiguous => {
            format!("{place}: the global list has several lines for {} and none with this marker", line.name)
        }
    }
}

/// The plan as data.
pub fn json(planned: &[PlannedProject], objections: &[Objection], is_refused: bool) -> Value {
    let line = |line: &LinePlan| {
        let (action, after, because) = match &line.action {
            SyncAction::Rewrite { after, because } => ("rewrite", Some(after), Some(because)),
            SyncAction::NotListed => ("not-listed", None, None),
            SyncAction::Ambiguous => ("ambiguous", None, None),
        };
        json!({
            "path": line.path, "line": line.line, "name": line.name.as_str(), "action": action,
            "before": line.before, "after": after, "because": because,
        })
    };
    let project = |one: &PlannedProject| {
        json!({
            "project": one.name,
            "lines_read": one.plan.n_lines,
            "lines": one.plan.lines.iter().map(line).collect::<Vec<_>>(),
            "message": one.draft.as_ref().map(|draft| draft.message.to_string()),
            "diff": one.draft.as_ref().map(ChangeDraft::diff),
        })
    };
    json!({
        "schema": 1,
        "projects": planned.iter().map(project).collect::<Vec<_>>(),
        "refused": is_refused,
        "objections": objections::json(objections),
    })
}
