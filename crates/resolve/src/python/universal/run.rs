//! One environment: its answer, and all environments that have the same one for the same reasons.

use std::collections::BTreeSet;
use std::rc::Rc;

use haggle_spec::release::MissingFact;

use super::base::Base;
use super::diagram::Set;
use super::lower::{Lowered, Origin, Preferred, lower};
use super::prepared::Prepared;
use super::reasons::Reasons;
use super::space::Space;
use super::steps::Step;
use crate::diagnosis::minimal_conflict;
use crate::python::choice_warnings::warnings_of_choice;
use crate::python::installed::MetadataPlace;
use crate::python::search::{Found as Searched, search};
use crate::python::warning::Warning;
use crate::query::ClauseId;
use crate::solver::{Control, SolveVerdict, Solver, Stop};
use crate::table::TableError;

/// The answer of some environments.
#[derive(Debug, Clone)]
pub(super) struct Answer {
    /// Nodes and their versions.
    pub(super) chosen: Vec<(u32, u32)>,
    /// The environments that surely have this answer.
    pub(super) region: Set,
    /// The environments in which each package has its version, unless something else that is required there forbids it;
    /// only where that was asked for.
    pub(super) parts: Vec<(u32, Set)>,
    /// What is worth saying of the choice.
    pub(super) warnings: Vec<Warning>,
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

/// What is wanted of the environment.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wish<'p> {
    /// Versions to keep to, where they will do.
    pub(super) preferred: Option<&'p Preferred>,
    /// Whether [`Answer::parts`] is to be known.
    pub(super) with_parts: bool,
}

/// Solves for the environment with these values. The search is that of an environment by itself; where versions are
/// preferred, it is limited to them, except for packages of which that rules out every solution.
pub(super) fn run(
    (prepared, base): (&Prepared<'_>, &Base),
    Wish { preferred, with_parts }: Wish<'_>,
    space: &mut Space,
    values: &[u32],
    control: &Control<'_>,
) -> Result<Found, TableError> {
    let mut begun = lower(prepared, base, space, values)?;
    begun.parts = with_parts.then(Vec::new);
    let table = Rc::clone(&begun.table);
    let mut solver = Solver::new(&table);
    let mut unlimited: BTreeSet<u32> = BTreeSet::new();
    loop {
        let mut lowered = begun.clone();
        if let Some(preferred) = preferred {
            lowered.prefer(preferred, &unlimited)?;
        }
        let found = search(&mut lowered, &mut solver, control);
        let mut reasons = Reasons { prepared, space, lowered: &lowered, values, sets: Vec::new() };
        match found {
            Searched::Stopped(stop) => return Ok(Found::Stopped(stop)),
            Searched::Missing(missing) => {
                reasons.steps(&lowered.steps);
                let region = reasons.region();
                let more = files_of_others(&lowered, space, &missing, region);
                return Ok(Found::Missing(missing.into_iter().chain(more).collect(), region));
            }
            Searched::Solved(chosen) => {
                let warnings = warnings_of_choice(&lowered, &chosen);
                let chosen: Vec<(u32, u32)> =
                    chosen.into_iter().map(|(node, version)| (node.0, version)).collect();
                // A preferred version need not be the first one anywhere.
                match preferred {
                    None => reasons.steps(&lowered.steps),
                    Some(_) => reasons.is_right(&chosen),
                }
                let region = reasons.region();
                let mut regions = Vec::new();
                if let ([_], Some(parts)) = (lowered.steps.as_slice(), &lowered.parts) {
                    let reasons = Reasons { prepared, space, lowered: &lowered, values, sets: Vec::new() };
                    regions = reasons.regions_of_parts(&chosen, parts);
                }
                return Ok(Found::Answer(Box::new(Answer { chosen, region, parts: regions, warnings })));
            }
            Searched::Unsolvable => {
                let limits = in_the_way(&lowered, preferred, &unlimited);
                if limits.is_empty() {
                    let found = conflict(prepared, space, &lowered, values, &mut solver, control);
                    return Ok(found.map_or_else(Found::Stopped, Found::Unsolvable));
                }
                unlimited.extend(limits);
            }
        }
    }
}

/// The files that the other environments of the region install of releases whose own file is missing in one of them: a release
/// has a wheel for each of many environments, and asking for them one by one would take as many searches.
fn files_of_others(
    lowered: &Lowered<'_, '_>,
    space: &mut Space,
    missing: &[MissingFact],
    region: Set,
) -> Vec<MissingFact> {
    let prepared = lowered.prepared;
    let mut more = Vec::new();
    for fact in missing {
        let MissingFact::FileMetadata(release, own) = fact else { continue };
        let Some(node) = prepared.node((&release.name, None)) else { continue };
        let versions = &prepared.of(node).versions;
        let Some(version) = (0u32..).zip(versions).find(|(_, (known, _))| **known == release.version) else {
            continue;
        };
        let places = prepared.places(node, version.0);
        let Some(place) = places.iter().find(|place| place.files.iter().any(|(_, file)| file == own)) else {
            continue;
        };
        if place.metadata != MetadataPlace::Unread {
            continue;
        }
        for (set, file) in place.files.iter().filter(|(_, file)| file != own) {
            if !space.diagrams.is_disjoint(*set, region) {
                more.push(MissingFact::FileMetadata(release.clone(), (*file).to_owned()));
            }
        }
    }
    more
}

/// The packages whose preferred versions the failure rests on.
fn in_the_way(
    lowered: &Lowered<'_, '_>,
    preferred: Option<&Preferred>,
    unlimited: &BTreeSet<u32>,
) -> BTreeSet<u32> {
    let failed = lowered.steps.iter().filter_map(|step| match step {
        Step::Failed(grounds) => Some(&grounds.preferred),
        Step::Solved(..) | Step::RuledOut(_) => None,
    });
    let limits: BTreeSet<u32> = failed.flatten().copied().collect();
    let is_pruned = lowered.steps.iter().any(|step| matches!(step, Step::RuledOut(_)));
    match preferred {
        // What was ruled out may have been so because of what is preferred.
        Some(preferred) if limits.is_empty() && is_pruned => {
            preferred.keys().filter(|node| !unlimited.contains(node)).copied().collect()
        }
        _ => limits,
    }
}

/// The environments that have the same conflict.
fn conflict(
    prepared: &Prepared<'_>,
    space: &mut Space,
    lowered: &Lowered<'_, '_>,
    values: &[u32],
    solver: &mut Solver<'_>,
    control: &Control<'_>,
) -> Result<Set, Stop> {
    let is_hard = |clause: ClauseId| !matches!(lowered.origins[clause.index()], Origin::Preferred);
    let clauses = minimal_conflict(solver, &lowered.query, is_hard, control)?.unwrap_or_default();
    if let SolveVerdict::Stopped(stop) =
        solver.solve_some(&lowered.query, |clause| clauses.contains(&clause), control)
    {
        return Err(stop);
    }
    let edges = solver.refutation(&lowered.query).map(|refutation| refutation.edges()).unwrap_or_default();
    let grounds = lowered.grounds(clauses.into_iter(), edges.into_iter().collect());
    let mut reasons = Reasons { prepared, space, lowered, values, sets: Vec::new() };
    if lowered.steps.iter().any(|step| matches!(step, Step::RuledOut(_))) {
        reasons.steps(&lowered.steps);
    }
    reasons.grounds(&grounds);
    Ok(reasons.region())
}
