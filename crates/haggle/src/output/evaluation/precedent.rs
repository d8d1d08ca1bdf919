//! Where comparable requirements went, beside the values.

use haggle_govern::evaluation::{
    Disagreement, FeaturePrecedent, FeatureReport, PrecedentSide, RequirementPrecedent,
};
use haggle_govern::history::EventPlacement;
use haggle_govern::history::precedent::{Asked, Comparable, FactName, Precedent, PrecedentFact, WentTo};
use haggle_tradeoff::words::percent;

use crate::output::page::Page;
use crate::output::width;

/// How many moves are named of those that went to one place.
const NAMED: usize = 3;

/// What is said of one of its requirements: the facts that count, then question, answer, and the moves behind it.
#[derive(Debug)]
pub struct Told {
    /// The requirement, and what is known of it.
    pub about: String,
    /// Each question with its answer, and the comparable moves.
    pub answers: Vec<(String, String)>,
}

/// What precedent says of a feature's requirements.
pub fn told(found: &FeaturePrecedent) -> Vec<Told> {
    let of = |one: &RequirementPrecedent| {
        let facts: Vec<String> = one.put.facts.iter().map(fact).collect();
        let mut answers = vec![asked("comparable ones were put into", &one.put)];
        if let Some(went) = &one.went
            && let Asked::From(from) = &went.about
        {
            answers.push(asked(&format!("those that left {} went to", place(from)), went));
        }
        Told { about: format!("{}: {}", one.requirement, facts.join("; ")), answers }
    };
    found.requirements.iter().map(of).collect()
}

/// What the history does not tell.
pub const MOVES_ONLY: &str = "moves only: how many comparable ones stayed where they were, nobody recorded";

/// The section of a feature's report.
pub fn precedent(page: &mut Page, feature: &FeatureReport) {
    let Some(found) = &feature.precedent else { return };
    page.paragraph("Precedent, from this family's history:");
    for one in told(found) {
        page.filled("  ", &one.about, width());
        for (answer, moves) in &one.answers {
            page.filled("    ", answer, width());
            page.filled("      ", moves, width());
        }
    }
    page.filled("  ", &format!("[{}]", found.source), width());
    page.line(format_args!("  {MOVES_ONLY}"));
}

/// Where values and precedent disagree, each in a line; nothing where they do not.
pub fn disagreements(feature: &FeatureReport) -> Vec<String> {
    let found = feature.precedent.iter().flat_map(|precedent| &precedent.disagreements);
    found.map(disagreement).collect()
}

fn disagreement(one: &Disagreement) -> String {
    let (requirement, recommended) = (&one.requirement, one.recommended.id());
    let (place, probability) = (place(&one.place), percent(one.probability));
    match one.question {
        PrecedentSide::Put => format!(
            "precedent disagrees about {requirement}: comparable ones were put {} ({probability}), not {recommended}",
            into(&one.place)
        ),
        PrecedentSide::Went => format!(
            "precedent disagrees about {requirement}: comparable ones went to {place} ({probability}), not {recommended}"
        ),
    }
}

/// A question's answer: each destination with its probability, then the comparable moves.
fn asked(question: &str, precedent: &Precedent) -> (String, String) {
    let places =
        precedent.places.iter().map(|one| format!("{} {}", place(&one.place), percent(one.probability)));
    let places: Vec<String> = places.collect();
    (format!("{question}: {}", places.join(", ")), counted(&precedent.comparable))
}

/// The comparable moves: how many, of which repositories, and where they went by name.
fn counted(comparable: &Comparable) -> String {
    let agree: Vec<String> = comparable.agree_on.iter().map(fact).collect();
    let agree = if agree.is_empty() { "the same placement".to_owned() } else { agree.join("; ") };
    let repositories = comparable.repositories.join(", ");
    let went: Vec<String> = comparable.went.iter().map(went_to).collect();
    if went.is_empty() {
        return "no comparable move is recorded".to_owned();
    }
    format!("of {} moves of {repositories} ({agree}): {}", comparable.moves, went.join("; "))
}

fn went_to(went: &WentTo) -> String {
    let mut names: Vec<(&str, String)> = Vec::new();
    for one in &went.examples {
        let name = one.package.as_str();
        if !names.iter().any(|(known, _)| *known == name) {
            names.push((name, format!("{name} ({})", one.date.year())));
        }
    }
    let more = if names.len() > NAMED { ", ..." } else { "" };
    let named: Vec<String> = names.into_iter().take(NAMED).map(|(_, named)| named).collect();
    format!("{} {}: {}{more}", went.moves, into(&went.place), named.join(", "))
}

/// A fact about a requirement, in words.
fn fact(fact: &PrecedentFact) -> String {
    let value = fact.value.as_str();
    match (fact.fact, value) {
        (FactName::ImportedBy, "nothing") => "nothing imports it".to_owned(),
        (FactName::ImportedBy, "tests") => "tests alone import it".to_owned(),
        (FactName::ImportedBy, "drivers") => "drivers alone import it".to_owned(),
        (FactName::ImportedBy, "code") => "code imports it".to_owned(),
        (FactName::Kind, kind) => format!("kind `{kind}`"),
        (FactName::Siblings, "never") => "no other repository had it".to_owned(),
        (FactName::Siblings, "gone") => "other repositories dropped it".to_owned(),
        (FactName::Siblings, "several") => "others have it in several places".to_owned(),
        (FactName::Siblings, place) => format!("others have it in {place}"),
        (FactName::Practice, "extras-too") => "since the family has extras".to_owned(),
        (FactName::Practice, "tests-apart") => "before the family had extras".to_owned(),
        (FactName::Practice, _) => "before tests had a file of their own".to_owned(),
        (_, value) => value.to_owned(),
    }
}

fn place(place: &EventPlacement) -> &str {
    match place.as_str() {
        "none" => "nowhere",
        word => word,
    }
}

fn into(to: &EventPlacement) -> String {
    match to.as_str() {
        "none" => "nowhere".to_owned(),
        "extra" => "into an extra".to_owned(),
        "test" => "into the tests".to_owned(),
        word => format!("into {word}"),
    }
}
