//! One environment: its answer, and all environments that have the same one for the same reasons.

use std::collections::BTreeSet;

use haggle_spec::release::{MissingFact, ReleaseFacts, ReleaseId, ReleaseMetadata};

use super::diagram::Set;
use super::lower::{Lowered, Origin, Preferred, lower};
use super::prepare::Prepared;
use super::reasons::Reasons;
use super::space::Space;
use crate::diagnosis::minimal_conflict;
use crate::python;
use crate::python::candidates::Policy;
use crate::python::lower::is_unfetched;
use crate::python::request::Request;
use crate::python::search::search;
use crate::query::ClauseId;
use crate::solver::{Control, SolveVerdict, Solver, Stop, Support};
use crate::table::TableError;

/// The answer of some environments.
#[derive(Debug, Clone)]
pub(super) struct Answer {
    /// Nodes and their versions.
    pub(super) chosen: Vec<(u32, u32)>,
    /// The environments that surely have this answer.
    pub(super) region: Set,
    /// Whether each condition holds in the environment.
    pub(super) holds: Vec<bool>,
}

/// What came of one environment.
pub(super) enum Found {
    Answer(Box<Answer>),
    /// Facts that are not there, and the environments that touch them.
    Missing(Vec<MissingFact>, Set),
    /// No environment of the set has a solution.
    Unsolvable(Set),
    Stopped(Stop),
}

impl From<TableError> for Found {
    fn from(_: TableError) -> Self {
        Self::Stopped(Stop::OutOfSpace)
    }
}

/// Solves for the environment with these values.
pub(super) fn run(
    ask: &Ask<'_, '_>,
    space: &mut Space,
    values: &[u32],
    control: &Control<'_>,
) -> Result<Found, TableError> {
    let Ask { prepared, alone, preferred } = *ask;
    let mut lowered = lower(prepared, space, values)?;
    let n_hard = lowered.query.n_clauses();
    if let Some(preferred) = preferred {
        lowered.prefer(prepared, preferred)?;
    }
    let mut solver = Solver::new(&lowered.table);
    let mut dropped: BTreeSet<ClauseId> = BTreeSet::new();
    loop {
        match solver.solve_some(&lowered.query, |clause| !dropped.contains(&clause), control) {
            SolveVerdict::Stopped(stop) => return Ok(Found::Stopped(stop)),
            SolveVerdict::Unsolvable => {
                let refutation = solver.refutation(&lowered.query);
                let clauses = refutation.map(|refutation| refutation.clauses()).unwrap_or_default();
                let n_before = dropped.len();
                dropped.extend(clauses.into_iter().filter(|clause| clause.index() >= n_hard));
                if dropped.len() == n_before {
                    if let Some(chosen) = alone.chosen(prepared, space, values, control) {
                        return Ok(chosen.map_or_else(Found::Stopped, |chosen| {
                            right(prepared, space, &lowered, values, chosen)
                        }));
                    }
                    let found = conflict(prepared, space, &lowered, n_hard, values, &mut solver, control);
                    return Ok(found.map_or_else(Found::Stopped, Found::Unsolvable));
                }
            }
            SolveVerdict::Solved(chosen) => {
                let support = solver.support(&lowered.query);
                let chosen: Vec<(u32, u32)> =
                    chosen.into_iter().map(|(node, version)| (node.0, version)).collect();
                let missing = missing(prepared, &chosen);
                let is_alone = preferred.is_none();
                if is_alone && missing.is_empty() && is_doubtful(prepared, &chosen) {
                    match alone.chosen(prepared, space, values, control) {
                        Some(Ok(other)) if other == chosen => {}
                        Some(Ok(other)) => return Ok(right(prepared, space, &lowered, values, other)),
                        Some(Err(stop)) => return Ok(Found::Stopped(stop)),
                        None => {}
                    }
                }
                let mut reasons =
                    Reasons { prepared, space, lowered: &lowered, values, is_alone, sets: Vec::new() };
                reasons.of_answer(&chosen, &support);
                let region = reasons.region();
                if !missing.is_empty() {
                    return Ok(Found::Missing(missing, region));
                }
                let holds = std::mem::take(&mut lowered.holds);
                return Ok(Found::Answer(Box::new(Answer { chosen, region, holds })));
            }
        }
    }
}

/// What is asked of one environment.
#[derive(Clone, Copy)]
pub(super) struct Ask<'a, 'p> {
    pub(super) prepared: &'p Prepared<'a>,
    pub(super) alone: &'p Alone<'p>,
    pub(super) preferred: Option<&'p Preferred>,
}

