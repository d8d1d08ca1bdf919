//! Two numbers in one register of 128 bits, which every x86-64 has.

#![allow(
    unsafe_code,
    reason = "an instruction is unsafe to call as if not every processor had it; loads and stores are of two numbers that a slice was \
              found to have"
)]

use std::arch::asm;
use std::arch::x86_64::{
    __m128d, __m128i, _mm_add_epi8, _mm_add_epi64, _mm_add_pd, _mm_and_si128, _mm_castpd_ps,
    _mm_castps_si128, _mm_castsi128_pd, _mm_cmplt_pd, _mm_div_pd, _mm_loadu_pd, _mm_loadu_si128, _mm_max_pd,
    _mm_min_pd, _mm_movemask_epi8, _mm_mul_pd, _mm_or_si128, _mm_packs_epi16, _mm_packs_epi32, _mm_sad_epu8,
    _mm_set1_epi8, _mm_set1_epi64x, _mm_set1_pd, _mm_setzero_si128, _mm_shuffle_ps, _mm_slli_epi64,
    _mm_srli_epi64, _mm_storeu_pd, _mm_storeu_si128, _mm_sub_epi8, _mm_sub_pd, _mm_xor_si128,
};

use super::numbers::{Numbers, Words};
use super::samples::Samples;
use super::splitmix::{self, COARSE};

#[derive(Debug, Clone, Copy)]
pub(super) struct Sse2Numbers(__m128d);

#[derive(Debug, Clone, Copy)]
pub(super) struct Sse2Words(__m128i);

impl Numbers for Sse2Numbers {
    type Words = Sse2Words;

    const LANES: usize = 2;

    #[inline(always)]
    fn load(numbers: &[f64]) -> Self {
        let numbers: &[f64] = &numbers[..2];
        Self(unsafe { _mm_loadu_pd(numbers.as_ptr()) })
    }

    #[inline(always)]
    fn store(self, to: &mut [f64]) {
        let to = &mut to[..2];
        unsafe { _mm_storeu_pd(to.as_mut_ptr(), self.0) }
    }

    #[inline(always)]
    fn of_bits(words: Sse2Words) -> Self {
        Self(unsafe { _mm_castsi128_pd(words.0) })
    }

    #[inline(always)]
    fn splat(number: f64) -> Self {
        Self(unsafe { _mm_set1_pd(number) })
    }

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        Self(unsafe { _mm_add_pd(self.0, other.0) })
    }

    #[inline(always)]
    fn subtract(self, other: Self) -> Self {
        Self(unsafe { _mm_sub_pd(self.0, other.0) })
    }

    #[inline(always)]
    fn multiply(self, other: Self) -> Self {
        Self(unsafe { _mm_mul_pd(self.0, other.0) })
    }

    #[inline(always)]
    fn divide(self, other: Self) -> Self {
        Self(unsafe { _mm_div_pd(self.0, other.0) })
    }

    #[inline(always)]
    fn min(self, other: Self) -> Self {
        Self(unsafe { _mm_min_pd(self.0, other.0) })
    }

    #[inline(always)]
    fn max(self, other: Self) -> Self {
        Self(unsafe { _mm_max_pd(self.0, other.0) })
    }

    /// The masks of two numbers are packed to ever fewer bytes: one for each of 16 samples.
    #[inline(always)]
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a mask has sixteen bits")]
    fn note_above(first: &[Self; 8], second: &[f64], set: &mut Samples, word: usize, group: usize) {
        let second = &second[..16];
        let (low, high) = (eight_above(&first[..4], second), eight_above(&first[4..], &second[8..]));
        let bits = unsafe { _mm_movemask_epi8(_mm_packs_epi16(low, high)) };
        set.note(word, group, (bits as u16).to_le_bytes());
    }

    /// Half a word becomes the last bits of a number, which is then subtracted.
    /// The ordinary registers multiply long words faster than the vector registers, which have no instruction for it.
    #[inline(always)]
    fn halves(states: &[u64], offset: u64) -> (Self, Self) {
        let (one, two) = (states[0].wrapping_add(offset), states[1].wrapping_add(offset));
        let (one, two) = (in_ordinary_register(one), in_ordinary_register(two));
        let word = Sse2Words::load(&[splitmix::mix(one), splitmix::mix(two)]);
        let (coarse, number) = (Sse2Words::splat(COARSE.to_bits()), Self::splat(COARSE));
        let upper = word.shift_right::<32>().or(coarse);
        let lower = word.and(Sse2Words::splat(u64::from(u32::MAX))).or(coarse);
        (Self::of_bits(upper).subtract(number), Self::of_bits(lower).subtract(number))
    }
}

