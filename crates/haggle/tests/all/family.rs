//! Which family a command works on, and where its records go.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::copied::copy_demo;

/// A copy of the demo in `folder/name`, with a title of its own.
fn family(folder: &Path, name: &str) -> PathBuf {
    let family = folder.join(name);
    copy_demo(&family);
    let manifest = family.join("haggle.toml");
    let text = std::fs::read_to_string(&manifest).unwrap();
    std::fs::write(&manifest, text.replace("OpenStack Image service: Glance", &format!("The family {name}")))
        .unwrap();
    family
}

fn haggle(arguments: &str, folder: &Path, variable: Option<&str>) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_haggle"));
    command.args(arguments.split_whitespace()).current_dir(folder).env_remove("HAGGLE_MANIFEST");
    command.envs(variable.map(|path| ("HAGGLE_MANIFEST", path))).output().unwrap()
}

// A feature with nothing to place, which takes no time.
const EVALUATE: &str = "evaluate image-locations --format json --no-records";

/// Evaluates in a folder: how the title of the family begins.
#[track_caller]
fn check(arguments: &str, folder: &Path, variable: Option<&str>, expected: &str) {
    let output = haggle(&format!("{EVALUATE} {arguments}"), folder, variable);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let evaluation: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let title = evaluation["family"]["title"].as_str().unwrap();
    assert!(title.starts_with(expected), "{title}");
}

#[track_caller]
fn refused(arguments: &str, folder: &Path, variable: Option<&str>, parts: &[&str]) {
    let output = haggle(arguments, folder, variable);
    assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0));
    let text = String::from_utf8_lossy(&output.stderr);
    for part in parts {
        assert!(text.contains(part), "`{part}` is not in:\n{text}");
    }
}

#[test]
fn the_nearest_manifest_above_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let outer = family(folder.path(), "outer");
    check("", &outer, None, "The family outer");
    check("", &outer.join("glance/doc/source"), None, "The family outer");
    let inner = family(&outer.join("requirements"), "inner");
    check("", &inner.join("glance_store"), None, "The family inner");
    check("", &outer.join("requirements"), None, "The family outer");
}

#[test]
fn options_win_over_the_environment_and_that_over_the_nearest() {
    let folder = tempfile::tempdir().unwrap();
    let (one, other) = (family(folder.path(), "one"), family(folder.path(), "other"));
    check("--manifest ../other", &one, None, "The family other");
    check("--manifest ../other/haggle.toml", &one, Some("haggle.toml"), "The family other");
    check("", &one, Some("../other"), "The family other");
    check("", &one, Some(""), "The family one");
    check("--demo", &one, None, "OpenStack Image service");
    check("--demo", &other, Some("haggle.toml"), "OpenStack Image service");
    refused("evaluate --demo --manifest .", &one, None, &["`--demo` and `--manifest`", "leave out"]);
    refused("--demo evaluate --manifest .", &one, None, &["`--demo` and `--manifest`"]);
}

#[test]
fn outside_a_family_nothing_is_taken_for_one() {
    let folder = tempfile::tempdir().unwrap();
    for command in ["evaluate", "include xattr", "snapshot --offline --index-url http://127.0.0.1:1/simple"] {
        refused(command, folder.path(), None, &["no `haggle.toml`", "--manifest", "--demo"]);
    }
    refused("evaluate --manifest none.toml", folder.path(), None, &["no manifest at `none.toml`", "--demo"]);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    check("--demo", folder.path(), None, "OpenStack Image service");
}

#[test]
fn the_checkout_has_the_demo() {
    let checkout = Path::new(env!("CARGO_MANIFEST_DIR"));
    check("", checkout, None, "OpenStack Image service");
    check("", &checkout.join("demo/glance"), None, "OpenStack Image service");
}

#[test]
fn records_go_below_the_family() {
    let folder = tempfile::tempdir().unwrap();
    let family = family(folder.path(), "one");
    let evaluate = "evaluate image-cache-xattr --samples 10";
    for (arguments, from, records) in [
        (evaluate.to_owned(), family.join("glance"), family.join("target/haggle")),
        (format!("{evaluate} --manifest one"), folder.path().to_path_buf(), family.join("target/haggle")),
        (format!("{evaluate} --demo"), folder.path().to_path_buf(), folder.path().join("target/haggle")),
        (format!("{evaluate} --records ../here"), family.clone(), folder.path().join("here")),
    ] {
        let output = haggle(&arguments, &from, None);
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        let mut names: Vec<_> =
            std::fs::read_dir(&records).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        names.sort_unstable();
        assert_eq!(names, ["image-cache-xattr.json", "image-cache-xattr.md"], "{arguments}");
        std::fs::remove_dir_all(records).unwrap();
    }
}

#[test]
fn a_manifest_does_not_say_where_outside_its_folder_to_write() {
    let folder = tempfile::tempdir().unwrap();
    let family = family(folder.path(), "one");
    let manifest = family.join("haggle.toml");
    let text = std::fs::read_to_string(&manifest).unwrap();
    for path in ["../outside.json", "/tmp/outside.json", "a/../../outside.json"] {
        std::fs::write(&manifest, text.replace("\"snapshot.json\"", &format!("\"{path}\""))).unwrap();
        let snapshot = "snapshot --offline --index-url http://127.0.0.1:1/simple";
        refused(snapshot, &family, None, &["is not below the family's folder", "--output-file"]);
    }
}

/// Outside of a checkout, both demos are those of the binary.
#[test]
fn the_demo_of_a_company_is_evaluated_and_checked() {
    let folder = tempfile::tempdir().unwrap();
    let evaluated = haggle("evaluate --demo=harbour --no-records", folder.path(), None);
    assert_eq!(evaluated.status.code(), Some(0));
    let text = String::from_utf8(evaluated.stdout).unwrap();
    assert!(text.contains("shared-limits  extra → core: most deploy it"), "{text}");
    let checked = haggle("check --demo=harbour", folder.path(), None);
    assert_eq!(checked.status.code(), Some(1));
    let text = String::from_utf8(checked.stdout).unwrap();
    assert!(text.contains("`httpx`: this does not allow the pinned version, 0.28.1"), "{text}");
    assert!(text.ends_with("4 projects, 21 lines: 1 finding\n"), "{text}");
}
