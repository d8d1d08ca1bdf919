//! Asks the model, event by event.

use haggle_spec::release::ReleaseFacts;
use haggle_tradeoff::{DecisionOutcome, Options, Problem, recommend};
use serde::Serialize;

use super::known::{KnownThen, UnknownFact};
use super::problem::problem;
use super::{Event, EventPlacement};
use crate::data::{AdoptionEvidence, Catalogue, Manifest, Placement, Values};
use crate::decision::STALENESS;

/// Everything that a replay rests on.
pub struct BacktestInputs<'a> {
    /// Environments and licences.
    pub manifest: &'a Manifest,
    /// Which distribution belongs to which feature, and when its last use went.
    pub catalogue: &'a Catalogue,
    /// Who deploys what, entry by entry with its date.
    pub adoption: &'a AdoptionEvidence,
    /// Stakeholders.
    pub values: &'a Values,
    /// Release facts with the days of their uploads.
    pub releases: &'a ReleaseFacts,
    /// How the decisions are sampled.
    pub options: Options,
}

/// What the model would have said about one event.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Judged {
    /// The repository.
    pub repository: String,
    /// The commit.
    pub commit: String,
    /// Its day, `YYYY-MM-DD`.
    pub date: String,
    /// Its subject line.
    pub subject: String,
    /// The distribution.
    pub package: String,
    /// Where it stood.
    pub from: EventPlacement,
    /// Where it went.
    pub to: EventPlacement,
    /// The facts that were known on the eve; the event is usable if there is one.
    pub known: Vec<KnownFact>,
    /// The facts that were not, and why.
    pub unknown: Vec<UnknownFact>,
    /// The model's answer; none where nothing was known, or where the model has no such placement to start from.
    pub asked: Option<BacktestAnswer>,
    /// Its answer where all that is asked is where the requirement goes, as staying is ruled out.
    pub moved: Option<BacktestAnswer>,
}

/// A fact that was known on the eve of an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KnownFact {
    /// `share`, `staleness`, `unused`, `licence` or `shared-files`.
    pub fact: &'static str,
    /// What was known, in words.
    pub what: String,
    /// The day of the newest evidence, `YYYY-MM-DD`, where one is known.
    pub date: Option<String>,
}

/// What the model says.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BacktestAnswer {
    /// The alternative of highest value.
    pub alternative: String,
    /// How that shows in history: what is compared with what happened.
    pub place: EventPlacement,
    /// The share of samples in which an alternative of that place comes first.
    pub confidence: f64,
    /// The rule sees a clear winner; else it leaves the choice to the lead.
    pub clear: bool,
}

/// Asks the model about one event; `events` are all of the file, of which those of days before count as facts.
///
/// # Errors
/// Where the decision engine refuses the problem, which is a fault of the values, in words.
pub fn judge(event: &Event, events: &[Event], inputs: &BacktestInputs<'_>) -> Result<Judged, String> {
    let known = KnownThen::on_the_eve_of(event, events, inputs);
    let facts = known_facts(&known);
    let today = event.from.status_quo().filter(|_| !facts.is_empty());
    let ask = |keep: &dyn Fn(Placement) -> bool| match today {
        Some(today) => answer(event, &known, today, inputs, keep),
        None => Ok(None),
    };
    Ok(Judged {
        repository: event.repository.clone(),
        commit: event.commit.clone(),
        date: event.date.to_string(),
        subject: event.subject.clone(),
        package: event.package.to_string(),
        from: event.from.clone(),
        to: event.to.clone(),
        asked: ask(&|_| true)?,
        moved: ask(&|alternative| EventPlacement::of(alternative) != event.from)?,
        unknown: known.unknown,
        known: facts,
    })
}

fn known_facts(known: &KnownThen) -> Vec<KnownFact> {
    let mut facts = Vec::new();
    if known.knows_share() {
        let date = known.share.evidence.iter().map(|entry| entry.date.clone()).max();
        facts.push(KnownFact { fact: "share", what: known.share.interval.to_string(), date });
    }
    if let Some((_, source, date)) = &known.staleness {
        facts.push(KnownFact { fact: STALENESS, what: source.clone(), date: Some(date.clone()) });
    }
    if let Some(since) = &known.unused_since {
        facts.push(KnownFact { fact: "unused", what: since.clone(), date: None });
    }
    if let (Some(allowed), Some(licence)) = (known.licence.allowed, known.licence.licence.value()) {
        let what = format!("{licence}, {}", if allowed { "allowed" } else { "not allowed" });
        facts.push(KnownFact { fact: "licence", what, date: None });
    }
    if let Some((source, date)) = &known.listed {
        facts.push(KnownFact { fact: "shared-files", what: format!("0, as {source}"), date: date.clone() });
    }
    facts
}

fn answer(
    event: &Event,
    known: &KnownThen,
    today: Placement,
    inputs: &BacktestInputs<'_>,
    keep: &dyn Fn(Placement) -> bool,
) -> Result<Option<BacktestAnswer>, String> {
    let draft = problem(event, known, today, inputs, keep);
    let problem = Problem::new(draft)
        .map_err(|error| format!("{} of {} cannot be decided: {error}", event.package, event.commit))?;
    let said = recommend(&problem, &inputs.options);
    let Some(leader) = said.outcome.leader() else { return Ok(None) };
    let place_of = |id: &str| Placement::from_id(id).map(EventPlacement::of);
    let Some(place) = place_of(leader) else { return Ok(None) };
    let firsts = said.screening.eligible.iter().zip(&said.robustness.rank_acceptability);
    let confidence: f64 = firsts
        .filter(|(id, _)| place_of(id).as_ref() == Some(&place))
        .map(|(_, ranks)| ranks.first().copied().unwrap_or(0.0))
        .sum();
    Ok(Some(BacktestAnswer {
        alternative: leader.to_owned(),
        place,
        // Two alternatives that tie for the first rank both have it.
        confidence: confidence.min(1.0),
        clear: matches!(said.outcome, DecisionOutcome::Recommended { .. }),
    }))
}
