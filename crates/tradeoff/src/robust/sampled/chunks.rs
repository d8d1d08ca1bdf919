//! Shares chunks of samples out among threads.

use super::block::{Chunks, Job, SAMPLES_A_CHUNK, Tally};
use crate::vector::Path;

/// Samples all chunks.
pub(super) fn run(job: &Job, samples: u64, threads: usize, path: Path) -> Tally {
    let chunks = samples.div_ceil(SAMPLES_A_CHUNK);
    let parts = run_chunks(job, samples, chunks, threads, path);
    let mut tally = Tally::new(job);
    for (_, part) in &parts {
        tally.add(part);
    }
    tally
}

/// The tallies of some chunks, on this thread.
fn run_range(job: &Job, samples: u64, chunks: std::ops::Range<u64>, path: Path) -> Vec<(u64, Tally)> {
    let mut chunks = chunks;
    path.run(Chunks { job, samples, next: &mut || chunks.next() })
}

/// The tallies of the chunks, in order.
#[cfg(not(feature = "threads"))]
fn run_chunks(job: &Job, samples: u64, chunks: u64, _threads: usize, path: Path) -> Vec<(u64, Tally)> {
    run_range(job, samples, 0..chunks, path)
}

/// The tallies of the chunks, in order, each thread taking the next chunk that nobody has.
#[cfg(feature = "threads")]
fn run_chunks(job: &Job, samples: u64, chunks: u64, threads: usize, path: Path) -> Vec<(u64, Tally)> {
    use std::sync::atomic::{AtomicU64, Ordering};

    let threads = u64::try_from(threads).unwrap_or(u64::MAX).min(chunks);
    if threads < 2 {
        return run_range(job, samples, 0..chunks, path);
    }
    let next = AtomicU64::new(0);
    let work = || {
        let mut take = || Some(next.fetch_add(1, Ordering::Relaxed)).filter(|&chunk| chunk < chunks);
        path.run(Chunks { job, samples, next: &mut take })
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
        .flat_map(|chunk| match parts.next_if(|(done, _)| *done == chunk) {
            Some(part) => vec![part],
            None => run_range(job, samples, chunk..chunk + 1, path),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::run;
    use crate::robust::sampled::block::{Chunks, Job, Tally};
    use crate::vector::Path;

    fn job(n: usize) -> Job {
        let mut stream = crate::numeric::Stream::new(3, 9);
        let values: Vec<Vec<f64>> = (0..7).map(|_| (0..n).map(|_| stream.uniform()).collect()).collect();
        Job::new(&values, 11)
    }

    #[test]
    fn every_path_gives_the_same_bits() {
        for criteria in [1, 2, 5, 9, 20] {
            let job = job(criteria);
            let of = |path: Path| -> Vec<(u64, Tally)> {
                let mut chunks = 0..2;
                path.run(Chunks { job: &job, samples: 5000, next: &mut || chunks.next() })
            };
            let portable = of(Path::Portable);
            for path in Path::all() {
                assert_eq!(of(path), portable, "{path:?}");
            }
        }
    }

    #[test]
    fn threads_change_nothing() {
        let job = job(5);
        let one = run(&job, 50_000, 1, Path::detect());
        for threads in [2, 3, 8] {
            assert_eq!(run(&job, 50_000, threads, Path::detect()), one);
        }
    }
}
