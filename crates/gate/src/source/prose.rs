//! The gate's step `prose`: phrases that a stranger has to read twice, in docs, comments, messages and tests.

use std::path::Path;
use std::process::Command;

use haggle::output::failure::Failure;
use haggle::output::terminal;

/// Words in a row, `*` standing for any one, and what to say instead.
const AVOIDED: &[(&[&str], &str)] = &[
    (&["is", "no", "*"], "is not a ..."),
    (&["are", "no", "*"], "are not ..."),
    (&["stands"], "is, is listed, is in"),
    (&["stand"], "are, are listed, are in"),
    (&["nought"], "zero, nothing"),
    (&["aside"], "except for ..."),
    (&["mend"], "fix, repair"),
    (&["mends"], "fixes, repairs"),
    (&["mended"], "fixed, repaired"),
    (&["mending"], "fixing, repairing"),
    (&["in", "place", "of"], "instead of"),
    (&["so", "far", "as"], "unless, where, if"),
    (&["such", "as", "are"], "unless, where, if"),
    (&["those", "that", "there", "are"], "the ... that were ..."),
    (&["struck", "out"], "vetoed"),
    (&["least", "kept"], "least recently released"),
    (&["a", "*", "a", "*"], "one ... per ..."),
    (&["an", "*", "a", "*"], "one ... per ..."),
    (&["this", "is", "none"], "this is not a ..."),
];

/// Where such words are the usual ones: the word before them, or the one behind.
const USUAL: &[(&str, &str)] = &[
    ("there", "is no"),
    ("there", "are no"),
    ("no", "longer"),
    ("no", "more"),
    ("stands", "for"),
    ("stand", "for"),
    ("set", "aside"),
    ("a", "for a in"),
    ("a", "nfor a"),
    ("a", "import a"),
];

/// Files that quote the phrases, or are not this project's words.
const LEFT_OUT: &[&str] =
    &["crates/gate/src/source/prose.rs", "crates/conformance/rows/", "LICENSE", "fuzz/seeds/"];

/// Prints every place; whether there is none.
pub fn check(root: &Path) -> Result<bool, Failure> {
    let output = Command::new("git")
        .args(["ls-files", "-z", "*.rs", "*.md", "*.toml", "*.py", "*.txt"])
        .current_dir(root)
        .output()
        .map_err(|error| Failure::io("run", Path::new("git"), &error))?;
    let (mut n_files, mut n_places) = (0, 0);
    for name in String::from_utf8_lossy(&output.stdout).split('\0').filter(|name| !name.is_empty()) {
        if LEFT_OUT.iter().any(|left_out| name.contains(left_out)) {
            continue;
        }
        let Ok(text) = std::fs::read_to_string(root.join(name)) else { continue };
        n_files += 1;
        for (number, line) in text.lines().enumerate() {
            for (found, instead) in places(line) {
                n_places += 1;
                terminal::out_line(format_args!("{name}:{}: `{found}`: say {instead}", number + 1))?;
            }
        }
    }
    terminal::out_line(format_args!("{n_files} files, {n_places} places"))?;
    Ok(n_places == 0 && n_files > 0)
}

/// The phrases of a line, each with what to say instead.
fn places(line: &str) -> Vec<(String, &'static str)> {
    line.split(|character| ",;:.()[]{}=<>|\"".contains(character)).flat_map(in_part).collect()
}

/// The phrases of what is between two marks of punctuation.
fn in_part(part: &str) -> Vec<(String, &'static str)> {
    let words: Vec<String> = part
        .split(|character: char| !character.is_alphanumeric() && character != '_' && character != '\'')
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    let mut found = Vec::new();
    for start in 0..words.len() {
        for (phrase, instead) in AVOIDED {
            let Some(here) = words.get(start..start + phrase.len()) else { continue };
            let is_same = phrase.iter().zip(here).all(|(avoided, word)| *avoided == "*" || avoided == word);
            if is_same && !is_usual(&words, start, phrase.len()) {
                found.push((here.join(" "), *instead));
            }
        }
    }
    found
}

/// Whether the words around say that it is the usual phrase.
fn is_usual(words: &[String], start: usize, length: usize) -> bool {
    let around = words[start.saturating_sub(1)..(start + length + 1).min(words.len())].join(" ");
    USUAL.iter().any(|(first, second)| around.contains(&format!("{first} {second}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, expected: &[&str]) {
        let found: Vec<String> = places(line).into_iter().map(|(found, _)| found).collect();
        assert_eq!(found, expected, "{line}");
    }

    #[test]
    fn phrases_of_the_list_are_found() {
        check("`x` is no name", &["is no name"]);
        check("it stands in a file", &["stands"]);
        check("prints a row a feature", &["a row a feature"]);
        check("`--fix` mends it", &["mends"]);
    }

    #[test]
    fn usual_english_passes() {
        check("there is no file", &[]);
        check("it is no longer there", &[]);
        check("`-` stands for standard input", &[]);
        check("is not a name", &[]);
    }
}
