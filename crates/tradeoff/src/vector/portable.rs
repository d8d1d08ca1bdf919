//! Two numbers side by side on any processor.

use super::numbers::{Numbers, Words};
use super::samples::Samples;
use super::splitmix;

#[derive(Debug, Clone, Copy)]
pub(crate) struct Portable<T>([T; 2]);

impl<T: Copy> Portable<T> {
    #[inline(always)]
    fn each(self, other: Self, operation: impl Fn(T, T) -> T) -> Self {
        Self([operation(self.0[0], other.0[0]), operation(self.0[1], other.0[1])])
    }
}

impl Numbers for Portable<f64> {
    type Words = Portable<u64>;

    const LANES: usize = 2;

    #[inline(always)]
    fn load(numbers: &[f64]) -> Self {
        Self([numbers[0], numbers[1]])
    }

    #[inline(always)]
    fn store(self, to: &mut [f64]) {
        to[..2].copy_from_slice(&self.0);
    }

    #[inline(always)]
    fn of_bits(words: Portable<u64>) -> Self {
        Self(words.0.map(f64::from_bits))
    }

    #[inline(always)]
    fn splat(number: f64) -> Self {
        Self([number; 2])
    }

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        self.each(other, |a, b| a + b)
    }

    #[inline(always)]
    fn subtract(self, other: Self) -> Self {
        self.each(other, |a, b| a - b)
    }

    #[inline(always)]
    fn multiply(self, other: Self) -> Self {
        self.each(other, |a, b| a * b)
    }

    #[inline(always)]
    fn divide(self, other: Self) -> Self {
        self.each(other, |a, b| a / b)
    }

    #[inline(always)]
    fn min(self, other: Self) -> Self {
        self.each(other, |a, b| if a < b { a } else { b })
    }

    #[inline(always)]
    fn max(self, other: Self) -> Self {
        self.each(other, |a, b| if a > b { a } else { b })
    }

    #[inline(always)]
    fn note_above(first: &[Self; 8], second: &[f64], set: &mut Samples, word: usize, group: usize) {
        let (mut bits, pairs) = (0_u16, second.as_chunks::<2>().0);
        for (at, (a, b)) in first.iter().zip(pairs).enumerate() {
            bits |= u16::from(a.0[0] > b[0]) << (2 * at) | u16::from(a.0[1] > b[1]) << (2 * at + 1);
        }
        set.note(word, group, bits.to_le_bytes());
    }

    #[inline(always)]
    fn halves(states: &[u64], offset: u64) -> (Self, Self) {
        let (one, two) = (states[0].wrapping_add(offset), states[1].wrapping_add(offset));
        let (one, two) = (splitmix::halves(one), splitmix::halves(two));
        (Self([one.0, two.0]), Self([one.1, two.1]))
    }
}

impl Words for Portable<u64> {
    const LANES: usize = 2;

    #[inline(always)]
    fn load(words: &[u64]) -> Self {
        Self([words[0], words[1]])
    }

    #[inline(always)]
    fn store(self, to: &mut [u64]) {
        to[..2].copy_from_slice(&self.0);
    }

    #[inline(always)]
    fn of_bytes(bytes: &[u8]) -> Self {
        let words = bytes.as_chunks::<8>().0;
        Self([u64::from_le_bytes(words[0]), u64::from_le_bytes(words[1])])
    }

    #[inline(always)]
    fn store_bytes(self, to: &mut [u8]) {
        for (bytes, word) in to.as_chunks_mut::<8>().0.iter_mut().zip(self.0) {
            *bytes = word.to_le_bytes();
        }
    }

    #[inline(always)]
    fn splat(word: u64) -> Self {
        Self([word; 2])
    }

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        self.each(other, u64::wrapping_add)
    }

    #[inline(always)]
    fn and(self, other: Self) -> Self {
        self.each(other, |a, b| a & b)
    }

    #[inline(always)]
    fn or(self, other: Self) -> Self {
        self.each(other, |a, b| a | b)
    }

    #[inline(always)]
    fn xor(self, other: Self) -> Self {
        self.each(other, |a, b| a ^ b)
    }

    #[inline(always)]
    fn shift_left<const BY: i32>(self) -> Self {
        self.each(self, |a, _| a << BY)
    }

    #[inline(always)]
    fn shift_right<const BY: i32>(self) -> Self {
        self.each(self, |a, _| a >> BY)
    }

    #[inline(always)]
    fn count_ones(self) -> Self {
        self.each(self, |a, _| u64::from(a.count_ones()))
    }
}
