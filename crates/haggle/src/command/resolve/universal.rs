//! One answer for every platform and a range of Pythons.

use std::process::ExitCode;

use haggle_resolve::python::{
    Explanation, ForkStrategy, Request, Target, UniversalOutcome, UniversalSolution, resolve_universal,
};
use haggle_spec::SpecifierSet;

use super::single::{refuse_urls, warn_of_markers, warn_unknown};
use super::{ResolveArguments, print, stopped, text_options};
use crate::input::fact_source::FactSource;
use crate::output::command_line::command_line;
use crate::output::failure::{FINDINGS, Failure};
use crate::output::format::OutputFormat;
use crate::output::resolution as render;
use crate::output::terminal;
use crate::output::universal::{self as render_universal, UniversalAnswer};

enum Answer {
    Solved(Box<UniversalSolution>),
    Unsolvable(String, Option<Box<Explanation>>),
}

/// Resolves and prints.
pub fn run(
    arguments: &ResolveArguments,
    source: &mut FactSource,
    request: &Request,
    target: &Target,
) -> Result<ExitCode, Failure> {
    if arguments.question.question()?.is_some() {
        return Err(Failure::new("questions are about one environment")
            .hint("leave `--universal` out, and name a Python and a platform"));
    }
    let python = target.python();
    let range: SpecifierSet = format!(">={}", python.as_version().public())
        .parse()
        .map_err(|_| Failure::new(format!("`{python}` cannot begin a range of Pythons")))?;
    let strategy = ForkStrategy::from(arguments.fork_strategy.unwrap_or_default());
    let answer =
        source.ask(request, |facts| match resolve_universal(facts, request, &range, strategy, None) {
            UniversalOutcome::Missing(missing) => Err(missing),
            UniversalOutcome::Solved(solution) => Ok(Ok(Answer::Solved(solution))),
            UniversalOutcome::Unsolvable { marker, explanation } => {
                Ok(Ok(Answer::Unsolvable(marker, explanation)))
            }
            UniversalOutcome::Stopped(stop) => Ok(Err(stopped(stop))),
        })??;
    match answer {
        Answer::Solved(solution) => solved(arguments, request, &range, &solution),
        Answer::Unsolvable(marker, explanation) => {
            unsolvable(arguments, &range, &marker, explanation.as_deref())
        }
    }
}

fn solved(
    arguments: &ResolveArguments,
    request: &Request,
    range: &SpecifierSet,
    solution: &UniversalSolution,
) -> Result<ExitCode, Failure> {
    let answer = UniversalAnswer::new(solution, request);
    refuse_urls(answer.edges(), request)?;
    if answer.pins.is_empty() {
        warn_of_markers(request);
    }
    for pin in &answer.pins {
        warn_unknown(&pin.name, &pin.version, &pin.requirements);
    }
    let command = command_line();
    let text = match arguments.format {
        OutputFormat::Text => render_universal::text(&answer, text_options(arguments, &command))?,
        OutputFormat::Json => render_universal::json(&answer, &range.to_string())?,
    };
    print(arguments, &text)
}

fn unsolvable(
    arguments: &ResolveArguments,
    range: &SpecifierSet,
    marker: &str,
    explanation: Option<&Explanation>,
) -> Result<ExitCode, Failure> {
    match (arguments.format, explanation) {
        (OutputFormat::Text, Some(explanation)) => {
            let place = if marker.is_empty() { String::new() } else { format!(" where `{marker}`") };
            let title = format!("no solution for python {range}{place}");
            terminal::err(&render::explanation(&title, explanation));
        }
        (OutputFormat::Text, None) => {
            terminal::err_line(format_args!("no solution for python {range} where `{marker}`"));
        }
        (OutputFormat::Json, _) => {
            let text = render_universal::json_unsolvable(&range.to_string(), marker, explanation)?;
            terminal::out_bytes(text.as_bytes())?;
        }
    }
    Ok(ExitCode::from(FINDINGS))
}
