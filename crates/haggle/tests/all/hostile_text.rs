//! Texts of a family's files that hold what terminals, Markdown and other readers obey: nothing of it is obeyed.

use std::path::Path;
use std::process::{Command, Output};

use haggle_spec::is_hidden;

use crate::copied::copied;

/// What is appended to every text for people, as TOML writes it.
const HOSTILE: &str = "\\u001b[31mANSI\\u001b]0;title\\u0007 \\u009b2J\\u202ertl\\u2066 | pipe <img src=x onerror=alert(1)> \
                       [l](javascript:alert(1)) `tick\\nFORGED: line\\r\\u2028FORGED: line\\u0085# FORGED";

/// The keys whose values are for people.
const KEYS: &[&str] = &[
    "title",
    "summary",
    "purpose",
    "missing-behaviour",
    "evidence",
    "licence-source",
    "claim-source",
    "source",
    "caveat",
    "illustrative",
    "reason",
    "since",
];

fn haggle(arguments: &[&str], folder: &Path) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_haggle"));
    command.args(arguments).current_dir(folder).env("HAGGLE_MANIFEST", "haggle.toml");
    // As on a terminal: with styles.
    command.env("CLICOLOR_FORCE", "1").output().unwrap()
}

/// A copy of the demo with hostile texts in it.
fn family() -> tempfile::TempDir {
    let folder = copied();
    let mut n_spoilt = 0;
    for name in ["features.toml", "adoption.toml", "stakeholders.toml", "haggle.toml"] {
        let path = folder.path().join(name);
        let mut text = std::fs::read_to_string(&path).unwrap();
        for key in KEYS {
            (text, n_spoilt) = spoilt(&text, key, n_spoilt);
        }
        std::fs::write(&path, text).unwrap();
    }
    assert!(n_spoilt > 100, "{n_spoilt}");
    folder
}

/// The text with the hostile one at the end of every value of a key.
fn spoilt(text: &str, key: &str, mut n_spoilt: usize) -> (String, usize) {
    let start = format!("{key} = \"");
    let mut parts = text.split(&start);
    let mut spoilt = parts.next().unwrap().to_owned();
    for part in parts {
        // `source` is the end of `licence-source`.
        let is_key = !spoilt.ends_with('-');
        let (value, rest) = part.split_once('"').unwrap();
        let hostile = if is_key { HOSTILE } else { "" };
        n_spoilt += usize::from(is_key);
        spoilt.extend([&start, value, hostile, "\"", rest]);
    }
    (spoilt, n_spoilt)
}

/// Whether the second of two lines of a message begins with its first word because there was no room for it on the first.
fn is_wrapped(lines: &[&str]) -> bool {
    const SHOWN_INDENT: usize = 4;
    const MESSAGE_WIDTH: usize = 72;
    let word = lines[1].split_whitespace().next().unwrap_or_default();
    lines[0].chars().count() + 1 + word.chars().count() > SHOWN_INDENT + MESSAGE_WIDTH
}

#[track_caller]
fn check(output: &Output, code: i32) {
    let (shown, errors) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.status.code(), Some(code), "{errors}");
    for text in [shown, errors] {
        for sequence in ["\u{1b}]", "\u{1b}[31mANSI", "\u{1b}[31mred"] {
            assert!(!text.contains(sequence), "{text:?}");
        }
        // Beside those, our own styles are all that may be there.
        let text = anstream::adapter::strip_str(&text).to_string();
        let hidden = text.find(|character| character != '\n' && is_hidden(character));
        let at = hidden.map(|at| text[..at].lines().last().unwrap_or_default());
        assert_eq!(hidden, None, "after {at:?}");
        let lines: Vec<&str> = text.lines().collect();
        let begins =
            lines.windows(2).find(|pair| pair[1].trim_start().starts_with("FORGED") && !is_wrapped(pair));
        assert_eq!(begins, None, "{text}");
    }
}

