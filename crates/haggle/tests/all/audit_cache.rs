//! What an audit keeps changes no answer: not when files change, not when what is kept is broken, not when several run at once.

#![cfg(feature = "live")]

use std::fs;
use std::path::Path;
use std::process::Command;

fn run(project: &Path, more: &[&str]) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_haggle"));
    let output = command.arg("audit").arg(project).args(more).output().unwrap();
    (output.status.code(), String::from_utf8(output.stdout).unwrap())
}

/// Audits with what is kept, and holds the answer against one that keeps nothing.
#[track_caller]
fn check(project: &Path, cache: &Path, contains: &str) {
    let kept = run(project, &["--cache-dir", cache.to_str().unwrap()]);
    assert_eq!(kept, run(project, &["--no-cache"]));
    assert!(kept.1.contains(contains), "{}", kept.1);
}

fn files(cache: &Path) -> Vec<std::path::PathBuf> {
    let mut files: Vec<_> =
        fs::read_dir(cache.join("sources-v1")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

fn project() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("app")).unwrap();
    fs::write(folder.path().join("requirements.txt"), "six>=1\n").unwrap();
    fs::write(folder.path().join("app/__init__.py"), "import six\n").unwrap();
    fs::write(folder.path().join("app/a.py"), "import yaml\n").unwrap();
    folder
}

#[test]
fn a_change_is_seen_and_so_is_one_that_is_taken_back() {
    let (project, cache) = (project(), tempfile::tempdir().unwrap());
    let (project, cache) = (project.path(), cache.path());
    check(project, cache, "`yaml`");
    check(project, cache, "`yaml`");
    // As long as before, and within the same second.
    fs::write(project.join("app/a.py"), "import lxml\n").unwrap();
    check(project, cache, "`lxml`");
    fs::write(project.join("app/a.py"), "import yaml\n").unwrap();
    check(project, cache, "`yaml`");
    fs::write(project.join("requirements.txt"), "six>=1\nyaml\n").unwrap();
    check(project, cache, "2 imports, 2 requirements, 0 findings");
    fs::remove_file(project.join("app/__init__.py")).unwrap();
    check(project, cache, "nothing imports `six`");
    let kept = run(project, &["--cache-dir", cache.to_str().unwrap(), "--format", "json"]);
    assert_eq!(kept, run(project, &["--no-cache", "--format", "json"]));
}

#[test]
fn broken_records_count_as_absent() {
    let (project, cache) = (project(), tempfile::tempdir().unwrap());
    check(project.path(), cache.path(), "`yaml`");
    let kept = files(cache.path());
    assert_eq!(kept.len(), 2);
    for file in &kept {
        let whole = fs::read(file).unwrap();
        let mut flipped = whole.clone();
        *flipped.last_mut().unwrap() ^= 1;
        for bad in [&flipped[..], &whole[..whole.len() / 2], b"", b"\xff\xff", &[0; 100]] {
            fs::write(file, bad).unwrap();
            check(project.path(), cache.path(), "`yaml`");
        }
        fs::write(file, whole).unwrap();
    }
    // A folder in the way of a file: nothing can be kept, and nothing fails.
    fs::remove_file(&kept[0]).unwrap();
    fs::create_dir(&kept[0]).unwrap();
    check(project.path(), cache.path(), "`yaml`");
}

#[test]
fn several_processes_share_what_is_kept() {
    let (project, cache) = (project(), tempfile::tempdir().unwrap());
    let answers: Vec<_> = std::thread::scope(|scope| {
        let one = |_| scope.spawn(|| run(project.path(), &["--cache-dir", cache.path().to_str().unwrap()]));
        let running: Vec<_> = (0..8).map(one).collect();
        running.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let alone = run(project.path(), &["--no-cache"]);
    assert!(answers.iter().all(|answer| *answer == alone), "{answers:?}");
    assert_eq!(files(cache.path()).len(), 2, "nothing unfinished is left");
    check(project.path(), cache.path(), "`yaml`");
}