/// The same word, of which the compiler knows nothing: it would do two at a time in vector registers.
#[inline(always)]
fn in_ordinary_register(word: u64) -> u64 {
    let mut word = word;
    unsafe { asm!("/* {0} */", inout(reg) word, options(pure, nomem, nostack, preserves_flags)) };
    word
}

/// A word of 16 bits, all ones or none, for each of eight samples.
#[inline(always)]
fn eight_above(first: &[Sse2Numbers], second: &[f64]) -> __m128i {
    let (low, high) = (four_above(&first[..2], second), four_above(&first[2..], &second[4..]));
    unsafe { _mm_packs_epi32(low, high) }
}

#[inline(always)]
fn four_above(first: &[Sse2Numbers], second: &[f64]) -> __m128i {
    let (low, high) = (Sse2Numbers::load(second), Sse2Numbers::load(&second[2..]));
    unsafe {
        let low = _mm_castpd_ps(_mm_cmplt_pd(low.0, first[0].0));
        let high = _mm_castpd_ps(_mm_cmplt_pd(high.0, first[1].0));
        _mm_castps_si128(_mm_shuffle_ps::<0b10_00_10_00>(low, high))
    }
}

impl Words for Sse2Words {
    const LANES: usize = 2;

    #[inline(always)]
    fn load(words: &[u64]) -> Self {
        let words: &[u64] = &words[..2];
        Self(unsafe { _mm_loadu_si128(words.as_ptr().cast()) })
    }

    #[inline(always)]
    fn store(self, to: &mut [u64]) {
        let to = &mut to[..2];
        unsafe { _mm_storeu_si128(to.as_mut_ptr().cast(), self.0) }
    }

    #[inline(always)]
    fn of_bytes(bytes: &[u8]) -> Self {
        let bytes: &[u8] = &bytes[..16];
        Self(unsafe { _mm_loadu_si128(bytes.as_ptr().cast()) })
    }

    #[inline(always)]
    fn store_bytes(self, to: &mut [u8]) {
        let to = &mut to[..16];
        unsafe { _mm_storeu_si128(to.as_mut_ptr().cast(), self.0) }
    }

    #[inline(always)]
    fn splat(word: u64) -> Self {
        Self(unsafe { _mm_set1_epi64x(word.cast_signed()) })
    }

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        Self(unsafe { _mm_add_epi64(self.0, other.0) })
    }

    #[inline(always)]
    fn and(self, other: Self) -> Self {
        Self(unsafe { _mm_and_si128(self.0, other.0) })
    }

    #[inline(always)]
    fn or(self, other: Self) -> Self {
        Self(unsafe { _mm_or_si128(self.0, other.0) })
    }

    #[inline(always)]
    fn xor(self, other: Self) -> Self {
        Self(unsafe { _mm_xor_si128(self.0, other.0) })
    }

    #[inline(always)]
    fn shift_left<const BY: i32>(self) -> Self {
        Self(unsafe { _mm_slli_epi64::<BY>(self.0) })
    }

    #[inline(always)]
    fn shift_right<const BY: i32>(self) -> Self {
        Self(unsafe { _mm_srli_epi64::<BY>(self.0) })
    }

    /// Pairs of bits, fours and eights are added up inside their bytes, then the bytes.
    #[inline(always)]
    fn count_ones(self) -> Self {
        let x = unsafe {
            let (pairs, fours, eights) = (_mm_set1_epi8(0x55), _mm_set1_epi8(0x33), _mm_set1_epi8(0x0f));
            let x = _mm_sub_epi8(self.0, _mm_and_si128(_mm_srli_epi64::<1>(self.0), pairs));
            let x = _mm_add_epi8(_mm_and_si128(x, fours), _mm_and_si128(_mm_srli_epi64::<2>(x), fours));
            _mm_and_si128(_mm_add_epi8(x, _mm_srli_epi64::<4>(x)), eights)
        };
        Self(unsafe { _mm_sad_epu8(x, _mm_setzero_si128()) })
    }
}
