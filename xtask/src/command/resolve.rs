//! `cargo xtask resolve`: pins for requirements, from an index or from a snapshot.

use std::path::PathBuf;
use std::process::ExitCode;

use haggle_index::Snapshot;
use haggle_resolve::python::{Outcome, PinRequirements, PrereleasePolicy, Request, Resolution, Solution};
use haggle_spec::release::Facts;

use crate::context::Context;
use crate::failure::{FINDINGS, Failure};
use crate::files;
use crate::live::progress::Progress;
use crate::live::rounds::{resolve_live, resolve_recorded};
use crate::live::settings::IndexArguments;
use crate::render::resolution::{self as render, TextOptions};
use crate::requirement_inputs::RequirementInputs;
use crate::target::Target;

/// What to resolve, and how to print it. The options are those of `uv pip compile`.
#[derive(Debug, clap::Args)]
pub struct ResolveArguments {
    /// Requirements, such as `glance>=32`
    #[arg(value_name = "REQUIREMENT", required_unless_present = "requirements")]
    requirement: Vec<String>,
    /// Files of requirements; `-` is standard input
    #[arg(short, long = "requirements", alias = "requirement", value_name = "FILE")]
    requirements: Vec<PathBuf>,
    /// Files of constraints
    #[arg(short, long = "constraints", alias = "constraint", value_name = "FILE")]
    constraints: Vec<PathBuf>,
    /// The version of Python: `3.12` means `3.12.0` (default: the installed Python)
    #[arg(long, value_name = "VERSION")]
    python_version: Option<String>,
    /// The platform: linux, macos, windows, or a name such as x86_64-manylinux2014 (default: this machine)
    #[arg(long, value_name = "PLATFORM")]
    python_platform: Option<String>,
    #[command(flatten)]
    index: IndexArguments,
    /// Take release facts from a snapshot instead of an index
    #[arg(long, value_name = "FILE", conflicts_with = "index_url")]
    snapshot: Option<PathBuf>,
    /// Which versions to prefer
    #[arg(long, value_enum, default_value_t = ResolutionArgument::Highest)]
    resolution: ResolutionArgument,
    /// Which prereleases are candidates
    #[arg(long, value_enum, value_name = "POLICY")]
    prerelease: Option<PrereleaseArgument>,
    /// Only releases up to this day or moment (RFC 3339)
    #[arg(long, value_name = "DATE")]
    exclude_newer: Option<String>,
    /// Write the pins to a file, too, in one step
    #[arg(short, long, value_name = "FILE")]
    output_file: Option<PathBuf>,
    /// Leave out who requires each pin
    #[arg(long)]
    no_annotate: bool,
    /// Leave out the comment at the top
    #[arg(long)]
    no_header: bool,
    /// How to print the answer
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// How the answer is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// A requirements file.
    Text,
    /// Data.
    Json,
}

/// See [`Resolution`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum ResolutionArgument {
    /// The newest of everything.
    Highest,
    /// The lowest of everything.
    Lowest,
    /// The lowest of what is named, the newest of the rest.
    LowestDirect,
}

/// See [`PrereleasePolicy`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum PrereleaseArgument {
    /// None.
    Disallow,
    /// All.
    Allow,
    /// Those of projects with nothing else.
    IfNecessary,
    /// Those that a requirement names.
    Explicit,
    /// Either of the two before.
    IfNecessaryOrExplicit,
}

/// Resolves and prints. Without a solution, the explanation goes to standard error (as JSON, to standard output).
pub fn run(arguments: &ResolveArguments, _context: &Context) -> Result<ExitCode, Failure> {
    let inputs =
        RequirementInputs::read(&arguments.requirement, &arguments.requirements, &arguments.constraints)?;
    let target =
        Target::from_options(arguments.python_version.as_deref(), arguments.python_platform.as_deref())?;
    for warning in &inputs.warnings {
        anstream::eprintln!("warning: {warning}");
    }
    let in_file = inputs.index_url.clone();
    let request = request(arguments, inputs, &target);
    let outcome = if let Some(path) = &arguments.snapshot {
        resolve_recorded(&read_snapshot(path)?, &request)?
    } else {
        let index = arguments.index.or_index_url(in_file).open(None)?;
        let progress = Progress::start();
        resolve_live(&index, &mut Facts::default(), &request, &progress)?
    };
    match outcome {
        Outcome::Solved(solution) => solved(arguments, &solution, &request, &target),
        Outcome::Unsolvable(explanation) => {
            match arguments.format {
                Format::Text => {
                    anstream::eprint!("no solution for {target}: {}", render::explanation(&explanation));
                }
                Format::Json => {
                    anstream::print!(
                        "{}",
                        render::json_explanation(&explanation, &target.python, &target.platform)
                    );
                }
            }
            Ok(ExitCode::from(FINDINGS))
        }
        Outcome::Stopped(stop) => Err(Failure::new(format!("the search was stopped: {stop:?}"))),
        Outcome::Missing(_) => Err(Failure::new("the answer depends on facts that are not there")),
    }
}

