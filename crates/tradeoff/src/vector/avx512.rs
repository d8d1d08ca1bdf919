//! Eight numbers in one register of 512 bits.

#![allow(
    unsafe_code,
    reason = "an instruction that not every processor has is unsafe to call for this alone; the types are named in `dispatch` only, \
              which uses them after it has found the instructions; loads and stores are of eight numbers that a slice was found to have"
)]

use std::arch::x86_64::{
    __m512d, __m512i, _CMP_GT_OQ, _mm_setr_epi8, _mm512_add_epi8, _mm512_add_epi64, _mm512_add_pd,
    _mm512_and_si512, _mm512_broadcast_i32x4, _mm512_castsi512_pd, _mm512_cmp_pd_mask, _mm512_div_pd,
    _mm512_loadu_pd, _mm512_loadu_si512, _mm512_mask_add_pd, _mm512_mask_blend_epi32, _mm512_max_pd,
    _mm512_min_pd, _mm512_mul_pd, _mm512_mullo_epi64, _mm512_or_si512, _mm512_rol_epi64, _mm512_sad_epu8,
    _mm512_set1_epi8, _mm512_set1_epi64, _mm512_set1_pd, _mm512_setzero_si512, _mm512_shuffle_epi8,
    _mm512_sllv_epi64, _mm512_srli_epi16, _mm512_srlv_epi64, _mm512_storeu_pd, _mm512_storeu_si512,
    _mm512_sub_pd, _mm512_xor_si512,
};

use super::lanes::{Eight, Lanes};
use super::numbers::{Numbers, Words};
use super::samples::{Samples, WORDS};
use super::splitmix::{COARSE, Mixing};

#[derive(Debug, Clone, Copy)]
pub(super) struct Avx512Numbers(__m512d);

#[derive(Debug, Clone, Copy)]
pub(super) struct Avx512Words(__m512i);

impl Numbers for Avx512Numbers {
    type Words = Avx512Words;

    const LANES: usize = 8;

    #[inline(always)]
    fn load(numbers: &[f64]) -> Self {
        let numbers: &[f64] = &numbers[..8];
        Self(unsafe { _mm512_loadu_pd(numbers.as_ptr()) })
    }

    #[inline(always)]
    fn store(self, to: &mut [f64]) {
        let to = &mut to[..8];
        unsafe { _mm512_storeu_pd(to.as_mut_ptr(), self.0) }
    }

    #[inline(always)]
    fn of_bits(words: Avx512Words) -> Self {
        Self(unsafe { _mm512_castsi512_pd(words.0) })
    }

    #[inline(always)]
    fn splat(number: f64) -> Self {
        Self(unsafe { _mm512_set1_pd(number) })
    }

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        Self(unsafe { _mm512_add_pd(self.0, other.0) })
    }

    #[inline(always)]
    fn subtract(self, other: Self) -> Self {
        Self(unsafe { _mm512_sub_pd(self.0, other.0) })
    }

    #[inline(always)]
    fn multiply(self, other: Self) -> Self {
        Self(unsafe { _mm512_mul_pd(self.0, other.0) })
    }

    #[inline(always)]
    fn divide(self, other: Self) -> Self {
        Self(unsafe { _mm512_div_pd(self.0, other.0) })
    }

    #[inline(always)]
    fn min(self, other: Self) -> Self {
        Self(unsafe { _mm512_min_pd(self.0, other.0) })
    }

    #[inline(always)]
    fn max(self, other: Self) -> Self {
        Self(unsafe { _mm512_max_pd(self.0, other.0) })
    }

    #[inline(always)]
    fn note_above(first: &[Self; 8], second: &[f64], set: &mut Samples, word: usize, _group: usize) {
        let second = &second[..64];
        for (part, first) in first.iter().enumerate() {
            let second = Self::load(&second[8 * part..]);
            set.0[Self::place(word, 8 * part).0] =
                unsafe { _mm512_cmp_pd_mask::<_CMP_GT_OQ>(first.0, second.0) };
        }
    }

    /// Bytes that are found one after another lie apart, since compilers make slow work of joining neighbours.
    #[inline(always)]
    fn place(word: usize, sample: usize) -> (usize, usize) {
        (WORDS * (sample / 8) + word % WORDS, sample % 8)
    }

    /// Sums of eight samples at once, under masks: the zeros of the other samples would change nothing either.
    #[inline(always)]
    fn add_columns<'a, const C: usize>(
        words: impl Iterator<Item = (usize, &'a [Lanes; C])>,
        set: &Samples,
        sums: &mut [Eight<f64>; C],
    ) {
        let mut totals = sums.map(|sum| Self::load(&sum.0));
        for (word, columns) in words {
            for part in 0..8 {
                let bits = set.0[Self::place(word, 8 * part).0];
                for (total, column) in totals.iter_mut().zip(columns) {
                    let column = Self::of(column, part);
                    total.0 = unsafe { _mm512_mask_add_pd(total.0, bits, total.0, column.0) };
                }
            }
        }
        for (sum, total) in sums.iter_mut().zip(totals) {
            total.store(&mut sum.0);
        }
    }

    /// Half a word becomes the last bits of a number, which is then subtracted.
    #[inline(always)]
    fn halves(states: &[u64], offset: u64) -> (Self, Self) {
        let word = Avx512Words::load(states).add(Avx512Words::splat(offset)).mix();
        let (coarse, number) = (Avx512Words::splat(COARSE.to_bits()), Self::splat(COARSE));
        let upper = word.shift_right::<32>().or(coarse);
        let lower = Avx512Words(unsafe { _mm512_mask_blend_epi32(0xaaaa, word.0, coarse.0) });
        (Self::of_bits(upper).subtract(number), Self::of_bits(lower).subtract(number))
    }
}

