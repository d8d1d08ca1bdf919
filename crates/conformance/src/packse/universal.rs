//! Universal scenarios: the answer is checked by itself in every environment that the markers tell apart, and compared with
//! the lock that another resolver wrote.

use std::collections::{BTreeMap, BTreeSet};

use haggle_resolve::python::{ForkStrategy, UniversalOutcome, UniversalSolution, resolve_universal};
use haggle_spec::release::{PackageFacts, ReleaseMetadata};
use haggle_spec::{
    ExtraName, Marker, MarkerEnvironment, MarkerVariable, PackageName, Platform, Prereleases, Requirement,
    Version,
};
use serde_json::Value;

use super::scenario::Scenario;

/// How an answer agrees with the expected one.
pub enum Agreement {
    /// The same versions in every environment.
    Same,
    /// Other versions, that were checked to be valid in every environment.
    OtherSplit(String),
}

/// The most environments that are looked at.
const MOST_ENVIRONMENTS: usize = 4096;

pub fn check(scenario: &Scenario, lock: &Value) -> Result<Agreement, String> {
    let outcome = resolve_universal(
        &scenario.facts,
        &scenario.request,
        &scenario.requires_python,
        ForkStrategy::RequiresPython,
        None,
    );
    let solution = match outcome {
        UniversalOutcome::Solved(solution) => solution,
        UniversalOutcome::Unsolvable { .. } if !scenario.expected.satisfiable => return Ok(Agreement::Same),
        UniversalOutcome::Unsolvable { marker, explanation } => {
            let why = explanation.map(|explanation| explanation.to_string()).unwrap_or_default();
            return Err(format!("not solved where `{marker}`: {why}"));
        }
        other => return Err(format!("no answer: {other:?}")),
    };
    let environments = environments(scenario, lock);
    let mut n_checked = 0;
    let mut n_different = 0;
    for environment in &environments {
        let Some(pins) = solution.in_environment(environment) else {
            if is_asked_for(scenario, environment) {
                return Err(format!("no answer in {}", describe(environment)));
            }
            continue;
        };
        n_checked += 1;
        valid(scenario, environment, &pins)
            .map_err(|error| format!("{error}, in {}", describe(environment)))?;
        n_different += usize::from(differs(lock, environment, &pins));
    }
    check_active(scenario, &solution)?;
    if !scenario.expected.satisfiable {
        return Ok(Agreement::OtherSplit(format!(
            "another resolver finds nothing; this answer is valid in all {n_checked} environments that markers tell apart"
        )));
    }
    if n_different > 0 {
        return Ok(Agreement::OtherSplit(format!(
            "another split, valid in all {n_checked} environments that markers tell apart; versions differ in {n_different}"
        )));
    }
    Ok(Agreement::Same)
}

/// Where single packages are expected, they are those of the environment's own Python.
fn check_active(scenario: &Scenario, solution: &UniversalSolution) -> Result<(), String> {
    let Some(expected) = &scenario.expected.packages else { return Ok(()) };
    let found = solution.in_environment(&scenario.request.environment).unwrap_or_default();
    if &found == expected { Ok(()) } else { Err(format!("found {found:?}, expected {expected:?}")) }
}

fn is_asked_for(scenario: &Scenario, environment: &MarkerEnvironment) -> bool {
    environment
        .version(MarkerVariable::PythonFullVersion)
        .is_some_and(|python| scenario.requires_python.contains(python, Prereleases::Allow))
}

fn describe(environment: &MarkerEnvironment) -> String {
    let variables = [
        MarkerVariable::PythonFullVersion,
        MarkerVariable::SysPlatform,
        MarkerVariable::OsName,
        MarkerVariable::ImplementationName,
        MarkerVariable::PlatformMachine,
    ];
    let values: Vec<&str> = variables.iter().filter_map(|variable| environment.value(*variable)).collect();
    values.join(" ")
}

