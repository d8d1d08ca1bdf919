//! Where `-o` and in-place edits write: names of open files, pipes and links.
#![cfg(unix)]

use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Command, Output};

const PINS: &str = "six==1.17.0\n";

const SNAPSHOT: &str = r#"{
"format": "haggle-snapshot",
"version": 1,
"recorded": "2026-11-22T15:00:00Z",
"command": "haggle snapshot",
"scope": {"for": ["evaluate"], "versions": 1, "environments": ["python 3.12 on linux"]},
"packages": {
"six": {
"releases": {
"1.17.0": {"files": ["six-*-py2.py3-none-any.whl 11050"]}
}
}
}
}
"#;

/// Runs a line of a shell in which `$haggle` resolves to [`PINS`].
fn shell(line: &str, folder: &Path) -> Output {
    let snapshot = folder.join("snapshot.json");
    std::fs::write(&snapshot, SNAPSHOT).unwrap();
    let resolve = format!(
        "{} resolve six --snapshot {} --python-version 3.12 --python-platform linux --no-header --no-annotate",
        env!("CARGO_BIN_EXE_haggle"),
        snapshot.display()
    );
    Command::new("sh").args(["-c", line]).current_dir(folder).env("haggle", resolve).output().unwrap()
}

#[track_caller]
fn check(line: &str, expected: &str) {
    let folder = tempfile::tempdir().unwrap();
    symlink("/proc/self/fd/1", folder.path().join("stdout")).unwrap();
    let output = shell(line, folder.path());
    assert_eq!(output.status.code(), Some(0), "{line}: {}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(String::from_utf8_lossy(&output.stdout), expected, "{line}");
    let left = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name());
    assert!(left.into_iter().all(|name| !name.to_string_lossy().starts_with('.')), "{line}");
    assert!(folder.path().join("stdout").is_symlink(), "{line}");
}

#[test]
fn names_of_open_files_are_written_to() {
    if !Path::new("/proc/self/fd").exists() {
        return;
    }
    let twice = PINS.repeat(2);
    for name in ["/dev/stdout", "/proc/self/fd/1", "/dev/fd/1", "stdout"] {
        check(&format!("$haggle -o {name}"), &twice);
        check(&format!("$haggle -o {name} | cat"), &twice);
        check(&format!("$haggle -o {name} > file; cat file"), &twice);
        check(
            &format!("echo before > file; $haggle -o {name} >> file; cat file"),
            &format!("before\n{twice}"),
        );
    }
    check("$haggle -o /dev/fd/3 3> file > printed; cat file", PINS);
    check("{ $haggle -o /dev/fd/3 3>&1 > printed; } | cat", PINS);
    check(
        "echo before > file; $haggle -o /dev/fd/3 3>> file > printed; cat file",
        &format!("before\n{PINS}"),
    );
    check("mkfifo pipe; cat pipe & $haggle -o pipe > printed; wait; test -p pipe", PINS);
    // A reader that wants less than it gets.
    check("mkfifo pipe; : < pipe & $haggle -o pipe > printed; wait; cat printed", PINS);
}

#[test]
fn a_folder_or_a_missing_one_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    for (line, message) in
        [("$haggle -o .", "is a directory"), ("$haggle -o no/out.txt", "no such file or directory")]
    {
        let output = shell(line, folder.path());
        assert_eq!(output.status.code(), Some(2));
        assert!(String::from_utf8_lossy(&output.stderr).contains(message), "{output:?}");
    }
}

#[test]
fn a_file_with_several_names_is_edited_under_all() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    std::fs::write(path("requirements.txt"), "six >= 1\n").unwrap();
    std::fs::hard_link(path("requirements.txt"), path("other")).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_haggle"))
        .args(["fmt", "requirements.txt"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert!(output.status.success());
    assert_eq!(std::fs::read_to_string(path("other")).unwrap(), "six>=1\n");
}
