//! Building a table from ranges in memory, and a solver over it.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use haggle_resolve::Solver;
use haggle_testkit::resolver::{registry, table_of};

fn tables(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("table");
    for n_packages in [100, 1_000, 10_000] {
        let problem = registry(n_packages, 1);
        group.bench_with_input(BenchmarkId::new("build", n_packages), &problem, |bencher, problem| {
            bencher.iter(|| table_of(black_box(problem)));
        });
        let table = table_of(&problem);
        group.bench_with_input(BenchmarkId::new("solver", n_packages), &table, |bencher, table| {
            bencher.iter(|| Solver::new(black_box(table)).n_steps());
        });
    }
    group.finish();
}

criterion_group!(benches, tables);
criterion_main!(benches);
