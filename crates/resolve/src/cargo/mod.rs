//! Resolves crates by Cargo's rules: versions by `semver`, several incompatible versions of one crate side by side, features.
//!
//! | rule | how it is stated |
//! |---|---|
//! | versions of one crate that share the first number that is not 0 are compatible: one of them at most | a package of the table for each such *line* of a crate |
//! | a requirement that spans several lines picks one | a package whose values are the lines |
//! | a prerelease satisfies only a requirement that names one of the same three numbers | the bits of a set come from [`CargoRequirement::matches`], one version at a time |
//! | features of a version add up over all who ask | a package for each feature of a line; its version `v` needs version `v` of the line |
//! | `dep:name`, `name/feature`, optional dependencies and the features they imply | a package for each optional dependency of a line |
//! | `name?/feature` | after a search, where the feature and the dependency are both on: then it is stated too, and searched again |
//!
//! ```
//! use haggle_resolve::Control;
//! use haggle_resolve::cargo::{CrateDependency, CrateFacts, CrateOutcome, CrateRelease, resolve};
//!
//! let mut facts = CrateFacts::default();
//! facts.add("ink", CrateRelease::new("1.4.0".parse()?));
//! facts.add("ink", CrateRelease::new("2.0.1".parse()?));
//! let paper = CrateRelease::new("0.3.0".parse()?).depend(CrateDependency::new("ink", "^1.2".parse()?));
//! facts.add("paper", paper);
//! let roots = [CrateDependency::new("paper", "0.3".parse()?), CrateDependency::new("ink", "2".parse()?)];
//! let CrateOutcome::Solved(pins) = resolve(&facts, &roots, &Control::default()) else { panic!("it has a solution") };
//! let pins: Vec<String> = pins.iter().map(|pin| format!("{} {}", pin.name, pin.version)).collect();
//! assert_eq!(pins, ["ink 1.4.0", "ink 2.0.1", "paper 0.3.0"]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! What this does not do: development dependencies, targets, `links`, minimum Rust versions, patches and lock files. Features add
//! up over build and normal dependencies alike. Two requirements of a release on one crate under one name, each of which
//! spans several lines, are met by one version.
//!
//! Source: the Cargo book, *Dependency Resolution* and *Features*.

mod lower;
mod node;
mod read;

use std::collections::{BTreeMap, BTreeSet};

use haggle_spec::cargo::{CargoRequirement, CargoVersion};

use crate::diagnosis::minimal_conflict;
use crate::solver::{Control, SolveVerdict, Solver, Stop};
use crate::table::TableError;
use lower::Lowered;
use node::Universe;

/// What is known of crates.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CrateFacts {
    /// The releases of each crate, in any order. A crate that is not named has none.
    pub crates: BTreeMap<String, Vec<CrateRelease>>,
}

impl CrateFacts {
    /// Adds a release of the crate.
    pub fn add(&mut self, name: &str, release: CrateRelease) {
        self.crates.entry(name.to_owned()).or_default().push(release);
    }
}

/// A release of a crate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CrateRelease {
    /// Its version.
    pub version: CargoVersion,
    /// Whether it was withdrawn: then it is not a candidate.
    pub is_yanked: bool,
    /// What it depends on.
    pub dependencies: Vec<CrateDependency>,
    /// Its features and what each turns on: `feature`, `dep:name`, `name/feature` or `name?/feature`.
    pub features: BTreeMap<String, Vec<String>>,
}

impl CrateRelease {
    /// A release without dependencies and features.
    pub fn new(version: CargoVersion) -> Self {
        Self { version, is_yanked: false, dependencies: Vec::new(), features: BTreeMap::new() }
    }

    /// The same with one more dependency.
    #[must_use]
    pub fn depend(mut self, dependency: CrateDependency) -> Self {
        self.dependencies.push(dependency);
        self
    }

    /// The same with a feature.
    #[must_use]
    pub fn feature(mut self, name: &str, turns_on: &[&str]) -> Self {
        self.features.insert(name.to_owned(), turns_on.iter().map(|value| (*value).to_owned()).collect());
        self
    }

    /// Whether an optional dependency implies a feature of its name: none of the features writes `dep:name`.
    fn implies(&self, dependency: &CrateDependency) -> bool {
        let written = |value: &String| value.strip_prefix("dep:") == Some(dependency.local_name());
        dependency.is_optional && !self.features.values().flatten().any(written)
    }
}

