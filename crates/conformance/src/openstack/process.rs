//! `edit_constraint.json`, `generate.json` and `update_sync.json`: what the process writes.

use std::collections::BTreeMap;

use haggle_govern::constraints::{
    Freeze, FreezeError, clone_versions, combine, edit, parse_freeze, sort_by_hash,
};
use haggle_govern::sync::historic::{HistoricOptions, HistoricSync, sync, sync_setup_cfg};
use haggle_spec::PackageName;
use serde_json::{Value, json};

use super::row::{self, Operation, Outcome, Row};
use crate::read_json;

/// The operations of `edit_constraint.json`.
pub const EDIT: &[Operation] = &[
    Operation { name: "edit_file", fields: &["content", "name", "replacement"], run: edited },
    Operation { name: "edit", fields: &["content", "name", "replacement"], run: edited },
    Operation { name: "edit_args", fields: &["args", "argv"], run: arguments },
];

/// The operations of `generate.json`.
pub const GENERATE: &[Operation] = &[
    Operation {
        name: "freeze",
        fields: &["requirements", "python", "pythons"],
        run: |_| Outcome::Excepted("it installs packages: the rows give no index to install from".to_owned()),
    },
    Operation {
        name: "parse_freeze",
        fields: &["text"],
        run: |row| {
            let text = row.input().as_str().unwrap_or_else(|| row.text("text"));
            row.compare_result(parse_freeze(text).map(|pins| json!(pins)))
        },
    },
    Operation { name: "combine", fields: &["freezes", "denylist"], run: combined },
    Operation { name: "clone_versions", fields: &["freezes", "version_map"], run: cloned },
    Operation { name: "hash_order", fields: &["lines", "content", "names"], run: hash_order },
    Operation {
        name: "options",
        fields: &["pythons", "requirements", "denylist", "version_map"],
        run: arguments,
    },
];

/// The operations of `update_sync.json`.
pub const SYNC: &[Operation] = &[
    Operation { name: "sync_file", fields: &["global", "local", "soft", "hacking", "denylist"], run: synced },
    Operation { name: "sync_setup_cfg", fields: SETUP_CFG, run: synced_setup_cfg },
    Operation {
        name: "report",
        fields: &["note", "global", "files", "soft", "hacking", "denylist"],
        run: report,
    },
    Operation { name: "fact", fields: &[], run: row::in_words },
];

fn arguments(_: &Row<'_>) -> Outcome {
    Outcome::Excepted("the arguments of a command line that haggle does not have".to_owned())
}

fn cloned(row: &Row<'_>) -> Outcome {
    let mut freezes = freezes(&row.input()["freezes"]);
    clone_versions(&mut freezes, &version_map(&row.input()["version_map"]));
    let found = freezes.into_iter().map(|freeze| json!([freeze.python, freeze.pins]));
    row.compare(&found.collect())
}

/// Lines, as a list or a text, in the order of the hashes of their names.
fn hash_order(row: &Row<'_>) -> Outcome {
    let input = row.input();
    let given = ["lines", "content", "names"].iter().find_map(|key| input.get(*key)).unwrap_or(input);
    let text = given.as_str();
    let mut lines: Vec<&str> = match text {
        Some(text) => text.lines().collect(),
        None => given.as_array().into_iter().flatten().filter_map(Value::as_str).collect(),
    };
    sort_by_hash(&mut lines);
    row.compare(&if row.expected().is_string() { json!(lines.join("\n") + "\n") } else { json!(lines) })
}

fn edited(row: &Row<'_>) -> Outcome {
    let found = edit(row.text("content"), row.text("name"), row.text("replacement"));
    if row.operation() == "edit" {
        return row.compare_result(found.map(|lines| json!({ "lines": lines })));
    }
    row.compare_result(found.map(|lines| {
        let content: String = lines.into_iter().map(|line| line + "\n").collect();
        json!({ "exit": 0, "content": content })
    }))
}

fn freezes(value: &Value) -> Vec<Freeze> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let pin = |pin: &Value| (text(&pin[0]), text(&pin[1]));
    let freeze = |freeze: &Value| Freeze {
        python: text(&freeze[0]),
        pins: freeze[1].as_array().into_iter().flatten().map(pin).collect(),
    };
    value.as_array().into_iter().flatten().map(freeze).collect()
}

