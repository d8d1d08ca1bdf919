//! The domains, and the one flat trail of every narrowing, by which they are taken back.

use crate::bits;
use crate::table::Table;

pub(super) const NONE: u32 = u32::MAX;

/// Why a domain was narrowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reason {
    Decision,
    Clause(u32),
    Edge(u32),
    Learned(u32),
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    /// The domain as it was before, where it is one word; else where its words start in [`Trail::wide_before`].
    before: u64,
    pub(super) reason: Reason,
    pub(super) package: u32,
    /// The entry before this one for the same package, or [`NONE`].
    pub(super) previous: u32,
}

/// What came of a narrowing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Narrowed {
    Unchanged,
    Changed,
    /// Nothing would be left, and the domain was not touched.
    Empty,
}

/// What is known of a package, in one place.
#[derive(Debug, Clone, Copy)]
struct State {
    /// The domain, where it is one word; else where its words start in [`Trail::wide`].
    domain: u64,
    latest: u32,
    n_words: u32,
}

#[derive(Debug)]
pub(super) struct Trail {
    states: Vec<State>,
    /// The domains of more than one word.
    wide: Vec<u64>,
    entries: Vec<Entry>,
    wide_before: Vec<u64>,
    /// The length of the trail at the start of each level above zero.
    levels: Vec<u32>,
}

impl Trail {
    pub(super) fn new(table: &Table) -> Self {
        let mut wide = Vec::new();
        let packages = table.packages().map(|package| {
            let words = table.full(package.0);
            let n_words = position(words.len());
            if let [word] = *words {
                return State { domain: word, latest: NONE, n_words };
            }
            let domain = wide.len() as u64;
            wide.extend_from_slice(words);
            State { domain, latest: NONE, n_words }
        });
        Self {
            states: packages.collect(),
            wide,
            entries: Vec::new(),
            wide_before: Vec::new(),
            levels: Vec::new(),
        }
    }

    pub(super) fn domain(&self, package: u32) -> &[u64] {
        let state = &self.states[package as usize];
        if state.n_words == 1 { std::slice::from_ref(&state.domain) } else { &self.wide[state.wide()] }
    }

    /// The domain, where it is one word.
    pub(super) fn word(&self, package: u32) -> Option<u64> {
        let state = self.states[package as usize];
        (state.n_words == 1).then_some(state.domain)
    }

    /// Whether the package has to be there.
    pub(super) fn is_required(&self, package: u32) -> bool {
        self.domain(package)[0] & bits::ABSENT == 0
    }

    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    pub(super) fn entry(&self, index: u32) -> Entry {
        self.entries[index as usize]
    }

    /// The latest entry of the package, or [`NONE`].
    pub(super) fn latest(&self, package: u32) -> u32 {
        self.states[package as usize].latest
    }

    /// The domain of the entry's package as it was before the entry.
    pub(super) fn before(&self, index: u32) -> &[u64] {
        let entry = &self.entries[index as usize];
        match self.states[entry.package as usize].n_words {
            1 => std::slice::from_ref(&entry.before),
            n_words => &self.wide_before[range(entry.before, n_words)],
        }
    }

    pub(super) fn level(&self) -> usize {
        self.levels.len()
    }

    /// The level at which the entry was made.
    pub(super) fn level_of(&self, index: u32) -> usize {
        self.levels.partition_point(|start| *start <= index)
    }

    /// The first entry of the level (zero for level zero).
    pub(super) fn start_of(&self, level: usize) -> u32 {
        level.checked_sub(1).map_or(0, |position| self.levels[position])
    }

    pub(super) fn open_level(&mut self) {
        self.levels.push(position(self.entries.len()));
    }

    /// Narrows the domain to what is in `keep`.
    pub(super) fn keep(&mut self, package: u32, keep: &[u64], reason: Reason) -> Narrowed {
        self.narrow(package, reason, keep, |old, mask| old & mask)
    }

