//! Shares chunks of samples out among threads.

use super::block::{Chunk, Job, SAMPLES_A_CHUNK, Tally};
use crate::vector::Path;

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
    (0..chunks).map(|chunk| path.run(Chunk { job, number: chunk, samples })).collect()
}

/// The tallies of the chunks, in order, each thread taking the next chunk that nobody has.
#[cfg(feature = "threads")]
fn run_chunks(job: &Job, samples: u64, chunks: u64, threads: usize) -> Vec<Tally> {
    use std::sync::atomic::{AtomicU64, Ordering};

    let path = Path::detect();
    let threads = u64::try_from(threads).unwrap_or(u64::MAX).min(chunks);
    if threads < 2 {
        return (0..chunks).map(|chunk| path.run(Chunk { job, number: chunk, samples })).collect();
    }
    let next = AtomicU64::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            let chunk = next.fetch_add(1, Ordering::Relaxed);
            if chunk >= chunks {
                return done;
            }
            done.push((chunk, path.run(Chunk { job, number: chunk, samples })));
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
            None => path.run(Chunk { job, number: chunk, samples }),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::run;
    use crate::robust::sampled::block::{Chunk, Job, Tally};
    use crate::vector::Path;

    fn job() -> Job {
        let mut stream = crate::stream::Stream::new(3, 9);
        let values: Vec<Vec<f64>> = (0..7).map(|_| (0..5).map(|_| stream.uniform()).collect()).collect();
        Job::new(&values, 11)
    }

    #[test]
    fn every_path_gives_the_same_bits() {
        let job = job();
        let of = |path: Path| -> Vec<Tally> {
            (0..2).map(|number| path.run(Chunk { job: &job, number, samples: 5000 })).collect()
        };
        let portable = of(Path::Portable);
        for path in Path::all() {
            assert_eq!(of(path), portable, "{path:?}");
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
