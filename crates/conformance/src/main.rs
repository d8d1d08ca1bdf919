//! The command behind `cargo xtask conformance`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use haggle::output::failure::{FINDINGS, Failure};
use haggle::output::terminal;
use haggle_conformance::FileReport;

/// Compares haggle with the answers of reference implementations, row by row.
#[derive(Debug, Parser)]
#[command(bin_name = "cargo xtask conformance", max_term_width = 110)]
struct Arguments {
    /// Folders of rows: each holds `pep`, `openstack`, `packse`, `tradeoff` or `replay`, or the files of such a folder
    /// (default: this repository's rows, and ../shared/vectors if it is there)
    #[arg(value_name = "DIR", env = "HAGGLE_VECTORS", hide_env_values = true)]
    directories: Vec<PathBuf>,
    /// Folder of strings to parse besides, one per line (default: ../data/corpus beside a folder, if it is there)
    #[arg(long, value_name = "DIR")]
    corpus: Option<PathBuf>,
    /// How many failing rows of a file to print
    #[arg(long, value_name = "N", default_value_t = 10)]
    show: usize,
}

fn main() -> ExitCode {
    haggle::program::set_name(haggle::program::XTASK);
    let arguments: Arguments = match haggle::parse_named("cargo xtask conformance") {
        Ok(arguments) => arguments,
        Err(code) => return code,
    };
    run(&arguments).unwrap_or_else(|failure| terminal::report(&failure))
}

/// Runs every area of the folder; findings are rows that fail without being excepted.
fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let mut n_failed = 0;
    for folder in folders(arguments)? {
        let mut reports = haggle_conformance::run_all(&folder)?;
        let beside = || Some(folder.join("../data/corpus")).filter(|path| path.is_dir());
        if let Some(corpus) = arguments.corpus.clone().or_else(beside) {
            reports.extend(haggle_conformance::corpus::run(&corpus)?);
        }
        n_failed += reports.iter().map(|report| report.failures.len()).sum::<usize>();
        print(&folder, &reports, arguments.show)?;
    }
    Ok(if n_failed == 0 { ExitCode::SUCCESS } else { ExitCode::from(FINDINGS) })
}

/// The named folders; without any, this repository's rows, and those of `../shared/vectors` where it is there.
fn folders(arguments: &Arguments) -> Result<Vec<PathBuf>, Failure> {
    if let Some(missing) = arguments.directories.iter().find(|folder| !folder.is_dir()) {
        return Err(Failure::new(format!("`{}` is not a folder", missing.display()))
            .hint("name a folder of rows, or unset HAGGLE_VECTORS"));
    }
    if !arguments.directories.is_empty() {
        return Ok(arguments.directories.clone());
    }
    let checkout = haggle::context::Context::checkout().ok_or_else(|| {
        Failure::new("this is not a checkout of haggle, which has rows of its own")
            .hint("name a folder of rows")
    })?;
    let shared = Some(checkout.join("../shared/vectors")).filter(|path| path.is_dir());
    Ok([checkout.join("crates/conformance/rows")].into_iter().chain(shared).collect())
}

fn print(folder: &Path, reports: &[FileReport], show: usize) -> Result<(), Failure> {
    let width = reports.iter().map(|report| report.file.len()).max().unwrap_or(4).max(4);
    terminal::out_line(format_args!(
        "{:width$}  {:>6}  {:>6}  {:>8}  {:>6}",
        "file", "ran", "passed", "excepted", "failed"
    ))?;
    for report in reports {
        terminal::out_line(format_args!(
            "{:width$}  {:>6}  {:>6}  {:>8}  {:>6}",
            report.file,
            report.n_ran(),
            report.passed,
            report.excepted.len(),
            report.failures.len()
        ))?;
        for (reason, rows) in by_reason(&report.excepted) {
            terminal::out_line(format_args!("    excepted {rows}: {reason}"))?;
        }
        for (row, what) in report.failures.iter().take(show) {
            terminal::out_line(format_args!("    FAILED {row}: {what}"))?;
        }
        if report.failures.len() > show {
            terminal::out_line(format_args!("    ... {} more", report.failures.len() - show))?;
        }
    }
    let sum = |count: fn(&FileReport) -> usize| reports.iter().map(count).sum::<usize>();
    terminal::out_line(format_args!(
        "{}: {} ran, {} passed, {} excepted, {} failed",
        folder.display(),
        sum(FileReport::n_ran),
        sum(|report| report.passed),
        sum(|report| report.excepted.len()),
        sum(|report| report.failures.len())
    ))
}

/// The rows of each reason, in the order in which the reasons come up.
fn by_reason(excepted: &[(String, String)]) -> Vec<(&str, String)> {
    let mut found: Vec<(&str, String)> = Vec::new();
    for (row, reason) in excepted {
        match found.iter_mut().find(|(other, _)| other == reason) {
            Some((_, rows)) => *rows = format!("{rows}, {row}"),
            None => found.push((reason, row.clone())),
        }
    }
    found
}
