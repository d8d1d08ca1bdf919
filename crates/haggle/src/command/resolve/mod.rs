//! `haggle resolve`: pins for requirements, from an index or from a snapshot.

mod kept;
mod options;
mod question;
mod single;
mod universal;

use std::path::PathBuf;
use std::process::ExitCode;

use haggle_index::Snapshot;
use haggle_resolve::python::{Explanation, Request, Target};
use haggle_spec::PackageName;

use crate::context::Context;
use crate::input::direct_references;
use crate::input::fact_source::FactSource;
use crate::input::index_settings::IndexArguments;
use crate::input::project_file::ProjectArguments;
use crate::input::requirement_inputs::RequirementInputs;
use crate::input::supplied_facts;
use crate::input::target;
use crate::output::failure::{FINDINGS, Failure};
use crate::output::files;
use crate::output::format::OutputFormat;
use crate::output::page::Page;
use crate::output::resolution::{self as render, Asked, TextOptions};
use crate::output::terminal;
use crate::program;
use kept::UpgradeArguments;
use options::{ForkStrategyArgument, PolicyArguments};
use question::{BudgetArguments, QuestionArguments};

/// What to resolve, and how to print it. The options that `uv pip compile` has mean what they mean there.
#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub struct ResolveArguments {
    /// Requirements, such as `glance>=32`
    #[arg(value_name = "REQUIREMENT", required_unless_present_any = ["requirements", "group"])]
    requirement: Vec<String>,
    /// Files of requirements; `-` is standard input
    #[arg(short, long = "requirements", alias = "requirement", value_name = "FILE")]
    requirements: Vec<PathBuf>,
    /// Files of constraints
    #[arg(short, long = "constraints", alias = "constraint", value_name = "FILE")]
    constraints: Vec<PathBuf>,
    /// Files of requirements that replace every requirement of their names
    #[arg(long = "override", alias = "overrides", value_name = "FILE")]
    overrides: Vec<PathBuf>,
    /// Files (TOML) that say what releases require, instead of their metadata
    #[arg(long, value_name = "FILE")]
    facts: Vec<PathBuf>,
    /// The version of Python: `3.12` means `3.12.0`, with --universal that or later, or a range such as `>=3.10,<3.13`
    /// (default: the installed Python)
    #[arg(long, value_name = "VERSION")]
    python_version: Option<String>,
    /// The platform: linux, macos, windows, or a name such as x86_64-manylinux2014 (default: this machine)
    #[arg(long, value_name = "PLATFORM")]
    python_platform: Option<String>,
    /// One answer for every platform, and for this Python and later ones
    #[arg(long, conflicts_with = "python_platform")]
    universal: bool,
    /// Whether several versions of a package are pinned for several Pythons
    #[arg(long, value_enum, value_name = "STRATEGY", requires = "universal")]
    fork_strategy: Option<ForkStrategyArgument>,
    /// Environments (markers) that a release needs a wheel for unless it can be built
    #[arg(long, value_name = "MARKER", requires = "universal")]
    required_environment: Vec<String>,
    /// Only the environments in which one of these markers holds
    #[arg(long, value_name = "MARKER", requires = "universal")]
    environment: Vec<String>,
    #[command(flatten)]
    index: IndexArguments,
    /// Take release facts from a snapshot instead of an index
    #[arg(long, value_name = "FILE", conflicts_with = "index_url")]
    snapshot: Option<PathBuf>,
    #[command(flatten)]
    policies: PolicyArguments,
    #[command(flatten, next_help_heading = "Questions to the solution, instead of its pins")]
    question: QuestionArguments,
    #[command(flatten)]
    budget: BudgetArguments,
    #[command(flatten)]
    projects: ProjectArguments,
    /// Leave out what releases require: pin what is named, and nothing else
    #[arg(long, conflicts_with = "universal")]
    no_deps: bool,
    #[command(flatten)]
    upgrades: UpgradeArguments,
    /// Leave the pin of a package out of what is written
    #[arg(long, value_name = "NAME")]
    no_emit_package: Vec<PackageName>,
    /// Print no warnings, and with -o no pins
    #[arg(short, long)]
    quiet: bool,
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
    #[arg(long, value_enum, default_value_t)]
    format: OutputFormat,
}

