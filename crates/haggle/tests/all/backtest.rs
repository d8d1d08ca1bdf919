//! `haggle evaluate --backtest`: what it reads, and what is wrong with it.

use std::path::Path;
use std::process::{Command, Output};

/// Moves of two repositories.
pub const MOVES: &str = r#"[
  {"repo": "a", "commit": "1", "date": "2019-01-01", "package": "boto3", "frm": "none", "to": "extra", "imports": "drivers"},
  {"repo": "a", "commit": "2", "date": "2020-01-01", "package": "six", "frm": "none", "to": "core", "imports": "code"},
  {"repo": "b", "commit": "3", "date": "2021-01-01", "package": "ldap", "frm": "none", "to": "extra", "imports": "drivers"},
  {"repo": "b", "commit": "4", "date": "2022-01-01", "package": "mox", "frm": "test", "to": "none", "note": "passed over"}
]
"#;

fn backtest(folder: &Path, moves: &str, arguments: &str) -> Output {
    std::fs::write(folder.join("moves.json"), moves).unwrap();
    Command::new(env!("CARGO_BIN_EXE_haggle"))
        .args("--demo evaluate --samples 10 --backtest moves.json".split_whitespace())
        .args(arguments.split_whitespace())
        .current_dir(folder)
        .env_remove("HAGGLE_MANIFEST")
        .output()
        .unwrap()
}

#[track_caller]
fn refused(folder: &Path, moves: &str, arguments: &str, parts: &[&str]) {
    let output = backtest(folder, moves, arguments);
    assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0));
    let text = String::from_utf8_lossy(&output.stderr);
    for part in parts {
        assert!(text.contains(part), "`{part}` is not in:\n{text}");
    }
}

#[test]
fn every_mistake_is_shown_at_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    for (from, to, message, place) in [
        ("2020-01-01", "2020-02-31", "`2020-02-31` is not a day", "moves.json:3:40"),
        ("\"six\"", "\"-six\"", "`-six`", "moves.json:3"),
        (
            "\"none\", \"to\": \"core\"",
            "\"core\", \"to\": \"core\"",
            "moves from `core` to where it is",
            "moves.json:3",
        ),
        ("\"core\"", "\"\"", "this text is empty", "moves.json:3"),
        ("\"repo\": \"a\", \"commit\": \"2\"", "\"commit\": \"2\"", "a move needs `repo`", "moves.json:3:3"),
        ("\"core\"", "7", "this is a number where a string belongs", "moves.json:3"),
        ("\"code\"", "\"codes\"", "did you mean `code`?", "moves.json:3"),
        ("]\n", "", "EOF while parsing a list", "moves.json:"),
    ] {
        refused(folder, &MOVES.replacen(from, to, 1), "", &[message, place]);
    }
    refused(folder, "{}", "", &["this is an object where a list belongs", "moves.json:1"]);
    // All of them, and not the first alone.
    refused(
        folder,
        &MOVES.replace("2019-01-01", "soon").replace("2022-01-01", "late"),
        "",
        &["`soon`", "`late`"],
    );
}

#[test]
fn import_facts_go_with_moves_one_by_one() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let counts = |code: u32, driver: u32| {
        format!(r#"{{"code": {code}, "test": 0, "top": {code}, "indented": 0, "driver": {driver}}}"#)
    };
    let entry = |code, driver| format!(r#"{{"eve": {}, "prop": {}}}"#, counts(0, 0), counts(code, driver));
    let facts: Vec<String> = [entry(1, 1), entry(2, 0), entry(1, 1), entry(0, 0)].into();
    std::fs::write(folder.join("facts.json"), format!("[{}]", facts.join(","))).unwrap();
    std::fs::write(folder.join("few.json"), format!("[{}]", facts[0])).unwrap();
    std::fs::write(folder.join("bad.json"), "[\n{\"eve\": {}}]").unwrap();

    let output = backtest(folder, MOVES, "--import-facts facts.json --format json");
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let replay: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(replay["precedent"]["imports_known"], 4);
    let again = backtest(folder, MOVES, "--import-facts facts.json --format json");
    assert_eq!(output.stdout, again.stdout, "the same moves give the same bytes");
    // Without the file, what the moves say themselves.
    let output = backtest(folder, MOVES, "--format json");
    let replay: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(replay["precedent"]["imports_known"], 3);

    refused(folder, MOVES, "--import-facts few.json", &["`few.json` has 1 entries", "4 moves", "same order"]);
    refused(folder, MOVES, "--import-facts bad.json", &["needs `prop`", "bad.json:2"]);
    let alone = Command::new(env!("CARGO_BIN_EXE_haggle"))
        .args(["--demo", "evaluate", "--import-facts", "facts.json"])
        .current_dir(folder)
        .output()
        .unwrap();
    assert_eq!(alone.status.code(), Some(2), "import facts of no moves");
}