#[test]
fn terminals_are_told_nothing_by_texts_of_a_family() {
    let family = family();
    let one = haggle(&["evaluate", "image-locations", "--format", "json"], family.path());
    check(&one, 0);
    let one: serde_json::Value = serde_json::from_slice(&one.stdout).unwrap();
    let title = one["features"][0]["title"].as_str().unwrap();
    assert!(
        title.contains("\u{1b}[31mANSI\u{1b}]0;title\u{7} \u{9b}2J\u{202e}"),
        "JSON holds the text: {title:?}"
    );
    let catalogue = std::fs::read_to_string(family.path().join("features.toml")).unwrap();
    let ids = catalogue.split("[[feature]]\nid = \"").skip(1).map(|rest| rest.split('"').next().unwrap());
    let arguments: Vec<&str> =
        ["evaluate", "--samples", "10", "--no-records"].into_iter().chain(ids).collect();
    assert!(arguments.len() > 14);
    let in_full = haggle(&arguments, family.path());
    check(&in_full, 0);
    let text = String::from_utf8_lossy(&in_full.stdout);
    assert!(text.contains("␛[31mANSI␛]0;title␇ \\u{9b}2J\\u{202e}rtl\\u{2066} | pipe"), "{text}");
    let include = ["include", "xattr", "--override", "family-rule", "--format"];
    check(&haggle(&[include.as_slice(), &["text"]].concat(), family.path()), 0);
    check(&haggle(&[include.as_slice(), &["json"]].concat(), family.path()), 0);
}

#[test]
fn the_table_and_records_hold_texts_of_a_family_as_text() {
    let family = family();
    let records = family.path().join("records");
    check(&haggle(&["evaluate", "--samples", "10", "--records", "records"], family.path()), 0);
    let paths: Vec<_> = std::fs::read_dir(&records).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(paths.len() > 10);
    for path in paths {
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(!text.contains(|character| character != '\n' && is_hidden(character)), "{}", path.display());
        assert!(text.contains("FORGED"), "{}", path.display());
        if path.extension().is_some_and(|extension| extension == "md") {
            for mark in ["<img", "[l](", "`tick", "| pipe"] {
                let unescaped = text.match_indices(mark).find(|(at, _)| !text[..*at].ends_with('\\'));
                assert_eq!(unescaped, None, "{}", path.display());
            }
            assert!(!text.lines().any(|line| line.trim_start().starts_with("FORGED")));
        }
    }
}

#[test]
fn errors_that_quote_a_text_show_it() {
    let folder = tempfile::tempdir().unwrap();
    let hostile = "\u{1b}[31mred\u{1b}]0;title\u{7}\u{9b}\u{202e}\rFORGED: x";
    std::fs::write(folder.path().join("requirements.txt"), format!("six{hostile} oops\n-r{hostile}\n"))
        .unwrap();
    std::fs::write(folder.path().join("facts.toml"), format!("# {hostile}\nx = \"{hostile}")).unwrap();
    // Enough of a manifest for linting, and not for the commands that follow.
    std::fs::write(folder.path().join("haggle.toml"), "schema = 1\n").unwrap();
    let name = format!("no\nFORGED: {hostile}");
    for arguments in [vec!["lint", "requirements.txt"], vec!["lint", "requirements.txt", "--format", "json"]]
    {
        check(&haggle(&arguments, folder.path()), 1);
    }
    for arguments in [
        vec!["resolve", "-r", "requirements.txt", "--offline", "--python-version", "3.12"],
        vec!["resolve", "six", "--facts", "facts.toml", "--offline", "--python-version", "3.12"],
        vec!["resolve", &name],
        vec!["lint", &name],
        vec!["fmt", &name],
        vec![&name],
        vec!["evaluate", "--format", &name],
        vec!["evaluate", "--samples", &name],
        vec!["evaluate", "--manifest", &name],
        vec!["evaluate", &name],
        vec!["include", &name],
    ] {
        check(&haggle(&arguments, folder.path()), 2);
    }
}
