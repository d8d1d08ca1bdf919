//! `cache` as a process.

// Clippy sees helpers of integration tests as no tests.
#![cfg(feature = "live")]

use crate::schemas;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use haggle_testkit::index_server::{IndexServer, wheel};
use serde_json::Value;
use tempfile::TempDir;

fn haggle(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_haggle"));
    command.args(arguments).arg("--cache-dir").arg(folder).output().unwrap()
}

#[track_caller]
fn check(folder: &Path, arguments: &[&str], code: i32, output: &str, error: &str) {
    let said = haggle(folder, arguments);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).replace(folder.to_str().unwrap(), "CACHE");
    assert_eq!(
        (said.status.code(), text(&said.stdout), text(&said.stderr)),
        (Some(code), output.to_owned(), error.to_owned())
    );
}

fn json(folder: &Path, arguments: &[&str]) -> Value {
    let said = haggle(folder, &[arguments, &["--format", "json"]].concat());
    let document = serde_json::from_slice(&said.stdout).unwrap();
    schemas::holds("cache", &document);
    document
}

/// A cache with one project.
fn filled() -> (TempDir, IndexServer) {
    let server = IndexServer::start();
    server.publish("demo", wheel("demo", "1.0", &[]));
    let folder = tempfile::tempdir().unwrap();
    let said = haggle(folder.path(), &["resolve", "demo", "--index-url", &server.url()]);
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    (folder, server)
}

fn answers(folder: &Path) -> Vec<PathBuf> {
    let below = fs::read_dir(folder.join("index-v2")).unwrap().map(|entry| entry.unwrap().path());
    below.flat_map(|folder| fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path())).collect()
}

#[test]
fn a_cache_that_is_not_there_is_empty() {
    let folder = tempfile::tempdir().unwrap();
    let none = folder.path().join("none");
    check(&none, &["cache", "dir"], 0, "CACHE\n", "");
    check(&none, &["cache", "size"], 0, "CACHE: no files\n", "");
    check(&none, &["cache", "verify"], 0, "CACHE: no files read, 0 broken\n", "");
    check(&none, &["cache", "prune"], 0, "CACHE: no files removed\n", "");
    check(&none, &["cache", "clean"], 0, "CACHE: no files removed\n", "");
    assert!(!none.exists());
}

#[test]
fn broken_records_are_named_and_pruned() {
    let (folder, _server) = filled();
    let path = answers(folder.path()).remove(0);
    assert_eq!(json(folder.path(), &["cache", "verify"])["broken"], serde_json::json!([]));
    fs::write(&path, "x").unwrap();
    let shown = path.to_str().unwrap().replace(folder.path().to_str().unwrap(), "CACHE");
    let said = haggle(folder.path(), &["cache", "verify"]);
    let output = String::from_utf8_lossy(&said.stdout).replace(folder.path().to_str().unwrap(), "CACHE");
    assert_eq!(said.status.code(), Some(1));
    assert_eq!(output.lines().next(), Some(&*format!("{shown}: its first line does not describe an answer")));
    assert!(String::from_utf8_lossy(&said.stderr).starts_with("help: broken records count as absent"));
    let broken = &json(folder.path(), &["cache", "verify"])["broken"];
    assert_eq!(broken.as_array().unwrap().len(), 1);
    assert_eq!(broken[0]["path"], path.to_str().unwrap());
    let removed = &json(folder.path(), &["cache", "prune"])["removed"];
    let broken = removed.as_array().unwrap().iter().find(|row| row["kind"] == "broken");
    assert_eq!(broken.unwrap()["files"], 1);
    assert_eq!(haggle(folder.path(), &["cache", "verify"]).status.code(), Some(0));
}

#[test]
fn cleaning_a_package_makes_the_next_run_ask_again() {
    let (folder, server) = filled();
    server.forget_requests();
    assert_eq!(json(folder.path(), &["cache", "clean", "other"])["removed"]["files"], 0);
    assert!(json(folder.path(), &["cache", "clean", "demo"])["removed"]["files"].as_u64().unwrap() > 4);
    assert_eq!(json(folder.path(), &["cache", "size"])["sizes"], serde_json::json!([]));
    assert!(haggle(folder.path(), &["resolve", "demo", "--index-url", &server.url()]).status.success());
    assert_eq!(server.requests().len(), 2);
}

#[test]
fn misuse_is_named() {
    let folder = tempfile::tempdir().unwrap();
    for (arguments, expected) in [
        (&["cache", "clean", "a b"][..], "`a b` is not a"),
        (&["cache", "prune", "--unused-for", "soon"], "invalid value 'soon'"),
        (&["cache"], "Usage: haggle cache"),
    ] {
        let said = haggle(folder.path(), arguments);
        let error = String::from_utf8_lossy(&said.stderr);
        assert_eq!(said.status.code(), Some(2), "{error}");
        assert!(error.contains(expected), "{error}");
    }
}

#[test]
fn what_cannot_be_removed_is_named() {
    let (folder, _server) = filled();
    let path = answers(folder.path()).remove(0);
    fs::remove_file(&path).unwrap();
    fs::create_dir(&path).unwrap();
    let said = haggle(folder.path(), &["cache", "clean"]);
    let error = String::from_utf8_lossy(&said.stderr);
    assert_eq!(said.status.code(), Some(2));
    assert!(error.starts_with(&format!("error: cannot remove `{}`: ", path.display())), "{error}");
}

/// Where the cache is without an option; on Linux, where the user's folder has a fixed place.
#[cfg(target_os = "linux")]
#[track_caller]
fn check_place(variables: &[(&str, &str)], expected: &str) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_haggle"));
    command
        .args(["cache", "dir"])
        .env_remove("XDG_CACHE_HOME")
        .env_remove("HAGGLE_CACHE_DIR")
        .env("HOME", "/home/me");
    let said = command.envs(variables.iter().copied()).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&said.stdout), format!("{expected}\n"));
}

#[cfg(target_os = "linux")]
#[test]
fn an_empty_variable_names_no_folder() {
    check_place(&[], "/home/me/.cache/haggle");
    check_place(&[("HAGGLE_CACHE_DIR", "")], "/home/me/.cache/haggle");
    check_place(&[("HAGGLE_CACHE_DIR", "/here")], "/here");
    check_place(&[("XDG_CACHE_HOME", "/there")], "/there/haggle");
    check_place(&[("XDG_CACHE_HOME", "there")], "/home/me/.cache/haggle");
}
