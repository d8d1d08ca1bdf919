//! The questions that reviewers of a requirements repository ask, answered from facts; unknown where nobody knows.
//!
//! Source: the questions of `openstack/requirements` to whoever adds a name.

use std::fmt::Display;

use super::known::SubjectFacts;
use super::request::{Proposal, ProposalSources, Subject};
use super::shared::list_of;
use crate::data::{ANSWERS, Placement};
use crate::known::Known;

/// A question of reviewers, and its answer.
pub(super) struct Answer {
    /// Its place in a template: one of [`ANSWERS`].
    pub(super) id: &'static str,
    pub(super) question: String,
    pub(super) text: String,
}

/// Each question with its answer.
pub(super) fn answers(
    proposal: &Proposal<'_>,
    sources: &ProposalSources<'_>,
    subject: &Subject<'_>,
    facts: &SubjectFacts,
) -> Vec<Answer> {
    let manifest = sources.manifest;
    let entry = subject.catalogue;
    let listed = |items: &Vec<String>| if items.is_empty() { "no".to_owned() } else { items.join("; ") };
    let unknown = |because: &str| Known::<String>::unknown(because);
    let tested = entry.map(|entry| {
        entry.tested.map(|tested| {
            if *tested { "the project's tests exercise it" } else { "not tested by the project" }
        })
    });
    let good = tested.as_ref().map_or_else(|| "Unknown: nobody has judged it.".to_owned(), catalogued);
    let runs = facts.without_file.map(|without| match without.as_slice() {
        [] => format!("a file of it fits each of {} environments", manifest.environments.len()),
        some => format!("no file of it fits {}", some.join(", ")),
    });
    let allowed = match facts.is_allowed.value() {
        Some(true) => ", which the family allows",
        Some(false) => ", which the family does not allow",
        None => "; whether the family allows it is unknown",
    };
    let licence = facts.licence.map(|licence| format!("{licence}{allowed}"));
    let packaged = match entry {
        Some(entry) => entry
            .names
            .map(|names| listed(&names.iter().map(|(who, name)| format!("{who}: {name}")).collect())),
        None => unknown("nobody has looked"),
    };
    let covered = match entry {
        Some(entry) => entry.duplicates.map(listed),
        None => unknown("nobody has looked"),
    };
    let instead = entry.map(|entry| entry.alternatives.map(listed));
    let place = match proposal.placement {
        Placement::Extra => format!("in the extra {}", list_of(&proposal.extras)),
        placement => placement.label().to_owned(),
    };
    let publisher = manifest.projects.iter().find(|project| project.distribution == facts.name);
    let list = manifest.requirements.global.as_deref().unwrap_or(&manifest.requirements.constraints);
    let mut answers = vec![
        ("Is the library actively maintained?".to_owned(), said(&facts.releases)),
        ("Is the library good code?".to_owned(), good),
        ("Does it run where the family runs?".to_owned(), said(&runs)),
        ("Is the library license compatible?".to_owned(), said(&licence)),
        ("Is the library already packaged in the distros we target?".to_owned(), catalogued(&packaged)),
        (
            format!("Is the function of this library already covered by other libraries in {list}?"),
            catalogued(&covered),
        ),
        (
            "Is the library required for a project of the family? Which?".to_owned(),
            format!("Yes, {}, {place}.", list_of(&proposal.projects)),
        ),
        (
            "Is the library release managed by the family's release process?".to_owned(),
            match publisher {
                Some(project) => format!("Yes: {} publishes it.", project.name),
                None => "No project of the family publishes it.".to_owned(),
            },
        ),
    ];
    if let Some(instead) = instead {
        answers.push(("What else would do?".to_owned(), catalogued(&instead)));
    }
    let answers = ANSWERS.into_iter().zip(answers);
    answers.map(|(id, (question, text))| Answer { id, question, text }).collect()
}

/// A fact of the catalogue, whose own account of its sources is too long for a message.
fn catalogued(fact: &Known<impl Display>) -> String {
    match fact {
        Known::Fact { value, date, .. } => said(&Known::fact(value, "the catalogue", *date)),
        Known::Unknown { because } => format!("Unknown: {because}."),
    }
}

/// A fact as a sentence, with its source and its day.
fn said(fact: &Known<impl Display>) -> String {
    match fact {
        Known::Fact { value, source, date } => {
            let date = date.map(|date| format!(", {date}")).unwrap_or_default();
            format!("{} ({source}{date}).", first_upper(&value.to_string()))
        }
        Known::Unknown { because } => format!("Unknown: {because}."),
    }
}

fn first_upper(text: &str) -> String {
    let mut characters = text.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => String::new(),
    }
}
