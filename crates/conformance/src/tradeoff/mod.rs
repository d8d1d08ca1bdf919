//! Runs the rows of `tradeoff/`: methods, group rules, robustness.
//!
//! Numbers compare at the row's tolerance where it has one, else at 1e-10, and exact rationals at 1e-12, times the larger of
//! 1 and the expected number. A file, method, parameter or field that no runner reads fails the row that has it.

mod acceptability;
mod compare;
mod findings;
mod games;
mod group;
mod methods;
mod outranking;
mod robust;
mod row;
mod values;

use std::path::Path;

use haggle::output::failure::Failure;
use serde_json::Value;

use crate::{FileReport, read_json};
use row::Row;

/// Compares one row.
type Check = fn(&Row<'_>) -> Result<(), String>;

/// The files and what compares their rows.
const FILES: &[(&str, Check)] = &[
    ("agreement.json", group::agreement),
    ("ahp.json", values::ahp),
    ("bargaining.json", group::bargaining),
    ("bwm.json", values::best_worst),
    ("electre.json", outranking::electre),
    ("objective_weights.json", values::objective_weights),
    ("promethee.json", outranking::promethee),
    ("rank_reversal.json", methods::rank_reversal),
    ("robustness.json", robust::robustness),
    ("smaa.json", acceptability::smaa),
    ("social_choice.json", group::social_choice),
    ("topsis.json", methods::topsis),
    ("value_models.json", values::value_models),
    ("vikor.json", methods::vikor),
    ("wilson.json", robust::wilson),
];

/// Findings about tools, each of which is about a method of its own.
const FINDINGS: &str = "disagreements.json";

/// Rows that disagree for a reason: none.
const EXCEPTIONS: &[(&str, &str)] = &[];

/// The files of the area.
pub fn files() -> Vec<&'static str> {
    FILES.iter().map(|(name, _)| *name).chain([FINDINGS]).collect()
}

/// The operations: a file's method, or the methods of a file that has several.
pub fn operations() -> Vec<String> {
    let of_file = |name: &'static str| -> Vec<&'static str> {
        if name == "electre.json" {
            outranking::ELECTRE.to_vec()
        } else {
            vec![name.trim_end_matches(".json")]
        }
    };
    let games = [("bargaining.json", "gini"), ("bargaining.json", "shapley"), ("value_models.json", "swing")];
    let games = games.map(|(name, game)| format!("{name}: {game}"));
    let methods =
        FILES.iter().flat_map(|(name, _)| of_file(name).into_iter().map(move |it| format!("{name}: {it}")));
    methods.chain(games).chain([format!("{FINDINGS}: finding")]).collect()
}

/// Runs the files that the folder has.
pub fn run(folder: &Path) -> Result<Vec<FileReport>, Failure> {
    let names = files().into_iter().filter(|name| folder.join(name).is_file());
    names.map(|name| run_file(folder, name)).collect()
}

fn run_file(folder: &Path, name: &str) -> Result<FileReport, Failure> {
    let path = folder.join(name);
    let json = read_json(&path)?;
    let mut report = FileReport::new(format!("tradeoff/{name}"));
    let cases = json.get("cases").unwrap_or(&json).as_array();
    let cases = cases.ok_or_else(|| Failure::new(format!("`{}` has no list of cases", path.display())))?;
    if name == FINDINGS {
        findings::run(cases, &mut report);
        return Ok(report);
    }
    for case in cases {
        let row = Row::new(case);
        let outcome = run_row(name, &row);
        let of_file = name.trim_end_matches(".json");
        let operation = match games::name_of(&row) {
            Some(game) => game,
            None if name == "electre.json" => case["method"].as_str().unwrap_or("?"),
            None => of_file,
        };
        report.record(operation, row.id(), outcome, EXCEPTIONS);
    }
    Ok(report)
}

fn run_row(file: &str, row: &Row<'_>) -> Result<(), String> {
    let of_file = || FILES.iter().find(|(name, _)| *name == file).map(|(_, check)| *check);
    let check = games::check_of(row).or_else(of_file).ok_or_else(|| format!("no runner for `{file}`"))?;
    check(row)?;
    row.finish()
}

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

fn words<E: std::fmt::Display>(error: E) -> String {
    error.to_string()
}
