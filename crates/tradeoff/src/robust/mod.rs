//! Robustness of additive values: how far weights can move before the order changes, and how often each order comes up.
//!
//! Everything here takes `values[alternative][criterion]` and weights; [`decide`](crate::decide) brings in facts and stakeholders.

mod central;
mod drawn;
mod exact;
mod information;
mod orthant;
mod sampled;
mod stability;

#[cfg(feature = "instructions")]
pub use crate::vector::Instructions;
pub use central::exact_central_weights;
pub use drawn::drawn_acceptability;
pub(crate) use exact::exact_within;
pub use exact::{ExactAcceptability, WeightSpace, exact_acceptability};
pub use information::normal_expected_value_of_perfect_information;
#[cfg(feature = "instructions")]
pub use sampled::sampled_acceptability_with;
pub use sampled::{SampledAcceptability, sampled_acceptability};
pub(crate) use stability::least_change;
pub use stability::{
    WeightChange, contribution_differences, criterion_change_to_tie, least_weight_change, weight_stability,
};
