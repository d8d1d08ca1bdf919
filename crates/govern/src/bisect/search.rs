//! The search for culprits: which set to test next, given everything that was seen.
//!
//! It is written as a function that needs no test to be repeated: [`search`] goes over what was seen from the start each time, and
//! ends where it needs a set that nobody has tested. So there is no state to store but the results.

use std::collections::VecDeque;

use super::batch::Batch;
use super::chance::{self, Progress};
use super::seen::Seen;
use super::subset::Subset;

/// Why a search has no result yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Unfinished {
    /// This set has to be tested.
    Test(Subset),
    /// The whole batch passes.
    BatchPasses,
    /// Nothing of the batch fails as well.
    BaseFails,
}

/// Minimal sets of parts that fail, and whether no other is left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// The sets, without what their parts require.
    pub sets: Vec<Subset>,
    /// What to leave out so that the rest passes.
    pub left_out: Subset,
    /// Ways to leave out one of each set that were not tested, since there are too many.
    pub n_untried: usize,
}

/// How often a group may be halved, in a batch of fewer parts than this.
const SMALL: [(usize, usize); 5] = [(22, 0), (26, 1), (30, 2), (33, 3), (37, 4)];

/// Up to so many culprits cost no more tests than parts and one.
const FEW: usize = 5;

/// Most ways to leave out one of each set that are tried.
const MOST_WAYS: usize = 64;

/// Looks for every minimal set of parts that fails.
pub(super) fn search(batch: &Batch, seen: &Seen) -> Result<Found, Unfinished> {
    let search = Search { batch, seen };
    let mut sets = search.sort()?;
    'again: loop {
        let (ways, n_untried) = ways_out(&sets, batch.n_parts());
        for way in &ways {
            let rest = batch.without(way);
            if search.fails(&rest)? {
                sets.push(search.minimal(&rest)?);
                continue 'again;
            }
        }
        search.fails_for_real()?;
        search.passes_for_real()?;
        sets.sort();
        let (ways, _) = ways_out(&sets, batch.n_parts());
        let least = ways.into_iter().min_by_key(|way| batch.n_parts() - batch.without(way).len());
        let left_out = least.unwrap_or_else(|| Subset::empty(batch.n_parts()));
        return Ok(Found { sets, left_out, n_untried });
    }
}

struct Search<'a> {
    batch: &'a Batch,
    seen: &'a Seen,
}

