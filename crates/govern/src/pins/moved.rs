//! Which pins have to move with one, found by solving.

use std::collections::{BTreeMap, BTreeSet};

use haggle_resolve::python::{
    Explanation, PremiseKind, PythonVersion, Request, ResolveOutcome, RootRequirement, SourceLocation,
    Target, TargetPlatform, resolve,
};
use haggle_spec::release::ReleaseFacts;
use haggle_spec::{PackageName, Requirement, Version};

use super::drop::required;
use super::error::PinError;
use super::lists::PinLists;
use super::rewrite::{Wanted, current};

/// The pins that move, each with what every Python is to have.
#[derive(Debug)]
pub(super) struct Settled {
    pub(super) wanted: BTreeMap<PackageName, Wanted>,
    /// How many pinned releases have requirements that are not known: one of them may forbid a move.
    pub(super) n_unknown: usize,
}

/// Finds the pins that have to move so that these requirements hold: a pin moves only where the requirements cannot hold with it.
/// What moves goes to its newest release that the global list allows and that goes with all that stays.
pub(super) fn settle(
    lists: &PinLists,
    facts: &ReleaseFacts,
    asked: &[Requirement],
) -> Result<Settled, PinError> {
    if lists.pythons.is_empty() {
        return Err(PinError::Unknown { what: "for which Pythons: give `--python`, or a manifest" });
    }
    let mut wanted: BTreeMap<PackageName, Wanted> = BTreeMap::new();
    let mut moving: BTreeSet<PackageName> =
        asked.iter().map(|requirement| requirement.name().clone()).collect();
    let mut per_python = Vec::new();
    for python in &lists.pythons {
        per_python.push(settle_on(lists, facts, asked, python, &mut moving)?);
    }
    for name in &moving {
        let mut versions = current(lists, name);
        for (version, solved) in versions.iter_mut().zip(&per_python) {
            if version.is_some()
                && let Some(found) = solved.get(name)
            {
                *version = Some(found.clone());
            }
        }
        wanted.insert(name.clone(), versions);
    }
    let names: BTreeSet<&PackageName> = lists.constraints.pins().map(|pin| pin.name()).collect();
    let n_unknown = names
        .iter()
        .filter(|name| !moving.contains(**name) && required(lists, name, facts).is_none())
        .count();
    Ok(Settled { wanted, n_unknown })
}

/// The versions that the moving names get on one Python; pins that are in the way join them.
fn settle_on(
    lists: &PinLists,
    facts: &ReleaseFacts,
    asked: &[Requirement],
    python: &PythonVersion,
    moving: &mut BTreeSet<PackageName>,
) -> Result<BTreeMap<PackageName, Version>, PinError> {
    loop {
        let request = request(lists, facts, asked, python, moving);
        match resolve(facts, &request) {
            ResolveOutcome::Solved(solution) => {
                let chosen = solution.pins.into_iter().filter(|(name, _)| moving.contains(name));
                return Ok(chosen.map(|(name, pin)| (name, pin.version)).collect());
            }
            ResolveOutcome::Missing(missing) => return Err(PinError::Missing(missing)),
            ResolveOutcome::Stopped(stop) => {
                return Err(PinError::Unsolvable { explanation: stop.to_string() });
            }
            ResolveOutcome::Unsolvable(explanation) => {
                let in_the_way = in_the_way(&explanation, &request, asked.len());
                let before = moving.len();
                moving.extend(in_the_way);
                if moving.len() == before {
                    return Err(PinError::Unsolvable { explanation: explanation.to_string() });
                }
            }
        }
    }
}

/// The pins among the premises of a conflict.
fn in_the_way(explanation: &Explanation, request: &Request, n_asked: usize) -> BTreeSet<PackageName> {
    let name = |kind: &PremiseKind| match kind {
        PremiseKind::Requirement(at) | PremiseKind::Bound(at) if *at >= n_asked => {
            request.requirements.get(*at)
        }
        PremiseKind::Constraint(at) => request.constraints.get(*at).filter(|line| line.source.file == PINS),
        _ => None,
    };
    let lines = explanation.conflict.iter().filter_map(|premise| name(&premise.kind));
    lines.map(|line| line.requirement.name().clone()).collect()
}

/// The places of the lines of a request.
const ASKED: &str = "what is asked";
const PINS: &str = "the constraints";
const LIST: &str = "the global list";

fn request(
    lists: &PinLists,
    facts: &ReleaseFacts,
    asked: &[Requirement],
    python: &PythonVersion,
    moving: &BTreeSet<PackageName>,
) -> Request {
    let line = |requirement: Requirement, file: &str| {
        RootRequirement::new(requirement, SourceLocation::new(file, 0))
    };
    let mut request = Request::for_target(&Target::from_parts(python.clone(), linux()));
    request.requirements.extend(asked.iter().map(|requirement| line(requirement.clone(), ASKED)));
    for pin in lists.constraints.requirements() {
        let requirement = &pin.requirement;
        let name = requirement.name();
        let needs_a_moving_name = || {
            required(lists, name, facts).is_some_and(|needed| needed.iter().any(|name| moving.contains(name)))
        };
        if !moving.contains(name) {
            request.constraints.push(line(requirement.clone(), PINS));
        }
        if asked.iter().any(|one| one.name() == name) {
            continue;
        }
        if moving.contains(name) {
            // A dependant that has to move stays in, at whatever version goes.
            if let Ok(anything) = name.as_str().parse::<Requirement>() {
                request.requirements.push(line(anything, PINS));
            }
        } else if needs_a_moving_name() {
            request.requirements.push(line(requirement.clone(), PINS));
        }
    }
    let global = lists.global.entries().filter_map(|entry| {
        let text = format!("{}{}", entry.name, entry.specifiers);
        let text = if entry.marker.is_empty() { text } else { format!("{text};{}", entry.marker) };
        text.parse::<Requirement>().ok()
    });
    request.constraints.extend(global.map(|requirement| line(requirement, LIST)));
    request
}

/// The platform that the family's gate runs on.
fn linux() -> TargetPlatform {
    "linux".parse().expect("`linux` is a platform")
}
