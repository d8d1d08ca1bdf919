//! `realdata.json`: the shapes of the real files, measured. The files of the main branch lie beside some vectors; those of other
//! branches do not.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use haggle::output::failure::Failure;
use haggle_govern::check::{coverage, incompatible, lower_bounded, unpinned};
use haggle_spec::file::{Entry, EntryFile, EntryLineKind, Urls};
use haggle_spec::{Operator, PackageName, Version};
use serde_json::{Value, json};

use crate::{FileReport, read_json};

/// The file.
pub const FILE: &str = "realdata.json";

/// Keys that say what the file is.
const DESCRIPTIONS: &[&str] = &["schema", "area", "description", "upstream_revision"];

/// The shared files of the main branch.
struct Shared {
    global: EntryFile,
    constraints: EntryFile,
    denylist: EntryFile,
    n_projects: usize,
}

/// Runs the file.
pub fn run(folder: &Path) -> Result<FileReport, Failure> {
    let document = read_json(&folder.join(FILE))?;
    let mut report = FileReport::new(format!("openstack/{FILE}"));
    let shared = read_shared(&folder.join("../../data/openstack"));
    let mut record = |row: &str, expected: &Value, found: Option<Value>| match found {
        None => report.except("measured", row, "the real files of this branch are not beside these rows"),
        Some(found) if found == *expected => report.record("measured", row, Ok(()), &[]),
        Some(found) => {
            report.record("measured", row, Err(format!("expected {expected}, found {found}")), &[]);
        }
    };
    for branch in document["branches"].as_array().into_iter().flatten() {
        let name = branch["ref"].as_str().unwrap_or("?");
        let of_branch = shared.as_ref().filter(|_| name == "HEAD");
        for (part, expected) in branch.as_object().into_iter().flatten().filter(|(part, _)| is_measured(part))
        {
            let found = of_branch.map(|shared| measured(shared, part));
            record(&format!("{name} {part}"), expected, found);
        }
    }
    let others = document.as_object().into_iter().flatten();
    for (part, expected) in
        others.filter(|(part, _)| *part != "branches" && !DESCRIPTIONS.contains(&part.as_str()))
    {
        record(part, expected, shared.as_ref().map(|shared| of_main(shared, part)));
    }
    Ok(report)
}

fn is_measured(part: &str) -> bool {
    !matches!(part, "ref" | "commit")
}

fn read_shared(folder: &Path) -> Option<Shared> {
    let text = |name: &str| std::fs::read_to_string(folder.join(name)).ok();
    let file = |name: &str| Some(EntryFile::parse(text(name)?, Urls::Allowed).0);
    Some(Shared {
        global: file("global-requirements.txt")?,
        constraints: file("upper-constraints.txt")?,
        denylist: file("denylist.txt")?,
        n_projects: text("projects.txt")?.lines().filter(|line| !is_comment_or_blank(line)).count(),
    })
}

fn is_comment_or_blank(line: &str) -> bool {
    let line = line.trim();
    line.is_empty() || line.starts_with('#')
}

/// A part of a branch.
fn measured(shared: &Shared, part: &str) -> Value {
    match part {
        "upper_constraints" => pins(&shared.constraints),
        "global_requirements" => requirements(&shared.global),
        "denylist_entries" => json!(shared.denylist.entries().count()),
        "projects" => json!(shared.n_projects),
        _ => json!("no runner knows this part"),
    }
}

fn markers(file: &EntryFile) -> BTreeMap<&str, usize> {
    let mut found = BTreeMap::new();
    for entry in file.entries().filter(|entry| !entry.marker.is_empty()) {
        *found.entry(entry.marker.as_str()).or_default() += 1;
    }
    found
}

fn pins(file: &EntryFile) -> Value {
    let mut lines: Vec<String> = file.entries().map(Entry::to_line).collect();
    let written = lines.clone();
    haggle_govern::constraints::sort_by_hash(&mut lines);
    let place: BTreeMap<&str, usize> =
        lines.iter().enumerate().map(|(at, line)| (line.as_str(), at)).collect();
    let inversions =
        written.windows(2).filter(|pair| place[pair[0].as_str()] > place[pair[1].as_str()]).count();
    let counts: Vec<usize> = file.by_name().values().map(Vec::len).collect();
    json!({
        "lines": file.lines().len(),
        "comment_lines": file.lines().iter().filter(|line| matches!(line.kind, EntryLineKind::Comment)).count(),
        "pins": file.entries().count(),
        "distinct_names": counts.len(),
        "names_with_several_pins": counts.iter().filter(|count| **count > 1).count(),
        "max_pins_per_name": counts.iter().max(),
        "pins_with_marker": markers(file).values().sum::<usize>(),
        "markers": markers(file),
        "hash_order_inversions": inversions,
    })
}

