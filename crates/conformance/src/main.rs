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
    /// Folder of vectors (default: `HAGGLE_VECTORS`, else ../shared/vectors if it is there)
    #[arg(value_name = "DIR", env = "HAGGLE_VECTORS", hide_env_values = true)]
    directory: Option<PathBuf>,
    /// Folder of strings to parse besides, one per line (default: ../data/corpus beside the vectors, if it is there)
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
    let Some(folder) = folder(arguments)? else {
        terminal::out_line(
            "no vectors here: name a folder, set HAGGLE_VECTORS, or put them at ../shared/vectors; nothing ran",
        )?;
        return Ok(ExitCode::SUCCESS);
    };
    let mut reports = haggle_conformance::run_all(&folder)?;
    let corpus =
        arguments.corpus.clone().or_else(|| Some(folder.join("../data/corpus")).filter(|path| path.is_dir()));
    if let Some(corpus) = corpus {
        reports.extend(haggle_conformance::corpus::run(&corpus)?);
    }
    let failed: usize = reports.iter().map(|report| report.failures.len()).sum();
    print(&folder, &reports, arguments.show)?;
    Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::from(FINDINGS) })
}

fn folder(arguments: &Arguments) -> Result<Option<PathBuf>, Failure> {
    if let Some(named) = &arguments.directory {
        if !named.is_dir() {
            return Err(Failure::new(format!("`{}` is not a folder", named.display()))
                .hint("name a folder of vector files, or unset HAGGLE_VECTORS"));
        }
        return Ok(Some(named.clone()));
    }
    let default = haggle::context::Context::checkout().map(|root| root.join("../shared/vectors"));
    Ok(default.filter(|path| path.is_dir()))
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
            report.ran,
            report.passed,
            report.excepted.len(),
            report.failures.len()
        ))?;
        for (row, reason) in &report.excepted {
            terminal::out_line(format_args!("    excepted {row}: {reason}"))?;
        }
        for (row, what) in report.failures.iter().take(show) {
            terminal::out_line(format_args!("    FAILED {row}: {what}"))?;
        }
        if report.failures.len() > show {
            terminal::out_line(format_args!("    ... {} more", report.failures.len() - show))?;
        }
        for part in &report.not_covered {
            terminal::out_line(format_args!("    not covered yet: {part}"))?;
        }
    }
    let sum = |count: fn(&FileReport) -> usize| reports.iter().map(count).sum::<usize>();
    terminal::out_line(format_args!(
        "{}: {} ran, {} passed, {} excepted, {} failed",
        folder.display(),
        sum(|report| report.ran),
        sum(|report| report.passed),
        sum(|report| report.excepted.len()),
        sum(|report| report.failures.len())
    ))
}
