//! Eight numbers in one register of 512 bits.

#![allow(
    unsafe_code,
    reason = "an instruction that not every processor has is unsafe to call for this alone; the types are named in `dispatch` only, \
              which uses them after it has found the instructions; loads and stores are of whole arrays"
)]

use std::arch::x86_64::{
    __m512d, __m512i, _CMP_GT_OQ, _mm_setr_epi8, _mm512_add_epi8, _mm512_add_epi64, _mm512_and_si512,
    _mm512_broadcast_i32x4, _mm512_castsi512_pd, _mm512_cmp_pd_mask, _mm512_fmadd_pd, _mm512_loadu_pd,
    _mm512_loadu_si512, _mm512_mask_add_pd, _mm512_max_pd, _mm512_min_pd, _mm512_or_si512, _mm512_rol_epi64,
    _mm512_sad_epu8, _mm512_set1_epi8, _mm512_set1_epi64, _mm512_set1_pd, _mm512_setzero_si512,
    _mm512_shuffle_epi8, _mm512_slli_epi64, _mm512_srli_epi16, _mm512_srli_epi64, _mm512_storeu_pd,
    _mm512_storeu_si512, _mm512_xor_si512,
};

use super::numbers::{Numbers, Words};

#[derive(Debug, Clone, Copy)]
pub(super) struct Avx512Numbers(__m512d);

#[derive(Debug, Clone, Copy)]
pub(super) struct Avx512Words(__m512i);

impl Numbers for Avx512Numbers {
    type Words = Avx512Words;

    const MANY_REGISTERS: bool = true;

    #[inline(always)]
    fn load(numbers: &[f64; 8]) -> Self {
        Self(unsafe { _mm512_loadu_pd(numbers.as_ptr()) })
    }

    #[inline(always)]
    fn of_bits(words: Avx512Words) -> Self {
        Self(unsafe { _mm512_castsi512_pd(words.0) })
    }

    #[inline(always)]
    fn array(self) -> [f64; 8] {
        let mut numbers = [0.0; 8];
        self.store(&mut numbers);
        numbers
    }

    #[inline(always)]
    fn store(self, to: &mut [f64; 8]) {
        unsafe { _mm512_storeu_pd(to.as_mut_ptr(), self.0) }
    }

    #[inline(always)]
    fn splat(number: f64) -> Self {
        Self(unsafe { _mm512_set1_pd(number) })
    }

    #[inline(always)]
    fn mul_add(self, factor: Self, summand: Self) -> Self {
        Self(unsafe { _mm512_fmadd_pd(self.0, factor.0, summand.0) })
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
    fn above(self, other: Self) -> u8 {
        unsafe { _mm512_cmp_pd_mask::<_CMP_GT_OQ>(self.0, other.0) }
    }

    #[inline(always)]
    fn add_where(self, bits: u8, other: Self) -> Self {
        Self(unsafe { _mm512_mask_add_pd(self.0, bits, self.0, other.0) })
    }
}

impl Words for Avx512Words {
    #[inline(always)]
    fn load(words: &[u64; 8]) -> Self {
        Self(unsafe { _mm512_loadu_si512(words.as_ptr().cast()) })
    }

    #[inline(always)]
    fn array(self) -> [u64; 8] {
        let mut words = [0; 8];
        unsafe { _mm512_storeu_si512(words.as_mut_ptr().cast(), self.0) };
        words
    }

    #[inline(always)]
    fn of_bytes(bytes: &[u8; 64]) -> Self {
        Self(unsafe { _mm512_loadu_si512(bytes.as_ptr().cast()) })
    }

    #[inline(always)]
    fn store_bytes(self, to: &mut [u8; 64]) {
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
    fn shift_left<const BY: u32>(self) -> Self {
        Self(unsafe { _mm512_slli_epi64::<BY>(self.0) })
    }

    #[inline(always)]
    fn shift_right<const BY: u32>(self) -> Self {
        Self(unsafe { _mm512_srli_epi64::<BY>(self.0) })
    }

    #[inline(always)]
    fn rotate_left<const BY: i32>(self) -> Self {
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
