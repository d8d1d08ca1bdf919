//! Specifier sets: parsing, containing versions as they are and prepared, and their algebra. Throughput is in sets, or in
//! pairs of a set and a version.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use haggle_spec::{Prereleases, Requirement, SpecifierSet, Version, VersionSet};
use haggle_testkit::lines::{Shape, requirement_lines, versions};

const N_SETS: usize = 1_000;
/// How many versions each set is asked about.
const N_ASKED: usize = 16;

fn bench(criterion: &mut Criterion) {
    let lines = requirement_lines(1, N_SETS, Shape::Plain);
    let requirements = lines.iter().map(|line| line.parse::<Requirement>().expect("a requirement"));
    let sets: Vec<SpecifierSet> = requirements.map(|requirement| requirement.specifiers().clone()).collect();
    let texts: Vec<String> = sets.iter().map(ToString::to_string).collect();
    let prepared: Vec<VersionSet> = sets.iter().map(SpecifierSet::to_set).collect();
    let versions: Vec<Version> =
        versions(3, N_SETS + N_ASKED).iter().map(|text| text.parse().expect("a version")).collect();

    let mut group = criterion.benchmark_group("specifier set");
    group.throughput(Throughput::Elements(N_SETS as u64));
    group.bench_function("parse", |bencher| {
        bencher.iter(|| {
            for text in &texts {
                let _ = black_box(black_box(text).parse::<SpecifierSet>());
            }
        });
    });
    group.bench_function("prepare", |bencher| {
        bencher.iter(|| {
            for set in &sets {
                black_box(black_box(set).to_set());
            }
        });
    });
    group.bench_function("intersect with the next", |bencher| {
        bencher.iter(|| {
            for pair in black_box(&prepared).windows(2) {
                black_box(pair[0].intersection(&pair[1]).is_empty());
            }
        });
    });
    group.throughput(Throughput::Elements((N_SETS * N_ASKED) as u64));
    group.bench_function("contains", |bencher| {
        bencher.iter(|| {
            let asked = black_box(&sets).iter().zip(versions.windows(N_ASKED));
            let held = asked.map(|(set, versions)| {
                versions.iter().filter(|version| set.contains(version, Prereleases::Allow)).count()
            });
            held.sum::<usize>()
        });
    });
    group.bench_function("contains, prepared", |bencher| {
        bencher.iter(|| {
            let asked = black_box(&prepared).iter().zip(versions.windows(N_ASKED));
            asked
                .map(|(set, versions)| versions.iter().filter(|version| set.contains(version)).count())
                .sum::<usize>()
        });
    });
    group.finish();
}

criterion_group!(name = benches; config = haggle_benches::short(); targets = bench);
criterion_main!(benches);
