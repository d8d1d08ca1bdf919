//! Pins for one environment.

use std::process::ExitCode;

use haggle_resolve::python::{Edge, PinRequirements, Request, Requirer, Resolved, Solution, Target, resolve};
use haggle_spec::{MarkerVariable, PackageName, Version};

use super::arguments::AnswerFormat;
use super::lock::Pin;
use super::{Header, ResolveArguments, Run, lock_sources, print, stopped, text_options, unsolvable, warn};
use crate::input::fact_source::FactSource;
use crate::output::failure::Failure;
use crate::output::lock_file::{self, LockDocument};
use crate::output::resolution::{self as render, Asked};
use crate::output::terminal;

/// What a request comes to, every fact given.
pub enum Answer {
    /// A solution.
    Solved(Box<Solution>),
    /// None, and why.
    Unsolvable(Box<haggle_resolve::python::Explanation>),
}

/// Resolves with the facts that are needed.
pub fn answer(source: &mut FactSource, request: &Request) -> Result<Answer, Failure> {
    understood(source.ask(request, |facts| resolve(facts, request).into_resolved())?, request)
}

/// The same, with the facts that come within so many seconds.
pub fn answer_within(seconds: u64, source: &mut FactSource, request: &Request) -> Result<Answer, Failure> {
    let resolved = source.ask_within(seconds, request, |facts| resolve(facts, request).into_resolved())?;
    understood(resolved, request)
}

fn understood(resolved: Resolved, request: &Request) -> Result<Answer, Failure> {
    match resolved {
        Resolved::Solved(solution) => {
            refuse_urls(&solution.edges, request)?;
            Ok(Answer::Solved(Box::new(solution)))
        }
        Resolved::Unsolvable(explanation) => Ok(Answer::Unsolvable(explanation)),
        Resolved::Stopped(stop) => Err(stopped(stop)),
    }
}

/// Refuses an answer in which a release requires something from a URL: the index's release of that name is another thing.
pub fn refuse_urls(edges: &[Edge], request: &Request) -> Result<(), Failure> {
    let elsewhere = edges.iter().find(|edge| {
        edge.requirement
            .url()
            .is_some_and(|url| request.artefacts.get(&edge.target).is_none_or(|at| at != url))
    });
    let Some(edge) = elsewhere else { return Ok(()) };
    let requirer = match &edge.requirer {
        Requirer::Root { source, .. } => source.to_string(),
        Requirer::Package { name, .. } => format!("`{name}`"),
    };
    Err(Failure::new(format!(
        "{requirer} requires `{}` from a URL, which is followed only where the request itself has it",
        edge.target
    ))
    .hint(format!(
        "require `{} @ URL` with the URL of a wheel, or override it with `--override`",
        edge.target
    )))
}

/// Resolves and prints.
pub fn run(run: &Run<'_>, source: &mut FactSource, target: &Target) -> Result<ExitCode, Failure> {
    let Run { arguments, request, .. } = *run;
    let solution = match answer(source, request)? {
        Answer::Solved(solution) => solution,
        Answer::Unsolvable(explanation) => {
            return unsolvable(arguments.report_format(), &explanation, target);
        }
    };
    if solution.edges.is_empty() {
        warn_of_markers(arguments, request);
    }
    for (name, pin) in solution.unknown() {
        warn_unknown(arguments, name, &pin.version, &pin.requirements);
    }
    for warning in &solution.warnings {
        warn(arguments, warning);
    }
    if arguments.verbose {
        let (n_pins, n_steps) = (solution.pins.len(), solution.n_steps);
        terminal::err_line(format_args!("{n_pins} pins after {n_steps} steps of the search"));
    }
    let pins: Vec<(PackageName, Version)> =
        solution.pins.iter().map(|(name, pin)| (name.clone(), pin.version.clone())).collect();
    let files = run.hashes.of_pins(source, &pins, run.references)?;
    let text = match arguments.format() {
        AnswerFormat::Requirements => {
            let header = Header::new(arguments, source)?;
            render::text(&solution, request, text_options(arguments, &header, &files))?
        }
        AnswerFormat::Json => {
            let (python, platform) = (target.python().full(), target.platform().to_string());
            let asked = Asked::One { python_version: &python, python_platform: &platform };
            render::json(asked, &solution, &files)?
        }
        AnswerFormat::Pylock => {
            let shown = pins.iter().filter(|(name, _)| !arguments.no_emit_package.contains(name));
            let pins: Vec<Pin<'_>> = shown.map(|(name, version)| Pin { name, version, marker: "" }).collect();
            let document = LockDocument {
                requires_python: format!(">={}", target.python().as_version()),
                environments: vec![environment(target)],
                packages: lock_sources(run, source).packages(&pins)?,
            };
            lock_file::text(&document)
        }
    };
    print(arguments, &text)
}

/// The marker of the one environment that the answer is for.
fn environment(target: &Target) -> String {
    let environment = target.environment();
    let value = |variable| environment.value(variable).unwrap_or_default().to_owned();
    format!(
        "python_version == \"{}\" and sys_platform == \"{}\"",
        value(MarkerVariable::PythonVersion),
        value(MarkerVariable::SysPlatform)
    )
}

/// Says that no requirement applies: an empty answer would look as if something went wrong.
pub fn warn_of_markers(arguments: &ResolveArguments, request: &Request) {
    if !request.requirements.is_empty() {
        warn(arguments, "nothing to pin: the marker of every requirement is false for what was asked");
    }
}

/// Says that the requirements of a pinned release are not known.
pub fn warn_unknown(
    arguments: &ResolveArguments,
    name: &PackageName,
    version: &Version,
    requirements: &PinRequirements,
) {
    if let Some(reason) = requirements.unknown_reason() {
        warn(arguments, format_args!("the requirements of {name} {version} are unknown: {reason}"));
    }
}
