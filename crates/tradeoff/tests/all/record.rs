//! Records: replay, hash, what somebody decided, and comparison.
#![cfg(feature = "record")]

use crate::model::{Numbers, draft, numbers};
use haggle_tradeoff::record::{Record, RecordError, RecordReplay, Ruling, Status, compare, replay};
use haggle_tradeoff::{Options, Problem, ProblemPart, Quantity};
use proptest::prelude::*;

const OPTIONS: Options = Options { samples: 100, seed: 2 };

fn small() -> Problem {
    let cells = vec![vec![(0.9, 0.1), (0.2, 0.0)], vec![(0.3, 0.0), (0.6, 0.0)]];
    let swings = vec![vec![(60.0, 0.1), (40.0, 0.0)], vec![(20.0, 0.0), (80.0, 0.0)]];
    Problem::new(draft(&Numbers { cells, swings, powers: vec![2.0, 1.0] })).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn replaying_a_record_gives_the_same_bytes(numbers in numbers()) {
        let problem = Problem::new(draft(&numbers)).unwrap();
        let record = Record::new(&problem, &OPTIONS, "2026-11-22");
        let bytes = record.to_json();
        prop_assert_eq!(replay(&bytes), Ok(RecordReplay::Same));
        prop_assert_eq!(Record::from_json(&bytes), Ok(record));
    }

    #[test]
    fn a_draft_survives_json(numbers in numbers()) {
        let before = draft(&numbers);
        let text = serde_json::to_string(&before).unwrap();
        prop_assert_eq!(serde_json::from_str::<haggle_tradeoff::Draft>(&text).unwrap(), before);
    }
}

#[test]
fn an_edited_fact_is_found_with_its_place() {
    let record = Record::new(&small(), &OPTIONS, "2026-11-22");
    let text = String::from_utf8(record.to_json()).unwrap();
    let edited = text.replacen("\"point\": 0.6", "\"point\": 0.7", 1);
    assert_ne!(text, edited);
    let Ok(RecordReplay::Different(differences)) = replay(edited.as_bytes()) else {
        panic!("the edit must be seen")
    };
    assert!(differences.iter().any(|difference| difference.at == "/hash"), "{differences:?}");
}

#[test]
fn other_bytes_with_the_same_data_are_different() {
    let record = Record::new(&small(), &OPTIONS, "2026-11-22");
    let spaced = String::from_utf8(record.to_json()).unwrap().replacen("  \"date\"", "\t\"date\"", 1);
    assert!(matches!(replay(spaced.as_bytes()), Ok(RecordReplay::Different(_))));
}

/// What somebody decides is in the record, which replays to the same bytes, also after a later one took its place.
#[test]
fn a_ruling_is_of_what_no_veto_strikes_out() {
    let by = |alternative: &str, reason: &str| Ruling {
        number: 7,
        supersedes: Some(3),
        alternative: alternative.into(),
        reason: reason.into(),
        name: "A. Lead".into(),
        role: "project team lead".into(),
    };
    let record = Record::new(&small(), &OPTIONS, "2026-11-23");
    let refused = |alternative, reason| record.clone().decided(by(alternative, reason)).unwrap_err();
    let unknown = RecordError::UnknownPart { what: ProblemPart::Alternative, id: "a9".into() };
    assert_eq!(refused("a9", "so"), unknown);
    assert_eq!(refused("a1", " "), RecordError::EmptyRuling { what: "reason" });
    let mut vetoed = small().draft().clone();
    vetoed.vetoes.push(haggle_tradeoff::Veto {
        id: "no".into(),
        label: "it may not be".into(),
        verdict: haggle_tradeoff::VetoVerdict::Fail,
        evidence: "seen".into(),
        strikes: vec!["a1".into()],
        waivable_by: None,
        waiver: None,
    });
    let vetoed = Record::new(&Problem::new(vetoed).unwrap(), &OPTIONS, "2026-11-23");
    let struck = RecordError::StruckOut { alternative: "a1".into(), vetoes: vec!["no".into()] };
    assert_eq!(vetoed.decided(by("a1", "so")), Err(struck));
    let record = record.decided(by("a1", "everybody ships it")).unwrap();
    assert_eq!((record.chosen(), record.status()), (Some("a1"), Status::Accepted));
    assert_eq!(replay(&record.to_json()), Ok(RecordReplay::Same));
    let text = record.to_markdown();
    assert!(text.contains("decision-makers: [\"A. Lead (project team lead)\"]"), "{text}");
    assert!(text.contains("on 2026-11-23, because everybody ships it. The rule said: `a0`"), "{text}");
    let later = record.clone().superseded(8);
    assert_eq!((later.status(), replay(&later.to_json())), (Status::Superseded, Ok(RecordReplay::Same)));
    let after = later.to_markdown();
    assert_eq!(after, text.replace("status: accepted", "status: superseded by 0008"));
}

