//! Markers: parsing, evaluating, printing. The markers are the seeded generator's and those of the demo's
//! snapshot. Throughput is in markers.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use haggle_benches::demo_requirements;
use haggle_spec::{ExtraName, Marker, MarkerEnvironment, Platform, Requirement};
use haggle_testkit::lines::markers;

const N_MARKERS: usize = 1_000;

fn demo_markers() -> Vec<String> {
    let requirements = demo_requirements();
    let parsed = requirements.iter().map(|line| line.parse::<Requirement>().expect("a requirement"));
    parsed.filter_map(|requirement| requirement.marker().map(ToString::to_string)).collect()
}

fn bench(criterion: &mut Criterion) {
    for (name, texts) in [("generated", markers(4, N_MARKERS)), ("demo", demo_markers())] {
        let parsed: Vec<Marker> = texts.iter().map(|text| text.parse().expect("a marker")).collect();
        let mut group = criterion.benchmark_group("marker");
        group.throughput(Throughput::Elements(texts.len() as u64));
        group.bench_with_input(BenchmarkId::new("parse", name), &texts, |bencher, texts| {
            bencher.iter(|| {
                for text in texts {
                    let _ = black_box(black_box(text).parse::<Marker>());
                }
            });
        });
        let environment = MarkerEnvironment::new("3.12.4", Platform::Linux);
        let extras = [ExtraName::new("test").expect("a name")];
        group.bench_with_input(BenchmarkId::new("evaluate", name), &parsed, |bencher, markers| {
            bencher.iter(|| {
                markers.iter().filter(|marker| marker.evaluate(&environment, &extras) == Ok(true)).count()
            });
        });
        group.bench_with_input(BenchmarkId::new("print", name), &parsed, |bencher, markers| {
            bencher.iter(|| markers.iter().map(|marker| marker.to_string().len()).sum::<usize>());
        });
        group.finish();
    }
}

criterion_group!(name = benches; config = haggle_benches::short(); targets = bench);
criterion_main!(benches);
