//! What `--format json` prints keeps to the published schemas in `schemas/`, one per kind of document.
//!
//! `HAGGLE_REWRITE=1 cargo test --package haggle schemas::` writes those of [`DOCUMENTS`] anew from what the commands print: required is what
//! every document has, and every object of a place where there are enough of them; nothing else is allowed where all of these have the same
//! fields. Such a file is read before it is committed: a field that went is a new `schema` number. The others are written by hand; what the
//! tests of their commands print is held against them.

mod commands;
mod inferred;
mod validator;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::copied::{copied, said};
use commands::{COMMANDS, DOCUMENTS, WRITTEN};
use inferred::schema;
use serde_json::Value;
use validator::{silence, validate};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schemas")
}

/// The demo with a hold, a decision and a file of faults.
fn family() -> tempfile::TempDir {
    let family = copied();
    let manifest = family.path().join("haggle.toml");
    let text = std::fs::read_to_string(&manifest).unwrap();
    std::fs::write(&manifest, text.replacen("[data]\n", "[data]\nholds = \"holds.toml\"\n", 1)).unwrap();
    let hold = "schema = 1\n[[hold]]\nname = \"amqp\"\nversions = \">5.4.2\"\nowner = \"A. Lead\"\nevidence = \"a log\"\nsince = 2026-01-02\n\
                 expires = 2026-02-01\nclaim = { project = \"openstack/glance\", error = \"ImportError\" }\n";
    std::fs::write(family.path().join("holds.toml"), hold).unwrap();
    std::fs::write(family.path().join("broken.txt"), "six=1\nsix>=1.2,>=1.1\n").unwrap();
    std::fs::write(family.path().join("moves.json"), crate::backtest::MOVES).unwrap();
    for (folder, least) in [("old", "1.2"), ("new", "1.4")] {
        std::fs::create_dir_all(family.path().join(folder)).unwrap();
        let lines = format!("six>={least}\n{}", if folder == "new" { "pbr>=1\n" } else { "" });
        std::fs::write(family.path().join(folder).join("requirements.txt"), lines).unwrap();
    }
    let app = family.path().join("app");
    std::fs::create_dir_all(app.join("app")).unwrap();
    std::fs::write(app.join("requirements.txt"), "six>=1.2\n").unwrap();
    std::fs::write(app.join("setup.cfg"), "[metadata]\nname = app\n[files]\npackages = app\n").unwrap();
    std::fs::write(app.join("app/__init__.py"), "import requests\n").unwrap();
    let decided = said(
        family.path(),
        &[
            "decide",
            "image-signing",
            "--as",
            "extra+guards",
            "--by",
            "A. Lead",
            "--role",
            "ptl",
            "--because",
            "fewer packages",
            "--format",
            "json",
        ],
        "",
    );
    assert_eq!(decided.code, Some(0), "{}", decided.err);
    holds("decide-record", &serde_json::from_str(&decided.out).unwrap());
    // A survey that makes the decision due.
    let adoption = family.path().join("adoption.toml");
    let text = std::fs::read_to_string(&adoption).unwrap();
    let survey = "\n[[adoption]]\nfeature = \"image-signing\"\nkind = \"sample\"\ncount = 55\nn = 60\ndate = \"2026-11-22\"\nsource = \"a survey\"\n";
    std::fs::write(&adoption, text + survey).unwrap();
    family
}

fn printed(family: &Path, line: &str) -> Value {
    let mut words: Vec<&str> = line.split(' ').collect();
    words.extend(["--format", "json"]);
    let said = said(family, &words, "");
    serde_json::from_str(&said.out).unwrap_or_else(|error| panic!("{line}: {error}: {}", said.err))
}

/// A document keeps to the schema of this name.
#[track_caller]
pub fn holds(name: &str, document: &Value) {
    let mut faults = Vec::new();
    validate(document, &read(name), "", &mut faults);
    assert_eq!(faults, Vec::<String>::new(), "{name}: {document}");
}

fn read(name: &str) -> Value {
    let text = std::fs::read_to_string(folder().join(format!("{name}.json")));
    serde_json::from_str(&text.unwrap_or_else(|error| panic!("schemas/{name}.json: {error}"))).unwrap()
}

/// What all of these commands print. They run side by side.
fn documents(family: &Path, lines: &[&str]) -> Vec<Value> {
    std::thread::scope(|scope| {
        let runs: Vec<_> = lines.iter().map(|line| scope.spawn(move || printed(family, line))).collect();
        runs.into_iter().map(|run| run.join().unwrap()).collect()
    })
}

#[test]
fn documents_keep_to_their_schemas() {
    let family = family();
    let is_rewritten = std::env::var_os("HAGGLE_REWRITE").is_some();
    let all: Vec<&(&str, &[&str])> = DOCUMENTS.iter().chain(WRITTEN).collect();
    let lines: Vec<&str> = all.iter().flat_map(|(_, lines)| lines.iter().copied()).collect();
    let mut printed = documents(family.path(), &lines).into_iter();
    for (number, (name, lines)) in all.into_iter().enumerate() {
        let documents: Vec<Value> = printed.by_ref().take(lines.len()).collect();
        if is_rewritten && number < DOCUMENTS.len() {
            let text = serde_json::to_string_pretty(&schema(name, &documents)).unwrap();
            std::fs::write(folder().join(format!("{name}.json")), text + "\n").unwrap();
        }
        for document in &documents {
            holds(name, document);
        }
    }
}

#[test]
fn every_command_that_prints_data_has_a_schema_that_says_something() {
    fn walk(command: &clap::Command, path: &str, found: &mut Vec<String>) {
        let says_json = |argument: &clap::Arg| {
            argument.get_long() == Some("format")
                && argument.get_possible_values().iter().any(|value| value.get_name() == "json")
        };
        if command.get_arguments().any(says_json) {
            found.push(path.to_owned());
        }
        for below in command.get_subcommands() {
            walk(below, format!("{path} {}", below.get_name()).trim_start(), found);
        }
    }
    let program =
        <haggle::command::Command as clap::Subcommand>::augment_subcommands(clap::Command::new("haggle"));
    let mut found = Vec::new();
    walk(&program, "", &mut found);
    found.sort();
    // A build without the clients has fewer commands.
    if cfg!(feature = "live") {
        assert_eq!(found, COMMANDS.iter().map(|(command, _)| *command).collect::<Vec<_>>());
    }
    let named: BTreeSet<&str> = COMMANDS.iter().flat_map(|(_, schemas)| schemas.iter().copied()).collect();
    for name in &named {
        let schema = read(name);
        assert_eq!(schema["additionalProperties"], false, "{name}");
        let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
        let version = required.filter(|field| schema["properties"][field].get("const").is_some()).count();
        assert_eq!(version, 1, "{name}: a document says which schema it has");
        let mut silent = Vec::new();
        silence(&schema, name, &mut silent);
        assert_eq!(silent, Vec::<String>::new(), "these accept anything");
    }
    let files =
        std::fs::read_dir(folder()).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
    for file in files {
        assert!(named.contains(file.trim_end_matches(".json")), "no command prints {file}");
    }
}
