//! What is said of a problem at its nominal facts and weights: screening, flips, concessions, voting, other methods, faults.

mod checked_methods;
mod cross_check;
mod difference;
mod flip;
mod group_comparisons;
mod group_report;
mod haggle;
mod lever;
mod lint;
mod rule_flips;
mod screening;
mod status_quo;
mod sweep;

pub use cross_check::{CrossCheck, MethodDifference, ObjectiveWeights, Reversal};
pub(crate) use cross_check::{cross_checks, objective_weights};
pub use difference::CriterionDifference;
pub(crate) use flip::flips;
pub use group_comparisons::GroupComparisons;
pub(crate) use group_report::group_report;
pub use group_report::{GroupReport, WorstOff};
pub(crate) use haggle::haggle;
pub use haggle::{Concession, FactConcession, Haggle, NamedBargain};
pub use lever::{Flip, Lever};
pub use lint::Lint;
pub(crate) use lint::lints;
pub use screening::{Certainty, Dominated, Screening, StruckOut, UnknownVeto};
pub(crate) use screening::{eligible_indices, screen};
pub(crate) use status_quo::changes;
pub use status_quo::{Shortfall, StakeholderLoss, StatusQuoChange};
