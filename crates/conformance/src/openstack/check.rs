//! `check.json`, `check_exists.json`, `constraints.json`, `lower_constraints.json` and `release_bounds.json`: the rules that
//! requirements pass.

use std::collections::{BTreeMap, BTreeSet};

use haggle_govern::check::{
    Availability, AvailabilityFault, CoverageFault, LowerFault, bound_changes, check_lines, check_lower,
    coverage, exclusions, incompatible, is_allowed_by, is_exempt, is_exempt_from_lower, lower_bounded,
    merge_lower, unavailable, unpinned,
};
use haggle_spec::file::{Entry, EntryFile, Urls};
use haggle_spec::{Diagnostic, PackageName, normalise_name};
use serde_json::{Value, json};

use super::lines::entry_file;
use super::row::{Operation, Outcome, Row};
use crate::read_json;

/// The operations of `check.json`.
pub const LINES: &[Operation] = &[
    Operation {
        name: "in_global",
        fields: &["local", "global", "global_name", "backports"],
        run: |row| row.compare_result(in_global(row)),
    },
    Operation { name: "exclusions", fields: &["line"], run: |row| row.compare_result(excluded(row)) },
    Operation {
        name: "validate_one",
        fields: &["local", "global", "denylist", "backports"],
        run: |row| row.compare_result(validate_one(row)),
    },
    Operation {
        name: "requirements_list",
        fields: &["project", "strict"],
        run: |row| row.compare_result(requirements_list(row)),
    },
];

/// The operations of `check_exists.json`.
pub const EXISTS: &[Operation] = &[
    Operation {
        name: "check_exists",
        fields: &[
            "requirements.txt",
            "test-requirements.txt",
            "global",
            "constraints",
            "denylist",
            "gr_check",
        ],
        run: |row| row.compare_result(exists(row)),
    },
    Operation {
        name: "check_exists_fixture",
        fields: EDITS,
        run: |row| row.compare_result(exists_in_fixture(row)),
    },
];

/// The operations of `constraints.json`.
pub const SHARED: &[Operation] = &[
    Operation { name: "check_compatible", fields: &["global", "constraints"], run: run_shared },
    Operation { name: "check_format", fields: &["constraints"], run: run_shared },
    Operation { name: "denylist_coverage", fields: &["global", "constraints", "denylist"], run: run_shared },
    Operation { name: "bounds_policy", fields: &["global"], run: run_shared },
];

/// The operations of `lower_constraints.json`.
pub const LOWER: &[Operation] = &[
    Operation { name: "merge_lower", fields: &[], run: |row| row.compare_result(lower(row)) },
    Operation {
        name: "validate_lower",
        fields: &["requirements", "lower_constraints", "denylist", "file", "fname", "path"],
        run: |row| row.compare_result(validate_lower(row)),
    },
];

/// The operations of `release_bounds.json`.
pub const RELEASE: &[Operation] = &[
    Operation {
        name: "compare_lower_bounds",
        fields: &["old", "new"],
        run: |row| {
            let changes = bound_changes(&content(&row.input()["old"]), &content(&row.input()["new"]));
            row.compare(&json!({ "reports": changes.len() }))
        },
    },
    Operation {
        name: "skipped",
        fields: &["start", "new"],
        run: |row| row.compare_result(row.text("new").parse().map(|version| json!(is_exempt(&version)))),
    },
];

fn run_shared(row: &Row<'_>) -> Outcome {
    row.compare_result(shared(row))
}

/// A text of the input as a file of entries; an array is its lines.
fn file(row: &Row<'_>, key: &str) -> Result<EntryFile, Diagnostic> {
    entry_file(&content(&row.input()[key]), Urls::Forbidden)
}

fn content(value: &Value) -> String {
    match value {
        Value::Array(lines) => {
            lines.iter().filter_map(Value::as_str).map(|line| line.to_owned() + "\n").collect()
        }
        value => value.as_str().unwrap_or_default().to_owned(),
    }
}

