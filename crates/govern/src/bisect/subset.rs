//! A set of the parts of a batch.

/// A set of numbers below a fixed bound. Equal sets of one bound have equal representations.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Subset {
    words: Vec<u64>,
}

const BITS: usize = 64;

impl Subset {
    /// The empty set of numbers below `bound`.
    pub fn empty(bound: usize) -> Self {
        Self { words: vec![0; bound.div_ceil(BITS)] }
    }

    /// All numbers below `bound`.
    pub fn full(bound: usize) -> Self {
        Self::of(bound, 0..bound)
    }

    /// The set of these numbers, each below `bound`.
    pub fn of(bound: usize, members: impl IntoIterator<Item = usize>) -> Self {
        let mut set = Self::empty(bound);
        members.into_iter().for_each(|member| set.insert(member));
        set
    }

    /// Whether a number is in the set.
    pub fn contains(&self, member: usize) -> bool {
        self.words.get(member / BITS).is_some_and(|word| word >> (member % BITS) & 1 == 1)
    }

    /// Adds a number below the bound.
    pub fn insert(&mut self, member: usize) {
        self.words[member / BITS] |= 1 << (member % BITS);
    }

    /// Takes a number out.
    pub fn remove(&mut self, member: usize) {
        self.words[member / BITS] &= !(1 << (member % BITS));
    }

    /// Adds every number of another set of the same bound.
    pub fn add(&mut self, other: &Self) {
        self.words.iter_mut().zip(&other.words).for_each(|(word, other)| *word |= other);
    }

    /// Takes every number of another set of the same bound out.
    pub fn subtract(&mut self, other: &Self) {
        self.words.iter_mut().zip(&other.words).for_each(|(word, other)| *word &= !other);
    }

    /// Whether every number of this set is in the other.
    pub fn is_subset(&self, other: &Self) -> bool {
        self.words.iter().zip(&other.words).all(|(word, other)| word & !other == 0)
    }

    /// Whether no number is in both.
    pub fn is_disjoint(&self, other: &Self) -> bool {
        self.words.iter().zip(&other.words).all(|(word, other)| word & other == 0)
    }

    /// How many numbers there are.
    pub fn len(&self) -> usize {
        self.words.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }

    /// The numbers, from the smallest on.
    pub fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        let of_word = |(at, word): (usize, &u64)| {
            let word = *word;
            (0..BITS).filter(move |bit| word >> bit & 1 == 1).map(move |bit| at * BITS + bit)
        };
        self.words.iter().enumerate().flat_map(of_word)
    }
}
