//! What haggle's resolver costs besides time on one instance: memory, growth, explaining, cancelling.
//!
//! `resolve_costs DIR` prints one JSON line a measurement.

use std::alloc::{GlobalAlloc, Layout, System};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use haggle_resolve::{RepairChange, Control, Solver, Stop, SolveVerdict, minimal_conflict, smallest_repairs};
use haggle_testkit::resolver::{
    Labels, Problem, load_labelled, pigeonhole, query_of, registry, table_of,
};

/// Counts the bytes that are held, and the most that ever were.
struct Counting;

static HELD: AtomicUsize = AtomicUsize::new(0);
static MOST: AtomicUsize = AtomicUsize::new(0);

// SAFETY: every call is passed on to the system's allocator; counting touches no memory of it.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let held = HELD.fetch_add(layout.size(), Ordering::Relaxed) + layout.size();
        MOST.fetch_max(held, Ordering::Relaxed);
        // SAFETY: the caller keeps the contract.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        HELD.fetch_sub(layout.size(), Ordering::Relaxed);
        // SAFETY: the caller keeps the contract.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

/// The most bytes that were held while it ran, beyond those held before.
fn peak<T>(run: impl FnOnce() -> T) -> (T, usize) {
    let before = HELD.load(Ordering::Relaxed);
    MOST.store(before, Ordering::Relaxed);
    let value = run();
    (value, MOST.load(Ordering::Relaxed) - before)
}

/// The times of `n` runs, shortest first.
fn times(n: usize, mut run: impl FnMut()) -> Vec<Duration> {
    let mut times: Vec<Duration> = (0..n)
        .map(|_| {
            let start = Instant::now();
            run();
            start.elapsed()
        })
        .collect();
    times.sort();
    times
}

fn main() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let folder = std::env::args().nth(1).ok_or("usage: resolve_costs DIR")?;
    let mut paths: Vec<_> = std::fs::read_dir(&folder)?.filter_map(Result::ok).map(|entry| entry.path()).collect();
    paths.retain(|path: &std::path::PathBuf| is_instance(path));
    paths.sort();
    for path in paths {
        let (mut problem, labels) = load_labelled(&path)?;
        if problem.roots.is_empty() {
            continue;
        }
        memory(&problem);
        reasons(&problem);
        if supply_salt(&mut problem, &labels) {
            reasons(&problem);
        }
    }
    growth();
    cancellation();
    Ok(())
}

fn is_instance(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    name.ends_with(".json.zst") || name.ends_with(".json")
}

fn memory(problem: &Problem) {
    let (table, of_table) = peak(|| table_of(problem));
    let query = query_of(&table, &problem.roots, &problem.limits);
    let (_, of_search) = peak(|| Solver::new(&table).solve(&query, &Control::default()));
    println!(
        "{{\"measure\":\"memory\",\"instance\":\"{}\",\"table_bytes\":{of_table},\"search_bytes\":{of_search}}}",
        problem.name
    );
}

/// The stored list under constraints does not hold salt's requirements, which the index does not give. Where salt and
/// pyOpenSSL are limited, salt's latest limited version gets the one that contradicts: pyOpenSSL 26 or later.
fn supply_salt(problem: &mut Problem, labels: &Labels) -> bool {
    let find = |name: &str| problem.names.iter().position(|known| known.eq_ignore_ascii_case(name));
    let (Some(salt), Some(pyopenssl)) = (find("salt"), find("pyopenssl")) else { return false };
    let pin = problem.limits.iter().find(|(package, _)| *package == salt);
    let pinned = pin.and_then(|(_, ranges)| Some(ranges.last()?.1.checked_sub(1)? as usize));
    let is_limited = problem.limits.iter().any(|(package, _)| *package == pyopenssl);
    let Some(pinned) = pinned.filter(|_| is_limited) else { return false };
    let major = |label: &String| label.split('.').next().and_then(|number| number.parse::<u32>().ok());
    let versions = (0u32..).zip(&labels[pyopenssl]);
    let new_enough = versions.filter(|(_, label)| major(label).is_some_and(|major| major >= 26));
    let ranges = new_enough.map(|(version, _)| (version, version + 1)).collect();
    problem.edges[salt][pinned].push((pyopenssl, ranges));
    problem.name.push_str(", with salt's requirements supplied");
    true
}

