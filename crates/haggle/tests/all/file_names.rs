//! A file whose name tells no format is neither read nor written, unless the format is given.

use std::path::PathBuf;
use std::process::{Command, Output};

fn run(name: &str, text: &str, arguments: &[&str]) -> (Output, PathBuf) {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("file-names").join(arguments.join("_"));
    std::fs::create_dir_all(&folder).expect("a folder");
    let path = folder.join(name);
    std::fs::write(&path, text).expect("a file");
    let output = Command::new(env!("CARGO_BIN_EXE_haggle")).args(arguments).arg(&path).output();
    (output.expect("the command runs"), path)
}

/// Every command that writes refuses the file, says what it is, and leaves it as it is.
#[track_caller]
fn check_refused(name: &str, text: &str, kind: &str) {
    for arguments in [&["lint", "--fix"][..], &["lint"], &["fmt"]] {
        let (output, path) = run(name, text, arguments);
        let message = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{name}: {message}");
        assert!(message.contains(kind) && message.contains("--file-format"), "{name}: {message}");
        assert_eq!(std::fs::read_to_string(&path).expect("a file"), text);
    }
}

#[test]
fn files_of_other_kinds_are_named_and_left_alone() {
    check_refused("Cargo.toml", "[package]\nedition = 2021\n", "Cargo's manifest");
    check_refused("uv.lock", "revision = 2\n", "uv's lock file");
    check_refused("app.ini", "[server]\nretries = 3\n", "an INI file of another tool");
    check_refused("setup.py", "x = 1\n", "a Python program");
    check_refused("NOTES.md", "a = 1\n", "a Markdown text");
    check_refused("Pipfile", "[packages]\nsix = '*'\n", "Pipenv's Pipfile");
    check_refused("environment.yml", "dependencies:\n  - six=1.16\n", "an environment of conda");
    check_refused("spec.txt", "six=1.16=py_0\npip=23=py_1\nxz=5=h_2\n", "conda's packages");
    check_refused(
        "deps.txt",
        "<<<<<<< a\nsix=1\n=======\nsix=2\n>>>>>>> b\n",
        "a merge that was not resolved",
    );
    check_refused("deps.in", "{{ cookiecutter.name }}=1\n", "a template");
}

#[test]
fn a_format_that_is_given_counts() {
    let (output, path) = run("needs", "six => 1\n", &["lint", "--fix", "--file-format", "requirements"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(std::fs::read_to_string(path).expect("a file"), "six >= 1\n");
}

#[test]
fn names_of_requirements_files_need_no_format() {
    for name in ["requirements.txt", "dev-requirements.in", "requirements", "my.txt", "upper-constraints.txt"]
    {
        let (output, _) = run(name, "six==1.0\n", &["lint"]);
        assert_eq!(output.status.code(), Some(0), "{name}: {}", String::from_utf8_lossy(&output.stderr));
    }
}
