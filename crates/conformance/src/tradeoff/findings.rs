//! Findings about tools: where they are wrong against the papers. Those with an input are run: our answer is the reference's.

use haggle_tradeoff::Direction;
use haggle_tradeoff::group::{Ballot, PreferenceProfile};
use haggle_tradeoff::methods::{BestWorst, Performances, best_worst, entropy_weights};
use serde_json::Value;

use super::compare::{check, check_row, check_same};
use super::{numbers, rows, words};
use crate::FileReport;

/// Parts of the evidence that can be computed with.
const INPUTS: &[&str] = &["matrix", "worst_case"];

pub(super) fn run(cases: &[Value], report: &mut FileReport) {
    for case in cases {
        let id = case["id"].as_str().unwrap_or("?");
        if INPUTS.iter().any(|key| case["evidence"].get(key).is_some()) {
            report.record("finding", id, finding(case), &[]);
        } else {
            report.except("finding", id, "it describes a tool and has no input to run");
        }
    }
}

fn finding(case: &Value) -> Result<(), String> {
    let evidence = &case["evidence"];
    match case["method"].as_str() {
        Some("bwm") => {
            let worst = &evidence["worst_case"];
            let comparisons =
                BestWorst::new(numbers(&worst["best_to_others"])?, numbers(&worst["others_to_worst"])?);
            let found = comparisons.and_then(|comparisons| best_worst(&comparisons)).map_err(words)?;
            check("xi", found.deviation, &worst["lp_xi"], 1e-9)
        }
        Some("entropy") => {
            let matrix = rows(&evidence["matrix"])?;
            let directions = vec![Direction::Max; matrix.first().map_or(0, Vec::len)];
            let found = Performances::new(matrix, directions).and_then(|table| entropy_weights(&table));
            check_row("weights", &found.map_err(words)?, &evidence["reference"], 1e-12)
        }
        Some("borda") => points_of_equals(&rows(&evidence["matrix"])?),
        other => Err(format!("no runner for a finding on {other:?}")),
    }
}

/// Rows that are the same have the same points.
fn points_of_equals(matrix: &[Vec<f64>]) -> Result<(), String> {
    let columns = 0..matrix.first().map_or(0, Vec::len);
    let ballots: Vec<Ballot> = columns
        .map(|column| matrix.iter().map(|row| row[column]).collect::<Vec<f64>>())
        .map(|values| PreferenceProfile::ballot_of_values(&values, 1.0))
        .collect();
    let points = PreferenceProfile::new(ballots).map_err(words)?.borda();
    for a in 0..matrix.len() {
        for b in (0..matrix.len()).filter(|&b| matrix[a] == matrix[b]) {
            check_same("points of equals", &points[a].to_bits(), &points[b].to_bits())?;
        }
    }
    Ok(())
}
