//! One answer for many environments: a range of Pythons, any platform.
//!
//! Every package has its own partition of the environments into cells, at first one cell, and one version is chosen for each
//! cell. A requirement whose marker may hold in a cell counts there. Where that contradicts itself, the conflict tells
//! which package and which comparison to split: cells are split only where a conflict needs it, and only for the packages
//! that are in it. So independent markers never multiply: thirty packages that differ by one marker each are sixty cells,
//! not 2^30 environments. What remains when nothing is left to split is a conflict in some environment.

mod atoms;
mod coverage;
mod lower;
mod needed;
mod refine;
mod region;
mod solution;

use std::collections::BTreeSet;
use std::sync::atomic::AtomicBool;

use haggle_spec::release::{MissingFact, ReleaseFacts, ReleaseId};
use haggle_spec::{MarkerEnvironment, PackageName, Platform, SpecifierSet};

use super::candidates::range_of;
use super::explanation::Explanation;
use super::outcome::ResolveOutcome;
use super::request::{Request, Resolution};
use crate::solver::{Control, SolveVerdict, Solver, Stop};
use atoms::Atoms;
use lower::{Lowered, Partition, Universe};
use region::Region;

pub use solution::{UniversalPin, UniversalSolution};

/// Whether to have fewer versions of a package or newer ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ForkStrategy {
    /// For each range of Pythons between which releases differ, the newest version that runs there.
    #[default]
    RequiresPython,
    /// One version for all environments, unless a conflict needs several.
    Fewest,
}

/// The answer for many environments.
#[derive(Debug)]
#[must_use]
pub enum UniversalOutcome {
    /// A choice of versions for every environment.
    Solved(Box<UniversalSolution>),
    /// Some environment has no solution.
    Unsolvable {
        /// Which environments: a marker, empty for all.
        marker: String,
        /// Why, in one of them; none where no ordinary interpreter lies among them.
        explanation: Option<Box<Explanation>>,
    },
    /// The answer depends on facts that nobody has asked for yet. Sorted, without repetition.
    Missing(Vec<MissingFact>),
    /// The search was stopped.
    Stopped(Stop),
}

/// The most splits before the search gives up.
const MOST_SPLITS: usize = 4096;
/// The most cells that a package is given beforehand for its ranges of Python.
const MOST_PYTHON_CELLS: usize = 16;

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

fn split<'a>(
    universe: &Universe<'a>,
    partition: &mut Partition<'a>,
    name: &'a PackageName,
    cell: usize,
    atom: usize,
) {
    let Some(cells) = partition.get_mut(name) else { return };
    let region = cells[cell].clone();
    let parts = [true, false].into_iter().filter_map(|holds| region.with(&universe.atoms, atom, holds));
    cells.splice(cell..=cell, parts.collect::<Vec<_>>());
}

fn first_partition<'a>(universe: &mut Universe<'a>, strategy: ForkStrategy) -> Partition<'a> {
    let names: BTreeSet<&PackageName> = universe.reached.iter().map(|(name, _)| *name).collect();
    let mut partition: Partition<'a> =
        names.iter().map(|name| (*name, vec![universe.everywhere.clone()])).collect();
    if strategy == ForkStrategy::RequiresPython {
        for name in &names {
            let Some(haggle_spec::release::PackageFacts::Releases(releases)) =
                universe.facts.packages.get(*name)
            else {
                continue;
            };
            let request = universe.request;
            let ranges = releases.iter().rev();
            for range in ranges.filter_map(|(version, release)| range_of(name, version, release, request)) {
                let atom = universe.atoms.python(range);
                split_all(universe, &mut partition, name, atom);
                if partition[*name].len() >= MOST_PYTHON_CELLS {
                    break;
                }
            }
        }
    }
    coverage::split_beforehand(universe, &mut partition);
    if universe.request.resolution == Resolution::LowestDirect {
        // Which version is tried first depends on where the request names the package.
        for root in &universe.request.requirements {
            let name = root.requirement.name();
            while let Some(atom) = partition
                .get(name)
                .and_then(|cells| cells.iter().find_map(|cell| universe.open_atom(&root.requirement, cell)))
            {
                split_all(universe, &mut partition, name, atom);
            }
        }
    }
    partition
}

/// Splits every cell of the package that leaves the atom open.
fn split_all<'a>(universe: &Universe<'a>, partition: &mut Partition<'a>, name: &'a PackageName, atom: usize) {
    let mut cell = 0;
    while let Some(region) = partition.get(name).and_then(|cells| cells.get(cell)) {
        if region.value(&universe.atoms, atom).is_none() {
            split(universe, partition, name, cell, atom);
        }
        cell += 1;
    }
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
                if super::lower::is_unfetched(release) && supplied.is_none() {
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
                if let ResolveOutcome::Unsolvable(explanation) = super::resolve(facts, &request) {
                    return Some(explanation);
                }
            }
        }
    }
    None
}
