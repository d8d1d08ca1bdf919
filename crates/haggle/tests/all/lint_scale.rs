//! Linting takes time that is linear in every construct of a file, but for logarithms.

use std::time::{Duration, Instant};

use haggle_spec::file::pyproject::PyProject;
use haggle_spec::file::requirements::RequirementsFile;
use haggle_spec::lint::{LintSettings, LintedFile, Linter};

/// Of the size, a text.
type Construct = fn(usize) -> String;

/// Texts with a separator between them.
fn many(n: usize, text: fn(usize) -> String, separator: &str) -> String {
    (0..n).map(text).collect::<Vec<_>>().join(separator)
}

const LINES: &[(&str, Construct)] = &[
    ("one name", |n| "six>=1\n".repeat(n)),
    ("one name under many markers", |n| many(n, |i| format!("six; '{i}' in platform_version\n"), "")),
    ("many names", |n| many(n, |i| format!("a{i}>=1,>=2; sys_platform == 'x{i}'\n"), "")),
    ("specifiers", |n| {
        format!(
            "six{}\n",
            (0..n).map(|i| format!("!=1.{}.{}", i / 100, i % 100)).collect::<Vec<_>>().join(",")
        )
    }),
    ("redundant specifiers", |n| {
        format!(
            "six{}\n",
            (0..n).map(|i| format!(">=1.{}.{}", i / 100, i % 100)).collect::<Vec<_>>().join(",")
        )
    }),
    ("comparisons", |n| {
        format!("six; {}\n", (0..n).map(|i| format!("os_name == '{i}'")).collect::<Vec<_>>().join(" or "))
    }),
    ("comments", |n| "six===1  # haggle: allow(arbitrary-equality)\n# haggle: allow(x)\n".repeat(n)),
    ("digests", |n| format!("six==1{}\n", " --hash=sha256:ab".repeat(n))),
];

const PROJECTS: &[(&str, Construct)] = &[
    ("extras in a row", |n| {
        let extras = many(n, |i| format!("a{i} = [\"x[a{}]\", \"y>={i}\"]\n", i + 1), "");
        format!("[project]\nname = \"x\"\n[project.optional-dependencies]\n{extras}")
    }),
    ("one extra", |n| {
        let items = "\"x[a]\", \"x[b]\", \"six<1\",\n".repeat(n);
        format!(
            "[project]\nname = \"x\"\ndependencies = [\"six>1\"]\n[project.optional-dependencies]\na = [{items}]\n"
        )
    }),
];

/// How long linting takes, as often as is said.
fn linted(file: LintedFile<'_>, times: usize) -> Duration {
    let settings = LintSettings::new();
    let start = Instant::now();
    for _ in 0..times {
        std::hint::black_box(Linter::new(&settings, None).lint(file, None));
    }
    start.elapsed()
}

fn lint_lines(text: &str, times: usize) -> Duration {
    linted(LintedFile::Requirements(&RequirementsFile::parse(text).0), times)
}

fn lint_project(text: &str, times: usize) -> Duration {
    linted(LintedFile::PyProject(&PyProject::parse(text).0), times)
}

/// Four small files take as long as one that is four times as large, and a quarter of it where the cost is quadratic. Other work on the
/// machine may disturb a measurement, so that the best of several tries counts.
#[track_caller]
fn check(name: &str, construct: Construct, lint: fn(&str, usize) -> Duration) {
    const N: usize = 500;
    let (small, large) = (construct(N), construct(4 * N));
    let ratios: Vec<f64> = (0..8)
        .map(|_| lint(&large, 1).as_secs_f64() / lint(&small, 4).as_secs_f64())
        .take_while(|ratio| *ratio > 2.5)
        .collect();
    assert!(ratios.len() < 8, "{name}: one large file takes {ratios:?} times as long as four small ones");
}

#[test]
fn lines_take_linear_time() {
    for (name, construct) in LINES {
        check(name, *construct, lint_lines);
    }
}

#[test]
fn projects_take_linear_time() {
    for (name, construct) in PROJECTS {
        check(name, *construct, lint_project);
    }
}