/// A dependency of a release, or a root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CrateDependency {
    /// The crate.
    pub name: String,
    /// What the release calls it in its features, where that is not its name.
    pub alias: Option<String>,
    /// The versions that will do.
    pub requirement: CargoRequirement,
    /// Whether only a feature turns it on. Roots are on.
    pub is_optional: bool,
    /// Whether the feature `default` is asked for.
    pub default_features: bool,
    /// Further features that are asked for.
    pub features: Vec<String>,
}

impl CrateDependency {
    /// A dependency on the crate with its default features.
    pub fn new(name: &str, requirement: CargoRequirement) -> Self {
        Self {
            name: name.to_owned(),
            alias: None,
            requirement,
            is_optional: false,
            default_features: true,
            features: Vec::new(),
        }
    }

    fn local_name(&self) -> &str {
        self.alias.as_deref().unwrap_or(&self.name)
    }
}

/// A version of a crate in a solution.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct CratePin {
    /// The crate.
    pub name: String,
    /// Its version.
    pub version: CargoVersion,
    /// The features that are on.
    pub features: BTreeSet<String>,
}

/// A link of a proof: these versions of a crate need one of those of another.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct CratePremise {
    /// The crate.
    pub name: String,
    /// Its versions, ascending.
    pub versions: Vec<CargoVersion>,
    /// The crate that is needed.
    pub needs: String,
    /// Its versions that would do, ascending; perhaps none.
    pub allowed: Vec<CargoVersion>,
}

/// Why there is no solution.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct CrateConflict {
    /// Roots, by their position, that cannot hold together; any of them left out, the others can.
    pub roots: Vec<usize>,
    /// What the proof uses between crates, each once.
    pub because: Vec<CratePremise>,
}

/// The answer of [`resolve`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "snake_case"))]
#[must_use]
pub enum CrateOutcome {
    /// The crates that are needed, by name and version.
    Solved(Vec<CratePin>),
    /// There is no solution.
    Unsolvable(CrateConflict),
    /// The search was stopped.
    Stopped(Stop),
}

/// Resolves the roots, highest versions first.
///
/// Laws, each with a property test: every solution holds by Cargo's rules; where there is none, trying everything finds none.
pub fn resolve(facts: &CrateFacts, roots: &[CrateDependency], control: &Control<'_>) -> CrateOutcome {
    match search(facts, roots, control) {
        Ok(outcome) => outcome,
        // The table's other errors are about numbers that this module makes.
        Err(_) => CrateOutcome::Stopped(Stop::OutOfSpace),
    }
}

fn search(
    facts: &CrateFacts,
    roots: &[CrateDependency],
    control: &Control<'_>,
) -> Result<CrateOutcome, TableError> {
    let mut universe = Universe::new(facts, roots);
    loop {
        let lowered = Lowered::new(&universe)?;
        let mut solver = Solver::new(&lowered.table);
        match solver.solve(&lowered.query, control) {
            SolveVerdict::Stopped(stop) => return Ok(CrateOutcome::Stopped(stop)),
            SolveVerdict::Solved(chosen) => {
                let (pins, broken) = lowered.read(&universe, &chosen);
                if broken.is_empty() {
                    return Ok(CrateOutcome::Solved(pins));
                }
                // Each round states at least one more of finitely many.
                universe.weak_links.extend(broken);
            }
            SolveVerdict::Unsolvable => {
                let conflict = minimal_conflict(&mut solver, &lowered.query, |_| true, control);
                let clauses = match conflict {
                    Ok(clauses) => clauses.unwrap_or_default(),
                    Err(stop) => return Ok(CrateOutcome::Stopped(stop)),
                };
                let verdict = solver.solve_some(&lowered.query, |clause| clauses.contains(&clause), control);
                if let SolveVerdict::Stopped(stop) = verdict {
                    return Ok(CrateOutcome::Stopped(stop));
                }
                let refutation = solver.refutation(&lowered.query);
                return Ok(CrateOutcome::Unsolvable(CrateConflict {
                    roots: clauses.iter().map(|clause| clause.index()).collect(),
                    because: refutation.map_or_else(Vec::new, |proof| lowered.premises(&universe, &proof)),
                }));
            }
        }
    }
}
