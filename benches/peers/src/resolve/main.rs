//! Times one solve of each stored instance by haggle and by its peers, in turn, from tables built beforehand.
//!
//! `resolve DIR [INSTANCE [SIDE]]` prints one JSON line an instance and solver: medians in microseconds, and the answer.
//! `resolve --agree N` compares whether N random problems of each shape have a solution.

mod haggle;
mod pubgrub_peers;
mod resolvo_peer;

use std::path::Path;
use std::time::{Duration, Instant};

use haggle_testkit::resolver::{Problem, Shape, load, problem};

/// What one query asks for: packages, each with ranges of its versions.
pub(crate) type Roots = Vec<(usize, Vec<(u32, u32)>)>;

/// One instance as a solver sees it: every root query that has to be answered.
pub(crate) trait Side {
    /// The name that is printed.
    fn name(&self) -> &'static str;
    /// Solves everything once; true where there is a solution, for each query.
    fn solve(&mut self) -> Vec<bool>;
}

/// An instance without roots stands for one query for each version of each package.
pub(crate) fn queries(problem: &Problem) -> Vec<Roots> {
    if !problem.roots.is_empty() {
        return vec![problem.roots.clone()];
    }
    let versions = problem.n_versions.iter().enumerate();
    versions.flat_map(|(package, n)| (0..*n).map(move |version| vec![(package, vec![(version, version + 1)])])).collect()
}

fn main() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let folder = std::env::args().nth(1).ok_or("usage: resolve DIR [NAME]")?;
    let only = std::env::args().nth(2);
    if folder == "--agree" {
        return agree(only.ok_or("usage: resolve --agree N")?.parse()?);
    }
    let side = std::env::args().nth(3);
    let mut paths: Vec<_> = std::fs::read_dir(&folder)?.filter_map(Result::ok).map(|entry| entry.path()).collect();
    paths.retain(|path| is_instance(path));
    paths.sort();
    for path in paths {
        let problem = load(&path)?;
        if only.as_ref().is_none_or(|only| *only == problem.name) {
            measure(&problem, side.as_deref());
        }
    }
    Ok(())
}

/// Whether pubgrub and haggle find a solution for the same problems. pubgrub keeps the terms of a dependency in a map by
/// package, which two terms of one package do not fit, so no package of these problems requires itself.
fn agree(n: u64) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    for shape in Shape::ALL {
        let (mut n_solvable, mut n_different) = (0, 0);
        for seed in 0..n {
            let problem = problem(shape, 1_000_000 + seed).without_self_requirements();
            let queries = vec![problem.roots.clone()];
            let own = haggle::Haggle::new(&problem, &queries).solve();
            let peer = pubgrub_peers::plain::Peer::new(&problem, &queries).solve();
            n_solvable += u64::from(own == [true]);
            n_different += u64::from(own != peer);
        }
        println!(
            "{{\"measure\":\"agreement\",\"shape\":\"{shape:?}\",\"problems\":{n},\"solvable\":{n_solvable},\"different\":{n_different}}}"
        );
    }
    Ok(())
}

fn is_instance(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    name.ends_with(".json.zst") || name.ends_with(".json")
}

/// Rounds of one solve by each side in turn, so that a slow moment of the machine falls on all of them.
fn measure(problem: &Problem, only: Option<&str>) {
    let queries = queries(problem);
    let mut sides: Vec<Box<dyn Side>> = vec![
        Box::new(haggle::Haggle::new(problem, &queries)),
        Box::new(haggle::BuildAndSolve::new(problem, &queries)),
        Box::new(pubgrub_peers::plain::Peer::new(problem, &queries)),
        Box::new(pubgrub_peers::astral::Peer::new(problem, &queries)),
        Box::new(resolvo_peer::Peer::new(problem, &queries)),
    ];
    sides.retain(|side| only.is_none_or(|only| side.name() == only));
    let mut times: Vec<Vec<Duration>> = vec![Vec::new(); sides.len()];
    let mut answers: Vec<Vec<bool>> = vec![Vec::new(); sides.len()];
    let start = Instant::now();
    let budget = Duration::from_secs(6);
    for round in 0..201 {
        for (side, (times, answer)) in sides.iter_mut().zip(times.iter_mut().zip(&mut answers)) {
            // A side that takes long is measured at least three times.
            let slow = times.iter().sum::<Duration>() > budget / 4;
            if slow && times.len() >= 3 {
                continue;
            }
            let begun = Instant::now();
            *answer = side.solve();
            times.push(begun.elapsed());
        }
        if round >= 3 && start.elapsed() > budget {
            break;
        }
    }
    let agreed = answers.iter().all(|answer| *answer == answers[0]);
    for (side, times) in sides.iter().zip(&mut times) {
        times.sort();
        println!(
            "{{\"instance\":\"{}\",\"side\":\"{}\",\"median_us\":{:.1},\"runs\":{},\"queries\":{},\"solvable\":{},\"agreed\":{agreed}}}",
            problem.name,
            side.name(),
            times[times.len() / 2].as_secs_f64() * 1e6,
            times.len(),
            answers[0].len(),
            answers[0].iter().filter(|solvable| **solvable).count(),
        );
    }
}
