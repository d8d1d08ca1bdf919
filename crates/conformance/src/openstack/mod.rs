//! The requirements process of `OpenStack`: rows measured with the tools of `openstack/requirements` and with bindep.

mod bindep;
mod check;
mod files;
mod lines;
mod process;
mod row;

use std::path::Path;

use super::{FileReport, read_json};
use haggle::output::failure::Failure;

/// Runs a row: its input against its expectation.
type Runner = fn(&row::Row<'_>) -> row::Outcome;

/// The files of the folder and what runs their rows.
const FILES: &[(&str, Runner)] = &[
    ("parse", lines::run),
    ("normalize", lines::run),
    ("project", files::run),
    ("setup_cfg_merge", files::run),
    ("bindep", bindep::run),
    ("check", check::run),
    ("check_exists", check::run),
    ("constraints", check::run),
    ("lower_constraints", check::run),
    ("release_bounds", check::run),
    ("edit_constraint", process::run),
    ("generate", process::run),
    ("update_sync", process::run),
];

/// Runs the rows of every file of the folder; a file that nothing runs is said.
pub fn run(folder: &Path) -> Result<Vec<FileReport>, Failure> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .map_err(|error| Failure::io("list", folder, &error))?
        .filter_map(Result::ok)
        .filter_map(|entry| entry.file_name().to_str()?.strip_suffix(".json").map(str::to_owned))
        .collect();
    names.sort();
    names.iter().map(|name| run_file(folder, name)).collect()
}

fn run_file(folder: &Path, name: &str) -> Result<FileReport, Failure> {
    let path = folder.join(name).with_extension("json");
    let mut report = FileReport::new(format!("openstack/{name}.json"));
    let Some((_, runner)) = FILES.iter().find(|(file, _)| *file == name) else {
        report.not_covered.push("no command runs this file's rows".to_owned());
        return Ok(report);
    };
    let document = read_json(&path)?;
    let cases = document["cases"].as_array().map(Vec::as_slice).unwrap_or_default();
    for case in cases {
        let row = row::Row { case, folder };
        let id = case["id"].as_str().unwrap_or("(no id)");
        match runner(&row) {
            row::Outcome::Done(outcome) => report.record(id, outcome, &[]),
            row::Outcome::Excepted(reason) => {
                report.ran += 1;
                report.excepted.push((id.to_owned(), reason));
            }
        }
    }
    Ok(report)
}
