//! A placement decision as input of the decision engine: facts, criteria, cells, vetoes and stakeholders.

use haggle_tradeoff::{
    Alternative, Cell, Criterion, CriterionKind, Direction, Draft, Elicitation, GroupRule, Interval, Scale,
    Stakeholder, SwingWeight, Veto,
};

use super::amounts::Amounts;
use super::engine_facts::engine_facts;
use super::facts::FeatureFacts;
use crate::data::{CriterionEntry, CriterionMeasure, Placement, StakeholderEntry, Values};

/// The problem's draft: data in which everything is named, ready to be checked by
/// [`Problem::new`](haggle_tradeoff::Problem::new).
pub fn draft(
    title: &str,
    facts: &FeatureFacts,
    (alternatives, today): (&[Placement], Option<Placement>),
    values: &Values,
    vetoes: Vec<Veto>,
) -> Draft {
    let amounts = Amounts::of(facts, today);
    let cells = values.criteria.iter().flat_map(|entry| {
        alternatives.iter().map(|alternative| Cell {
            criterion: entry.measure.id().into(),
            alternative: alternative.id().into(),
            measure: amounts.amount(entry.measure, *alternative),
        })
    });
    Draft {
        title: format!("where {title} stands"),
        facts: engine_facts(facts),
        criteria: values.criteria.iter().map(criterion).collect(),
        alternatives: alternatives
            .iter()
            .map(|alternative| Alternative {
                id: alternative.id().into(),
                label: alternative.label().into(),
                status_quo: Some(*alternative) == today,
            })
            .collect(),
        cells: cells.collect(),
        vetoes,
        stakeholders: values.stakeholders.iter().map(|entry| stakeholder(entry, values)).collect(),
        disagreement: None,
        rule: GroupRule { tolerance: values.tolerance, ..GroupRule::default() },
        illustrative: values.illustrative.is_some(),
    }
}

impl CriterionMeasure {
    /// What it measures, and in what unit.
    pub fn describe(self) -> (&'static str, &'static str) {
        match self {
            Self::HandSteps => ("work by hand", "steps per 100 deployments"),
            Self::FeatureLost => ("feature lost", "deployments per 100"),
            Self::UnusedPackages => ("packages carried without use", "packages per deployment"),
            Self::HardDependencies => ("hard dependencies for packagers", "packages"),
            Self::Pins => ("pins to keep", "pins"),
            Self::Staleness => ("age of the newest release", "years"),
            Self::BrokenEnvironments => ("environments that cannot install it", "environments"),
            Self::GuardWork => ("imports to guard first", "sites"),
            Self::ChangedFiles => ("files to change", "files"),
        }
    }
}

fn criterion(entry: &CriterionEntry) -> Criterion {
    let (label, unit) = entry.measure.describe();
    let range = Interval::new(entry.best, entry.worst).unwrap_or(Interval::UNIT);
    Criterion {
        id: entry.measure.id().into(),
        label: label.into(),
        parent: None,
        kind: CriterionKind::Leaf(Scale::linear(unit, Direction::Min, range)),
    }
}

fn stakeholder(entry: &StakeholderEntry, values: &Values) -> Stakeholder {
    let points = values.criteria.iter().map(|criterion| {
        let [low, high] = entry.weights.get(&criterion.measure).copied().unwrap_or_default();
        SwingWeight {
            criterion: criterion.measure.id().into(),
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
