//! A batch of changes, and which of them go only together.

use super::subset::Subset;

/// The changes of a batch, grouped into parts that can be tested apart.
///
/// A change may require another: where it is made and the other is not, nothing resolves. A set of parts is *closed* if it has
/// everything that its parts require; only closed sets are ever tested. Changes that require each other are one part. Parts are
/// numbered so that what a part requires comes before it, and otherwise in the order of the changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    n_changes: usize,
    parts: Vec<Vec<usize>>,
    /// For each part, itself and what it requires, directly or not.
    below: Vec<Subset>,
    /// For each part, itself and what requires it.
    above: Vec<Subset>,
}

impl Batch {
    /// A batch of changes numbered from 0, where `requires` has pairs: the first cannot be made without the second. Pairs with a
    /// number that no change has are left out. Cubic time in the number of changes, a 64th of it by words.
    pub fn new(n_changes: usize, requires: &[(usize, usize)]) -> Self {
        let mut reach: Vec<Subset> = (0..n_changes).map(|change| Subset::of(n_changes, [change])).collect();
        for (from, to) in requires.iter().filter(|(from, to)| *from < n_changes && *to < n_changes) {
            reach[*from].insert(*to);
        }
        for middle in 0..n_changes {
            let via = reach[middle].clone();
            reach.iter_mut().filter(|set| set.contains(middle)).for_each(|set| set.add(&via));
        }
        let is_mutual = |one: usize, other: usize| reach[one].contains(other) && reach[other].contains(one);
        let is_first = |change: &usize| !(0..*change).any(|earlier| is_mutual(earlier, *change));
        let mut first: Vec<usize> = (0..n_changes).filter(is_first).collect();
        // What is required reaches less than what requires it.
        first.sort_by_key(|change| (reach[*change].len(), *change));
        let parts: Vec<Vec<usize>> = first
            .iter()
            .map(|change| (0..n_changes).filter(|other| is_mutual(*change, *other)).collect())
            .collect();
        let n_parts = parts.len();
        let reaches = |from: usize, to: usize| reach[first[from]].contains(first[to]);
        let below = |part| Subset::of(n_parts, (0..n_parts).filter(|other| reaches(part, *other)));
        let above = |part| Subset::of(n_parts, (0..n_parts).filter(|other| reaches(*other, part)));
        Self {
            n_changes,
            below: (0..n_parts).map(below).collect(),
            above: (0..n_parts).map(above).collect(),
            parts,
        }
    }

    /// The number of changes.
    pub fn n_changes(&self) -> usize {
        self.n_changes
    }

    /// The number of parts.
    pub fn n_parts(&self) -> usize {
        self.parts.len()
    }

    /// The changes of a set of parts, from the first on.
    pub fn changes(&self, parts: &Subset) -> Vec<usize> {
        let mut changes: Vec<usize> =
            parts.iter().flat_map(|part| self.parts[part].iter().copied()).collect();
        changes.sort_unstable();
        changes
    }

    /// The parts that have these changes.
    pub(super) fn parts_of(&self, changes: &[usize]) -> Subset {
        let has = |part: &usize| self.parts[*part].iter().any(|change| changes.contains(change));
        Subset::of(self.n_parts(), (0..self.n_parts()).filter(has))
    }

    /// A part with everything that it requires.
    pub(super) fn below(&self, part: usize) -> &Subset {
        &self.below[part]
    }

    /// A part with everything that requires it.
    pub(super) fn above(&self, part: usize) -> &Subset {
        &self.above[part]
    }

    /// The smallest closed set with these parts.
    pub(super) fn closed(&self, parts: &Subset) -> Subset {
        let mut closed = Subset::empty(self.n_parts());
        parts.iter().for_each(|part| closed.add(&self.below[part]));
        closed
    }

    /// The largest closed set without these parts.
    pub(super) fn without(&self, parts: &Subset) -> Subset {
        let mut rest = Subset::full(self.n_parts());
        parts.iter().for_each(|part| rest.subtract(&self.above[part]));
        rest
    }
}
