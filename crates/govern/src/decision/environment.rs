//! What resolving a feature's requirements says, environment by environment.

use haggle_spec::release::{MissingFact, ReleaseId};
use haggle_spec::{PackageName, Version};
use serde::Serialize;

use crate::data::Identifier;
use crate::known::Known;

/// What resolving says in one environment.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EnvironmentFacts {
    /// The environment's name in the manifest.
    pub environment: Identifier,
    /// Whether there is a file to install, for each placed distribution that the environment asks for.
    pub artefacts: Vec<Artefact>,
    /// What came out.
    pub outcome: EnvironmentOutcome,
}

/// Whether a distribution has a file to install in an environment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Artefact {
    /// The distribution.
    pub distribution: PackageName,
    /// Whether a release that requirement and constraints allow has a file that fits.
    pub fits: Known<bool>,
}

/// What came out of resolving with and without a feature's requirements.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "outcome")]
#[non_exhaustive]
pub enum EnvironmentOutcome {
    /// Both have a solution.
    Solved {
        /// Packages of the solution with the feature's requirements.
        packages: usize,
        /// Packages that only the feature's requirements reach.
        brings: Vec<ReleaseId>,
        /// The package that each of them is reached through, on a shortest way, in the same order; none for what is placed itself.
        through: Vec<Option<PackageName>>,
        /// Of those, the ones that no other project of the family installs anyway: what a deployment carries for the feature alone.
        carried: Vec<ReleaseId>,
        /// Of those that are brought, the ones that nothing else in the family keeps.
        new: Vec<ReleaseId>,
        /// And the ones that nothing else keeps unless a project does that nobody has asked.
        perhaps_new: Vec<ReleaseId>,
        /// Of those, the ones whose requirements are not known: they may bring more.
        incomplete: Vec<ReleaseId>,
        /// Packages whose version differs between the two solutions.
        changes: Vec<VersionChange>,
        /// Every release of the whole solution has known requirements.
        complete: bool,
    },
    /// No solution, with the feature's requirements or even without them: why, in words.
    Unsolvable {
        /// The explanation.
        explanation: String,
    },
    /// The facts at hand do not reach.
    Missing {
        /// The missing facts.
        facts: Vec<MissingFact>,
    },
    /// The search was stopped before it had an answer.
    Stopped {
        /// What stopped it, in words.
        because: String,
    },
}

/// A package whose version differs between two solutions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VersionChange {
    /// The package.
    pub name: PackageName,
    /// Its version without the feature's requirements.
    pub without: Version,
    /// Its version with them.
    pub with: Version,
}

/// Which of the packages that a feature brings are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// All that it brings.
    Brought,
    /// Those that a deployment carries for it alone.
    Carried,
    /// Those that nothing else in the family keeps.
    New,
}

/// What a feature brings in one environment.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BroughtThere<'a> {
    /// The packages.
    pub(crate) releases: &'a [ReleaseId],
    /// Those that count only if a project does not require them that nobody has asked.
    pub(crate) perhaps: &'a [ReleaseId],
    /// Whether the requirements of all of them are known: else they may bring more.
    pub(crate) is_complete: bool,
}

/// What a feature brings in each environment that has a solution. Unknown where there was no answer in one, or none has a solution.
pub(crate) fn brought(
    environments: &Known<Vec<EnvironmentFacts>>,
    counted: Counted,
) -> Known<Vec<BroughtThere<'_>>> {
    environments.and_then(|environments| {
        let mut solved = Vec::new();
        for environment in environments {
            match &environment.outcome {
                EnvironmentOutcome::Solved { brings, carried, new, perhaps_new, incomplete, .. } => {
                    let none: &[ReleaseId] = &[];
                    let (releases, perhaps) = match counted {
                        Counted::Brought => (brings.as_slice(), none),
                        Counted::Carried => (carried.as_slice(), none),
                        Counted::New => (new.as_slice(), perhaps_new.as_slice()),
                    };
                    let is_complete = incomplete.is_empty();
                    solved.push(BroughtThere { releases, perhaps, is_complete });
                }
                EnvironmentOutcome::Unsolvable { .. } => {}
                EnvironmentOutcome::Missing { .. } | EnvironmentOutcome::Stopped { .. } => {
                    return Err(format!("nothing was solved on {}", environment.environment));
                }
            }
        }
        if solved.is_empty() { Err("no environment has a solution".to_owned()) } else { Ok(solved) }
    })
}
