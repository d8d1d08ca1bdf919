//! Chooses the instructions at run time. Every path runs the same operations in the same order on each lane, so that all give the
//! same bits.

use super::lanes::Lanes;

/// Work that is compiled once for each set of instructions; `run` and all that its loops call is `#[inline(always)]`.
pub(crate) trait Kernel {
    /// What comes out.
    type Output;

    /// Does the work. `above` compares two rows lane by lane and gives the lanes where the first is larger as bits; `add` adds the
    /// lanes that bits name to eight partial sums, lane `l` to sum `l mod 8`, in order.
    fn run(
        self,
        above: impl Fn(&Lanes, &Lanes) -> u64 + Copy,
        add: impl Fn(&mut [f64; 8], &Lanes, u64) + Copy,
    ) -> Self::Output;
}

/// The instructions that the processor has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Path {
    #[cfg(target_arch = "x86_64")]
    Avx512,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    Portable,
}

impl Path {
    /// The best that this processor has.
    pub(crate) fn detect() -> Self {
        #[cfg(target_arch = "x86_64")]
        {
            if is_x86_feature_detected!("avx512f")
                && is_x86_feature_detected!("avx512dq")
                && is_x86_feature_detected!("popcnt")
                && is_x86_feature_detected!("bmi1")
                && is_x86_feature_detected!("bmi2")
            {
                return Self::Avx512;
            }
            if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("popcnt") {
                return Self::Avx2;
            }
        }
        Self::Portable
    }

    #[allow(
        unsafe_code,
        reason = "a function compiled for more instructions is unsafe to call for this alone: the processor must have them"
    )]
    pub(crate) fn run<K: Kernel>(self, kernel: K) -> K::Output {
        match self {
            // SAFETY: `detect` gives this path only where the processor has the instructions.
            #[cfg(target_arch = "x86_64")]
            Self::Avx512 => unsafe { x86::run_avx512(kernel) },
            // SAFETY: the same.
            #[cfg(target_arch = "x86_64")]
            Self::Avx2 => unsafe { x86::run_avx2(kernel) },
            Self::Portable => kernel.run(above_portable, add_portable),
        }
    }

    /// Every path that this processor has.
    #[cfg(test)]
    pub(crate) fn all() -> Vec<Self> {
        #[allow(unused_mut, reason = "some processors have one path")]
        let mut paths = vec![Self::Portable, Self::detect()];
        #[cfg(target_arch = "x86_64")]
        if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("popcnt") {
            paths.push(Self::Avx2);
        }
        paths
    }
}

#[inline(always)]
fn above_portable(a: &Lanes, b: &Lanes) -> u64 {
    let bits = a.0.iter().zip(&b.0).enumerate();
    bits.fold(0, |mask, (lane, (a, b))| mask | u64::from(a > b) << lane)
}

#[inline(always)]
fn add_portable(sums: &mut [f64; 8], lanes: &Lanes, bits: u64) {
    for (part, lanes) in lanes.0.chunks_exact(8).enumerate() {
        for (lane, (sum, weight)) in sums.iter_mut().zip(lanes).enumerate() {
            // All ones or none: adding the zero of a lane that is not wanted changes nothing.
            let keep = (bits >> (8 * part + lane) & 1).wrapping_neg();
            *sum += f64::from_bits(weight.to_bits() & keep);
        }
    }
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use std::arch::x86_64::{
        __m512d, _CMP_GT_OQ, _mm256_cmp_pd, _mm256_movemask_pd, _mm256_set_pd, _mm512_cmp_pd_mask,
        _mm512_mask_add_pd,
    };

    use super::super::lanes::Lanes;
    use super::{Kernel, add_portable};

    #[target_feature(enable = "avx512f,avx512dq,popcnt,bmi1,bmi2")]
    pub(super) fn run_avx512<K: Kernel>(kernel: K) -> K::Output {
        let above = |a: &Lanes, b: &Lanes| {
            let (a, b) = (a.0.as_chunks::<8>().0, b.0.as_chunks::<8>().0);
            let bits = |part: usize| _mm512_cmp_pd_mask::<_CMP_GT_OQ>(vector(&a[part]), vector(&b[part]));
            u64::from_le_bytes([bits(0), bits(1), bits(2), bits(3), bits(4), bits(5), bits(6), bits(7)])
        };
        let add = |sums: &mut [f64; 8], lanes: &Lanes, bits: u64| {
            let mut total = vector(sums);
            for (lanes, mask) in lanes.0.as_chunks::<8>().0.iter().zip(bits.to_le_bytes()) {
                total = _mm512_mask_add_pd(total, mask, total, vector(lanes));
            }
            *sums = array(total);
        };
        kernel.run(above, add)
    }

    #[inline]
    #[target_feature(enable = "avx512f")]
    #[allow(unsafe_code, reason = "the two types have the same size and every bit pattern is valid in both")]
    fn vector(numbers: &[f64; 8]) -> __m512d {
        // SAFETY: plain data of 64 bytes on both sides.
        unsafe { std::mem::transmute(*numbers) }
    }

    #[inline]
    #[target_feature(enable = "avx512f")]
    #[allow(unsafe_code, reason = "the two types have the same size and every bit pattern is valid in both")]
    fn array(vector: __m512d) -> [f64; 8] {
        // SAFETY: plain data of 64 bytes on both sides.
        unsafe { std::mem::transmute(vector) }
    }

    #[target_feature(enable = "avx2,popcnt")]
    pub(super) fn run_avx2<K: Kernel>(kernel: K) -> K::Output {
        let above = |a: &Lanes, b: &Lanes| {
            let mut mask = 0;
            for (part, (a, b)) in a.0.chunks_exact(4).zip(b.0.chunks_exact(4)).enumerate() {
                let a = _mm256_set_pd(a[3], a[2], a[1], a[0]);
                let b = _mm256_set_pd(b[3], b[2], b[1], b[0]);
                let bits = _mm256_movemask_pd(_mm256_cmp_pd::<_CMP_GT_OQ>(a, b));
                mask |= u64::from(bits.cast_unsigned()) << (4 * part);
            }
            mask
        };
        kernel.run(above, add_portable)
    }
}