impl Words for Avx512Words {
    const LANES: usize = 8;

    #[inline(always)]
    fn load(words: &[u64]) -> Self {
        let words: &[u64] = &words[..8];
        Self(unsafe { _mm512_loadu_si512(words.as_ptr().cast()) })
    }

    #[inline(always)]
    fn store(self, to: &mut [u64]) {
        let to = &mut to[..8];
        unsafe { _mm512_storeu_si512(to.as_mut_ptr().cast(), self.0) };
    }

    #[inline(always)]
    fn of_bytes(bytes: &[u8]) -> Self {
        let bytes: &[u8] = &bytes[..64];
        Self(unsafe { _mm512_loadu_si512(bytes.as_ptr().cast()) })
    }

    #[inline(always)]
    fn store_bytes(self, to: &mut [u8]) {
        let to = &mut to[..64];
        unsafe { _mm512_storeu_si512(to.as_mut_ptr().cast(), self.0) };
    }

    #[inline(always)]
    fn splat(word: u64) -> Self {
        Self(unsafe { _mm512_set1_epi64(word.cast_signed()) })
    }

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        Self(unsafe { _mm512_add_epi64(self.0, other.0) })
    }

    #[inline(always)]
    fn and(self, other: Self) -> Self {
        Self(unsafe { _mm512_and_si512(self.0, other.0) })
    }

    #[inline(always)]
    fn or(self, other: Self) -> Self {
        Self(unsafe { _mm512_or_si512(self.0, other.0) })
    }

    #[inline(always)]
    fn xor(self, other: Self) -> Self {
        Self(unsafe { _mm512_xor_si512(self.0, other.0) })
    }

    #[inline(always)]
    fn shift_left<const BY: i32>(self) -> Self {
        Self(unsafe { _mm512_sllv_epi64(self.0, _mm512_set1_epi64(i64::from(BY))) })
    }

    #[inline(always)]
    fn shift_right<const BY: i32>(self) -> Self {
        Self(unsafe { _mm512_srlv_epi64(self.0, _mm512_set1_epi64(i64::from(BY))) })
    }

    #[inline(always)]
    fn rotate_left<const BY: i32, const REST: i32>(self) -> Self {
        Self(unsafe { _mm512_rol_epi64::<BY>(self.0) })
    }

    /// Half a byte at a time from a table, the bytes added up.
    #[inline(always)]
    fn count_ones(self) -> Self {
        let bits = self.0;
        Self(unsafe {
            let low = _mm512_set1_epi8(15);
            let table = _mm512_broadcast_i32x4(_mm_setr_epi8(0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4));
            let a = _mm512_shuffle_epi8(table, _mm512_and_si512(bits, low));
            let b = _mm512_shuffle_epi8(table, _mm512_and_si512(_mm512_srli_epi16::<4>(bits), low));
            _mm512_sad_epu8(_mm512_add_epi8(a, b), _mm512_setzero_si512())
        })
    }
}

impl Mixing for Avx512Words {
    #[inline(always)]
    fn multiply(self, by: u64) -> Self {
        Self(unsafe { _mm512_mullo_epi64(self.0, _mm512_set1_epi64(by.cast_signed())) })
    }
}
