//! A placement decision as input of the decision engine: facts, criteria, cells, vetoes and stakeholders.

use haggle_tradeoff::{
    Alternative, Cell, Criterion, CriterionKind, Direction, Draft, Elicitation, GroupRule, Interval, Scale,
    Stakeholder, SwingWeight, Veto,
};

use serde::Serialize;

use super::amounts::Amounts;
use super::engine_facts::engine_facts;
use super::facts::FeatureFacts;
use crate::data::{CriterionEntry, Identifier, Placement, StakeholderEntry, Values};

/// A problem's draft, and what the draft says nothing of.
#[derive(Debug, Clone, PartialEq)]
pub struct Drafted {
    /// Data in which everything is named, ready to be checked by [`Problem::new`](haggle_tradeoff::Problem::new).
    pub draft: Draft,
    /// The criteria whose amounts nobody knows: they are the same for every placement.
    pub unknown: Vec<UnknownCriterion>,
}

/// A criterion that says nothing of a feature, as nobody knows its amounts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub struct UnknownCriterion {
    /// The criterion.
    pub criterion: Identifier,
    /// What haggle would have to measure, as formulas name it.
    pub measure: &'static str,
    /// Why nobody knows it.
    pub because: String,
}

/// Drafts the problem of where a feature's requirements go.
pub fn draft(
    title: &str,
    facts: &FeatureFacts,
    (alternatives, today): (&[Placement], Option<Placement>),
    values: &Values,
    vetoes: Vec<Veto>,
) -> Drafted {
    let engine_facts = engine_facts(facts);
    let amounts = Amounts::of(facts, &engine_facts, today, values.settings.horizon);
    let (mut cells, mut unknown) = (Vec::new(), Vec::new());
    for entry in &values.criteria {
        let gap = amounts.unknown(entry, alternatives);
        cells.extend(alternatives.iter().map(|alternative| Cell {
            criterion: entry.id.to_string(),
            alternative: alternative.id().into(),
            measure: amounts.amount(entry, *alternative, gap.as_ref()),
        }));
        unknown.extend(gap.map(|gap| UnknownCriterion {
            criterion: entry.id.clone(),
            measure: gap.measure.id(),
            because: gap.because,
        }));
    }
    let draft = Draft {
        title: format!("where {title} is placed"),
        criteria: values.criteria.iter().map(criterion).collect(),
        alternatives: alternatives
            .iter()
            .map(|alternative| Alternative {
                id: alternative.id().into(),
                label: alternative.label().into(),
                status_quo: Some(*alternative) == today,
            })
            .collect(),
        cells,
        vetoes,
        stakeholders: values.stakeholders.iter().map(|entry| stakeholder(entry, values)).collect(),
        disagreement: None,
        rule: GroupRule {
            tolerance: values.settings.tolerance,
            stability: values.settings.stability,
            status_quo: None,
        },
        illustrative: values.illustrative.is_some(),
        facts: engine_facts,
    };
    Drafted { draft, unknown }
}

fn criterion(entry: &CriterionEntry) -> Criterion {
    let direction = if entry.worst > entry.best { Direction::Min } else { Direction::Max };
    let (low, high) = (entry.worst.min(entry.best), entry.worst.max(entry.best));
    let range = Interval::new(low, high).unwrap_or(Interval::UNIT);
    Criterion {
        id: entry.id.to_string(),
        label: entry.name.clone(),
        parent: None,
        kind: CriterionKind::Leaf(Scale::linear(entry.unit.clone(), direction, range)),
    }
}

fn stakeholder(entry: &StakeholderEntry, values: &Values) -> Stakeholder {
    let points = values.criteria.iter().map(|criterion| {
        let [low, high] = entry.weights.get(&criterion.id).copied().unwrap_or_default();
        SwingWeight {
            criterion: criterion.id.to_string(),
            points: Interval::new(low, high).unwrap_or(Interval::UNIT),
        }
    });
    Stakeholder {
        id: entry.id.to_string(),
        name: entry.name.clone(),
        power: entry.power,
        weights: Elicitation::Swing(points.collect()),
    }
}