/// Walks the requirements that hold in the environment, one by one, straight from the facts.
fn valid(
    scenario: &Scenario,
    environment: &MarkerEnvironment,
    pins: &BTreeMap<PackageName, Version>,
) -> Result<(), String> {
    let python = environment.version(MarkerVariable::PythonFullVersion).ok_or("no Python")?;
    let mut queue: Vec<(&Requirement, Option<&ExtraName>)> =
        scenario.request.requirements.iter().map(|root| (&root.requirement, None)).collect();
    let mut seen: BTreeSet<(&PackageName, Option<&ExtraName>)> = BTreeSet::new();
    while let Some((requirement, extra)) = queue.pop() {
        let extras = extra.map(std::slice::from_ref).unwrap_or_default();
        let holds = requirement.marker().map_or(Ok(true), |marker| marker.evaluate(environment, extras));
        if !holds.map_err(|error| error.to_string())? {
            continue;
        }
        let name = requirement.name();
        let version =
            pins.get(name).ok_or_else(|| format!("`{requirement}` is not met: nothing is pinned"))?;
        if !requirement.specifiers().contains(version, Prereleases::Allow) {
            return Err(format!("`{requirement}` is not met by {version}"));
        }
        let Some(PackageFacts::Releases(releases)) = scenario.facts.packages.get(name) else {
            return Err(format!("{name} has no releases"));
        };
        let release = releases.get(version).ok_or_else(|| format!("{name} {version} is not a release"))?;
        if release.requires_python.as_ref().is_some_and(|range| !range.contains(python, Prereleases::Allow)) {
            return Err(format!("{name} {version} does not run on Python {python}"));
        }
        let ReleaseMetadata::Known { requirements, .. } = &release.metadata else { continue };
        for wanted in std::iter::once(None).chain(requirement.extras().iter().map(Some)) {
            if seen.insert((name, wanted)) {
                queue.extend(requirements.iter().map(|requirement| (requirement, wanted)));
            }
        }
    }
    match pins.keys().find(|name| !seen.iter().any(|(seen, _)| seen == name)) {
        Some(name) => Err(format!("nothing asks for {name}")),
        None => Ok(()),
    }
}

/// Whether the lock has another version of a package in the environment.
fn differs(lock: &Value, environment: &MarkerEnvironment, pins: &BTreeMap<PackageName, Version>) -> bool {
    let Some(packages) = lock["packages"].as_array() else { return false };
    let holds = |text: &Value| {
        let marker = text.as_str().and_then(|text| text.parse::<Marker>().ok());
        marker.is_some_and(|marker| marker.evaluate(environment, &[]).unwrap_or(false))
    };
    let expected: BTreeSet<(String, String)> = packages
        .iter()
        .filter(|package| match package["markers"].as_array() {
            Some(markers) if !markers.is_empty() => markers.iter().any(holds),
            _ => true,
        })
        .map(|package| {
            (
                package["name"].as_str().unwrap_or_default().to_owned(),
                package["version"].as_str().unwrap_or_default().to_owned(),
            )
        })
        .collect();
    !pins.iter().all(|(name, version)| expected.contains(&(name.to_string(), version.to_string())))
}

/// Every value that a marker names, and one that none does, for each variable that markers use; Pythons at each bound.
fn environments(scenario: &Scenario, lock: &Value) -> Vec<MarkerEnvironment> {
    let mut values: BTreeMap<MarkerVariable, BTreeSet<String>> = BTreeMap::new();
    let mut pythons: BTreeSet<String> = (8..15).map(|minor| format!("3.{minor}.0")).collect();
    let mut markers: Vec<String> = Vec::new();
    markers.extend(
        scenario.request.requirements.iter().filter_map(|root| Some(root.requirement.marker()?.to_string())),
    );
    for package in scenario.facts.packages.values() {
        let PackageFacts::Releases(releases) = package else { continue };
        for release in releases.values() {
            let ReleaseMetadata::Known { requirements, .. } = &release.metadata else { continue };
            markers.extend(
                requirements.iter().filter_map(|requirement| Some(requirement.marker()?.to_string())),
            );
            markers.extend(release.requires_python.iter().map(|range| format!("python_version '{range}'")));
        }
    }
    collect_markers(lock, &mut markers);
    for marker in &markers {
        let pieces: Vec<&str> = marker.split(['"', '\'']).collect();
        let variables_of = |piece: &str| -> Vec<MarkerVariable> {
            let words = piece.split(|c: char| !c.is_alphanumeric() && c != '_');
            words.filter_map(MarkerVariable::from_name).collect()
        };
        for index in (1..pieces.len()).step_by(2) {
            let literal = pieces[index];
            add_pythons(literal, &mut pythons);
            // The variable comes before the literal, or behind it.
            let before = variables_of(pieces[index - 1]).pop();
            let after = || variables_of(pieces.get(index + 1)?).into_iter().next();
            if let Some(variable) = before.or_else(after).filter(|variable| !variable.is_version()) {
                values.entry(variable).or_default().insert(literal.to_owned());
            }
        }
    }
    let mut environments: Vec<MarkerEnvironment> =
        pythons.iter().map(|python| MarkerEnvironment::new(python, Platform::Linux)).collect();
    for axis in axes(&values) {
        if environments.len() * axis.len() > MOST_ENVIRONMENTS {
            continue;
        }
        environments = environments
            .iter()
            .flat_map(|environment| {
                axis.iter().map(|values| {
                    let put = |environment: MarkerEnvironment,
                               (variable, value): &(MarkerVariable, String)| {
                        environment.with(*variable, value)
                    };
                    values.iter().fold(environment.clone(), put)
                })
            })
            .collect();
    }
    environments
}

