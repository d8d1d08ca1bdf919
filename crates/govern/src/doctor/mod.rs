//! Whether a machine has what the features of a family need, and how to set up what it lacks.
//!
//! The question goes out first ([`questions`]), somebody looks ([`Machine`]), then [`examine`] compares.

mod examine;
mod health;
mod machine;
mod questions;
mod remedy;

#[cfg(test)]
mod tests;

pub use examine::examine;
pub use health::{FeatureHealth, FeatureState, RequirementHealth, RequirementState};
pub use machine::{InstalledPython, Machine};
pub use questions::{MachineQuestions, questions};
pub use remedy::{PackageManager, Remedy};
