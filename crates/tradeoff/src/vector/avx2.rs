//! Four numbers in one register of 256 bits.

#![allow(
    unsafe_code,
    reason = "an instruction that not every processor has is unsafe to call for this alone; the types are named in `dispatch` only, \
              which uses them after it has found the instructions; loads and stores are of four numbers that a slice was found to have"
)]

use std::arch::x86_64::{
    __m256d, __m256i, _CMP_GT_OQ, _mm_setr_epi8, _mm256_add_epi8, _mm256_add_epi32, _mm256_add_epi64,
    _mm256_add_pd, _mm256_and_si256, _mm256_blend_epi32, _mm256_broadcastsi128_si256, _mm256_castpd_ps,
    _mm256_castps_si256, _mm256_castsi256_pd, _mm256_cmp_pd, _mm256_div_pd, _mm256_loadu_pd,
    _mm256_loadu_si256, _mm256_max_pd, _mm256_min_pd, _mm256_movemask_epi8, _mm256_mul_epu32, _mm256_mul_pd,
    _mm256_mullo_epi32, _mm256_or_si256, _mm256_packs_epi16, _mm256_packs_epi32, _mm256_sad_epu8,
    _mm256_set1_epi8, _mm256_set1_epi64x, _mm256_set1_pd, _mm256_setzero_si256, _mm256_shuffle_epi8,
    _mm256_shuffle_ps, _mm256_slli_epi64, _mm256_srli_epi16, _mm256_srli_epi64, _mm256_storeu_pd,
    _mm256_storeu_si256, _mm256_sub_pd, _mm256_xor_si256,
};

use super::numbers::{Numbers, Words};
use super::samples::Samples;
use super::splitmix::{COARSE, Mixing};

#[derive(Debug, Clone, Copy)]
pub(super) struct Avx2Numbers(__m256d);

#[derive(Debug, Clone, Copy)]
pub(super) struct Avx2Words(__m256i);

impl Numbers for Avx2Numbers {
    type Words = Avx2Words;

    const LANES: usize = 4;

    #[inline(always)]
    fn load(numbers: &[f64]) -> Self {
        let numbers: &[f64] = &numbers[..4];
        Self(unsafe { _mm256_loadu_pd(numbers.as_ptr()) })
    }

    #[inline(always)]
    fn store(self, to: &mut [f64]) {
        let to = &mut to[..4];
        unsafe { _mm256_storeu_pd(to.as_mut_ptr(), self.0) }
    }

    #[inline(always)]
    fn of_bits(words: Avx2Words) -> Self {
        Self(unsafe { _mm256_castsi256_pd(words.0) })
    }

    #[inline(always)]
    fn splat(number: f64) -> Self {
        Self(unsafe { _mm256_set1_pd(number) })
    }

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        Self(unsafe { _mm256_add_pd(self.0, other.0) })
    }

    #[inline(always)]
    fn subtract(self, other: Self) -> Self {
        Self(unsafe { _mm256_sub_pd(self.0, other.0) })
    }

    #[inline(always)]
    fn multiply(self, other: Self) -> Self {
        Self(unsafe { _mm256_mul_pd(self.0, other.0) })
    }

    #[inline(always)]
    fn divide(self, other: Self) -> Self {
        Self(unsafe { _mm256_div_pd(self.0, other.0) })
    }

    #[inline(always)]
    fn min(self, other: Self) -> Self {
        Self(unsafe { _mm256_min_pd(self.0, other.0) })
    }

    #[inline(always)]
    fn max(self, other: Self) -> Self {
        Self(unsafe { _mm256_max_pd(self.0, other.0) })
    }

    /// The masks of four numbers are packed to ever fewer bytes: one for each of 32 samples, those of the lower halves of the registers
    /// first.
    #[inline(always)]
    #[allow(clippy::cast_sign_loss, reason = "a mask is bits, not a number")]
    fn note_above(first: &[Self; 8], second: &[f64], set: &mut Samples, word: usize, group: usize) {
        let second = &second[..32];
        let (low, high) = (sixteen_above(&first[..4], second), sixteen_above(&first[4..], &second[16..]));
        let bits = unsafe { _mm256_movemask_epi8(_mm256_packs_epi16(low, high)) };
        set.note(word, group, (bits as u32).to_le_bytes());
    }

    #[inline(always)]
    fn bit_of(sample: usize) -> usize {
        sample / 4 * 2 + sample % 4 / 2 * 16 + sample % 2
    }

    #[inline(always)]
    fn sample_of(bit: usize) -> usize {
        bit % 16 / 2 * 4 + bit / 16 * 2 + bit % 2
    }

    /// Half a word becomes the last bits of a number, which is then subtracted.
    #[inline(always)]
    fn halves(states: &[u64], offset: u64) -> (Self, Self) {
        let word = Avx2Words::load(states).add(Avx2Words::splat(offset)).mix();
        let (coarse, number) = (Avx2Words::splat(COARSE.to_bits()), Self::splat(COARSE));
        let upper = word.shift_right::<32>().or(coarse);
        let lower = Avx2Words(unsafe { _mm256_blend_epi32::<0b1010_1010>(word.0, coarse.0) });
        (Self::of_bits(upper).subtract(number), Self::of_bits(lower).subtract(number))
    }
}

