#![doc = include_str!("../README.md")]
#![allow(clippy::float_cmp, reason = "ties, dominance and whole numbers are compared exactly, and mean it")]
#![allow(clippy::many_single_char_names, reason = "formulas keep the letters of their papers")]
#![allow(clippy::needless_range_loop, reason = "matrices are read at [i][j] and [j][i]")]

pub mod backtest;
pub mod bargain;
pub mod group;
pub mod method;
#[cfg(feature = "record")]
pub mod record;
pub mod robust;

#[doc = include_str!("../METHOD.md")]
pub mod method_and_limits {}

mod any_weights;
mod check;
mod compared;
mod consistency;
mod counts;
mod criterion;
mod cross_check;
mod decide;
mod decision;
mod direction;
mod draft;
mod draw;
mod elementary;
mod error;
mod explain;
mod fact;
mod flip;
mod group_comparisons;
mod group_report;
mod haggle;
mod interpolate;
mod interval;
mod leaf;
mod lint;
mod measure;
mod nominal;
mod options;
mod outcome;
mod problem;
mod robustness;
mod sampling;
mod screening;
mod sensitivity;
mod share;
mod side_condition;
mod stakeholder;
mod stream;
mod sweep;
mod vector;
mod veto;
mod weigher;
mod weighers;
mod weighted;
mod wilson;

pub use any_weights::{AnyWeights, PairChange};
pub use consistency::Consistency;
pub use criterion::{Alternative, Criterion, CriterionKind, Scale, ValueFunction};
pub use cross_check::{CrossCheck, MethodDifference, ObjectiveWeights, Reversal};
pub use decide::{Recommendation, decide, recommend, sample_robustness};
pub use decision::{
    AlternativeReport, Decision, FactUse, Point, StakeholderPoint, StakeholderReport, VetoChange,
    WeightRange, WhatIf, WhyNotBest,
};
pub use direction::Direction;
pub use draft::{Disagreement, Draft, GroupRule};
pub use error::ProblemError;
pub use fact::{Fact, Quantity};
pub use flip::{Flip, Lever};
pub use group_comparisons::GroupComparisons;
pub use group_report::{GroupReport, WorstOff};
pub use haggle::{Concession, FactConcession, Haggle, NamedBargain};
pub use interval::{Interval, IntervalError};
pub use lint::Lint;
pub use measure::{Cell, Measure};
pub use method::rank_order_centroid;
pub use options::Options;
pub use outcome::{DecisionOutcome, Doubt};
pub use problem::Problem;
pub use robustness::{Robustness, RobustnessBasis};
pub use screening::{Certainty, Dominated, Screening, StruckOut, UnknownVeto};
pub use sensitivity::FactEffect;
pub use share::{AdoptionClass, ShareEvidence, classify_share};
pub use side_condition::SideCondition;
pub use stakeholder::{Elicitation, Stakeholder, SwingWeight};
pub use veto::{Veto, VetoVerdict, Waiver};
pub use wilson::{wilson_interval, wilson_interval_at};