impl Search<'_> {
    /// Sorts the parts into culprits and others by nested group testing (Sobel and Groll 1959): a group of parts is added to what
    /// passes; a group that fails is narrowed down to its first culprit, and what is left of it goes back.
    fn sort(&self) -> Result<Vec<Subset>, Unfinished> {
        let n_parts = self.batch.n_parts();
        let mut sets: Vec<Subset> = Vec::new();
        let mut passing = Subset::empty(n_parts);
        let mut open: VecDeque<usize> = (0..n_parts).collect();
        while !open.is_empty() {
            let progress = Progress {
                n_parts,
                n_found: sets.len(),
                n_open: open.len(),
                most: self.most(sets.len(), open.len()),
            };
            let mut all = passing.clone();
            for part in &open {
                all.insert(*part);
            }
            let is_known = self.seen.verdict(&self.batch.closed(&all)) == Some(true);
            let size = if is_known { open.len() } else { progress.group() };
            let mut group: Vec<usize> = open.drain(..size).collect();
            if !is_known && !self.group_fails(&passing, &group)? {
                for part in &group {
                    passing.insert(*part);
                }
                continue;
            }
            while group.len() > 1 {
                let n_open = open.len() + group.len();
                let half = Progress { n_open, ..progress }.part_of_group(group.len());
                if self.group_fails(&passing, &group[..half])? {
                    group.drain(half..).rev().for_each(|part| open.push_front(part));
                } else {
                    group.drain(..half).for_each(|part| passing.insert(part));
                }
            }
            let Some(part) = group.pop() else { continue };
            let alone = self.batch.below(part);
            let set = if self.fails(alone)? {
                self.minimal(alone)?
            } else {
                let mut with = passing.clone();
                with.insert(part);
                self.minimal(&self.batch.closed(&with))?
            };
            let out = if set.contains(part) { Some(part) } else { set.iter().last() };
            sets.push(set);
            let Some(out) = out else { continue };
            passing.subtract(self.batch.above(out));
            if out != part && !self.batch.above(out).contains(part) {
                open.push_front(part);
            }
            open.retain(|part| !self.batch.above(out).contains(*part));
        }
        Ok(sets)
    }

    /// Most parts of a group, so that with up to five culprits, each of which fails alone, there are never more tests than parts and
    /// one. Until one of its culprits is known, a group that fails can cost a test more than it settles parts for each time that it
    /// is halved; one that passes saves all tests of its parts but one. So groups of small batches are small, unless more was saved
    /// than the culprits that are left can cost.
    fn most(&self, n_found: usize, n_open: usize) -> usize {
        let n_parts = self.batch.n_parts();
        let Some((_, halvings)) = SMALL.iter().find(|(parts, _)| n_parts < *parts) else { return n_parts };
        let saved = n_parts.saturating_sub(n_open + self.seen.n_run());
        let kept = halvings * FEW.saturating_sub(n_found);
        1 << (*halvings).max(saved.saturating_sub(kept).min(16))
    }

    /// Whether a group fails: a single part by itself, so that a failure is its own; more together with what passes.
    fn group_fails(&self, passing: &Subset, group: &[usize]) -> Result<bool, Unfinished> {
        if let [part] = group {
            return self.fails(self.batch.below(*part));
        }
        let mut with = passing.clone();
        for part in group {
            with.insert(*part);
        }
        self.fails(&self.batch.closed(&with))
    }

    /// A minimal set of parts that fails within a closed set that does. Its parts are found from the last on: the smallest first
    /// piece of the pool that fails, with what is needed already, ends with a part that is needed.
    fn minimal(&self, within: &Subset) -> Result<Subset, Unfinished> {
        self.fails_for_real()?;
        let mut needed = Subset::empty(self.batch.n_parts());
        let mut pool: Vec<usize> = within.iter().collect();
        loop {
            let with = |size: usize| {
                let mut with = needed.clone();
                pool[..size].iter().for_each(|part| with.insert(*part));
                self.batch.closed(&with)
            };
            let (mut passes, mut fails) = (None, pool.len());
            for size in 0..=pool.len() {
                match self.seen.verdict(&with(size)) {
                    Some(false) => passes = Some(size),
                    Some(true) => {
                        fails = size;
                        break;
                    }
                    None => {}
                }
            }
            while passes.map_or(fails > 0, |passes: usize| fails - passes > 1) {
                let size = chance::prefix(pool.len(), passes, fails);
                if self.fails(&with(size))? { fails = size } else { passes = Some(size) }
            }
            if fails == 0 {
                return if needed.is_empty() { Err(Unfinished::BaseFails) } else { Ok(needed) };
            }
            needed.insert(pool[fails - 1]);
            pool.truncate(fails - 1);
        }
    }

    fn fails(&self, set: &Subset) -> Result<bool, Unfinished> {
        self.seen.verdict(set).ok_or_else(|| Unfinished::Test(set.clone()))
    }

    /// That the batch fails is taken for granted until it matters: where no test has failed, the whole batch is tested.
    fn fails_for_real(&self) -> Result<(), Unfinished> {
        let whole = Subset::full(self.batch.n_parts());
        match (self.seen.any(true), self.seen.run(&whole)) {
            (true, _) => Ok(()),
            (false, Some(false)) => Err(Unfinished::BatchPasses),
            (false, _) => Err(Unfinished::Test(whole)),
        }
    }

    /// That the test passes without any of the changes is taken for granted unless no test has passed.
    fn passes_for_real(&self) -> Result<(), Unfinished> {
        let base = Subset::empty(self.batch.n_parts());
        match (self.seen.any(false), self.seen.run(&base)) {
            (true, _) => Ok(()),
            (false, Some(true)) => Err(Unfinished::BaseFails),
            (false, _) => Err(Unfinished::Test(base)),
        }
    }
}

/// The minimal ways to leave out one of each set, smallest numbers first, and how many were left out since there are too many.
fn ways_out(sets: &[Subset], n_parts: usize) -> (Vec<Subset>, usize) {
    let mut ways = vec![Subset::empty(n_parts)];
    let mut n_untried = 0;
    for set in sets {
        let (mut next, missing): (Vec<Subset>, Vec<Subset>) =
            ways.into_iter().partition(|way| !way.is_disjoint(set));
        for way in missing {
            for part in set.iter() {
                let mut longer = way.clone();
                longer.insert(part);
                if !next.iter().any(|other| other.is_subset(&longer)) {
                    next.push(longer);
                }
            }
        }
        n_untried += next.len().saturating_sub(MOST_WAYS);
        next.truncate(MOST_WAYS);
        ways = next;
    }
    (ways, n_untried)
}
