//! Questions to a stakeholder, and the weights that follow from the answers.

use std::collections::BTreeMap;

use haggle_govern::data::{Elicited, StakeholderEntry};
use haggle_govern::elicit::{ElicitationQuestion, ElicitedWeights};
use serde::Serialize;

use super::page::Page;
use super::width;

/// One of so many questions.
pub fn question(number: usize, n_all: usize, question: &ElicitationQuestion<'_>) -> Page {
    let mut page = Page::of(format_args!("{number} of {n_all}"));
    for line in question.words().lines() {
        page.filled("", line, width());
    }
    page
}

/// The weights that were written.
pub fn elicited(stakeholder: &StakeholderEntry, found: &ElicitedWeights, how: &Elicited, path: &str) -> Page {
    let mut page = Page::of(format_args!("{} ({}, {})", stakeholder.name, how.method.name(), how.date));
    let longest = found.weights.keys().map(|id| id.as_str().len()).max().unwrap_or(0);
    let mut weights: Vec<_> = found.weights.iter().collect();
    weights.sort_by(|a, b| b.1[1].total_cmp(&a.1[1]));
    for (id, [low, high]) in weights {
        let points = if low < high { format!("{low} to {high}") } else { format!("{high}") };
        page.line(format_args!("  {:longest$}  {points}", id.as_str()));
    }
    match how.consistency {
        Some(ratio) if ratio > 0.1 => page.filled(
            "",
            &format!("consistency ratio {ratio:.3}: above 0.1 the answers contradict each other; ask again"),
            width(),
        ),
        Some(ratio) => page.line(format_args!("consistency ratio {ratio:.3}: the answers go together")),
        None => {}
    }
    page.line(format_args!("written into {path}"));
    page
}

/// The weights for programs.
#[derive(Debug, Serialize)]
pub struct ElicitedDocument<'a> {
    schema: u32,
    stakeholder: &'a str,
    elicited: &'a Elicited,
    weights: BTreeMap<&'a str, [f64; 2]>,
}

/// The same as data.
pub fn json<'a>(
    stakeholder: &'a StakeholderEntry,
    found: &'a ElicitedWeights,
    how: &'a Elicited,
) -> ElicitedDocument<'a> {
    let weights = found.weights.iter().map(|(id, points)| (id.as_str(), *points)).collect();
    ElicitedDocument { schema: 1, stakeholder: stakeholder.id.as_str(), elicited: how, weights }
}
