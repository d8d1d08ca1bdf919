//! An answer as JSON.

use haggle_resolve::python::{Edge, Explanation, Pin, Request, Requirer, Solution, SourceLocation};
use haggle_spec::PackageName;
use serde::Serialize;

use super::words::{unknown_reason, warning};
use crate::output::failure::Failure;
use crate::output::json;

/// What the JSON form says; `schema` changes with its meaning.
#[derive(Serialize)]
struct Document<'a> {
    schema: u32,
    solved: bool,
    /// Whether the requirements of every pin are known.
    #[serde(skip_serializing_if = "Option::is_none")]
    complete: Option<bool>,
    python_version: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    python_platform: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pins: Option<Vec<PinDocument>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    warnings: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    explanation: Option<ExplanationDocument>,
}

#[derive(Serialize)]
struct PinDocument {
    name: String,
    version: String,
    /// Where the package comes from, if not from the index.
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    extras: Vec<String>,
    requirements_known: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    via: Vec<ViaDocument>,
}

/// Who has a requirement: a package, or a line of a file.
#[derive(Debug, Serialize)]
pub struct ViaDocument {
    requirement: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    package: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    extra: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
}

#[derive(Serialize)]
struct ExplanationDocument {
    conflict: Vec<PremiseDocument>,
    because: Vec<String>,
    repairs: Vec<Vec<EditDocument>>,
}

#[derive(Serialize)]
struct PremiseDocument {
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
}

#[derive(Serialize)]
struct EditDocument {
    file: String,
    line: u32,
    before: String,
    after: Option<String>,
}

/// The solution as JSON.
pub fn json(
    solution: &Solution,
    request: &Request,
    python_version: &str,
    python_platform: &str,
) -> Result<String, Failure> {
    let document = |(name, pin)| PinDocument {
        url: request.artefacts.get(name).cloned(),
        ..pin_document(solution, name, pin)
    };
    let pins = solution.pins.iter().map(document).collect();
    json::text(&Document {
        schema: 1,
        solved: true,
        complete: Some(solution.complete()),
        python_version,
        python_platform: Some(python_platform),
        pins: Some(pins),
        warnings: Some(solution.warnings.iter().map(warning).collect()),
        explanation: None,
    })
}

/// The explanation as JSON.
pub fn json_explanation(
    explanation: &Explanation,
    python_version: &str,
    python_platform: Option<&str>,
) -> Result<String, Failure> {
    json::text(&Document {
        schema: 1,
        solved: false,
        complete: None,
        python_version,
        python_platform,
        pins: None,
        warnings: None,
        explanation: Some(explanation_document(explanation)),
    })
}

/// The explanation as a value.
pub fn explanation_value(explanation: &Explanation) -> serde_json::Value {
    serde_json::to_value(explanation_document(explanation)).unwrap_or_default()
}

fn explanation_document(explanation: &Explanation) -> ExplanationDocument {
    let premise = |text: &str, source: Option<&SourceLocation>| PremiseDocument {
        text: text.to_owned(),
        file: source.map(|source| source.file.clone()),
        line: source.map(|source| source.line),
    };
    let conflict =
        explanation.conflict.iter().map(|line| premise(&line.text, line.source.as_ref())).collect();
    let repairs = explanation.repairs.iter().map(|repair| {
        let edits = repair.edits.iter().map(|edit| EditDocument {
            file: edit.source.file.clone(),
            line: edit.source.line,
            before: edit.before.clone(),
            after: edit.after.clone(),
        });
        edits.collect()
    });
    ExplanationDocument { conflict, because: explanation.because.clone(), repairs: repairs.collect() }
}

fn pin_document(solution: &Solution, name: &PackageName, pin: &Pin) -> PinDocument {
    let reason = unknown_reason(&pin.requirements).map(str::to_owned);
    let via = solution.edges.iter().filter(|edge| edge.target == *name).map(via_document);
    PinDocument {
        name: name.to_string(),
        version: pin.version.to_string(),
        url: None,
        extras: pin.extras.iter().map(ToString::to_string).collect(),
        requirements_known: reason.is_none(),
        reason,
        via: via.collect(),
    }
}

/// Who requires, for programs.
pub fn via_document(edge: &Edge) -> ViaDocument {
    let (package, extra, source) = match &edge.requirer {
        Requirer::Root(_, source) => (None, None, Some(source)),
        Requirer::Package(package, extra) => (Some(package.to_string()), extra.as_ref(), None),
    };
    ViaDocument {
        requirement: edge.requirement.to_string(),
        package,
        extra: extra.map(ToString::to_string),
        file: source.map(|source| source.file.clone()),
        line: source.map(|source| source.line),
    }
}
