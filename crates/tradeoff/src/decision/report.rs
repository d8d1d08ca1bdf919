//! The decision as data: every number that a report could want, with where it comes from.

use super::outcome::DecisionOutcome;
use crate::analysis::{
    CriterionDifference, CrossCheck, Flip, GroupReport, Haggle, Lint, ObjectiveWeights, Screening,
    StatusQuoChange,
};
use crate::model::Consistency;
use crate::numeric::Interval;
use crate::robust::WeightChange;
use crate::uncertainty::{AnyWeights, FactEffect, PairChange, Robustness};

/// What [`decide`](crate::decide) found. Vectors by alternative follow the draft's alternatives unless they say that they follow
/// [`Screening::eligible`]; vectors by criterion follow [`Decision::criteria`].
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Decision {
    /// What was decided.
    pub title: String,
    /// The version of this crate.
    pub engine: String,
    /// Whether the values were made up for illustration.
    pub illustrative: bool,
    /// What the rule says.
    pub outcome: DecisionOutcome,
    /// What vetoes and dominance say.
    pub screening: Screening,
    /// The ids of the leaf criteria.
    pub criteria: Vec<String>,
    /// Every alternative, vetoed or not, in the order of the draft.
    pub alternatives: Vec<AlternativeReport>,
    /// Every stakeholder, in the order of the draft.
    pub stakeholders: Vec<StakeholderReport>,
    /// How the result holds within what facts and weights leave open. Follows [`Screening::eligible`].
    pub robustness: Robustness,
    /// Each change that is left against the status quo, the one of highest value first, where the rule keeps the status quo unless a change
    /// leads it clearly.
    #[cfg_attr(feature = "serde", serde(default))]
    pub changes: Vec<StatusQuoChange>,
    /// How often each order comes up if nothing at all is known of the weights (uniform on the simplex, nominal facts): exactly, or
    /// sampled where that is out of reach, and it says which. Follows [`Screening::eligible`]; none where nothing is left.
    pub any_weights: Option<AnyWeights>,
    /// The least change of the group's weights that brings each pair of what is left level, smallest first.
    pub pair_changes: Vec<PairChange>,
    /// The single changes that hand the lead to another alternative: for each lever and each alternative that it can bring to the lead,
    /// the nearest. Those of facts that are open come first, then those of other facts, then those of weights and powers; each smallest
    /// first.
    pub flips: Vec<Flip>,
    /// How far each weight of each stakeholder can move, the stakeholder's others in proportion, while the leader leads.
    pub weight_ranges: Vec<WeightRange>,
    /// What each fact does to the lead, and what it would be worth to know it: the most valuable first ("measure this next").
    pub fact_effects: Vec<FactEffect>,
    /// What voting would say, who agrees and who is worst off; none where nothing is left.
    pub group: Option<GroupReport>,
    /// What each party would have to concede, and the bargains.
    pub haggle: Haggle,
    /// What other methods say: never deciders.
    pub cross_checks: Vec<CrossCheck>,
    /// Weights that follow from the spread of the values of what is left, and what would lead at them: nobody's preferences.
    pub objective_weights: Vec<ObjectiveWeights>,
    /// What it would take for each alternative that does not lead.
    pub why_not: Vec<WhyNotBest>,
    /// What looks wrong with the model.
    pub lints: Vec<Lint>,
    /// What would lead if one veto went the other way.
    pub what_if: Vec<WhatIf>,
    /// Every point of every score, by alternative and then by criterion.
    pub points: Vec<Point>,
}

impl Decision {
    /// The smallest single change that flips the lead, if any does: of a fact, where one does.
    pub fn smallest_flip(&self) -> Option<&Flip> {
        self.flips.first()
    }

    /// The points of one alternative's score; their contributions add up to its value.
    pub fn points_of<'a>(&'a self, alternative: &'a str) -> impl Iterator<Item = &'a Point> {
        self.points.iter().filter(move |point| point.alternative == alternative)
    }
}

/// How far a weight can move while the leader leads.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct WeightRange {
    /// The stakeholder.
    pub stakeholder: String,
    /// The leaf criterion.
    pub criterion: String,
    /// The weight now.
    pub weight: f64,
    /// The weights at which the leader stays at least level with all others.
    pub range: Interval,
}