fn backports(row: &Row<'_>) -> BTreeSet<String> {
    let names = row.input()["backports"].as_array().into_iter().flatten();
    names.filter_map(|name| name.as_str().map(str::to_owned)).collect()
}

fn named<'file>(file: &'file EntryFile, name: &str) -> Vec<&'file Entry> {
    let name = normalise_name(name);
    file.entries().filter(|entry| entry.package_name().is_some_and(|other| other.as_str() == name)).collect()
}

fn in_global(row: &Row<'_>) -> Result<Value, Diagnostic> {
    let (local, global) = (file(row, "local")?, file(row, "global")?);
    let global = named(&global, row.text("global_name"));
    let backports = backports(row);
    Ok(json!(local.entries().any(|entry| is_allowed_by(entry, &global, &backports).is_ok())))
}

fn excluded(row: &Row<'_>) -> Result<Value, Diagnostic> {
    let entry = Entry::parse(row.text("line"), Urls::Forbidden)?;
    let found: BTreeSet<String> = exclusions(&entry).map(ToString::to_string).collect();
    Ok(json!(found))
}

fn validate_one(row: &Row<'_>) -> Result<Value, Diagnostic> {
    let (local, global) = (file(row, "local")?, file(row, "global")?);
    let denied: BTreeSet<PackageName> =
        file(row, "denylist")?.entries().filter_map(Entry::package_name).collect();
    let backports = backports(row);
    for (name, lines) in local.by_name() {
        if denied.contains(&name) {
            continue;
        }
        let lines: Vec<&Entry> = lines.into_iter().filter_map(|line| line.entry()).collect();
        if let Err(fault) = check_lines(&lines, &named(&global, name.as_str()), &backports) {
            return Ok(json!({ "failed": true, "reason": fault.as_str() }));
        }
    }
    Ok(json!({ "failed": false }))
}

/// The names in every list of a project; a line that is there twice fails where the row is strict.
fn requirements_list(row: &Row<'_>) -> Result<Value, Diagnostic> {
    let project = &row.input()["project"];
    let mut failed = false;
    let mut sets = serde_json::Map::new();
    let mut add = |label: String, lines: &Value| -> Result<(), Diagnostic> {
        let list = entry_file(&content(lines), Urls::Forbidden)?;
        for lines in list.by_name().values() {
            let mut bare: Vec<Entry> = Vec::new();
            for entry in lines.iter().filter_map(|line| line.entry()) {
                let entry = Entry { comment: String::new(), ..entry.clone() };
                failed |= row.flag("strict") && bare.contains(&entry);
                bare.push(entry);
            }
        }
        let names: Vec<String> = list.by_name().into_keys().map(|name| name.to_string()).collect();
        sets.insert(label, json!(names));
        Ok(())
    };
    for (path, lines) in project["requirements"].as_object().into_iter().flatten() {
        add(format!("{path} (dependencies)"), lines)?;
    }
    for (key, kind) in [("extras", "extra"), ("dependency_groups", "dependency group")] {
        for (path, lists) in project[key].as_object().into_iter().flatten() {
            for (name, lines) in lists.as_object().into_iter().flatten() {
                add(format!("{path} ('{name}' {kind})"), lines)?;
            }
        }
    }
    Ok(match failed {
        // What the reference has read by then does not count once it has failed.
        true if row.expected().get("sets").is_none() => json!({ "failed": true }),
        failed => json!({ "failed": failed, "sets": sets }),
    })
}

/// The files of a run of the check, by the names that the rows have for them.
type Files = BTreeMap<&'static str, Vec<String>>;

const PROJECT_FILES: [&str; 2] = ["requirements.txt", "test-requirements.txt"];

fn exists(row: &Row<'_>) -> Result<Value, Diagnostic> {
    let lines = |key: &'static str| {
        let text = content(&row.input()[key]);
        (key, text.lines().map(str::to_owned).collect::<Vec<_>>())
    };
    let files = ["requirements.txt", "test-requirements.txt", "global", "constraints", "denylist"].map(lines);
    let faults = faults(&Files::from(files), row.flag("gr_check"))?;
    Ok(if row.expected().get("messages").is_some() {
        messages(&faults, row.expected())
    } else {
        let kinds: Vec<&str> = faults.iter().map(|(_, fault)| fault.as_str()).collect();
        json!({ "exit": i32::from(!faults.is_empty()), "kinds": kinds })
    })
}

