//! The family's deal: all open placements at once.

use haggle_tradeoff::group::{
    DealError, DealFamily, DealIssue, DealOption, DealParty, FamilyDeal, family_deal,
};
use haggle_tradeoff::record::Record;
use haggle_tradeoff::{AlternativeReport, StakeholderReport};
use serde::Serialize;

use crate::data::{Identifier, PlacementChoice, SideConditionEntry, Waivers};

/// A deal over the features of an evaluation, and what it was made from.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub struct DealReport {
    /// The parties, and each placement of each feature with what it is worth to them.
    pub family: DealFamily,
    /// The deals.
    pub found: FamilyDeal,
    /// What has to be done, and who has to agree, for the options that are placements on terms.
    pub terms: Vec<DealTerms>,
}

/// A placement on terms as an option of a deal.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub struct DealTerms {
    /// The feature.
    pub feature: Identifier,
    /// The option.
    pub option: PlacementChoice,
    /// What is done.
    pub terms: String,
    /// What the terms cost each party, against the placement without them, on its scale of 0 to 1.
    pub price: Vec<f64>,
    /// Vetoes that somebody has to waive for it.
    pub asks: Vec<AskedWaiver>,
}

/// A waiver that an option of a deal asks for.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub struct AskedWaiver {
    /// The veto.
    pub veto: String,
    /// The role that may waive it.
    pub by: String,
}

/// A feature whose placement was decided.
pub(super) struct Decided<'a> {
    pub(super) feature: &'a Identifier,
    pub(super) record: &'a Record,
    pub(super) conditions: &'a [SideConditionEntry],
}

/// Bargains over the features whose placement is open and is known today; none for fewer than two of them.
///
/// The placements that vetoes strike out are in no deal. That a change does not lead today's placement clearly does not count, as
/// here one change may pay for another. Nor does a veto count whose waiver a side condition asks for: who may waive it is named beside
/// the deal.
pub(super) fn deal(decided: &[Decided<'_>], waivers: &Waivers) -> Result<Option<DealReport>, DealError> {
    let issues: Vec<DealIssue> = decided.iter().filter_map(issue).collect();
    let Some(first) = decided.first().filter(|_| issues.len() > 1) else { return Ok(None) };
    let party = |party: &StakeholderReport| DealParty { id: party.id.clone(), power: party.power };
    let parties = first.record.decision().stakeholders.iter().map(party).collect();
    let family = DealFamily { parties, issues };
    let found = family_deal(&family)?;
    let terms = decided.iter().flat_map(|one| one.conditions.iter().map(|entry| terms(one, entry, waivers)));
    Ok(Some(DealReport { terms: terms.collect(), family, found }))
}

fn issue(decided: &Decided<'_>) -> Option<DealIssue> {
    let decision = decided.record.decision();
    let today = decision.alternatives.iter().position(|alternative| alternative.status_quo)?;
    let option = |(at, alternative): (usize, &AlternativeReport)| {
        let condition = condition(decided, &alternative.id);
        DealOption {
            id: alternative.id.clone(),
            utilities: decision.stakeholders.iter().map(|party| party.utilities[at]).collect(),
            struck_out: decision.screening.struck_out.iter().any(|struck| {
                struck.alternative == alternative.id
                    && struck.vetoes.iter().any(|veto| !is_asked(condition, veto))
            }),
            condition_of: condition.map(|entry| entry.of.id().to_owned()),
        }
    };
    let options = decision.alternatives.iter().enumerate().map(option).collect();
    Some(DealIssue { id: decided.feature.to_string(), today, options })
}

/// The side condition of an option.
fn condition<'a>(decided: &Decided<'a>, option: &str) -> Option<&'a SideConditionEntry> {
    decided.conditions.iter().find(|entry| entry.choice().to_string() == option)
}

fn is_asked(condition: Option<&SideConditionEntry>, veto: &str) -> bool {
    condition.is_some_and(|entry| entry.asks.contains(&veto))
}

/// What an option on terms asks for: waivers of the vetoes that strike it out now.
fn terms(decided: &Decided<'_>, entry: &SideConditionEntry, waivers: &Waivers) -> DealTerms {
    let option = entry.choice();
    let struck = &decided.record.decision().screening.struck_out;
    let struck = struck.iter().filter(|one| one.alternative == option.to_string());
    let asked = struck.flat_map(|one| &one.vetoes).filter(|veto| is_asked(Some(entry), veto));
    let asks =
        asked.filter_map(|veto| Some(AskedWaiver { veto: veto.clone(), by: waivers.role(veto)?.to_owned() }));
    let decision = decided.record.decision();
    let place = |id: &str| decision.alternatives.iter().position(|one| one.id == id);
    let price = match (place(entry.of.id()), place(&option.to_string())) {
        (Some(without), Some(with)) => {
            decision.stakeholders.iter().map(|one| one.utilities[without] - one.utilities[with]).collect()
        }
        _ => Vec::new(),
    };
    let (feature, asks) = (decided.feature.clone(), asks.collect());
    DealTerms { feature, option, terms: entry.terms.clone(), price, asks }
}
