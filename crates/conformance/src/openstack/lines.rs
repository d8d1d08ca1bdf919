//! `parse.json` and `normalize.json`: single lines.

use std::collections::BTreeSet;

use haggle_spec::file::{Entry, EntryFile, EntryLineKind, Urls};
use haggle_spec::{Diagnostic, SpecifierSet, normalise_name};
use serde_json::{Value, json};

use super::row::{Outcome, Row, unknown};

/// Runs a row.
pub fn run(row: &Row<'_>) -> Outcome {
    match row.operation() {
        "parse_line" => {
            compare_entries(row, Entry::parse(row.text("line"), urls(row)).map(|entry| entry_value(&entry)))
        }
        "to_content" => to_content(row),
        "to_reqs" => compare_entries(row, to_reqs(row)),
        "parse" | "to_dict" => row.compare_result(by_name(row)),
        "canonical_name" => row.compare(&json!(normalise_name(row.text("name")))),
        "normalize_line" => row.compare_result(normalized(row).map(Value::from)),
        "uniform_format" => {
            let is_uniform = normalized(row).map(|line| row.text("line").trim_end() == line.trim_end());
            row.compare_result(is_uniform.map(Value::from))
        }
        _ => unknown(row),
    }
}

/// What a row says about URLs; rows that do not say are about global lists and projects, which have none.
pub fn urls(row: &Row<'_>) -> Urls {
    if row.flag("permit_urls") { Urls::Allowed } else { Urls::Forbidden }
}

fn normalized(row: &Row<'_>) -> Result<String, Diagnostic> {
    Entry::parse(row.text("line"), Urls::Forbidden).map(|entry| entry.to_normalized_line())
}

/// An entry as the rows write it.
pub fn entry_value(entry: &Entry) -> Value {
    json!({
        "name": entry.name,
        "location": entry.location,
        "specifiers": entry.specifiers.to_string(),
        "markers": entry.marker,
        "comment": entry.comment,
        "extras": entry.extras,
    })
}

/// An entry of a row's input.
pub fn entry_from(value: &Value) -> Result<Entry, String> {
    if let Some(line) = value.as_str() {
        return Entry::parse(line.trim(), Urls::Allowed).map_err(|error| error.to_string());
    }
    let text = |key: &str| value[key].as_str().unwrap_or_default().to_owned();
    let specifiers: SpecifierSet = text("specifiers").parse().map_err(|error| format!("{error}"))?;
    let mut extras: Vec<String> = value["extras"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|extra| extra.as_str().map(str::to_owned))
        .collect();
    extras.sort();
    Ok(Entry {
        name: text("name"),
        location: text("location"),
        specifiers,
        marker: text("markers"),
        comment: text("comment"),
        extras,
    })
}

/// Compares entries with their specifiers and extras as sets, which is how the rows mean them.
fn compare_entries(row: &Row<'_>, found: Result<Value, Diagnostic>) -> Outcome {
    if row.expects_error() {
        return row.compare_result(found);
    }
    Outcome::Done(match found {
        Ok(found) if as_sets(&found) == as_sets(row.expected()) => Ok(()),
        Ok(found) => Err(format!("expected {}, found {found}", row.expected())),
        Err(error) => Err(format!("expected {}, found an error: {error}", row.expected())),
    })
}

fn as_sets(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(as_sets).collect(),
        Value::Object(fields) => {
            fields.iter().map(|(key, value)| (key.clone(), field_as_set(key, value))).collect()
        }
        other => other.clone(),
    }
}

fn field_as_set(key: &str, value: &Value) -> Value {
    match (key, value) {
        ("specifiers", Value::String(text)) => {
            let set: BTreeSet<&str> = text.split(',').map(str::trim).collect();
            json!(set)
        }
        ("extras", Value::Array(extras)) => {
            let set: BTreeSet<String> = extras.iter().map(Value::to_string).collect();
            json!(set)
        }
        (_, value) => as_sets(value),
    }
}

fn to_content(row: &Row<'_>) -> Outcome {
    let entries = row.input()["reqs"].as_array().into_iter().flatten().map(entry_from);
    let lines: Result<String, String> =
        entries.map(|entry| entry.map(|entry| entry.to_line() + "\n")).collect();
    row.compare_result(lines.map(Value::from))
}

/// The file of a row, or the first thing that is wrong with it.
pub fn entry_file(text: &str, urls: Urls) -> Result<EntryFile, Diagnostic> {
    let (file, diagnostics) = EntryFile::parse(text, urls);
    diagnostics.into_iter().next().map_or(Ok(file), Err)
}

fn to_reqs(row: &Row<'_>) -> Result<Value, Diagnostic> {
    let file = entry_file(row.text("content"), urls(row))?;
    let lines = file.lines().iter().filter_map(|line| {
        let entry = match &line.kind {
            EntryLineKind::Blank | EntryLineKind::Comment => return None,
            EntryLineKind::Entry(entry) => entry_value(entry),
            EntryLineKind::LeftAlone | EntryLineKind::Invalid => Value::Null,
        };
        Some(json!({ "req": entry, "line": file.text(line.content) }))
    });
    Ok(lines.collect())
}

/// The names, and how often each is there, if the row asks for that.
fn by_name(row: &Row<'_>) -> Result<Value, Diagnostic> {
    let file = entry_file(row.text("content"), urls(row))?;
    let names = file.by_name();
    let keys: Vec<&str> = names.keys().map(haggle_spec::PackageName::as_str).collect();
    let mut found = json!({ "keys": keys });
    if row.expected().get("counts").is_some() {
        found["counts"] =
            names.iter().map(|(name, lines)| (name.as_str().to_owned(), json!(lines.len()))).collect();
    }
    Ok(found)
}
