//! Runs the rows of `tradeoff/`: methods, group rules, robustness.
//!
//! Numbers compare at the row's tolerance where it has one, else at 1e-10, and exact rationals at 1e-12, times the larger of
//! 1 and the expected number.

mod group;
mod methods;
mod robust;
mod values;

use std::path::Path;

use serde_json::Value;

use super::{FileReport, read_json};
use haggle::output::failure::Failure;

/// Compares one row: its method and whole case.
type Check = fn(&Value) -> Result<(), String>;

/// The files and what compares their rows.
const FILES: &[(&str, Check)] = &[
    ("agreement.json", group::agreement),
    ("ahp.json", values::ahp),
    ("bargaining.json", group::bargaining),
    ("bwm.json", values::best_worst),
    ("disagreements.json", methods::disagreement),
    ("electre.json", methods::electre),
    ("objective_weights.json", values::objective_weights),
    ("promethee.json", methods::promethee),
    ("rank_reversal.json", methods::rank_reversal),
    ("robustness.json", robust::robustness),
    ("smaa.json", robust::smaa),
    ("social_choice.json", group::social_choice),
    ("topsis.json", methods::topsis),
    ("value_models.json", values::value_models),
    ("vikor.json", methods::vikor),
    ("wilson.json", robust::wilson),
];

/// Rows that disagree for a reason: none.
const EXCEPTIONS: &[(&str, &str)] = &[];

/// Runs the folder.
pub fn run(folder: &Path) -> Result<Vec<FileReport>, Failure> {
    let mut reports = Vec::new();
    for (name, check) in FILES {
        let path = folder.join(name);
        if !path.is_file() {
            continue;
        }
        let json = read_json(&path)?;
        let mut report = FileReport::new(format!("tradeoff/{name}"));
        let cases = json.get("cases").unwrap_or(&json).as_array();
        let cases =
            cases.ok_or_else(|| Failure::new(format!("`{}` has no list of cases", path.display())))?;
        let mut findings = Vec::new();
        for case in cases {
            let id = case["id"].as_str().unwrap_or("?");
            match check(case) {
                Err(what) if what == NOTHING_TO_RUN => findings.push(id),
                outcome => report.record(id, outcome, EXCEPTIONS),
            }
        }
        if !findings.is_empty() {
            let findings = findings.join(", ");
            report.not_covered.push(format!("{findings}: findings about tools, without an input to run"));
        }
        reports.push(report);
    }
    Ok(reports)
}

/// The outcome of a row that describes a tool and has nothing to compute.
const NOTHING_TO_RUN: &str = "nothing to run";

/// Reads a number: a JSON number, or an exact rational such as `3/4`.
fn number(value: &Value) -> Result<f64, String> {
    if let Some(number) = value.as_f64() {
        return Ok(number);
    }
    let text = value.as_str().ok_or_else(|| format!("`{value}` is not a number"))?;
    let (above, below) = text.split_once('/').unwrap_or((text, "1"));
    let parse = |part: &str| part.trim().parse::<f64>().map_err(|_| format!("`{text}` is not a rational"));
    Ok(parse(above)? / parse(below)?)
}

fn numbers(value: &Value) -> Result<Vec<f64>, String> {
    list(value)?.iter().map(number).collect()
}

fn rows(value: &Value) -> Result<Vec<Vec<f64>>, String> {
    list(value)?.iter().map(numbers).collect()
}

fn indices(value: &Value) -> Result<Vec<usize>, String> {
    list(value)?.iter().map(index).collect()
}

fn index(value: &Value) -> Result<usize, String> {
    let index = value.as_u64().and_then(|index| usize::try_from(index).ok());
    index.ok_or_else(|| format!("`{value}` is not an index"))
}

fn list(value: &Value) -> Result<&Vec<Value>, String> {
    value.as_array().ok_or_else(|| format!("`{value}` is not a list"))
}

fn text(value: &Value) -> Result<&str, String> {
    value.as_str().ok_or_else(|| format!("`{value}` is not a string"))
}

/// The tolerance of a row.
fn tolerance(case: &Value) -> f64 {
    case["tolerance"].as_f64().unwrap_or(1e-10)
}

/// Compares a number; `null` says that there is none.
fn check(what: &str, found: f64, expected: &Value, tolerance: f64) -> Result<(), String> {
    let tolerance = if expected.is_string() { tolerance.min(1e-12) } else { tolerance };
    let expected = number(expected)?;
    if (found - expected).abs() <= tolerance * expected.abs().max(1.0) {
        Ok(())
    } else {
        Err(format!("{what}: found {found}, expected {expected}"))
    }
}

fn check_row(what: &str, found: &[f64], expected: &Value, tolerance: f64) -> Result<(), String> {
    let expected = list(expected)?;
    if found.len() != expected.len() {
        return Err(format!("{what}: found {} numbers, expected {}", found.len(), expected.len()));
    }
    for (at, (found, expected)) in found.iter().zip(expected).enumerate() {
        if !expected.is_null() {
            check(&format!("{what}[{at}]"), *found, expected, tolerance)?;
        }
    }
    Ok(())
}

fn check_rows(what: &str, found: &[Vec<f64>], expected: &Value, tolerance: f64) -> Result<(), String> {
    let expected = list(expected)?;
    if found.len() != expected.len() {
        return Err(format!("{what}: found {} rows, expected {}", found.len(), expected.len()));
    }
    for (at, (found, expected)) in found.iter().zip(expected).enumerate() {
        check_row(&format!("{what}[{at}]"), found, expected, tolerance)?;
    }
    Ok(())
}

fn check_same<T: PartialEq + std::fmt::Debug>(what: &str, found: &T, expected: &T) -> Result<(), String> {
    if found == expected { Ok(()) } else { Err(format!("{what}: found {found:?}, expected {expected:?}")) }
}

/// Compares a part of `expected` if the row has it.
fn if_given(
    expected: &Value,
    key: &str,
    compare: impl FnOnce(&Value) -> Result<(), String>,
) -> Result<(), String> {
    match expected.get(key) {
        Some(value) => compare(value),
        None => Ok(()),
    }
}
