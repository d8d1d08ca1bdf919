//! Asking stakeholders: what is asked, what is written, and that the rest of the file stays.

use crate::schemas;

use crate::copied::{copied, said};

const SWING: &str = "# asked at the meeting\nhand-steps: 100\nfeature-lost: 80 to 90\nuntested-combinations: 40\n\
                     exposed-deployments: 10\nsecurity-updates: 50\nunused-packages: 0 to 20\nbroken-environments: 60\n";
const DAY: [&str; 2] = ["--date", "2026-11-28"];

/// Only the lines of the stakeholder change, and one is new.
#[test]
fn weights_are_written_and_the_rest_stays() {
    let folder = copied();
    let folder = folder.path();
    let path = folder.join("stakeholders.toml");
    let before = std::fs::read_to_string(&path).unwrap();
    std::fs::write(folder.join("answers.txt"), SWING).unwrap();
    let done = said(folder, &["elicit", "operators", "--answers", "answers.txt", DAY[0], DAY[1]], "");
    assert_eq!((done.code, done.err.as_str()), (Some(0), ""));
    let after = std::fs::read_to_string(&path).unwrap();
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    let (before, after) = (lines(&before), lines(&after));
    let changed: Vec<&String> = after.iter().filter(|line| !before.contains(line)).collect();
    assert_eq!(
        changed,
        [
            "elicited = { method = \"swing\", date = 2026-11-28 }",
            "hand-steps = [100, 100]",
            "feature-lost = [80, 90]",
            "untested-combinations = [40, 40]",
            "security-updates = [50, 50]",
            "unused-packages = [0, 20]",
            "broken-environments = [60, 60]",
            "exposed-deployments = [10, 10]",
        ]
    );
    assert_eq!(after.len(), before.len() + 1);
    // The evaluation says so, and asking again replaces what was written.
    let shown = said(folder, &["evaluate", "tasks", "--no-records"], "");
    assert!(shown.out.contains("operators were asked (swing) on 2026-11-28"), "{}", shown.out);
    let pairs = "hand-steps / feature-lost: 1/2\nhand-steps / security-updates: 2\nfeature-lost / security-updates: 9\n";
    let asked = [
        "elicit",
        "operators",
        "--method",
        "pairs",
        "--criteria",
        "hand-steps,feature-lost,security-updates",
    ];
    std::fs::write(folder.join("answers.txt"), pairs).unwrap();
    let again =
        said(folder, &[&asked[..], &["--answers", "answers.txt", "--format", "json"], &DAY].concat(), "");
    let json: serde_json::Value = serde_json::from_str(&again.out).unwrap();
    schemas::holds("elicit", &json);
    assert_eq!(json["elicited"]["consistency"], 0.0701);
    assert_eq!(json["weights"]["feature-lost"], serde_json::json!([100.0, 100.0]));
    let text = std::fs::read_to_string(&path).unwrap();
    assert_eq!(text.matches("elicited = ").count(), 1);
    assert!(text.contains("unused-packages = [0, 0]"), "what was not asked about weighs nothing");
    let shown = said(folder, &["evaluate", "tasks", "--no-records"], "");
    assert!(
        shown.out.contains("operators were asked (pairs) on 2026-11-28, consistency ratio 0.070"),
        "{}",
        shown.out
    );
}

/// On the terminal an answer that cannot be understood is asked for again, and an end in the middle writes nothing.
#[test]
fn questions_are_asked_until_they_are_answered() {
    let folder = copied();
    let folder = folder.path();
    let path = folder.join("stakeholders.toml");
    let before = std::fs::read_to_string(&path).unwrap();
    let arguments = ["elicit", "packagers", "--criteria", "hard-dependencies,staleness", DAY[0], DAY[1]];
    let ended = said(folder, &arguments, "100\n");
    assert_eq!(ended.code, Some(2));
    assert!(
        ended.err.contains("the answers ended with 1 questions open: nothing was written"),
        "{}",
        ended.err
    );
    assert_eq!(std::fs::read_to_string(&path).unwrap(), before);
    let asked = said(folder, &arguments, "100\nmuch\n30 to 50\n");
    assert_eq!(asked.code, Some(0), "{}", asked.err);
    for part in [
        "1 of 2\nHow much does it matter: hard dependencies for packagers (from 15 to 0 packages)?",
        "`much` is not points: write `90`, or `80 to 100`",
    ] {
        assert!(asked.err.contains(part), "`{part}` is not in:\n{}", asked.err);
    }
    assert!(std::fs::read_to_string(&path).unwrap().contains("staleness = [30, 50]"));
}

#[test]
fn a_bad_answer_is_shown_with_a_caret() {
    let folder = copied();
    let folder = folder.path();
    let path = folder.join("stakeholders.toml");
    let before = std::fs::read_to_string(&path).unwrap();
    for (from, to, parts) in [
        ("hand-steps: 100", "hand-steps: lots", &["answers.txt:2:", "`lots` is not points", "^^^^"][..]),
        (
            "hand-steps: 100",
            "hand-step: 100",
            &["answers.txt:2:1", "`hand-step` is not asked, and `hand-steps` is"],
        ),
        ("hand-steps: 100\n", "", &["there is no answer to `hand-steps`"]),
        ("hand-steps: 100", "hand-steps: 90", &["no criterion has 100 points"]),
    ] {
        std::fs::write(folder.join("answers.txt"), SWING.replacen(from, to, 1)).unwrap();
        let refused = said(folder, &["elicit", "operators", "--answers", "answers.txt"], "");
        assert_eq!(refused.code, Some(2), "{}", refused.out);
        for part in parts {
            assert!(refused.err.contains(part), "`{part}` is not in:\n{}", refused.err);
        }
    }
    for (arguments, part) in [
        (&["elicit", "operator"][..], "no stakeholder is named `operator`"),
        (&["elicit", "operators", "--criteria", "pin"], "no criterion is named `pin`"),
        (&["elicit", "operators", "--criteria", "pins"], "at least two criteria"),
        (&["elicit", "operators", "--method", "guess"], "use swing or pairs"),
    ] {
        let refused = said(folder, arguments, "");
        assert!(refused.code == Some(2) && refused.err.contains(part), "{}", refused.err);
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap(), before);
}