fn request(arguments: &ResolveArguments, inputs: RequirementInputs, target: &Target) -> Request {
    let mut request = target.request();
    request.requirements = inputs.requirements;
    request.constraints = inputs.constraints;
    request.builds = inputs.builds;
    request.exclude_newer.clone_from(&arguments.exclude_newer);
    request.resolution = match arguments.resolution {
        ResolutionArgument::Highest => Resolution::Highest,
        ResolutionArgument::Lowest => Resolution::Lowest,
        ResolutionArgument::LowestDirect => Resolution::LowestDirect,
    };
    request.prereleases = match arguments.prerelease {
        Some(PrereleaseArgument::Disallow) => PrereleasePolicy::Disallow,
        Some(PrereleaseArgument::Allow) => PrereleasePolicy::Allow,
        Some(PrereleaseArgument::IfNecessary) => PrereleasePolicy::IfNecessary,
        Some(PrereleaseArgument::Explicit) => PrereleasePolicy::Explicit,
        Some(PrereleaseArgument::IfNecessaryOrExplicit) => PrereleasePolicy::IfNecessaryOrExplicit,
        None if inputs.prereleases => PrereleasePolicy::Allow,
        None => PrereleasePolicy::default(),
    };
    request
}

/// Reads a snapshot; a mistake in it has its place.
pub fn read_snapshot(path: &std::path::Path) -> Result<Snapshot, Failure> {
    let bytes = std::fs::read(path).map_err(|error| Failure::io("read", path, &error))?;
    Snapshot::read(&bytes).map_err(|error| {
        Failure::new(format!("{}:{}:{}: {error}", path.display(), error.line, error.column))
            .hint("record it again with `cargo xtask snapshot`")
    })
}

fn solved(
    arguments: &ResolveArguments,
    solution: &Solution,
    request: &Request,
    target: &Target,
) -> Result<ExitCode, Failure> {
    for (name, pin) in solution.unknown() {
        if let PinRequirements::Unknown { reason } = &pin.requirements {
            anstream::eprintln!("warning: the requirements of {name} {} are unknown: {reason}", pin.version);
        }
    }
    for warning in &solution.warnings {
        anstream::eprintln!("warning: {}", render::warning(warning));
    }
    let command = command_line();
    let options = TextOptions {
        command: (!arguments.no_header).then_some(command.as_str()),
        annotate: !arguments.no_annotate,
    };
    let text = match arguments.format {
        Format::Text => render::text(solution, request, options),
        Format::Json => render::json(solution, &target.python, &target.platform),
    };
    if let Some(path) = &arguments.output_file {
        files::write(path, text.as_bytes())?;
    }
    anstream::print!("{text}");
    Ok(ExitCode::SUCCESS)
}

/// The command as it could be typed again, without the credentials of an index.
pub fn command_line() -> String {
    let words = std::env::args().skip(1).map(|word| {
        let word = without_credentials(&word);
        let is_plain =
            |character: char| character.is_ascii_alphanumeric() || "-_=+./:,@%".contains(character);
        if !word.is_empty() && word.chars().all(is_plain) {
            word
        } else {
            format!("'{}'", word.replace('\'', "'\\''"))
        }
    });
    format!("cargo xtask {}", words.collect::<Vec<_>>().join(" "))
}

/// `scheme://user:password@host` without what stands before the host.
fn without_credentials(word: &str) -> String {
    let Some(scheme) = word.find("://") else { return word.to_owned() };
    let start = scheme + "://".len();
    let end = word[start..].find('/').map_or(word.len(), |end| start + end);
    match word[start..end].rfind('@') {
        Some(at) => format!("{}{}", &word[..start], &word[start + at + 1..]),
        None => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_do_not_reach_the_header() {
        for (word, expected) in [
            ("--index-url=https://me:p@ss@localhost/simple", "--index-url=https://localhost/simple"),
            ("https://localhost/a@b", "https://localhost/a@b"),
            ("glance>=32", "glance>=32"),
        ] {
            assert_eq!(without_credentials(word), expected);
        }
    }
}
