//! Chooses the instructions at run time and shares chunks out among threads.
//!
//! Every path runs the same operations in the same order on each lane, so that all give the same bits.

use super::block::{Job, SAMPLES_A_CHUNK, Tally, run_chunk};
use super::lanes::Lanes;

/// Samples all chunks.
pub(super) fn run(job: &Job, samples: u64, threads: usize) -> Tally {
    let chunks = samples.div_ceil(SAMPLES_A_CHUNK);
    let parts = run_chunks(job, samples, chunks, threads);
    let mut tally = Tally::new(job);
    for part in &parts {
        tally.add(part);
    }
    tally
}

/// The tallies of the chunks, in order.
#[cfg(not(feature = "threads"))]
fn run_chunks(job: &Job, samples: u64, chunks: u64, _threads: usize) -> Vec<Tally> {
    let path = Path::detect();
    (0..chunks).map(|chunk| path.run(job, chunk, samples)).collect()
}

/// The tallies of the chunks, in order, each thread taking the next chunk that nobody has.
#[cfg(feature = "threads")]
fn run_chunks(job: &Job, samples: u64, chunks: u64, threads: usize) -> Vec<Tally> {
    use std::sync::atomic::{AtomicU64, Ordering};

    let path = Path::detect();
    let threads = u64::try_from(threads).unwrap_or(u64::MAX).min(chunks);
    if threads < 2 {
        return (0..chunks).map(|chunk| path.run(job, chunk, samples)).collect();
    }
    let next = AtomicU64::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            let chunk = next.fetch_add(1, Ordering::Relaxed);
            if chunk >= chunks {
                return done;
            }
            done.push((chunk, path.run(job, chunk, samples)));
        }
    };
    let mut parts: Vec<(u64, Tally)> = std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
        let mut parts = work();
        for other in others {
            // A thread that could not finish leaves its chunks out; they are done again below.
            parts.extend(other.join().unwrap_or_default());
        }
        parts
    });
    parts.sort_by_key(|(chunk, _)| *chunk);
    let mut parts = parts.into_iter().peekable();
    (0..chunks)
        .map(|chunk| match parts.next_if(|(done, _)| *done == chunk) {
            Some((_, tally)) => tally,
            None => path.run(job, chunk, samples),
        })
        .collect()
}

/// The instructions that the processor has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Path {
    #[cfg(target_arch = "x86_64")]
    Avx512,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    Portable,
}

impl Path {
    fn detect() -> Self {
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
    fn run(self, job: &Job, chunk: u64, samples: u64) -> Tally {
        match self {
            // SAFETY: `detect` gives this path only where the processor has the instructions.
            #[cfg(target_arch = "x86_64")]
            Self::Avx512 => unsafe { x86::run_avx512(job, chunk, samples) },
            // SAFETY: the same.
            #[cfg(target_arch = "x86_64")]
            Self::Avx2 => unsafe { x86::run_avx2(job, chunk, samples) },
            Self::Portable => run_chunk(job, chunk, samples, above_portable, add_portable),
        }
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
        _mm512_mask_add_pd, _mm512_set_pd,
    };

    use super::super::block::{Job, Tally, run_chunk};
    use super::super::lanes::Lanes;
    use super::add_portable;

    #[target_feature(enable = "avx512f,avx512dq,popcnt,bmi1,bmi2")]
    pub(super) fn run_avx512(job: &Job, chunk: u64, samples: u64) -> Tally {
        let above = |a: &Lanes, b: &Lanes| {
            let mut mask = 0;
            for (part, (a, b)) in a.0.chunks_exact(8).zip(b.0.chunks_exact(8)).enumerate() {
                mask |= u64::from(_mm512_cmp_pd_mask::<_CMP_GT_OQ>(load(a), load(b))) << (8 * part);
            }
            mask
        };
        let add = |sums: &mut [f64; 8], lanes: &Lanes, bits: u64| {
            let mut total = load(sums);
            for (lanes, mask) in lanes.0.chunks_exact(8).zip(bits.to_le_bytes()) {
                total = _mm512_mask_add_pd(total, mask, total, load(lanes));
            }
            // A vector of eight doubles and an array of them have the same bits.
            *sums = store(total);
        };
        run_chunk(job, chunk, samples, above, add)
    }

    #[inline]
    #[target_feature(enable = "avx512f")]
    fn load(x: &[f64]) -> __m512d {
        _mm512_set_pd(x[7], x[6], x[5], x[4], x[3], x[2], x[1], x[0])
    }

    #[inline]
    #[target_feature(enable = "avx512f")]
    #[allow(unsafe_code, reason = "the two types have the same size and every bit pattern is valid in both")]
    fn store(vector: __m512d) -> [f64; 8] {
        // SAFETY: plain data of 64 bytes on both sides.
        unsafe { std::mem::transmute(vector) }
    }

    #[target_feature(enable = "avx2,popcnt")]
    pub(super) fn run_avx2(job: &Job, chunk: u64, samples: u64) -> Tally {
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
        run_chunk(job, chunk, samples, above, add_portable)
    }
}

#[cfg(test)]
mod tests {
    use super::{Path, run};
    use crate::robust::sampled::block::{Job, Tally};

    fn job() -> Job {
        let mut stream = crate::stream::Stream::new(3, 9);
        let values: Vec<Vec<f64>> = (0..7).map(|_| (0..5).map(|_| stream.uniform()).collect()).collect();
        Job::new(&values, 11)
    }

    #[test]
    fn every_path_gives_the_same_bits() {
        let job = job();
        let portable: Vec<Tally> = (0..2).map(|chunk| Path::Portable.run(&job, chunk, 5000)).collect();
        let detected: Vec<Tally> = (0..2).map(|chunk| Path::detect().run(&job, chunk, 5000)).collect();
        assert_eq!(portable, detected);
        #[cfg(target_arch = "x86_64")]
        if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("popcnt") {
            let narrower: Vec<Tally> = (0..2).map(|chunk| Path::Avx2.run(&job, chunk, 5000)).collect();
            assert_eq!(portable, narrower);
        }
    }

    #[test]
    fn threads_change_nothing() {
        let job = job();
        let one = run(&job, 50_000, 1);
        for threads in [2, 3, 8] {
            assert_eq!(run(&job, 50_000, threads), one);
        }
    }
}
