//! Chooses the instructions at run time. Every path runs the same operations in the same order on each lane, so that all give the
//! same bits.

use super::numbers::Numbers;
#[cfg(any(test, not(target_arch = "x86_64")))]
use super::portable::Portable;
#[cfg(target_arch = "x86_64")]
use super::sse2::Sse2Numbers;

/// Work that is compiled once for each set of instructions; `run` and all that its loops call is `#[inline(always)]`.
pub(crate) trait Kernel {
    /// What comes out.
    type Output;

    /// Does the work.
    fn run<N: Numbers>(self) -> Self::Output;
}

/// The instructions that the processor has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Path {
    #[cfg(target_arch = "x86_64")]
    Avx512,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    #[cfg(target_arch = "x86_64")]
    Sse2,
    #[cfg(any(test, not(target_arch = "x86_64")))]
    Portable,
}

impl Path {
    /// The best that this processor has.
    pub(crate) fn detect() -> Self {
        #[cfg(target_arch = "x86_64")]
        {
            if is_x86_feature_detected!("avx512f")
                && is_x86_feature_detected!("avx512bw")
                && is_x86_feature_detected!("avx512dq")
                && is_x86_feature_detected!("avx512vl")
                && is_x86_feature_detected!("bmi1")
                && is_x86_feature_detected!("bmi2")
                && has_avx2()
            {
                return Self::Avx512;
            }
            if has_avx2() { Self::Avx2 } else { Self::Sse2 }
        }
        #[cfg(not(target_arch = "x86_64"))]
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
            #[cfg(target_arch = "x86_64")]
            Self::Sse2 => kernel.run::<Sse2Numbers>(),
            #[cfg(any(test, not(target_arch = "x86_64")))]
            Self::Portable => kernel.run::<Portable<f64>>(),
        }
    }

    /// Every path that this processor has, the best first.
    #[cfg(any(test, feature = "instructions"))]
    pub(crate) fn all() -> Vec<Self> {
        let mut paths = vec![Self::detect()];
        #[cfg(target_arch = "x86_64")]
        {
            paths.extend(has_avx2().then_some(Self::Avx2));
            paths.push(Self::Sse2);
        }
        #[cfg(test)]
        paths.push(Self::Portable);
        paths.dedup();
        paths
    }

    #[cfg(feature = "instructions")]
    pub(super) fn name(self) -> &'static str {
        match self {
            #[cfg(target_arch = "x86_64")]
            Self::Avx512 => "avx512",
            #[cfg(target_arch = "x86_64")]
            Self::Avx2 => "avx2",
            #[cfg(target_arch = "x86_64")]
            Self::Sse2 => "plain",
            #[cfg(any(test, not(target_arch = "x86_64")))]
            Self::Portable => "portable",
        }
    }
}

#[cfg(target_arch = "x86_64")]
fn has_avx2() -> bool {
    is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") && is_x86_feature_detected!("popcnt")
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use super::super::avx2::Avx2Numbers;
    use super::super::avx512::Avx512Numbers;
    use super::Kernel;

    #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx2,fma,popcnt,bmi1,bmi2")]
    pub(super) fn run_avx512<K: Kernel>(kernel: K) -> K::Output {
        kernel.run::<Avx512Numbers>()
    }

    #[target_feature(enable = "avx2,fma,popcnt")]
    pub(super) fn run_avx2<K: Kernel>(kernel: K) -> K::Output {
        kernel.run::<Avx2Numbers>()
    }
}
