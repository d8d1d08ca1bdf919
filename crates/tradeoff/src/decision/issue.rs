//! A decision as an issue of a family's deal, and the terms on which some of its options come.

use super::report::{AlternativeReport, Decision};
use crate::group::{DealIssue, DealOption, DealParty};
use crate::model::Draft;

/// An option that is another one on terms: what is done first, and which vetoes somebody has to waive for it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct DealCondition {
    /// The option's id.
    pub option: String,
    /// The id of the option without the terms.
    pub of: String,
    /// What is done; goes on after the option: `once the seven imports are guarded`.
    pub terms: String,
    /// The vetoes that it asks somebody to waive: they keep it out of no deal.
    pub asks: Vec<String>,
}

/// A waiver that an option of a deal asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct AskedWaiver {
    /// The veto.
    pub veto: String,
    /// The role that may waive it.
    pub by: String,
}

/// The parties to a deal over decisions that share their stakeholders: those of one of them.
pub fn deal_parties(decision: &Decision) -> Vec<DealParty> {
    let party = |party: &super::StakeholderReport| DealParty { id: party.id.clone(), power: party.power };
    decision.stakeholders.iter().map(party).collect()
}

/// A decision's alternatives as an issue; none where today's is not known.
///
/// What a veto strikes out is in no deal, unless the option's terms ask for its waiver. That a change does not lead today's option clearly
/// does not count, as in a deal one change may pay for another.
pub fn deal_issue(id: &str, decision: &Decision, conditions: &[DealCondition]) -> Option<DealIssue> {
    let today = decision.alternatives.iter().position(|alternative| alternative.status_quo)?;
    let option = |(at, alternative): (usize, &AlternativeReport)| {
        let condition = conditions.iter().find(|one| one.option == alternative.id);
        let is_asked = |veto: &String| condition.is_some_and(|one| one.asks.contains(veto));
        DealOption {
            id: alternative.id.clone(),
            utilities: decision.stakeholders.iter().map(|party| party.utilities[at]).collect(),
            struck_out: decision.screening.struck_out.iter().any(|struck| {
                struck.alternative == alternative.id && struck.vetoes.iter().any(|veto| !is_asked(veto))
            }),
            condition_of: condition.map(|one| one.of.clone()),
        }
    };
    let options = decision.alternatives.iter().enumerate().map(option).collect();
    Some(DealIssue { id: id.to_owned(), today, options })
}

impl DealCondition {
    /// What the terms cost each party against the option without them, on its scale of 0 to 1; empty where one of the two is not an option.
    pub fn price(&self, decision: &Decision) -> Vec<f64> {
        let place = |id: &str| decision.alternatives.iter().position(|one| one.id == id);
        let (Some(without), Some(with)) = (place(&self.of), place(&self.option)) else { return Vec::new() };
        decision.stakeholders.iter().map(|one| one.utilities[without] - one.utilities[with]).collect()
    }

    /// The waivers that it asks for: of the vetoes that strike it out now.
    pub fn asked(&self, problem: &Draft, decision: &Decision) -> Vec<AskedWaiver> {
        let struck = decision.screening.struck_out.iter().filter(|one| one.alternative == self.option);
        let asked = struck.flat_map(|one| &one.vetoes).filter(|veto| self.asks.contains(veto));
        asked
            .filter_map(|id| {
                let veto = problem.vetoes.iter().find(|veto| veto.id == *id)?;
                Some(AskedWaiver { veto: id.clone(), by: veto.waivable_by.clone()? })
            })
            .collect()
    }
}
