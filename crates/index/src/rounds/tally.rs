//! What the rounds of a question came to.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use haggle_resolve::python::Solution;
use haggle_spec::Prereleases;
use haggle_spec::release::{MissingFact, ReleaseId};
use serde::Serialize;

/// What the rounds of a question came to.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[non_exhaustive]
pub struct RoundsTally {
    /// How often an answer was looked for.
    pub rounds: u32,
    /// How often facts were asked for, several at a time.
    pub fetches: u32,
    /// Releases whose requirements were asked for, or read from the cache.
    pub requirements: usize,
    /// Those of them that no search asked for and on which the answer does not rest, where that is one of pins.
    pub unread_requirements: usize,
    /// The seconds that facts took.
    pub facts_seconds: f64,
    /// The seconds that searches took.
    pub search_seconds: f64,
}

/// A tally while it is counted.
#[derive(Debug, Default)]
pub(super) struct Counting {
    counted: RefCell<Counted>,
}

#[derive(Debug, Default)]
struct Counted {
    tally: RoundsTally,
    /// Requirements that were fetched because they were likely to be asked for.
    guessed: BTreeSet<ReleaseId>,
    /// Those that a search asked for, or has read before it asked for the next one.
    asked: BTreeSet<ReleaseId>,
    /// Those that come after what a search asked for.
    ahead: BTreeSet<ReleaseId>,
}

impl Counting {
    /// What a search is for.
    pub(super) fn search<T>(&self, search: impl FnOnce() -> T) -> T {
        let started = Instant::now();
        let found = search();
        let mut counted = self.counted.borrow_mut();
        counted.tally.rounds += 1;
        counted.tally.search_seconds += started.elapsed().as_secs_f64();
        found
    }

    /// Facts were asked for, which took this long.
    pub(super) fn fetched(&self, facts: &[MissingFact], took: Duration) {
        let mut counted = self.counted.borrow_mut();
        counted.tally.fetches += 1;
        counted.tally.facts_seconds += took.as_secs_f64();
        counted.guessed.extend(releases(facts));
    }

    /// A search asks for these. What was asked for ahead of the same packages is better than they are, and did not fit.
    pub(super) fn asked(&self, facts: &[MissingFact]) {
        let counted = &mut *self.counted.borrow_mut();
        for id in releases(facts) {
            let (read, ahead) =
                std::mem::take(&mut counted.ahead).into_iter().partition(|ahead| ahead.name == id.name);
            counted.ahead = ahead;
            counted.asked.extend::<BTreeSet<ReleaseId>>(read);
            counted.asked.insert(id);
        }
    }

    /// These are asked for because a search may ask for them next.
    pub(super) fn asked_ahead(&self, facts: &[MissingFact]) {
        self.counted.borrow_mut().ahead.extend(releases(facts));
    }

    /// The tally of a question whose answer is this, if it is one of pins.
    pub(super) fn tally(&self, solution: Option<&Solution>) -> RoundsTally {
        let counted = self.counted.borrow();
        let is_read = |id: &ReleaseId| {
            counted.asked.contains(id) || solution.is_some_and(|solution| decides(solution, id))
        };
        let unread = counted.guessed.iter().filter(|id| !is_read(id));
        let n_unread = if solution.is_some() { unread.count() } else { 0 };
        RoundsTally {
            requirements: counted.guessed.len(),
            unread_requirements: n_unread,
            ..counted.tally.clone()
        }
    }
}

/// Whether a solution rests on the requirements of the release: it has it, or would have it for all that others say of it, were it not
/// for what it requires itself.
fn decides(solution: &Solution, id: &ReleaseId) -> bool {
    let Some(pin) = solution.pins.get(&id.name) else { return false };
    let mut bounds = solution.edges.iter().filter(|edge| edge.target == id.name);
    pin.version == id.version
        || pin.version < id.version
            && bounds.all(|edge| edge.requirement.specifiers().contains(&id.version, Prereleases::Allow))
}

fn releases(facts: &[MissingFact]) -> impl Iterator<Item = ReleaseId> {
    facts.iter().filter_map(|fact| match fact {
        MissingFact::Metadata(id) | MissingFact::FileMetadata(id, _) => Some(id.clone()),
        MissingFact::Versions(_) => None,
    })
}
