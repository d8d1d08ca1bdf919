//! Decision records: one Markdown and one JSON file a feature.

use std::path::{Path, PathBuf};

use haggle_govern::evaluation::{Evaluation, Placing};

use crate::output::failure::Failure;
use crate::output::files;

/// Where records go.
#[derive(Debug, clap::Args)]
pub struct RecordArguments {
    /// Where decision records are written (default: target/haggle, below the family's folder)
    #[arg(long, value_name = "DIR")]
    records: Option<PathBuf>,
    /// Write no records
    #[arg(long, conflicts_with = "records")]
    no_records: bool,
}

/// Writes a record of each decision, all or none, to the folder that the user named or the default; gives the folder, where anything
/// was written.
pub fn write(
    arguments: &RecordArguments,
    default: &Path,
    evaluation: &Evaluation,
) -> Result<Option<PathBuf>, Failure> {
    if arguments.no_records {
        return Ok(None);
    }
    let folder = arguments.records.as_deref().unwrap_or(default);
    let mut records = Vec::new();
    for feature in &evaluation.features {
        let Placing::Requirements { record, .. } = &feature.placing else { continue };
        records.push((format!("{}.md", feature.id), record.to_markdown().into_bytes()));
        records.push((format!("{}.json", feature.id), record.to_json()));
    }
    if records.is_empty() {
        return Ok(None);
    }
    files::write_into(folder, &records)?;
    Ok(Some(folder.to_path_buf()))
}
