//! Resolving with a live index: the solver names the facts that it misses, they are fetched, and it is asked again.
//!
//! ```no_run
//! use haggle_index::{Index, IndexLocation, IndexOptions, rounds};
//! use haggle_resolve::python::{Request, Resolved, SourceLocation, Target};
//! use haggle_spec::{PackageName, release::ReleaseFacts};
//!
//! let index = Index::open(IndexOptions::new(IndexLocation::new("http://localhost:3141/simple/")?))?;
//! let request = Request::for_target(&Target::new("3.12", "linux")?)
//!     .require("demo".parse()?, SourceLocation::new("requirements.txt", 1));
//! let mut facts = ReleaseFacts::default();
//! match rounds::resolve(&index, &mut facts, &request, &())? {
//!     Resolved::Solved(solution) => {
//!         println!("other {}", solution.pins[&PackageName::new("other")?].version);
//!     }
//!     Resolved::Unsolvable(explanation) => println!("{explanation}"),
//!     Resolved::Stopped(stop) => println!("{stop}"),
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Each round adds at least one fact that was missing, so the number of rounds is bounded by the facts that can be reached.

mod ahead;
mod error;
mod kept;
mod observer;
mod run;
mod tally;

use std::collections::BTreeSet;
use std::time::Instant;

use haggle_resolve::python::{
    self, Environments, ForkStrategy, Request, ResolveOutcome, Resolved, Screen, SharedSets, Solution,
    UniversalOutcome,
};
use haggle_spec::release::{MissingFact, PackageFacts, ReleaseFacts, ReleaseMetadata};

pub use error::{RoundsError, RoundsErrorKind};
use kept::keep;
pub use observer::RoundsObserver;
use run::Rounds;
use tally::Counting;
pub use tally::RoundsTally;

use crate::client::{Index, Question, Sight};

/// Resolves the request, with the facts that are there and those that it needs besides, which are added.
pub fn resolve(
    index: &Index,
    facts: &mut ReleaseFacts,
    request: &Request,
    observer: &dyn RoundsObserver,
) -> Result<Resolved, RoundsError> {
    ask(index, facts, request, observer, |facts| python::resolve(facts, request).into_resolved())
}

/// Asks until the answer depends on no missing fact, whatever the question is: `answer` gives it, or the facts that it
/// misses (see [`resolve_universal`](python::resolve_universal), [`why_not`](python::why_not)).
///
/// What `request` will probably need is followed before anybody is asked (see [`Forecast`](python::Forecast)), so that a solution which has every first
/// choice needs one round. The answer does not depend on it.
pub fn ask<Answer>(
    index: &Index,
    facts: &mut ReleaseFacts,
    request: &Request,
    observer: &dyn RoundsObserver,
    answer: impl FnMut(&ReleaseFacts) -> Result<Answer, Vec<MissingFact>>,
) -> Result<Answer, RoundsError> {
    let rounds = Rounds::new(index, request, observer);
    let answer = rounds.ask(facts, answer);
    observer.ended(&rounds.counting.tally(None));
    answer
}

/// Resolves the request for its one environment with no more facts than that takes: releases that the environment cannot use are
/// left out, and so are files. Where there is no solution, all facts are asked for, as an explanation speaks of them. `given` are
/// facts that are there and not the index's.
///
/// # Errors
/// Those of [`ask`].
pub fn solve(
    index: &Index,
    given: &ReleaseFacts,
    request: &Request,
    observer: &dyn RoundsObserver,
) -> Result<Resolved, RoundsError> {
    let question = Question { request, more: String::new() };
    let is_all_of_index = given.packages.is_empty();
    let counting = Counting::default();
    if is_all_of_index
        && let Some(facts) = index.known_facts(&question)
        && let ResolveOutcome::Solved(solution) = counting.search(|| python::solve(&facts, request))
    {
        observer.ended(&counting.tally(Some(&solution)));
        return Ok(Resolved::Solved(solution));
    }
    let screen = Screen::new(request);
    let mut facts = given.clone();
    let rounds = Rounds { sight: Sight::One(&screen), ..Rounds::new(index, request, observer) };
    let shared = SharedSets::default();
    let resolved = rounds.ask(&mut facts, |facts| match python::solve_sharing(facts, request, &shared) {
        ResolveOutcome::Missing(missing) => Err(missing),
        ResolveOutcome::Solved(solution) => Ok(Some(Resolved::Solved(solution))),
        ResolveOutcome::Stopped(stop) => Ok(Some(Resolved::Stopped(stop))),
        ResolveOutcome::Unsolvable(_) => Ok(None),
    })?;
    if let Some(Resolved::Solved(solution)) = &resolved {
        observer.ended(&rounds.counting.tally(Some(solution)));
        if is_all_of_index {
            let pins = solution.pins.iter().map(|(name, pin)| (name, &pin.version));
            keep(index, &question, &facts, pins, |facts| is_answer(solution, facts, request));
        }
    }
    match resolved {
        Some(resolved) => Ok(resolved),
        None => resolve(index, &mut given.clone(), request, observer),
    }
}

/// Whether the facts give this solution.
fn is_answer(solution: &Solution, facts: &ReleaseFacts, request: &Request) -> bool {
    match python::solve(facts, request) {
        ResolveOutcome::Solved(mut again) => {
            // A search among fewer releases takes fewer steps.
            again.n_steps = solution.n_steps;
            again == *solution
        }
        _ => false,
    }
}

