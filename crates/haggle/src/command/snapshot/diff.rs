//! `haggle snapshot diff A B`: what differs between two snapshots.

use std::path::PathBuf;
use std::process::ExitCode;

use haggle_index::snapshot::difference;

use crate::input::snapshot_file::read_snapshot;
use crate::output::failure::{FINDINGS, Failure};
use crate::output::format::OutputFormat;
use crate::output::{snapshot_diff as render, terminal};

/// The snapshots to compare.
#[derive(Debug, clap::Args)]
pub struct DiffArguments {
    /// The older snapshot
    #[arg(value_name = "A")]
    before: PathBuf,
    /// The newer one
    #[arg(value_name = "B")]
    after: PathBuf,
    /// How to print the differences
    #[arg(long, value_enum, default_value_t)]
    format: OutputFormat,
}

/// Prints what differs.
pub fn run(arguments: &DiffArguments) -> Result<ExitCode, Failure> {
    let (before, after) = (read_snapshot(&arguments.before)?, read_snapshot(&arguments.after)?);
    let differences = difference(&before.facts, &after.facts);
    let document = render::Document::of(&before, &after, &differences);
    match arguments.format {
        OutputFormat::Text => terminal::out(&document.page())?,
        OutputFormat::Json => terminal::out_json(&document)?,
    }
    Ok(if document.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(FINDINGS) })
}
