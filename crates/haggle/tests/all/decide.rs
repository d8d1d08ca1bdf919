//! Taking decisions: what is kept, what is refused, and what becomes due.

use crate::copied;

use std::path::Path;

use crate::copied::{copied, said};
use serde_json::Value;

/// Decides, by the project team lead.
fn decide(folder: &Path, feature: &str, choice: &str, more: &[&str]) -> copied::Said {
    let by =
        ["decide", feature, "--as", choice, "--by", "A. Lead", "--role", "ptl", "--because", "it is time"];
    said(folder, &[&by, more].concat(), "")
}

fn files(folder: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder.join("decisions")) else { return Vec::new() };
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

const DAY: [&str; 2] = ["--date", "2026-11-23"];

/// The record has a number and who decided; a later decision takes its place and leaves what it says.
#[test]
fn a_later_decision_takes_the_place_of_an_earlier_one() {
    let folder = copied();
    let folder = folder.path();
    let first = decide(folder, "image-signing", "extra+guards", &DAY);
    assert_eq!((first.code, first.err.as_str()), (Some(0), ""));
    assert!(
        first
            .out
            .starts_with("decided 2026-11-23: image-signing is extra, once the seven imports are guarded\n")
    );
    let read = |name: &str| std::fs::read_to_string(folder.join("decisions").join(name)).unwrap();
    let (json, page) = (read("0001-image-signing.json"), read("0001-image-signing.md"));
    assert!(page.starts_with(
        "---\nstatus: accepted\ndate: \"2026-11-23\"\ndecision-makers: [\"A. Lead (project team lead)\"]\n"
    ));
    let other = decide(folder, "image-cache-xattr", "extra", &DAY);
    assert_eq!(other.code, Some(0), "{}", other.err);
    let second = decide(folder, "image-signing", "core", &["--date", "2026-11-24"]);
    assert!(second.out.contains("it takes the place of 0001"), "{}", second.out);
    let names = ["0001-image-signing", "0002-image-cache-xattr", "0003-image-signing"];
    let expected: Vec<String> =
        names.iter().flat_map(|name| [format!("{name}.json"), format!("{name}.md")]).collect();
    assert_eq!(files(folder), expected);
    // Nothing but the status is another.
    let after = read("0001-image-signing.json");
    let was = json.replace("\"status\": \"accepted\"", "\"status\": \"superseded\"");
    assert_eq!(after, was.replace("\"superseded_by\": null", "\"superseded_by\": 3"));
    assert_eq!(read("0001-image-signing.md"), page.replace("status: accepted", "status: superseded by 0003"));
    let check = said(folder, &["decide", "--check"], "");
    assert_eq!((check.code, check.out.as_str()), (Some(0), "replays to the same bytes: 3 of 3\n"));
}

/// Whoever decides at the same moment gets a number of their own.
#[test]
fn decisions_at_the_same_moment_are_all_kept() {
    let folder = copied::copied_company();
    let folder = folder.path();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let one = decide(folder, "shared-limits", "core", &[]);
                assert_eq!(one.code, Some(0), "{}", one.err);
            });
        }
    });
    let numbers: Vec<String> = files(folder).iter().map(|name| name[..4].to_owned()).collect();
    assert_eq!(numbers, ["0001", "0001", "0002", "0002", "0003", "0003", "0004", "0004"]);
    let check = said(folder, &["decide", "--check"], "");
    assert_eq!(check.out, "replays to the same bytes: 4 of 4\n");
}

#[test]
fn a_decision_that_may_not_be_taken_leaves_nothing() {
    let folder = copied();
    let folder = folder.path();
    let row = |feature: &str, choice: &str, more: &[&str], parts: &[&str]| {
        let refused = decide(folder, feature, choice, more);
        assert_eq!(refused.code, Some(2), "{}", refused.out);
        for part in parts {
            assert!(refused.err.contains(part), "`{part}` is not in:\n{}", refused.err);
        }
        assert_eq!(files(folder), Vec::<String>::new());
    };
    row("image-signing", "extra", &DAY, &["`extra` is vetoed by `guarded`", "--waive guarded"]);
    row(
        "image-signing",
        "bindep",
        &DAY,
        &["not an option", "use one of core, extra, documented, reject, extra+guards"],
    );
    row("image-signing", "attic", &DAY, &["`attic` is not a placement"]);
    row(
        "image-signing",
        "core",
        &["--waive", "guards"],
        &["no veto of the feature is named `guards`", "guarded"],
    );
    row("image-signing", "core", &["--waive", "licence"], &["`licence` does not fail"]);
    row("image-signing", "reject", &["--waive", "deprecation"], &["`deprecation` may be waived by nobody"]);
    row(
        "image-signing",
        "core",
        &["--date", "2026-11-21"],
        &["2026-11-21 is before the day of the family's facts"],
    );
    row("image-signing", "core", &["--date", "2026-02-30"], &["`2026-02-30` is not a day"]);
    row("db-purge", "core", &DAY, &["`db-purge` has nothing to place"]);
    row("db-purg", "core", &DAY, &["no feature is named `db-purg`"]);
    // Who may waive is in the manifest; the other role may not.
    let by = ["--by", "L. Iaison", "--role", "release-liaison", "--because", "so"];
    let xattr = ["decide", "image-cache-xattr", "--as", "core", "--waive", "family-rule"];
    let liaison = said(folder, &[&xattr[..], &by].concat(), "");
    assert!(liaison.err.contains("may be waived by the project team lead, and not by the release liaison"));
    for (because, part) in [("two\nlines", "line break"), (" ", "it is empty")] {
        let refused = said(
            folder,
            &["decide", "image-signing", "--as", "core", "--by", "A", "--role", "ptl", "--because", because],
            "",
        );
        assert!(refused.code == Some(2) && refused.err.contains(part), "{}", refused.err);
    }
    assert_eq!(files(folder), Vec::<String>::new());
}

