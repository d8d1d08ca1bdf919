//! The drafts of a change that was asked for, for people and for machines.

use serde_json::{Value, json};

use haggle_govern::change::{ChangeDraft, Link};
use haggle_govern::proposal::{Proposal, Proposed};

use super::evaluation::words;
use super::objections;
use super::page::Page;

/// The changes in the order in which they merge; where something speaks against them, that.
pub fn text(proposed: &Proposed, proposal: &Proposal<'_>) -> Page {
    let mut page = Page::new();
    let mut told = std::collections::BTreeSet::new();
    let reports = proposal.subjects.iter().filter_map(|subject| subject.report);
    for report in reports.filter(|report| told.insert(&report.id)) {
        page.line(format_args!("The evaluation of {} recommends: {}", report.id, words::outcome(report)));
    }
    for conflict in &proposed.conflicts {
        page.paragraph("It does not resolve:");
        for line in conflict.lines() {
            page.line(format_args!("  {line}"));
        }
    }
    if proposed.is_refused() {
        page.blank();
        page.append(objections::refused(&proposed.objections));
    }
    if proposed.is_refused() {
        page.paragraph("`--override NAME` drafts it all the same, and the messages then say so");
    }
    for (number, draft) in proposed.changes.iter().enumerate() {
        page.paragraph(format_args!("Step {}: {}", number + 1, title(draft)));
        change(&mut page, draft);
    }
    if !proposed.changes.is_empty() {
        let number = proposed.changes.len() + 1;
        if proposed.left_for_sync.is_empty() {
            page.paragraph(format_args!("Step {number}: the sync, once they have merged: nothing to do"));
        } else {
            page.paragraph(format_args!("Step {number}: the sync, once they have merged"));
        }
        for line in &proposed.left_for_sync {
            page.line(format_args!("  {line}"));
        }
    }
    if !proposed.notes.is_empty() {
        page.blank();
    }
    for note in &proposed.notes {
        page.line(format_args!("note: {note}"));
    }
    page
}

fn title(draft: &ChangeDraft) -> String {
    let topic = draft.topic.as_ref().map(|topic| format!(", topic {topic}")).unwrap_or_default();
    format!("a change to {}, branch {}{topic}", draft.project, draft.branch)
}

fn change(page: &mut Page, draft: &ChangeDraft) {
    page.blank();
    for line in draft.message.to_string().lines() {
        page.line(format_args!("    {line}"));
    }
    page.blank();
    page.block(&draft.diff());
}

/// The drafts as data.
pub fn json(proposed: &Proposed) -> Value {
    json!({
        "schema": 2,
        "refused": proposed.is_refused(),
        "objections": objections::json(&proposed.objections),
        "conflicts": proposed.conflicts,
        "changes": proposed.changes.iter().map(draft).collect::<Vec<_>>(),
        "sync": proposed.left_for_sync,
        "notes": proposed.notes,
    })
}

fn draft(draft: &ChangeDraft) -> Value {
    let link = |link: &Link| match link {
        Link::DependsOn(target) => json!({ "depends-on": target }),
        Link::NeededBy(target) => json!({ "needed-by": target }),
    };
    json!({
        "project": draft.project.as_str(),
        "branch": draft.branch,
        "topic": draft.topic,
        "message": draft.message.to_string(),
        "change_id": draft.message.change_id.as_ref().map(ToString::to_string),
        "links": draft.message.links.iter().map(link).collect::<Vec<_>>(),
        "diff": draft.diff(),
    })
}
