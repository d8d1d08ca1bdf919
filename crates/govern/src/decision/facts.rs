//! What is known about placing the requirements of one feature.

use serde::Serialize;

use super::share::Share;

/// A fact with where it comes from, or why it is not known. Unknown is never zero and never empty.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Known<T> {
    /// It is known.
    Yes {
        /// What is the case.
        value: T,
        /// Where that comes from.
        source: String,
        /// The day of the source, `YYYY-MM-DD`, where one is known.
        date: Option<String>,
    },
    /// Nobody has recorded it.
    No {
        /// Why not.
        because: String,
    },
}

impl<T> Known<T> {
    /// A fact from a source.
    pub fn yes(value: T, source: impl Into<String>, date: Option<&str>) -> Self {
        Self::Yes { value, source: source.into(), date: date.map(str::to_owned) }
    }

    /// A fact that is not known.
    pub fn no(because: impl Into<String>) -> Self {
        Self::No { because: because.into() }
    }

    /// The value, where it is known.
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Yes { value, .. } => Some(value),
            Self::No { .. } => None,
        }
    }
}

/// Everything that the decision about one feature rests on.
#[derive(Debug, Clone)]
pub struct FeatureFacts {
    /// The share of deployments that have the feature.
    pub share: Share,
    /// What resolving with and without the feature's requirements gives, one entry an environment; none for programs.
    pub environments: Vec<EnvironmentFacts>,
    /// Years since the newest release of the least kept placed distribution, which is named.
    pub staleness: Known<(f64, String)>,
    /// Placed requirements whose licence is, or is not, allowed; one entry a requirement.
    pub licences: Vec<LicenceFact>,
    /// Import sites without a guard: `file:line`.
    pub unguarded: Vec<String>,
    /// Import sites with a guard, and sites that run a program.
    pub guarded: Vec<String>,
    /// Set where no code imports or runs any of the placed requirements: when and by what that came to be.
    pub unused_since: Option<String>,
    /// Names that the global list lacks.
    pub not_in_global: Vec<String>,
    /// Names that the constraints lack.
    pub not_pinned: Vec<String>,
    /// How many requirements are placed.
    pub n_placed: u32,
}

/// A placed requirement's licence against the family's list.
#[derive(Debug, Clone, Serialize)]
pub struct LicenceFact {
    /// The requirement.
    pub requirement: String,
    /// The expression, where one is known.
    pub licence: Known<String>,
    /// Whether the family allows it; unknown where the expression is, or cannot be read.
    pub allowed: Option<bool>,
}

/// What resolving says in one environment.
#[derive(Debug, Clone, Serialize)]
pub struct EnvironmentFacts {
    /// The environment's name in the manifest.
    pub environment: String,
    /// Placed distributions that it wants and that have no file for it.
    pub without_artefact: Vec<String>,
    /// What came out.
    pub outcome: EnvironmentOutcome,
}

/// What came out of resolving with and without a feature's requirements.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "snake_case", tag = "outcome")]
pub enum EnvironmentOutcome {
    /// Both have a solution.
    Solved {
        /// Packages of the solution with the feature's requirements.
        packages: usize,
        /// Packages that only the feature's requirements reach, as `name==version`.
        brings: Vec<String>,
        /// Packages whose version differs between the two solutions.
        changes: Vec<VersionChange>,
        /// Every release of the solution has known requirements.
        complete: bool,
    },
    /// No solution with the feature's requirements: why, in words.
    Unsolvable {
        /// The explanation.
        explanation: String,
    },
    /// The facts at hand do not reach: what is missing.
    Missing {
        /// The missing facts, in words.
        facts: Vec<String>,
    },
}

/// A package whose version differs between two solutions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VersionChange {
    /// The package.
    pub name: String,
    /// Its version without the feature's requirements.
    pub without: String,
    /// Its version with them.
    pub with: String,
}

impl FeatureFacts {
    /// The number of packages that the feature brings: the least and the most over the environments that were solved.
    pub fn n_brought(&self) -> Option<(usize, usize)> {
        let counts = self.environments.iter().filter_map(|environment| match &environment.outcome {
            EnvironmentOutcome::Solved { brings, .. } => Some(brings.len()),
            _ => None,
        });
        let counts: Vec<usize> = counts.collect();
        Some((*counts.iter().min()?, *counts.iter().max()?))
    }

    /// Environments where the placed requirements cannot be installed; unknown where facts are missing.
    pub fn broken_environments(&self) -> (Vec<&str>, Vec<&str>) {
        let mut broken = Vec::new();
        let mut unknown = Vec::new();
        for environment in &self.environments {
            match &environment.outcome {
                EnvironmentOutcome::Solved { .. } if environment.without_artefact.is_empty() => {}
                EnvironmentOutcome::Missing { .. } => unknown.push(environment.environment.as_str()),
                _ => broken.push(environment.environment.as_str()),
            }
        }
        (broken, unknown)
    }
}
