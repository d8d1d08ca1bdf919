//! The requirements process of `OpenStack`: rows measured with the tools of `openstack/requirements` and with bindep.

mod bindep;
mod check;
mod lines;
mod process;
mod project;
mod real;
mod row;

use std::path::Path;

use haggle::output::failure::Failure;

use crate::{FileReport, fields, read_json};
use row::{Operation, Outcome, Row};

/// The files of the folder and the operations of their rows.
const FILES: &[(&str, &[Operation])] = &[
    ("parse.json", lines::PARSE),
    ("normalize.json", lines::NORMALIZE),
    ("project.json", project::PROJECT),
    ("setup_cfg_merge.json", project::SETUP_CFG),
    ("bindep.json", bindep::OPERATIONS),
    ("check.json", check::LINES),
    ("check_exists.json", check::EXISTS),
    ("constraints.json", check::SHARED),
    ("lower_constraints.json", check::LOWER),
    ("release_bounds.json", check::RELEASE),
    ("edit_constraint.json", process::EDIT),
    ("generate.json", process::GENERATE),
    ("update_sync.json", process::SYNC),
];

/// What a row has beside its input and what is expected, for people.
const ROW: &[&str] = &["id", "op", "origin", "input", "expect", "note", "upstream_bug"];

/// The files of the area.
pub fn files() -> Vec<&'static str> {
    FILES.iter().map(|(name, _)| *name).chain([real::FILE]).collect()
}

/// The operations of the files.
pub fn operations() -> Vec<String> {
    let of_file = |(name, operations): &(&'static str, &'static [Operation])| {
        let name = *name;
        operations.iter().map(move |operation| format!("{name}: {}", operation.name))
    };
    FILES.iter().flat_map(of_file).chain([format!("{}: measured", real::FILE)]).collect()
}

/// Runs the files that the folder has.
pub fn run(folder: &Path) -> Result<Vec<FileReport>, Failure> {
    let mut reports = Vec::new();
    for (name, operations) in FILES {
        if folder.join(name).is_file() {
            reports.push(run_file(folder, name, operations)?);
        }
    }
    if folder.join(real::FILE).is_file() {
        reports.push(real::run(folder)?);
    }
    Ok(reports)
}

fn run_file(folder: &Path, name: &str, operations: &[Operation]) -> Result<FileReport, Failure> {
    let mut report = FileReport::new(format!("openstack/{name}"));
    let document = read_json(&folder.join(name))?;
    let cases = document["cases"].as_array().map(Vec::as_slice).unwrap_or_default();
    if cases.is_empty() {
        report.fail_part("cases", "there are none");
    }
    for case in cases {
        let row = Row { case, folder };
        let id = case["id"].as_str().unwrap_or("(no id)");
        match run_row(&row, operations) {
            Outcome::Done(outcome) => report.record(row.operation(), id, outcome, &[]),
            Outcome::Excepted(reason) => report.except(row.operation(), id, &reason),
        }
    }
    Ok(report)
}

fn run_row(row: &Row<'_>, operations: &[Operation]) -> Outcome {
    let Some(operation) = operations.iter().find(|operation| operation.name == row.operation()) else {
        return Outcome::Done(Err(format!("no runner knows the operation `{}`", row.operation())));
    };
    let known = fields::only(row.case, "of the row", ROW);
    match known.and_then(|()| fields::only(row.input(), "of the input", operation.fields)) {
        Ok(()) => (operation.run)(row),
        Err(what) => Outcome::Done(Err(what)),
    }
}
