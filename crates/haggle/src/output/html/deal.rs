//! The family's deal, as a part of a page. It is made again whenever a weight or a fact is moved in the page.

use haggle_tradeoff::group::{DealFamily, FamilyDeal};
use haggle_tradeoff::words::{blocked_move, deal_summary, deals_beside};

use super::Markup;
use super::decision::table::{Row, differences};
use super::markup::sentence;

/// An option that comes on terms, and these in words.
#[derive(Debug)]
pub struct OptionOnTerms {
    /// The issue.
    pub issue: String,
    /// The option.
    pub option: String,
    /// Its terms.
    pub says: String,
}

/// Who gives what and gets what, the deals beside it, and what would open what is blocked; `names` are those of the parties.
pub fn deal(family: &DealFamily, found: &FamilyDeal, names: &[&str], on_terms: &[&OptionOnTerms]) -> Markup {
    let terms = |issue: &str, option: &str| {
        let here = on_terms.iter().find(|one| one.issue == issue && one.option == option);
        here.map_or("", |one| one.says.as_str())
    };
    let mut page = Markup::of("<p>{}</p>", &[&sentence(&deal_summary(found))]);
    if !found.nash.moves.is_empty() {
        let moves = found.nash.moves.iter().map(|one| Row {
            name: format!("{}: {} \u{2192} {}", one.issue, one.from, one.to),
            remark: terms(&one.issue, &one.to).to_owned(),
            differences: one.gains.clone(),
        });
        let mut rows: Vec<Row> = moves.collect();
        let differences_together = found.nash.gains.clone();
        rows.push(Row {
            name: "Together".to_owned(),
            remark: String::new(),
            differences: differences_together,
        });
        let captions = ("Points that each stakeholder gains or gives", "Move");
        page.add(&differences("by-move", captions, names, &rows));
    }
    page.put("<ul class=\"plain\">", &[]);
    for line in deals_beside(family, found) {
        page.put("<li>{}</li>", &[&line]);
    }
    for one in &found.blocked {
        page.put("<li>{}", &[&blocked_move(one)]);
        let says = terms(&one.issue, &one.to);
        if !says.is_empty() {
            page.put("<small>{}</small>", &[&says]);
        }
        page.put("</li>", &[]);
    }
    page.put("</ul>", &[]);
    page
}
