//! The answers side by side with what happened.

use std::collections::BTreeMap;

use haggle_tradeoff::backtest::{Backtest, Case, backtest};
use serde::Serialize;

use super::event::Event;
use super::forecasts::{PrecedentBacktest, foretell, most_probable};
use super::inputs::BacktestInputs;
use super::replay::{BacktestAnswer, Judged};
use crate::data::Identifier;

/// A whole replay. The JSON schema is documented in `docs/evaluation.md`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BacktestReplay {
    /// The schema of this data.
    pub schema: u32,
    /// The version of haggle.
    pub engine: String,
    /// The name of the family whose facts and values were used.
    pub family: Identifier,
    /// What to say of the values, where they are nobody's own.
    pub illustrative: Option<String>,
    /// How many events each fact was known for, in the order of the facts; the vacuous ones with 0.
    pub facts: Vec<Coverage>,
    /// Why the events are not usable that are not: each reason of each fact, and how many lack it for that. An event lacks every fact.
    pub reasons: Vec<Reason>,
    /// How the usable events went by what was known of them, the most frequent first.
    pub by_known: Vec<ByKnown>,
    /// Usable events for which the model says: leave it where it is. All of these are misses, as only moves are recorded.
    pub stays: u64,
    /// Usable events for which no placement leads clearly; the alternative of highest value counts as the prediction.
    pub unclear: u64,
    /// What the model says of the usable events: each alternative, and how often.
    pub said: BTreeMap<String, u64>,
    /// Placements that the model does not have, with how many events begin or end there.
    pub unknown_placements: BTreeMap<String, u64>,
    /// The model asked what to do.
    pub asked: Backtest,
    /// The model asked where the requirement goes, as it moves.
    pub moved: Backtest,
    /// What precedent says of the same moves.
    pub precedent: PrecedentBacktest,
    /// Where each goes by values, by precedent, and by both: by repository, and all of them last, with an empty name.
    pub together: Vec<Together>,
    /// Every event.
    pub events: Vec<Judged>,
}

/// How often values and precedent are right about where a requirement goes, as it does not stay.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Together {
    /// The repository; empty for all.
    pub repository: String,
    /// The moves.
    pub moves: u64,
    /// Those where the placement of highest value came true.
    pub values_right: u64,
    /// Those where a change leads today's placement clearly by its value.
    pub values_lead: u64,
    /// Those of them where that change came true.
    pub values_lead_right: u64,
    /// Those where the destination that the other repositories make most probable came true.
    pub precedent_right: u64,
    /// Those where the change that leads clearly came true, or, where none does, what precedent makes most probable.
    pub both_right: u64,
}

/// For how many events a fact was known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Coverage {
    /// The fact.
    pub fact: &'static str,
    /// The events for which it was known.
    pub known: u64,
    /// Where it comes from, or why it is vacuous.
    pub because: &'static str,
}

/// Why a fact was not known for events that are not usable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// The fact; `placement` where the model has no such placement to start from.
    pub fact: &'static str,
    /// Why.
    pub why: String,
    /// The events.
    pub events: u64,
}

/// Usable events of which the same facts were known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ByKnown {
    /// The facts.
    pub facts: Vec<&'static str>,
    /// The events.
    pub usable: u64,
    /// For how many the model is right about what to do.
    pub asked_hits: u64,
    /// For how many it is right about where it goes.
    pub moved_hits: u64,
}

/// The facts of a decision and whether history can know them.
const FACTS: [(&str, &str); 8] = [
    ("share", "adoption data of before the event, where one feature of the catalogue needs the distribution"),
    ("staleness", "uploads of before the event in the snapshot: at most so old, as it may lack a newer one"),
    ("unused", "the catalogue's removals of before the event"),
    ("licence", "metadata of the release uploaded last before the event"),
    ("brought", "vacuous: the constraints of that day are not recorded"),
    ("unguarded", "vacuous: the code of that day is not recorded"),
    ("broken", "vacuous: what could be installed on that day is not recorded"),
    (
        "shared-files",
        "none to change where a requirement file of the events had it on the eve, as it is then in the shared lists",
    ),
];

