//! Files that hold requirements: parsing, and the edits that format them. Throughput is in bytes.

use std::fmt::Write;
use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use haggle_spec::file::bindep::BindepFile;
use haggle_spec::file::global::GlobalRequirements;
use haggle_spec::file::pyproject::PyProject;
use haggle_spec::file::requirements::RequirementsFile;
use haggle_spec::file::setup_cfg::SetupCfg;

const N_LINES: usize = 1_000;

/// A parser and how much it found.
type Parse = fn(&[u8]) -> usize;

/// Lines made of the number of their line, so that every run has the same ones.
fn lines(line: impl Fn(&mut String, usize)) -> String {
    (0..N_LINES).fold(String::new(), |mut text, number| {
        line(&mut text, number);
        text
    })
}

fn push(text: &mut String, arguments: std::fmt::Arguments<'_>) {
    text.write_fmt(arguments).expect("a string takes any text");
}

/// A requirement of some 24 bytes: two thirds with one specifier.
fn requirement(number: usize) -> String {
    let (major, minor) = (number % 7, number % 23);
    match number % 3 {
        0 => format!("package-{number}>={major}.{minor},!={major}.{minor}.1"),
        1 => format!("package{number}=={major}.{minor}.4"),
        _ => format!("package.{number}<{major}.{minor}"),
    }
}

fn inputs() -> Vec<(&'static str, String, Parse)> {
    let plain = lines(|text, number| push(text, format_args!("{}\n", requirement(number))));
    let hashed = lines(|text, number| {
        push(text, format_args!("{} \\\n    --hash=sha256:{number:064x}  # via x\n", requirement(number)));
    });
    let global = lines(|text, number| push(text, format_args!("{}  # Apache-2.0\n", requirement(number))));
    let bindep =
        lines(|text, number| push(text, format_args!("lib{number}-dev [platform:dpkg !platform:x]\n")));
    let setup = "[options]\ninstall_requires =\n".to_owned()
        + &lines(|text, number| push(text, format_args!("    {}\n", requirement(number))));
    let pyproject = "[project]\nname = \"x\"\ndependencies = [\n".to_owned()
        + &lines(|text, number| push(text, format_args!("    \"{}\",\n", requirement(number))))
        + "]\n";
    vec![
        ("requirements", plain, |bytes| RequirementsFile::parse(bytes).0.lines().len()),
        ("requirements with hashes", hashed, |bytes| RequirementsFile::parse(bytes).0.lines().len()),
        ("global list", global, |bytes| GlobalRequirements::parse(bytes).0.entries().count()),
        ("bindep", bindep, |bytes| BindepFile::parse(bytes).0.lines().len()),
        ("setup.cfg", setup, |bytes| SetupCfg::parse(bytes).0.lists().len()),
        ("pyproject.toml", pyproject, |bytes| PyProject::parse(bytes).0.items().count()),
    ]
}

fn parse(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("parse file");
    for (name, text, parse) in inputs() {
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_with_input(BenchmarkId::from_parameter(name), text.as_bytes(), |bencher, bytes| {
            bencher.iter(|| parse(black_box(bytes)));
        });
    }
    group.finish();
}

fn format(criterion: &mut Criterion) {
    let text = lines(|text, number| push(text, format_args!("{}\n", requirement(number))));
    let (file, _) = RequirementsFile::parse(text.as_str());
    criterion
        .bench_function("format requirements", |bencher| bencher.iter(|| black_box(&file).format().len()));
}

criterion_group!(benches, parse, format);
criterion_main!(benches);
