//! The culprits of a failing batch of changes, found with few tests.
//!
//! [`Bisection`] says which sets of changes to test next, and takes results in any order; nothing is run here. It assumes that a set
//! of changes which contains a failing set fails.
//!
//! Culprits that fail each alone are found by nested group testing (Sobel and Groll 1959), with groups that are as likely to pass as
//! to fail; what fails only together is found from its last part on, as in delta debugging (Zeller 1999) and `QuickXplain` (Junker
//! 2004), with splits of the same kind. The answer is proven by the tests: each set that is named fails, no part of one can be left
//! out, and whichever part of each set is left out, the rest passes (the minimal failing sets and the maximal passing ones determine
//! each other).
//!
//! Laws, with results that are always the same: over batches of 10 to 200 changes with 1 to 5 culprits `d` that fail each alone, the
//! mean number of tests is at most `1.25 log2 C(n, d) + d`, and there are never more than `n + 1`. The order of results, and results
//! that were not asked for, change no answer.

mod batch;
mod chance;
mod pins;
mod requires;
mod search;
mod seen;
mod subset;

use std::collections::BTreeMap;
use std::num::NonZeroU32;

pub use batch::Batch;
pub use pins::{PinBatch, PinBatchError, PinBatchErrorKind, PinChange};
pub use requires::{BatchRequirements, PinConflict};
use search::{Found, Unfinished};
use seen::Seen;
use subset::Subset;

/// What a run of the test says of a set of changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunOutcome {
    /// The set is fine.
    Passed,
    /// The set is not.
    Failed,
}

/// A run to make.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct WantedRun {
    /// The changes to make, by their numbers, from the smallest on.
    pub changes: Vec<usize>,
    /// Which run of this set it is, from 1.
    pub run: u32,
}

/// What to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BisectStep {
    /// Make these runs, at least one; the first is needed for sure, the others are of use whatever it says or if it says one of the two.
    Run(Vec<WantedRun>),
    /// The whole batch passes: there is no culprit.
    BatchPasses,
    /// The test fails without any of the changes: it says nothing about them.
    BaseFails,
    /// All culprits are found.
    Done(Culprits),
}

/// The culprits of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Culprits {
    /// The minimal sets of changes that fail, from the smallest first number on. One change is a culprit by itself; several fail only
    /// together. What they require is not among them.
    pub sets: Vec<Vec<usize>>,
    /// The least to leave out so that the rest passes: one of each set, and what requires it.
    pub left_out: Vec<usize>,
    /// Ways to leave out one of each set that were not tested since there are too many: another culprit may be among the rest.
    pub n_untried: usize,
}

/// The search for the culprits of one batch.
///
/// ```
/// use std::num::NonZeroU32;
/// use haggle_govern::bisect::{Batch, BisectStep, Bisection, RunOutcome};
///
/// // Five changes, of which 1 and 4 fail together.
/// let mut bisection = Bisection::new(Batch::new(5, &[]), NonZeroU32::MIN);
/// let culprits = loop {
///     match bisection.step(1) {
///         BisectStep::Run(runs) => {
///             let changes = &runs[0].changes;
///             let fails = changes.contains(&1) && changes.contains(&4);
///             bisection.record(changes, if fails { RunOutcome::Failed } else { RunOutcome::Passed });
///         }
///         BisectStep::Done(culprits) => break culprits,
///         other => panic!("{other:?}"),
///     }
/// };
/// assert_eq!(culprits.sets, [[1, 4]]);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bisection {
    batch: Batch,
    agreeing: NonZeroU32,
    runs: BTreeMap<Subset, Runs>,
    seen: Seen,
}

/// How often a set passed and failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Runs {
    passed: u32,
    failed: u32,
}

impl Bisection {
    /// A search in which nothing was run. A set counts as passing, or as failing, once so many runs of it agree: with 2, two or three
    /// runs are made of each set.
    pub fn new(batch: Batch, agreeing: NonZeroU32) -> Self {
        let seen = Seen::new(batch.n_parts());
        Self { batch, agreeing, runs: BTreeMap::new(), seen }
    }

    /// The batch.
    pub fn batch(&self) -> &Batch {
        &self.batch
    }

    /// Adds the result of a run. Results of sets that nobody asked for count, and more runs of a set that is decided do not.
    pub fn record(&mut self, changes: &[usize], outcome: RunOutcome) {
        let set = self.batch.parts_of(changes);
        let runs = self.runs.entry(set.clone()).or_default();
        if runs.passed.max(runs.failed) >= self.agreeing.get() {
            return;
        }
        let agreeing = match outcome {
            RunOutcome::Passed => &mut runs.passed,
            RunOutcome::Failed => &mut runs.failed,
        };
        *agreeing += 1;
        if *agreeing >= self.agreeing.get() {
            self.seen.add(set, outcome == RunOutcome::Failed);
        }
    }

    /// What to do next, with up to so many runs at once (at least one).
    pub fn step(&self, at_once: usize) -> BisectStep {
        let first = match search::search(&self.batch, &self.seen) {
            Ok(found) => return BisectStep::Done(self.culprits(&found)),
            Err(Unfinished::BatchPasses) => return BisectStep::BatchPasses,
            Err(Unfinished::BaseFails) => return BisectStep::BaseFails,
            Err(Unfinished::Test(set)) => set,
        };
        let mut wanted = self.missing_runs(&first);
        let mut asked = vec![first.clone()];
        // What will be asked if the sets that are asked for pass or fail, the nearest first.
        let mut supposed = std::collections::VecDeque::from([(self.seen.clone(), first)]);
        while wanted.len() < at_once
            && let Some((seen, set)) = supposed.pop_front()
        {
            for fails in [false, true] {
                let mut seen = seen.clone();
                seen.add(set.clone(), fails);
                let Err(Unfinished::Test(next)) = search::search(&self.batch, &seen) else { continue };
                if !asked.contains(&next) {
                    wanted.extend(self.missing_runs(&next));
                    asked.push(next.clone());
                }
                supposed.push_back((seen, next));
            }
        }
        wanted.truncate(at_once.max(1));
        BisectStep::Run(wanted)
    }

    fn missing_runs(&self, set: &Subset) -> Vec<WantedRun> {
        let changes = self.batch.changes(set);
        let made = self.runs.get(set).copied().unwrap_or_default();
        let least = self.agreeing.get().saturating_sub(made.passed.max(made.failed));
        let first = made.passed + made.failed + 1;
        (first..first + least).map(|run| WantedRun { changes: changes.clone(), run }).collect()
    }

    fn culprits(&self, found: &Found) -> Culprits {
        let mut sets: Vec<Vec<usize>> = found.sets.iter().map(|set| self.batch.changes(set)).collect();
        sets.sort();
        let mut left_out = Subset::full(self.batch.n_parts());
        left_out.subtract(&self.batch.without(&found.left_out));
        Culprits { sets, left_out: self.batch.changes(&left_out), n_untried: found.n_untried }
    }
}
