//! Eight numbers in two registers of 256 bits: compilers find the instructions by themselves, but for comparisons.

use std::arch::x86_64::{_CMP_GT_OQ, _mm256_cmp_pd, _mm256_loadu_pd, _mm256_movemask_pd};

use super::numbers::{Numbers, Words};

#[derive(Debug, Clone, Copy)]
pub(super) struct Avx2<T>([T; 8]);

impl Numbers for Avx2<f64> {
    type Words = Avx2<u64>;

    #[inline(always)]
    fn load(numbers: &[f64; 8]) -> Self {
        Self(*numbers)
    }

    #[inline(always)]
    fn array(self) -> [f64; 8] {
        self.0
    }

    #[inline(always)]
    #[allow(
        unsafe_code,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "`dispatch` alone names the type, after it has found the instructions; loads are of whole arrays; masks have four bits"
    )]
    fn above(self, other: Self) -> u8 {
        let half = |part: usize| {
            let (a, b) = (&self.0.as_chunks::<4>().0[part], &other.0.as_chunks::<4>().0[part]);
            // SAFETY: the processor has the instructions, and both arrays hold four numbers.
            let mask = unsafe {
                let (a, b) = (_mm256_loadu_pd(a.as_ptr()), _mm256_loadu_pd(b.as_ptr()));
                _mm256_movemask_pd(_mm256_cmp_pd::<_CMP_GT_OQ>(a, b))
            };
            mask as u8
        };
        half(0) | half(1) << 4
    }
}

impl Words for Avx2<u64> {
    type Numbers = Avx2<f64>;

    #[inline(always)]
    fn load(words: &[u64; 8]) -> Self {
        Self(*words)
    }

    #[inline(always)]
    fn array(self) -> [u64; 8] {
        self.0
    }

    #[inline(always)]
    fn numbers(self) -> Avx2<f64> {
        Avx2(self.0.map(f64::from_bits))
    }
}
