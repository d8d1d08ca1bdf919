//! Strings of public projects, one a line: each parses, prints and parses again, unless it is listed as invalid.
//!
//! The names of the files say what they hold; `*_invalid.json` lists what the reference rejects, by reason.

use std::collections::BTreeSet;
use std::path::Path;
use std::str::FromStr;

use haggle_spec::{Marker, Requirement, SpecifierSet, Version};
use serde_json::Value;

use crate::{FileReport, read_json};
use haggle::output::failure::Failure;

/// What a line has to be.
type Check = fn(&str) -> Result<(), String>;

/// What the files hold.
const FILES: &[(&str, Check)] = &[
    ("versions_all.txt", reads_back::<Version>),
    ("specsets.txt", reads_back::<SpecifierSet>),
    ("requires_python.txt", reads_back::<SpecifierSet>),
    ("markers.txt", reads_back::<Marker>),
    ("requires_dist.txt", reads_back::<Requirement>),
    ("metadata_like.txt", reads_back::<Requirement>),
];

/// Lines that the reference rejects as well, and that the list of invalid requirements does not hold.
const EXCEPTIONS: &[(&str, &str)] = &[
    ("*", "Poetry's dialect: the reference rejects it too"),
    ("^3.12,<3.14", "Poetry's dialect: the reference rejects it too"),
];

/// Runs the files of `folder` that are there.
pub fn run(folder: &Path) -> Result<Vec<FileReport>, Failure> {
    let invalid = invalid_lines(folder)?;
    let mut reports = Vec::new();
    for (name, check) in FILES {
        let path = folder.join(name);
        if !path.is_file() {
            continue;
        }
        let text = std::fs::read_to_string(&path).map_err(|error| Failure::io("read", &path, &error))?;
        let mut report = FileReport::new(format!("corpus/{name}"));
        for line in text.lines().filter(|line| !line.is_empty()) {
            let outcome = match (check(line), invalid.contains(line)) {
                (Ok(()), true) => Err("accepted, and the reference rejects it".to_owned()),
                (Err(_), true) => Ok(()),
                (outcome, false) => outcome,
            };
            report.record("read back", line, outcome, EXCEPTIONS);
        }
        reports.push(report);
    }
    Ok(reports)
}

fn invalid_lines(folder: &Path) -> Result<BTreeSet<String>, Failure> {
    let path = folder.join("requires_dist_invalid.json");
    if !path.is_file() {
        return Ok(BTreeSet::new());
    }
    let reasons = read_json(&path)?;
    let lines = reasons.as_object().into_iter().flatten().filter_map(|(_, lines)| lines.as_array()).flatten();
    Ok(lines.filter_map(Value::as_str).map(str::to_owned).collect())
}

fn reads_back<T>(line: &str) -> Result<(), String>
where
    T: FromStr + PartialEq + ToString,
    T::Err: ToString,
{
    let value: T = line.parse().map_err(|error: T::Err| error.to_string())?;
    let printed = value.to_string();
    match printed.parse::<T>() {
        Ok(again) if again == value && again.to_string() == printed => Ok(()),
        Ok(_) => Err(format!("`{printed}` reads back as something else")),
        Err(error) => Err(format!("`{printed}` does not read back: {}", error.to_string())),
    }
}
