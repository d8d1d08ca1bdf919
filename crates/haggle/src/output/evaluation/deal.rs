//! The family's deal: what moves together, on which terms, and what would open what is blocked.

use haggle_govern::evaluation::{DealReport, DealTerms};
use haggle_tradeoff::words::{blocked_move, deal_move, deal_summary, deals_beside};

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
    let costs = deal.family.parties.iter().zip(&terms.price).filter(|(_, price)| **price > 0.0005);
    let costs: Vec<String> =
        costs.map(|(party, price)| format!("{} {:.1}", party.id, price * 100.0)).collect();
    let costs =
        if costs.is_empty() { String::new() } else { format!(", which costs {}", costs.join(" and ")) };
    let asks: Vec<String> =
        terms.asks.iter().map(|asked| format!("; the {} has to waive `{}`", asked.by, asked.veto)).collect();
    format!("{} is {} {}{costs}{}", terms.option, terms.option.placement.id(), terms.terms, asks.concat())
}