#[test]
fn a_comparison_names_what_moved_the_result() {
    let before = Record::new(&small(), &OPTIONS, "2026-11-22");
    let mut changed = small().draft().clone();
    changed.facts[2].quantity = Quantity::Point(1.0);
    changed.facts[3].quantity = Quantity::Point(0.61);
    let after = Record::new(&Problem::new(changed).unwrap(), &OPTIONS, "2026-12-01");
    let comparison = compare(&before, &after);
    assert_ne!(comparison.leader_before, comparison.leader_after);
    assert_eq!(comparison.changes.len(), 2);
    let movers: Vec<&str> = comparison.movers().map(|change| change.what.as_str()).collect();
    assert_eq!(movers, ["fact f10"]);
}

#[test]
fn text_of_others_cannot_break_the_table_or_the_head() {
    let mut hostile = small().draft().clone();
    hostile.title = "a title\n## with a heading".into();
    hostile.facts[0].source = "a | b\n| c |".into();
    hostile.stakeholders[0].name = "\"quoted\" \\ name".into();
    hostile.facts[0].label = "\u{1b}]0;x\u{7} [a](b) <i>\u{202e}".into();
    hostile.illustrative = false;
    hostile.criteria[0].label = "`code` *bold*".into();
    let text = Record::new(&Problem::new(hostile).unwrap(), &OPTIONS, "2026-11-22").to_markdown();
    assert!(text.contains("# a title ## with a heading\n"));
    assert!(text.contains("a \\| b \\| c \\|"));
    assert!(text.contains(r"| ␛\]0;x␇ \[a\](b) \<i>\\u\{202e\} |"), "{text}");
    assert!(text.contains(r"* \`code\` \*bold\* (`c0`; "));
    assert!(!text.contains(|character: char| character.is_control() && character != '\n'));
    assert!(text.contains(r#"consulted: ["\"quoted\" \\ name", "stakeholder 1"]"#));
    assert!(text.contains("decision-makers: []\n"));
}

#[test]
fn json_holds_no_control_and_reads_back() {
    let mut hostile = small().draft().clone();
    hostile.title = "\u{1b}[31m\u{7f}\u{9b}2J\u{202e}\u{2028}\u{85}\n\u{e9}".into();
    let record = Record::new(&Problem::new(hostile).unwrap(), &OPTIONS, "2026-11-22");
    let bytes = record.to_json();
    let text = str::from_utf8(&bytes).unwrap();
    assert!(!text.contains(|character: char| character.is_control() && character != '\n'));
    assert!(text.contains("\\u001b[31m\\u007f\\u009b2J\\u202e\\u2028\\u0085\\n\u{e9}"), "{text}");
    assert_eq!(Record::from_json(&bytes).unwrap(), record);
    assert_eq!(replay(&bytes), Ok(RecordReplay::Same));
}

#[test]
fn the_markdown_reads_like_this() {
    let mut small = small().draft().clone();
    small.facts[0].source = "user survey".into();
    small.alternatives[0].label = "in requirements.txt".into();
    let text = Record::new(&Problem::new(small).unwrap(), &OPTIONS, "2026-11-22").to_markdown();
    let (head, rest) = text.split_once("## Pros and Cons").unwrap();
    insta::assert_snapshot!(head.trim_end(), @r#"
    ---
    status: proposed
    date: "2026-11-22"
    decision-makers: []
    ---

    # generated

    ## Context and Problem Statement

    The stakeholders' values below are illustrative.

    What is known:

    | fact | value | between | source | date |
    |---|---|---|---|---|
    | fact 0 0 | 0.9 share | 0.8 and 1 | user survey | - |
    | fact 0 1 | 0.2 share | 0.2 and 0.2 | made up | - |
    | fact 1 0 | 0.3 share | 0.3 and 0.3 | made up | - |
    | fact 1 1 | 0.6 share | 0.6 and 0.6 | made up | - |

    ## Decision Drivers

    * criterion 0 (`c0`; weights: stakeholder 0 0.6, stakeholder 1 0.2)
    * criterion 1 (`c1`; weights: stakeholder 0 0.4, stakeholder 1 0.8)

    ## Considered Options

    * `a0`: in requirements.txt (as today)
    * `a1`: alternative 1

    ## Decision Outcome

    Chosen option: `a0`, because it is 6.667 points ahead of the next.

    ### Consequences

    * the smallest change that flips it: `a1` leads if fact 0 0 are 76% (taken as 90%)
    * the stakeholders' values are illustrative

    ### Confirmation

    Review when fact 0 0 are 76% (taken as 90%): beyond that, `a1` leads.
    "#);
    assert!(rest.contains("because `a0` gets"));
    let hash = Record::new(&Problem::new(self::small().draft().clone()).unwrap(), &OPTIONS, "2026-11-22");
    assert_eq!(hash.hash().len(), 64);
}