/// Values that are set together, so that only environments that exist are looked at: a system has its own `os_name`.
type Axis = Vec<Vec<(MarkerVariable, String)>>;

fn axes(values: &BTreeMap<MarkerVariable, BTreeSet<String>>) -> Vec<Axis> {
    const SYSTEM: [MarkerVariable; 3] =
        [MarkerVariable::SysPlatform, MarkerVariable::PlatformSystem, MarkerVariable::OsName];
    const SYSTEMS: [[&str; 3]; 4] = [
        ["linux", "Linux", "posix"],
        ["darwin", "Darwin", "posix"],
        ["win32", "Windows", "nt"],
        ["something-else", "Something", "posix"],
    ];
    const IMPLEMENTATION: [MarkerVariable; 2] =
        [MarkerVariable::PlatformPythonImplementation, MarkerVariable::ImplementationName];
    const IMPLEMENTATIONS: [[&str; 2]; 3] =
        [["CPython", "cpython"], ["PyPy", "pypy"], ["Something", "something"]];
    let systems = SYSTEMS.map(|row| row.to_vec());
    let implementations = IMPLEMENTATIONS.map(|row| row.to_vec());
    let joint = |variables: &[MarkerVariable], known: &[Vec<&str>]| -> Axis {
        let mut rows: Vec<Vec<String>> =
            known.iter().map(|row| row.iter().map(|value| (*value).to_owned()).collect()).collect();
        for (column, variable) in variables.iter().enumerate() {
            for value in values.get(variable).into_iter().flatten() {
                if !rows.iter().any(|row| row[column] == *value) {
                    let mut row = rows[known.len() - 1].clone();
                    row[column].clone_from(value);
                    rows.push(row);
                }
            }
        }
        rows.into_iter().map(|row| variables.iter().copied().zip(row).collect()).collect()
    };
    let mut axes = Vec::new();
    for (variables, known) in [(&SYSTEM[..], &systems[..]), (&IMPLEMENTATION[..], &implementations[..])] {
        if variables.iter().any(|variable| values.contains_key(variable)) {
            axes.push(joint(variables, known));
        }
    }
    for (variable, literals) in values {
        if !SYSTEM.contains(variable) && !IMPLEMENTATION.contains(variable) {
            let literals = literals.iter().cloned().chain(["something-else".to_owned()]);
            axes.push(literals.map(|value| vec![(*variable, value)]).collect());
        }
    }
    axes
}

fn add_pythons(text: &str, pythons: &mut BTreeSet<String>) {
    let numbers = text.split(|character: char| !character.is_ascii_digit() && character != '.');
    for number in numbers.filter_map(|number| number.strip_prefix("3.")) {
        let mut parts = number.split('.').filter_map(|part| part.parse::<u32>().ok());
        let Some(minor) = parts.next() else { continue };
        let patch = parts.next().unwrap_or(0);
        for (minor, patch) in [
            (minor, patch),
            (minor, patch + 1),
            (minor, patch.saturating_sub(1)),
            (minor.saturating_sub(1), 99),
            (minor + 1, 0),
        ] {
            pythons.insert(format!("3.{minor}.{patch}"));
        }
    }
}

fn collect_markers(value: &Value, markers: &mut Vec<String>) {
    match value {
        Value::String(text) if text.contains(['"', '\'']) => markers.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| collect_markers(item, markers)),
        Value::Object(fields) => fields.values().for_each(|field| collect_markers(field, markers)),
        _ => {}
    }
}