/// The files of the fixture with the edits of the row.
fn exists_in_fixture(row: &Row<'_>) -> Result<Value, String> {
    let document = read_json(&row.folder.join("check_exists.json")).map_err(|error| error.to_string())?;
    let mut files = Files::new();
    for (file, prefixes) in [
        ("requirements.txt", ["requirements_", ""]),
        ("test-requirements.txt", ["test_requirements_", ""]),
        ("global", ["global_", "gr_"]),
        ("constraints", ["constraints_", "uc_"]),
        ("denylist", ["denylist_", ""]),
    ] {
        let fixture = document["fixture"][file].as_array().into_iter().flatten();
        let mut lines: Vec<String> = fixture.filter_map(|line| line.as_str().map(str::to_owned)).collect();
        for prefix in prefixes.into_iter().filter(|prefix| !prefix.is_empty()) {
            edit(&mut lines, row.input(), prefix);
        }
        files.insert(file, lines);
    }
    let faults = faults(&files, row.flag("gr_check")).map_err(|error| error.to_string())?;
    Ok(messages(&faults, row.expected()))
}

/// The edits of a fixture: a prefix for each file, and what is done.
const EDITS: &[&str] = &[
    "gr_check",
    "requirements_append",
    "requirements_remove",
    "requirements_replace_last",
    "test_requirements_append",
    "test_requirements_remove",
    "test_requirements_replace_last",
    "global_append",
    "global_remove",
    "global_replace_last",
    "gr_append",
    "gr_remove",
    "gr_replace_last",
    "constraints_append",
    "constraints_remove",
    "constraints_replace_last",
    "uc_append",
    "uc_remove",
    "uc_replace_last",
    "denylist_append",
    "denylist_remove",
    "denylist_replace_last",
];

fn edit(lines: &mut Vec<String>, input: &Value, prefix: &str) {
    let strings = |verb: &str| -> Vec<String> {
        let value = &input[format!("{prefix}{verb}")];
        let items = value.as_array().into_iter().flatten().filter_map(Value::as_str);
        items.chain(value.as_str()).map(str::to_owned).collect()
    };
    for removed in strings("remove") {
        lines.retain(|line| {
            let entry = Entry::parse(line, Urls::Allowed).ok();
            let name = entry.and_then(|entry| entry.package_name());
            name.is_none_or(|name| name.as_str() != normalise_name(&removed))
        });
    }
    if let (Some(last), Some(line)) = (lines.last_mut(), strings("replace_last").pop()) {
        *last = line;
    }
    lines.extend(strings("append"));
}

fn faults(files: &Files, checks_global: bool) -> Result<Vec<(&'static str, AvailabilityFault)>, Diagnostic> {
    let parse = |name: &str, urls| {
        let text: String = files.get(name).into_iter().flatten().map(|line| line.to_owned() + "\n").collect();
        entry_file(&text, urls)
    };
    let (global, constraints) = (parse("global", Urls::Forbidden)?, parse("constraints", Urls::Allowed)?);
    let denylist = parse("denylist", Urls::Forbidden)?;
    let shared = Availability::new(&global, &constraints, &denylist);
    let mut faults = Vec::new();
    for name in PROJECT_FILES {
        let project = parse(name, Urls::Forbidden)?;
        faults.extend(unavailable(&project, &shared, checks_global).into_iter().map(|fault| (name, fault)));
    }
    Ok(faults)
}