/// Resolves and prints. Without a solution, the explanation goes to standard error (as JSON, to standard output).
pub fn run(arguments: &ResolveArguments, _context: &Context) -> Result<ExitCode, Failure> {
    let mut inputs = RequirementInputs::of_projects(
        &arguments.requirement,
        &arguments.requirements,
        &arguments.constraints,
        &arguments.projects,
    )?
    .with_overrides(&arguments.overrides)?;
    let range = universal::range(arguments)?;
    let first = range.as_ref().map(universal::first_python).transpose()?;
    let python = first.as_deref().or(arguments.python_version.as_deref());
    let target = target::from_options(python, arguments.python_platform.as_deref())?;
    let environment = target.environment();
    let wheels = direct_references::take(&mut inputs, (!arguments.universal).then_some(&environment))?;
    for warning in &inputs.warnings {
        warn(arguments, warning);
    }
    let mut source = source(arguments, &inputs)?;
    source.add_wheels(&wheels)?;
    let mut request = request(arguments, inputs, &target)?;
    arguments.upgrades.put_into(&mut request, arguments.output_file.as_deref(), arguments.universal)?;
    request.no_dependencies = arguments.no_deps;
    request.artefacts = wheels.into_iter().map(|(name, address)| (name, address.shown())).collect();
    if arguments.universal {
        return universal::run(arguments, &mut source, &request, &target, range);
    }
    match &arguments.question.question()? {
        Some(question) => question.run(arguments.format, arguments.budget, &mut source, &request, &target),
        None => single::run(arguments, &mut source, &request, &target),
    }
}

fn source(arguments: &ResolveArguments, inputs: &RequirementInputs) -> Result<FactSource, Failure> {
    if let Some(path) = &arguments.snapshot {
        return Ok(FactSource::Snapshot(Box::new(read_snapshot(path)?)));
    }
    Ok(FactSource::index(arguments.index.or_index_url(inputs.index_url.clone()).open(None)?))
}

fn request(
    arguments: &ResolveArguments,
    inputs: RequirementInputs,
    target: &Target,
) -> Result<Request, Failure> {
    let mut request = Request::for_target(target);
    arguments.policies.put_into(&mut request, &inputs)?;
    request.requirements = inputs.requirements;
    request.constraints = inputs.constraints;
    request.overrides = inputs.overrides;
    request.supplied = supplied_facts::read_all(&arguments.facts)?;
    for text in &arguments.required_environment {
        let marker = text.parse().map_err(|error| {
            Failure::new(format!("`--required-environment {text}` is not a marker: {error}"))
        })?;
        request.required_environments.push(marker);
    }
    Ok(request)
}

/// Reads a snapshot; a mistake in it has its place.
fn read_snapshot(path: &std::path::Path) -> Result<Snapshot, Failure> {
    let bytes = std::fs::read(path).map_err(|error| Failure::io("read", path, &error))?;
    Snapshot::read(&bytes).map_err(|error| {
        Failure::new(format!("{}:{}:{}: {error}", path.display(), error.line, error.column))
            .hint(format!("record it again with `{}`", program::call("snapshot")))
    })
}

/// Says something that does not change the answer.
fn warn(arguments: &ResolveArguments, text: impl std::fmt::Display) {
    if !arguments.quiet {
        terminal::err_line(format_args!("warning: {text}"));
    }
}

/// Prints the text, and writes it where the user wants it.
fn print(arguments: &ResolveArguments, text: &str) -> Result<ExitCode, Failure> {
    if let Some(path) = &arguments.output_file {
        files::write(path, text.as_bytes())?;
    }
    if !(arguments.quiet && arguments.output_file.is_some()) {
        terminal::out(&Page::of_block(text))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Says why there is no solution.
fn unsolvable(format: OutputFormat, explanation: &Explanation, target: &Target) -> Result<ExitCode, Failure> {
    match format {
        OutputFormat::Text => {
            terminal::err(&render::explanation(&format!("no solution for {target}"), explanation));
        }
        OutputFormat::Json => {
            let (python_version, platform) = (target.python().full(), target.platform().to_string());
            let asked = Asked::One { python_version: &python_version, python_platform: &platform };
            let text = render::json_unsolvable(asked, None, Some(explanation))?;
            terminal::out_bytes(text.as_bytes())?;
        }
    }
    Ok(ExitCode::from(FINDINGS))
}

fn stopped(stop: haggle_resolve::Stop) -> Failure {
    Failure::new(format!("the search was stopped: {stop}"))
}

fn text_options<'a>(arguments: &'a ResolveArguments, command: &'a str) -> TextOptions<'a> {
    TextOptions {
        command: (!arguments.no_header).then_some(command),
        annotate: !arguments.no_annotate,
        omitted: &arguments.no_emit_package,
    }
}
