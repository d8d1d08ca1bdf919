//! The drafts of an inclusion, for people and for machines.

use serde_json::{Value, json};

use haggle_govern::change::{ChangeDraft, Link};
use haggle_govern::include::{Inclusion, InclusionRequest, SyncFile};
use haggle_govern::sync::{Action, LinePlan};

use super::evaluation::words;
use super::page::Page;

/// The three steps in the order in which they are taken.
pub fn text(inclusion: &Inclusion, request: &InclusionRequest<'_>) -> Page {
    let mut page =
        Page::of(format_args!("Including {} {}", request.requirement.id, request.placement.label()));
    if let Some(report) = request.report {
        page.line(format_args!("The evaluation of {} recommends: {}", report.id, words::outcome(report)));
    }
    page.paragraph(format_args!("Step 1: {}", title(&inclusion.shared)));
    change(&mut page, &inclusion.shared);
    page.paragraph(format_args!("Step 2: {}", title(&inclusion.project)));
    change(&mut page, &inclusion.project);
    let owner = inclusion.sync.owner.as_ref().map(|owner| format!(", by {owner}")).unwrap_or_default();
    let topic = topic(inclusion.sync.topic.as_ref());
    page.paragraph(format_args!("Step 3: the sync, once both have landed{topic}{owner}"));
    sync(&mut page, inclusion);
    if !inclusion.notes.is_empty() {
        page.blank();
    }
    for note in &inclusion.notes {
        page.line(format_args!("note: {note}"));
    }
    page
}

fn title(draft: &ChangeDraft) -> String {
    let nothing = if draft.is_empty() { ": nothing to change" } else { "" };
    let topic = topic(draft.topic.as_ref());
    format!("a change to {}, branch {}{topic}{nothing}", draft.project, draft.branch)
}

fn topic(topic: Option<&String>) -> String {
    topic.map(|topic| format!(", topic {topic}")).unwrap_or_default()
}

fn change(page: &mut Page, draft: &ChangeDraft) {
    if draft.is_empty() {
        return;
    }
    page.blank();
    for line in draft.message.to_string().lines() {
        page.line(format_args!("    {line}"));
    }
    page.blank();
    page.block(&draft.diff());
}

fn sync(page: &mut Page, inclusion: &Inclusion) {
    for SyncFile { project, path, plan } in &inclusion.sync.files {
        let rewrites = plan.lines.iter().filter(|line| matches!(line.action, Action::Rewrite { .. })).count();
        page.line(format_args!("  {project}, {path}: {} lines, {rewrites} to rewrite", plan.lines.len()));
        for line in &plan.lines {
            match &line.action {
                Action::Rewrite { before, after, .. } => {
                    page.line(format_args!("    line {}: {before} -> {after}", line.line));
                }
                Action::NotInGlobal => {
                    page.line(format_args!(
                        "    line {}: {} is not in the global list",
                        line.line, line.name
                    ));
                }
                Action::Ambiguous => {
                    page.line(format_args!(
                        "    line {}: the global list has several lines for {}",
                        line.line, line.name
                    ));
                }
                Action::InLine | Action::Denied => {}
            }
        }
    }
}

/// The drafts as data.
pub fn json(inclusion: &Inclusion) -> Value {
    let plan = |SyncFile { project, path, plan }: &SyncFile| {
        let line = |line: &LinePlan| {
            json!({
                "line": line.line,
                "name": line.name.to_string(),
                "action": match &line.action {
                    Action::InLine => json!("in-line"),
                    Action::Denied => json!("denied"),
                    Action::NotInGlobal => json!("not-in-global"),
                    Action::Ambiguous => json!("ambiguous"),
                    Action::Rewrite { before, after, .. } => json!({ "before": before, "after": after }),
                },
            })
        };
        let lines: Vec<Value> = plan.lines.iter().map(line).collect();
        json!({ "project": project.as_str(), "path": path, "lines": lines })
    };
    json!({
        "schema": 1,
        "changes": [draft(&inclusion.shared), draft(&inclusion.project)],
        "sync": inclusion.sync.files.iter().map(plan).collect::<Vec<_>>(),
        "sync_owner": inclusion.sync.owner,
        "sync_topic": inclusion.sync.topic,
        "notes": inclusion.notes,
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
        "links": draft.message.links.iter().map(link).collect::<Vec<_>>(),
        "diff": draft.diff(),
    })
}
