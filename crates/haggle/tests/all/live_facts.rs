//! What the snapshot of a family lacks is asked for where the user wants that, and kept.

// Clippy sees helpers of integration tests as no tests.
#![cfg(feature = "live")]

use crate::schemas;

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::copied::{Said, copied_company, said};
use haggle_testkit::index_server::{Fault, IndexServer, wheel};
use tempfile::TempDir;

const CONSTRAINTS: &str = "constraints.txt";

/// The demo with another pin of attrs, of which the index has one release.
fn repinned(version: &str) -> (TempDir, IndexServer) {
    let folder = copied_company();
    let path = folder.path().join(CONSTRAINTS);
    let text = fs::read_to_string(&path).unwrap();
    let lines = text.lines().map(|line| match line.split_once("==") {
        Some(("attrs", _)) => format!("attrs=={version}\n"),
        _ => format!("{line}\n"),
    });
    fs::write(&path, lines.collect::<String>()).unwrap();
    let server = IndexServer::start();
    server.publish("attrs", wheel("attrs", version, &["License: Apache-2.0"]));
    (folder, server)
}

/// Evaluates one feature, with further options.
fn evaluate(folder: &Path, options: &[&str]) -> Said {
    let manifest =
        ["evaluate", "shared-limits", "--manifest", "haggle.toml", "--no-records", "--samples", "100"];
    said(folder, &[&manifest, options].concat(), "")
}

fn live(folder: &Path, server: &IndexServer) -> Said {
    evaluate(folder, &["--live", "--index-url", &server.url()])
}

#[test]
fn what_the_snapshot_lacks_is_asked_for_once_and_kept() {
    // It was published after the recording, so that the list has to be asked for, too.
    let (folder, server) = repinned("99.0");
    let before = fs::read_to_string(folder.path().join("snapshot.json")).unwrap();
    let without = evaluate(folder.path(), &[]);
    assert_ne!(without.code, Some(0));
    let with = live(folder.path(), &server);
    assert_eq!(with.code, Some(0), "{}", with.err);
    assert!(
        with.err.contains("snapshot.json: what it lacked was added, from http://127.0.0.1"),
        "{}",
        with.err
    );
    assert!(server.requests().iter().all(|request| request.contains("attrs")), "{:?}", server.requests());
    let after = fs::read_to_string(folder.path().join("snapshot.json")).unwrap();
    assert_ne!(after, before);
    server.forget_requests();
    let again = live(folder.path(), &server);
    assert_eq!((again.code, again.out.as_str(), again.err.as_str()), (Some(0), with.out.as_str(), ""));
    assert_eq!(server.requests(), Vec::<String>::new());
    assert_eq!(fs::read_to_string(folder.path().join("snapshot.json")).unwrap(), after);
    assert_eq!(evaluate(folder.path(), &[]).out, with.out);
    let demo = concat!(env!("CARGO_MANIFEST_DIR"), "/demo/harbour/snapshot.json");
    let diff = said(folder.path(), &["snapshot", "diff", demo, "snapshot.json"], "");
    assert_eq!(diff.code, Some(1));
    assert!(diff.out.contains("~ attrs\n"), "{}", diff.out);
    assert!(diff.out.ends_with("packages: 0 added, 0 removed, 1 changed\n"), "{}", diff.out);
}

#[test]
fn a_pin_that_is_moved_takes_the_snapshot_along() {
    let folder = copied_company();
    let server = IndexServer::start();
    server.publish("attrs", wheel("attrs", "99.0", &["License: Apache-2.0"]));
    let url = server.url();
    let bump = ["pins", "bump", "attrs", "99.0", "--write", "--manifest", "haggle.toml"];
    let bumped = said(folder.path(), &[&bump[..], &["--live", "--index-url", &url]].concat(), "");
    assert_eq!(bumped.code, Some(0), "{}", bumped.err);
    assert!(
        bumped.err.contains("snapshot.json: what it lacked was added, from http://127.0.0.1"),
        "{}",
        bumped.err
    );
    let constraints = fs::read_to_string(folder.path().join(CONSTRAINTS)).unwrap();
    assert!(constraints.contains("attrs==99.0"));
    let evaluated = evaluate(folder.path(), &[]);
    assert_eq!(evaluated.code, Some(0), "{}", evaluated.err);
}

#[test]
fn without_a_snapshot_all_is_asked_for_and_a_failure_leaves_it_as_it_was() {
    let (folder, server) = repinned("99.0");
    let path = folder.path().join("snapshot.json");
    let before = fs::read(&path).unwrap();
    server.fail_always("/simple/attrs/", Fault::Status(403));
    let failed = live(folder.path(), &server);
    assert_eq!(failed.code, Some(2));
    assert!(failed.err.contains("refused us with status 403"), "{}", failed.err);
    assert_eq!(fs::read(&path).unwrap(), before);
    fs::remove_file(&path).unwrap();
    server.repair();
    server.forget_requests();
    // The index has one project alone, so that there is no solution.
    assert_eq!(live(folder.path(), &server).code, Some(1));
    assert!(server.requests().len() > 5, "{:?}", server.requests());
    assert!(fs::read_to_string(&path).unwrap().contains("\"unavailable\""));
}

