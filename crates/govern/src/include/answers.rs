//! The questions that reviewers of a requirements repository ask, answered from facts.

use crate::data::PlacedRequirement;
use crate::evaluation::{FeatureReport, Placing};
use crate::known::Known;

/// Questions with their answers, from the evaluation where there is one and from the catalogue.
pub(super) fn answers(
    requirement: &PlacedRequirement,
    report: Option<&FeatureReport>,
) -> Vec<(&'static str, String)> {
    let mut answers = report.map(|report| of_report(requirement, report)).unwrap_or_default();
    let listed = |items: Vec<String>| if items.is_empty() { "nothing".to_owned() } else { items.join("; ") };
    let names = requirement.names.map(|names| {
        let names: Vec<String> = names.iter().map(|(who, name)| format!("{who}: {name}")).collect();
        if names.is_empty() { "no".to_owned() } else { names.join(", ") }
    });
    answers.push(("Do distributions package it?", said(&names)));
    answers
        .push(("What else would do?", said(&requirement.alternatives.map(|others| listed(others.clone())))));
    let tested = requirement.tested.map(|tested| if *tested { "yes" } else { "not by the project's tests" });
    answers.push(("Is it tested?", said(&tested)));
    answers
}

fn of_report(requirement: &PlacedRequirement, report: &FeatureReport) -> Vec<(&'static str, String)> {
    let Placing::Requirements { staleness, licences, record, .. } = &report.placing else {
        return Vec::new();
    };
    let mut answers = Vec::new();
    if let Some(fact) = licences.iter().find(|fact| fact.requirement == requirement.id.as_str()) {
        let licence = match &fact.licence {
            Known::Fact { value, source, .. } => Known::fact(format!("{value} ({source})"), source, None),
            Known::Unknown { because } => Known::unknown(because.clone()),
        };
        answers.push(("Is the licence allowed?", said(&licence)));
    }
    let maintained = match staleness {
        Known::Fact { value, source, .. } => {
            Known::fact(format!("{source}, {:.1} years ago", value.years.high()), source, None)
        }
        Known::Unknown { because } => Known::unknown(because.clone()),
    };
    answers.push(("Is it maintained?", said(&maintained)));
    for (id, question) in
        [("artefact", "Can it be installed everywhere?"), ("satisfiable", "Does it resolve?")]
    {
        if let Some(veto) = record.problem().vetoes.iter().find(|veto| veto.id == id) {
            answers.push((question, format!("{}.", veto.evidence)));
        }
    }
    let brings = report
        .brings()
        .map(|releases| releases.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "));
    answers.push(("What does it bring?", said(&brings)));
    answers
}

/// A fact as a sentence.
fn said(fact: &Known<impl std::fmt::Display>) -> String {
    match fact {
        Known::Fact { value, .. } => format!("{value}."),
        Known::Unknown { because } => format!("unknown: {because}."),
    }
}
