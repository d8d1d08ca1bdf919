//! The changes that retire a distribution, for people and for programs.

use haggle_govern::change::ChangeDraft;
use haggle_govern::objection::is_refused;
use haggle_govern::retire::Retirement;
use haggle_spec::PackageName;
use serde_json::{Value, json};

use super::objections;
use super::page::Page;

/// Places that are shown of one project.
const MAX_PLACES: usize = 5;

/// Each change with its message and diff, in the order in which they are published; or what still uses the distribution.
pub fn page(name: &PackageName, retirement: &Retirement) -> Page {
    let mut page = Page::new();
    if !retirement.uses.is_empty() {
        page.line(format_args!("`{name}` is still used:"));
        for (project, places) in &retirement.uses {
            for place in places.iter().take(MAX_PLACES) {
                page.line(format_args!("  {project}  {}:{}  {}", place.path, place.line, place.what));
            }
            let n_more = places.len().saturating_sub(MAX_PLACES);
            if n_more > 0 {
                page.line(format_args!("  {project}  and {n_more} more"));
            }
        }
        return page;
    }
    page.append(objections::refused(&retirement.objections));
    if is_refused(&retirement.objections) {
        page.paragraph("`--override NAME` drafts it all the same, and the messages then say so");
    }
    for (number, change) in (1..).zip(&retirement.changes) {
        let topic = change.topic.as_ref().map(|topic| format!(", topic {topic}")).unwrap_or_default();
        if number > 1 {
            page.blank();
        }
        page.line(format_args!(
            "Step {number}: a change to {}, branch {}{topic}",
            change.project, change.branch
        ));
        page.blank();
        for line in change.message.to_string().lines() {
            page.line(format_args!("    {line}"));
        }
        page.blank();
        page.block(&change.diff());
    }
    if !retirement.notes.is_empty() {
        page.blank();
    }
    for note in &retirement.notes {
        page.line(format_args!("note: {note}"));
    }
    page
}

/// The same as data.
pub fn json(retirement: &Retirement) -> Value {
    let change = |change: &ChangeDraft| {
        json!({
            "project": change.project.as_str(),
            "branch": change.branch,
            "topic": change.topic,
            "message": change.message.to_string(),
            "diff": change.diff(),
        })
    };
    json!({
        "schema": 1,
        "uses": retirement.uses.iter().map(|(project, uses)| json!({ "project": project.as_str(), "uses": uses })).collect::<Vec<_>>(),
        "changes": retirement.changes.iter().map(change).collect::<Vec<_>>(),
        "notes": retirement.notes,
        "refused": is_refused(&retirement.objections),
        "objections": objections::json(&retirement.objections),
    })
}