/// A minimal conflict and every single repair, where there is no solution.
fn reasons(problem: &Problem) {
    let table = table_of(problem);
    let query = query_of(&table, &problem.roots, &problem.limits);
    let control = Control::default();
    if Solver::new(&table).solve(&query, &control) != SolveVerdict::Unsolvable {
        return;
    }
    let mut solver = Solver::new(&table);
    let changes: Vec<RepairChange> = query.clauses().map(|clause| RepairChange { removes: vec![clause] }).collect();
    let mut found = None;
    let times = times(21, || {
        let conflict = minimal_conflict(&mut solver, &query, |_| true, &control);
        let repairs = smallest_repairs(&mut solver, &query, &changes, 1, 64, &control);
        found = Some((conflict, repairs));
    });
    let Some((Ok(Some(conflict)), repairs)) = found else { return };
    let describe = |clause: haggle_resolve::ClauseId| {
        let kind = if query.is_root(clause) { "root" } else { "limit" };
        let name = query.package_of(clause).and_then(|package| problem.names.get(package.index()));
        format!("{kind} {}", name.map_or("unknown", |name| name))
    };
    let conflict: Vec<String> = conflict.iter().map(|clause| describe(*clause)).collect();
    let repairs: Vec<String> =
        repairs.sets.iter().flatten().map(|change| describe(changes[*change].removes[0])).collect();
    println!(
        "{{\"measure\":\"reasons\",\"instance\":\"{}\",\"median_us\":{:.0},\"conflict\":{conflict:?},\"repairs\":{repairs:?}}}",
        problem.name,
        times[times.len() / 2].as_secs_f64() * 1e6
    );
}

fn growth() {
    for n in [100, 316, 1_000, 3_162, 10_000, 31_623, 100_000] {
        let problem = registry(n, 1);
        let (table, of_table) = peak(|| table_of(&problem));
        let query = query_of(&table, &problem.roots, &problem.limits);
        let mut solver = Solver::new(&table);
        let runs = if n > 10_000 { 9 } else { 41 };
        let times = times(runs, || assert!(matches!(solver.solve(&query, &Control::default()), SolveVerdict::Solved(_))));
        println!(
            "{{\"measure\":\"growth\",\"n_packages\":{n},\"least_us\":{:.1},\"median_us\":{:.1},\"steps\":{},\"table_bytes\":{of_table}}}",
            times[0].as_secs_f64() * 1e6,
            times[times.len() / 2].as_secs_f64() * 1e6,
            solver.n_steps()
        );
    }
}

/// How long a search goes on after it was told to stop: an easy one that is large, and one that would take years.
fn cancellation() {
    for problem in [registry(100_000, 3), pigeonhole(20, 7)] {
        let table = table_of(&problem);
        let query = query_of(&table, &problem.roots, &problem.limits);
        let mut delays = Vec::new();
        for wait in [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000] {
            let flag = AtomicBool::new(false);
            let mut solver = Solver::new(&table);
            let (verdict, ended, set) = std::thread::scope(|scope| {
                let setter = scope.spawn(|| {
                    std::thread::sleep(Duration::from_millis(wait));
                    let now = Instant::now();
                    flag.store(true, Ordering::Relaxed);
                    now
                });
                let verdict = solver.solve(&query, &Control { cancelled: Some(&flag), max_steps: None });
                (verdict, Instant::now(), setter.join().expect("the setter does not panic"))
            });
            if verdict == SolveVerdict::Stopped(Stop::Cancelled) {
                delays.push(ended.saturating_duration_since(set));
            }
        }
        delays.sort();
        let microseconds = |delay: Option<&Duration>| delay.map_or(0.0, |delay| delay.as_secs_f64() * 1e6);
        println!(
            "{{\"measure\":\"cancellation\",\"instance\":\"{}\",\"cancelled\":{},\"median_us\":{:.0},\"worst_us\":{:.0}}}",
            problem.name,
            delays.len(),
            microseconds(delays.get(delays.len() / 2)),
            microseconds(delays.last()),
        );
    }
}
