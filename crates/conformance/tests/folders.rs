//! What the runners make of folders: rows beside each other or in folders, and what they do not know.

use std::path::Path;

use haggle_conformance::{FileReport, run_all};

/// A version file with one row, and one with an operation of the requirements process.
const VERSIONS: &str = r#"{"normalized": [["1.0.DEV", "1.0.dev0"]]}"#;
const NAMES: &str =
    r#"{"cases": [{"id": "a", "op": "canonical_name", "input": {"name": "A_b"}, "expect": "a-b"}]}"#;

/// The folder's reports, or the failure as a text.
fn run(files: &[(&str, &str)]) -> Result<Vec<FileReport>, String> {
    let folder = tempfile::tempdir().expect("a folder for a test");
    for (name, text) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap_or(Path::new("."))).expect("a folder for a test");
        std::fs::write(path, text).expect("a file for a test");
    }
    run_all(folder.path()).map_err(|failure| failure.to_string())
}

#[track_caller]
fn check(files: &[(&str, &str)], ran: usize, failures: &[&str]) {
    let reports = run(files).expect("there is something to run");
    assert_eq!(reports.iter().map(FileReport::n_ran).sum::<usize>(), ran);
    let found: Vec<String> = reports
        .iter()
        .flat_map(|report| {
            report.failures.iter().map(move |(row, what)| format!("{} {row}: {what}", report.file))
        })
        .collect();
    assert_eq!(found, failures);
}

#[test]
fn a_folder_holds_areas_or_the_files_themselves() {
    check(&[("pep/versions.json", VERSIONS), ("openstack/parse.json", NAMES)], 2, &[]);
    check(&[("versions.json", VERSIONS), ("parse.json", NAMES), ("README.md", "rows")], 2, &[]);
    check(&[("pep/versions.json", VERSIONS), ("instances/a.json.zst", "")], 1, &[]);
}

#[test]
fn what_no_runner_knows_fails_and_is_named() {
    check(
        &[("pep/versions.json", VERSIONS), ("pep/more.json", "{}"), ("others/a.json", "{}")],
        1,
        &["pep/more.json the whole file: no runner knows it", "others the whole file: no runner knows it"],
    );
    check(
        &[("versions.json", r#"{"normalized": [["1", "1"]], "more": [1], "valid": []}"#)],
        1,
        &["pep/versions.json key `more`: no runner knows it", "pep/versions.json valid: it has no rows"],
    );
    let row = |op: &str, input: &str| {
        format!(r#"{{"cases": [{{"id": "a", "op": "{op}", "input": {input}, "expect": "a"}}]}}"#)
    };
    check(
        &[("parse.json", &row("rename", "{}"))],
        1,
        &["openstack/parse.json a: no runner knows the operation `rename`"],
    );
    check(
        &[("parse.json", &row("canonical_name", r#"{"name": "a", "style": "b"}"#))],
        1,
        &["openstack/parse.json a: no runner reads of the input: style"],
    );
    check(
        &[("utils.json", r#"{"canonicalize_name": [{"in": {"s": "a", "kw": {"deep": true}}, "out": "a"}]}"#)],
        1,
        &[concat!(
            r#"pep/utils.json canonicalize_name: {"in":{"kw":{"deep":true},"s":"a"},"out":"a"}: "#,
            "no runner reads of the options: deep",
        )],
    );
}

#[test]
fn a_folder_with_nothing_to_run_fails() {
    for files in [&[][..], &[("README.md", "rows")], &[("pep/README.md", "rows")], &[("notes.json", "{}")]] {
        let failure = run(files).expect_err("nothing ran");
        assert!(failure.contains("has nothing to run"), "{failure}");
    }
}
