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

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::time::Instant;

use haggle_resolve::python::{
    self, Forecast, Request, ResolveOutcome, Resolved, Screen, metadata_fact, next_choices,
};
use haggle_spec::PackageName;
use haggle_spec::release::{MissingFact, PackageFacts, ReleaseFacts, ReleaseId, ReleaseMetadata};

use crate::client::{Index, IndexError, IndexErrorKind};

/// Is told how rounds go. Every method does nothing unless it is written; `()` listens to none.
pub trait RoundsObserver: Sync {
    /// The request at the position is being solved, in the round, which counts from one.
    fn solving(&self, round: u32, position: usize) {
        let _ = (round, position);
    }

    /// The round asks for these facts, each of which an answer depends on.
    fn asking(&self, round: u32, missing: &[MissingFact]) {
        let _ = (round, missing);
    }

    /// A fact is there. Called from any thread.
    fn fetched(&self, fact: &MissingFact) {
        let _ = fact;
    }
}

impl RoundsObserver for () {}

/// Why there is no answer.
#[derive(Debug, Clone)]
pub struct RoundsError {
    round: u32,
    kind: RoundsErrorKind,
}

/// What ended the rounds.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum RoundsErrorKind {
    /// The index failed.
    Index(IndexError),
    /// The index was asked for a fact and did not give it: the facts that were there before name a release that the index
    /// does not list.
    NotGiven(MissingFact),
}

impl RoundsError {
    /// What ended the rounds.
    pub fn kind(&self) -> &RoundsErrorKind {
        &self.kind
    }

    /// Whether a server would have to be asked, which is not allowed.
    fn is_offline(&self) -> bool {
        matches!(&self.kind, RoundsErrorKind::Index(error) if error.kind() == IndexErrorKind::Offline)
    }

    /// The round in which it did, from one.
    pub fn round(&self) -> u32 {
        self.round
    }
}

impl fmt::Display for RoundsError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            RoundsErrorKind::Index(error) => error.fmt(formatter),
            RoundsErrorKind::NotGiven(fact) => write!(formatter, "the index did not give {fact}"),
        }
    }
}

impl std::error::Error for RoundsError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.kind {
            RoundsErrorKind::Index(error) => Some(error),
            RoundsErrorKind::NotGiven(_) => None,
        }
    }
}

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
/// What `request` will probably need is followed before anybody is asked (see [`Forecast`]), so that a solution which has every first
/// choice needs one round. The answer does not depend on it.
pub fn ask<Answer>(
    index: &Index,
    facts: &mut ReleaseFacts,
    request: &Request,
    observer: &dyn RoundsObserver,
    answer: impl FnMut(&ReleaseFacts) -> Result<Answer, Vec<MissingFact>>,
) -> Result<Answer, RoundsError> {
    Rounds { index, request, screen: None, observer, deadline: None }.ask(facts, answer)
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
    let screen = Screen::new(request);
    let mut facts = given.clone();
    let rounds = Rounds { index, request, screen: Some(&screen), observer, deadline: None };
    let resolved = rounds.ask(&mut facts, |facts| match python::solve(facts, request) {
        ResolveOutcome::Missing(missing) => Err(missing),
        ResolveOutcome::Solved(solution) => Ok(Some(Resolved::Solved(solution))),
        ResolveOutcome::Stopped(stop) => Ok(Some(Resolved::Stopped(stop))),
        ResolveOutcome::Unsolvable(_) => Ok(None),
    })?;
    match resolved {
        Some(resolved) => Ok(resolved),
        None => resolve(index, &mut given.clone(), request, observer),
    }
}

/// What the rounds of one question have in common.
struct Rounds<'q> {
    index: &'q Index,
    request: &'q Request,
    /// What is left out of facts.
    screen: Option<&'q Screen<'q>>,
    observer: &'q dyn RoundsObserver,
    /// When nothing more is asked for ahead.
    deadline: Option<Instant>,
}

