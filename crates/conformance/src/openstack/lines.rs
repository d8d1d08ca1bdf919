//! `parse.json` and `normalize.json`: single lines.

use std::collections::BTreeSet;

use haggle_spec::file::{Entry, EntryFile, EntryLine, EntryLineKind, Sorting, Style, Urls};
use haggle_spec::{Diagnostic, PackageName, SpecifierSet, normalise_name};
use serde_json::{Value, json};

use super::row::{Operation, Outcome, Row};

/// The operations of `parse.json`.
pub const PARSE: &[Operation] = &[
    Operation { name: "parse_line", fields: &["line", "permit_urls"], run: parse_line },
    Operation { name: "to_content", fields: &["reqs", "marker_sep", "line_prefix"], run: to_content },
    Operation {
        name: "to_reqs",
        fields: &["content", "permit_urls"],
        run: |row| compare_entries(row, to_reqs(row)),
    },
    Operation {
        name: "parse",
        fields: &["content", "permit_urls"],
        run: |row| row.compare_result(grouped(row, row.text("content"))),
    },
    Operation { name: "to_dict", fields: &["reqs", "content", "permit_urls"], run: to_dict },
    Operation {
        name: "canonical_name",
        fields: &["name"],
        run: |row| row.compare(&json!(normalise_name(row.text("name")))),
    },
];

/// The operations of `normalize.json`.
pub const NORMALIZE: &[Operation] = &[
    Operation {
        name: "normalize_line",
        fields: &["line"],
        run: |row| row.compare_result(normalized(row).map(Value::from)),
    },
    Operation { name: "uniform_format", fields: &["line"], run: uniform_format },
];

fn parse_line(row: &Row<'_>) -> Outcome {
    compare_entries(row, Entry::parse(row.text("line"), urls(row)).map(|entry| entry_value(&entry)))
}

fn uniform_format(row: &Row<'_>) -> Outcome {
    let is_uniform = normalized(row).map(|line| row.text("line").trim_end() == line.trim_end());
    row.compare_result(is_uniform.map(Value::from))
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

/// Entries in one of the styles of the process; the words before a line are put before its name.
fn to_content(row: &Row<'_>) -> Outcome {
    let separator = row.input()["marker_sep"].as_str().unwrap_or(";");
    let style = Style { marker_separator: separator, comment_prefix: " ", sorting: Sorting::ByText };
    let prefix = row.text("line_prefix");
    let line = |value: &Value| -> Result<String, String> {
        let mut entry = entry_from(value)?;
        if !entry.name.is_empty() {
            entry.name.insert_str(0, prefix);
        }
        Ok(entry.to_line_with(style)
            + "
")
    };
    let lines: Result<String, String> = entries_of(row).map(line).collect();
    row.compare_result(lines.map(Value::from))
}

/// The entries of a row's input, each by itself or with the line that it was read from.
fn entries_of<'row>(row: &'row Row<'_>) -> impl Iterator<Item = &'row Value> {
    let entries = row.input()["reqs"].as_array().into_iter().flatten();
    entries.map(|value| value.get("req").or_else(|| value.get(0)).unwrap_or(value))
}

/// Entries, or the lines of a text, grouped by name.
fn to_dict(row: &Row<'_>) -> Outcome {
    if row.input().get("reqs").is_none() {
        return row.compare_result(grouped(row, row.text("content")));
    }
    let lines: Result<String, String> = entries_of(row)
        .map(|value| {
            Ok(entry_from(value)?.to_line()
                + "
")
        })
        .collect();
    row.compare_result(lines.and_then(|text| grouped(row, &text).map_err(|error| error.to_string())))
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

/// The lines of a text by name, in the shape of what is expected: names, with how often each is there if the row asks for that;
/// or a map from each name to a count, or to its entries.
fn grouped(row: &Row<'_>, text: &str) -> Result<Value, Diagnostic> {
    let file = entry_file(text, urls(row))?;
    let names = file.by_name();
    let map = |of: &dyn Fn(&[&EntryLine]) -> Value| -> Value {
        names.iter().map(|(name, lines)| (name.as_str().to_owned(), of(lines))).collect()
    };
    let count = |lines: &[&EntryLine]| json!(lines.len());
    let entries = |lines: &[&EntryLine]| -> Value {
        lines.iter().filter_map(|line| line.entry()).map(entry_value).collect()
    };
    let expected = row.expected();
    let Some(keys) = expected.get("keys") else {
        let is_counted = expected.as_object().is_some_and(|map| map.values().all(Value::is_number));
        return Ok(if is_counted { map(&count) } else { map(&entries) });
    };
    let keys: Value =
        if keys.is_array() { names.keys().map(PackageName::as_str).collect() } else { Value::Null };
    let mut found = json!({ "keys": keys });
    if expected.get("counts").is_some() {
        found["counts"] = map(&count);
    }
    Ok(found)
}
