//! Runs the scenarios of `packse/`: each is lowered to release facts and resolved directly, and once more through an index
//! server on loopback.

mod scenario;
mod served;
mod universal;

use std::path::Path;

use serde_json::Value;

use haggle_resolve::python::{Explanation, ResolveOutcome, resolve};

use crate::{FileReport, fields, read_json};
use haggle::output::failure::Failure;
use scenario::Scenario;
use universal::Agreement;

const OTHER_FORKS: &str = "uv takes one version of a package unless the requirements on it differ by marker; by environment, newer ones fit";

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
    ("markers/universal-009", OTHER_FORKS),
    (
        "markers/universal-013",
        "uv takes one version of a package unless the requirements on it differ by marker; by environment, there is a solution",
    ),
    ("markers/universal-016", OTHER_FORKS),
    ("markers/universal-119", OTHER_FORKS),
    ("markers/universal-199", OTHER_FORKS),
];

/// Rows of single resolution where a rule here is another than the recorded resolver's.
const OTHER_RULES: &[(&str, &str)] = &[
    ("yanked/transitive-yanked-and-unyanked-dependency", PINNED_BY_ANY),
    ("yanked/single-053", PINNED_BY_ANY),
];

const PINNED_BY_ANY: &str = "a yanked release is taken where any chosen release pins it (PEP 592); uv wants a pin among the direct \
                             requirements, and pip among those that it has read when it first looks at the name";

/// The one file of the area.
const FILE: &str = "packse.json";

/// The files of the area.
pub fn files() -> Vec<&'static str> {
    vec![FILE]
}

/// The operations: the two modes of resolution.
pub fn operations() -> Vec<String> {
    ["single", "universal"].map(|mode| format!("{FILE}: {mode}")).to_vec()
}

/// Runs the file, if the folder has it.
pub fn run(folder: &Path) -> Result<Vec<FileReport>, Failure> {
    let path = folder.join(FILE);
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
        let mode = json["options"]["mode"].as_str().unwrap_or_default();
        let scenario = check_fields(json).and_then(|()| Scenario::read(json));
        if let Ok(scenario) = &scenario {
            served.record(mode, id, served::check(scenario), &[]);
        }
        let checked = scenario.and_then(|scenario| {
            if scenario.is_universal {
                return universal::check(&scenario, &json["expected"]["lock"]);
            }
            check(&scenario).map(|()| Agreement::Same)
        });
        match checked {
            Ok(Agreement::Same) => report.record(mode, id, Ok(()), &[]),
            // A row that is not listed counts by the same check, and says that it is not.
            Ok(Agreement::OtherSplit(found)) => {
                let listed = ANOTHER_SPLIT.iter().find(|(row, _)| *row == id);
                let reason = listed.map_or("not listed", |(_, reason)| reason);
                report.except(mode, id, &format!("{reason} ({found})"));
            }
            Err(what) => report.record(mode, id, Err(what), OTHER_RULES),
        }
    }
    Ok(vec![report, served])
}

/// Fields of a scenario. Which Pythons are installed, and of a lock all but its packages, say how the recorded resolver came to
/// its answer; an answer here is compared in each environment instead.
fn check_fields(json: &Value) -> Result<(), String> {
    let releases = json["packages"].as_object().into_iter().flatten().flat_map(|(_, package)| {
        package["versions"].as_object().into_iter().flatten().map(|(_, release)| release)
    });
    let release = ["requires_python", "requires", "extras", "yanked", "sdist", "wheels"];
    let mut checks = vec![
        (json, "of the scenario", SCENARIO),
        (&json["environment"], "of its environment", &["python", "active_python", "additional_python"]),
        (&json["root"], "of its root", &["requires_python", "requires"]),
        (&json["options"], "of its options", OPTIONS),
        (&json["expected"], "of what is expected", &["satisfiable", "packages", "lock"]),
        (
            &json["expected"]["lock"],
            "of the lock",
            &["requires_python", "fork_markers", "root_dependencies", "packages"],
        ),
    ];
    checks.extend(releases.map(|json| (json, "of a release", &release[..])));
    checks.iter().try_for_each(|(value, what, known)| fields::only(value, what, known))
}

const SCENARIO: &[&str] = &[
    "id",
    "category",
    "sources",
    "environment",
    "root",
    "options",
    "expected",
    "packages",
    // How the recorded resolver was asked, and that it recorded no lock.
    "test_kind",
    "no_generic_outcome",
];
const OPTIONS: &[&str] = &[
    "mode",
    "prereleases",
    "resolution",
    "no_build",
    "no_binary",
    "python_platform",
    "required_environments",
];

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
