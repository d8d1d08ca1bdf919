//! What facts and weights leave open: how often each alternative comes first, and what each fact does.
#![allow(
    clippy::inline_always,
    reason = "the loops must be compiled inside the function that has the vector instructions"
)]

mod any_weights;
mod columns;
mod draw;
mod options;
mod robustness;
mod sampling;
mod sensitivity;
mod tally;
#[cfg(test)]
mod tests;

pub use any_weights::{AnyWeights, PairChange};
pub(crate) use any_weights::{any_weights, exactly, pair_changes};
pub use options::Options;
pub use robustness::{Robustness, RobustnessBasis};
pub(crate) use sampling::robustness;
#[cfg(feature = "instructions")]
pub(crate) use sampling::robustness_on;
pub(crate) use sensitivity::fact_effects;
pub use sensitivity::{FactEffect, LeadAtBounds};
