//! What a user reads after a mistake: what happened, where, and what to do.
//!
//! The rows are command lines in a folder with a few files; `misuse.txt` beside this file has what each prints on standard error. It is
//! written anew by `HAGGLE_REWRITE=1 cargo test --package haggle --test all misuse`.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;
use std::sync::Mutex;

/// Every one ends with exit code 2.
const MISUSES: &[&str] = &[
    // Names of commands, options and values.
    "evalute",
    "pins hold",
    "cache clear",
    "evaluate --sample 100 --demo",
    "evaluate --samples -1 --demo",
    "evaluate --seed abc --demo",
    "evaluate --format xml --demo",
    "evaluate --demo=harbor",
    "evaluate --demo --manifest x.toml",
    "-v -q lint ok.txt",
    "completions tcsh",
    "resolve requests --python 3.12",
    // Names of features, rules, projects, stakeholders, placements, distributions.
    "evaluate image-signin --demo",
    "evaluate glance --demo",
    "doctor nosuch --demo",
    "explain bound-above-pins",
    "explain E501",
    "sync glanse --demo",
    "docs glanse --demo",
    "include xattr --project glanse --demo",
    "include xattr --placement extras --demo",
    "include xattr --placement extra --demo",
    "include xattr>= --demo",
    "remove nosuch --demo",
    "pins bump oslo.logg 8.3.0 --demo",
    "pins why-behind oslo.logg --snapshot ok.txt --demo",
    "pins cap botto3<2 --demo",
    "pins cap boto3 --demo",
    "pins exclude oslo.service --demo",
    "what-broke glance --since yesterday --demo",
    "forecast oslo.utils --demo",
    "decide image-signing --as extra --demo",
    // Files and folders.
    "lint requirements.text",
    "lint folder",
    "lint picture.png",
    "fmt nowhere/requirements.txt",
    "message check ok.text",
    "resolve ok.txt --python-version 3.12",
    "resolve -r folder --python-version 3.12",
    "resolve https://localhost/x-1.0.whl --python-version 3.12",
    "resolve six --snapshot ok.txt --python-version 3.12",
    "resolve six --snapshot other.json --python-version 3.12",
    "snapshot diff ok.txt other.json",
    "check ok.txt --lists folder",
    "check foldr --lists folder",
    "check folder --lists folder",
    "audit foldr",
    "audit ok.txt",
    "init folder",
    "init nofolder",
    "report --demo -q -o nowhere/report.html",
    "report --demo -q -o folder",
    // A family that is not there.
    "evaluate",
    "--manifest folder evaluate",
    "--manifest ok.txt check",
    "--manifest empty.toml check",
    // Indexes, Pythons, days.
    "resolve six --index-url localhost/simple --python-version 3.12",
    "resolve six --index-url ftp://localhost/simple --python-version 3.12",
    "resolve six --python-version 3,12",
    "resolve six --python-platform solaris --python-version 3.12",
    "resolve six --exclude-newer tomorrow --python-version 3.12",
];

fn said(folder: &Path, line: &str) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_haggle"))
        .args(line.split(' '))
        .current_dir(folder)
        .env("COLUMNS", "110")
        .env_remove("HAGGLE_MANIFEST")
        .output()
        .unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{line}: {said}");
    assert!(output.stdout.is_empty(), "{line}: {}", String::from_utf8_lossy(&output.stdout));
    assert!(said.starts_with("error: "), "{line}: {said}");
    said.replace(&folder.display().to_string(), "FOLDER")
}

#[cfg(all(feature = "live", feature = "report"))]
#[test]
fn a_mistake_is_answered_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().canonicalize().unwrap();
    std::fs::create_dir(folder.join("folder")).unwrap();
    let files: [(&str, &[u8]); 5] = [
        ("ok.txt", b"six\n"),
        ("requirements.txt", b"six\n"),
        ("empty.toml", b""),
        ("other.json", b"{\"a\": 1}\n"),
        ("picture.png", b"\x89PNG\r\n\x1a\n\0\0"),
    ];
    for (name, bytes) in files {
        std::fs::write(folder.join(name), bytes).unwrap();
    }
    let answers = Mutex::new(vec![String::new(); MISUSES.len()]);
    let next = std::sync::atomic::AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                    let Some(line) = MISUSES.get(at) else { return };
                    let answer = said(&folder, line);
                    answers.lock().unwrap()[at] = answer;
                }
            });
        }
    });
    let mut text = String::new();
    for (line, answer) in MISUSES.iter().zip(answers.into_inner().unwrap()) {
        writeln!(text, "$ haggle {line}\n{answer}").unwrap();
    }
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/all/misuse.txt");
    if std::env::var_os("HAGGLE_REWRITE").is_some() {
        std::fs::write(&kept, &text).unwrap();
    }
    let expected = std::fs::read_to_string(&kept).unwrap_or_default();
    let differing =
        text.split("$ haggle ").zip(expected.split("$ haggle ")).find(|(now, before)| now != before);
    assert!(differing.is_none(), "{}\n{}", differing.unwrap().0, differing.unwrap().1);
    assert_eq!(text.len(), expected.len());
}
