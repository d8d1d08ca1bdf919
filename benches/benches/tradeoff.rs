//! Acceptability: sampled in vector registers, and exactly by cutting the weight simplex.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use haggle_tradeoff::robust::{WeightSpace, exact_acceptability, sampled_acceptability};

/// Fractional parts of multiples of the golden ratio: the same table on every run.
fn numbers(rows: u32, columns: u32) -> Vec<Vec<f64>> {
    let number = |at: u32| (f64::from(at + 1) * 0.618_033_988_749_895).fract();
    (0..rows).map(|row| (0..columns).map(|column| number(row * columns + column)).collect()).collect()
}

fn acceptability(criterion: &mut Criterion) {
    let table = numbers(10, 8);
    let mut group = criterion.benchmark_group("sampled 100k x 10 x 8");
    for threads in [1, 2] {
        group.bench_with_input(BenchmarkId::from_parameter(threads), &threads, |bencher, &threads| {
            bencher.iter(|| sampled_acceptability(black_box(&table), 100_000, 7, threads));
        });
    }
    group.finish();
    let mut group = criterion.benchmark_group("exact 4 alternatives");
    for criteria in [6, 8, 10] {
        let table = numbers(4, criteria);
        group.bench_with_input(BenchmarkId::from_parameter(criteria), &table, |bencher, table| {
            bencher.iter(|| exact_acceptability(black_box(table), WeightSpace::Simplex));
        });
    }
    group.finish();
}

criterion_group!(benches, acceptability);
criterion_main!(benches);
