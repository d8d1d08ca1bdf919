//! The rounds of one question: facts that it probably needs, a search, the facts that the search misses, and again.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::time::Instant;

use haggle_resolve::python::{Environments, Forecast, Request};
use haggle_spec::release::{MissingFact, ReleaseFacts};
use haggle_spec::{MarkerEnvironment, PackageName};

use super::ahead::{Ahead, is_there};
use super::error::{RoundsError, RoundsErrorKind};
use super::observer::RoundsObserver;
use super::tally::Counting;
use crate::client::{Index, Sight};

/// What the rounds of one question have in common.
pub(super) struct Rounds<'q> {
    pub(super) index: &'q Index,
    pub(super) request: &'q Request,
    /// What is left out of facts.
    pub(super) sight: Sight<'q>,
    /// The environments that the question is about, where it is not that of the request alone.
    pub(super) environments: Option<&'q Environments>,
    pub(super) observer: &'q dyn RoundsObserver,
    /// When nothing more is asked for ahead.
    pub(super) deadline: Option<Instant>,
    pub(super) counting: Counting,
    /// What an earlier run did not leave: asking again would not find it.
    pub(super) not_left: RefCell<BTreeSet<MissingFact>>,
}

impl<'q> Rounds<'q> {
    pub(super) fn new(index: &'q Index, request: &'q Request, observer: &'q dyn RoundsObserver) -> Self {
        let (counting, not_left) = (Counting::default(), RefCell::default());
        Self {
            index,
            request,
            sight: Sight::Whole,
            environments: None,
            observer,
            deadline: None,
            counting,
            not_left,
        }
    }

    /// Asks until the answer depends on no missing fact.
    pub(super) fn ask<Answer>(
        &self,
        facts: &mut ReleaseFacts,
        mut answer: impl FnMut(&ReleaseFacts) -> Result<Answer, Vec<MissingFact>>,
    ) -> Result<Answer, RoundsError> {
        let mut round = 0;
        let mut ahead = Ahead::default();
        let samples = self.samples();
        let forecasts = samples.iter().map(|(request, among)| Forecast::within(request, among.clone()));
        let mut forecasts: Vec<Forecast<'_>> = forecasts.collect();
        if forecasts.is_empty() {
            forecasts.push(Forecast::new(self.request));
        }
        loop {
            round += 1;
            self.follow(&mut forecasts, facts, round)?;
            self.observer.solving(round, 0);
            let missing = match self.counting.search(|| answer(facts)) {
                Ok(answer) => return Ok(answer),
                Err(missing) => missing,
            };
            let ahead = ahead.of(facts, self.request, &forecasts, &missing);
            self.fetch_missing(facts, &missing, &ahead, round)?;
            for forecast in &mut forecasts {
                forecast.correct(&missing);
            }
        }
    }

    /// Environments that the question is about, those of one Python together, with the request for it.
    fn samples(&self) -> Vec<(Request, Vec<MarkerEnvironment>)> {
        let Some(environments) = self.environments else { return Vec::new() };
        let of_python = |among: Vec<MarkerEnvironment>| {
            let request = environments.request_at(self.request, among.first()?);
            Some((request, among))
        };
        environments.samples().into_iter().filter_map(of_python).collect()
    }

    /// Fetches what the answer will probably need, level by level, as far as nothing else is known.
    fn follow(
        &self,
        forecasts: &mut [Forecast<'_>],
        facts: &mut ReleaseFacts,
        round: u32,
    ) -> Result<(), RoundsError> {
        let mut asked = BTreeSet::new();
        loop {
            let missing: BTreeSet<MissingFact> =
                forecasts.iter_mut().flat_map(|forecast| forecast.missing(facts)).collect();
            let mut missing: Vec<MissingFact> = missing.into_iter().collect();
            // What was asked for once and is not there is not to be had.
            missing.retain(|fact| asked.insert(fact.clone()));
            if missing.is_empty() || self.deadline.is_some_and(|deadline| Instant::now() >= deadline) {
                return Ok(());
            }
            match self.fetch(facts, &missing, round) {
                Err(error) if error.is_offline() => self.fetch_at_hand(facts, &missing, round)?,
                other => other?,
            }
        }
    }

    /// Fetches what an earlier run left: who may ask nobody has what that one needed, and no more.
    fn fetch_at_hand(
        &self,
        facts: &mut ReleaseFacts,
        wanted: &[MissingFact],
        round: u32,
    ) -> Result<(), RoundsError> {
        for fact in wanted {
            if self.not_left.borrow().contains(fact) {
                continue;
            }
            match self.fetch(facts, std::slice::from_ref(fact), round) {
                Err(error) if error.is_offline() => {
                    self.not_left.borrow_mut().insert(fact.clone());
                }
                other => other?,
            }
        }
        Ok(())
    }

    /// Fetches what is missing, all of which is there afterwards, and more on the way.
    pub(super) fn fetch_missing(
        &self,
        facts: &mut ReleaseFacts,
        missing: &[MissingFact],
        more: &[MissingFact],
        round: u32,
    ) -> Result<(), RoundsError> {
        self.observer.asking(round, missing);
        self.counting.asked(missing);
        self.counting.asked_ahead(more);
        let wanted: Vec<MissingFact> = missing.iter().chain(more).cloned().collect();
        match self.fetch(facts, &wanted, round) {
            Err(error) if error.is_offline() && !more.is_empty() => {
                self.fetch(facts, missing, round)?;
                self.fetch_at_hand(facts, more, round)?;
            }
            other => other?,
        }
        // A package whose first choice does not do is likely to need those that an earlier run needed.
        let of_releases = missing.iter().filter(|fact| !matches!(fact, MissingFact::Versions(_)));
        let names: BTreeSet<&PackageName> = of_releases.map(MissingFact::name).collect();
        self.index.add_kept(facts, names, self.sight);
        match missing.iter().find(|fact| !is_there(facts, fact)) {
            Some(fact) => Err(RoundsError { round, kind: RoundsErrorKind::NotGiven(fact.clone()) }),
            None => Ok(()),
        }
    }

    fn fetch(&self, facts: &mut ReleaseFacts, wanted: &[MissingFact], round: u32) -> Result<(), RoundsError> {
        self.observer.waiting(wanted);
        let started = Instant::now();
        let fetched = self.index.fetch_seen(facts, wanted, self.sight, &|fact| self.observer.fetched(fact));
        self.counting.fetched(wanted, started.elapsed());
        fetched.map_err(|error| RoundsError { round, kind: RoundsErrorKind::Index(error) })
    }
}
