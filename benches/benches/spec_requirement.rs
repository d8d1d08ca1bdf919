//! Requirements: parsing, the diagnosing parse, printing. The lines are the seeded generator's
//! and those of the demo's snapshot. Throughput is in bytes.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use haggle_benches::demo_requirements;
use haggle_spec::Requirement;
use haggle_testkit::lines::{Shape, requirement_lines};

const N_LINES: usize = 1_000;

fn inputs() -> [(&'static str, Vec<String>); 3] {
    [
        ("24 bytes a line", requirement_lines(1, N_LINES, Shape::Plain)),
        ("42 bytes a line", requirement_lines(2, N_LINES, Shape::WithMarkers)),
        ("demo", demo_requirements()),
    ]
}

fn bench(criterion: &mut Criterion) {
    for (name, lines) in inputs() {
        let mut group = criterion.benchmark_group("requirement");
        group.throughput(Throughput::Bytes(lines.iter().map(|line| line.len() as u64).sum()));
        group.bench_with_input(BenchmarkId::new("parse", name), &lines, |bencher, lines| {
            bencher.iter(|| {
                for line in lines {
                    let _ = black_box(black_box(line).parse::<Requirement>());
                }
            });
        });
        let parsed: Vec<Requirement> =
            lines.iter().map(|line| line.parse().expect("a requirement")).collect();
        group.bench_with_input(BenchmarkId::new("print", name), &parsed, |bencher, parsed| {
            bencher.iter(|| parsed.iter().map(|requirement| requirement.to_string().len()).sum::<usize>());
        });
        // An operator that there is none of, and the diagnosing parse has to find.
        let broken: Vec<String> = lines.iter().map(|line| format!("{line} =>")).collect();
        group.bench_with_input(BenchmarkId::new("diagnose", name), &broken, |bencher, lines| {
            bencher.iter(|| lines.iter().filter(|line| line.parse::<Requirement>().is_err()).count());
        });
        group.finish();
    }
}

criterion_group!(name = benches; config = haggle_benches::short(); targets = bench);
criterion_main!(benches);