fn requirements(file: &EntryFile) -> Value {
    let count = |holds: &dyn Fn(&Entry) -> bool| file.entries().filter(|entry| holds(entry)).count();
    let exclusions =
        |entry: &Entry| entry.specifiers.iter().filter(|it| it.operator() == Operator::NotEqual).count();
    json!({
        "lines": file.lines().len(),
        "requirements": file.entries().count(),
        "distinct_names": file.by_name().len(),
        "with_exclusion": count(&|entry| exclusions(entry) > 0),
        "exclusions": file.entries().map(exclusions).sum::<usize>(),
        "capped": count(&is_capped),
        "with_marker": count(&|entry| !entry.marker.is_empty()),
        "markers": markers(file),
        "without_license_comment": count(&|entry| entry.comment.is_empty()),
    })
}

fn is_capped(entry: &Entry) -> bool {
    entry.specifiers.iter().any(|it| matches!(it.operator(), Operator::Less | Operator::LessEqual))
}

/// A part about the main branch alone.
fn of_main(shared: &Shared, part: &str) -> Value {
    match part {
        "master_validate" => {
            let errors = unpinned(&shared.constraints).len()
                + incompatible(&shared.global, &shared.constraints).len()
                + lower_bounded(&shared.global).len()
                + coverage(&shared.global, &shared.constraints, &shared.denylist).len()
                + shared.global.entries().filter(|entry| !is_uniform(shared, entry)).count();
            json!({ "exit": i32::from(errors > 0), "errors": errors })
        }
        "master_sets" => sets(shared),
        "master_exclusion_max" => {
            let count = |entry: &&Entry| {
                entry.specifiers.iter().filter(|it| it.operator() == Operator::NotEqual).count()
            };
            let most = shared.global.entries().max_by_key(count);
            json!({ "name": most.map(|entry| &entry.name), "count": most.as_ref().map(count) })
        }
        "master_caps" => {
            let capped = shared.global.entries().filter(|entry| is_capped(entry));
            capped.map(|entry| format!("{}{}", entry.name, entry.specifiers)).collect()
        }
        "master_version_shapes" => shapes(&shared.constraints),
        "master_sections" => sections(&shared.global),
        _ => json!("no runner knows this part"),
    }
}

fn is_uniform(shared: &Shared, entry: &Entry) -> bool {
    let line = shared.global.lines().iter().find(|line| line.entry() == Some(entry));
    line.is_some_and(|line| shared.global.text(line.content).trim_end() == entry.to_normalized_line())
}

fn sets(shared: &Shared) -> Value {
    let names = |file: &EntryFile| -> BTreeSet<PackageName> { file.by_name().into_keys().collect() };
    let (global, pinned, denied) =
        (names(&shared.global), names(&shared.constraints), names(&shared.denylist));
    let neither = global.iter().filter(|name| !pinned.contains(*name) && !denied.contains(*name));
    json!({
        "global_and_constrained": global.intersection(&pinned).count(),
        "global_and_denylisted": global.intersection(&denied).count(),
        "global_neither": neither.map(PackageName::as_str).collect::<Vec<_>>(),
        "constrained_transitive_only": pinned.difference(&global).count(),
        "denylisted": denied.len(),
    })
}

fn shapes(constraints: &EntryFile) -> Value {
    let pins = constraints.entries().filter_map(|entry| entry.specifiers.iter().next());
    let versions: Vec<Version> = pins.filter_map(|pin| pin.version_text().parse().ok()).collect();
    let count = |holds: &dyn Fn(&Version) -> bool| versions.iter().filter(|it| holds(it)).count();
    // Segments are those of the text: `2.9.0.post0` has four.
    let mut segments: BTreeMap<String, usize> = BTreeMap::new();
    for version in &versions {
        *segments.entry(version.to_string().split('.').count().to_string()).or_default() += 1;
    }
    json!({
        "final": count(&|it| !it.is_prerelease() && !it.is_postrelease()),
        "post": count(&|it| it.is_postrelease()),
        "pre": count(&|it| it.is_prerelease()),
        "local": count(&|it| it.local().is_some()),
        "epoch": count(&|it| it.epoch().as_u64() != Some(0)),
        "segments": segments,
    })
}

/// Sections are told apart by comments `## section:NAME`.
fn sections(global: &EntryFile) -> Value {
    let mut found: BTreeMap<String, usize> = BTreeMap::new();
    let mut section = String::new();
    for line in global.lines() {
        let text = global.text(line.content).trim();
        if let Some(name) = text.strip_prefix("## section:") {
            name.trim().clone_into(&mut section);
        } else if line.entry().is_some() {
            *found.entry(section.clone()).or_default() += 1;
        }
    }
    json!(found)
}
