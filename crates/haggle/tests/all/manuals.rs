//! Scripts for shells and pages of the manual: they are there for every command, and the tools that read them find no fault.

use std::process::{Command, Stdio};

fn haggle(arguments: &[&str]) -> Vec<u8> {
    let output = Command::new(env!("CARGO_BIN_EXE_haggle"))
        .args(arguments)
        .env("SOURCE_DATE_EPOCH", "1795910400")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

#[test]
fn shells_read_what_they_complete_with() {
    let folder = tempfile::tempdir().unwrap();
    for shell in ["bash", "zsh", "fish"] {
        let script = haggle(&["completions", shell]);
        let text = String::from_utf8_lossy(&script);
        for word in ["evaluate", "why-behind", "--unused-for", "--quiet"] {
            let plain = text.replace('\\', "");
            assert!(plain.contains(word) || plain.contains(word.trim_start_matches('-')), "{shell}: {word}");
        }
        let file = folder.path().join(shell);
        std::fs::write(&file, &script).unwrap();
        // Not every shell is on every machine.
        if let Ok(read) = Command::new(shell).arg("-n").arg(&file).output() {
            assert!(read.status.success(), "{shell}: {}", String::from_utf8_lossy(&read.stderr));
        }
    }
}

#[test]
fn every_command_has_a_page_without_fault() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("man1");
    haggle(&["man", place.to_str().unwrap()]);
    let mut pages: Vec<_> = std::fs::read_dir(&place).unwrap().map(|entry| entry.unwrap().path()).collect();
    pages.sort();
    for name in ["haggle.1", "haggle-evaluate.1", "haggle-pins-why-behind.1", "haggle-cache-prune.1"] {
        let text = std::fs::read_to_string(place.join(name)).unwrap();
        let title = name.trim_end_matches(".1").to_uppercase();
        let version = env!("CARGO_PKG_VERSION");
        let expected = format!(".TH {title} 1 2026-11-29 \"haggle {version}\" \"User Commands\"\n");
        assert!(text.replace("\\-", "-").contains(&expected), "{name}: {text}");
        assert!(text.contains(".SH OPTIONS") && text.contains("Examples:"), "{name}: {text}");
    }
    let linted = Command::new("mandoc").args(["-T", "lint", "-W", "warning"]).args(&pages).output();
    if let Ok(linted) = linted {
        // A line break beside a blank line is what clap_mangen writes between options.
        let said = String::from_utf8_lossy(&linted.stdout);
        let faults: Vec<&str> =
            said.lines().filter(|line| !line.contains("skipping paragraph macro")).collect();
        assert_eq!(faults, Vec::<&str>::new());
    }
    let read = Command::new("man")
        .args(["--warnings", "--local-file", "-Tutf8"])
        .args(&pages)
        .env("MANPAGER", "cat")
        .stdin(Stdio::null())
        .output();
    if let Ok(read) = read {
        let said = String::from_utf8_lossy(&read.stderr);
        assert!(read.status.success() && !said.contains("error"), "{said}");
    }
}
