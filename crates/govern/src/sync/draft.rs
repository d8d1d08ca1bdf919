//! The change that a sync makes to a project.

use std::collections::BTreeMap;

use super::{SyncAction, SyncPlan};
use crate::change::{ChangeDraft, FileChange, Message};
use crate::data::ProjectName;

/// The change of a plan; none where it changes no file.
pub fn draft(
    (project, branch): (&ProjectName, &str),
    topic: Option<&str>,
    files: &BTreeMap<String, Vec<u8>>,
    plan: &SyncPlan,
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
    let message = Message {
        subject: "Bring requirements in line with the shared lists".to_owned(),
        body: vec![format!("What the lists say of the lines of {project}:"), items.join("\n")],
        generated_by: Some("haggle".to_owned()),
        ..Message::default()
    };
    Some(ChangeDraft {
        project: project.clone(),
        branch: branch.to_owned(),
        topic: topic.map(str::to_owned),
        message,
        files: changed.collect(),
    })
}
