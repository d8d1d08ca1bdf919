//! One search over tables that were built before: random ones shaped like a registry's, ones that conflict, and the stored
//! instances of the folder that `HAGGLE_INSTANCES` names.

use std::hint::black_box;
use std::path::PathBuf;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use haggle_resolve::{Control, Solver};
use haggle_testkit::resolver::{Problem, load, pigeonhole, query_of, registry, table_of};

fn search(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("search");
    let mut problems = vec![registry(100, 1), registry(1_000, 1), registry(10_000, 1), pigeonhole(6, 1)];
    problems.extend(stored().into_iter().filter(|problem| !problem.roots.is_empty()));
    for problem in &problems {
        let table = table_of(problem);
        let query = query_of(&table, &problem.roots, &problem.limits);
        let mut solver = Solver::new(&table);
        group.bench_function(BenchmarkId::from_parameter(&problem.name), |bencher| {
            bencher.iter(|| solver.solve(black_box(&query), &Control::default()));
        });
    }
    group.finish();
}

fn stored() -> Vec<Problem> {
    let Some(folder) = std::env::var_os("HAGGLE_INSTANCES") else { return Vec::new() };
    let entries = std::fs::read_dir(&folder).expect("HAGGLE_INSTANCES names a folder");
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.retain(|path| path.to_string_lossy().ends_with(".json.zst"));
    paths.sort();
    paths.iter().map(|path| load(path).expect("an instance can be read")).collect()
}

criterion_group!(benches, search);
criterion_main!(benches);
