//! Runs the scenarios of `packse/`: each is lowered to release facts and resolved directly, and once more through an index
//! server on loopback.

mod scenario;
mod served;
mod universal;

use std::path::Path;

use haggle_resolve::python::{Explanation, ResolveOutcome, resolve};

use super::{FileReport, read_json};
use haggle::output::failure::Failure;
use scenario::Scenario;
use universal::Agreement;

/// Rows of universal resolution where the recorded lock is one of several valid answers, or where the resolver that recorded
/// it finds none and there is one. Each is checked to be valid in every environment that its markers tell apart.
const ANOTHER_SPLIT: &[(&str, &str)] = &[
    (
        "fork/non-local-fork-marker-direct",
        "the recorded resolver does not split a package by the markers above it; split, there is a solution",
    ),
    (
        "fork/non-local-fork-marker-transitive",
        "the recorded resolver does not split a package by the markers above it; split, there is a solution",
    ),
    (
        "fork/preferences-dependent-forking-bistable",
        "which versions a fork has depends on the order in which the recorded resolver visits forks",
    ),
    (
        "fork/preferences-dependent-forking-conflicting",
        "the recorded resolver prefers earlier forks' versions and ends in a conflict; without preferences there is none",
    ),
    (
        "fork/preferences-dependent-forking-tristable",
        "which versions a fork has depends on the order in which the recorded resolver visits forks",
    ),
    (
        "fork/preferences-dependent-forking",
        "which versions a fork has depends on the order in which the recorded resolver visits forks",
    ),
];

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
    let mut served = FileReport::new("packse/packse.json through an index server");
    for json in scenarios {
        let id = json["id"].as_str().unwrap_or("?");
        let scenario = Scenario::read(json);
        if let Ok(scenario) = &scenario {
            served.record(id, served::check(scenario), &[]);
        }
        let checked = scenario.and_then(|scenario| {
            if scenario.is_universal {
                return universal::check(&scenario, &json["expected"]["lock"]);
            }
            check(&scenario).map(|()| Agreement::Same)
        });
        match checked {
            Ok(Agreement::Same) => report.record(id, Ok(()), &[]),
            // A row that is not listed counts by the same check, and says that it is not.
            Ok(Agreement::OtherSplit(found)) => {
                let listed = ANOTHER_SPLIT.iter().find(|(row, _)| *row == id);
                let reason = listed.map_or("not listed", |(_, reason)| reason);
                let reason = format!("{reason} ({found})");
                report.record(id, Err(found), &[(id, &reason)]);
            }
            Err(what) => report.record(id, Err(what), &[]),
        }
    }
    Ok(vec![report, served])
}

fn check(scenario: &Scenario) -> Result<(), String> {
    match (resolve(&scenario.facts, &scenario.request), scenario.expected.satisfiable) {
        (ResolveOutcome::Solved(solution), true) => {
            let Some(expected) = &scenario.expected.packages else { return Ok(()) };
            let found: Vec<_> = solution.pins.iter().map(|(name, pin)| (name, &pin.version)).collect();
            let wanted: Vec<_> = expected.iter().collect();
            if found == wanted { Ok(()) } else { Err(format!("found {found:?}, expected {wanted:?}")) }
        }
        (ResolveOutcome::Unsolvable(explanation), false) => check_explanation(&explanation),
        (ResolveOutcome::Solved(solution), false) => {
            Err(format!("solved, and should not be: {:?}", solution.pins))
        }
        (ResolveOutcome::Unsolvable(explanation), true) => Err(format!("not solved: {explanation}")),
        (other, _) => Err(format!("no answer: {other:?}")),
    }
}

/// A failure has reasons.
fn check_explanation(explanation: &Explanation) -> Result<(), String> {
    if explanation.conflict.is_empty() { Err("a failure without reasons".to_owned()) } else { Ok(()) }
}
