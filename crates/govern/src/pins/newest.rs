//! The constraints made anew: the newest of everything that the global list names, for every Python of the family.

use std::collections::{BTreeMap, BTreeSet};

use haggle_resolve::python::{
    Explanation, PremiseKind, Request, ResolveOutcome, RootRequirement, Target, resolve,
};
use haggle_spec::release::{MissingFact, ReleaseFacts};
use haggle_spec::{PackageName, Platform, SpecifierSet, Version};

use super::draft::{Edits, PinDraft};
use super::error::PinError;
use super::graph::requirements;
use super::lists::PinLists;
use super::moved::{FLOOR, LIST, any_version, line, list_constraints, target};
use super::releases::published;
use super::rewrite::{Wanted, current, rewrite};
use crate::change::Message;
use crate::check::UNCONSTRAINABLE;

/// Constraints that were made anew.
#[derive(Debug, Clone, PartialEq)]
pub struct Generated {
    /// The change; none where the constraints are the newest already.
    pub draft: Option<PinDraft>,
    /// How many names are pinned then.
    pub n_names: usize,
}

/// The pins of each Python of the family, in order.
pub(super) type SolvedPins = Vec<BTreeMap<PackageName, Version>>;

/// What one request asks for, and what it is limited to.
#[derive(Clone)]
pub(super) struct Asked {
    pub(super) requirements: Vec<RootRequirement>,
    pub(super) constraints: Vec<RootRequirement>,
    /// Names that are left out, whoever requires them.
    pub(super) left_out: BTreeSet<PackageName>,
}

/// Makes the constraints anew: the newest of everything that the global list names, for each Python by itself, merged. Held versions are
/// left out, denied names get no pin, and no pin goes down unless it cannot stay with the others. A pin that nothing needs goes, where
/// the requirements of everything chosen are known. Lines that keep their version keep their text and their place.
///
/// # Errors
/// Facts that are missing; a global list whose lines cannot hold together on a Python; a family whose Pythons nobody named.
pub fn generate(lists: &PinLists, facts: &ReleaseFacts) -> Result<Generated, PinError> {
    if lists.texts.global.path.is_empty() {
        return Err(PinError::Unknown { what: "what is to be pinned: the family has no global list" });
    }
    let denied = lists.denied();
    let is_denied = |name: &PackageName| denied.contains(name) || UNCONSTRAINABLE.contains(&name.as_str());
    let named: Vec<_> =
        list_constraints(lists).filter(|requirement| !is_denied(requirement.name())).collect();
    let mut asked = Asked {
        requirements: named.iter().map(|requirement| line(requirement.clone(), LIST, 0)).collect(),
        constraints: held_constraints(lists),
        left_out: denied.clone(),
    };
    let solved = solve_above_pins(lists, facts, &mut asked)?;
    let mut names: BTreeSet<PackageName> = solved.iter().flat_map(|pins| pins.keys().cloned()).collect();
    names.retain(|name| !is_denied(name));
    let mut edits = Edits::default();
    let mut moved = Vec::new();
    let mut gone: BTreeSet<PackageName> =
        lists.constraints.pins().map(|pin| pin.name().clone()).filter(|name| !names.contains(name)).collect();
    // A name that the list has under a marker of another platform is not solved here, and is wanted all the same.
    gone.retain(|name| !named.iter().any(|requirement| requirement.name() == name));
    let n_unread = n_unread(facts, &solved);
    if n_unread > 0 && !gone.is_empty() {
        let texts: Vec<&str> = gone.iter().map(PackageName::as_str).collect();
        edits.notes.push(format!(
            "nothing that is known needs {}: these pins stay, as what {n_unread} releases require is not known",
            texts.join(", ")
        ));
        gone.clear();
    }
    for name in names.iter().chain(&gone) {
        let wanted: Wanted = solved.iter().map(|pins| pins.get(name).cloned()).collect();
        if wanted != current(lists, name) {
            edits.constraints.extend(rewrite(lists, name, &wanted, published(facts, name, &wanted)));
            moved.push(name.to_string());
        }
    }
    let n_names = names.len();
    if moved.is_empty() {
        return Ok(Generated { draft: None, n_names });
    }
    let message = Message {
        subject: "Generate constraints".to_owned(),
        body: vec![format!("The newest of {n_names} distributions; {} change.", moved.len())],
        ..Message::default()
    };
    Ok(Generated { draft: Some(edits.finish(lists, message)?), n_names })
}

/// How many of the chosen releases have requirements that are not known.
fn n_unread(facts: &ReleaseFacts, solved: &SolvedPins) -> usize {
    let chosen: BTreeSet<(&PackageName, &Version)> = solved.iter().flatten().collect();
    let is_unread = |(name, version): &&(&PackageName, &Version)| {
        let release = super::releases::all(facts, name).ok().and_then(|releases| releases.get(*version));
        release.and_then(requirements).is_none()
    };
    chosen.iter().filter(is_unread).count()
}

/// The held versions, as constraints that leave them out.
pub(super) fn held_constraints(lists: &PinLists) -> Vec<RootRequirement> {
    let holds = lists.holds.iter().flat_map(|file| &file.holds.holds);
    let allowed = holds.filter_map(|hold| {
        let allowed: SpecifierSet = hold.versions.to_set().complement().to_specifier_set()?;
        format!("{}{allowed}", hold.name).parse().ok()
    });
    allowed.map(|requirement| line(requirement, "the holds", 0)).collect()
}

