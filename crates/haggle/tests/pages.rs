//! What README and the pages in `docs/` show of commands is what the commands print.
//!
//! A block marked `console` holds command lines after `$ ` and their output; a line `...` leaves out any number of lines.

#![allow(clippy::unwrap_used, reason = "a test that fails says where")]

use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// Runs a command line of a page in the root of the checkout; what it prints, standard error included where it fails.
fn printed(line: &str) -> String {
    let words = line.strip_prefix("cargo xtask ").or_else(|| line.strip_prefix("haggle "));
    let words = words.unwrap_or_else(|| panic!("`{line}` is not a command of haggle"));
    let words: Vec<&str> = words.split_whitespace().collect();
    let output = Command::new(env!("CARGO_BIN_EXE_haggle"))
        .args(&words)
        .current_dir(root())
        .env_remove("HAGGLE_MANIFEST")
        .env("HAGGLE_CALLED_AS", if line.starts_with("cargo xtask ") { "cargo xtask" } else { "haggle" })
        .env("COLUMNS", "100")
        .output()
        .unwrap();
    let mut text = String::from_utf8(output.stdout).unwrap();
    if !output.status.success() {
        text.push_str(&String::from_utf8(output.stderr).unwrap());
    }
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    lines.join("\n") + "\n"
}

/// Whether what a page shows is what was printed, but for the lines that `...` leaves out.
fn is_cut_of(shown: &str, printed: &str) -> bool {
    let printed: Vec<&str> = printed.lines().collect();
    let shown: Vec<&str> = shown.lines().collect();
    let parts: Vec<&[&str]> = shown.split(|line| line.trim() == "...").collect();
    let mut rest = printed.as_slice();
    for (number, part) in parts.iter().enumerate() {
        let is_last = number + 1 == parts.len();
        let found = match (number, is_last) {
            (0, true) => (rest == *part).then_some(0),
            (0, false) => rest.starts_with(part).then_some(0),
            (_, true) => rest.ends_with(part).then(|| rest.len() - part.len()),
            (_, false) => rest.windows(part.len().max(1)).position(|window| window == *part),
        };
        match found {
            Some(found) => rest = &rest[found + part.len()..],
            None => return false,
        }
    }
    true
}

/// Each `console` block of a page as (command line, shown output).
fn examples(page: &str) -> Vec<(String, String)> {
    let mut examples: Vec<(String, String)> = Vec::new();
    let mut is_inside = false;
    for line in page.lines() {
        if line.starts_with("```") {
            is_inside = line == "```console";
        } else if let (true, Some(command)) = (is_inside, line.strip_prefix("$ ")) {
            examples.push((command.split("  #").next().unwrap_or_default().trim().to_owned(), String::new()));
        } else if let (true, Some((_, shown))) = (is_inside, examples.last_mut()) {
            shown.push_str(line);
            shown.push('\n');
        }
    }
    examples
}

#[test]
fn pages_show_what_commands_print() {
    let mut n_examples = 0;
    for page in ["README.md"] {
        let text = std::fs::read_to_string(root().join(page)).unwrap();
        for (command, shown) in examples(&text) {
            if shown.trim().is_empty() {
                continue;
            }
            n_examples += 1;
            let printed = printed(&command);
            assert!(
                is_cut_of(&shown, &printed),
                "{page}: `{command}` prints otherwise than shown:\n{printed}"
            );
        }
    }
    assert!(n_examples > 0, "no page shows a command with its output");
}

#[test]
fn cuts_stand_for_any_lines_and_nothing_else() {
    for (shown, printed, expected) in [
        ("a\n...\nd\n", "a\nb\nc\nd\n", true),
        ("a\n...\n", "a\nb\n", true),
        ("a\n...\nc\n...\n", "a\nb\nc\nd\n", true),
        ("a\n", "a\nb\n", false),
        ("b\n...\n", "a\nb\n", false),
        ("a\n...\nx\n", "a\nb\n", false),
    ] {
        assert_eq!(is_cut_of(shown, printed), expected, "{shown:?} of {printed:?}");
    }
}
