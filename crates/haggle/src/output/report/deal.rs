//! The family's deal: who gives what, and what would open what is blocked.

use haggle_govern::evaluation::{DealReport, DealTerms, Evaluation};

use crate::output::evaluation::deal::terms_words;
use crate::output::html::Markup;
use crate::output::html::deal::{OptionOnTerms, deal as of_parties};

/// The section; nothing where fewer than two features are open.
pub fn deal(evaluation: &Evaluation) -> Markup {
    let Some(deal) = &evaluation.deal else { return Markup::new() };
    let mut page = Markup::of(
        "<section id=\"deal\" aria-labelledby=\"deal-head\"><h2 id=\"deal-head\">The deal over all features</h2><div id=\"deal-found\">",
        &[],
    );
    let on_terms = on_terms(deal);
    let on_terms: Vec<&OptionOnTerms> = on_terms.iter().collect();
    page.add(&of_parties(&deal.family, &deal.found, &names(evaluation, deal), &on_terms));
    page.put("</div></section>", &[]);
    page
}

fn names<'a>(evaluation: &'a Evaluation, deal: &'a DealReport) -> Vec<&'a str> {
    let name = |id: &'a String| {
        let known = evaluation.stakeholders.iter().find(|one| one.id.as_str() == id);
        known.map_or(id.as_str(), |one| one.name.as_str())
    };
    deal.family.parties.iter().map(|party| name(&party.id)).collect()
}

fn on_terms(deal: &DealReport) -> Vec<OptionOnTerms> {
    let one = |terms: &DealTerms| OptionOnTerms {
        issue: terms.feature.to_string(),
        option: terms.option.to_string(),
        says: terms_words(deal, terms),
    };
    deal.terms.iter().map(one).collect()
}