/// Scores the judged events, which are those of `moves` in their order.
pub fn report(judged: Vec<Judged>, moves: &[Event], inputs: &BacktestInputs<'_>) -> BacktestReplay {
    let count = |holds: &dyn Fn(&Judged) -> bool| {
        u64::try_from(judged.iter().filter(|event| holds(event)).count()).unwrap_or(u64::MAX)
    };
    let asked: Vec<Case> = judged.iter().map(|event| case(event, event.asked.as_ref(), None)).collect();
    let moved: Vec<Case> = judged
        .iter()
        .map(|event| case(event, event.moved.as_ref(), Some(event.from.as_str().to_owned())))
        .collect();
    let mut unknown_placements = BTreeMap::new();
    for place in judged.iter().flat_map(|event| [&event.from, &event.to]) {
        if place.status_quo().is_none() {
            *unknown_placements.entry(place.to_string()).or_default() += 1;
        }
    }
    let mut said = BTreeMap::new();
    for answer in judged.iter().filter_map(|event| event.asked.as_ref()) {
        *said.entry(answer.alternative.clone()).or_default() += 1;
    }
    BacktestReplay {
        schema: 2,
        engine: format!("haggle {}", env!("CARGO_PKG_VERSION")),
        family: inputs.manifest.family.name.clone(),
        illustrative: inputs.values.illustrative.clone(),
        facts: FACTS
            .iter()
            .map(|&(fact, because)| Coverage {
                fact,
                known: count(&|event| event.known.iter().any(|known| known.fact == fact)),
                because,
            })
            .collect(),
        reasons: reasons(&judged),
        by_known: by_known(&judged),
        stays: count(&|event| event.asked.as_ref().is_some_and(|answer| answer.place == event.from)),
        unclear: count(&|event| event.asked.as_ref().is_some_and(|answer| !answer.clear)),
        said,
        unknown_placements,
        asked: backtest(&asked),
        moved: backtest(&moved),
        precedent: foretell(moves, inputs.kinds),
        together: together(&judged, &most_probable(moves, inputs.kinds)),
        events: judged,
    }
}

fn case(event: &Judged, answer: Option<&BacktestAnswer>, ruled_out: Option<String>) -> Case {
    Case {
        group: event.repository.clone(),
        predicted: answer.map(|answer| answer.place.as_str().to_owned()),
        acceptability: answer.map_or(0.0, |answer| answer.acceptability),
        actual: event.to.as_str().to_owned(),
        ruled_out,
    }
}

fn together(judged: &[Judged], precedent: &[String]) -> Vec<Together> {
    let mut found: BTreeMap<&str, Together> = BTreeMap::new();
    let mut all = Together::default();
    for (event, precedent) in judged.iter().zip(precedent) {
        let actual = event.to.to_string();
        let is_right = |place: &str| u64::from(place == actual);
        let values = event.moved.as_ref().map(|answer| answer.place.to_string());
        let change = event.asked.as_ref().filter(|answer| answer.clear && answer.place != event.from);
        let repository = found.entry(&event.repository).or_default();
        repository.repository.clone_from(&event.repository);
        for sums in [repository, &mut all] {
            sums.moves += 1;
            sums.precedent_right += is_right(precedent);
            sums.values_right += values.as_ref().map_or(0, |place| is_right(place));
            if let Some(change) = change {
                sums.values_lead += 1;
                sums.values_lead_right += is_right(change.place.as_str());
            }
            sums.both_right += is_right(change.map_or(precedent, |change| change.place.as_str()));
        }
    }
    found.into_values().chain([all]).collect()
}

fn reasons(judged: &[Judged]) -> Vec<Reason> {
    let mut counts: BTreeMap<(usize, &'static str, &str), u64> = BTreeMap::new();
    for event in judged.iter().filter(|event| event.asked.is_none()) {
        if event.from.status_quo().is_none() {
            let why = "the model has no such placement to start from";
            *counts.entry((0, "placement", why)).or_default() += 1;
        }
        for unknown in &event.unknown {
            let place = FACTS.iter().position(|(fact, _)| *fact == unknown.fact).unwrap_or(FACTS.len());
            *counts.entry((1 + place, unknown.fact, &unknown.why)).or_default() += 1;
        }
    }
    counts.into_iter().map(|((_, fact, why), events)| Reason { fact, why: why.to_owned(), events }).collect()
}

fn by_known(judged: &[Judged]) -> Vec<ByKnown> {
    let mut groups: BTreeMap<Vec<&'static str>, ByKnown> = BTreeMap::new();
    for event in judged {
        let Some(asked) = &event.asked else { continue };
        let facts: Vec<&'static str> = event.known.iter().map(|known| known.fact).collect();
        let group =
            groups.entry(facts.clone()).or_insert(ByKnown { facts, usable: 0, asked_hits: 0, moved_hits: 0 });
        group.usable += 1;
        group.asked_hits += u64::from(asked.place == event.to);
        group.moved_hits += u64::from(event.moved.as_ref().is_some_and(|moved| moved.place == event.to));
    }
    let mut groups: Vec<ByKnown> = groups.into_values().collect();
    groups.sort_by_key(|group| std::cmp::Reverse(group.usable));
    groups
}
