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
mod outcome;
mod partition;
mod pins;
mod refine;
mod region;
mod resolve;
mod solution;
mod split;

pub use outcome::{ForkStrategy, UniversalOutcome};
pub use pins::UniversalPin;
pub use resolve::resolve_universal;
pub use solution::UniversalSolution;
