#![cfg_attr(docsrs, feature(doc_cfg))]
#![doc = include_str!("../README.md")]

#[cfg(doc)]
#[doc = include_str!("../docs/compare.md")]
pub mod compare {}
#[cfg(doc)]
#[doc = include_str!("../docs/design.md")]
pub mod design {}

pub mod analysis;
mod bits;
#[cfg(feature = "cargo")]
pub mod cargo;
mod diagnosis;
pub mod named;
#[cfg(feature = "python")]
pub mod python;
mod query;
mod ranges;
mod solver;
mod table;

pub use diagnosis::{RepairChange, Repairs, minimal_conflict, smallest_repairs};
pub use query::{ClauseId, Query};
pub use solver::{Control, Refutation, RefutationStep, SolveVerdict, Solver, StepId, Stop, TermView, solve};
pub use table::{EdgeGroupId, PackageId, Table, TableBuilder, TableError};
