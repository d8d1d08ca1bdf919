//! The change that a sync makes to a project.

use std::collections::BTreeMap;

use super::{SyncAction, SyncPlan};
use crate::change::{ChangeDraft, FileChange, Message};
use crate::data::{Filling, Manifest, MessageKind, ProjectEntry};
use crate::objection::{Objection, overridden};

/// The change of a plan, whose message says which objections were overridden; none where it changes no file.
pub fn draft(
    manifest: &Manifest,
    project: &ProjectEntry,
    files: &BTreeMap<String, Vec<u8>>,
    plan: &SyncPlan,
    objections: &[Objection],
) -> Option<ChangeDraft> {
    if plan.files.is_empty() {
        return None;
    }
    let mut items = Vec::new();
    for line in &plan.lines {
        if let SyncAction::Rewrite { after, because } = &line.action {
            let what = match (line.before.is_empty(), after.is_empty()) {
                (true, _) => format!("{after} comes"),
                (_, true) => format!("{} goes", line.before),
                _ => format!("{} becomes {after}", line.before),
            };
            items.push(format!("- {}: {what}: {because}", line.path));
        }
    }
    let changed = plan.files.iter().map(|(path, after)| FileChange {
        path: path.clone(),
        before: files.get(path).cloned().unwrap_or_default(),
        after: after.clone(),
    });
    let filling = Filling::default()
        .text("project", project.name.as_str())
        .paragraphs("lines", vec![items.join("\n")])
        .paragraphs("overridden", overridden(objections));
    let (subject, body) = manifest.messages.template(MessageKind::SyncProject).fill(&filling);
    let message = Message { subject, body, generated_by: Some("haggle".to_owned()), ..Message::default() };
    Some(ChangeDraft {
        project: project.name.clone(),
        branch: project.branch.clone(),
        topic: manifest.review.topic.clone(),
        message,
        files: changed.collect(),
    })
}
