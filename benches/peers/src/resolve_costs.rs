//! What haggle's resolver costs besides time on one instance: memory, growth, explaining, cancelling.
//!
//! `resolve_costs DIR` prints one JSON line a measurement.

use std::alloc::{GlobalAlloc, Layout, System};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use haggle_resolve::{
    Change, Control, PackageId, Query, Solver, Stop, Table, TableBuilder, Verdict, minimal_conflict, smallest_repairs,
};
use haggle_testkit::resolver::{Problem, Random, load, registry};

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

fn build(problem: &Problem) -> Table {
    let mut builder = TableBuilder::new();
    let ids: Vec<PackageId> =
        problem.n_versions.iter().map(|n| builder.package(*n).expect("the table is small")).collect();
    for (source, versions) in problem.edges.iter().enumerate() {
        for (version, edges) in (0..).zip(versions) {
            for (target, ranges) in edges {
                builder.edge(ids[source], version, ids[*target], ranges).expect("ranges were checked");
            }
        }
    }
    builder.build().expect("the table is small")
}

fn query(table: &Table, problem: &Problem) -> Query {
    let ids: Vec<PackageId> = table.packages().collect();
    let mut query = Query::new();
    for (package, ranges) in &problem.roots {
        query.require(table, ids[*package], ranges).expect("ranges were checked");
    }
    for (package, ranges) in &problem.limits {
        query.limit(table, ids[*package], ranges).expect("ranges were checked");
    }
    query
}

fn median(n: usize, mut run: impl FnMut()) -> Duration {
    let mut times: Vec<Duration> = (0..n)
        .map(|_| {
            let start = Instant::now();
            run();
            start.elapsed()
        })
        .collect();
    times.sort();
    times[n / 2]
}

fn main() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let folder = std::env::args().nth(1).ok_or("usage: resolve_costs DIR")?;
    let mut paths: Vec<_> = std::fs::read_dir(&folder)?.filter_map(Result::ok).map(|entry| entry.path()).collect();
    paths.retain(|path: &std::path::PathBuf| is_instance(path));
    paths.sort();
    for path in paths {
        let problem = load(&path)?;
        if !problem.roots.is_empty() {
            memory_and_reasons(&problem);
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

fn memory_and_reasons(problem: &Problem) {
    let (table, of_table) = peak(|| build(problem));
    let query = query(&table, problem);
    let control = Control::default();
    let (verdict, of_search) = peak(|| Solver::new(&table).solve(&query, &control));
    println!(
        "{{\"measure\":\"memory\",\"instance\":\"{}\",\"table_bytes\":{of_table},\"search_bytes\":{of_search}}}",
        problem.name
    );
    if verdict != Verdict::Unsolvable {
        return;
    }
    let mut solver = Solver::new(&table);
    let changes: Vec<Change> = query.clauses().map(|clause| Change { removes: vec![clause] }).collect();
    let mut found = None;
    let time = median(21, || {
        let conflict = minimal_conflict(&mut solver, &query, |_| true, &control);
        let repairs = smallest_repairs(&mut solver, &query, &changes, 1, 64, &control);
        found = Some((conflict, repairs));
    });
    let Some((Ok(Some(conflict)), repairs)) = found else { return };
    let describe = |clause: haggle_resolve::ClauseId| {
        let kind = if query.is_root(clause) { "root" } else { "limit" };
        format!("{kind} {}", problem.names[query.package(clause).index()])
    };
    let conflict: Vec<String> = conflict.iter().map(|clause| describe(*clause)).collect();
    let repairs: Vec<String> =
        repairs.sets.iter().flatten().map(|change| describe(changes[*change].removes[0])).collect();
    println!(
        "{{\"measure\":\"reasons\",\"instance\":\"{}\",\"median_us\":{:.0},\"conflict\":{conflict:?},\"repairs\":{repairs:?}}}",
        problem.name,
        time.as_secs_f64() * 1e6
    );
}

fn growth() {
    for n in [100, 1_000, 10_000, 100_000] {
        let problem = registry(n, 1);
        let (table, of_table) = peak(|| build(&problem));
        let query = query(&table, &problem);
        let mut solver = Solver::new(&table);
        let runs = if n > 10_000 { 5 } else { 21 };
        let time = median(runs, || assert!(matches!(solver.solve(&query, &Control::default()), Verdict::Solved(_))));
        println!(
            "{{\"measure\":\"growth\",\"n_packages\":{n},\"median_us\":{:.0},\"steps\":{},\"table_bytes\":{of_table}}}",
            time.as_secs_f64() * 1e6,
            solver.n_steps()
        );
    }
}

/// A problem that takes far longer than the test: each of many packages excludes two versions of two others.
fn hard() -> Problem {
    let mut random = Random::new(7);
    let n: u32 = 400;
    let edges = (0..n).map(|_| {
        let row = (0..3u32).map(|_| {
            let edge = |random: &mut Random| (random.below(n) as usize, vec![[(0, 2)], [(1, 3)]][random.below(2) as usize].to_vec());
            (0..2).map(|_| edge(&mut random)).collect()
        });
        row.collect()
    });
    Problem {
        name: "hard".to_owned(),
        edges: edges.collect(),
        n_versions: vec![3; n as usize],
        names: (0..n).map(|package| format!("p{package}")).collect(),
        roots: (0..n as usize).map(|package| (package, vec![(0, 3)])).collect(),
        limits: Vec::new(),
    }
}

fn cancellation() {
    let problems = [registry(100_000, 3), hard()];
    for problem in &problems {
        let table = build(problem);
        let query = query(&table, problem);
        let mut worst = Duration::ZERO;
        let mut n_cancelled = 0;
        for wait in [1, 2, 5, 10, 20] {
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
            if verdict == Verdict::Stopped(Stop::Cancelled) {
                n_cancelled += 1;
                worst = worst.max(ended.saturating_duration_since(set));
            }
        }
        println!(
            "{{\"measure\":\"cancellation\",\"instance\":\"{}\",\"cancelled\":{n_cancelled},\"worst_us\":{:.0}}}",
            problem.name,
            worst.as_secs_f64() * 1e6
        );
    }
}
