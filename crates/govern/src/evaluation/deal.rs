//! The family's deal: all open placements at once.

use haggle_tradeoff::group::{DealError, DealFamily, DealIssue, FamilyDeal, family_deal};
use haggle_tradeoff::record::Record;
use haggle_tradeoff::{AskedWaiver, DealCondition, deal_issue, deal_parties};
use serde::Serialize;

use crate::data::{Identifier, PlacementChoice, SideConditionEntry};

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

/// A feature whose placement was decided.
pub(super) struct Decided<'a> {
    pub(super) feature: &'a Identifier,
    pub(super) record: &'a Record,
    pub(super) conditions: &'a [SideConditionEntry],
}

/// Bargains over the features whose placement is open and is known today; none for fewer than two of them.
///
/// Who may waive a veto that a side condition asks about is named beside the deal.
pub(super) fn deal(decided: &[Decided<'_>]) -> Result<Option<DealReport>, DealError> {
    let issues: Vec<DealIssue> = decided.iter().filter_map(issue).collect();
    let Some(first) = decided.first().filter(|_| issues.len() > 1) else { return Ok(None) };
    let family = DealFamily { parties: deal_parties(first.record.decision()), issues };
    let found = family_deal(&family)?;
    let terms = decided.iter().flat_map(|one| one.conditions.iter().map(|entry| terms(one, entry)));
    Ok(Some(DealReport { terms: terms.collect(), family, found }))
}

fn issue(decided: &Decided<'_>) -> Option<DealIssue> {
    let conditions: Vec<DealCondition> = decided.conditions.iter().map(SideConditionEntry::in_deal).collect();
    deal_issue(decided.feature.as_str(), decided.record.decision(), &conditions)
}

/// What an option on terms asks for: waivers of the vetoes that strike it out now.
fn terms(decided: &Decided<'_>, entry: &SideConditionEntry) -> DealTerms {
    let (condition, record) = (entry.in_deal(), decided.record);
    DealTerms {
        feature: decided.feature.clone(),
        option: entry.choice(),
        terms: entry.terms.clone(),
        price: condition.price(record.decision()),
        asks: condition.asked(record.problem(), record.decision()),
    }
}
