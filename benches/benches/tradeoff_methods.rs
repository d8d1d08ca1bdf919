//! One ranking of 10 alternatives by 8 criteria, for the scale of `tradeoff_peers.py`.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use haggle_tradeoff::Direction;
use haggle_tradeoff::methods::{
    Normalisation, Performances, PreferenceFunction, Weights, promethee, topsis, weighted_sum_min_max,
};

const ROWS: u32 = 10;
const COLUMNS: u32 = 8;

fn methods(criterion: &mut Criterion) {
    let cell = |a: u32, c: u32| f64::from(1 + (7 * a + 5 * c + a * c) % 97);
    let rows = (0..ROWS).map(|a| (0..COLUMNS).map(|c| cell(a, c)).collect()).collect();
    let direction = |c: u32| if c.is_multiple_of(2) { Direction::Max } else { Direction::Min };
    let table = Performances::new(rows, (0..COLUMNS).map(direction).collect()).expect("a table");
    let weights: Vec<f64> = (1..=COLUMNS).map(f64::from).collect();
    let weights = Weights::new(&weights).expect("weights");
    let functions = vec![PreferenceFunction::Linear { indifference: 5.0, preference: 30.0 }; 8];
    let mut group = criterion.benchmark_group("one ranking of 10 x 8");
    group.bench_function("TOPSIS", |bencher| {
        bencher.iter(|| topsis(black_box(&table), &weights, Normalisation::Vector));
    });
    group.bench_function("min-max weighted sum", |bencher| {
        bencher.iter(|| weighted_sum_min_max(black_box(&table), &weights));
    });
    group.bench_function("PROMETHEE II", |bencher| {
        bencher.iter(|| promethee(black_box(&table), &weights, &functions));
    });
    group.finish();
}

criterion_group!(benches, methods);
criterion_main!(benches);
