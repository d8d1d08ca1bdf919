//! The solver for names and versions of the caller's own types.
//!
//! Any ordered types that print themselves will do: names as texts, versions as numbers, or what a program has already.
//!
//! ```
//! use haggle_resolve::Control;
//! use haggle_resolve::named::{NamedOutcome, Need, Universe, resolve};
//!
//! let mut universe = Universe::new();
//! universe.add("menu", 1, [Need::within("dropdown", 1..=1)]);
//! universe.add("menu", 2, [Need::within("dropdown", 2..)]);
//! universe.add("dropdown", 1, []);
//! universe.add("dropdown", 2, [Need::exactly("icons", 2)]);
//! universe.add("icons", 1, []);
//! universe.add("icons", 2, []);
//!
//! // The highest versions that go together.
//! let outcome = resolve(&universe, &[Need::any("menu"), Need::exactly("icons", 1)], &Control::default());
//! assert_eq!(outcome, NamedOutcome::Solved([("menu", 1), ("dropdown", 1), ("icons", 1)].into()));
//!
//! // Where there are none, why.
//! let needs = [Need::within("menu", 2..), Need::exactly("icons", 1)];
//! let NamedOutcome::Unsolvable(conflict) = resolve(&universe, &needs, &Control::default()) else { panic!("it has one") };
//! assert_eq!(conflict.needs, [0, 1]);
//! assert_eq!(
//!     conflict.to_string(),
//!     "\
//! 1. dropdown 2 needs icons 2
//! 2. menu 2 needs dropdown 2
//! 3. menu 2 is needed
//! 4. dropdown 2 is needed, by 2 and 3
//! 5. icons 1 is needed
//! There is no solution, by 1, 4 and 5"
//! );
//! ```
//!
//! A name that was never added is a package without versions: nothing that needs it can be used. For many questions about one
//! set of packages, or for sets of versions that are not ranges, fill a [`Table`].

mod conflict;
mod need;

use std::collections::BTreeMap;
use std::fmt::Display;

use crate::bits;
use crate::diagnosis::minimal_conflict;
use crate::query::Query;
use crate::solver::{Control, SolveVerdict, Solver, Stop};
use crate::table::{PackageId, Table, TableBuilder, TableError};

pub use conflict::{NamedConflict, NamedStep};
pub use need::Need;

/// Packages with their versions, and what each version needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Universe<N, V> {
    packages: BTreeMap<N, BTreeMap<V, Vec<Need<N, V>>>>,
}

/// The answer of [`resolve`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub enum NamedOutcome<N, V> {
    /// The packages that are needed, each with its version.
    Solved(BTreeMap<N, V>),
    /// There is no solution.
    Unsolvable(NamedConflict),
    /// The search was stopped.
    Stopped(Stop),
}

impl<N: Ord, V: Ord> Universe<N, V> {
    /// No packages.
    pub fn new() -> Self {
        Self { packages: BTreeMap::new() }
    }

    /// Adds a version of a package, with what it needs: to what it needs already, where it was added before.
    pub fn add(&mut self, name: N, version: V, needs: impl IntoIterator<Item = Need<N, V>>) {
        self.packages.entry(name).or_default().entry(version).or_default().extend(needs);
    }

    /// The versions of a package, ascending.
    pub fn versions(&self, name: &N) -> impl Iterator<Item = &V> {
        self.packages.get(name).into_iter().flat_map(BTreeMap::keys)
    }
}

impl<N: Ord, V: Ord> Default for Universe<N, V> {
    fn default() -> Self {
        Self::new()
    }
}

/// Chooses versions that meet the needs and what these versions need in turn: the highest of what is needed first, then of what
/// that needs, as [`Solver`] has it.
///
/// Laws: every solution meets every need; where there is none, trying everything finds none; the order of needs does not matter.
pub fn resolve<N, V>(
    universe: &Universe<N, V>,
    needs: &[Need<N, V>],
    control: &Control<'_>,
) -> NamedOutcome<N, V>
where
    N: Ord + Clone + Display,
    V: Ord + Clone + Display,
{
    // The table's other errors are about numbers that are made here.
    search(universe, needs, control).unwrap_or(NamedOutcome::Stopped(Stop::OutOfSpace))
}