    /// Narrows the domain to what is not in `remove`.
    pub(super) fn remove(&mut self, package: u32, remove: &[u64], reason: Reason) -> Narrowed {
        self.narrow(package, reason, remove, |old, mask| old & !mask)
    }

    /// Narrows the domain to one value.
    pub(super) fn decide(&mut self, package: u32, bit: u32) {
        self.record(package, Reason::Decision);
        let state = &mut self.states[package as usize];
        let words = if state.n_words == 1 {
            std::slice::from_mut(&mut state.domain)
        } else {
            &mut self.wide[state.wide()]
        };
        words.fill(0);
        bits::set_bit(words, bit);
    }

    #[inline]
    fn narrow(
        &mut self,
        package: u32,
        reason: Reason,
        mask: &[u64],
        apply: impl Fn(u64, u64) -> u64,
    ) -> Narrowed {
        if let [mask] = *mask {
            let state = &mut self.states[package as usize];
            let old = state.domain;
            let new = apply(old, mask);
            if new == old {
                return Narrowed::Unchanged;
            }
            if new == 0 {
                return Narrowed::Empty;
            }
            let previous = std::mem::replace(&mut state.latest, position(self.entries.len()));
            state.domain = new;
            self.entries.push(Entry { before: old, reason, package, previous });
            return Narrowed::Changed;
        }
        let words = self.states[package as usize].wide();
        let (mut changes, mut left) = (0, 0);
        for (old, mask) in self.wide[words.clone()].iter().zip(mask) {
            let new = apply(*old, *mask);
            changes |= old ^ new;
            left |= new;
        }
        if changes == 0 {
            return Narrowed::Unchanged;
        }
        if left == 0 {
            return Narrowed::Empty;
        }
        self.record(package, reason);
        for (old, mask) in self.wide[words].iter_mut().zip(mask) {
            *old = apply(*old, *mask);
        }
        Narrowed::Changed
    }

    fn record(&mut self, package: u32, reason: Reason) {
        let state = &mut self.states[package as usize];
        let previous = std::mem::replace(&mut state.latest, position(self.entries.len()));
        let before = if state.n_words == 1 {
            state.domain
        } else {
            let start = self.wide_before.len() as u64;
            self.wide_before.extend_from_slice(&self.wide[state.wide()]);
            start
        };
        self.entries.push(Entry { before, reason, package, previous });
    }

    /// Takes the latest entry back.
    pub(super) fn undo(&mut self) -> Option<Entry> {
        let entry = self.entries.pop()?;
        let state = &mut self.states[entry.package as usize];
        state.latest = entry.previous;
        if state.n_words == 1 {
            state.domain = entry.before;
        } else {
            let before = range(entry.before, state.n_words);
            self.wide[state.wide()].copy_from_slice(&self.wide_before[before.clone()]);
            self.wide_before.truncate(before.start);
        }
        Some(entry)
    }

    /// Takes everything above the level back.
    pub(super) fn back_to(&mut self, level: usize) {
        let Some(start) = self.levels.get(level).copied() else { return };
        while self.entries.len() > start as usize {
            self.undo();
        }
        self.levels.truncate(level);
    }

    /// Takes everything back.
    pub(super) fn clear(&mut self) {
        while self.undo().is_some() {}
        self.levels.clear();
    }
}

impl State {
    /// The words of a domain of more than one.
    fn wide(&self) -> std::ops::Range<usize> {
        range(self.domain, self.n_words)
    }
}

fn range(start: u64, n_words: u32) -> std::ops::Range<usize> {
    let start = usize::try_from(start).expect("an offset is a position in memory");
    start..start + n_words as usize
}

/// A position in an arena of the search. The search stops before its arenas reach 2^32 entries.
pub(super) fn position(length: usize) -> u32 {
    u32::try_from(length).expect("the search stops before its arenas hold 2^32 entries")
}
