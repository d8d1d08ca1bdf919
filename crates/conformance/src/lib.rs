//! Conformance vectors: each area reads its folder's files and compares row by row.
//!
//! An area is a file of this module with `run(folder) -> Result<Vec<FileReport>, Failure>`, where `folder` is the area's
//! own folder (`DIR/pep`, say). Exceptions are named rows with a reason, kept beside the area's code.

pub mod corpus;
mod openstack;
mod packse;
mod pep;
mod tradeoff;

use std::path::Path;

use haggle::output::failure::Failure;

/// What became of one file of vectors.
#[derive(Debug, Default)]
pub struct FileReport {
    /// The file, as `area/name.json`.
    pub file: String,
    /// Rows that were compared, excepted ones included.
    pub ran: usize,
    /// Rows that agreed.
    pub passed: usize,
    /// Rows that disagree for a stated reason: (row, reason).
    pub excepted: Vec<(String, String)>,
    /// Rows that disagree: (row, what was found and expected).
    pub failures: Vec<(String, String)>,
    /// Parts of the file that nothing runs yet.
    pub not_covered: Vec<String>,
}

impl FileReport {
    /// An empty report of a file.
    pub fn new(file: impl Into<String>) -> Self {
        Self { file: file.into(), ..Self::default() }
    }

    /// Records a row; `exceptions` lists (row, reason) of disagreements that are meant.
    pub fn record(&mut self, row: &str, outcome: Result<(), String>, exceptions: &[(&str, &str)]) {
        self.ran += 1;
        match outcome {
            Ok(()) => self.passed += 1,
            Err(what) => match exceptions.iter().find(|(excepted, _)| *excepted == row) {
                Some((_, reason)) => self.excepted.push((row.to_owned(), (*reason).to_owned())),
                None => self.failures.push((row.to_owned(), what)),
            },
        }
    }
}

/// Runs an area over its own folder.
type Area = fn(&Path) -> Result<Vec<FileReport>, Failure>;

/// The areas in the order of the pipeline: (folder, runner).
const AREAS: &[(&str, Area)] =
    &[("pep", pep::run), ("openstack", openstack::run), ("packse", packse::run), ("tradeoff", tradeoff::run)];

/// Runs every area whose folder is there; a folder that no area runs is said.
pub fn run_all(folder: &Path) -> Result<Vec<FileReport>, Failure> {
    let mut reports = Vec::new();
    for (name, run) in AREAS {
        let area = folder.join(name);
        if area.is_dir() {
            reports.extend(run(&area)?);
        }
    }
    let mut others: Vec<String> = std::fs::read_dir(folder)
        .map_err(|error| Failure::io("list", folder, &error))?
        .filter_map(Result::ok)
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| AREAS.iter().all(|(area, _)| area != name))
        .collect();
    others.sort();
    for name in others {
        let mut report = FileReport::new(format!("{name}/"));
        report.not_covered.push("no command runs this folder's rows".to_owned());
        reports.push(report);
    }
    Ok(reports)
}

/// Reads a JSON file whole.
pub fn read_json(path: &Path) -> Result<serde_json::Value, Failure> {
    let bytes = std::fs::read(path).map_err(|error| Failure::io("read", path, &error))?;
    serde_json::from_slice(&bytes)
        .map_err(|error| Failure::new(format!("`{}` is not a vector file: {error}", path.display())))
}
