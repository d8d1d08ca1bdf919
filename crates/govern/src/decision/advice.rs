//! What is recommended, and on what grounds: today's placement, unless a change leads it clearly.

use haggle_tradeoff::{Decision, DecisionOutcome, StatusQuoRule};
use serde::Serialize;

use super::rule::{FamilyRule, RuleStep};
use crate::data::{PlacementChoice, RuleSettings};

/// What is recommended, and on what grounds.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub struct Advice {
    /// The placement, with its side condition; none where the lead decides, or nothing is left.
    pub recommended: Option<PlacementChoice>,
    /// Why.
    pub grounds: AdviceGrounds,
    /// What the family's rule says.
    pub rule: FamilyRule,
}

/// Why a placement is recommended, or none.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "because")]
#[non_exhaustive]
pub enum AdviceGrounds {
    /// The family's rule says so.
    Rule,
    /// Vetoes leave nothing else.
    Vetoes,
    /// It has the highest value, by enough.
    Leads,
    /// It is today's placement, and no change leads it clearly.
    NoClearLead,
    /// Several placements are too close to call.
    TooClose {
        /// These.
        between: Vec<PlacementChoice>,
    },
    /// Vetoes strike out every placement.
    NothingLeft,
}

/// What a change from today's placement needs, beside the tolerance and stability of every decision.
pub(crate) fn status_quo_rule(settings: &RuleSettings) -> StatusQuoRule {
    StatusQuoRule { margin: settings.margin, most_lost: settings.most_lost }
}

impl Advice {
    /// What a decision recommends, after the family's rule and the comparison with today's placement.
    pub(crate) fn of(decision: &Decision, rule: FamilyRule) -> Self {
        let (recommended, grounds) = match &decision.outcome {
            DecisionOutcome::Recommended { alternative, lead } => {
                let struck = &decision.screening.struck_out;
                let by_rule = struck.iter().any(|one| one.vetoes.iter().any(|veto| veto == "family-rule"));
                let is_by_rule = match rule.says {
                    RuleStep::PutForward | RuleStep::Undetermined { .. } => true,
                    RuleStep::NotPutForward { in_core } => !in_core,
                    _ => false,
                };
                let grounds = match lead {
                    Some(_) => AdviceGrounds::Leads,
                    None if is_by_rule && by_rule => AdviceGrounds::Rule,
                    None => AdviceGrounds::Vetoes,
                };
                (alternative.parse().ok(), grounds)
            }
            DecisionOutcome::Kept { alternative } => (alternative.parse().ok(), AdviceGrounds::NoClearLead),
            DecisionOutcome::NoClearWinner { between, .. } => {
                let between = between.iter().filter_map(|id| id.parse().ok()).collect();
                (None, AdviceGrounds::TooClose { between })
            }
            _ => (None, AdviceGrounds::NothingLeft),
        };
        Self { recommended, grounds, rule }
    }
}
