//! Which pins have to move with one, found by solving.

use std::collections::{BTreeMap, BTreeSet};

use haggle_resolve::python::{
    Explanation, PremiseKind, PythonVersion, Request, ResolveOutcome, RootRequirement, SourceLocation,
    Target, TargetPlatform, resolve,
};
use haggle_spec::release::ReleaseFacts;
use haggle_spec::{PackageName, Requirement, Version};

use super::error::PinError;
use super::graph::PinGraph;
use super::lists::PinLists;
use super::rewrite::{Wanted, current};

/// What solving is done over.
pub(super) struct Settling<'a> {
    pub(super) lists: &'a PinLists,
    pub(super) facts: &'a ReleaseFacts,
    pub(super) graph: &'a PinGraph<'a>,
    pub(super) direction: Direction,
    /// Names that are left out, whoever requires them: those that are denied.
    pub(super) left_out: &'a BTreeSet<PackageName>,
}

/// Where pins may move to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    /// Up only.
    Up,
    /// Up and down.
    Any,
}

/// The pins that move, each with what every Python is to have.
pub(super) type Settled = BTreeMap<PackageName, Wanted>;

impl Settling<'_> {
    /// Finds the pins that have to move so that these requirements hold: a pin moves only where the requirements cannot hold with it.
    /// What moves goes to its newest release that the global list allows and that goes with all that stays.
    pub(super) fn settle(&self, asked: &[Requirement]) -> Result<Settled, PinError> {
        let mut moving: BTreeSet<PackageName> =
            asked.iter().map(|requirement| requirement.name().clone()).collect();
        self.settle_moving(asked, &mut moving)
    }

    /// The same where some pins are taken to move to begin with; those that are in the way join them.
    pub(super) fn settle_moving(
        &self,
        asked: &[Requirement],
        moving: &mut BTreeSet<PackageName>,
    ) -> Result<Settled, PinError> {
        if self.lists.pythons.is_empty() {
            return Err(PinError::Unknown { what: "for which Pythons: give `--python`, or a manifest" });
        }
        let mut per_python = Vec::new();
        for python in &self.lists.pythons {
            per_python.push(self.settle_on(asked, python, moving)?);
        }
        let mut settled = Settled::new();
        for name in &*moving {
            let mut versions = current(self.lists, name);
            for (version, solved) in versions.iter_mut().zip(&per_python) {
                if version.is_some()
                    && let Some(found) = solved.get(name)
                {
                    *version = Some(found.clone());
                }
            }
            settled.insert(name.clone(), versions);
        }
        Ok(settled)
    }

    /// The versions that the moving names get on one Python.
    fn settle_on(
        &self,
        asked: &[Requirement],
        python: &PythonVersion,
        moving: &mut BTreeSet<PackageName>,
    ) -> Result<BTreeMap<PackageName, Version>, PinError> {
        loop {
            let request = self.request(asked, python, moving);
            match resolve(self.facts, &request) {
                ResolveOutcome::Solved(solution) => {
                    let chosen = solution.pins.into_iter().filter(|(name, _)| moving.contains(name));
                    return Ok(chosen.map(|(name, pin)| (name, pin.version)).collect());
                }
                ResolveOutcome::Missing(missing) => return Err(PinError::Missing(missing)),
                ResolveOutcome::Stopped(stop) => {
                    return Err(PinError::Unsolvable { explanation: stop.to_string() });
                }
                ResolveOutcome::Unsolvable(explanation) => {
                    let before = moving.len();
                    moving.extend(in_the_way(&explanation, &request, asked.len()));
                    if moving.len() == before {
                        return Err(PinError::Unsolvable { explanation: explanation.to_string() });
                    }
                }
            }
        }
    }

    fn request(
        &self,
        asked: &[Requirement],
        python: &PythonVersion,
        moving: &BTreeSet<PackageName>,
    ) -> Request {
        let mut request = Request::for_target(&target(python));
        request.requirements.extend(asked.iter().map(|requirement| line(requirement.clone(), ASKED, 0)));
        for pin in self.lists.constraints.requirements() {
            let name = pin.requirement.name();
            if !moving.contains(name) {
                request.constraints.push(line(pin.requirement.clone(), PINS, 0));
            }
            if asked.iter().any(|one| one.name() == name) {
                continue;
            }
            if moving.contains(name) {
                if self.direction == Direction::Up {
                    let pinned = pin.requirement.specifiers().iter().next();
                    let floor = pinned.and_then(|pinned| {
                        let marker = pin.requirement.marker().map(|marker| format!(" ; {marker}"));
                        format!("{name}>={}{}", pinned.version_text(), marker.unwrap_or_default())
                            .parse()
                            .ok()
                    });
                    request.constraints.extend(floor.map(|floor| line(floor, FLOOR, 0)));
                }
                // A dependant that has to move stays in, at whatever version goes.
                request.requirements.extend(any_version(name).map(|anything| line(anything, PINS, 0)));
            } else if self.graph.needs_any(name, moving) {
                request.requirements.push(line(pin.requirement.clone(), PINS, 0));
            }
        }
        request
            .constraints
            .extend(list_constraints(self.lists).map(|requirement| line(requirement, LIST, 0)));
        request.exclusions.clone_from(self.left_out);
        request
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
pub(super) const ASKED: &str = "what is asked";
pub(super) const PINS: &str = "the constraints";
pub(super) const SHARED: &str = "no line splits";
pub(super) const FLOOR: &str = "no pin goes down";
pub(super) const LIST: &str = "the global list";

/// A line of a request.
pub(super) fn line(requirement: Requirement, file: &str, number: u32) -> RootRequirement {
    RootRequirement::new(requirement, SourceLocation::new(file, number))
}

/// A requirement of any version.
pub(super) fn any_version(name: &PackageName) -> Option<Requirement> {
    name.as_str().parse().ok()
}

/// What the global list allows, as constraints.
pub(super) fn list_constraints(lists: &PinLists) -> impl Iterator<Item = Requirement> {
    lists.global.entries().filter_map(|entry| {
        let marker = if entry.marker.is_empty() { String::new() } else { format!(";{}", entry.marker) };
        format!("{}{}{marker}", entry.name, entry.specifiers).parse().ok()
    })
}

/// A Python on the platform that the family's gate runs on.
pub(super) fn target(python: &PythonVersion) -> Target {
    let linux: TargetPlatform = "linux".parse().expect("`linux` is a platform");
    Target::from_parts(python.clone(), linux)
}
