//! Each folder in `lint_cases` is a behaviour of `lint`: files beside what the command prints about them.
//!
//! A case is `RULE/BEHAVIOUR/`: the files that are linted, `expected`, and perhaps `arguments`, whose lines are command lines. Without
//! `arguments`, all files are linted, and what `--fix` and `--unsafe-fix` would change is shown if there is something to repair.
//! `HAGGLE_REWRITE=1 cargo test -p haggle lint_cases::` writes every `expected` anew.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use haggle_spec::lint::rules;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lint_cases")
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut entries: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    entries
}

fn name(path: &Path) -> String {
    path.file_name().unwrap().to_string_lossy().into_owned()
}

/// Runs a command line in a folder: what it prints, and its exit code.
fn run(line: &str, folder: &Path) -> (String, i32) {
    let output = Command::new(env!("CARGO_BIN_EXE_haggle"))
        .args(line.split_whitespace())
        .current_dir(folder)
        .env_remove("HAGGLE_MANIFEST")
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
    (text, output.status.code().unwrap())
}

/// What the command lines of a case print, as `expected` has it.
fn printed(case: &Path) -> String {
    // Outside of the checkout, so that no manifest is above it.
    let copy = tempfile::tempdir().unwrap();
    let mut files = Vec::new();
    for path in entries(case) {
        if path.is_dir() {
            std::fs::create_dir(copy.path().join(name(&path))).unwrap();
            for inner in entries(&path) {
                std::fs::copy(&inner, copy.path().join(name(&path)).join(name(&inner))).unwrap();
            }
        } else if !matches!(name(&path).as_str(), "expected" | "arguments") {
            std::fs::copy(&path, copy.path().join(name(&path))).unwrap();
            if name(&path) != "haggle.toml" {
                files.push(name(&path));
            }
        }
    }
    let files = files.join(" ");
    let mut text = String::new();
    let mut show = |line: &str| {
        let (printed, code) = run(line, copy.path());
        let _ = write!(text, "$ haggle {line}\n{printed}exit code {code}\n");
        printed
    };
    if let Ok(arguments) = std::fs::read_to_string(case.join("arguments")) {
        arguments.lines().for_each(|line| drop(show(line)));
    } else {
        let found = show(&format!("lint {files}"));
        for flag in ["fix", "unsafe-fix"] {
            if found.contains(&format!("that `--{flag}` repairs")) {
                show(&format!("lint --{flag} --diff {files}"));
            }
        }
    }
    text
}

#[test]
fn every_case_prints_what_is_expected() {
    let rewrites = std::env::var_os("HAGGLE_REWRITE").is_some();
    let (mut n_cases, mut wrong) = (0, Vec::new());
    for case in entries(&folder()).iter().flat_map(|rule| entries(rule)) {
        n_cases += 1;
        let (printed, expected) = (printed(&case), case.join("expected"));
        if rewrites {
            std::fs::write(&expected, printed).unwrap();
        } else if std::fs::read_to_string(&expected).unwrap_or_default() != printed {
            wrong.push(format!("{}:\n{printed}", case.display()));
        }
    }
    assert!(n_cases > 0, "there are no cases");
    assert!(wrong.is_empty(), "{} cases print otherwise:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_rule_has_a_case_that_shows_it_and_one_that_does_not() {
    let folders: BTreeSet<String> = entries(&folder()).iter().map(|path| name(path)).collect();
    for rule in rules() {
        assert!(folders.contains(rule.name), "`{rule}` has no cases");
        let cases = entries(&folder().join(rule.name));
        let shows = |case: &PathBuf| {
            let expected = std::fs::read_to_string(case.join("expected")).unwrap();
            expected.contains(&format!("[{rule}]"))
        };
        let (found, right): (Vec<&PathBuf>, Vec<&PathBuf>) = cases.iter().partition(|case| shows(case));
        assert!(!found.is_empty(), "no case shows `{rule}`");
        assert!(!right.is_empty(), "every case shows `{rule}`");
    }
}

#[test]
fn the_page_about_linting_is_what_explain_prints() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/lint.md");
    let (printed, code) = run("explain --all", &folder());
    assert_eq!(code, 0);
    if std::env::var_os("HAGGLE_REWRITE").is_some() {
        std::fs::write(&page, printed).unwrap();
        return;
    }
    let written = std::fs::read_to_string(&page).unwrap();
    assert!(written == printed, "`cargo xtask pages` writes `docs/lint.md` anew");
}