/// What is found in the order of the row, which is not that of the files; of each, what the row tells.
fn messages(faults: &[(&str, AvailabilityFault)], expected: &Value) -> Value {
    let tells = |fault: &AvailabilityFault, file: &str| {
        let mut message = json!({ "kind": fault.as_str(), "name": fault.name().as_str() });
        match fault.version() {
            Some(version) => message["version"] = json!(version),
            None => message["file"] = json!(file),
        }
        message
    };
    let mut found: Vec<Value> = faults.iter().map(|(file, fault)| tells(fault, file)).collect();
    let order = expected["messages"].as_array().map(Vec::as_slice).unwrap_or_default();
    found.sort_by_key(|message| order.iter().position(|other| other == message).unwrap_or(order.len()));
    json!({ "exit": i32::from(!found.is_empty()), "messages": found })
}

fn shared(row: &Row<'_>) -> Result<Value, Diagnostic> {
    let constraints = entry_file(&content(&row.input()["constraints"]), Urls::Allowed)?;
    Ok(match row.operation() {
        "check_compatible" => json!({ "errors": incompatible(&file(row, "global")?, &constraints).len() }),
        "check_format" => json!({ "errors": unpinned(&constraints).len() }),
        "bounds_policy" => {
            let global = file(row, "global")?;
            let names: Vec<&str> = lower_bounded(&global).iter().map(|entry| entry.name.as_str()).collect();
            json!({ "offenders": names })
        }
        _ => {
            let faults = coverage(&file(row, "global")?, &constraints, &file(row, "denylist")?);
            let errors: Vec<Value> = faults.iter().map(|fault| coverage_fault(fault, row)).collect();
            json!({ "errors": errors })
        }
    })
}

fn coverage_fault(fault: &CoverageFault, row: &Row<'_>) -> Value {
    let (kind, name) = match fault {
        CoverageFault::Unconstrained(name) => ("unconstrained", name),
        // The rows' word for it is taken from them, if it is another than theirs for the first kind.
        CoverageFault::ConstrainedAndDenied(name) => {
            let rows = row.expected()["errors"].as_array().into_iter().flatten();
            let word = rows.filter_map(|error| error["kind"].as_str()).find(|kind| *kind != "unconstrained");
            (word.unwrap_or("constrained-and-denied"), name)
        }
        _ => return Value::Null,
    };
    json!({ "kind": kind, "name": name.as_str() })
}

fn lower(row: &Row<'_>) -> Result<Value, Diagnostic> {
    let files = row.input().as_array().into_iter().flatten();
    let files: Result<Vec<EntryFile>, Diagnostic> =
        files.map(|text| entry_file(&content(text), Urls::Forbidden)).collect();
    Ok(merge_lower(&files?).iter().map(Entry::to_line).collect())
}

/// A project's files by path, or the text of one.
fn validate_lower(row: &Row<'_>) -> Result<Value, Diagnostic> {
    let input = row.input();
    let (lower, denylist) = (file(row, "lower_constraints")?, file(row, "denylist")?);
    let lower = (!input["lower_constraints"].is_null()).then_some(&lower);
    let path = ["file", "fname", "path"].iter().find_map(|key| input[*key].as_str());
    let path = path.unwrap_or("requirements.txt");
    let files: Vec<(&str, String)> = match &input["requirements"] {
        Value::Object(files) => files.iter().map(|(path, text)| (path.as_str(), content(text))).collect(),
        text => vec![(path, content(text))],
    };
    for (_, text) in files.iter().filter(|(path, _)| !is_exempt_from_lower(path)) {
        let requirements = entry_file(text, Urls::Forbidden)?;
        if let Err((fault, _)) = check_lower(&requirements, lower, &denylist) {
            return Ok(json!({ "failed": true, "reason": lower_reason(fault, row) }));
        }
    }
    Ok(json!({ "failed": false }))
}

/// The word for a fault; for the third, that of the row, as no row at hand has a word to learn.
fn lower_reason<'row>(fault: LowerFault, row: &'row Row<'_>) -> &'row str {
    match (fault, row.expected()["reason"].as_str()) {
        (LowerFault::NotTheMinimum, Some(reason)) if !matches!(reason, "missing" | "outside-range") => reason,
        (fault, _) => fault.as_str(),
    }
}
