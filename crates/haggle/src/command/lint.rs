//! `haggle lint FILE...`: shows everything that is wrong in files that hold requirements, and repairs what is certain.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use haggle_spec::Edit;
use haggle_spec::file::apply_edits;

use crate::input::requirement_file::{self, FileFormat, ParsedFile};
use crate::output::diagnostic::{Lines, Report, render};
use crate::output::failure::{FINDINGS, Failure};
use crate::output::files;
use crate::output::terminal;

/// A line has one fault reported at a time, so that repairing one may show the next.
const MAX_ROUNDS: usize = 16;

/// What to lint.
#[derive(Debug, clap::Args)]
pub struct LintArguments {
    /// Files that hold requirements (requirements.txt, pyproject.toml, setup.cfg, bindep.txt, ...); `-` is standard input
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// Repair the faults whose intent is plain, in the file itself
    #[arg(long)]
    fix: bool,
    /// How to print what is wrong
    #[arg(long, value_name = "STYLE", value_enum, default_value = "text")]
    format: Style,
    /// The format of the files (default: by their names)
    #[arg(long = "file-format", value_name = "FORMAT", value_enum)]
    file_format: Option<FileFormat>,
}

/// How to print what is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Style {
    /// With lines and carets
    Text,
    /// One array of all faults
    Json,
}

/// Lints every file: exit code 1 if a fault is left in one.
pub fn run(arguments: &LintArguments) -> Result<ExitCode, Failure> {
    let mut files = Vec::new();
    for path in &arguments.files {
        let mut file = ParsedFile::read(path, arguments.file_format)?;
        if arguments.fix {
            if requirement_file::is_standard_input(path) {
                return Err(Failure::new("standard input cannot be repaired: leave out `--fix`"));
            }
            file = fix(path, file)?;
        }
        files.push(file);
    }
    match arguments.format {
        Style::Text => print_text(&files)?,
        Style::Json => print_json(&files)?,
    }
    let is_clean = files.iter().all(|file| file.diagnostics.is_empty());
    Ok(if is_clean { ExitCode::SUCCESS } else { ExitCode::from(FINDINGS) })
}

/// Applies the suggestions, and those that come up after them, and writes the file once.
fn fix(path: &Path, mut file: ParsedFile) -> Result<ParsedFile, Failure> {
    let mut n_repaired = 0;
    for _ in 0..MAX_ROUNDS {
        let edits = suggestions(&file);
        if edits.is_empty() {
            break;
        }
        let bytes = apply_edits(file.source().as_bytes(), &edits)
            .map_err(|error| Failure::new(format!("cannot repair `{}`: {error}", path.display())))?;
        n_repaired += edits.len();
        file = ParsedFile::parse(path, file.format, bytes);
    }
    if n_repaired > 0 {
        files::write(path, file.source().as_bytes())?;
        let noun = if n_repaired == 1 { "fault" } else { "faults" };
        terminal::err_line(format_args!("{}: repaired {n_repaired} {noun}", path.display()));
    }
    Ok(file)
}

/// The suggestions that do not touch each other; the others wait for the next round.
fn suggestions(file: &ParsedFile) -> Vec<Edit> {
    let mut edits: Vec<Edit> = file.diagnostics.iter().filter_map(|found| found.suggestion.clone()).collect();
    edits.sort_by_key(|edit| edit.span);
    let mut end = 0;
    edits.retain(|edit| {
        let is_apart = edit.span.start >= end;
        if is_apart {
            end = edit.span.end;
        }
        is_apart
    });
    edits.dedup();
    edits
}

fn print_text(files: &[ParsedFile]) -> Result<(), Failure> {
    for file in files {
        let path = file.path.display().to_string();
        let lines = Lines::of(file.source());
        for found in &file.diagnostics {
            let mut page = render(&path, &lines, found);
            page.blank();
            terminal::out(&page)?;
        }
    }
    let n_faults: usize = files.iter().map(|file| file.diagnostics.len()).sum();
    let n_fixable =
        files.iter().flat_map(|file| &file.diagnostics).filter(|found| found.suggestion.is_some()).count();
    if n_faults > 0 {
        let noun = if n_faults == 1 { "fault" } else { "faults" };
        let hint = if n_fixable > 0 { format!(", {n_fixable} that `--fix` repairs") } else { String::new() };
        terminal::out_line(format_args!("{n_faults} {noun}{hint}"))?;
    }
    Ok(())
}

fn print_json(files: &[ParsedFile]) -> Result<(), Failure> {
    let paths: Vec<String> = files.iter().map(|file| file.path.display().to_string()).collect();
    let mut reports = Vec::new();
    for (file, path) in files.iter().zip(&paths) {
        let lines = Lines::of(file.source());
        reports.extend(file.diagnostics.iter().map(|found| Report::new(path, &lines, found)));
    }
    terminal::out_json(&reports)
}
