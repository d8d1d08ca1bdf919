//! The family's deal: who gives what, and what would open what is blocked.

use haggle_govern::evaluation::{DealReport, Evaluation};
use haggle_tradeoff::words::{blocked_move, deal_summary, deals_beside};

use super::overview::sentence;
use crate::output::evaluation::deal::{terms_of, terms_words};
use crate::output::html::Markup;
use crate::output::html::decision::table::{Row, differences};

/// The section; nothing where fewer than two features are open.
pub fn deal(evaluation: &Evaluation) -> Markup {
    let Some(deal) = &evaluation.deal else { return Markup::new() };
    let mut page = Markup::of(
        "<section id=\"deal\" aria-labelledby=\"deal-head\"><h2 id=\"deal-head\">The deal over all features</h2><p>{}</p>",
        &[&sentence(&deal_summary(&deal.found))],
    );
    if !deal.found.nash.moves.is_empty() {
        page.add(&moves(evaluation, deal));
    }
    page.put("<ul class=\"plain\">", &[]);
    for line in deals_beside(&deal.family, &deal.found) {
        page.put("<li>{}</li>", &[&line]);
    }
    for one in &deal.found.blocked {
        page.put("<li>{}", &[&blocked_move(one)]);
        if let Some(terms) = terms_of(deal, &one.issue, &one.to) {
            page.put("<small>{}</small>", &[&terms_words(deal, terms)]);
        }
        page.put("</li>", &[]);
    }
    page.put("</ul></section>", &[]);
    page
}

/// A row for each move, a column for each party, and what all of them come to.
fn moves(evaluation: &Evaluation, deal: &DealReport) -> Markup {
    let names: Vec<&str> = deal
        .family
        .parties
        .iter()
        .map(|party| {
            let known = evaluation.stakeholders.iter().find(|one| one.id.as_str() == party.id);
            known.map_or(party.id.as_str(), |one| one.name.as_str())
        })
        .collect();
    let nash = &deal.found.nash;
    let mut rows: Vec<Row> = nash
        .moves
        .iter()
        .map(|one| Row {
            name: format!("{}: {} \u{2192} {}", one.issue, one.from, one.to),
            remark: terms_of(deal, &one.issue, &one.to)
                .map_or_else(String::new, |terms| terms_words(deal, terms)),
            differences: one.gains.clone(),
        })
        .collect();
    rows.push(Row { name: "Together".to_owned(), remark: String::new(), differences: nash.gains.clone() });
    differences("by-move", ("Points that each stakeholder gains or gives", "Move"), &names, &rows)
}
