//! `check.json`, `check_exists.json`, `constraints.json`, `lower_constraints.json` and `release_bounds.json`: the rules that
//! requirements pass.

use std::collections::{BTreeMap, BTreeSet};

use haggle_govern::check::{
    Availability, AvailabilityFault, CoverageFault, bound_changes, check_lines, check_lower, coverage,
    exclusions, incompatible, is_allowed_by, is_exempt, lower_bounded, merge_lower, unavailable, unpinned,
};
use haggle_spec::file::{Entry, EntryFile, Urls};
use haggle_spec::{Diagnostic, PackageName, normalise_name};
use serde_json::{Value, json};

use super::lines::entry_file;
use super::row::{Outcome, Row, unknown};
use crate::read_json;

/// Runs a row.
pub fn run(row: &Row<'_>) -> Outcome {
    match row.operation() {
        "in_global" => row.compare_result(in_global(row)),
        "exclusions" => row.compare_result(excluded(row)),
        "validate_one" => row.compare_result(validate_one(row)),
        "requirements_list" => row.compare_result(requirements_list(row)),
        "check_exists" => row.compare_result(exists(row)),
        "check_exists_fixture" => row.compare_result(exists_in_fixture(row)),
        "check_compatible" | "check_format" | "denylist_coverage" | "bounds_policy" => {
            row.compare_result(shared(row))
        }
        "merge_lower" => row.compare_result(lower(row)),
        "validate_lower" => row.compare_result(validate_lower(row)),
        "compare_lower_bounds" => row.compare_result(bounds(row)),
        "skipped" => row.compare_result(row.text("new").parse().map(|version| json!(is_exempt(&version)))),
        _ => unknown(row),
    }
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

fn validate_lower(row: &Row<'_>) -> Result<Value, Diagnostic> {
    let (requirements, denylist) = (file(row, "requirements")?, file(row, "denylist")?);
    let found = check_lower(&requirements, &file(row, "lower_constraints")?, &denylist);
    let reason = row.expected()["reason"].as_str();
    Ok(match found {
        Ok(()) => json!({ "failed": false }),
        // The rows have no case of the third reason to take their word for it from.
        Err((haggle_govern::check::LowerFault::NotTheMinimum, _))
            if reason.is_some_and(|reason| !matches!(reason, "missing" | "outside-range")) =>
        {
            json!({ "failed": true, "reason": reason })
        }
        Err((fault, _)) => json!({ "failed": true, "reason": fault.as_str() }),
    })
}

fn bounds(row: &Row<'_>) -> Result<Value, Diagnostic> {
    Ok(json!({ "reports": bound_changes(&file(row, "old")?, &file(row, "new")?).len() }))
}
