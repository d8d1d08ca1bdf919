//! The drafts of an inclusion, for people and for machines.

use std::fmt::Write as _;

use serde_json::{Value, json};

use haggle_govern::change::{ChangeDraft, Link};
use haggle_govern::data::{PlacedRequirement, Placement};
use haggle_govern::evaluation::FeatureReport;
use haggle_govern::include::Inclusion;
use haggle_govern::sync::Action;

use super::evaluation::words;

/// The three steps in the order in which they are taken.
pub fn text(
    inclusion: &Inclusion,
    requirement: &PlacedRequirement,
    placement: Placement,
    report: Option<&FeatureReport>,
) -> String {
    let mut text = format!("Including {} {}\n", requirement.id, placement.label());
    if let Some(report) = report {
        let _ = writeln!(text, "The evaluation of {} recommends: {}", report.id, words::outcome(report));
    }
    let _ = writeln!(text, "\nStep 1: {}", title(&inclusion.shared));
    change(&mut text, &inclusion.shared);
    let _ = writeln!(text, "\nStep 2: {}", title(&inclusion.project));
    change(&mut text, &inclusion.project);
    let _ = writeln!(text, "\nStep 3: the sync, once both have landed");
    sync(&mut text, inclusion);
    if !inclusion.notes.is_empty() {
        text.push('\n');
    }
    for note in &inclusion.notes {
        let _ = writeln!(text, "note: {note}");
    }
    text
}

fn title(draft: &ChangeDraft) -> String {
    let nothing = if draft.is_empty() { ": nothing to change" } else { "" };
    format!("a change to {}, branch {}{nothing}", draft.project, draft.branch)
}

fn change(text: &mut String, draft: &ChangeDraft) {
    if draft.is_empty() {
        return;
    }
    text.push('\n');
    for line in draft.message.to_string().lines() {
        let _ = writeln!(text, "    {line}");
    }
    text.push('\n');
    text.push_str(&draft.diff());
}

fn sync(text: &mut String, inclusion: &Inclusion) {
    for (project, path, plan) in &inclusion.sync {
        let rewrites = plan.lines.iter().filter(|line| matches!(line.action, Action::Rewrite { .. })).count();
        let _ = writeln!(text, "  {project}, {path}: {} lines, {rewrites} to rewrite", plan.lines.len());
        for line in &plan.lines {
            match &line.action {
                Action::Rewrite { before, after, .. } => {
                    let _ = writeln!(text, "    line {}: {before} -> {after}", line.line);
                }
                Action::NotInGlobal => {
                    let _ = writeln!(text, "    line {}: {} is not in the global list", line.line, line.name);
                }
                Action::Ambiguous => {
                    let _ = writeln!(
                        text,
                        "    line {}: the global list has several lines for {}",
                        line.line, line.name
                    );
                }
                Action::InLine | Action::Denied => {}
            }
        }
    }
}

/// The drafts as data.
pub fn json(inclusion: &Inclusion) -> Value {
    let plan =
        |(project, path, plan): &(String, String, haggle_govern::sync::FilePlan)| {
            let lines: Vec<Value> = plan.lines.iter().map(|line| json!({
            "line": line.line,
            "name": line.name.to_string(),
            "action": match &line.action {
                Action::InLine => json!("in-line"),
                Action::Denied => json!("denied"),
                Action::NotInGlobal => json!("not-in-global"),
                Action::Ambiguous => json!("ambiguous"),
                Action::Rewrite { before, after, .. } => json!({ "before": before, "after": after }),
            },
        })).collect();
            json!({ "project": project, "path": path, "lines": lines })
        };
    json!({
        "schema": 1,
        "changes": [draft(&inclusion.shared), draft(&inclusion.project)],
        "sync": inclusion.sync.iter().map(plan).collect::<Vec<_>>(),
        "notes": inclusion.notes,
    })
}

fn draft(draft: &ChangeDraft) -> Value {
    let link = |link: &Link| match link {
        Link::DependsOn(target) => json!({ "depends-on": target }),
        Link::NeededBy(target) => json!({ "needed-by": target }),
    };
    json!({
        "project": draft.project,
        "branch": draft.branch,
        "message": draft.message.to_string(),
        "links": draft.message.links.iter().map(link).collect::<Vec<_>>(),
        "diff": draft.diff(),
    })
}
