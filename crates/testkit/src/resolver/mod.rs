//! Dependency problems as plain tables: random ones, stored ones, and a search that is slow and plainly right.

mod brute;
mod generate;
#[cfg(feature = "instances")]
mod instance;
mod markers;
#[cfg(feature = "tables")]
mod tables;

pub use brute::{Answer, check_solution, first_solution};
pub use generate::{Random, Shape, pigeonhole, problem, registry};
#[cfg(feature = "instances")]
pub use instance::{InstanceError, Labels, load, load_labelled};
pub use markers::{MarkerProblem, MarkerRelease, marker_problem};
#[cfg(feature = "tables")]
pub use tables::{query_of, table_of};

/// A set of versions as half-open ranges of version numbers.
pub type Ranges = Vec<(u32, u32)>;

/// A dependency problem. The highest version is liked best.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Problem {
    /// What it is called.
    pub name: String,
    /// The number of versions of each package.
    pub n_versions: Vec<u32>,
    /// The names of the packages, for messages.
    pub names: Vec<String>,
    /// For each package and version, what it requires.
    pub edges: Vec<Vec<Vec<(usize, Ranges)>>>,
    /// What has to be there.
    pub roots: Vec<(usize, Ranges)>,
    /// What a package is limited to if it is there at all.
    pub limits: Vec<(usize, Ranges)>,
}

impl Problem {
    /// The problem without the requirements of packages on themselves.
    #[must_use]
    pub fn without_self_requirements(mut self) -> Self {
        for (source, versions) in self.edges.iter_mut().enumerate() {
            for edges in versions {
                edges.retain(|(target, _)| *target != source);
            }
        }
        self
    }
}

/// Whether a set of ranges has the version.
pub fn contains(ranges: &Ranges, version: u32) -> bool {
    ranges.iter().any(|(from, to)| (*from..*to).contains(&version))
}
