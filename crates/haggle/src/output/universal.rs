//! What `resolve --universal` prints: pins with the markers of the environments that they are meant for.

use haggle_resolve::python::{Edge, Explanation, Request, UniversalPin, UniversalSolution};
use serde_json::{Value, json};

use crate::output::failure::Failure;
use crate::output::json;
use crate::output::resolution::{self, TextOptions};

/// An answer, ready to be printed.
#[derive(Debug)]
pub struct UniversalAnswer<'a> {
    /// The pins.
    pub pins: Vec<UniversalPin>,
    edges: Vec<Edge>,
    request: &'a Request,
}

impl<'a> UniversalAnswer<'a> {
    /// The pins of a solution, and who requires them.
    pub fn new(solution: &UniversalSolution, request: &'a Request) -> Self {
        let (pins, edges) = solution.pins_and_edges();
        Self { pins, edges, request }
    }

    /// Who requires what, in any environment.
    pub fn edges(&self) -> &[Edge] {
        &self.edges
    }
}

/// A requirements file that any installer of a platform reads: one pin per line, with its marker.
pub fn text(answer: &UniversalAnswer<'_>, options: TextOptions<'_>) -> Result<String, Failure> {
    let mut file = resolution::begun(options);
    let here = std::env::current_dir().unwrap_or_default();
    for pin in answer.pins.iter().filter(|pin| !options.omitted.contains(&pin.name)) {
        match answer.request.artefacts.get(&pin.name) {
            Some(url) => file.direct(&pin.name, url, &pin.marker)?,
            None => file.pin(&pin.name, &pin.version, &pin.marker)?,
        }
        if options.annotate {
            let via = resolution::via(&answer.edges, answer.request, &pin.name, None, &here);
            resolution::annotate(&mut file, &via);
        }
        resolution::say_unknown(&mut file, &pin.requirements);
    }
    resolution::say_omitted(&mut file, options, answer.pins.iter().map(|pin| &pin.name));
    Ok(file.into_text())
}

/// The same as JSON.
pub fn json(answer: &UniversalAnswer<'_>, requires_python: &str) -> Result<String, Failure> {
    let pins: Vec<Value> = answer
        .pins
        .iter()
        .map(|pin| {
            let via: Vec<Value> = answer
                .edges
                .iter()
                .filter(|edge| edge.target == pin.name)
                .filter_map(|edge| serde_json::to_value(resolution::via_document(edge)).ok())
                .collect();
            let reason = resolution::unknown_reason(&pin.requirements);
            let mut document = json!({
                "name": pin.name.to_string(),
                "version": pin.version.to_string(),
                "requirements_known": reason.is_none(),
                "via": via,
            });
            if let Some(url) = answer.request.artefacts.get(&pin.name) {
                document["url"] = url.as_str().into();
            }
            if !pin.marker.is_empty() {
                document["marker"] = pin.marker.as_str().into();
            }
            if let Some(reason) = reason {
                document["reason"] = reason.into();
            }
            document
        })
        .collect();
    let complete = answer.pins.iter().all(|pin| resolution::unknown_reason(&pin.requirements).is_none())
        && answer.edges.iter().all(|edge| {
            edge.requirement
                .url()
                .is_none_or(|url| answer.request.artefacts.get(&edge.target).is_some_and(|at| at == url))
        });
    json::text(&json!({
        "schema": 1,
        "solved": true,
        "complete": complete,
        "universal": true,
        "requires_python": requires_python,
        "pins": pins,
    }))
}

/// Where there is no solution, and why, as JSON.
pub fn json_unsolvable(
    requires_python: &str,
    marker: &str,
    explanation: Option<&Explanation>,
) -> Result<String, Failure> {
    let mut document = json!({
        "schema": 1,
        "solved": false,
        "universal": true,
        "requires_python": requires_python,
        "marker": marker,
    });
    if let Some(explanation) = explanation {
        document["explanation"] = resolution::explanation_value(explanation);
    }
    json::text(&document)
}
