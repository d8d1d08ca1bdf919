#![cfg_attr(docsrs, feature(doc_cfg))]
#![doc = include_str!("../README.md")]
#![allow(clippy::float_cmp, reason = "ties, dominance and whole numbers are compared exactly, and mean it")]
#![allow(clippy::many_single_char_names, reason = "formulas keep the letters of their papers")]
#![allow(clippy::needless_range_loop, reason = "matrices are read at [i][j] and [j][i]")]

#[cfg(doc)]
#[doc = include_str!("../docs/compare.md")]
pub mod compare {}
#[cfg(doc)]
#[doc = include_str!("../docs/design.md")]
pub mod design {}

pub mod backtest;
pub mod forecast;
pub mod group;
pub mod methods;
#[cfg(feature = "record")]
pub mod record;
pub mod robust;
pub mod words;

#[doc = include_str!("../METHOD.md")]
pub mod method_and_limits {}

mod analysis;
mod decision;
mod model;
mod numeric;
mod uncertainty;
mod vector;

pub use analysis::{
    Certainty, Concession, CriterionDifference, CrossCheck, Dominated, FactConcession, Flip,
    GroupComparisons, GroupReport, Haggle, Lever, Lint, MethodDifference, NamedBargain, ObjectiveWeights,
    Reversal, Screening, Shortfall, StakeholderLoss, StatusQuoChange, StruckOut, UnknownVeto, WorstOff,
};
#[cfg(feature = "instructions")]
pub use decision::sample_robustness_with;
pub use decision::{
    AlternativeReport, AskedWaiver, DealCondition, Decision, DecisionOutcome, Doubt, FactUse, Point,
    Recommendation, StakeholderPoint, StakeholderReport, VetoChange, WeightRange, WhatIf, WhyNotBest,
    deal_issue, deal_parties, decide, decide_again, recommend, sample_robustness,
};
pub use model::{
    AdoptionClass, Alternative, Beyond, Cell, Consistency, Criterion, CriterionKind, Disagreement, Draft,
    Elicitation, Fact, GroupRule, Measure, PooledShare, Problem, ProblemError, ProblemPart, Quantity, Scale,
    ShareConflict, ShareEvidence, ShareMeasurement, SharePosterior, SharePrior, ShareThresholds,
    SideCondition, Stakeholder, StatusQuoRule, SwingWeight, ValueFunction, Veto, VetoVerdict, Waiver,
    WeighedEvidence, pool_share,
};
pub use numeric::{
    Direction, Interval, IntervalError, IntervalErrorKind, wilson_interval, wilson_interval_at,
};
pub use uncertainty::{
    AnyWeights, FactEffect, LeadAtBounds, Options, PairChange, Robustness, RobustnessBasis,
};
