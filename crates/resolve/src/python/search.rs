//! The search, and what a solution may have only for a reason: releases that were yanked, where something pins them, and
//! releases of unknown requirements, where no other will do.
//!
//! Whether a release is pinned depends on what else is chosen, so that no clause says it beforehand: a solution is
//! looked at, what it should not have is ruled out, and the search goes on. Each turn rules a release out, which bounds
//! their number. What was ruled out stays so: a solution that has the release for another reason after all is not found.

use std::collections::BTreeSet;
use std::rc::Rc;

use haggle_spec::PackageName;
use haggle_spec::release::{DistributionKind, MissingFact, Release, ReleaseFacts, ReleaseMetadata};

use super::candidates::{ListState, Policy};
use super::lower::Lowered;
use super::lowered_request::{LoweredRequest, NoSolution, is_supplied, missing};
use super::request::{Request, Resolution};
use crate::bits;
use crate::query::ClauseId;
use crate::solver::{Control, SolveVerdict, Solver, Stop};
use crate::table::PackageId;

/// What the search found.
pub(super) enum Found {
    /// The versions of the nodes.
    Solved(Vec<(PackageId, u32)>),
    /// Facts that have to be there first.
    Missing(Vec<MissingFact>),
    /// Nothing: the clauses that `lowered` has now have no solution.
    Unsolvable,
    /// It was stopped.
    Stopped(Stop),
}

/// How far releases of unknown requirements are avoided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Avoidance {
    /// Where any release of known requirements fits the bounds.
    Any,
    /// Where a better one does, whose own requirements are what rules it out: choosing the unknown one would be a way
    /// around a conflict and not a solution of it.
    Worse,
}

/// Searches, and adds to `lowered` what was ruled out on the way.
pub(super) fn search<'a>(
    lowered: &mut impl LoweredRequest<'a>,
    solver: &mut Solver<'_>,
    control: &Control<'_>,
) -> Found {
    // Clauses that hold as far as the facts go: a release that nobody has asked about may pin a yanked one.
    let of_yanked = |clause: &ClauseId| lowered.policy(*clause) == Some(Policy::Yanked);
    let provisional: BTreeSet<ClauseId> = lowered.query().clauses().filter(of_yanked).collect();
    let mut tried: BTreeSet<ClauseId> = BTreeSet::new();
    let mut dropped: BTreeSet<ClauseId> = BTreeSet::new();
    let mut avoidance = Avoidance::Any;
    let mut admits_yanked = false;
    loop {
        let is_enabled =
            |clause: ClauseId| !(dropped.contains(&clause) || admits_yanked && provisional.contains(&clause));
        match solver.solve_some(lowered.query(), is_enabled, control) {
            SolveVerdict::Stopped(stop) => return Found::Stopped(stop),
            SolveVerdict::Unsolvable if !admits_yanked && !provisional.is_empty() => {
                lowered.tried(solver, Err(NoSolution));
                admits_yanked = true;
            }
            SolveVerdict::Unsolvable if avoidance == Avoidance::Any && !tried.is_empty() => {
                lowered.tried(solver, Err(NoSolution));
                avoidance = Avoidance::Worse;
                admits_yanked = false;
                dropped.append(&mut tried);
            }
            SolveVerdict::Unsolvable => {
                lowered.tried(solver, Err(NoSolution));
                lowered.drop_clauses(&dropped);
                return Found::Unsolvable;
            }
            SolveVerdict::Solved(chosen) => {
                lowered.tried(solver, Ok(&chosen));
                if admits_yanked && let Some((node, versions)) = unpinned(lowered, &chosen) {
                    if lowered.rule_out(node, &versions, Policy::Yanked).is_err() {
                        return Found::Stopped(Stop::OutOfSpace);
                    }
                    continue;
                }
                let missing = missing(lowered, &chosen);
                if !missing.is_empty() {
                    return Found::Missing(missing);
                }
                let ruled_out = unpinned(lowered, &chosen)
                    .map(|(node, versions)| (node, versions, Policy::Yanked))
                    .or_else(|| {
                        let (node, versions) = avoidable(lowered, &chosen, avoidance)?;
                        Some((node, versions, Policy::UnknownRequirements))
                    });
                let Some((node, versions, policy)) = ruled_out else { return Found::Solved(chosen) };
                match lowered.rule_out(node, &versions, policy) {
                    Ok(clause) if policy == Policy::UnknownRequirements && avoidance == Avoidance::Any => {
                        tried.insert(clause);
                    }
                    Ok(_) => {}
                    Err(_) => return Found::Stopped(Stop::OutOfSpace),
                }
            }
        }
    }
}

