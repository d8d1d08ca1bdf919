//! `dependency_groups.json`: resolving PEP 735's groups.

use haggle_spec::{DependencyGroups, GroupItem};
use serde_json::{Value, json};

use super::{Outcome, Rows, Section, python, rejected, same, text, texts};

pub const SECTIONS: &[Section] = &[
    ("resolve", |rows, report| report.each(rows, |row| resolve(row.get("in")?, row))),
    ("resolver", |rows, report| report.each(rows, |row| resolve(row.get("in")?, row))),
    ("parametrised", parametrised),
];

/// The groups as the crate takes them; what is of another type is malformed.
fn groups(value: &Value) -> Option<DependencyGroups> {
    let mut groups = DependencyGroups::new();
    for (name, items) in value.as_object()? {
        let Some(items) = items.as_array() else {
            groups.push_malformed(name);
            continue;
        };
        groups.push(name, items.iter().map(item));
    }
    Some(groups)
}

fn item(item: &Value) -> GroupItem {
    match (item.as_str(), item.as_object()) {
        (Some(requirement), _) => GroupItem::Requirement(requirement.to_owned()),
        (None, Some(table)) if table.len() == 1 => match table.get("include-group").and_then(Value::as_str) {
            Some(name) => GroupItem::Include(name.to_owned()),
            None => GroupItem::Malformed(item.to_string()),
        },
        _ => GroupItem::Malformed(item.to_string()),
    }
}

fn resolve(input: &Value, row: &Value) -> Option<Outcome> {
    let groups = groups(input.get("groups")?)?;
    let names = match input.get("group")? {
        Value::String(name) => vec![name.clone()],
        names => texts(names)?,
    };
    let found: Result<Vec<String>, _> = names.iter().try_fold(Vec::new(), |mut found, name| {
        found.extend(groups.resolve(name)?.iter().map(ToString::to_string));
        Ok::<_, haggle_spec::GroupError>(found)
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
            _ => report.not_covered(test),
        }
    }
}
