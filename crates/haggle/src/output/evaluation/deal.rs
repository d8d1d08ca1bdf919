//! The family's deal: what moves together, on which terms, and what would open what is blocked.

use haggle_govern::evaluation::{DealReport, DealTerms};
use haggle_tradeoff::words::{blocked_move, deal_move, deal_summary, deal_terms, deals_beside};

use crate::output::page::Page;
use crate::output::width;

/// The deal over all features.
pub fn deal(page: &mut Page, deal: &DealReport) {
    page.paragraph("all features together");
    let mut filled = |indent: &str, text: &str| page.filled(indent, text, width());
    filled("  ", &deal_summary(&deal.found));
    for one in &deal.found.nash.moves {
        filled("    ", &deal_move(&deal.family, one));
        if let Some(terms) = terms_of(deal, &one.issue, &one.to) {
            filled("      ", &terms_words(deal, terms));
        }
    }
    for line in deals_beside(&deal.family, &deal.found) {
        filled("  ", &line);
    }
    for one in &deal.found.blocked {
        filled("  ", &blocked_move(one));
        if let Some(terms) = terms_of(deal, &one.issue, &one.to) {
            filled("    ", &terms_words(deal, terms));
        }
    }
}

/// The terms of an option that is a placement with a side condition.
pub fn terms_of<'a>(deal: &'a DealReport, feature: &str, option: &str) -> Option<&'a DealTerms> {
    deal.terms.iter().find(|one| one.feature.as_str() == feature && one.option.to_string() == option)
}

/// What is done, what that costs whom, and who has to agree: `extra+guards is extra once the imports are guarded, which costs
/// developers 1.8`.
pub fn terms_words(deal: &DealReport, terms: &DealTerms) -> String {
    let option = terms.option.to_string();
    let costs = deal.family.parties.iter().map(|party| party.id.as_str()).zip(terms.price.iter().copied());
    deal_terms((&option, terms.option.placement.id(), &terms.terms), costs, &terms.asks)
}
