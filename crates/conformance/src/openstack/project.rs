//! `project.json` and `setup_cfg_merge.json`: a project's files.

use std::collections::BTreeMap;

use haggle_govern::project::{
    Project, pyproject_extras, pyproject_groups, setup_cfg_extras, verify_pyproject,
};
use haggle_spec::file::apply_edits;
use haggle_spec::file::pyproject::PyProject;
use haggle_spec::file::setup_cfg::SetupCfg;
use serde_json::{Value, json};

use crate::fields;

use super::lines::entry_from;
use super::row::{self, Operation, Outcome, Row};

/// The operations of `project.json`.
pub const PROJECT: &[Operation] = &[
    Operation { name: "read", fields: &["files"], run: read },
    Operation { name: "verify_pyproject", fields: &["pyproject.toml", "branch"], run: verify },
    Operation { name: "extras", fields: &["file", "text"], run: extras },
    Operation { name: "dependency_groups", fields: &["text"], run: groups },
];

/// The operations of `setup_cfg_merge.json`.
pub const SETUP_CFG: &[Operation] = &[
    Operation {
        name: "merge",
        fields: &["old", "extras"],
        run: |row| row.compare_result(merge(row).map(Value::from)),
    },
    Operation { name: "split", fields: &["text"], run: split_text },
    Operation {
        name: "extras_text",
        fields: &["text", "setup.cfg"],
        run: |row| row.compare_result(extras_text(row)),
    },
    Operation { name: "fact", fields: &[], run: row::in_words },
];

fn split_text(row: &Row<'_>) -> Outcome {
    let text = row.input().as_str().unwrap_or_else(|| row.text("text"));
    row.compare_result(split(text, row.expected()))
}

fn read(row: &Row<'_>) -> Outcome {
    let files: BTreeMap<String, Vec<u8>> = row.input()["files"]
        .as_object()
        .into_iter()
        .flatten()
        .filter_map(|(path, text)| Some((path.clone(), text.as_str()?.as_bytes().to_vec())))
        .collect();
    row.compare_result(Project::read(&files).map(|project| {
        json!({
            "requirements": project.requirements,
            "extras": project.extras,
            "dependency_groups": project.dependency_groups,
        })
    }))
}

/// The backend that the family of the rows builds with.
const BACKEND: &str = "pbr.build";

/// The gate is for the main branches only. A row names the fault in a word of its own, or in a sentence: it has to be about
/// what is found here. Advice is told in the same place.
fn verify(row: &Row<'_>) -> Outcome {
    let is_applied = row.input()["branch"].as_str().is_none_or(|branch| matches!(branch, "master" | "main"));
    let found = match row.input()["pyproject.toml"].as_str() {
        _ if !is_applied => Ok(Vec::new()),
        text => verify_pyproject(text.map(str::as_bytes), BACKEND),
    };
    let expected = row.expected()["message"].as_str().map(subject);
    let is_same = match (&found, expected) {
        // Nothing is told of advice where there is no message.
        (Ok(_), None) => true,
        (Ok(advice), Some(about)) => advice.iter().any(|advice| advice.as_str() == about),
        (Err(fault), about) => Some(fault.as_str()) == about,
    };
    let outcome = fields::only(row.expected(), "of what is expected", &["ok", "message"]);
    Outcome::Done(outcome.and_then(|()| {
        if is_same && row.expected()["ok"] == found.is_ok() {
            return Ok(());
        }
        Err(format!("expected {}, found {found:?}", row.expected()))
    }))
}

/// What a word or sentence about a `pyproject.toml` is about, in the words of the faults and of the advice here.
fn subject(message: &str) -> &'static str {
    let message = message.to_lowercase().replace("pyproject.toml", "file");
    let has = |word: &str| message.contains(word);
    match () {
        () if has("backend") => "wrong-build-backend",
        () if has("build-system") || has("build_system") => "missing-build-system",
        () if has("project") => "missing-project",
        () if has("invalid") || has("toml") => "invalid-toml",
        () => "missing-file",
    }
}

fn extras(row: &Row<'_>) -> Outcome {
    let Some(text) = row.input()["text"].as_str() else { return row.compare(&Value::Null) };
    if row.text("file") == "setup.cfg" {
        return row.compare_result(setup_cfg_extras(text.as_bytes()).map(|extras| json!(extras)));
    }
    let (file, _) = PyProject::parse(text);
    row.compare(&json!(pyproject_extras(&file)))
}

fn groups(row: &Row<'_>) -> Outcome {
    let Some(text) = row.input()["text"].as_str() else { return row.compare(&Value::Null) };
    let (file, _) = PyProject::parse(text);
    row.compare_result(pyproject_groups(&file).map(|groups| json!(groups)))
}

