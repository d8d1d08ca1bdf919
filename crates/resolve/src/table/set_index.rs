//! Finds a set that is stored already.

const NONE: u32 = u32::MAX;

/// A set of a table that is being built.
#[derive(Debug, Clone, Copy)]
pub(super) struct NewSet {
    pub(super) target: u32,
    /// Where its words start.
    pub(super) words: u32,
    /// The latest group that asks for it: edges of one source that come together are grouped.
    pub(super) latest_group: u32,
}

/// Finds sets by their words: open addressing, at most half full.
#[derive(Debug, Clone, Default)]
pub(super) struct SetIndex {
    slots: Vec<u32>,
    n_sets: usize,
}

impl SetIndex {
    /// The set of these words, or `new`, which is remembered as such.
    pub(super) fn find_or_add(
        &mut self,
        sets: &[NewSet],
        set_words: &[u64],
        target: u32,
        words: &[u64],
        new: u32,
    ) -> u32 {
        if self.n_sets * 2 >= self.slots.len() {
            self.grow(sets, set_words);
        }
        let mut slot = self.first_slot(target, words);
        while let Some(set) = sets.get(self.slots[slot] as usize) {
            if set.target == target && is_same(&set_words[set.words as usize..], words) {
                return self.slots[slot];
            }
            slot = (slot + 1) & (self.slots.len() - 1);
        }
        self.slots[slot] = new;
        self.n_sets += 1;
        new
    }

    fn grow(&mut self, sets: &[NewSet], set_words: &[u64]) {
        self.slots = vec![NONE; (self.slots.len() * 4).max(64)];
        for (id, set) in (0u32..).zip(sets) {
            let end = sets.get(id as usize + 1).map_or(set_words.len(), |next| next.words as usize);
            let mut slot = self.first_slot(set.target, &set_words[set.words as usize..end]);
            while self.slots[slot] != NONE {
                slot = (slot + 1) & (self.slots.len() - 1);
            }
            self.slots[slot] = id;
        }
    }

    fn first_slot(&self, target: u32, words: &[u64]) -> usize {
        const MULTIPLIER: u64 = 0xf135_7aea_2e62_a9c5;
        let mut hash = u64::from(target).wrapping_mul(MULTIPLIER);
        for word in words {
            hash = (hash.rotate_left(23) ^ word).wrapping_mul(MULTIPLIER);
        }
        // The high bits are the well mixed ones.
        let n_bits = self.slots.len().trailing_zeros();
        usize::try_from(hash >> (u64::BITS - n_bits)).unwrap_or(0)
    }
}

/// Whether the words start the row; most are one word, which needs no call.
pub(super) fn is_same(row: &[u64], words: &[u64]) -> bool {
    if let ([first, ..], [word]) = (row, words) { first == word } else { row.starts_with(words) }
}
