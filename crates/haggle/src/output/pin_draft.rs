//! A change of the shared files, for people and for programs.

use haggle_govern::objection::{Objection, is_refused};
use haggle_govern::pins::PinDraft;
use serde_json::{Value, json};

use super::objections;
use super::page::Page;

/// What became of a change.
#[derive(Debug, Clone, Copy)]
pub struct PinOutcome<'a> {
    /// Whether the files were written.
    pub is_written: bool,
    /// Whether writing or pushing it was asked for and refused.
    pub is_refused: bool,
    /// What speaks against it.
    pub objections: &'a [Objection],
}

/// The message, the diff, and what a person has to look at.
pub fn text(draft: &PinDraft, outcome: &PinOutcome<'_>) -> Page {
    let mut page = Page::new();
    for line in draft.message.to_string().lines() {
        page.line(format_args!("    {line}"));
    }
    if !draft.files.is_empty() {
        page.blank();
        page.block(&draft.diff());
    }
    if !draft.notes.is_empty() {
        page.blank();
    }
    for note in &draft.notes {
        page.line(format_args!("note: {note}"));
    }
    page.append(ended(outcome, draft));
    page
}

/// What became of it, and what is to be done next.
pub fn ended(outcome: &PinOutcome<'_>, draft: &PinDraft) -> Page {
    let mut page = Page::new();
    let is_held = is_refused(outcome.objections);
    if is_held && outcome.is_refused {
        page.blank();
        page.append(objections::refused(outcome.objections));
    }
    if draft.files.is_empty() {
        page.paragraph("no file changes");
    } else if outcome.is_refused {
        page.paragraph(
            "nothing is written: `--override NAME` does it all the same, and the message then says so",
        );
    } else if is_held {
        for objection in outcome.objections.iter().filter(|one| !one.is_overridden) {
            page.line(format_args!("note: {}: {}", objection.id, objection.because));
        }
        page.paragraph("nothing is written: `--write` with `--override NAME` does that");
    } else if outcome.is_written {
        let paths: Vec<&str> = draft.files.iter().map(|file| file.path.as_str()).collect();
        page.paragraph(format_args!("written: {}", paths.join(", ")));
    } else {
        page.paragraph("nothing is written: `--write` does that");
    }
    page
}

/// The change as data.
pub fn json(draft: &PinDraft, outcome: &PinOutcome<'_>) -> Value {
    json!({
        "schema": 1,
        "message": draft.message.to_string(),
        "files": draft.files.iter().map(|file| json!({ "path": file.path, "diff": file.diff() })).collect::<Vec<_>>(),
        "notes": draft.notes,
        "written": outcome.is_written,
        "refused": outcome.is_refused,
        "objections": objections::json(outcome.objections),
    })
}
