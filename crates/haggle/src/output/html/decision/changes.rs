//! What would change the outcome.

use haggle_tradeoff::words::Words;
use haggle_tradeoff::{Decision, Draft, Flip, Lever};

use super::Markup;

/// How many changes are named.
const NAMED: usize = 6;

/// Each change against today's placement, then the single changes that hand the lead to another option.
pub fn changes(problem: &Draft, decision: &Decision) -> Markup {
    let words = Words::plain(problem, decision);
    let mut page = Markup::of("<h4>What would change it</h4>", &[]);
    if decision.changes.len() > 1 {
        page.put("<ul class=\"plain\">", &[]);
        for change in &decision.changes {
            page.put("<li>{}</li>", &[&words.change(change)]);
        }
        page.put("</ul>", &[]);
    }
    let open: Vec<&Flip> = words.open_flips().collect();
    let other = decision.what_if.iter().filter(|one| one.leader.as_deref() != decision.outcome.leader());
    let vetoes: Vec<String> = other.map(|one| words.what_if(one)).collect();
    if open.is_empty() && vetoes.is_empty() {
        page.put("<p>No single fact, weight or veto.</p>", &[]);
        return page;
    }
    page.put("<ul class=\"plain\">", &[]);
    for flip in open.iter().take(NAMED) {
        let kind = match flip.lever {
            Lever::Fact { .. } => "fact",
            Lever::Weight { .. } => "weight",
            Lever::Power { .. } => "say",
            _ => "change",
        };
        page.put("<li><span class=\"kind\">{}</span> {}</li>", &[&kind, &words.flip(flip)]);
    }
    for one in &vetoes {
        page.put("<li><span class=\"kind\">veto</span> {}</li>", &[one]);
    }
    page.put("</ul>", &[]);
    if open.len() > NAMED {
        page.put("<p class=\"note\">and {} larger changes of weights</p>", &[&(open.len() - NAMED)]);
    }
    page
}