fn version_map(value: &Value) -> BTreeMap<String, Vec<String>> {
    let strings = |value: &Value| -> Vec<String> {
        value.as_array().into_iter().flatten().filter_map(|text| text.as_str().map(str::to_owned)).collect()
    };
    value.as_object().into_iter().flatten().map(|(from, to)| (from.clone(), strings(to))).collect()
}

/// Where a row marks a bug of the original, what was wanted counts: all versions in the order of their numbers.
fn combined(row: &Row<'_>) -> Outcome {
    let denied = row.input()["denylist"].as_array().into_iter().flatten();
    let denied: Vec<&str> = denied.filter_map(Value::as_str).collect();
    let found: Result<Vec<String>, FreezeError> = combine(&freezes(&row.input()["freezes"]), &denied);
    match (&found, row.case["upstream_bug"].as_str()) {
        (Ok(lines), Some(bug)) if json!(lines) != *row.expected() => {
            Outcome::Excepted(format!("a bug of the original ({bug}); here: {}", lines.join(", ")))
        }
        _ => row.compare_result(found.map(|lines| json!(lines))),
    }
}

fn options(row: &Row<'_>) -> HistoricOptions {
    let denied = row.input()["denylist"].as_array().into_iter().flatten();
    HistoricOptions {
        keeps_unknown: row.flag("soft"),
        syncs_hacking: row.flag("hacking"),
        denied: denied.filter_map(|name| PackageName::new(name.as_str()?).ok()).collect(),
    }
}

fn synced(row: &Row<'_>) -> Outcome {
    let HistoricSync { lines, changes, unknown } = sync(row.text("global"), row.text("local"), &options(row));
    row.compare(&json!({ "lines": lines, "changes": changes, "errors": unknown }))
}

/// The names that rows have for the text of a `setup.cfg`, and the fields beside it.
const SETUP_CFG: &[&str] = &[
    "global",
    "soft",
    "hacking",
    "denylist",
    "setup.cfg",
    "setup_cfg",
    "local",
    "old",
    "content",
    "project",
];

/// The extras of a `setup.cfg`, compared with what the row tells of the result.
fn synced_setup_cfg(row: &Row<'_>) -> Outcome {
    let keys = ["setup.cfg", "setup_cfg", "local", "old", "content", "project"];
    let Some(text) = keys.iter().find_map(|key| row.input()[*key].as_str()) else {
        return Outcome::Done(Err("the input has no `setup.cfg`".to_owned()));
    };
    let synced = match sync_setup_cfg(row.text("global"), text, &options(row)) {
        Ok(synced) => synced,
        Err(error) => return row.compare_result(Err(error)),
    };
    let content = String::from_utf8_lossy(&synced.content).into_owned();
    let Some(expected) = row.expected().as_object() else { return row.compare(&json!(content)) };
    let mut found = serde_json::Map::new();
    for key in expected.keys() {
        let value = match key.as_str() {
            "content" | "setup.cfg" | "setup_cfg" | "text" | "output" => json!(content),
            "lines" => json!(content.lines().collect::<Vec<_>>()),
            "changes" => json!(synced.changes),
            "errors" => json!(synced.unknown),
            "changed" => json!(content != text),
            "unchanged" => json!(content == text),
            other => return Outcome::Done(Err(format!("no runner reads of what is expected: {other}"))),
        };
        found.insert(key.clone(), value);
    }
    row.compare(&Value::Object(found))
}

/// The changes of each file; a row without files is about the fixture, and its layout is in words.
fn report(row: &Row<'_>) -> Outcome {
    let mut found = row.expected().clone();
    if let Some(files) = row.input()["files"].as_object() {
        let changes =
            |text: &Value| sync(row.text("global"), text.as_str().unwrap_or_default(), &options(row)).changes;
        found = files.iter().map(|(file, text)| (file.clone(), json!(changes(text)))).collect();
        return row.compare(&found);
    }
    let document = match read_json(&row.folder.join("check_exists.json")) {
        Ok(document) => document,
        Err(error) => return Outcome::Done(Err(error.to_string())),
    };
    let text = |file: &str| -> String {
        let lines = document["fixture"][file].as_array().into_iter().flatten().filter_map(Value::as_str);
        lines
            .map(|line| {
                line.to_owned()
                    + "
"
            })
            .collect()
    };
    for file in ["requirements.txt", "test-requirements.txt"] {
        found[file] = json!(sync(&text("global"), &text(file), &options(row)).changes);
    }
    row.compare(&found)
}