/// Resolves the request for many environments. `given` are facts that are there and not the index's.
///
/// # Errors
/// Those of [`ask`].
pub fn resolve_environments(
    index: &Index,
    given: &ReleaseFacts,
    request: &Request,
    (environments, strategy): (&Environments, ForkStrategy),
    observer: &dyn RoundsObserver,
) -> Result<UniversalOutcome, RoundsError> {
    let question = Question { request, more: format!("{environments:?} {strategy:?}") };
    let answer =
        |facts: &ReleaseFacts| python::resolve_environments(facts, request, environments, strategy, None);
    let is_all_of_index = given.packages.is_empty();
    let all = Rounds { environments: Some(environments), ..Rounds::new(index, request, observer) };
    let rounds = Rounds { sight: Sight::Many(request), ..all };
    if is_all_of_index
        && let Some(facts) = index.known_facts(&question)
        && let solved @ UniversalOutcome::Solved(_) = rounds.counting.search(|| answer(&facts))
    {
        observer.ended(&rounds.counting.tally(None));
        return Ok(solved);
    }
    let complete = |outcome| match outcome {
        UniversalOutcome::Missing(missing) => Err(missing),
        other => Ok(other),
    };
    let mut facts = given.clone();
    let outcome = rounds.ask(&mut facts, |facts| complete(answer(facts)))?;
    match &outcome {
        UniversalOutcome::Solved(solution) => {
            observer.ended(&rounds.counting.tally(None));
            if is_all_of_index {
                let pins = solution.pins().iter().map(|pin| (&pin.name, &pin.version));
                keep(index, &question, &facts, pins, |facts| match answer(facts) {
                    UniversalOutcome::Solved(again) => again.says_the_same(solution),
                    _ => false,
                });
            }
            Ok(outcome)
        }
        // An explanation speaks of files.
        UniversalOutcome::Unsolvable { .. } => {
            let rounds = Rounds { sight: Sight::Whole, ..rounds };
            let outcome = rounds.ask(&mut given.clone(), |facts| complete(answer(facts)));
            observer.ended(&rounds.counting.tally(None));
            outcome
        }
        _ => Ok(outcome),
    }
}

/// The same as [`ask`], for a question that may be answered with what is known: facts are asked for until the deadline, and
/// what is missing then counts as unknown, with this reason. Whether that was so is in the answer.
///
/// # Errors
/// Those of [`ask`].
pub fn ask_until<Answer>(
    index: &Index,
    facts: &mut ReleaseFacts,
    request: &Request,
    observer: &dyn RoundsObserver,
    deadline: Instant,
    mut answer: impl FnMut(&ReleaseFacts) -> Result<Answer, Vec<MissingFact>>,
) -> Result<(Answer, Completeness), RoundsError> {
    let is_late = || Instant::now() >= deadline;
    let mut known: Option<ReleaseFacts> = None;
    let rounds = Rounds { deadline: Some(deadline), ..Rounds::new(index, request, observer) };
    let found = rounds.ask(facts, |facts| match answer(facts) {
        Ok(answer) => Ok(Some(answer)),
        Err(missing) if !is_late() => Err(missing),
        Err(_) => {
            known = Some(facts.clone());
            Ok(None)
        }
    })?;
    if let Some(answer) = found {
        return Ok((answer, Completeness::AllFacts));
    }
    let mut known = known.unwrap_or_default();
    // Each turn makes at least one missing fact unknown.
    loop {
        match answer(&known) {
            Ok(answer) => return Ok((answer, Completeness::KnownFacts)),
            Err(missing) => missing.iter().for_each(|fact| make_unknown(&mut known, fact)),
        }
    }
}

/// Which facts an answer rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Completeness {
    /// All that it depends on.
    AllFacts,
    /// Those that were there at the deadline.
    KnownFacts,
}

/// Makes the fact, and with the requirements of a release those of all others of its package, unknown.
fn make_unknown(facts: &mut ReleaseFacts, fact: &MissingFact) {
    let reason = || "it was not asked for within the time that the question has".to_owned();
    match (fact, facts.packages.get_mut(fact.name())) {
        (
            MissingFact::Metadata(_) | MissingFact::FileMetadata(..),
            Some(PackageFacts::Releases(releases)),
        ) => {
            for release in releases.values_mut() {
                let variants = release.variants.iter_mut().map(|variant| &mut variant.metadata);
                release.may_differ = false;
                for metadata in variants.chain([&mut release.metadata]) {
                    if *metadata == ReleaseMetadata::Unfetched {
                        *metadata = ReleaseMetadata::Unknown { reason: reason() };
                    }
                }
            }
        }
        _ => {
            facts.packages.insert(fact.name().clone(), PackageFacts::Unavailable { reason: reason() });
        }
    }
}

/// Resolves the requests, in the same rounds; the answers are in their order. No fact is fetched that no answer depends on.
pub fn resolve_all<'r>(
    index: &Index,
    facts: &mut ReleaseFacts,
    requests: impl IntoIterator<Item = &'r Request>,
    observer: &dyn RoundsObserver,
) -> Result<Vec<Resolved>, RoundsError> {
    let mut open: Vec<(usize, &Request)> = requests.into_iter().enumerate().collect();
    let Some((_, first)) = open.first() else { return Ok(Vec::new()) };
    let rounds = Rounds::new(index, first, observer);
    let mut answers: Vec<(usize, Resolved)> = Vec::with_capacity(open.len());
    let mut round = 0;
    while !open.is_empty() {
        round += 1;
        let mut missing = BTreeSet::new();
        open.retain(|(position, request)| {
            observer.solving(round, *position);
            match python::resolve(facts, request).into_resolved() {
                Ok(answer) => {
                    answers.push((*position, answer));
                    false
                }
                Err(of_request) => {
                    missing.extend(of_request);
                    true
                }
            }
        });
        let missing: Vec<MissingFact> = missing.into_iter().collect();
        rounds.fetch_missing(facts, &missing, &[], round)?;
    }
    answers.sort_by_key(|(position, _)| *position);
    Ok(answers.into_iter().map(|(_, answer)| answer).collect())
}
