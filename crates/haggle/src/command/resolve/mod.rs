//! `haggle resolve`: pins for requirements, from an index or from a snapshot.

mod answer;
mod arguments;
mod formats;
mod kept;
mod lock;
mod options;
mod pinned;
mod pinned_lines;
mod question;
mod question_of_many;
mod scope;
mod single;
mod universal;

use std::collections::BTreeSet;
use std::process::ExitCode;
use std::time::Instant;

use haggle_resolve::python::{Explanation, Request, Target};
use haggle_spec::{PackageName, without_secrets};

use crate::context::Context;
use crate::input::direct_references::{self, DirectReferences, Taken};
use crate::input::environment_settings;
use crate::input::excluded_names;
use crate::input::fact_source::FactSource;
use crate::input::requirement_inputs::RequirementInputs;
use crate::input::requirement_reader::{self, RequirementFiles};
use crate::input::snapshot_file::read_snapshot;
use crate::input::supplied_facts;
use crate::output::command_line::command_line;
use crate::output::failure::{FINDINGS, Failure};
use crate::output::files;
use crate::output::format::OutputFormat;
use crate::output::page::Page;
use crate::output::pinned_files::PinnedFiles;
use crate::output::resolution::{self as render, Asked, TextOptions};
use crate::output::statistics::Statistics;
use crate::output::terminal;
use crate::output::verbosity::Verbosity;
pub use arguments::ResolveArguments;
use formats::AnswerFormat;
use lock::LockSources;
use pinned::GivenHashes;
use scope::Scope;

/// One run: what was asked, and what was found out about it before the search.
struct Run<'a> {
    arguments: &'a ResolveArguments,
    request: &'a Request,
    references: &'a DirectReferences,
    hashes: &'a GivenHashes,
}

/// Resolves and prints. Without a solution, the explanation goes to standard error (as JSON, to standard output).
pub fn run(arguments: &ResolveArguments, context: &Context) -> Result<ExitCode, Failure> {
    let started = Instant::now();
    let (settings, ignored) = environment_settings::read()?;
    let arguments = &arguments.with_environment(settings)?;
    for name in ignored {
        warn(format_args!("`{name}` is set in the environment, and has no effect here"));
    }
    let question = arguments.question.question()?;
    if question.is_some() && arguments.format() == AnswerFormat::Pylock {
        return Err(Failure::new("the answer to a question is not a lock file"));
    }
    let files = RequirementFiles {
        requirements: &arguments.requirements,
        constraints: &arguments.constraints,
        overrides: &arguments.overrides,
    };
    let mut inputs =
        requirement_reader::read(&arguments.requirement, &files, &arguments.projects, &arguments.index)?;
    let scope = Scope::new(arguments, context)?;
    let environment = scope.only().map(Target::environment);
    scope.check_locks(&inputs)?;
    let mut source = source(arguments, &inputs)?;
    say_what_is_asked(&source, &scope);
    let single = environment.as_ref();
    let Taken { references, partial } = direct_references::take(&mut inputs, single, &mut source)?;
    for warning in &inputs.warnings {
        warn(warning);
    }
    let hashes = GivenHashes::new(&inputs, arguments.require_hashes, arguments.generate_hashes, single)?;
    let mut request = request(arguments, inputs, scope.first())?;
    arguments.upgrades.put_into(&mut request, arguments.output_file.as_deref(), single.is_none())?;
    request.no_dependencies = arguments.no_deps;
    request.artefacts =
        references.iter().map(|(name, reference)| (name.clone(), reference.address.shown())).collect();
    request.partial_artefacts = partial;
    let run = Run { arguments, request: &request, references: &references, hashes: &hashes };
    let input_seconds = started.elapsed().as_secs_f64();
    let code = match (&scope, &question) {
        (Scope::Many(many), Some(question)) => question_of_many::run(&run, question, &mut source, many),
        (Scope::Many(many), None) => universal::run(&run, &mut source, many),
        (Scope::One(target), Some(question)) => {
            question.run(arguments.report_format(), arguments.budget, &mut source, &request, target)
        }
        (Scope::One(target), None) => single::run(&run, &mut source, target),
    }?;
    if let (Some(format), Some((index, rounds))) = (arguments.stats, source.tallies()) {
        let seconds = started.elapsed().as_secs_f64();
        say_statistics(format, &Statistics { schema: 1, index, rounds, input_seconds, seconds })?;
    }
    Ok(code)
}

/// With `--stats`, what the run took.
fn say_statistics(format: OutputFormat, statistics: &Statistics) -> Result<(), Failure> {
    match format {
        OutputFormat::Text => terminal::err(&statistics.page()),
        OutputFormat::Json => terminal::err(&Page::of_block(&statistics.json()?)),
    }
    Ok(())
}

/// With `--verbose`, where facts come from and for what they are asked.
fn say_what_is_asked(source: &FactSource, scope: &Scope) {
    if !Verbosity::Reads.is_wanted() {
        return;
    }
    let facts = match source {
        FactSource::Index(index, ..) => format!("the index at {}", index.places()),
        FactSource::Snapshot(snapshot) => format!("the snapshot of {}", snapshot.provenance.recorded),
    };
    terminal::err_line(format_args!("facts are those of {facts}"));
    terminal::err_line(format_args!("resolving for {}", scope.words()));
}