fn merge(row: &Row<'_>) -> Result<String, String> {
    let old = row.text("old");
    let mut extras = BTreeMap::new();
    for (name, entries) in row.input()["extras"].as_object().into_iter().flatten() {
        let entries =
            entries.get("reqs").unwrap_or(entries).as_array().map(Vec::as_slice).unwrap_or_default();
        extras.insert(name.clone(), entries.iter().map(entry_from).collect::<Result<Vec<_>, _>>()?);
    }
    let file = parse_setup_cfg(old)?;
    let bytes =
        apply_edits(old.as_bytes(), &file.merge_extras(&extras)).map_err(|error| error.to_string())?;
    String::from_utf8(bytes).map_err(|error| error.to_string())
}

fn parse_setup_cfg(text: &str) -> Result<SetupCfg, String> {
    let (file, diagnostics) = SetupCfg::parse(text);
    // Two sections of extras cannot be told apart; other faults leave the extras readable.
    if file.section_headers().filter(|(name, _)| *name == "extras").count() > 1 {
        return Err(diagnostics.first().map(ToString::to_string).unwrap_or_default());
    }
    Ok(file)
}

/// The old tool's view: the text before the extras, their comments and options, the text after, which is also where a last line
/// without its line ending goes.
fn split(text: &str, expected: &Value) -> Result<Value, String> {
    let file = parse_setup_cfg(text)?;
    let headers: Vec<(&str, usize)> = file.section_headers().map(|(name, span)| (name, span.start)).collect();
    let Some(at) = headers.iter().position(|(name, _)| *name == "extras") else {
        let cut = text.rfind('\n').map_or(0, |newline| newline + 1);
        return Ok(in_shape_of(expected, &text[..cut], &Value::Null, &text[cut..]));
    };
    let start = headers[at].1;
    let last_line = text.rfind('\n').map_or(0, |newline| newline + 1);
    let end = headers.get(at + 1).map_or(last_line, |(_, start)| *start);
    let mut items: Vec<(Option<String>, String)> = Vec::new();
    for line in text[start..end].split_inclusive('\n').skip(1).filter(|line| !line.trim().is_empty()) {
        if line.starts_with('#') {
            items.push((None, line.to_owned()));
        } else if line.starts_with(' ')
            && let Some((Some(_), content)) = items.last_mut()
        {
            content.push_str(line.trim_start_matches(' '));
        } else if let Some((name, rest)) = line.split_once('=') {
            items.push((Some(name.trim().to_owned()), rest.to_owned()));
        }
    }
    let shape = expected_items(expected).and_then(|items| items.first());
    let extras: Vec<Value> =
        items.iter().map(|(name, text)| item_in_shape_of(shape, name.as_deref(), text)).collect();
    Ok(in_shape_of(expected, &text[..start], &json!(extras), &text[end..]))
}

fn expected_items(expected: &Value) -> Option<&Vec<Value>> {
    expected.get("extras").or_else(|| expected.get(1)).and_then(Value::as_array)
}

/// The three parts as an object or as an array, whichever the row has.
fn in_shape_of(expected: &Value, prefix: &str, extras: &Value, suffix: &str) -> Value {
    if expected.is_array() {
        return json!([prefix, extras, suffix]);
    }
    json!({ "prefix": prefix, "extras": extras, "suffix": suffix })
}

/// A comment or an extra the way the row writes such items: tagged arrays, or objects.
fn item_in_shape_of(shape: Option<&Value>, name: Option<&str>, text: &str) -> Value {
    let is_tagged = shape.is_some_and(Value::is_array);
    let is_line = shape.is_some_and(|shape| shape.get("line").is_some());
    let tag = shape.and_then(|shape| shape.get("kind").or_else(|| shape.get("type")).map(|_| shape));
    let tag_key = tag.map(|shape| if shape.get("kind").is_some() { "kind" } else { "type" });
    let mut item = match name {
        Some(name) if is_tagged => return json!(["extra", name, text]),
        None if is_tagged => return json!(["comment", text]),
        Some(name) => json!({ "name": name, "content": text }),
        None if is_line => json!({ "line": text }),
        None if tag_key.is_some() => json!({ "line": text }),
        None => json!({ "comment": text }),
    };
    if let Some(key) = tag_key {
        item[key] = json!(if name.is_some() { "extra" } else { "comment" });
    }
    item
}

/// Values as `configparser` gives them: lines that go on start with a line break.
fn extras_text(row: &Row<'_>) -> Result<Value, String> {
    let text = ["text", "setup.cfg"].iter().find_map(|key| row.input()[*key].as_str());
    let Some(text) = text.or_else(|| row.input().as_str()) else { return Ok(json!({})) };
    let extras = setup_cfg_extras(text.as_bytes()).map_err(|error| error.to_string())?.unwrap_or_default();
    let value = |lines: Vec<String>| lines.iter().fold(String::new(), |value, line| value + "\n" + line);
    Ok(extras.into_iter().map(|(name, lines)| (name, json!(value(lines)))).collect())
}
