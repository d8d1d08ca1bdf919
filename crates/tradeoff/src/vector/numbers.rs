//! Numbers and words side by side, and what is done with them. All types give the same bits: products and sums are rounded one by one,
//! since a processor that cannot round both at once takes a hundred times as long to imitate it.

use super::lanes::{Eight, Lanes};
use super::samples::{Samples, WORDS};

/// Doubles in one register. Each operation is rounded as IEEE 754 has it, lane by lane.
pub(crate) trait Numbers: Copy {
    /// As many words of 64 bits.
    type Words: Words;

    /// How many there are: 2, 4 or 8.
    const LANES: usize;

    /// The first ones of these numbers.
    fn load(numbers: &[f64]) -> Self;

    /// To the first places.
    fn store(self, to: &mut [f64]);

    /// The `at`-th register full.
    #[inline(always)]
    fn of(lanes: &Lanes, at: usize) -> Self {
        Self::load(&lanes.0[Self::LANES * at..][..Self::LANES])
    }

    /// To where [`of`](Self::of) finds it.
    #[inline(always)]
    fn put(self, lanes: &mut Lanes, at: usize) {
        self.store(&mut lanes.0[Self::LANES * at..][..Self::LANES]);
    }

    /// The numbers that have these bits.
    fn of_bits(words: Self::Words) -> Self;

    /// The same number in each lane.
    fn splat(number: f64) -> Self;

    fn add(self, other: Self) -> Self;

    fn subtract(self, other: Self) -> Self;

    fn multiply(self, other: Self) -> Self;

    fn divide(self, other: Self) -> Self;

    /// The smaller one; no lane is a NaN.
    fn min(self, other: Self) -> Self;

    /// The larger one; no lane is a NaN.
    fn max(self, other: Self) -> Self;

    /// Notes in which samples the first numbers are larger than the second ones: of eight registers, a group of a word.
    fn note_above(first: &[Self; 8], second: &[f64], set: &mut Samples, word: usize, group: usize);

    /// The byte and the bit of a set that stand for a sample of a word.
    #[inline(always)]
    fn place(word: usize, sample: usize) -> (usize, usize) {
        let in_group = 8 * Self::LANES;
        let bit = Self::bit_of(sample % in_group);
        ((WORDS * (sample / in_group) + word % WORDS) * Self::LANES + bit / 8, bit % 8)
    }

    /// The bit of a sample among those of its group.
    #[inline(always)]
    fn bit_of(sample: usize) -> usize {
        sample
    }

    /// The sample of a bit. Those that agree modulo 8 are in the order of their bits.
    #[inline(always)]
    fn sample_of(bit: usize) -> usize {
        bit
    }

    /// Adds the columns to the sums in the samples of the set, eight sums for each column: each of every eighth sample, in order. The
    /// words are those of the set, each with its columns.
    #[inline(always)]
    fn add_columns<'a, const C: usize>(
        words: impl Iterator<Item = (usize, &'a [Lanes; C])>,
        set: &Samples,
        sums: &mut [Eight<f64>; C],
    ) {
        for (word, columns) in words {
            for group in 0..8 / Self::LANES {
                let mut bits = set.group(word, group, Self::LANES);
                while bits != 0 {
                    let sample = 8 * Self::LANES * group + Self::sample_of(bits.trailing_zeros() as usize);
                    for (sum, column) in sums.iter_mut().zip(columns) {
                        sum.0[sample % 8] += column.0[sample % 64];
                    }
                    bits &= bits - 1;
                }
            }
        }
    }

    /// The upper and the lower halves of what streams of words give once their states are `state + offset`: uniform in `[0, 1)`, multiples
    /// of 2^-32.
    fn halves(states: &[u64], offset: u64) -> (Self, Self);
}

/// Words of 64 bits in one register.
pub(crate) trait Words: Copy {
    /// How many there are: 2, 4 or 8.
    const LANES: usize;

    /// The first ones of these words.
    fn load(words: &[u64]) -> Self;

    /// To the first places.
    fn store(self, to: &mut [u64]);

    /// From the first bytes.
    fn of_bytes(bytes: &[u8]) -> Self;

    /// To the first bytes.
    fn store_bytes(self, to: &mut [u8]);

    /// The same word in each lane.
    fn splat(word: u64) -> Self;

    /// The sum modulo 2^64.
    fn add(self, other: Self) -> Self;

    fn and(self, other: Self) -> Self;

    fn or(self, other: Self) -> Self;

    fn xor(self, other: Self) -> Self;

    fn shift_left<const BY: i32>(self) -> Self;

    fn shift_right<const BY: i32>(self) -> Self;

    /// Rotates by `BY`; `REST` is 64 less that.
    #[inline(always)]
    fn rotate_left<const BY: i32, const REST: i32>(self) -> Self {
        self.shift_left::<BY>().or(self.shift_right::<REST>())
    }

    /// How many bits of each word are set.
    fn count_ones(self) -> Self;
}
