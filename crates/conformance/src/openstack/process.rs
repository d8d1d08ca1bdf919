//! `edit_constraint.json`, `generate.json` and `update_sync.json`: what the process writes.

use std::collections::BTreeMap;

use haggle_govern::constraints::{Freeze, FreezeError, clone_versions, combine, edit, parse_freeze};
use haggle_govern::project::setup_cfg_extras;
use haggle_govern::sync::historic::{HistoricOptions, HistoricSync, sync};
use haggle_spec::PackageName;
use haggle_spec::file::setup_cfg::SetupCfg;
use haggle_spec::file::{Entry, Urls, apply_edits};
use serde_json::{Value, json};

use super::row::{Outcome, Row, unknown};
use crate::read_json;

/// Runs a row.
pub fn run(row: &Row<'_>) -> Outcome {
    match row.operation() {
        "edit" | "edit_file" => edited(row),
        "combine" => combined(row),
        "clone_versions" => {
            let mut freezes = freezes(&row.input()["freezes"]);
            clone_versions(&mut freezes, &version_map(&row.input()["version_map"]));
            let found = freezes.into_iter().map(|freeze| json!([freeze.python, freeze.pins]));
            row.compare(&found.collect())
        }
        "parse_freeze" => {
            let text = row.input().as_str().unwrap_or_else(|| row.text("text"));
            row.compare_result(parse_freeze(text).map(|pins| json!(pins)))
        }
        "sync_file" => synced(row),
        "sync_setup_cfg" => row.compare_result(synced_setup_cfg(row)),
        "report" => report(row),
        "fact" => Outcome::Excepted("a statement in words, with nothing to run".to_owned()),
        "options" | "edit_args" => {
            Outcome::Excepted("the arguments of a command line that haggle does not have".to_owned())
        }
        "freeze" => {
            Outcome::Excepted("it installs packages: the rows give no index to install from".to_owned())
        }
        _ => unknown(row),
    }
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

/// The `[extras]` of `setup.cfg`, each brought in line as a file of its own.
fn synced_setup_cfg(row: &Row<'_>) -> Result<Value, String> {
    let keys = ["setup.cfg", "setup_cfg", "local", "old", "content"];
    let text = keys.iter().map(|key| row.text(key)).find(|text| !text.is_empty()).unwrap_or_default();
    let (file, _) = SetupCfg::parse(text);
    let mut extras = BTreeMap::new();
    for (name, lines) in
        setup_cfg_extras(text.as_bytes()).map_err(|error| error.to_string())?.unwrap_or_default()
    {
        let synced = sync(row.text("global"), &lines.join("\n"), &options(row));
        let entries = synced.lines.iter().map(|line| Entry::parse(line, Urls::Forbidden));
        extras.insert(name, entries.collect::<Result<Vec<_>, _>>().map_err(|error| error.to_string())?);
    }
    let bytes =
        apply_edits(text.as_bytes(), &file.merge_extras(&extras)).map_err(|error| error.to_string())?;
    Ok(json!(String::from_utf8_lossy(&bytes)))
}

/// The fixture's project against its global list; the row's layout is in words.
fn report(row: &Row<'_>) -> Outcome {
    let document = match read_json(&row.folder.join("check_exists.json")) {
        Ok(document) => document,
        Err(error) => return Outcome::Done(Err(error.to_string())),
    };
    let text = |file: &str| -> String {
        let lines = document["fixture"][file].as_array().into_iter().flatten().filter_map(Value::as_str);
        lines.map(|line| line.to_owned() + "\n").collect()
    };
    let mut found = row.expected().clone();
    for file in ["requirements.txt", "test-requirements.txt"] {
        found[file] = json!(sync(&text("global"), &text(file), &options(row)).changes);
    }
    row.compare(&found)
}
