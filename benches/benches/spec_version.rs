//! Versions: parsing, comparing, printing. Throughput is in versions.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use haggle_spec::Version;
use haggle_testkit::lines::versions;

const N_VERSIONS: usize = 1_000;

fn bench(criterion: &mut Criterion) {
    let texts = versions(3, N_VERSIONS);
    let parsed: Vec<Version> = texts.iter().map(|text| text.parse().expect("a version")).collect();
    let mut group = criterion.benchmark_group("version");
    group.throughput(Throughput::Elements(N_VERSIONS as u64));
    group.bench_function("parse", |bencher| {
        bencher.iter(|| {
            for text in &texts {
                let _ = black_box(black_box(text).parse::<Version>());
            }
        });
    });
    group.bench_function("compare neighbours", |bencher| {
        bencher.iter(|| black_box(&parsed).windows(2).filter(|pair| pair[0] < pair[1]).count());
    });
    group.bench_function("sort", |bencher| {
        bencher.iter(|| {
            let mut versions: Vec<&Version> = black_box(&parsed).iter().collect();
            versions.sort_unstable();
            versions.len()
        });
    });
    group.bench_function("print", |bencher| {
        bencher.iter(|| black_box(&parsed).iter().map(|version| version.to_string().len()).sum::<usize>());
    });
    group.finish();
}

criterion_group!(name = benches; config = haggle_benches::short(); targets = bench);
criterion_main!(benches);