/// `evaluate` says what was decided, keeps a waiver as long as its evidence is the same, and says what moved.
#[test]
fn a_fact_that_passes_the_flip_makes_a_decision_due() {
    let folder = copied();
    let folder = folder.path();
    assert_eq!(
        decide(folder, "image-cache-xattr", "core+job", &["--waive", "family-rule", DAY[0], DAY[1]]).code,
        Some(0)
    );
    assert_eq!(decide(folder, "tasks", "bindep", &DAY).code, Some(0));
    let shown = said(folder, &["evaluate", "--no-records"], "");
    for part in [
        "carry out 1, keep 10",
        "documented → core, with a job that tests it: decided 2026-11-23",
        "(0001, A. Lead,",
        "bindep, as today: decided 2026-11-23",
    ] {
        assert!(shown.out.contains(part), "`{part}` is not in:\n{}", shown.out);
    }
    let evaluated = || -> Value {
        let said = said(folder, &["evaluate", "image-cache-xattr", "--format", "json", "--no-records"], "");
        serde_json::from_str(&said.out).unwrap()
    };
    let veto = |evaluation: &Value| -> Value {
        let vetoes = evaluation["features"][0]["placing"]["problem"]["vetoes"].as_array().unwrap().clone();
        vetoes.into_iter().find(|veto| veto["id"] == "family-rule").unwrap()
    };
    let before = evaluated();
    assert_eq!(veto(&before)["waiver"]["name"], "A. Lead");
    let none = said(folder, &["decide", "--due"], "");
    assert_eq!((none.code, none.out.as_str()), (Some(0), "due: 0 of 2\n"));
    // A survey finds that half of the deployments have it.
    let path = folder.join("adoption.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    let more = "\n[[adoption]]\nfeature = \"image-cache-xattr\"\nkind = \"sample\"\ncount = 30\nn = 60\ndate = \"2026-11-22\"\nsource = \"a survey\"\n";
    std::fs::write(&path, text + more).unwrap();
    let after = evaluated();
    assert_eq!(veto(&after)["waiver"], Value::Null, "the evidence is another");
    let moved = &after["features"][0]["placing"]["decided"]["moved"][0];
    assert_eq!((&moved["moved"], &moved["fact"]), (&"fact".into(), &"share".into()));
    let due = said(folder, &["decide", "--due"], "");
    assert_eq!(due.code, Some(1));
    assert!(
        due.out.starts_with("due: 1 of 2\n  0001 image-cache-xattr: core+job, 2026-11-23\n"),
        "{}",
        due.out
    );
    assert!(due.out.contains("where extra leads"), "{}", due.out);
    assert!(
        said(folder, &["evaluate", "image-cache-xattr", "--no-records"], "")
            .out
            .contains("since then: deployments that have the feature 13% →")
    );
}

/// What was written by hand into a record is found, and evaluating writes over none.
#[test]
fn a_record_that_was_changed_is_found() {
    let folder = copied();
    let folder = folder.path();
    assert_eq!(decide(folder, "tasks", "bindep", &DAY).code, Some(0));
    let path = folder.join("decisions/0001-tasks.json");
    let text = std::fs::read_to_string(&path).unwrap();
    said(folder, &["evaluate", "tasks", "--records", "decisions"], "");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
    for (from, to, part) in [
        ("\"tolerance\": 0.02", "\"tolerance\": 0.03", "/hash says"),
        ("\"reason\": \"it is time\"", "\"reason\": \"it is not time\"", "is not the text of the record"),
        ("\"format\": 3", "\"format\": 9", "the record has format 9"),
        ("{", "[", "not a decision record"),
    ] {
        assert!(text.contains(from), "{from}");
        std::fs::write(&path, text.replacen(from, to, 1)).unwrap();
        let check = said(folder, &["decide", "--check"], "");
        assert_eq!(check.code, Some(1), "{}", check.out);
        assert!(check.out.contains(part), "`{part}` is not in:\n{}", check.out);
    }
    let broken = said(folder, &["evaluate", "tasks", "--no-records"], "");
    assert_eq!(broken.code, Some(2));
    assert!(broken.err.contains("decisions/0001-tasks.json: not a decision record: line"), "{}", broken.err);
    // Two records of one number: nobody could tell which holds.
    std::fs::write(&path, &text).unwrap();
    std::fs::write(folder.join("decisions/0001-store-s3.json"), &text).unwrap();
    let twice = said(folder, &["decide", "--check"], "");
    assert!(twice.err.contains("have one number"), "{}", twice.err);
}
