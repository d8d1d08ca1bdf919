//! What looks wrong with a family's model of a feature, beside what the decision engine finds.

use haggle_tradeoff::{Decision, Draft, Measure};
use serde::Serialize;

/// A weakness of the model.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "lint")]
#[non_exhaustive]
pub enum ModelLint {
    /// A placement is at its best by definition on more than half of the group's weight: no fact can speak against it there.
    BestByDefinition {
        /// The placement.
        alternative: String,
        /// The group's weight of those criteria, of the weight of all on which the placements differ.
        weight: f64,
    },
    /// No stakeholder weighs the criterion.
    NobodyCares {
        /// The criterion.
        criterion: String,
    },
}

/// More than this share of the weight is too much.
const MOST_BY_DEFINITION: f64 = 0.5;

/// Looks at a problem and its decision.
pub(crate) fn model_lints(draft: &Draft, decision: &Decision) -> Vec<ModelLint> {
    let weight_of = |criterion: &str| {
        decision.points.iter().find(|point| point.criterion == criterion).map_or(0.0, |point| point.weight)
    };
    let differs = |criterion: &str| {
        let cells = draft.cells.iter().filter(|cell| cell.criterion == criterion);
        let amounts: Vec<Option<f64>> = cells.map(|cell| amount_of(&cell.measure)).collect();
        amounts.iter().any(|amount| amount.is_none() || *amount != amounts[0])
    };
    let differing: Vec<&String> = decision.criteria.iter().filter(|criterion| differs(criterion)).collect();
    let all: f64 = differing.iter().map(|criterion| weight_of(criterion)).sum();
    let mut found = Vec::new();
    for alternative in &draft.alternatives {
        let is_best = |criterion: &&&String| {
            decision
                .points_of(&alternative.id)
                .any(|point| point.criterion == ***criterion && point.value >= 1.0 && point.facts.is_empty())
        };
        let weight: f64 = differing.iter().filter(is_best).map(|criterion| weight_of(criterion)).sum();
        if all > 0.0 && weight / all > MOST_BY_DEFINITION {
            found.push(ModelLint::BestByDefinition {
                alternative: alternative.id.clone(),
                weight: weight / all,
            });
        }
    }
    let nobody = decision.criteria.iter().filter(|criterion| weight_of(criterion) <= 0.0);
    found.extend(nobody.map(|criterion| ModelLint::NobodyCares { criterion: criterion.clone() }));
    found
}

/// The number of a fixed measure.
fn amount_of(measure: &Measure) -> Option<f64> {
    match measure {
        Measure::Fixed { value, .. } => Some(*value),
        _ => None,
    }
}
