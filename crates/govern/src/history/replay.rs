//! Asks the model, event by event.

use haggle_spec::PackageName;
use haggle_tradeoff::{DecisionOutcome, Problem, recommend};
use serde::Serialize;

use super::error::{BacktestError, BacktestErrorKind};
use super::event::{Event, EventPlacement};
use super::inputs::BacktestInputs;
use super::known::{KnownFact, KnownThen, UnknownFact};
use super::problem::problem;
use crate::data::Placement;
use crate::day::Day;

/// What the model would have said about one event.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Judged {
    /// The repository.
    pub repository: String,
    /// The commit.
    pub commit: String,
    /// Its day.
    pub date: Day,
    /// Its subject line.
    pub subject: String,
    /// The distribution.
    pub package: PackageName,
    /// Where it was.
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

/// What the model says.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BacktestAnswer {
    /// The alternative of highest value.
    pub alternative: String,
    /// How that shows in history: what is compared with what happened.
    pub place: EventPlacement,
    /// The share of samples in which an alternative of that place comes first.
    pub acceptability: f64,
    /// The rule sees a clear winner; else it leaves the choice to the lead.
    pub clear: bool,
}

/// Asks the model about one event; `events` are all of the file, of which those of days before count as facts.
///
/// # Errors
/// The decision engine refuses the problem.
pub fn judge(event: &Event, events: &[Event], inputs: &BacktestInputs<'_>) -> Result<Judged, BacktestError> {
    let known = KnownThen::on_the_eve_of(event, events, inputs);
    let facts = known.known();
    let today = event.from.status_quo().filter(|_| !facts.is_empty());
    let ask = |keep: &dyn Fn(Placement) -> bool| match today {
        Some(today) => answer(event, &known, today, inputs, keep),
        None => Ok(None),
    };
    Ok(Judged {
        repository: event.repository.clone(),
        commit: event.commit.clone(),
        date: event.date,
        subject: event.subject.clone(),
        package: event.package.clone(),
        from: event.from.clone(),
        to: event.to.clone(),
        asked: ask(&|_| true)?,
        moved: ask(&|alternative| EventPlacement::of(alternative) != event.from)?,
        unknown: known.unknown(),
        known: facts,
    })
}

fn answer(
    event: &Event,
    known: &KnownThen,
    today: Placement,
    inputs: &BacktestInputs<'_>,
    keep: &dyn Fn(Placement) -> bool,
) -> Result<Option<BacktestAnswer>, BacktestError> {
    let draft = problem(event, known, today, inputs, keep);
    let problem = Problem::new(draft).map_err(|error| {
        let kind = BacktestErrorKind::Problem(Box::new(error));
        BacktestError::new(event.package.clone(), event.commit.clone(), kind)
    })?;
    let said = recommend(&problem, &inputs.options);
    let Some(leader) = said.outcome.leader() else { return Ok(None) };
    let place_of = |id: &str| Placement::from_id(id).map(EventPlacement::of);
    let Some(place) = place_of(leader) else { return Ok(None) };
    let firsts = said.screening.eligible.iter().zip(&said.robustness.rank_acceptability);
    let acceptability: f64 = firsts
        .filter(|(id, _)| place_of(id).as_ref() == Some(&place))
        .map(|(_, ranks)| ranks.first().copied().unwrap_or(0.0))
        .sum();
    Ok(Some(BacktestAnswer {
        alternative: leader.to_owned(),
        place,
        // Two alternatives that tie for the first rank both have it.
        acceptability: acceptability.min(1.0),
        clear: matches!(said.outcome, DecisionOutcome::Recommended { .. }),
    }))
}
