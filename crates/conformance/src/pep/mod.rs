//! Versions, specifiers, markers, requirements: rows of the Python reference implementation.
//!
//! Every key of every file has a runner here; a key that none knows fails, and so does a field of a row that none reads.

mod dependency_groups;
mod markers;
mod python;
mod ranges;
mod requirements;
mod specifier_matrix;
mod specifiers;
mod utilities;
mod versions;

use std::path::Path;

use serde_json::Value;

use crate::{FileReport, fields, read_json};
use haggle::output::failure::Failure;

/// What a row came to.
pub type Outcome = Result<(), String>;

/// One key of a file: the fields that its rows have, where they are objects, and what runs them.
pub type Section = (&'static str, &'static [&'static str], fn(&Value, &mut Rows<'_>));

/// The files of the area and their sections.
const FILES: &[(&str, &[Section])] = &[
    ("versions.json", versions::SECTIONS),
    ("specifiers.json", specifiers::SECTIONS),
    ("specifier_matrix.json", specifier_matrix::SECTIONS),
    ("ranges.json", ranges::SECTIONS),
    ("markers.json", markers::SECTIONS),
    ("requirements.json", requirements::SECTIONS),
    ("utils.json", utilities::SECTIONS),
    ("dependency_groups.json", dependency_groups::SECTIONS),
];

/// Keys that say what the rows are and hold none.
const DESCRIPTIONS: &[&str] = &["source", "pairs_schema", "versions", "environments"];

/// The files of the area.
pub fn files() -> Vec<&'static str> {
    FILES.iter().map(|(name, _)| *name).collect()
}

/// The operations: the keys of the files.
pub fn operations() -> Vec<String> {
    let of_file = |(name, sections): &(&'static str, &'static [Section])| {
        let name = *name;
        sections.iter().map(move |(section, ..)| format!("{name}: {section}"))
    };
    FILES.iter().flat_map(of_file).collect()
}

/// Runs the files of `folder` that are there.
pub fn run(folder: &Path) -> Result<Vec<FileReport>, Failure> {
    let mut reports = Vec::new();
    for (name, sections) in FILES {
        let path = folder.join(name);
        if !path.is_file() {
            continue;
        }
        let file = read_json(&path)?;
        let ordered = ordered_environments(&path)?;
        let mut report = FileReport::new(format!("pep/{name}"));
        for (key, value) in file.as_object().into_iter().flatten() {
            match sections.iter().find(|(section, ..)| section == key) {
                Some((section, known, check)) => {
                    let rows =
                        Rows { report: &mut report, section, known, file: &file, environments: &ordered };
                    run_section(value, rows, *check);
                }
                None if DESCRIPTIONS.contains(&key.as_str()) => {}
                None => report.fail_part(&format!("key `{key}`"), "no runner knows it"),
            }
        }
        reports.push(report);
    }
    Ok(reports)
}

fn run_section(value: &Value, mut rows: Rows<'_>, check: fn(&Value, &mut Rows<'_>)) {
    let before = rows.report.n_ran();
    check(value, &mut rows);
    if rows.report.n_ran() == before {
        rows.report.fail_part(rows.section, "it has no rows");
    }
}

/// The values of the object `environments`, in the order of the file.
fn ordered_environments(path: &Path) -> Result<Vec<Value>, Failure> {
    #[derive(serde::Deserialize)]
    struct File {
        #[serde(default)]
        environments: Ordered,
    }

    let bytes = std::fs::read(path).map_err(|error| Failure::io("read", path, &error))?;
    let file: File = serde_json::from_slice(&bytes)
        .map_err(|error| Failure::new(format!("`{}` is not a vector file: {error}", path.display())))?;
    Ok(file.environments.0)
}

#[derive(Default)]
struct Ordered(Vec<Value>);

impl<'de> serde::Deserialize<'de> for Ordered {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = Ordered;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<M: serde::de::MapAccess<'de>>(self, mut map: M) -> Result<Ordered, M::Error> {
                let mut values = Vec::new();
                while let Some((_, value)) = map.next_entry::<String, Value>()? {
                    values.push(value);
                }
                Ok(Ordered(values))
            }
        }

        deserializer.deserialize_map(Visitor)
    }
}

/// The rows of one section, as they are recorded.
pub struct Rows<'a> {
    report: &'a mut FileReport,
    section: &'static str,
    known: &'static [&'static str],
    /// The whole file, for what rows refer to.
    pub file: &'a Value,
    /// Its environments in their order, which a [`Value`] does not keep.
    pub environments: &'a [Value],
}

impl Rows<'_> {
    /// Records each item of a list; `None` where an item is not of the schema.
    pub fn each(&mut self, rows: &Value, check: impl Fn(&Value) -> Option<Outcome>) {
        for row in rows.as_array().into_iter().flatten() {
            let outcome = check(row).unwrap_or_else(|| Err("the row is not of the schema".to_owned()));
            self.record(row, outcome);
        }
    }

    /// Records one row.
    pub fn record(&mut self, row: &Value, outcome: Outcome) {
        let name = self.name(row);
        let outcome = fields::only(row, "of the row", self.known).and(outcome);
        self.report.record(self.section, &name, outcome, &[]);
    }

    /// Records a row that differs for a reason.
    pub fn except(&mut self, row: &Value, reason: &str) {
        let name = self.name(row);
        self.report.except(self.section, &name, reason);
    }

    /// A part of the section that has no runner.
    pub fn without_runner(&mut self, part: &str) {
        self.report.fail_part(&format!("`{}`: {part}", self.section), "no runner knows it");
    }

    fn name(&self, row: &Value) -> String {
        let mut text = row.to_string();
        if let Some((end, _)) = text.char_indices().nth(120) {
            text.truncate(end);
            text.push('…');
        }
        format!("{}: {text}", self.section)
    }
}

/// Compares what was found with what is expected.
pub fn same<T: PartialEq + std::fmt::Debug>(what: &str, found: &T, expected: &T) -> Outcome {
    if found == expected { Ok(()) } else { Err(format!("{what}: found {found:?}, expected {expected:?}")) }
}

/// Expects an error.
pub fn rejected<T: std::fmt::Debug, E>(found: Result<T, E>) -> Outcome {
    match found {
        Ok(found) => Err(format!("accepted as {found:?}")),
        Err(_) => Ok(()),
    }
}

/// The first outcome that is an error.
pub fn all(outcomes: impl IntoIterator<Item = Outcome>) -> Outcome {
    outcomes.into_iter().collect()
}

/// The text at a key.
pub fn text<'a>(row: &'a Value, key: &str) -> Option<&'a str> {
    row.get(key)?.as_str()
}

/// The texts of a list.
pub fn texts(value: &Value) -> Option<Vec<String>> {
    value.as_array()?.iter().map(|item| item.as_str().map(str::to_owned)).collect()
}
