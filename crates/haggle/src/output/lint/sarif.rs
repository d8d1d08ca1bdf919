//! SARIF 2.1.0, which code scanners and editors read.
//!
//! Source: OASIS, "Static Analysis Results Interchange Format (SARIF) Version 2.1.0".

use std::collections::BTreeMap;
use std::fmt::Write as _;

use haggle_spec::lint::{RepairClass, Rule};
use haggle_spec::{Edit, Span};
use serde_json::{Value, json};

use super::problem::{LintedPage, Problem};
use crate::output::diagnostic::{Lines, Severity};
use crate::output::failure::Failure;
use crate::output::terminal;

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// Prints a log of one run.
pub fn print(files: &[LintedPage<'_>]) -> Result<(), Failure> {
    terminal::out_json(&log(files))
}

fn log(files: &[LintedPage<'_>]) -> Value {
    let mut codes: BTreeMap<&'static str, Option<&'static Rule>> = BTreeMap::new();
    for problem in files.iter().flat_map(|file| &file.problems) {
        codes.insert(problem.code, problem.rule);
    }
    let order: BTreeMap<&str, usize> = codes.keys().enumerate().map(|(index, code)| (*code, index)).collect();
    let mut results = Vec::new();
    for file in files.iter().filter(|file| !file.problems.is_empty()) {
        let lines = Lines::of(file.source);
        results.extend(file.problems.iter().map(|problem| result(&file.path, &lines, problem, &order)));
    }
    let rules: Vec<Value> = codes.iter().map(|(code, rule)| descriptor(code, *rule)).collect();
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "haggle",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

fn descriptor(code: &str, rule: Option<&Rule>) -> Value {
    let Some(rule) = rule else {
        let text = "The tool that reads the file refuses or drops what is here.";
        return json!({"id": code, "shortDescription": {"text": text}});
    };
    json!({
        "id": code,
        "shortDescription": {"text": format!("{}.", rule.summary)},
        "help": {"text": rule.page(), "markdown": rule.page()},
        "defaultConfiguration": {"level": rule.level.as_str()},
    })
}

fn result(path: &str, lines: &Lines<'_>, problem: &Problem<'_>, order: &BTreeMap<&str, usize>) -> Value {
    let mut result = json!({
        "ruleId": problem.code,
        "ruleIndex": order.get(problem.code),
        "level": match problem.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        },
        "message": {"text": problem.message},
        "locations": [location(path, lines, problem.span)],
    });
    if let Some((span, message)) = problem.related {
        let mut related = location(path, lines, span);
        related["message"] = json!({"text": message});
        result["relatedLocations"] = json!([related]);
    }
    // A viewer applies a fix at one touch: only those that change no meaning are offered.
    if problem.repair == RepairClass::Certain {
        let replacements: Vec<Value> = problem.edits.iter().map(|edit| replacement(lines, edit)).collect();
        result["fixes"] = json!([{
            "description": {"text": "repair it"},
            "artifactChanges": [{"artifactLocation": artifact(path), "replacements": replacements}],
        }]);
    }
    result
}

fn location(path: &str, lines: &Lines<'_>, span: Span) -> Value {
    json!({"physicalLocation": {"artifactLocation": artifact(path), "region": region(lines, span)}})
}

fn region(lines: &Lines<'_>, span: Span) -> Value {
    let [start, end] = lines.places(span);
    json!({
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
    })
}

fn replacement(lines: &Lines<'_>, edit: &Edit) -> Value {
    let mut replacement = json!({"deletedRegion": region(lines, edit.span)});
    if !edit.replacement.is_empty() {
        replacement["insertedContent"] = json!({"text": edit.replacement});
    }
    replacement
}

/// A path as a URI: relative where it is, and with every byte that a URI has not as its code.
fn artifact(path: &str) -> Value {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(char::from(byte));
            }
            b'\\' if cfg!(windows) => uri.push('/'),
            _ => {
                let _ = write!(uri, "%{byte:02X}");
            }
        }
    }
    if path.starts_with('/') {
        uri.insert_str(0, "file://");
    }
    json!({"uri": uri})
}
