//! Eight numbers in two registers of 256 bits: compilers find the instructions by themselves, but for comparisons and what rests on
//! them.

#![allow(
    unsafe_code,
    reason = "an instruction that not every processor has is unsafe to call for this alone; the type is named in `dispatch` only, which \
              uses it after it has found the instructions; loads and stores are of whole arrays"
)]

use std::arch::x86_64::{
    _CMP_GT_OQ, _mm256_add_pd, _mm256_and_pd, _mm256_and_si256, _mm256_castsi256_pd, _mm256_cmp_pd,
    _mm256_cmpeq_epi64, _mm256_loadu_pd, _mm256_movemask_pd, _mm256_set1_epi64x, _mm256_setr_epi64x,
    _mm256_storeu_pd,
};

use super::numbers::{Numbers, Portable, Words};

#[derive(Debug, Clone, Copy)]
pub(super) struct Avx2([f64; 8]);

impl Numbers for Avx2 {
    type Words = Portable<u64>;

    #[inline(always)]
    fn load(numbers: &[f64; 8]) -> Self {
        Self(*numbers)
    }

    #[inline(always)]
    fn of_bits(words: Portable<u64>) -> Self {
        Self(words.array().map(f64::from_bits))
    }

    #[inline(always)]
    fn array(self) -> [f64; 8] {
        self.0
    }

    #[inline(always)]
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a mask has four bits")]
    fn above(self, other: Self) -> u8 {
        let half = |part: usize| {
            let (a, b) = (&self.0.as_chunks::<4>().0[part], &other.0.as_chunks::<4>().0[part]);
            let mask = unsafe {
                let (a, b) = (_mm256_loadu_pd(a.as_ptr()), _mm256_loadu_pd(b.as_ptr()));
                _mm256_movemask_pd(_mm256_cmp_pd::<_CMP_GT_OQ>(a, b))
            };
            mask as u8
        };
        half(0) | half(1) << 4
    }

    #[inline(always)]
    fn add_where(self, bits: u8, other: Self) -> Self {
        let mut sums = self.0;
        for (part, sums) in sums.as_chunks_mut::<4>().0.iter_mut().enumerate() {
            let other = &other.0.as_chunks::<4>().0[part];
            unsafe {
                let lanes = _mm256_setr_epi64x(1, 2, 4, 8);
                let wanted = _mm256_and_si256(_mm256_set1_epi64x(i64::from(bits >> (4 * part))), lanes);
                let keep = _mm256_castsi256_pd(_mm256_cmpeq_epi64(wanted, lanes));
                let kept = _mm256_and_pd(keep, _mm256_loadu_pd(other.as_ptr()));
                let sum = _mm256_add_pd(_mm256_loadu_pd(sums.as_ptr()), kept);
                _mm256_storeu_pd(sums.as_mut_ptr(), sum);
            }
        }
        Self(sums)
    }
}
