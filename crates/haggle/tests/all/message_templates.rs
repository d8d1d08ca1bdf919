//! Messages as a family writes them.

use std::path::Path;

use crate::propose::{family, haggle};

fn printed(arguments: &str, folder: &Path) -> (i32, String) {
    let output = haggle(arguments, folder);
    let text = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    (output.status.code().unwrap_or(-1), text)
}

/// A family with tables added to its manifest.
fn with_tables(tables: &str) -> tempfile::TempDir {
    let family = family(false);
    let path = family.path().join("haggle.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, format!("{text}\n{tables}")).unwrap();
    family
}

#[test]
fn the_printed_templates_are_the_defaults() {
    let plain = family(false);
    let (code, templates) = printed("message templates", plain.path());
    assert_eq!(code, 0, "{templates}");
    let family = with_tables(&templates);
    for command in [
        "include anchor --project tug --override unknown",
        "remove mock --project tug --drop",
        "raise rope>=3.2 --project tug",
        "place rope --project tug --placement extra --extra lines",
        "pins bump rope 3.2 --reason Why.",
        "sync --policy full --format json",
        "retire mock --reason Gone.",
    ] {
        let (before, after) = (printed(command, plain.path()), printed(command, family.path()));
        assert!(before == after && before.1.contains("---"), "{command}: {before:?}\n{after:?}");
    }
}

#[test]
fn a_family_writes_its_own_messages_and_the_footers_stay_ours() {
    let family = with_tables(
        "[messages.include.lists]\nsubject = \"requirements: add {names}\"\n\
         body = \"\"\"\nMaintained? {maintained}\n\nLicence? {licence}\n\n* kept\n  as it is: {{}}\n\n{reason}\n\n{overridden}\n\"\"\"\n\
         [messages.include.project]\nsubject = \"tug: {names}\"\nbody = \"{what}\\n\\n{overridden}\"\n\
         [messages.pins.lists]\nsubject = \"pins: {change}\"\n",
    );
    let (code, text) = printed("include anchor --project tug --reason Because.", family.path());
    assert_eq!(code, 0, "{text}");
    let step = |step: &str| {
        let lines = step.lines().skip(2).take_while(|line| !line.starts_with("--- a/"));
        let lines: Vec<&str> = lines.map(|line| line.strip_prefix("    ").unwrap_or(line)).collect();
        lines.join("\n").trim_end().to_owned() + "\n"
    };
    let steps = text.split("Step ").filter(|step| step.contains(": a change to "));
    let messages: Vec<String> = steps.map(step).collect();
    let first = "requirements: add Anchor\n\nMaintained? 1.4, uploaded 2026-01-02; 1 releases since 2026-01-02\n\
        (snapshot.json, 2026-11-22).\n\nLicence? MIT, which the family allows (metadata of 1.4, 2026-01-02).\n\n\
        * kept\n  as it is: {}\n\nBecause.\n\nNeeded-By: I";
    assert!(messages.len() == 2 && messages[0].starts_with(first), "{text}");
    assert!(messages[1].starts_with("tug: Anchor\n\nBecause.\n\nDepends-On: I"), "{text}");
    for (message, links) in messages.iter().zip([0, 1]) {
        std::fs::write(family.path().join("message"), message).unwrap();
        let (code, read) = printed("message check message", family.path());
        assert_eq!(
            (code, read.matches("Zuul waits for").count()),
            (i32::from(links == 0), links),
            "{message}{read}"
        );
        let (_, footers) = message.rsplit_once("\n\n").unwrap();
        assert!(footers.contains("Change-Id: I") && footers.contains("\nGenerated-By: haggle"), "{message}");
    }
    let (_, bump) = printed("pins bump rope 3.2 --reason Why.", family.path());
    assert!(bump.starts_with("    pins: Bump rope to 3.2\n    \n    Why.\n"), "{bump}");
}

#[track_caller]
fn check(tables: &str, expected: &str) {
    let family = with_tables(tables);
    let (code, text) = printed("sync", family.path());
    assert!(code == 2 && text.contains(expected), "{code} {text}");
}

#[test]
fn what_is_wrong_with_a_template_is_shown_where_it_is() {
    check(
        "[messages.remove.project]\nbody = \"\"\"\n{what}\n\n{overriden}\n\"\"\"\n",
        " | {overriden}\n   | ^^^^^^^^^^^\n",
    );
    check("[messages.sync.project]\nsubject = '{names}'\n", "this message has no place `{names}`");
    check("[messages.sync.project]\nbody = 'x'\n", "this text needs `{lines}`");
    check("[messages.sync.lists]\n", "has no field `lists`");
    check("[messages.pins.lists]\nsubject = \"a\\nb {change}\"\n", "this has to be one line");
    check(
        "[messages.pins.lists]\nbody = \"{details}\\n\\n{overridden}\\n\\nChange-Id: I1\"\n",
        "a line that begins with `Change-Id` would be read as a footer",
    );
    let long = format!("[messages.pins.lists]\nsubject = '{} {{change}}'\n", "x".repeat(72));
    check(&long, "the subject has 73 characters of its own, and tools show 72");
}