/// The facts, for what only the search of one environment looks at: releases that were yanked, and releases of unknown
/// requirements.
pub(super) struct Alone<'p> {
    pub(super) facts: &'p ReleaseFacts,
    pub(super) request: &'p Request,
}

impl Alone<'_> {
    /// The versions of the environment's own search, if it finds some.
    fn chosen(
        &self,
        prepared: &Prepared<'_>,
        space: &Space,
        values: &[u32],
        control: &Control<'_>,
    ) -> Option<Result<Vec<(u32, u32)>, Stop>> {
        let request = Request { environment: space.exact_environment(values)?, ..self.request.clone() };
        let mut lowered = python::lower::Lowered::new(self.facts, &request).ok()?;
        let table = std::rc::Rc::clone(&lowered.table);
        let mut solver = Solver::new(&table);
        let chosen = match search(&mut lowered, &request, &mut solver, control) {
            python::search::Found::Solved(chosen) => chosen,
            python::search::Found::Stopped(stop) => return Some(Err(stop)),
            python::search::Found::Missing(_) | python::search::Found::Unsolvable => return None,
        };
        let mut found = Vec::with_capacity(chosen.len());
        for (node, version) in chosen {
            let (name, extra) = lowered.nodes[node.index()];
            let node = prepared.node((name, extra))?;
            let number = lowered.candidates.get(name)?.versions.get(version as usize)?.0;
            let position = prepared.of(node).versions.iter().position(|(known, _)| *known == number)?;
            found.push((node, u32::try_from(position).ok()?));
        }
        found.sort_unstable();
        Some(Ok(found))
    }
}

/// Whether the answer has a release that the search of one environment would look at twice.
fn is_doubtful(prepared: &Prepared<'_>, chosen: &[(u32, u32)]) -> bool {
    chosen.iter().any(|(node, version)| {
        let candidates = prepared.of(*node);
        let is_yanked =
            candidates.limits.get(&Policy::Yanked).is_some_and(|allowed| !allowed[*version as usize]);
        let (number, release) = candidates.versions[*version as usize];
        let name = prepared.nodes[*node as usize].0;
        is_yanked
            || matches!(release.metadata, ReleaseMetadata::Unknown { .. })
                && prepared.request.supplied_release(name, number).is_none()
    })
}

/// The answer, for all environments in which it is right for the same reasons.
fn right(
    prepared: &Prepared<'_>,
    space: &mut Space,
    lowered: &Lowered,
    values: &[u32],
    chosen: Vec<(u32, u32)>,
) -> Found {
    let mut reasons = Reasons { prepared, space, lowered, values, is_alone: true, sets: Vec::new() };
    reasons.of_answer(&chosen, &Support::default());
    let region = reasons.region();
    Found::Answer(Box::new(Answer { chosen, region, holds: lowered.holds.clone() }))
}

fn missing(prepared: &Prepared<'_>, chosen: &[(u32, u32)]) -> Vec<MissingFact> {
    let mut missing = BTreeSet::new();
    for (node, version) in chosen {
        let (name, _) = prepared.nodes[*node as usize];
        match prepared.of(*node).versions.get(*version as usize) {
            None => {
                missing.insert(MissingFact::Versions(name.clone()));
            }
            Some((version, release)) => {
                if is_unfetched(release) && prepared.request.supplied_release(name, version).is_none() {
                    missing.insert(MissingFact::Metadata(ReleaseId::new(name.clone(), (*version).clone())));
                }
            }
        }
    }
    missing.into_iter().collect()
}

/// The environments that have the same conflict.
fn conflict(
    prepared: &Prepared<'_>,
    space: &mut Space,
    lowered: &Lowered,
    n_hard: usize,
    values: &[u32],
    solver: &mut Solver<'_>,
    control: &Control<'_>,
) -> Result<Set, Stop> {
    let is_hard = |clause: ClauseId| clause.index() < n_hard;
    let clauses = minimal_conflict(solver, &lowered.query, is_hard, control)?.unwrap_or_default();
    if let SolveVerdict::Stopped(stop) =
        solver.solve_some(&lowered.query, |clause| clauses.contains(&clause), control)
    {
        return Err(stop);
    }
    let edges = solver.refutation(&lowered.query).map(|refutation| refutation.edges()).unwrap_or_default();
    let mut reasons = Reasons { prepared, space, lowered, values, is_alone: true, sets: Vec::new() };
    for clause in clauses {
        reasons.clause(clause);
        if matches!(lowered.origins[clause.index()], Origin::Runs) {
            reasons.stay_ruled_out(lowered.query.package(clause).0, 0);
        }
    }
    for edge in edges {
        reasons.edge(edge);
    }
    Ok(reasons.region())
}