/// A yanked release that nothing among the chosen pins and no chosen release may pin once its requirements are there.
fn unpinned<'a>(
    lowered: &impl LoweredRequest<'a>,
    chosen: &[(PackageId, u32)],
) -> Option<(PackageId, BTreeSet<u32>)> {
    let is_open = |name: &PackageName| {
        chosen.iter().any(|(node, version)| {
            lowered.key(*node).0 != name
                && (lowered.version(*node, *version).is_none()
                    || *lowered.metadata(*node, *version) == ReleaseMetadata::Unfetched
                        && !is_supplied(lowered, *node, *version))
        })
    };
    chosen.iter().find_map(|(node, position)| {
        let (name, extra) = lowered.key(*node);
        let candidates = lowered.candidates(*node).filter(|_| extra.is_none())?;
        // What the request pins is not in the list.
        let allowed = candidates.limits.get(&Policy::Yanked)?;
        let (version, _) = lowered.version(*node, *position)?;
        if allowed[*position as usize] || is_open(name) {
            return None;
        }
        let is_pinned = chosen
            .iter()
            .any(|(source, at)| lowered.key(*source).0 != name && lowered.pins(*source, *at, name, version));
        (!is_pinned).then(|| (*node, BTreeSet::from([*position])))
    })
}

/// A chosen release of unknown requirements that gives way, with the others of its package that would come instead.
fn avoidable<'a>(
    lowered: &impl LoweredRequest<'a>,
    chosen: &[(PackageId, u32)],
    avoidance: Avoidance,
) -> Option<(PackageId, BTreeSet<u32>)> {
    let request = lowered.request();
    chosen.iter().find_map(|(node, position)| {
        let (name, extra) = lowered.key(*node);
        if extra.is_some() || !is_unknown(lowered, *node, *position) {
            return None;
        }
        let newest_first =
            request.resolution == Resolution::Highest && !request.preferences.contains_key(name);
        let fitting = fitting(lowered, chosen, *node);
        let is_alternative = |other: u32| {
            (other > *position || (avoidance == Avoidance::Any && newest_first))
                && !is_unknown(lowered, *node, other)
                && lowered
                    .version(*node, other)
                    .is_some_and(|(_, release)| may_be_known(lowered.metadata(*node, other), release))
        };
        if !fitting.iter().any(|other| is_alternative(*other)) {
            return None;
        }
        let unknown = fitting.iter().copied().filter(|other| is_unknown(lowered, *node, *other));
        Some((*node, unknown.collect()))
    })
}

/// The versions of the package that the request and what was chosen besides it allow.
pub(super) fn fitting<'a>(
    lowered: &impl LoweredRequest<'a>,
    chosen: &[(PackageId, u32)],
    node: PackageId,
) -> Vec<u32> {
    let (table, query) = (lowered.table(), lowered.query());
    let mut words = table.full(node.0).to_vec();
    let mut keep =
        |allowed: &[u64]| words.iter_mut().zip(allowed).for_each(|(word, allowed)| *word &= allowed);
    for clause in query.clauses().filter(|clause| query.package(*clause) == node) {
        if lowered.policy(clause) != Some(Policy::UnknownRequirements) {
            keep(query.allowed(table, clause.index()));
        }
    }
    let own = lowered.key(node).0;
    for (source, version) in chosen {
        // Extras are at the version of their package, whatever that is.
        if lowered.key(*source).0 == own {
            continue;
        }
        for (id, group) in table.edges_at(source.0, version + 1) {
            if group.target == node.0 {
                keep(table.allowed(id));
            }
        }
    }
    bits::versions(&words).collect()
}

/// Whether it is known that the requirements of the release are not.
fn is_unknown<'a>(lowered: &impl LoweredRequest<'a>, node: PackageId, version: u32) -> bool {
    lowered.version(node, version).is_some()
        && matches!(lowered.metadata(node, version), ReleaseMetadata::Unknown { .. })
        && !is_supplied(lowered, node, version)
        && lowered.candidates(node).is_some_and(|candidates| candidates.state == ListState::Known)
}

/// Whether the requirements of the release are known, or probably are once somebody asks: a wheel has them. The source
/// distributions of a project are mostly alike, so that not every one of them is fetched where one has none.
fn may_be_known(metadata: &ReleaseMetadata, release: &Release) -> bool {
    let is_wheel = |kind: &DistributionKind| matches!(kind, DistributionKind::Wheel { .. });
    *metadata != ReleaseMetadata::Unfetched
        || release.files.is_empty()
        || release.files.iter().any(|file| is_wheel(&file.kind))
}

/// Whether the request has a solution, as far as the facts go: none where the search was stopped, else whether a solution
/// rests on known facts alone.
pub(super) fn has_solution(facts: &ReleaseFacts, request: &Request, control: &Control<'_>) -> Option<bool> {
    let mut lowered = Lowered::new(facts, request).ok()?;
    let table = Rc::clone(&lowered.table);
    match search(&mut lowered, &mut Solver::new(&table), control) {
        Found::Solved(_) => Some(true),
        Found::Missing(_) => Some(false),
        Found::Unsolvable | Found::Stopped(_) => None,
    }
}
