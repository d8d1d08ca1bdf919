//! Who is told how rounds go.

use haggle_spec::release::MissingFact;

use super::tally::RoundsTally;

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

    /// These facts are being asked for: those that an answer depends on, and those that it probably will.
    fn waiting(&self, facts: &[MissingFact]) {
        let _ = facts;
    }

    /// The question is answered.
    fn ended(&self, tally: &RoundsTally) {
        let _ = tally;
    }

    /// A fact is there. Called from any thread.
    fn fetched(&self, fact: &MissingFact) {
        let _ = fact;
    }
}

impl RoundsObserver for () {}
