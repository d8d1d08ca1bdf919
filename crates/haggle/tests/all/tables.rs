//! Tables fit the terminal from 60 to 200 columns, and no word of theirs is broken.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use crate::copied::copied;

fn lines(folder: &Path, line: &str, columns: &str) -> Vec<String> {
    let output = Command::new(env!("CARGO_BIN_EXE_haggle"))
        .args(line.split(' '))
        .current_dir(folder)
        .env("COLUMNS", columns)
        .env_remove("HAGGLE_MANIFEST")
        .output()
        .unwrap();
    assert!(output.status.code().is_some_and(|code| code < 2), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
}

fn words(lines: &[String]) -> BTreeSet<String> {
    lines
        .iter()
        .flat_map(|line| line.split_whitespace())
        .map(|word| word.trim_end_matches(':').to_owned())
        .collect()
}

/// A command, all of whose lines are a table or filled.
#[track_caller]
fn check(folder: &Path, line: &str) {
    let wide = lines(folder, line, "200");
    for columns in ["60", "80", "120"] {
        let narrow = lines(folder, line, columns);
        let most: usize = columns.parse().unwrap();
        for text in &narrow {
            let is_one_word = text.split_whitespace().count() == 1;
            assert!(text.chars().count() <= most || is_one_word, "{columns}: {line}: {text}");
        }
        // Each word is there as it was: none is broken, none is lost.
        assert!(words(&wide).is_subset(&words(&narrow)), "{columns}: {line}: {narrow:#?}");
    }
}

#[test]
fn tables_fit_the_terminal() {
    let folder = copied();
    check(folder.path(), "explain");
    check(folder.path(), "cache size --cache-dir cache");
    check(folder.path(), "status --demo=harbour");
    check(folder.path(), "--help");
    check(folder.path(), "pins --help");
}
