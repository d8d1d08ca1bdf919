//! What a decision came to, as a part of a page. It is made again whenever a weight or a fact is moved in the page.

mod changes;
mod options;
pub mod table;
mod vetoes;

use haggle_tradeoff::words::Words;
use haggle_tradeoff::{Decision, Draft};

use super::{Markup, bar, signed_bar};

/// The outcome, and everything that goes with it.
pub fn result(problem: &Draft, decision: &Decision) -> Markup {
    let words = Words::plain(problem, decision);
    let mut page = Markup::of(
        "<p class=\"verdict\"><strong>{}</strong> <span>{}</span></p>",
        &[&words.outcome_in_short(), &words.reason()],
    );
    page.add(&options::options(problem, decision));
    page.add(&options::differences(problem, decision));
    page.add(&options::parties(problem, decision));
    page.add(&changes::changes(problem, decision));
    page.add(&vetoes::vetoes(problem, decision));
    page
}
