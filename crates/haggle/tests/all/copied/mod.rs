//! A copy of the demo that a test may change, and commands on it.

mod progress;

use std::path::Path;
use std::process::{Command, Output, Stdio};

pub use progress::is_progress;

/// The demo's files in a folder of their own.
pub fn copied() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    copy_demo(folder.path());
    folder
}

/// The files of the second demo, which is small and quick to evaluate.
pub fn copied_company() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("demo/harbour"), folder.path());
    folder
}

/// Copies the demo's files.
pub fn copy_demo(to: &Path) {
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("demo/glance"), to);
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            std::fs::copy(path, target).unwrap();
        }
    }
}

/// What a command says: its exit code, what it prints and what it complains of, without how long it takes.
pub struct Said {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

/// Runs a command in a folder, with something to read.
pub fn said(folder: &Path, arguments: &[&str], input: &str) -> Said {
    use std::io::Write as _;

    let mut child = Command::new(env!("CARGO_BIN_EXE_haggle"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("HAGGLE_MANIFEST")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that needs no answer may be gone before it is given one.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let Output { status, stdout, stderr } = child.wait_with_output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let err = text(stderr);
    let said_at_once = err.split_inclusive('\n').filter(|line| !is_progress(line.trim_end())).collect();
    Said { code: status.code(), out: text(stdout), err: said_at_once }
}
