//! Each change held against how things are today: whether it leads clearly.

use crate::model::{GroupRule, Nominal, Problem, StatusQuoRule};
use crate::numeric::{additive, sort_by};
use crate::uncertainty::Robustness;

/// A change from the status quo, and whether it leads clearly.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct StatusQuoChange {
    /// What would be chosen instead.
    pub alternative: String,
    /// By how much its value is above that of the status quo, on the scale of 0 to 1.
    pub lead: f64,
    /// The group's weight of the criteria on which the two differ.
    pub differing_weight: f64,
    /// The lead on that weight alone.
    pub margin: f64,
    /// The share of what facts and weights leave open in which it has the higher value.
    pub winning: f64,
    /// The stakeholder who loses most by it; none where nobody loses.
    pub most_lost: Option<StakeholderLoss>,
    /// What it lacks to be recommended; nothing where it leads clearly.
    pub lacks: Vec<Shortfall>,
}

/// What a stakeholder loses by a change.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct StakeholderLoss {
    /// The stakeholder.
    pub stakeholder: String,
    /// On the stakeholder's scale of 0 to 1.
    pub loss: f64,
}

/// What a change lacks to be recommended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Shortfall {
    /// Its value is not above that of the status quo by more than the tolerance.
    Tolerance,
    /// The lead is too small on the criteria on which the two differ.
    Margin,
    /// It has the higher value too rarely.
    Stability,
    /// It costs a stakeholder too much.
    Loss,
}

/// Values on which two alternatives differ by no more than this are the same.
const SAME: f64 = 1e-9;

/// Each change that is left against the status quo, the one of highest value first; nothing where the rule does not ask, or the status
/// quo is not left.
pub(crate) fn changes(
    problem: &Problem,
    nominal: &Nominal,
    eligible: &[usize],
    robustness: &Robustness,
) -> Vec<StatusQuoChange> {
    let rule = problem.draft().rule;
    let Some(asks) = rule.status_quo else { return Vec::new() };
    let Some(today) = problem.status_quo().and_then(|at| eligible.iter().position(|other| *other == at))
    else {
        return Vec::new();
    };
    let standing = Standing { weights: &nominal.weights, powers: problem.powers(), table: &nominal.table };
    let change = |(place, &at): (usize, &usize)| {
        let against = standing.against(at, eligible[today]);
        let winning = robustness.pairwise_winning[place][today];
        let mut lacks = against.lacks(rule, asks);
        if winning < rule.stability {
            lacks.push(Shortfall::Stability);
            sort_by(&mut lacks, |a, b| (*a as u8).cmp(&(*b as u8)));
        }
        let named = |(party, loss): (usize, f64)| StakeholderLoss {
            stakeholder: problem.draft().stakeholders[party].id.clone(),
            loss,
        };
        StatusQuoChange {
            alternative: problem.draft().alternatives[at].id.clone(),
            lead: against.lead,
            differing_weight: against.differing_weight,
            margin: against.margin(),
            winning,
            most_lost: against.most_lost.map(named),
            lacks,
        }
    };
    let rivals = eligible.iter().enumerate().filter(|(place, _)| *place != today);
    let mut found: Vec<StatusQuoChange> = rivals.map(change).collect();
    sort_by(&mut found, |a, b| b.lead.total_cmp(&a.lead));
    found
}

/// A state of facts, weights and powers.
pub(super) struct Standing<'a> {
    /// `[stakeholder][leaf]`.
    pub(super) weights: &'a [Vec<f64>],
    /// `[stakeholder]`, with the sum 1.
    pub(super) powers: &'a [f64],
    /// `[alternative][leaf]`.
    pub(super) table: &'a [Vec<f64>],
}

/// One alternative against another.
pub(super) struct Against {
    lead: f64,
    differing_weight: f64,
    /// The stakeholder who loses most, by its place.
    most_lost: Option<(usize, f64)>,
}

impl Standing<'_> {
    /// What a stakeholder gains by a change, and its weight of the criteria on which the two differ. `O(leaves)`.
    pub(super) fn part(&self, party: usize, new: usize, old: usize) -> (f64, f64) {
        let (weights, new, old) = (&self.weights[party], &self.table[new], &self.table[old]);
        let gain = additive(weights, new) - additive(weights, old);
        let differing = weights.iter().zip(new.iter().zip(old)).filter(|(_, (a, b))| (*a - *b).abs() > SAME);
        (gain, differing.map(|(weight, _)| weight).sum())
    }

    /// The parts of all stakeholders.
    pub(super) fn parts(&self, new: usize, old: usize) -> Vec<(f64, f64)> {
        (0..self.weights.len()).map(|party| self.part(party, new, old)).collect()
    }

    fn against(&self, new: usize, old: usize) -> Against {
        Against::of(self.powers, &self.parts(new, old))
    }

    /// The alternative that the rule takes where how often each comes first plays no part.
    pub(super) fn chosen(
        &self,
        eligible: &[usize],
        today: usize,
        rule: GroupRule,
        asks: StatusQuoRule,
    ) -> usize {
        chosen(eligible, today, (rule, asks), |at| self.against(at, today))
    }
}

/// The best of the changes that lead clearly, else the status quo.
pub(super) fn chosen(
    eligible: &[usize],
    today: usize,
    (rule, asks): (GroupRule, StatusQuoRule),
    against: impl Fn(usize) -> Against,
) -> usize {
    let mut best = (today, 0.0);
    for &at in eligible.iter().filter(|at| **at != today) {
        let against = against(at);
        if against.lead > best.1 && against.lacks(rule, asks).is_empty() {
            best = (at, against.lead);
        }
    }
    best.0
}

impl Against {
    /// From what each stakeholder gains, and its weight of what differs.
    pub(super) fn of(powers: &[f64], parts: &[(f64, f64)]) -> Self {
        let (mut lead, mut differing_weight, mut most_lost) = (0.0, 0.0, None);
        for (party, (power, (gain, differing))) in powers.iter().zip(parts).enumerate() {
            lead += power * gain;
            differing_weight += power * differing;
            if *gain < 0.0 && most_lost.is_none_or(|(_, most)| -gain > most) {
                most_lost = Some((party, -gain));
            }
        }
        Self { lead, differing_weight, most_lost }
    }

    fn margin(&self) -> f64 {
        if self.differing_weight > 0.0 { self.lead / self.differing_weight } else { 0.0 }
    }

    /// What is lacking at these values, whatever is open.
    fn lacks(&self, rule: GroupRule, asks: StatusQuoRule) -> Vec<Shortfall> {
        let lost = self.most_lost.map_or(0.0, |(_, loss)| loss);
        let checks = [
            (self.lead <= rule.tolerance, Shortfall::Tolerance),
            (self.margin() < asks.margin, Shortfall::Margin),
            (lost > asks.most_lost, Shortfall::Loss),
        ];
        checks.into_iter().filter(|(fails, _)| *fails).map(|(_, lack)| lack).collect()
    }
}
