//! Rounds with an index, shown as they go and counted.

use std::sync::{Mutex, PoisonError};

use haggle_index::rounds::{RoundsObserver, RoundsTally};
use haggle_spec::release::MissingFact;

use crate::output::progress::Progress;

/// Shows on a terminal what is waited for, and remembers what the last question took.
#[derive(Debug)]
pub struct WatchedRounds {
    progress: Progress,
    tally: Mutex<RoundsTally>,
}

impl WatchedRounds {
    /// Nothing was asked yet.
    pub fn start() -> Self {
        Self { progress: Progress::start("asking"), tally: Mutex::default() }
    }

    /// What the last question took.
    pub fn tally(&self) -> RoundsTally {
        self.tally.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl RoundsObserver for WatchedRounds {
    fn waiting(&self, facts: &[MissingFact]) {
        self.progress.waiting(facts);
    }

    fn fetched(&self, fact: &MissingFact) {
        self.progress.fetched(fact);
    }

    fn ended(&self, tally: &RoundsTally) {
        *self.tally.lock().unwrap_or_else(PoisonError::into_inner) = tally.clone();
    }
}
