//! What the answer for many environments may be.

use haggle_spec::release::MissingFact;

use super::solution::UniversalSolution;
use crate::python::explanation::Explanation;
use crate::solver::Stop;

/// Whether to have fewer versions of a package or newer ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ForkStrategy {
    /// For each environment the versions that it would have alone.
    #[default]
    RequiresPython,
    /// One version for all environments, unless a conflict needs several. [`UniversalSolution::held_back`] says which
    /// pins are not those of the environment alone.
    Fewest,
}

/// The answer for many environments.
#[derive(Debug, Clone)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "snake_case"))]
#[must_use]
pub enum UniversalOutcome {
    /// A choice of versions for every environment.
    Solved(Box<UniversalSolution>),
    /// Some environment has no solution.
    Unsolvable {
        /// Which environments: a marker, empty for all.
        marker: String,
        /// Why, in one of them; none where it has a solution by itself.
        explanation: Option<Box<Explanation>>,
    },
    /// The answer depends on facts that nobody has asked for yet. Sorted, without repetition.
    Missing(Vec<MissingFact>),
    /// The search was stopped.
    Stopped(Stop),
}
