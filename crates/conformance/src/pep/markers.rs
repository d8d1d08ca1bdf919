//! `markers.json`.

use haggle_spec::{ExtraName, Marker, MarkerEnvironment, MarkerError, MarkerScope, MarkerVariable, Platform};
use serde_json::{Map, Value};

use super::{Outcome, Rows, Section, all, python, requirements, same, text};

pub const SECTIONS: &[Section] = &[
    ("valid", &[], |rows, report| report.each(rows, valid)),
    ("invalid", &[], |rows, report| report.each(rows, invalid)),
    ("evaluate_parametrised", &["marker_string", "environment", "expected"], |rows, report| {
        report.each(rows, evaluate_parametrised);
    }),
    ("set_valued", &["expression", "result", "variable"], |rows, report| report.each(rows, set_valued)),
    ("evaluate_trace", &["marker", "environment", "context", "expected", "error"], |rows, report| {
        report.each(rows, evaluate_trace);
    }),
    ("eval_matrix_suite", &[], matrix),
    ("eval_matrix_corpus", &[], matrix),
];

fn valid(row: &Value) -> Option<Outcome> {
    let marker = match row.get(0)?.as_str()?.parse::<Marker>() {
        Ok(marker) => marker,
        Err(error) => return Some(Err(format!("rejected: {error}"))),
    };
    // A backslash is printed as it is, as the reference does: such a text may not be read back.
    let again = marker.to_string().parse::<Marker>();
    let reads_back = marker.as_str().contains('\\') || again.as_ref() == Ok(&marker);
    Some(all([
        same("str", &marker.as_str(), &row.get(1)?.as_str()?),
        same("print and parse", &reads_back, &true),
    ]))
}

fn invalid(row: &Value) -> Option<Outcome> {
    let (input, message) = (row.get(0)?.as_str()?, row.get(1)?.as_str()?);
    let error = match input.parse::<Marker>() {
        Ok(marker) => return Some(Err(format!("accepted as {marker}"))),
        Err(error) => error,
    };
    // The last line draws the span: blanks, `~` for each code point, `^` at its end.
    let drawing = message.lines().next_back().unwrap_or_default();
    let end = drawing.chars().count().checked_sub(5)?;
    let start = drawing.find(['~', '^'])?.checked_sub(4)?;
    let code_points = |end: usize| input.get(..end).map(|before| before.chars().count());
    Some(all([
        requirements::message(&error, message),
        same(
            "span",
            &(code_points(error.stop().1.start), code_points(error.stop().1.end)),
            &(Some(start), Some(end)),
        ),
    ]))
}

/// The environment that the reference takes where a row names none; no row depends on the machine it ran on.
fn default_environment() -> MarkerEnvironment {
    MarkerEnvironment::new("3.12.12", Platform::Linux)
        .with(MarkerVariable::PlatformRelease, "6.8.0-100-generic")
        .with(MarkerVariable::PlatformVersion, "#100-Ubuntu SMP PREEMPT_DYNAMIC")
}

fn environment(base: MarkerEnvironment, values: &Map<String, Value>) -> MarkerEnvironment {
    values.iter().fold(base, |environment, (name, value)| match value.as_str() {
        Some(value) => environment.with_other(name, value),
        None => environment,
    })
}

/// The scope of a context, and of what a row puts into it.
fn scope(context: &str, values: &Map<String, Value>) -> MarkerScope {
    let mut scope = match context {
        "metadata" => MarkerScope::metadata(""),
        "lock_file" => MarkerScope::lock_file([], []),
        _ => MarkerScope::requirement(),
    };
    let names = |key: &str| -> Option<Vec<ExtraName>> {
        let value = values.get(key)?;
        let names = value.get("set").unwrap_or(value).as_array()?;
        Some(names.iter().filter_map(|name| ExtraName::new(name.as_str()?).ok()).collect())
    };
    if let Some(extra) = values.get("extra").and_then(Value::as_str) {
        scope = scope.with_extra(extra);
    }
    if let Some(extras) = names("extras") {
        scope = scope.with_extras(extras);
    }
    match names("dependency_groups") {
        Some(groups) => scope.with_dependency_groups(groups),
        None => scope,
    }
}

fn evaluate_parametrised(row: &Value) -> Option<Outcome> {
    let marker = text(row, "marker_string")?.parse::<Marker>().ok()?;
    let values = python::represented(row.get("environment")?)?;
    let values = values.as_object()?;
    let found = marker.evaluate_in(&environment(default_environment(), values), &scope("metadata", values));
    Some(same("value", &found, &Ok(row.get("expected")?.as_bool()?)))
}

fn set_valued(row: &Value) -> Option<Outcome> {
    let variable = text(row, "variable")?;
    let marker = text(row, "expression")?.replace("{0}", variable).parse::<Marker>().ok()?;
    let names = || [ExtraName::new("foo"), ExtraName::new("bar")].into_iter().flatten();
    let scope = match variable {
        "extras" => MarkerScope::metadata("").with_extras(names()),
        _ => MarkerScope::metadata("").with_dependency_groups(names()),
    };
    let found = marker.evaluate_in(&default_environment(), &scope);
    Some(same("value", &found, &Ok(row.get("result")?.as_bool()?)))
}

fn evaluate_trace(row: &Value) -> Option<Outcome> {
    let marker = text(row, "marker")?.parse::<Marker>().ok()?;
    let empty = Map::new();
    let values = row.get("environment").and_then(Value::as_object).unwrap_or(&empty);
    let scope = scope(text(row, "context")?, values);
    let found = marker.evaluate_in(&environment(default_environment(), values), &scope);
    let found = match &found {
        Ok(value) => Ok(*value),
        Err(MarkerError::UndefinedComparison { .. }) => Err("UndefinedComparison"),
        Err(MarkerError::UndefinedName { .. }) => Err("UndefinedEnvironmentName"),
        Err(_) => Err("other"),
    };
    let expected = match row.get("expected").and_then(Value::as_bool) {
        Some(value) => Ok(value),
        None => Err(text(row, "error")?),
    };
    Some(same("value", &found, &expected))
}

fn matrix(rows: &Value, report: &mut Rows<'_>) {
    let environments: Vec<(MarkerEnvironment, MarkerScope)> = report
        .environments
        .iter()
        .filter_map(|values| {
            let values = values.as_object()?;
            Some((environment(default_environment(), values), scope("metadata", values)))
        })
        .collect();
    report.each(rows, |row| {
        let Ok(marker) = row.get(0)?.as_str()?.parse::<Marker>() else {
            return Some(Err("rejected".to_owned()));
        };
        let found: String = environments
            .iter()
            .map(|(environment, scope)| match marker.evaluate_in(environment, scope) {
                Ok(true) => '1',
                Ok(false) => '0',
                Err(MarkerError::UndefinedComparison { .. }) => 'C',
                Err(MarkerError::UndefinedName { .. }) => 'N',
                Err(_) => 'E',
            })
            .collect();
        Some(same("bits", &found.as_str(), &row.get(1)?.as_str()?))
    });
}
