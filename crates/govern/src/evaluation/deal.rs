//! The family's deal: all open placements at once.

use haggle_tradeoff::group::{
    DealError, DealFamily, DealIssue, DealOption, DealParty, FamilyDeal, family_deal,
};
use haggle_tradeoff::record::Record;
use serde::Serialize;

use crate::data::Identifier;
use crate::decision::CLEAR_LEAD;

/// A deal over the features of an evaluation, and what it was made from.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub struct DealReport {
    /// The parties, and each placement of each feature with what it is worth to them.
    pub family: DealFamily,
    /// The deals.
    pub found: FamilyDeal,
}

/// Bargains over the features whose placement is open and is known today; none for fewer than two of them.
///
/// The placements that vetoes strike out are in no deal. The veto `clear-lead` does not count: it compares one change alone with today's
/// placement, and here one change may pay for another.
pub(super) fn deal(records: &[(&Identifier, &Record)]) -> Result<Option<DealReport>, DealError> {
    let issues: Vec<DealIssue> =
        records.iter().filter_map(|(feature, record)| issue(feature, record)).collect();
    let Some((_, first)) = records.first().filter(|_| issues.len() > 1) else { return Ok(None) };
    let party =
        |party: &haggle_tradeoff::StakeholderReport| DealParty { id: party.id.clone(), power: party.power };
    let parties = first.decision().stakeholders.iter().map(party).collect();
    let family = DealFamily { parties, issues };
    let found = family_deal(&family)?;
    Ok(Some(DealReport { family, found }))
}

fn issue(feature: &Identifier, record: &Record) -> Option<DealIssue> {
    let decision = record.decision();
    let today = decision.alternatives.iter().position(|alternative| alternative.status_quo)?;
    let option = |(at, alternative): (usize, &haggle_tradeoff::AlternativeReport)| DealOption {
        id: alternative.id.clone(),
        utilities: decision.stakeholders.iter().map(|party| party.utilities[at]).collect(),
        struck_out: decision.screening.struck_out.iter().any(|struck| {
            struck.alternative == alternative.id && struck.vetoes.iter().any(|veto| veto != CLEAR_LEAD)
        }),
        condition_of: None,
    };
    let options = decision.alternatives.iter().enumerate().map(option).collect();
    Some(DealIssue { id: feature.to_string(), today, options })
}
