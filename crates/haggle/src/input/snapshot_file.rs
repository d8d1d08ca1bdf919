//! Recorded release facts in a file.

use std::path::Path;

use haggle_index::Snapshot;

use crate::input::reading;
use crate::output::failure::Failure;
use crate::program;

/// Reads a snapshot; a mistake in it has its place.
pub fn read_snapshot(path: &Path) -> Result<Snapshot, Failure> {
    let bytes = reading::bytes(path)?;
    Snapshot::read(&bytes).map_err(|error| {
        Failure::new(format!("{}:{}:{}: {error}", path.display(), error.line, error.column))
            .hint(format!("record it again with `{}`", program::call("snapshot")))
    })
}
