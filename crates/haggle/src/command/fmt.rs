//! `haggle fmt FILE...`: brings files that hold requirements into normal form. Never Rust sources.

use std::path::PathBuf;
use std::process::ExitCode;

use haggle_spec::file::{MarkerSeparator, apply_edits};

use crate::input::requirement_file::{FileFormat, ParsedFile, is_standard_input};
use crate::output::failure::{FINDINGS, Failure};
use crate::output::{diff, files, terminal};
use crate::program;

/// What to format.
#[derive(Debug, clap::Args)]
pub struct FmtArguments {
    /// Files that hold requirements (requirements.txt, pyproject.toml, setup.cfg, bindep.txt, ...); `-` reads standard input
    /// and writes standard output
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// Write nothing; name the files that are not in normal form and exit with 1 if there are any
    #[arg(long)]
    check: bool,
    /// Write nothing; print what would change
    #[arg(long)]
    diff: bool,
    /// What is before a marker (default: what most markers of the file have)
    #[arg(long, value_name = "STYLE", value_enum)]
    markers: Option<MarkerStyle>,
    /// The format of the files (default: by their names)
    #[arg(long, value_name = "FORMAT", value_enum)]
    file_format: Option<FileFormat>,
}

/// What is before a marker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum MarkerStyle {
    /// `name;marker`
    Tight,
    /// `name; marker`
    Spaced,
}

/// Formats every file; what a file has wrong stays as it is and is counted.
pub fn run(arguments: &FmtArguments) -> Result<ExitCode, Failure> {
    let mut n_changed = 0;
    let separator = arguments.markers.map(|style| match style {
        MarkerStyle::Tight => MarkerSeparator::Tight,
        MarkerStyle::Spaced => MarkerSeparator::Spaced,
    });
    for path in &arguments.files {
        let file = ParsedFile::read(path, arguments.file_format)?;
        let shown = path.display();
        if !file.diagnostics.is_empty() {
            let n_faults = file.diagnostics.len();
            let noun = if n_faults == 1 { "fault stays as it is" } else { "faults stay as they are" };
            let lint = program::call(&format!("lint {shown}"));
            terminal::note(format_args!("{shown}: {n_faults} {noun}: `{lint}` shows more"));
        }
        let bytes = file.source().as_bytes();
        let formatted = apply_edits(bytes, &file.format_edits(separator))
            .map_err(|error| Failure::new(format!("cannot format `{shown}`: {error}")))?;
        let is_changed = formatted != bytes;
        n_changed += usize::from(is_changed);
        if is_standard_input(path) && !arguments.check && !arguments.diff {
            terminal::out_file(&formatted)?;
            continue;
        }
        if !is_changed {
            continue;
        }
        if arguments.diff {
            print_diff(&file, &formatted)?;
        } else if arguments.check {
            terminal::out_line(format_args!("{shown}: not in normal form"))?;
        } else {
            files::write(path, &formatted)?;
            terminal::out_line(format_args!("{shown}: formatted"))?;
        }
    }
    Ok(if arguments.check && n_changed > 0 { ExitCode::from(FINDINGS) } else { ExitCode::SUCCESS })
}

fn print_diff(file: &ParsedFile, formatted: &[u8]) -> Result<(), Failure> {
    let new = ParsedFile::parse(&file.path, file.format, formatted.to_vec());
    let path = file.path.display().to_string();
    terminal::out(&diff::page(&path, file.source().text(), new.source().text(), "formatted"))
}
