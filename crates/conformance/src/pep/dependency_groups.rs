//! `dependency_groups.json`: resolving PEP 735's groups.

use haggle_spec::file::pyproject::{DependencyGroups, PyProject};
use serde_json::{Value, json};

use super::{Outcome, Rows, Section, python, rejected, same, text, texts};

pub const SECTIONS: &[Section] = &[
    ("resolve", ASKED, |rows, report| report.each(rows, |row| resolve(row.get("in")?, row))),
    ("resolver", ASKED, |rows, report| report.each(rows, |row| resolve(row.get("in")?, row))),
    ("parametrised", PARAMETRISED, parametrised),
];

const ASKED: &[&str] = &["in", "out", "error", "message"];
const PARAMETRISED: &[&str] =
    &["group_name_used", "group_name_declared", "item", "exc_type", "match", "error"];

/// The groups as a `pyproject.toml` has them.
fn groups(value: &Value) -> Option<DependencyGroups> {
    let groups =
        value.as_object()?.iter().map(|(name, items)| format!("{} = {}\n", toml(&json!(name)), toml(items)));
    let (file, _) = PyProject::parse("[dependency-groups]\n".to_owned() + &groups.collect::<String>());
    file.groups().cloned()
}

/// A value as TOML, which has no null: a number, which is as wrong in a group, stands for it.
fn toml(value: &Value) -> String {
    match value {
        Value::Null => "0".to_owned(),
        Value::Array(items) => format!("[{}]", items.iter().map(toml).collect::<Vec<_>>().join(", ")),
        Value::Object(fields) => {
            let fields = fields.iter().map(|(key, value)| format!("{} = {}", toml(&json!(key)), toml(value)));
            format!("{{ {} }}", fields.collect::<Vec<_>>().join(", "))
        }
        // JSON's strings, numbers and booleans are TOML's.
        value => value.to_string(),
    }
}

fn resolve(input: &Value, row: &Value) -> Option<Outcome> {
    let groups = groups(input.get("groups")?)?;
    let names = match input.get("group")? {
        Value::String(name) => vec![name.clone()],
        names => texts(names)?,
    };
    let found: Result<Vec<String>, _> = names.iter().try_fold(Vec::new(), |mut found, name| {
        for item in groups.resolve(name).map_err(|error| error.to_string())? {
            let requirement =
                item.requirement().ok_or_else(|| format!("`{}` is not a requirement", item.text))?;
            found.push(requirement.to_string());
        }
        Ok::<_, String>(found)
    });
    if row.get("error").is_some() {
        return Some(rejected(found));
    }
    Some(same("requirements", &found.ok(), &texts(row.get("out")?)))
}

fn parametrised(value: &Value, report: &mut Rows<'_>) {
    for (test, rows) in value.as_object().into_iter().flatten() {
        match test.rsplit("::").next().unwrap_or(test) {
            "test_normalized_name_is_used_for_include_group_lookups" => report.each(rows, |row| {
                let (declared, used) = (text(row, "group_name_declared")?, text(row, "group_name_used")?);
                let input = json!({
                    "groups": { declared: ["spam"], "eggs": [{ "include-group": used }] },
                    "group": "eggs",
                });
                resolve(&input, &json!({ "out": ["spam"] }))
            }),
            "test_unknown_object_shape"
            | "test_malformed_group_entries_are_not_cached_on_resolver_instance" => {
                report.each(rows, |row| {
                    let item = python::represented(row.get("item")?)?;
                    let input = json!({ "groups": { "test": [item] }, "group": "test" });
                    resolve(&input, &json!({ "error": "malformed" }))
                });
            }
            _ => report.without_runner(test),
        }
    }
}
