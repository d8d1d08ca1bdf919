//! Codes of diagnostics: each has one meaning, and `haggle explain` says it.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use haggle::output::check_codes::CHECK_CODES;
use haggle_spec::is_fault_code;
use haggle_spec::lint::rules;

/// The codes that the sources of the checks give to what they find.
fn given() -> BTreeSet<String> {
    let govern = Path::new(env!("CARGO_MANIFEST_DIR")).join("../govern/src/check");
    let mut codes: BTreeSet<String> = ["unreadable-line".to_owned()].into();
    for path in ["lists.rs", "project/finding.rs"] {
        let text = std::fs::read_to_string(govern.join(path)).unwrap();
        let of_rules = text.split_once("pub fn rule(&self) -> &'static str {").unwrap().1;
        let of_rules = of_rules.split_once("\n    }\n").unwrap().0;
        codes.extend(of_rules.split('"').skip(1).step_by(2).map(str::to_owned));
    }
    codes
}

#[test]
fn every_code_of_check_is_explained() {
    let known: BTreeSet<String> = CHECK_CODES.iter().map(|(code, ..)| (*code).to_owned()).collect();
    assert_eq!(known, given());
    let output = Command::new(env!("CARGO_BIN_EXE_haggle"))
        .args(["explain", "bound-above-pin", "python-upper-bound"])
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(
        text.starts_with("# bound-above-pin\n\nReported by `haggle check`. The line asks for more"),
        "{text}"
    );
    assert!(text.contains("python-upper-bound"), "{text}");
}

#[test]
fn a_code_has_one_meaning() {
    let mut seen = BTreeSet::new();
    let rules = rules();
    let all = CHECK_CODES.iter().map(|(code, ..)| *code).chain(rules.iter().map(|rule| rule.name));
    for code in all {
        assert!(seen.insert(code), "`{code}` is there twice");
        // What cannot be read is one thing, wherever it is found.
        assert!(!is_fault_code(code) || code == "unreadable-line", "`{code}` is a fault, too");
    }
}
