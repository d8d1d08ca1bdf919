//! Moves that somebody would lose by, and what would open them.

use super::agreed::Deal;
use super::family::{DealFamily, DealIssue};
use super::table::TOLERANCE;
use crate::numeric::sort_by;

/// A move that the group would gain by and that is not in the deal, since a party would be left worse off than today.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct BlockedMove {
    /// The issue.
    pub issue: String,
    /// The option in the deal, or today's.
    pub from: String,
    /// The option that is blocked.
    pub to: String,
    /// What the group would gain by it, by powers.
    pub group_gain: f64,
    /// What each loser would have to get, on top of what the deal gives: the smallest that leaves it as well off as today.
    pub payments: Vec<SidePayment>,
    /// Whether the others gain enough to pay for it.
    pub is_payable: bool,
    /// Options of the issue that are this one with a side condition, and that leave nobody worse off.
    pub opened_by: Vec<String>,
}

/// What a party would have to get.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct SidePayment {
    /// The party.
    pub party: String,
    /// How much, in the unit of the utilities.
    pub amount: f64,
}

impl BlockedMove {
    /// All payments together.
    pub fn price(&self) -> f64 {
        self.payments.iter().map(|payment| payment.amount).sum()
    }
}

/// The moves beside a deal, each made alone on top of it: the cheapest first, then in the order of issues and options.
pub(super) fn blocked_moves(family: &DealFamily, deal: &Deal) -> Vec<BlockedMove> {
    let mut found = Vec::new();
    for (issue, &chosen) in family.issues.iter().zip(&deal.choice) {
        let others =
            (0..issue.options.len()).filter(|&option| option != chosen && !issue.options[option].struck_out);
        found.extend(others.filter_map(|option| blocked(family, deal, issue, chosen, option)));
    }
    sort_by(&mut found, |a, b| a.price().total_cmp(&b.price()));
    found
}

/// The gains of all parties with another option of one issue.
fn gains_with(deal: &Deal, issue: &DealIssue, chosen: usize, option: usize) -> Vec<f64> {
    let (from, to) = (&issue.options[chosen].utilities, &issue.options[option].utilities);
    deal.gains.iter().zip(from.iter().zip(to)).map(|(gain, (from, to))| gain + to - from).collect()
}

fn blocked(
    family: &DealFamily,
    deal: &Deal,
    issue: &DealIssue,
    chosen: usize,
    option: usize,
) -> Option<BlockedMove> {
    let gains = gains_with(deal, issue, chosen, option);
    let power: f64 = family.parties.iter().map(|party| party.power).sum();
    let changes = gains.iter().zip(&deal.gains).map(|(then, now)| then - now);
    let group_gain =
        family.parties.iter().zip(changes).map(|(party, change)| party.power * change).sum::<f64>() / power;
    let payments: Vec<SidePayment> = family
        .parties
        .iter()
        .zip(&gains)
        .filter(|(_, gain)| **gain < -TOLERANCE)
        .map(|(party, gain)| SidePayment { party: party.id.clone(), amount: -gain })
        .collect();
    if group_gain <= TOLERANCE || payments.is_empty() {
        return None;
    }
    let id = &issue.options[option].id;
    let opens = |at: &usize| {
        let other = &issue.options[*at];
        let nobody_loses = gains_with(deal, issue, chosen, *at).iter().all(|gain| *gain >= -TOLERANCE);
        !other.struck_out && other.condition_of.as_ref() == Some(id) && nobody_loses
    };
    Some(BlockedMove {
        issue: issue.id.clone(),
        from: issue.options[chosen].id.clone(),
        to: id.clone(),
        group_gain,
        payments,
        is_payable: gains.iter().sum::<f64>() >= -TOLERANCE,
        opened_by: (0..issue.options.len()).filter(opens).map(|at| issue.options[at].id.clone()).collect(),
    })
}