impl Rounds<'_> {
    fn ask<Answer>(
        &self,
        facts: &mut ReleaseFacts,
        mut answer: impl FnMut(&ReleaseFacts) -> Result<Answer, Vec<MissingFact>>,
    ) -> Result<Answer, RoundsError> {
        let mut round = 0;
        let mut ahead = Ahead::default();
        let mut forecast = Forecast::new(self.request);
        loop {
            round += 1;
            self.follow(&mut forecast, facts, round)?;
            self.observer.solving(round, 0);
            let missing = match answer(facts) {
                Ok(answer) => return Ok(answer),
                Err(missing) => missing,
            };
            let ahead = ahead.of(facts, self.request, &missing);
            self.fetch_missing(facts, &missing, &ahead, round)?;
            forecast.correct(&missing);
        }
    }

    /// Fetches what the answer will probably need, level by level, as far as nothing else is known.
    fn follow(
        &self,
        forecast: &mut Forecast<'_>,
        facts: &mut ReleaseFacts,
        round: u32,
    ) -> Result<(), RoundsError> {
        let mut asked = BTreeSet::new();
        loop {
            let mut missing = forecast.missing(facts);
            // What was asked for once and is not there is not to be had.
            missing.retain(|fact| asked.insert(fact.clone()));
            if missing.is_empty() || self.deadline.is_some_and(|deadline| Instant::now() >= deadline) {
                return Ok(());
            }
            match self.fetch(facts, &missing, round) {
                // Who may ask nobody has what earlier runs needed, and no more.
                Err(error) if error.is_offline() => {
                    for fact in missing {
                        match self.fetch(facts, &[fact], round) {
                            Err(error) if error.is_offline() => {}
                            other => other?,
                        }
                    }
                }
                other => other?,
            }
        }
    }

    /// Fetches what is missing, all of which is there afterwards, and more on the way.
    fn fetch_missing(
        &self,
        facts: &mut ReleaseFacts,
        missing: &[MissingFact],
        more: &[MissingFact],
        round: u32,
    ) -> Result<(), RoundsError> {
        self.observer.asking(round, missing);
        let wanted: Vec<MissingFact> = missing.iter().chain(more).cloned().collect();
        self.fetch(facts, &wanted, round)?;
        match missing.iter().find(|fact| !is_there(facts, fact)) {
            Some(fact) => Err(RoundsError { round, kind: RoundsErrorKind::NotGiven(fact.clone()) }),
            None => Ok(()),
        }
    }

    fn fetch(&self, facts: &mut ReleaseFacts, wanted: &[MissingFact], round: u32) -> Result<(), RoundsError> {
        self.index
            .fetch_seen(facts, wanted, self.screen, &|fact| self.observer.fetched(fact))
            .map_err(|error| RoundsError { round, kind: RoundsErrorKind::Index(error) })
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
    let rounds = Rounds { index, request, screen: None, observer, deadline: Some(deadline) };
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

/// What is asked for ahead: a package of which one release after another turns out not to fit will probably need many more,
/// and asking for several at a time saves a round for each.
#[derive(Debug, Default)]
struct Ahead {
    n_asked: BTreeMap<PackageName, usize>,
}

impl Ahead {
    /// This many releases of a package are asked for one at a time.
    const ALONE: usize = 4;
    /// The most that are asked for ahead in one round.
    const MOST: usize = 32;

    fn of(&mut self, facts: &ReleaseFacts, request: &Request, missing: &[MissingFact]) -> Vec<MissingFact> {
        let mut ahead = Vec::new();
        for fact in missing {
            let (MissingFact::Metadata(release) | MissingFact::FileMetadata(release, _)) = fact else {
                continue;
            };
            let ReleaseId { name, version } = release;
            let n_asked = self.n_asked.entry(name.clone()).or_default();
            *n_asked += 1;
            if *n_asked > Self::ALONE {
                let next = next_choices(facts, request, name, version);
                let unfetched = next.into_iter().map(|version| ReleaseId::new(name.clone(), version));
                let unfetched =
                    unfetched.filter(|release| request.supplied_release(name, &release.version).is_none());
                let unfetched = unfetched.filter_map(|release| metadata_fact(facts, request, &release));
                let unfetched = unfetched.filter(|fact| !is_there(facts, fact));
                ahead.extend(unfetched.take((2 * (*n_asked - Self::ALONE)).min(Self::MOST)));
            }
        }
        ahead
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
    let rounds = Rounds { index, request: first, screen: None, observer, deadline: None };
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

/// Whether a fact is not missing any more.
fn is_there(facts: &ReleaseFacts, fact: &MissingFact) -> bool {
    match fact {
        MissingFact::Versions(name) => facts.packages.contains_key(name),
        MissingFact::Metadata(ReleaseId { name, version }) => match facts.packages.get(name) {
            Some(PackageFacts::Releases(releases)) => {
                releases.get(version).is_some_and(|release| release.metadata != ReleaseMetadata::Unfetched)
            }
            _ => false,
        },
        MissingFact::FileMetadata(ReleaseId { name, version }, file) => match facts.packages.get(name) {
            Some(PackageFacts::Releases(releases)) => releases
                .get(version)
                .is_some_and(|release| *release.metadata_of(file) != ReleaseMetadata::Unfetched),
            _ => false,
        },
    }
}
