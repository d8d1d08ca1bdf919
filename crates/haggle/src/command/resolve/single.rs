//! Pins for one environment.

use std::process::ExitCode;

use haggle_resolve::python::{Edge, PinRequirements, Request, Requirer, Resolved, Solution, Target, resolve};
use haggle_spec::PackageName;

use super::{ResolveArguments, print, stopped, text_options, unsolvable, warn};
use crate::input::fact_source::FactSource;
use crate::output::command_line::command_line;
use crate::output::failure::Failure;
use crate::output::format::OutputFormat;
use crate::output::resolution::{self as render, Asked};

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
pub fn run(
    arguments: &ResolveArguments,
    source: &mut FactSource,
    request: &Request,
    target: &Target,
) -> Result<ExitCode, Failure> {
    let solution = match answer(source, request)? {
        Answer::Solved(solution) => solution,
        Answer::Unsolvable(explanation) => return unsolvable(arguments.format, &explanation, target),
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
    let command = command_line();
    let text = match arguments.format {
        OutputFormat::Text => render::text(&solution, request, text_options(arguments, &command))?,
        OutputFormat::Json => {
            let (python_version, platform) = (target.python().full(), target.platform().to_string());
            render::json(
                Asked::One { python_version: &python_version, python_platform: &platform },
                &solution,
            )?
        }
    };
    print(arguments, &text)
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
    version: &haggle_spec::Version,
    requirements: &PinRequirements,
) {
    if let Some(reason) = requirements.unknown_reason() {
        warn(arguments, format_args!("the requirements of {name} {version} are unknown: {reason}"));
    }
}
