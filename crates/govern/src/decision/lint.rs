//! What looks wrong with a family's model of a feature, beside what the decision engine finds.

use haggle_tradeoff::{Decision, Draft};
use serde::Serialize;

use crate::data::{CriterionEntry, Placement};

/// A weakness of the model.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "lint")]
#[non_exhaustive]
pub enum ModelLint {
    /// The model lets nothing speak against a placement on more than half of the group's weight: it is at its best there by definition,
    /// whatever the facts.
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
pub(crate) fn model_lints(draft: &Draft, decision: &Decision, criteria: &[CriterionEntry]) -> Vec<ModelLint> {
    let weight_of = |criterion: &CriterionEntry| {
        let mut points = decision.points.iter();
        points.find(|point| point.criterion == criterion.id.as_str()).map_or(0.0, |point| point.weight)
    };
    // A criterion of no placement counts what side conditions ask for.
    let of_placements = criteria.iter().filter(|criterion| !criterion.at.is_empty());
    let differing: Vec<&CriterionEntry> =
        of_placements.filter(|criterion| differs(draft, decision, criterion)).collect();
    let all: f64 = differing.iter().map(|criterion| weight_of(criterion)).sum();
    let mut found = Vec::new();
    for alternative in &draft.alternatives {
        // Terms say what they change; the rest is as at the placement that they are added to.
        let Some(placement) = Placement::from_id(&alternative.id) else { continue };
        let by_definition = differing.iter().filter(|criterion| !criterion.at.contains_key(&placement));
        let weight: f64 = by_definition.map(|criterion| weight_of(criterion)).sum();
        if all > 0.0 && weight / all > MOST_BY_DEFINITION {
            found.push(ModelLint::BestByDefinition {
                alternative: alternative.id.clone(),
                weight: weight / all,
            });
        }
    }
    let nobody = criteria.iter().filter(|criterion| weight_of(criterion) <= 0.0);
    found.extend(nobody.map(|criterion| ModelLint::NobodyCares { criterion: criterion.id.to_string() }));
    found
}

/// Whether the alternatives differ on a criterion, at the facts as they are taken or within what these leave open.
fn differs(draft: &Draft, decision: &Decision, criterion: &CriterionEntry) -> bool {
    let id = criterion.id.as_str();
    let points: Vec<_> = decision.points.iter().filter(|point| point.criterion == id).collect();
    let is_open =
        points.iter().any(|point| point.facts.iter().any(|fact| fact.bounds.high() > fact.bounds.low()));
    let mut cells = draft.cells.iter().filter(|cell| cell.criterion == id).map(|cell| &cell.measure);
    let first = cells.next();
    let are_the_same = cells.all(|measure| Some(measure) == first);
    points.iter().any(|point| (point.value - points[0].value).abs() > 1e-12) || is_open && !are_the_same
}
