//! For programs: one document with a schema number.

use serde::Serialize;

use super::problem::{LintedPage, Problem};
use crate::output::diagnostic::{Lines, Place, Severity};
use crate::output::failure::Failure;
use crate::output::terminal;
use haggle_spec::Span;
use haggle_spec::lint::RepairClass;

/// The schema of the document. A field may be added without a new number.
const SCHEMA: u32 = 1;

#[derive(Serialize)]
struct Document<'p> {
    schema: u32,
    /// How many files were looked at.
    files: usize,
    problems: Vec<Record<'p>>,
}

/// Offsets are bytes of the file; lines and columns count from 1, columns in characters.
#[derive(Serialize)]
struct Record<'p> {
    path: &'p str,
    kind: &'static str,
    code: &'static str,
    severity: Severity,
    message: &'p str,
    start: Place,
    end: Place,
    #[serde(skip_serializing_if = "Option::is_none")]
    related: Option<Related<'p>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    repair: Option<Repair<'p>>,
}

#[derive(Serialize)]
struct Related<'p> {
    message: &'p str,
    start: Place,
    end: Place,
}

#[derive(Serialize)]
struct Repair<'p> {
    class: &'static str,
    edits: Vec<EditRecord<'p>>,
}

#[derive(Serialize)]
struct EditRecord<'p> {
    start: usize,
    end: usize,
    replacement: &'p str,
}

/// Prints the document.
pub fn print(files: &[LintedPage<'_>]) -> Result<(), Failure> {
    let mut problems = Vec::new();
    for file in files.iter().filter(|file| !file.problems.is_empty()) {
        let lines = Lines::of(file.source);
        problems.extend(file.problems.iter().map(|problem| record(&file.path, &lines, problem)));
    }
    terminal::out_json(&Document { schema: SCHEMA, files: files.len(), problems })
}

fn record<'p>(path: &'p str, lines: &Lines<'_>, problem: &'p Problem<'_>) -> Record<'p> {
    let places = |span: Span| lines.places(span);
    let [start, end] = places(problem.span);
    let edits = problem.edits.iter().map(|edit| EditRecord {
        start: edit.span.start,
        end: edit.span.end,
        replacement: &edit.replacement,
    });
    let class = if problem.repair == RepairClass::Certain { "certain" } else { "unsafe" };
    Record {
        path,
        kind: if problem.rule.is_some() { "rule" } else { "fault" },
        code: problem.code,
        severity: problem.severity,
        message: &problem.message,
        start,
        end,
        related: problem.related.map(|(span, message)| {
            let [start, end] = places(span);
            Related { message, start, end }
        }),
        repair: (!problem.edits.is_empty()).then(|| Repair { class, edits: edits.collect() }),
    }
}
