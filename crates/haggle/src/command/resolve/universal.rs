//! One answer for many environments.

use std::collections::BTreeSet;
use std::process::ExitCode;

use haggle_resolve::python::{
    Environments, Explanation, ForkStrategy, Request, UniversalOutcome, UniversalPin, UniversalSolution,
    resolve_environments,
};
use haggle_spec::release::MissingFact;
use haggle_spec::{PackageName, Version};

use super::answer::refuse_urls;
use super::formats::AnswerFormat;
use super::lock::Pin;
use super::pinned::HashMode;
use super::scope::ManyEnvironments;
use super::single::{warn_of_markers, warn_unknown};
use super::{
    Header, ResolveArguments, Run, lock_sources, print, stopped, text_options, warn, warn_of_statuses,
};
use crate::input::fact_source::FactSource;
use crate::output::failure::{FINDINGS, Failure};
use crate::output::format::OutputFormat;
use crate::output::lock_file::{self, LockDocument};
use crate::output::resolution as render;
use crate::output::terminal;

/// What a request for many environments comes to, every fact given.
pub enum Answer {
    /// A solution.
    Solved(Box<UniversalSolution>),
    /// None, where this marker holds, and why.
    Unsolvable(String, Option<Box<Explanation>>),
}

/// Resolves and prints.
pub fn run(run: &Run<'_>, source: &mut FactSource, many: &ManyEnvironments) -> Result<ExitCode, Failure> {
    let strategy = strategy(run.arguments);
    let environments = many.environments();
    match understood(source.resolve_environments(run.request, &environments, strategy)?) {
        Ok(Ok(Answer::Solved(solution))) => solved(run, source, many, &solution),
        Ok(Ok(Answer::Unsolvable(marker, explanation))) => {
            unsolvable(run.arguments, many, &marker, explanation.as_deref())
        }
        Ok(Err(failure)) => Err(failure),
        Err(missing) => Err(Failure::new(format!("the answer depends on {} unknown facts", missing.len()))),
    }
}

/// The same, unprinted and with the facts that come within so many seconds.
pub fn answer_within(
    seconds: u64,
    arguments: &ResolveArguments,
    source: &mut FactSource,
    request: &Request,
    environments: &Environments,
) -> Result<Answer, Failure> {
    let strategy = strategy(arguments);
    let answer = source.ask_within(seconds, request, |facts| {
        understood(resolve_environments(facts, request, environments, strategy, None))
    })??;
    if let Answer::Solved(solution) = &answer {
        refuse_urls(solution.edges(), request)?;
    }
    Ok(answer)
}

fn strategy(arguments: &ResolveArguments) -> ForkStrategy {
    ForkStrategy::from(arguments.fork_strategy.unwrap_or_default())
}

fn understood(outcome: UniversalOutcome) -> Result<Result<Answer, Failure>, Vec<MissingFact>> {
    match outcome {
        UniversalOutcome::Missing(missing) => Err(missing),
        UniversalOutcome::Solved(solution) => Ok(Ok(Answer::Solved(solution))),
        UniversalOutcome::Unsolvable { marker, explanation } => {
            Ok(Ok(Answer::Unsolvable(marker, explanation)))
        }
        UniversalOutcome::Stopped(stop) => Ok(Err(stopped(stop))),
    }
}

fn solved(
    run: &Run<'_>,
    source: &FactSource,
    many: &ManyEnvironments,
    solution: &UniversalSolution,
) -> Result<ExitCode, Failure> {
    let Run { arguments, request, .. } = *run;
    refuse_urls(solution.edges(), request)?;
    if solution.pins().is_empty() {
        warn_of_markers(request);
    }
    for pin in solution.pins() {
        warn_unknown(&pin.name, &pin.version, &pin.requirements);
    }
    for warning in solution.warnings() {
        warn(warning);
    }
    let names: BTreeSet<&PackageName> = solution.pins().iter().map(|pin| &pin.name).collect();
    warn_of_statuses(source, names);
    warn_of_exceptions(solution);
    let is_partial = |pin: &&UniversalPin| pin.url.is_some() && !run.references.contains_key(&pin.name);
    if let Some(pin) = solution.pins().iter().find(is_partial)
        && (run.hashes.mode != HashMode::Ignored || arguments.format() == AnswerFormat::Pylock)
    {
        return Err(Failure::new(format!(
            "`{}` comes from a URL in some environments only: neither hashes nor a lock file are written of it",
            pin.name
        )));
    }
    let from_index = solution.pins().iter().filter(|pin| !is_partial(pin));
    let pins: Vec<(PackageName, Version)> =
        from_index.map(|pin| (pin.name.clone(), pin.version.clone())).collect();
    let files = run.hashes.of_pins(source, &pins, run.references)?;
    let text = match arguments.format() {
        AnswerFormat::Requirements => {
            let header = Header::new(arguments, source)?;
            render::text_universal(solution, request, text_options(arguments, &header, &files))?
        }
        AnswerFormat::Json => render::json_universal(&many.asked(), solution, &files)?,
        AnswerFormat::Pylock => {
            let shown = solution.pins().iter().filter(|pin| !arguments.no_emit_package.contains(&pin.name));
            let pins: Vec<Pin<'_>> = shown
                .map(|pin| Pin { name: &pin.name, version: &pin.version, marker: &pin.marker })
                .collect();
            lock_file::text(&LockDocument {
                requires_python: many.requires_python(),
                environments: many.lock_environments(),
                packages: lock_sources(run, source).packages(&pins)?,
            })
        }
    };
    print(arguments, &text)
}

/// Says where the pins are not those of an environment alone.
fn warn_of_exceptions(solution: &UniversalSolution) {
    for bound in solution.ignored_bounds() {
        terminal::note(format_args!(
            "note: {} {} is pinned above the upper bound of its Requires-Python ({}), which is not looked at; close the range \
             of --python-version to have it count",
            bound.name, bound.version, bound.requires_python
        ));
    }
    for pin in solution.held_back() {
        let place = if pin.marker.is_empty() { String::new() } else { format!(" where `{}`", pin.marker) };
        let text = |version: &Option<Version>| {
            version.as_ref().map_or_else(|| "none".to_owned(), ToString::to_string)
        };
        terminal::note(format_args!(
            "note: {} is {} instead of {}{place}, for fewer versions",
            pin.name,
            text(&pin.version),
            text(&pin.alone)
        ));
    }
    if solution.is_composed() {
        terminal::note(format_args!(
            "note: the markers tell too many environments apart to solve each by itself; the pins hold in all of them, but \
             an environment alone may have newer ones"
        ));
    }
}

/// Says where there is no solution, and why.
pub fn unsolvable(
    arguments: &ResolveArguments,
    many: &ManyEnvironments,
    marker: &str,
    explanation: Option<&Explanation>,
) -> Result<ExitCode, Failure> {
    let whole = many.words();
    match (arguments.report_format(), explanation) {
        (OutputFormat::Text, Some(explanation)) => {
            let place = if marker.is_empty() { String::new() } else { format!(" where `{marker}`") };
            let title = format!("no solution for {whole}{place}");
            terminal::err(&render::explanation(&title, explanation));
        }
        (OutputFormat::Text, None) => {
            terminal::err_line(format_args!("no solution for {whole} where `{marker}`"));
        }
        (OutputFormat::Json, _) => {
            let text = render::json_unsolvable(&many.asked(), Some(marker), explanation)?;
            terminal::out_bytes(text.as_bytes())?;
        }
    }
    Ok(ExitCode::from(FINDINGS))
}