#[test]
fn include_drafts_nothing_from_missing_facts_unless_told() {
    let (folder, server) = repinned("25.1.0");
    let include = |options: &[&str]| {
        said(folder.path(), &[&["include", "redis", "--manifest", "haggle.toml"], options].concat(), "")
    };
    let refused = include(&[]);
    assert_eq!((refused.code, refused.out.as_str()), (Some(2), ""));
    assert!(refused.err.contains("lacks facts: the requirements of attrs==25.1.0"), "{}", refused.err);
    assert!(
        refused.err.contains("`--live` asks") && refused.err.contains("`--override missing-facts`"),
        "{}",
        refused.err
    );
    let told = include(&["--override", "missing-facts"]);
    assert_eq!(told.code, Some(0), "{}{}", told.out, told.err);
    assert!(told.out.contains("facts are missing"), "{}", told.out);
    let asked = include(&["--live", "--index-url", &server.url()]);
    assert!(asked.err.contains("what it lacked was added"), "{}", asked.err);
    let after = include(&[]);
    assert_eq!(after.code, Some(0), "{}{}", after.out, after.err);
    assert!(!after.out.contains("facts are missing"), "{}", after.out);
}

#[test]
fn options_of_the_index_need_live() {
    let folder = copied_company();
    for options in [&["--offline"][..], &["--index-url", "http://127.0.0.1:1/"]] {
        let refused = evaluate(folder.path(), options);
        assert_eq!(refused.code, Some(2));
        assert!(refused.err.contains("--live"), "{}", refused.err);
    }
}

#[test]
fn the_same_index_at_the_same_time_gives_the_same_bytes() {
    let server = IndexServer::start();
    server.publish("app", wheel("app", "1.0", &["Requires-Dist: lib"]));
    server.publish("lib", wheel("lib", "2.0", &[]));
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("in.txt"), "app\n").unwrap();
    let record = |time: &str, options: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_haggle"))
            .args([
                "snapshot",
                "-r",
                "in.txt",
                "-o",
                "out.json",
                "--index-url",
                &server.url(),
                "--cache-dir",
                "cache",
            ])
            .args(["--python-version", "3.12", "--python-platform", "linux"])
            .args(options)
            .current_dir(folder.path())
            .env("SOURCE_DATE_EPOCH", time)
            .output()
            .unwrap();
        let written = fs::read_to_string(folder.path().join("out.json")).unwrap_or_default();
        (output.status.code(), written, String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let first = record("1764374400", &[]);
    assert_eq!((first.0, first.2.as_str()), (Some(0), ""));
    assert!(
        first.1.contains("\"recorded\": \"2025-11-29T00:00:00Z\",\n\"source\": \"http://127.0.0.1:"),
        "{}",
        first.1
    );
    assert!(first.1.contains("snapshot --for evaluate --versions 1"), "{}", first.1);
    assert_eq!(record("1764374400", &["--offline"]), first);
    assert_ne!(record("1764374401", &[]).1, first.1);
    let refused = record("yesterday", &[]);
    assert_eq!(refused.0, Some(2));
    assert!(refused.2.contains("`SOURCE_DATE_EPOCH=yesterday` is not a number of seconds"), "{}", refused.2);
}

#[test]
fn a_difference_is_told_line_by_line() {
    let folder = tempfile::tempdir().unwrap();
    let snapshot = |name: &str, recorded: &str, packages: &str| {
        let text = format!(
            r#"{{"format": "haggle-snapshot", "version": 2, "recorded": "{recorded}", "command": "c",
            "scope": {{"for": ["evaluate"], "versions": 1, "environments": []}}, "packages": {{{packages}}}}}"#
        );
        fs::write(folder.path().join(name), text).unwrap();
    };
    snapshot(
        "a",
        "2026-01-01T00:00:00Z",
        r#""gone": {"releases": {}}, "demo": {"releases": {"1": {"requires": ["x>=1", "y"], "files": ["demo-*.tar.gz 7"]}, "2": {}},
           "unrecorded": [{"versions": ["0.1"]}]}, "off": {"unavailable": "none"}"#,
    );
    snapshot(
        "b",
        "2026-01-02T00:00:00Z",
        r#""new": {"releases": {}}, "demo": {"releases": {"1": {"requires": ["x>=2", "y"], "yanked": "", "files": ["demo-*.tar.gz 8"]}, "0.1": {}, "3": {}}},
           "off": {"releases": {}}"#,
    );
    let diff = |options: &[&str]| said(folder.path(), &[&["snapshot", "diff"], options].concat(), "");
    let same = diff(&["a", "a"]);
    assert_eq!((same.code, same.out.as_str()), (Some(0), "packages: 0 added, 0 removed, 0 changed\n"));
    schemas::holds(
        "snapshot-diff",
        &serde_json::from_str(&diff(&["a", "b", "--format", "json"]).out).unwrap(),
    );
    let found = diff(&["a", "b"]);
    let expected = "recorded 2026-01-02T00:00:00Z, was 2026-01-01T00:00:00Z
~ demo
    + 3
    - 2
    ~ 0.1: requirements known, was not recorded
    ~ 1: yanked + without a reason
    ~ 1: requires - x>=1
    ~ 1: requires + x>=2
    ~ 1: file - demo-*.tar.gz 7
    ~ 1: file + demo-*.tar.gz 8
- gone
+ new
~ off: available, was unavailable (none)
packages: 1 added, 1 removed, 2 changed
";
    assert_eq!((found.code, found.out.as_str()), (Some(1), expected));
    let json: serde_json::Value = serde_json::from_str(&diff(&["a", "b", "--format", "json"]).out).unwrap();
    assert_eq!(json["packages"][0]["added"], serde_json::json!(["3"]));
    assert_eq!(json["packages"][0]["changed"][1]["changes"][1]["before"], "x>=1");
    let missing = diff(&["a", "none"]);
    assert_eq!(missing.code, Some(2));
    assert!(missing.err.contains("cannot read `none`"), "{}", missing.err);
    assert_eq!(said(folder.path(), &["snapshot", "diff", "a"], "").code, Some(2));
}
