//! A change of the shared files, for people and for programs.

use haggle_govern::pins::PinDraft;
use serde_json::{Value, json};

use super::page::Page;

/// The message, the diff, and what a person has to look at.
pub fn text(draft: &PinDraft, is_written: bool) -> Page {
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
    if draft.files.is_empty() {
        page.paragraph("no file changes");
    } else if is_written {
        let paths: Vec<&str> = draft.files.iter().map(|file| file.path.as_str()).collect();
        page.paragraph(format_args!("written: {}", paths.join(", ")));
    } else {
        page.paragraph("nothing is written: `--write` does that");
    }
    page
}

/// The change as data.
pub fn json(draft: &PinDraft, is_written: bool) -> Value {
    json!({
        "schema": 1,
        "message": draft.message.to_string(),
        "files": draft.files.iter().map(|file| json!({ "path": file.path, "diff": file.diff() })).collect::<Vec<_>>(),
        "notes": draft.notes,
        "written": is_written,
    })
}
