//! `doctor` looks at this machine; its Python and its programs are made up here.

#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

const ABOUT: &str = r#"{"values": {"python_full_version": "3.12.4", "python_version": "3.12", "sys_platform": "linux",
"os_name": "posix", "platform_system": "Linux"}, "distributions": {"XAttr": "1.3.0", "taskflow": "3.0.0"}, "managed": false}"#;

fn program(folder: &Path, name: &str, script: &str) {
    let path = folder.join(name);
    fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
}

/// Runs `doctor` on the demo with these programs, and a Python that says [`ABOUT`].
fn doctor(programs: &[(&str, &str)], arguments: &[&str]) -> (Option<i32>, String) {
    let folder = tempfile::tempdir().unwrap();
    program(folder.path(), "python3", &format!("cat <<'END'\n{ABOUT}\nEND"));
    for (name, script) in programs {
        program(folder.path(), name, script);
    }
    let output = Command::new(env!("CARGO_BIN_EXE_haggle"))
        .args(["doctor", "--demo"])
        .args(arguments)
        .env("PATH", format!("{}:/usr/bin:/bin", folder.path().display()))
        .env_remove("VIRTUAL_ENV")
        .env_remove("HAGGLE_MANIFEST")
        .output()
        .unwrap();
    let shown =
        String::from_utf8(output.stdout).unwrap().replace(&folder.path().display().to_string(), "BIN");
    (output.status.code(), shown)
}

#[test]
fn what_is_there_is_ready() {
    let (code, shown) = doctor(&[], &["image-cache-xattr"]);
    let shown = shown.split_once(", Python ").unwrap().1;
    assert_eq!(
        shown,
        "\
3.12.4 (BIN/python3)

Image cache on extended attributes (image-cache-xattr): ready
  xattr: 1.3.0 is installed
  It is switched on by:
    [DEFAULT]/image_cache_driver = xattr
    [DEFAULT]/image_cache_dir, on a filesystem with user_xattr and access times
  Page: https://docs.openstack.org/glance/latest/configuration/configuring.html
"
    );
    assert_eq!(code, Some(0));
}

#[test]
fn a_program_and_an_old_distribution_are_told_apart() {
    let (code, shown) = doctor(&[("qemu-img", "echo 'qemu-img version 9.1.2 (x)'")], &["tasks"]);
    assert!(shown.contains("  taskflow: 3.0.0 is installed, and >=4.0.0 is needed\n"), "{shown}");
    assert!(shown.contains("BIN/python3 -m pip install 'taskflow>=4.0.0'\n"), "{shown}");
    assert!(shown.contains("  qemu-img: 9.1.2 is installed\n"), "{shown}");
    assert_eq!(code, Some(1));
}

#[test]
fn a_program_that_hangs_or_says_nothing_is_there_all_the_same() {
    let (_, shown) = doctor(&[("qemu-img", "exit 3")], &["tasks"]);
    assert!(shown.contains("  qemu-img: installed\n"), "{shown}");
}

#[test]
fn json_has_the_same_facts() {
    let (code, shown) = doctor(&[], &["image-cache-xattr", "zero-copy", "--format", "json"]);
    let document: serde_json::Value = serde_json::from_str(&shown).unwrap();
    assert_eq!(code, Some(0), "{shown}");
    assert_eq!(document["schema"], 1);
    assert_eq!(document["features"][0]["state"], "ready");
    assert_eq!(document["features"][1]["requirements"][0]["state"]["found"], "not-needed");
}

#[test]
fn a_python_that_is_none_is_said_to_be_so() {
    let (code, shown) = doctor(&[], &["image-cache-xattr", "--python", "/bin/false"]);
    assert!(shown.contains("xattr: not known: `/bin/false` does not say what is installed"), "{shown}");
    assert_eq!(code, Some(0));
}
