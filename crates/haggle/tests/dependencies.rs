//! What the published crates are made of: licences, sources, how much a default build brings, and nothing that nobody uses.

#![allow(clippy::unwrap_used, reason = "a test that fails says where")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use spdx::{Expression, LicenseReq, Licensee};

/// Licences that users may pass on with either of ours; `deny.toml` has the same, for those who have cargo-deny.
const ALLOWED: [&str; 10] = [
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "Unicode-3.0",
    "Zlib",
];
/// What must not come in, even below others: a second TLS, C code of others, what nobody keeps.
const BANNED: [&str; 4] = ["atty", "native-tls", "openssl-sys", "reqwest"];
/// How many crates a default build of these brings, themselves included.
const MOST: [(&str, usize); 3] = [("haggle-spec", 14), ("haggle-resolve", 12), ("haggle-tradeoff", 1)];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn cargo(arguments: &[&str]) -> String {
    let output =
        Command::new(env!("CARGO")).args(arguments).arg("--locked").current_dir(root()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn metadata() -> Value {
    serde_json::from_str(&cargo(&["metadata", "--format-version", "1", "--all-features"])).unwrap()
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or_default()
}

#[test]
fn licences_and_sources_are_allowed() {
    let metadata = metadata();
    let packages = metadata["packages"].as_array().unwrap();
    assert!(packages.len() > 100);
    let allowed: Vec<Licensee> = ALLOWED.iter().map(|id| Licensee::parse(id).unwrap()).collect();
    let is_allowed = |request: &LicenseReq| allowed.iter().any(|licensee| licensee.satisfies(request));
    let mut wrong = Vec::new();
    for package in packages {
        let (name, licence, source) =
            (text(package, "name"), text(package, "license"), text(package, "source"));
        // Old manifests write `MIT/Apache-2.0`.
        let expression = Expression::parse(&licence.replace('/', " OR "));
        if !expression.is_ok_and(|expression| expression.evaluate(is_allowed)) {
            wrong.push(format!("{name}: the licence `{licence}` is not one of those allowed"));
        }
        if !source.is_empty() && !source.starts_with("registry+") {
            wrong.push(format!("{name}: it comes from {source}"));
        }
        if BANNED.contains(&name) {
            wrong.push(format!("{name}: it is banned"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_default_build_brings_few_crates() {
    for (name, most) in MOST {
        let tree =
            cargo(&["tree", "--package", name, "--edges", "normal", "--prefix", "none", "--format", "{p}"]);
        let crates: BTreeSet<&str> = tree.lines().map(|line| line.trim_end_matches(" (*)")).collect();
        assert!(crates.len() <= most, "{name} brings {} crates, {most} before: {crates:?}", crates.len());
    }
}

#[test]
fn every_dependency_is_used() {
    let metadata = metadata();
    let members: Vec<&str> =
        metadata["workspace_members"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    let mut unused = Vec::new();
    let mut used: BTreeMap<String, usize> = BTreeMap::new();
    for package in metadata["packages"].as_array().unwrap() {
        if !members.contains(&text(package, "id")) {
            continue;
        }
        let folder = Path::new(text(package, "manifest_path")).parent().unwrap().to_owned();
        let sources = sources(&folder);
        for dependency in package["dependencies"].as_array().unwrap() {
            let name = dependency["rename"].as_str().unwrap_or(text(dependency, "name"));
            *used.entry(text(dependency, "name").to_owned()).or_default() += 1;
            if !mentions(&sources, &name.replace('-', "_")) {
                unused.push(format!("{}: {name}", text(package, "name")));
            }
        }
    }
    let manifest = std::fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let shared = manifest.split("[workspace.dependencies]").nth(1).unwrap().split("\n[").next().unwrap();
    let named =
        shared.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(" = "));
    let left = named.map(|(name, _)| name).filter(|name| !used.contains_key(*name));
    unused.extend(left.map(|name| format!("the workspace: {name}")));
    assert!(unused.is_empty(), "nothing uses these dependencies:\n{}", unused.join("\n"));
}

/// Whether the crate is named in a path or an attribute.
fn mentions(sources: &str, name: &str) -> bool {
    let is_part = |character: char| character.is_alphanumeric() || character == '_';
    sources.match_indices(name).any(|(at, _)| {
        let (before, after) = (&sources[..at], &sources[at + name.len()..]);
        !before.ends_with(is_part)
            && (after.starts_with("::")
                || after.starts_with('!')
                || after.starts_with([';', ' ']) && before.ends_with("use "))
    })
}

/// The Rust files of a package.
fn sources(folder: &Path) -> String {
    let mut text = String::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap().filter_map(Result::ok) {
            let path = entry.path();
            if path.is_dir() && !path.ends_with("target") && !path.ends_with("peers") {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let source = std::fs::read_to_string(&path).unwrap();
                // Examples of pages are tests, too.
                for included in
                    source.split("include_str!(\"").skip(1).filter_map(|rest| rest.split('"').next())
                {
                    let page = path.with_file_name(included);
                    text += &std::fs::read_to_string(page).unwrap_or_default();
                }
                text += &source;
            }
        }
    }
    text
}
