//! Runs the scenarios of `packse/`: each is lowered to release facts and resolved directly.

mod scenario;
mod universal;

use std::path::Path;

use haggle_resolve::python::{Explanation, Outcome, resolve};

use super::{FileReport, read_json};
use crate::failure::Failure;
use scenario::Scenario;
use universal::Agreement;

/// Runs the folder.
pub fn run(folder: &Path) -> Result<Vec<FileReport>, Failure> {
    let path = folder.join("packse.json");
    if !path.is_file() {
        return Ok(Vec::new());
    }
    let json = read_json(&path)?;
    let scenarios = json["scenarios"]
        .as_array()
        .ok_or_else(|| Failure::new(format!("`{}` has no list of scenarios", path.display())))?;
    let mut report = FileReport::new("packse/packse.json");
    for json in scenarios {
        let id = json["id"].as_str().unwrap_or("?");
        let checked = Scenario::read(json).and_then(|scenario| {
            if scenario.is_universal {
                return universal::check(&scenario, &json["expected"]["lock"]);
            }
            check(&scenario).map(|()| Agreement::Same)
        });
        match checked {
            Ok(Agreement::Same) => report.record(id, Ok(()), &[]),
            // No scenario is excepted by name: whether another split is valid is checked, in every environment.
            Ok(Agreement::OtherSplit(reason)) => {
                let exceptions = [(id, reason.as_str())];
                report.record(id, Err(reason.clone()), &exceptions);
            }
            Err(what) => report.record(id, Err(what), &[]),
        }
    }
    Ok(vec![report])
}

fn check(scenario: &Scenario) -> Result<(), String> {
    match (resolve(&scenario.facts, &scenario.request), scenario.expected.satisfiable) {
        (Outcome::Solved(solution), true) => {
            let Some(expected) = &scenario.expected.packages else { return Ok(()) };
            let found: Vec<_> = solution.pins.iter().map(|(name, pin)| (name, &pin.version)).collect();
            let wanted: Vec<_> = expected.iter().collect();
            if found == wanted { Ok(()) } else { Err(format!("found {found:?}, expected {wanted:?}")) }
        }
        (Outcome::Unsolvable(explanation), false) => check_explanation(&explanation),
        (Outcome::Solved(solution), false) => Err(format!("solved, and should not be: {:?}", solution.pins)),
        (Outcome::Unsolvable(explanation), true) => Err(format!("not solved: {explanation}")),
        (other, _) => Err(format!("no answer: {other:?}")),
    }
}

/// A failure has reasons.
fn check_explanation(explanation: &Explanation) -> Result<(), String> {
    if explanation.conflict.is_empty() { Err("a failure without reasons".to_owned()) } else { Ok(()) }
}
