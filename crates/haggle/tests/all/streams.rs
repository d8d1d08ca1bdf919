//! A full, closed or abandoned standard output: exit code 2 with a message, or a quiet end; never a panic.
#![cfg(unix)]

use std::fs::{File, OpenOptions};
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

/// A folder with what the commands below read.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in [
        ("requirements.txt", "six >= 1\nfoo bar\n"),
        ("pins.txt", "six==1.17.0\n"),
        ("snapshot.json", "{}"),
        ("events.json", "[]"),
    ] {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

/// Every command that prints, and its exit code where all goes well.
const COMMANDS: &[(&str, i32)] = &[
    ("--help", 0),
    ("--version", 0),
    ("evaluate --help", 0),
    ("--demo=harbour evaluate shared-limits --samples 10 --no-records", 0),
    ("--demo=harbour evaluate shared-limits --samples 10 --no-records --format json", 0),
    ("--demo=harbour evaluate --backtest events.json --samples 10", 0),
    ("--demo=harbour evaluate --backtest events.json --samples 10 --format json", 0),
    ("--demo=harbour include redis", 0),
    ("lint requirements.txt", 1),
    ("lint requirements.txt --format json", 1),
    ("fmt --check requirements.txt", 1),
    ("fmt --diff requirements.txt", 0),
    ("fmt -", 0),
];

fn haggle(arguments: &str, folder: &tempfile::TempDir) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_haggle"));
    command.args(arguments.split(' ')).current_dir(folder.path()).env_remove("HAGGLE_MANIFEST");
    command.stdin(File::open(folder.path().join("requirements.txt")).unwrap()).stderr(Stdio::piped());
    command
}

#[track_caller]
fn check(arguments: &str, output: &Output, code: i32, message: &str) {
    let error = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{arguments}: {error}");
    assert!(error.contains(message) && !error.contains("panicked"), "{arguments}: {error}");
}

/// A device that takes no byte. Without one (on macOS, say) there is nothing to test against.
fn full() -> Option<File> {
    OpenOptions::new().write(true).open("/dev/full").ok()
}

#[test]
fn a_full_output_is_misuse_with_a_message() {
    let folder = folder();
    for (arguments, _) in COMMANDS {
        let Some(full) = full() else { return };
        let output = haggle(arguments, &folder).stdout(full).output().unwrap();
        check(arguments, &output, 2, "cannot write standard output: no space left");
    }
}

#[test]
fn a_closed_output_is_misuse_with_a_message() {
    let folder = folder();
    for (arguments, _) in COMMANDS {
        let inner = haggle(arguments, &folder);
        let mut command = Command::new("sh");
        command.args(["-c", "exec \"$0\" \"$@\" >&-"]).arg(inner.get_program()).args(inner.get_args());
        command.current_dir(folder.path()).env_remove("HAGGLE_MANIFEST").stderr(Stdio::piped());
        command.stdin(File::open(folder.path().join("requirements.txt")).unwrap());
        let output = command.output().unwrap();
        check(arguments, &output, 2, "cannot write standard output: it is closed");
    }
}

#[test]
fn a_null_device_is_an_output_like_any_other() {
    let folder = folder();
    for (arguments, code) in COMMANDS {
        // Opened for reading and writing, as some programs do that start others.
        let null = OpenOptions::new().read(true).write(true).open("/dev/null").unwrap();
        let output = haggle(arguments, &folder).stdout(null).output().unwrap();
        check(arguments, &output, *code, "");
    }
}

#[test]
fn a_reader_that_has_gone_ends_it_quietly() {
    let folder = folder();
    for (arguments, code) in COMMANDS {
        let mut child = haggle(arguments, &folder).stdout(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        check(arguments, &output, *code, "");
        assert!(!String::from_utf8_lossy(&output.stderr).contains("error:"), "{arguments}");
    }
}

#[test]
fn a_full_standard_error_changes_no_exit_code() {
    let folder = folder();
    for arguments in
        ["lint nofile", "lint --nonsense", "evaluate nosuchfeature --demo", "fmt requirements.txt --check"]
    {
        let Some(full) = full() else { return };
        let usual = haggle(arguments, &folder).stdout(Stdio::null()).output().unwrap().status.code();
        let status = haggle(arguments, &folder).stdout(Stdio::null()).stderr(full).status().unwrap();
        assert_eq!(status.code(), usual, "{arguments}");
    }
}

#[test]
fn records_are_written_when_the_reader_has_gone() {
    let folder = folder();
    let records: PathBuf = folder.path().join("records");
    let arguments = "--demo=harbour evaluate shared-limits --samples 10 --records records";
    let mut child = haggle(arguments, &folder).stdout(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert!(records.join("shared-limits.md").is_file());
}
