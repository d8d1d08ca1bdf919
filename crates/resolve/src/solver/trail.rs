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
    pub(super) package: u32,
    /// The entry before this one for the same package, or [`NONE`].
    pub(super) previous: u32,
    /// Where the domain as it was before starts in [`Trail::before`].
    pub(super) words: u32,
    pub(super) reason: Reason,
}

/// What came of a narrowing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Narrowed {
    Unchanged,
    Changed,
    /// Nothing would be left, and the domain was not touched.
    Empty,
}

#[derive(Debug)]
pub(super) struct Trail<'t> {
    table: &'t Table,
    /// All values of every package.
    full: Vec<u64>,
    domain: Vec<u64>,
    latest: Vec<u32>,
    entries: Vec<Entry>,
    before: Vec<u64>,
    /// The length of the trail at the start of each level above zero.
    levels: Vec<u32>,
    /// Packages that have come to be required since [`Trail::take_required`] was last empty.
    required: Vec<u32>,
}

impl<'t> Trail<'t> {
    pub(super) fn new(table: &'t Table) -> Self {
        let mut full = vec![0; table.n_words()];
        for package in 0..table.n_packages() {
            let words = &mut full[table.span(package)];
            bits::set_versions(words, 0, table.n_versions[package]);
            words[0] |= bits::ABSENT;
        }
        Self {
            table,
            domain: full.clone(),
            full,
            latest: vec![NONE; table.n_packages()],
            entries: Vec::new(),
            before: Vec::new(),
            levels: Vec::new(),
            required: Vec::new(),
        }
    }

    pub(super) fn domain(&self, package: u32) -> &[u64] {
        &self.domain[self.table.span(package as usize)]
    }

    pub(super) fn full(&self, package: u32) -> &[u64] {
        &self.full[self.table.span(package as usize)]
    }

    /// Whether the package has to be there.
    pub(super) fn is_required(&self, package: u32) -> bool {
        self.domain[self.table.words_at[package as usize] as usize] & bits::ABSENT == 0
    }

    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    pub(super) fn entry(&self, index: u32) -> Entry {
        self.entries[index as usize]
    }

    /// The latest entry of the package, or [`NONE`].
    pub(super) fn latest(&self, package: u32) -> u32 {
        self.latest[package as usize]
    }

    /// The domain of the entry's package as it was before the entry.
    pub(super) fn before(&self, entry: Entry) -> &[u64] {
        let start = entry.words as usize;
        &self.before[start..start + self.table.width(entry.package as usize)]
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
        let words = &mut self.domain[self.table.span(package as usize)];
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
            let slot = self.table.words_at[package as usize] as usize;
            let old = self.domain[slot];
            let new = apply(old, mask);
            if new == old {
                return Narrowed::Unchanged;
            }
            if new == 0 {
                return Narrowed::Empty;
            }
            self.record_entry(package, reason);
            self.before.push(old);
            self.domain[slot] = new;
            if (old ^ new) & bits::ABSENT != 0 {
                self.required.push(package);
            }
            return Narrowed::Changed;
        }
        let span = self.table.span(package as usize);
        let (mut changes, mut left) = (0, 0);
        for (old, mask) in self.domain[span.clone()].iter().zip(mask) {
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
        let first = span.start;
        if (self.domain[first] ^ apply(self.domain[first], mask[0])) & bits::ABSENT != 0 {
            self.required.push(package);
        }
        for (old, mask) in self.domain[span].iter_mut().zip(mask) {
            *old = apply(*old, *mask);
        }
        Narrowed::Changed
    }

    fn record(&mut self, package: u32, reason: Reason) {
        self.record_entry(package, reason);
        self.before.extend_from_slice(&self.domain[self.table.span(package as usize)]);
    }

    fn record_entry(&mut self, package: u32, reason: Reason) {
        let index = position(self.entries.len());
        self.entries.push(Entry {
            package,
            previous: self.latest[package as usize],
            words: position(self.before.len()),
            reason,
        });
        self.latest[package as usize] = index;
    }

    /// A package that has come to be required and was not taken yet.
    pub(super) fn take_required(&mut self) -> Option<u32> {
        self.required.pop()
    }

    /// Takes the latest entry back.
    pub(super) fn undo(&mut self) -> Option<Entry> {
        let entry = self.entries.pop()?;
        let start = entry.words as usize;
        if let [old] = self.before[start..] {
            self.domain[self.table.words_at[entry.package as usize] as usize] = old;
        } else {
            self.domain[self.table.span(entry.package as usize)].copy_from_slice(&self.before[start..]);
        }
        self.before.truncate(start);
        self.latest[entry.package as usize] = entry.previous;
        Some(entry)
    }

    /// Takes everything above the level back.
    pub(super) fn back_to(&mut self, level: usize) {
        self.required.clear();
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
        self.required.clear();
    }
}

/// A position in an arena of the search. The search stops before its arenas reach 2^32 entries.
pub(super) fn position(length: usize) -> u32 {
    u32::try_from(length).expect("the search stops before its arenas hold 2^32 entries")
}
