//! Files that other commands wrote as JSON, for the page of a report.

use std::path::{Path, PathBuf};

use crate::output::failure::Failure;
use crate::output::report::given::{GivenBatch, GivenChange, merged, read_changes};

/// The changes of several files, each once; `pinned_by` is the project that holds the pins.
pub fn linked_changes(paths: &[PathBuf], pinned_by: &str) -> Result<Vec<GivenChange>, Failure> {
    let mut changes = Vec::new();
    for path in paths {
        let read = |text: &str| read_changes(text, pinned_by);
        let what = "what `changes --format json` prints, or a command that drafts changes";
        changes.extend(given(path, what, read)?);
    }
    Ok(merged(changes))
}

/// The batch of the pins with what is foreseen of it.
pub fn batch(path: &Path) -> Result<GivenBatch, Failure> {
    given(path, "what `pins update --forecast --format json` prints, or `forecast --format json`", |text| {
        GivenBatch::read(text)
    })
}

fn given<T>(path: &Path, what: &str, read: impl Fn(&str) -> Result<T, String>) -> Result<T, Failure> {
    let shown = path.display();
    let text = std::fs::read_to_string(path)
        .map_err(|error| Failure::new(format!("cannot read `{shown}`: {error}")))?;
    read(&text).map_err(|error| Failure::new(format!("`{shown}` is not {what}: {error}")))
}
