//! What one environment's request comes to, every fact given.

use haggle_resolve::python::{Edge, Explanation, Request, Requirer, Resolved, Solution, resolve};

use super::stopped;
use crate::input::fact_source::FactSource;
use crate::output::failure::Failure;

/// What a request comes to, every fact given.
pub enum Answer {
    /// A solution.
    Solved(Box<Solution>),
    /// None, and why.
    Unsolvable(Box<Explanation>),
}

/// Resolves with the facts that are needed.
pub fn answer(source: &mut FactSource, request: &Request) -> Result<Answer, Failure> {
    understood(source.resolve(request)?, request)
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
    let is_elsewhere =
        |edge: &&Edge| edge.requirement.url().is_some_and(|url| !request.follows(&edge.target, url));
    let elsewhere = edges.iter().find(is_elsewhere);
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
