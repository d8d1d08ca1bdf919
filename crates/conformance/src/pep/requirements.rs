//! `requirements.json`.

use std::hash::{DefaultHasher, Hash, Hasher};

use haggle_spec::{Requirement, RequirementErrorKind as Kind};
use serde_json::Value;

use super::{Outcome, Section, all, same, text, texts};

pub const SECTIONS: &[Section] = &[
    ("valid", &["input", "str", "name", "extras", "specifier", "url", "marker"], |rows, report| {
        report.each(rows, valid);
    }),
    ("invalid", &["input", "message", "span", "short"], |rows, report| report.each(rows, invalid)),
    ("equal_hash", &["dep1", "dep2"], |rows, report| report.each(rows, |row| equal(row, true))),
    ("different", &["dep1", "dep2"], |rows, report| report.each(rows, |row| equal(row, false))),
];

fn valid(row: &Value) -> Option<Outcome> {
    let input = text(row, "input")?;
    let requirement = match input.parse::<Requirement>() {
        Ok(requirement) => requirement,
        Err(error) => return Some(Err(format!("rejected: {error} at {:?}", error.span()))),
    };
    let extras: Vec<String> = requirement.extras_as_written().map(str::to_owned).collect();
    let printed = requirement.to_string();
    let again = printed.parse::<Requirement>();
    Some(all([
        same("str", &printed.as_str(), &text(row, "str")?),
        same("name", &requirement.name_as_written(), &text(row, "name")?),
        same("extras", &extras, &texts(row.get("extras")?)?),
        same("specifier", &requirement.specifiers().to_string().as_str(), &text(row, "specifier")?),
        same("url", &requirement.url(), &text(row, "url")),
        same("marker", &requirement.marker().map(haggle_spec::Marker::as_str), &text(row, "marker")),
        match again {
            Ok(again) if again == requirement => Ok(()),
            again => Err(format!("print and parse: {again:?}")),
        },
    ]))
}

/// The reference's words for each kind of error.
fn words(kind: Kind) -> Option<&'static str> {
    Some(match kind {
        Kind::ExpectedName => "Expected package name at the start of dependency specifier",
        Kind::ExpectedCommaBetweenExtras => "Expected comma between extra names",
        Kind::ExpectedExtra => "Expected extra name after comma",
        Kind::UnclosedExtras => "Expected matching RIGHT_BRACKET for LEFT_BRACKET, after extras",
        Kind::UnclosedSpecifiers => {
            "Expected matching RIGHT_PARENTHESIS for LEFT_PARENTHESIS, after version specifier"
        }
        Kind::ExpectedUrl => "Expected URL after @",
        Kind::ExpectedSemicolonAfterUrl => "Expected semicolon (after URL and whitespace) or end",
        Kind::ExpectedSemicolonAfterName => {
            "Expected semicolon (after name with no version specifier) or end"
        }
        Kind::ExpectedCommaOrSemicolon => {
            "Expected comma (within version specifier), semicolon (after version specifier) or end"
        }
        Kind::PrefixWithOperator => ".* suffix can only be used with `==` or `!=` operators",
        Kind::PrefixAfterSuffix => {
            ".* suffix cannot be used with pre-release, post-release, dev or local versions"
        }
        Kind::LocalLabel => "Local version label can only be used with `==` or `!=` operators",
        Kind::ExpectedMarkerSide | Kind::UnclosedQuote => "Expected a marker variable or quoted string",
        Kind::InvalidQuotedString => "Invalid quoted string",
        Kind::ExpectedMarkerOperator => {
            "Expected marker operator, one of <=, <, !=, ==, >=, >, ~=, ===, in, not in"
        }
        Kind::ExpectedBlankAfterNot => "Expected whitespace after 'not'",
        Kind::ExpectedInAfterNot => "Expected 'in' after 'not'",
        Kind::UnclosedMarker => {
            "Expected matching RIGHT_PARENTHESIS for LEFT_PARENTHESIS, after marker expression"
        }
        Kind::ExpectedEndOfMarker => "Expected end of marker expression",
        Kind::ExpectedEnd => "Expected end of dependency specifier",
        _ => return None,
    })
}

fn invalid(row: &Value) -> Option<Outcome> {
    let input = text(row, "input")?;
    let error = match input.parse::<Requirement>() {
        Ok(requirement) => return Some(Err(format!("accepted as {requirement}"))),
        Err(error) => error,
    };
    let code_points = |end: usize| input.get(..end).map(|before| before.chars().count() as u64);
    let (kind, stop) = error.stop();
    let found = (code_points(stop.start), code_points(stop.end));
    let mut outcomes = Vec::new();
    if let Some(span) = row.get("span").filter(|span| span.is_array()) {
        outcomes.push(same("span", &found, &(span.get(0)?.as_u64(), span.get(1)?.as_u64())));
    }
    if let (Some(short), Some(words)) = (text(row, "short"), words(kind)) {
        outcomes.push(same("kind", &words, &short));
    }
    Some(all(outcomes))
}

/// Compares an error of a marker with the reference's message, which holds words and a drawing of the span.
pub fn message(error: &haggle_spec::RequirementError, message: &str) -> Outcome {
    let short = message.lines().next().unwrap_or_default();
    match words(error.stop().0) {
        Some(words) => same("kind", &words, &short),
        None => Ok(()),
    }
}

fn equal(row: &Value, expected: bool) -> Option<Outcome> {
    let left = text(row, "dep1")?.parse::<Requirement>().ok()?;
    let right = text(row, "dep2")?.parse::<Requirement>().ok()?;
    Some(all([
        same("equal", &(left == right), &expected),
        same("hash", &(hash(&left) == hash(&right)), &expected),
    ]))
}

fn hash(requirement: &Requirement) -> u64 {
    let mut hasher = DefaultHasher::new();
    requirement.hash(&mut hasher);
    hasher.finish()
}