/// A word of 16 bits, all ones or none, for each of sixteen samples. These are functions and no closures: what a closure calls is not
/// compiled into code that has the instructions.
#[inline(always)]
fn sixteen_above(first: &[Avx2Numbers], second: &[f64]) -> __m256i {
    let (low, high) = (eight_above(&first[..2], second), eight_above(&first[2..], &second[8..]));
    unsafe { _mm256_packs_epi32(low, high) }
}

#[inline(always)]
fn eight_above(first: &[Avx2Numbers], second: &[f64]) -> __m256i {
    let (low, high) = (Avx2Numbers::load(second), Avx2Numbers::load(&second[4..]));
    unsafe {
        let low = _mm256_castpd_ps(_mm256_cmp_pd::<_CMP_GT_OQ>(first[0].0, low.0));
        let high = _mm256_castpd_ps(_mm256_cmp_pd::<_CMP_GT_OQ>(first[1].0, high.0));
        _mm256_castps_si256(_mm256_shuffle_ps::<0b10_00_10_00>(low, high))
    }
}

impl Words for Avx2Words {
    const LANES: usize = 4;

    #[inline(always)]
    fn load(words: &[u64]) -> Self {
        let words: &[u64] = &words[..4];
        Self(unsafe { _mm256_loadu_si256(words.as_ptr().cast()) })
    }

    #[inline(always)]
    fn store(self, to: &mut [u64]) {
        let to = &mut to[..4];
        unsafe { _mm256_storeu_si256(to.as_mut_ptr().cast(), self.0) }
    }

    #[inline(always)]
    fn of_bytes(bytes: &[u8]) -> Self {
        let bytes: &[u8] = &bytes[..32];
        Self(unsafe { _mm256_loadu_si256(bytes.as_ptr().cast()) })
    }

    #[inline(always)]
    fn store_bytes(self, to: &mut [u8]) {
        let to = &mut to[..32];
        unsafe { _mm256_storeu_si256(to.as_mut_ptr().cast(), self.0) }
    }

    #[inline(always)]
    fn splat(word: u64) -> Self {
        Self(unsafe { _mm256_set1_epi64x(word.cast_signed()) })
    }

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        Self(unsafe { _mm256_add_epi64(self.0, other.0) })
    }

    #[inline(always)]
    fn and(self, other: Self) -> Self {
        Self(unsafe { _mm256_and_si256(self.0, other.0) })
    }

    #[inline(always)]
    fn or(self, other: Self) -> Self {
        Self(unsafe { _mm256_or_si256(self.0, other.0) })
    }

    #[inline(always)]
    fn xor(self, other: Self) -> Self {
        Self(unsafe { _mm256_xor_si256(self.0, other.0) })
    }

    #[inline(always)]
    fn shift_left<const BY: i32>(self) -> Self {
        Self(unsafe { _mm256_slli_epi64::<BY>(self.0) })
    }

    #[inline(always)]
    fn shift_right<const BY: i32>(self) -> Self {
        Self(unsafe { _mm256_srli_epi64::<BY>(self.0) })
    }

    /// Half a byte at a time from a table, the bytes added up.
    #[inline(always)]
    fn count_ones(self) -> Self {
        let bits = self.0;
        Self(unsafe {
            let low = _mm256_set1_epi8(15);
            let table = _mm_setr_epi8(0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4);
            let table = _mm256_broadcastsi128_si256(table);
            let a = _mm256_shuffle_epi8(table, _mm256_and_si256(bits, low));
            let b = _mm256_shuffle_epi8(table, _mm256_and_si256(_mm256_srli_epi16::<4>(bits), low));
            _mm256_sad_epu8(_mm256_add_epi8(a, b), _mm256_setzero_si256())
        })
    }
}

impl Mixing for Avx2Words {
    /// The product of the lower halves, and in the upper half the sum of the products across.
    #[inline(always)]
    fn multiply(self, by: u64) -> Self {
        let (low, swapped) = (Self::splat(by), Self::splat(by.rotate_left(32)));
        Self(unsafe {
            let across = _mm256_mullo_epi32(self.0, swapped.0);
            let across = _mm256_add_epi32(across, _mm256_slli_epi64::<32>(across));
            let across = _mm256_and_si256(across, Self::splat(u64::MAX << 32).0);
            _mm256_add_epi64(_mm256_mul_epu32(self.0, low.0), across)
        })
    }
}
