//! Solving, and splitting cells until there is no conflict left that a split resolves.

use std::collections::BTreeSet;
use std::sync::atomic::AtomicBool;

use haggle_spec::release::{MissingFact, ReleaseFacts, ReleaseId};
use haggle_spec::{MarkerEnvironment, Platform, SpecifierSet};

use super::atoms::Atoms;
use super::lower::{Lowered, Universe};
use super::outcome::{ForkStrategy, UniversalOutcome};
use super::partition::first_partition;
use super::refine;
use super::region::Region;
use super::solution::UniversalSolution;
use super::split::split;
use crate::python::explanation::Explanation;
use crate::python::lower::is_unfetched;
use crate::python::outcome::ResolveOutcome;
use crate::python::request::Request;
use crate::python::resolve::resolve;
use crate::solver::{Control, SolveVerdict, Solver, Stop};

/// The most splits before the search gives up.
const MOST_SPLITS: usize = 4096;

/// Resolves the request for every environment whose Python lies in `requires_python`, on any platform. The request's own
/// environment and wheel target are not looked at: a release counts in a cell when it has a source distribution that may be
/// built, or a wheel that runs somewhere in the cell; for each of the request's required environments there has to be one.
///
/// Law: in every environment asked for, each package that is required there has one version, and all requirements are
/// met.
pub fn resolve_universal(
    facts: &ReleaseFacts,
    request: &Request,
    requires_python: &SpecifierSet,
    strategy: ForkStrategy,
    cancelled: Option<&AtomicBool>,
) -> UniversalOutcome {
    // Without a Python and a target, neither rules releases out; cells do.
    let anywhere =
        Request { environment: MarkerEnvironment::new("", Platform::Linux), wheels: None, ..request.clone() };
    let everywhere = Region::new(requires_python.to_set());
    let mut universe = Universe::new(facts, &anywhere, everywhere);
    let mut partition = first_partition(&mut universe, strategy);
    let control = Control { max_steps: request.max_steps, cancelled };
    for n_splits in 0..MOST_SPLITS {
        let Ok(lowered) = universe.lower(&partition) else {
            return UniversalOutcome::Stopped(Stop::OutOfSpace);
        };
        let mut solver = Solver::new(&lowered.table);
        match solver.solve(&lowered.query, &control) {
            SolveVerdict::Stopped(stop) => return UniversalOutcome::Stopped(stop),
            SolveVerdict::Solved(chosen) => {
                let missing = missing(&anywhere, &lowered, &chosen);
                if !missing.is_empty() {
                    return UniversalOutcome::Missing(missing);
                }
                let solution = UniversalSolution::new(&anywhere, &partition, &lowered, &chosen);
                return UniversalOutcome::Solved(Box::new(solution.within(
                    universe.everywhere,
                    universe.atoms,
                    n_splits,
                )));
            }
            SolveVerdict::Unsolvable => {
                match refine::split(&universe, &partition, &lowered, &mut solver, &control) {
                    Err(stop) => return UniversalOutcome::Stopped(stop),
                    Ok(refine::Finding::Split { name, cell, atom }) => {
                        split(&universe, &mut partition, name, cell, atom);
                    }
                    Ok(refine::Finding::Conflict(region)) => {
                        let marker = region.in_words(&universe.atoms);
                        return UniversalOutcome::Unsolvable {
                            marker,
                            explanation: explanation(facts, request, &region, &universe.atoms),
                        };
                    }
                }
            }
        }
    }
    UniversalOutcome::Stopped(Stop::OutOfSteps)
}

fn missing(request: &Request, lowered: &Lowered<'_>, chosen: &[(crate::PackageId, u32)]) -> Vec<MissingFact> {
    let mut missing = BTreeSet::new();
    for (node, version) in chosen {
        let (name, _, cell) = lowered.nodes[node.index()];
        match lowered.candidates[&(name, cell)].versions.get(*version as usize) {
            None => {
                missing.insert(MissingFact::Versions(name.clone()));
            }
            Some((version, release)) => {
                let supplied = request.supplied_release(name, version);
                if is_unfetched(release) && supplied.is_none() {
                    missing.insert(MissingFact::Metadata(ReleaseId::new(name.clone(), (*version).clone())));
                }
            }
        }
    }
    missing.into_iter().collect()
}

/// Why an ordinary interpreter of the region has no solution.
fn explanation(
    facts: &ReleaseFacts,
    request: &Request,
    region: &Region,
    atoms: &Atoms,
) -> Option<Box<Explanation>> {
    const MINORS: std::ops::Range<u32> = 6..20;
    for platform in [Platform::Linux, Platform::MacOs, Platform::Windows] {
        for minor in MINORS {
            for patch in [0, 99] {
                let environment = MarkerEnvironment::new(&format!("3.{minor}.{patch}"), platform);
                if !region.contains(atoms, &environment) {
                    continue;
                }
                let request = Request { environment, wheels: None, ..request.clone() };
                if let ResolveOutcome::Unsolvable(explanation) = resolve(facts, &request) {
                    return Some(explanation);
                }
            }
        }
    }
    None
}