/// Solves with no pin below the one that is there, so that the newest release of one name does not take another name back; a pin that
/// cannot stay with the others may go down.
fn solve_above_pins(
    lists: &PinLists,
    facts: &ReleaseFacts,
    asked: &mut Asked,
) -> Result<SolvedPins, SolveError> {
    for pin in lists.constraints.pins() {
        let (name, Some(version)) = (pin.name(), pin.version()) else { continue };
        if super::releases::all(facts, name).is_ok_and(|releases| releases.contains_key(&version)) {
            let marker =
                pin.line.requirement.marker().map(|marker| format!(" ; {marker}")).unwrap_or_default();
            let floor = format!("{name}>={version}{marker}").parse();
            asked.constraints.extend(floor.ok().map(|floor| line(floor, FLOOR, 0)));
        }
    }
    loop {
        match solve(lists, facts, asked) {
            Err(SolveError::Conflict { names, explanation }) => {
                let before = asked.constraints.len();
                let has_floor = |name: &&PackageName| {
                    let its = |line: &RootRequirement| {
                        line.requirement.name() == *name && line.source.file == FLOOR
                    };
                    asked.constraints.iter().any(its)
                };
                if let Some(first) = names.iter().find(has_floor) {
                    asked
                        .constraints
                        .retain(|line| line.requirement.name() != first || line.source.file != FLOOR);
                }
                if asked.constraints.len() == before {
                    return Err(SolveError::Conflict { names, explanation });
                }
            }
            other => return other,
        }
    }
}

/// Why there are no pins for every Python.
pub(super) enum SolveError {
    /// Lines cannot hold together.
    Conflict {
        /// The names of the lines.
        names: Vec<PackageName>,
        /// Why, in words.
        explanation: String,
    },
    /// Something else.
    Other(PinError),
}

impl From<SolveError> for PinError {
    fn from(error: SolveError) -> Self {
        match error {
            SolveError::Conflict { explanation, .. } => Self::Unsolvable { explanation },
            SolveError::Other(error) => error,
        }
    }
}

/// The pins of each Python of the family, in order. All facts that are missing on any of them are named together.
pub(super) fn solve(lists: &PinLists, facts: &ReleaseFacts, asked: &Asked) -> Result<SolvedPins, SolveError> {
    let targets: Vec<Target> = lists.pythons.iter().map(target).collect();
    solve_for(&targets, facts, asked)
}

/// The pins of each target, in order. All facts that are missing on any of them are named together.
pub(super) fn solve_for(
    targets: &[Target],
    facts: &ReleaseFacts,
    asked: &Asked,
) -> Result<SolvedPins, SolveError> {
    if targets.is_empty() {
        let unknown = PinError::Unknown { what: "for which Pythons: give `--python`, or a manifest" };
        return Err(SolveError::Other(unknown));
    }
    let mut solved = Vec::new();
    let mut missing: BTreeSet<MissingFact> = BTreeSet::new();
    for target in targets {
        match solve_on(facts, asked, target) {
            ResolveOutcome::Solved(solution) => {
                solved.push(solution.pins.into_iter().map(|(name, pin)| (name, pin.version)).collect());
            }
            ResolveOutcome::Missing(facts) => missing.extend(facts),
            ResolveOutcome::Unsolvable(explanation) => {
                let names = names(&explanation, asked);
                let platform = match target.platform().system() {
                    Platform::Linux => String::new(),
                    _ => format!(" on {}", target.platform()),
                };
                let explanation = format!("on Python {}{platform}, {explanation}", target.python());
                return Err(SolveError::Conflict { names, explanation });
            }
            ResolveOutcome::Stopped(stop) => {
                return Err(SolveError::Other(PinError::Unsolvable { explanation: stop.to_string() }));
            }
        }
    }
    if missing.is_empty() {
        Ok(solved)
    } else {
        Err(SolveError::Other(PinError::Missing(missing.into_iter().collect())))
    }
}

/// The names of the requirements, then of the constraints, that a conflict rests on.
fn names(explanation: &Explanation, asked: &Asked) -> Vec<PackageName> {
    let name = |kind: &PremiseKind| match kind {
        PremiseKind::Requirement(at) | PremiseKind::Bound(at) => asked.requirements.get(*at),
        PremiseKind::Constraint(at) => asked.constraints.get(*at),
        _ => None,
    };
    let lines = explanation.conflict.iter().filter_map(|premise| name(&premise.kind));
    lines.map(|line| line.requirement.name().clone()).collect()
}

fn solve_on(facts: &ReleaseFacts, asked: &Asked, target: &Target) -> ResolveOutcome {
    let mut request = Request::for_target(target);
    request.requirements.clone_from(&asked.requirements);
    request.constraints.clone_from(&asked.constraints);
    request.exclusions.clone_from(&asked.left_out);
    resolve(facts, &request)
}

/// A requirement of any version of a name, as a line.
pub(super) fn anything(name: &PackageName, file: &str) -> Option<RootRequirement> {
    any_version(name).map(|requirement| line(requirement, file, 0))
}
