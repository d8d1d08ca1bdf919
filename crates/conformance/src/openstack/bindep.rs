//! `bindep.json`: rules and their selection.

use haggle_spec::Diagnostic;
use haggle_spec::file::bindep::{BindepFile, BindepProfile, BindepRule, Selector};
use serde_json::{Value, json};

use super::row::{Operation, Outcome, Row};

/// The operations of `bindep.json`.
pub const OPERATIONS: &[Operation] = &[
    Operation { name: "parse", fields: &["text"], run: parsed },
    Operation {
        name: "active",
        fields: &["text", "profiles"],
        run: |row| row.compare_result(parse(row.text("text")).map(|file| json!(active(&file, row)))),
    },
    Operation { name: "active_real", fields: &["profiles"], run: real },
    Operation { name: "profiles_real", fields: &[], run: real },
    Operation { name: "rule_count_real", fields: &[], run: real },
];

fn parsed(row: &Row<'_>) -> Outcome {
    let text = row.input().as_str().unwrap_or_else(|| row.text("text"));
    row.compare_result(parse(text).map(|file| rules(&file)))
}

fn parse(text: &str) -> Result<BindepFile, Diagnostic> {
    let (file, diagnostics) = BindepFile::parse(text);
    diagnostics.into_iter().next().map_or(Ok(file), Err)
}

fn rules(file: &BindepFile) -> Value {
    let profile = |profile: &BindepProfile| json!({ "name": profile.name, "positive": profile.positive });
    let selector = |selector: &Selector| match selector {
        Selector::Profile(one) => profile(one),
        Selector::All(group) => group.iter().map(profile).collect(),
    };
    let rule = |rule: &BindepRule| {
        let versions: Vec<Value> = rule
            .versions
            .iter()
            .map(|bound| json!({ "op": bound.operator, "version": bound.version }))
            .collect();
        json!({
            "name": rule.name,
            "selector": rule.selectors.iter().map(selector).collect::<Vec<_>>(),
            "version": versions,
        })
    };
    file.rules().map(rule).collect()
}

fn active<'file>(file: &'file BindepFile, row: &Row<'_>) -> Vec<&'file str> {
    let profiles: Vec<&str> =
        row.input()["profiles"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    file.rules().filter(|rule| rule.is_active(&profiles)).map(|rule| rule.name.as_str()).collect()
}

/// Rows about the real file, which lies beside the vectors.
fn real(row: &Row<'_>) -> Outcome {
    let path = row.folder.join("../../data/openstack/bindep.txt");
    let Ok(bytes) = std::fs::read(&path) else {
        return Outcome::Excepted("the real bindep.txt is not beside these vectors".to_owned());
    };
    let (file, diagnostics) = BindepFile::parse(bytes);
    if !diagnostics.is_empty() {
        return Outcome::Done(Err(format!("the real file has {} faults", diagnostics.len())));
    }
    match row.operation() {
        "active_real" => {
            let names = active(&file, row);
            row.compare(&json!({ "count": names.len(), "names": names }))
        }
        "rule_count_real" => row.compare(&json!(file.rules().count())),
        _ => {
            let profiles: Vec<&str> =
                file.profiles().into_iter().filter(|profile| !profile.starts_with("platform:")).collect();
            row.compare(&json!(profiles))
        }
    }
}
