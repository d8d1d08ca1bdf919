//! From a problem to a decision: the rule, and everything that a report could want beside it.

mod decide;
mod issue;
mod outcome;
mod parts;
mod report;

#[cfg(feature = "instructions")]
pub use decide::sample_robustness_with;
pub use decide::{Recommendation, decide, decide_again, recommend, sample_robustness};
pub use issue::{AskedWaiver, DealCondition, deal_issue, deal_parties};
pub use outcome::{DecisionOutcome, Doubt};
pub use report::{
    AlternativeReport, Decision, FactUse, Point, StakeholderPoint, StakeholderReport, VetoChange,
    WeightRange, WhatIf, WhyNotBest,
};
