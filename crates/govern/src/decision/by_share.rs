//! What would be recommended at each share of deployments: how the answer follows the one fact that is hardest to come by.

use haggle_tradeoff::{Decision, Direction, Draft, Measure};
use serde::Serialize;

use super::rule::RuleStep;
use super::share::MOST;
use crate::data::{CriterionMeasure, Placement, PlacementChoice, RuleSettings};

/// A range of shares at which one placement is recommended.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub struct ShareRange {
    /// From this share of deployments, 0 to 1.
    pub from: f64,
    /// Up to this one.
    pub to: f64,
    /// What is recommended there; none where no placement is left.
    pub recommended: Option<PlacementChoice>,
}

/// Steps of one half of a per cent: the ends of the ranges are so exact.
const STEPS: u32 = 200;

/// What is recommended at each share, all else as taken. Facts and weights are at their nominal values, so how often a change wins
/// within what they leave open plays no part.
///
/// `O(steps * criteria * alternatives * stakeholders)`.
pub(crate) fn by_share(
    draft: &Draft,
    decision: &Decision,
    rule: &RuleStep,
    settings: &RuleSettings,
) -> Vec<ShareRange> {
    let nominal = Nominal { draft, decision };
    let mut ranges: Vec<ShareRange> = Vec::new();
    for step in 0..=STEPS {
        let share = f64::from(step) / f64::from(STEPS);
        let recommended = nominal.recommended(share, rule, settings);
        match ranges.last_mut() {
            Some(last) if last.recommended == recommended => last.to = share,
            _ => ranges.push(ShareRange { from: share, to: share, recommended }),
        }
    }
    ranges
}

struct Nominal<'a> {
    draft: &'a Draft,
    decision: &'a Decision,
}

impl Nominal<'_> {
    fn recommended(&self, share: f64, rule: &RuleStep, settings: &RuleSettings) -> Option<PlacementChoice> {
        let is_struck = |id: &str| {
            let others = self.draft.vetoes.iter().filter(|veto| veto.id != "family-rule");
            others
                .filter(|veto| veto.strikes_out())
                .any(|veto| veto.strikes.iter().any(|struck| struck == id))
        };
        let left: Vec<usize> = (0..self.draft.alternatives.len())
            .filter(|&at| !is_struck(&self.draft.alternatives[at].id))
            .collect();
        let place = |at: usize| self.draft.alternatives[at].id.parse::<PlacementChoice>().ok();
        let is_core = |at: usize| place(at).is_some_and(|choice| choice.placement == Placement::Core);
        let core = left.iter().copied().find(|&at| self.draft.alternatives[at].id == Placement::Core.id());
        let today = left.iter().copied().find(|&at| self.draft.alternatives[at].status_quo);
        let has_rule = *rule != RuleStep::NoQuestion;
        let is_held = matches!(rule, RuleStep::Held { .. });
        if let Some(core) = core.filter(|_| has_rule && !is_held && share > MOST) {
            return place(core);
        }
        let is_barred = |at: usize| has_rule && is_core(at) && Some(at) != today && share <= MOST;
        let left: Vec<usize> = left.into_iter().filter(|&at| !is_barred(at)).collect();
        let utilities: Vec<Vec<f64>> = left.iter().map(|&at| self.utilities(at, share)).collect();
        let value = |row: usize| -> f64 {
            let powers = self.decision.stakeholders.iter().map(|one| one.power);
            powers.zip(&utilities[row]).map(|(power, utility)| power * utility).sum()
        };
        let mut order: Vec<usize> = (0..left.len()).collect();
        order.sort_by(|&a, &b| value(b).total_cmp(&value(a)));
        let Some(today) = today.and_then(|today| left.iter().position(|&at| at == today)) else {
            return order.first().and_then(|&row| place(left[row]));
        };
        let leads = |row: usize| {
            let lead = value(row) - value(today);
            let losses = utilities[today].iter().zip(&utilities[row]).map(|(old, new)| old - new);
            let weight = self.differing_weight((left[row], left[today]), share);
            lead > settings.tolerance
                && lead >= settings.margin * weight
                && losses.fold(0.0, f64::max) <= settings.most_lost
        };
        let change = order.iter().copied().find(|&row| row != today && leads(row));
        place(left[change.unwrap_or(today)])
    }

    /// What an alternative is worth to each stakeholder.
    fn utilities(&self, alternative: usize, share: f64) -> Vec<f64> {
        let values: Vec<f64> = self
            .decision
            .criteria
            .iter()
            .map(|criterion| self.worth(criterion, alternative, share))
            .collect();
        let weights = self.decision.stakeholders.iter().map(|one| &one.weights);
        weights
            .map(|weights| weights.iter().zip(&values).map(|(weight, value)| weight * value).sum())
            .collect()
    }

    fn differing_weight(&self, (one, other): (usize, usize), share: f64) -> f64 {
        let differs = |criterion: &String| {
            (self.worth(criterion, one, share) - self.worth(criterion, other, share)).abs() > 1e-9
        };
        let criteria = self.decision.criteria.iter().enumerate().filter(|(_, criterion)| differs(criterion));
        let weight = |at: usize| -> f64 {
            self.decision.stakeholders.iter().map(|one| one.power * one.weights[at]).sum()
        };
        criteria.map(|(at, _)| weight(at)).sum()
    }

    /// The value of an alternative on a criterion, 0 to 1: the criteria of a family have linear scales.
    fn worth(&self, criterion: &str, alternative: usize, share: f64) -> f64 {
        let id = &self.draft.alternatives[alternative].id;
        let mut cells = self.draft.cells.iter();
        let cell = cells.find(|cell| cell.criterion == criterion && cell.alternative == *id);
        let entry = self.draft.criteria.iter().find(|entry| entry.id == criterion);
        let (Some(cell), Some(haggle_tradeoff::CriterionKind::Leaf(scale))) =
            (cell, entry.map(|entry| &entry.kind))
        else {
            return 0.0;
        };
        let fact = |id: &String| {
            if id == CriterionMeasure::Share.id() {
                return share;
            }
            self.draft.facts.iter().find(|fact| fact.id == *id).map_or(0.0, haggle_tradeoff::Fact::nominal)
        };
        let amount = match &cell.measure {
            Measure::Fixed { value, .. } => *value,
            Measure::Affine { intercept, terms } => {
                terms.iter().fold(*intercept, |sum, (id, slope)| sum + slope * fact(id))
            }
            Measure::Product { factor, facts } => {
                facts.iter().fold(*factor, |product, id| product * fact(id))
            }
            _ => 0.0,
        };
        let (low, high) = (scale.range.low(), scale.range.high());
        let position = ((amount - low) / (high - low)).clamp(0.0, 1.0);
        if scale.direction == Direction::Min { 1.0 - position } else { position }
    }
}