fn source(arguments: &ResolveArguments, inputs: &RequirementInputs) -> Result<FactSource, Failure> {
    if let Some(path) = &arguments.snapshot {
        return Ok(FactSource::Snapshot(Box::new(read_snapshot(path)?)));
    }
    let index = arguments.index.with_lines(&inputs.index);
    Ok(FactSource::index(if arguments.build_metadata {
        index.open_with_builds(arguments.build_timeout)?
    } else {
        index.open(None)?
    }))
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
    for path in &arguments.excludes {
        request.exclusions.extend(excluded_names::read(path)?);
    }
    request.supplied = supplied_facts::read_all(&arguments.facts)?;
    for text in &arguments.required_environment {
        let marker = text.parse().map_err(|error| {
            Failure::new(format!("`--required-environment {text}` is not a marker: {error}"))
        })?;
        request.required_environments.push(marker);
    }
    Ok(request)
}

/// Says something that does not change the answer.
fn warn(text: impl std::fmt::Display) {
    terminal::note(format_args!("warning: {}", without_secrets(&text.to_string())));
}

/// Prints the text, and writes it where the user wants it.
fn print(arguments: &ResolveArguments, text: &str) -> Result<ExitCode, Failure> {
    if let Some(path) = &arguments.output_file {
        files::write(path, text.as_bytes())?;
    }
    if Verbosity::Usual.is_wanted() || arguments.output_file.is_none() {
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
            let text = render::json_unsolvable(&Asked::one(target), None, Some(explanation))?;
            terminal::out_bytes(text.as_bytes())?;
        }
    }
    Ok(ExitCode::from(FINDINGS))
}

/// Names the projects of an answer that the index says are archived, unsafe or superseded, and those of which it lists files at addresses
/// that cannot be asked.
fn warn_of_statuses<'p>(source: &FactSource, pins: impl IntoIterator<Item = &'p PackageName>) {
    let FactSource::Index(index, ..) = source else { return };
    for name in pins {
        if let Some(status) = index.status_of(name) {
            warn(format_args!("{name} is {status}"));
        }
        match index.n_skipped_files_of(name) {
            0 => {}
            n => warn(format_args!(
                "{n} of the files that the index lists of {name} have addresses that cannot be asked, and do not count"
            )),
        }
    }
}

/// Names the projects of a failure for which only the first index that has them counts: another one may have what is missing.
fn say_what_is_left_out(source: &FactSource, explanation: &Explanation) {
    let FactSource::Index(index, ..) = source else { return };
    let is_part = |character: char| character.is_alphanumeric() || "-_.".contains(character);
    let text = explanation.to_string();
    let words = text.split(|character| !is_part(character));
    let names: BTreeSet<PackageName> = words.filter_map(|word| PackageName::new(word).ok()).collect();
    warn_of_statuses(source, &names);
    for name in names {
        if let Some(location) = index.index_of(&name).filter(|location| index.leaves_out_others(location)) {
            warn(format_args!(
                "{name} is taken from {location} alone, the first index that has it, so that nobody takes its place by \
                 publishing a higher version of it on a later one (\"dependency confusion\"); where all indexes are trusted \
                 alike, `--index-strategy unsafe-first-match` takes from later ones what earlier ones lack, and \
                 `unsafe-best-match` the best of all"
            ));
        }
    }
}

fn stopped(stop: haggle_resolve::Stop) -> Failure {
    Failure::new(format!("the search was stopped: {stop}"))
}

/// What the packages of a lock file come from.
fn lock_sources<'a>(run: &Run<'a>, facts: &'a FactSource) -> LockSources<'a> {
    LockSources {
        facts,
        references: run.references,
        hashes: run.hashes,
        request: run.request,
        output: run.arguments.output_file.as_deref(),
    }
}

/// What goes into the header of what is written: the command, and the address of the index.
struct Header {
    command: String,
    index_lines: Vec<(&'static str, String)>,
}

impl Header {
    fn new(arguments: &ResolveArguments, source: &FactSource) -> Result<Self, Failure> {
        let mut index_lines = Vec::new();
        if arguments.emit_index_url {
            // Files name the one that is asked last as the index, and those before it as extra ones.
            let mut locations = source.require_index("an address of an index")?.locations().iter().rev();
            index_lines.extend(locations.next().map(|url| ("--index-url", url.to_string())));
            index_lines.extend(locations.rev().map(|url| ("--extra-index-url", url.to_string())));
        }
        let command = arguments.custom_compile_command.clone().unwrap_or_else(command_line);
        Ok(Self { command, index_lines })
    }
}

fn text_options<'a>(
    arguments: &'a ResolveArguments,
    header: &'a Header,
    files: &'a PinnedFiles,
) -> TextOptions<'a> {
    TextOptions {
        command: (!arguments.no_header).then_some(header.command.as_str()),
        annotation: arguments.annotation(),
        omitted: &arguments.no_emit_package,
        index_lines: &header.index_lines,
        files,
    }
}
