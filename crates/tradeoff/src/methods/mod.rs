//! The methods that people bring along: for elicitation of weights and for cross-checks, never the decider.
//!
//! Most of them make the score of an alternative depend on which others are there (normalising by the column, comparing
//! in pairs), so that adding or dropping one can reverse two others. [`decide`](crate::decide) does not use them.

mod additive;
mod ahp;
mod bwm;
mod centroid;
mod electre;
mod electre_tri;
mod error;
mod linear_programme;
mod normalisation;
mod objective;
mod promethee;
mod table;
mod topsis;
mod vikor;

pub use additive::{weighted_product, weighted_sum_min_max};
pub use ahp::{
    ComparisonMatrix, Eigenvector, RandomIndex, aggregate_judgements, aggregate_priorities_arithmetic,
    aggregate_priorities_geometric,
};
pub use bwm::{BestWorst, BestWorstWeights, best_worst};
pub use centroid::rank_order_centroid;
pub use electre::{Distillation, ElectreOne, ElectreThree, PseudoCriterion, electre_one, electre_three};
pub use electre_tri::{ElectreTri, MajorityRule, electre_tri, majority_sorting};
pub use error::{MethodError, MethodErrorKind};
pub use normalisation::Normalisation;
pub use objective::{critic_weights, entropy_weights};
pub use promethee::{PreferenceFunction, Promethee, Relation, promethee};
pub use table::{Performances, Weights};
pub use topsis::{Topsis, topsis};
pub use vikor::{Vikor, vikor};