fn search<N, V>(
    universe: &Universe<N, V>,
    needs: &[Need<N, V>],
    control: &Control<'_>,
) -> Result<NamedOutcome<N, V>, TableError>
where
    N: Ord + Clone + Display,
    V: Ord + Clone + Display,
{
    let lowered = Lowered::new(universe, needs)?;
    let mut solver = Solver::new(&lowered.table);
    match solver.solve(&lowered.query, control) {
        SolveVerdict::Stopped(stop) => return Ok(NamedOutcome::Stopped(stop)),
        SolveVerdict::Solved(chosen) => {
            let chosen = chosen.into_iter().map(|(package, version)| {
                let (name, versions) = &lowered.packages[package.index()];
                ((*name).clone(), versions[version as usize].clone())
            });
            return Ok(NamedOutcome::Solved(chosen.collect()));
        }
        SolveVerdict::Unsolvable => {}
    }
    let clauses = match minimal_conflict(&mut solver, &lowered.query, |_| true, control) {
        Ok(clauses) => clauses.unwrap_or_default(),
        Err(stop) => return Ok(NamedOutcome::Stopped(stop)),
    };
    let verdict = solver.solve_some(&lowered.query, |clause| clauses.contains(&clause), control);
    if let SolveVerdict::Stopped(stop) = verdict {
        return Ok(NamedOutcome::Stopped(stop));
    }
    let proof = solver.refutation(&lowered.query);
    let steps = proof.map(|proof| conflict::steps(&proof, &lowered.packages, &lowered.table, needs));
    let needs = clauses.iter().map(|clause| clause.index()).collect();
    Ok(NamedOutcome::Unsolvable(NamedConflict { needs, steps: steps.unwrap_or_default() }))
}

/// The packages in the order of their names, each with its versions, ascending.
type Packages<'a, N, V> = Vec<(&'a N, Vec<&'a V>)>;

struct Lowered<'a, N, V> {
    packages: Packages<'a, N, V>,
    table: Table,
    query: Query,
}

impl<'a, N: Ord, V: Ord> Lowered<'a, N, V> {
    fn new(universe: &'a Universe<N, V>, needs: &'a [Need<N, V>]) -> Result<Self, TableError> {
        let mut versions: BTreeMap<&N, Vec<&V>> =
            universe.packages.iter().map(|(name, versions)| (name, versions.keys().collect())).collect();
        for need in universe.packages.values().flat_map(BTreeMap::values).flatten().chain(needs) {
            versions.entry(need.name()).or_default();
        }
        let packages: Packages<'_, N, V> = versions.into_iter().collect();
        let mut builder = TableBuilder::new();
        let mut ids: BTreeMap<&N, (PackageId, &[&V])> = BTreeMap::new();
        for (name, versions) in &packages {
            let n_versions = u32::try_from(versions.len()).map_err(|_| TableError::TooLarge)?;
            ids.insert(name, (builder.package(n_versions)?, versions));
        }
        for (name, versions) in &universe.packages {
            for (version, needs) in (0u32..).zip(versions.values()) {
                for need in needs {
                    let (target, allowed) = allowed(need, &ids)?;
                    builder.edge_to(ids[name].0, version, target, &allowed)?;
                }
            }
        }
        let mut query = Query::new();
        for need in needs {
            let (target, allowed) = allowed(need, &ids)?;
            query.add_words(target, &allowed)?;
        }
        let table = builder.build()?;
        Ok(Self { packages, table, query })
    }
}

/// The package that is needed, and its versions that will do, as bits.
fn allowed<N: Ord, V: Ord>(
    need: &Need<N, V>,
    ids: &BTreeMap<&N, (PackageId, &[&V])>,
) -> Result<(PackageId, Vec<u64>), TableError> {
    let (package, versions) = ids.get(need.name()).ok_or(TableError::UnknownPackage)?;
    let takes = versions.iter().map(|version| need.allows(version));
    Ok((*package, bits::words_of(takes, versions.len(), 0)))
}