/// One alternative's standing.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct AlternativeReport {
    /// The alternative.
    pub id: String,
    /// Its label.
    pub label: String,
    /// Whether it is how things are today.
    pub status_quo: bool,
    /// Whether a veto strikes it out.
    pub struck_out: bool,
    /// The group's value at nominal facts and weights, between 0 and 1; vetoed alternatives have one too.
    pub value: f64,
    /// The rank among what is left, 1 the best, equals sharing the better; none if vetoed.
    pub rank: Option<usize>,
}

/// One stakeholder's view.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct StakeholderReport {
    /// The stakeholder.
    pub id: String,
    /// The name.
    pub name: String,
    /// The share of the power, between 0 and 1.
    pub power: f64,
    /// The nominal weights of the leaf criteria; they sum to 1.
    pub weights: Vec<f64>,
    /// How far the comparisons go together that the weights follow from; none where they were stated otherwise.
    #[cfg_attr(feature = "serde", serde(default))]
    pub consistency: Option<Consistency>,
    /// The value of each alternative to the stakeholder, between 0 and 1.
    pub utilities: Vec<f64>,
    /// The alternatives of highest value to the stakeholder, vetoed or not.
    pub favourites: Vec<String>,
    /// The alternatives of highest value to the stakeholder among what is left.
    #[cfg_attr(feature = "serde", serde(default))]
    pub favourites_left: Vec<String>,
}

/// One point of a score: what an alternative gets from a criterion, and why.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Point {
    /// The alternative.
    pub alternative: String,
    /// The leaf criterion.
    pub criterion: String,
    /// The measure at nominal facts.
    pub measure: f64,
    /// The unit of the measure.
    pub unit: String,
    /// The value of the measure, between 0 and 1.
    pub value: f64,
    /// The group's weight of the criterion.
    pub weight: f64,
    /// `weight * value`.
    pub contribution: f64,
    /// The facts that the measure rests on.
    pub facts: Vec<FactUse>,
    /// The reason where the measure is fixed and rests on no fact.
    pub because: Option<String>,
    /// What each stakeholder's weight adds: the contributions sum to [`contribution`](Self::contribution).
    pub by_stakeholder: Vec<StakeholderPoint>,
}

/// A fact as it went into a point.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct FactUse {
    /// The fact.
    pub id: String,
    /// Its label.
    pub label: String,
    /// The nominal value.
    pub value: f64,
    /// The bounds that it is taken to lie in.
    pub bounds: Interval,
    /// The unit.
    pub unit: String,
    /// Where it comes from.
    pub source: String,
    /// The date of the source.
    pub date: Option<String>,
}

/// What one stakeholder adds to a point.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct StakeholderPoint {
    /// The stakeholder.
    pub stakeholder: String,
    /// The stakeholder's weight of the criterion.
    pub weight: f64,
    /// `power * weight * value`.
    pub contribution: f64,
}

/// What it would take for an alternative to win.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct WhyNotBest {
    /// The alternative that does not lead.
    pub alternative: String,
    /// The failed vetoes that strike it out.
    pub struck_out_by: Vec<String>,
    /// How far its value is behind the leader's; negative if a veto keeps it from leading, or it does not lead the status quo clearly.
    pub behind: f64,
    /// The criterion on which it loses most against the leader.
    pub largest_loss: Option<CriterionDifference>,
    /// The smallest single change that would make it lead; none if none does, or it is vetoed.
    pub smallest_change: Option<Flip>,
    /// The least change of the group's weights together that would bring it level with the leader; none if no weights do, or its value
    /// is the leader's or more.
    pub weight_change: Option<WeightChange>,
}

/// What would lead if one veto went the other way, all else as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct WhatIf {
    /// The veto.
    pub veto: String,
    /// The change.
    pub change: VetoChange,
    /// The alternative that would have the highest value; none if nothing would be left.
    pub leader: Option<String>,
}

/// A change of a veto.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum VetoChange {
    /// The failed veto is waived, by the role that may.
    Waived {
        /// The role.
        by: String,
    },
    /// The unknown veto turns out to fail.
    Failed,
}
