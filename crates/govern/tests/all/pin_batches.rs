//! The verbs that look at all pins: holds, excuses, the weekly batch, constraints made anew.

use crate::pin_files::{changes, facts, lists};
use haggle_govern::data::Holds;
use haggle_govern::pins::{
    Excuse, HeldProjects, PinError, PinLists, Splits, Step, UpdateRequest, generate, judge_holds,
    release_holds, update, why_behind,
};
use haggle_spec::Version;
use haggle_spec::release::ReleaseFacts;

const GLOBAL: &str =
    "## section:general\n\napp  # MIT\nalembic<2  # MIT\nlib  # MIT\noslo.log  # MIT\ntools  # MIT\n";
const PINS: &str = "tools===1.0\napp===1.0\nlib===1.0\noslo.log===1.0\nalembic===1.0\nextra-lib===1.0\n";

const HOLDS: &str = r#"schema = 1

[[hold]]
name = "tools"
versions = ">=1.1"
claim = { project = "org/app", error = "no attribute 'skip'" }
owner = "alice"
evidence = "https://logs.example.org/7"
since = 2026-01-01
expires = 2026-06-01
tested = { release = "1.1", project-release = "3.0", day = 2026-01-02 }

[[hold]]
name = "lib"
versions = "<1.1"
claim = { project = "org/app", error = "hangs" }
owner = "bob"
evidence = "https://logs.example.org/8"
since = 2026-01-01
expires = 2026-06-01
"#;

fn family(holds: &str) -> PinLists {
    lists([GLOBAL, PINS, "denied\n", "", holds], &["3.11", "3.12"])
}

fn known() -> ReleaseFacts {
    facts(&[
        "tools 1.0",
        "tools 1.1",
        "app 1.0 : lib<2, extra-lib==1.0, denied>=9",
        "app 1.1 : lib<3, extra-lib==1.0",
        "lib 1.0",
        "lib 2.0",
        "lib 3.0",
        "oslo.log 1.0",
        "oslo.log 1.0.1 >=3.12",
        "alembic 1.0",
        "alembic 2.0",
        "extra-lib 1.0",
        "extra-lib 1.1",
        "denied 1.0",
    ])
}

#[test]
fn each_name_that_is_behind_has_one_excuse() {
    let report = why_behind(&family(HOLDS), &known(), &[]).unwrap();
    let found: Vec<(&str, String)> = report
        .behind
        .iter()
        .map(|behind| {
            let excuse = match &behind.excuse {
                Excuse::Nothing => "nothing".to_owned(),
                Excuse::Held { owner, claim } => format!("{owner}: {claim}"),
                Excuse::GlobalList { line, written } => format!("line {line}: {written}"),
                Excuse::Pins(movers) => {
                    let one = |mover: &haggle_govern::pins::Mover| {
                        format!(
                            "{} {} to {}, line {}: {}",
                            mover.name, mover.pinned, mover.to, mover.line, mover.because
                        )
                    };
                    movers.iter().map(one).collect::<Vec<_>>().join("; ")
                }
                Excuse::Requirers(blockers) => {
                    let one = |blocker: &haggle_govern::pins::Blocker| {
                        format!("{} {} requires {}", blocker.name, blocker.version, blocker.requirement)
                    };
                    blockers.iter().map(one).collect::<Vec<_>>().join("; ")
                }
                other => format!("{other:?}"),
            };
            (behind.written.as_str(), excuse)
        })
        .collect();
    let expected = [
        ("alembic", "line 4: alembic<2"),
        ("app", "nothing"),
        ("extra-lib", "app 1.1 requires extra-lib==1.0"),
        ("lib", "app 1.1 requires lib<3"),
        ("oslo.log", "nothing"),
        ("tools", "alice: org/app: no attribute 'skip'"),
    ];
    assert_eq!(found, expected.map(|(name, excuse)| (name, excuse.to_owned())));
    let two = facts(&["lib 1.0", "lib 2.0", "app 1.0 : lib<2", "app 1.1 : lib<3"]);
    let report = why_behind(&family(""), &two, &["lib".parse().unwrap()]).unwrap();
    let Excuse::Pins(movers) = &report.behind[0].excuse else { panic!("{report:?}") };
    assert_eq!(
        (movers[0].name.as_str(), movers[0].line, movers[0].because.as_str()),
        ("app", 2, "app requires lib<2")
    );
    let absent = why_behind(&family(""), &two, &["absent".parse().unwrap()]);
    assert_eq!(absent.unwrap_err().to_string(), "the constraints do not pin `absent`");
}

#[test]
fn a_batch_raises_what_goes_together_and_leaves_out_what_is_held() {
    let request = UpdateRequest { excuses: true, ..UpdateRequest::default() };
    let batch = update(&family(HOLDS), &known(), &request).unwrap();
    let groups: Vec<(&str, Step, Vec<String>)> = batch
        .groups
        .iter()
        .map(|group| {
            let moves = group.moves.iter().map(|one| format!("{} {}", one.written, one.to));
            (group.name.as_str(), group.step, moves.collect())
        })
        .collect();
    let expected = [
        ("oslo", Step::Patch, vec!["oslo.log 1.0.1".to_owned()]),
        ("others", Step::Minor, vec!["app 1.1".to_owned()]),
        ("others", Step::Major, vec!["lib 2.0".to_owned()]),
    ];
    assert_eq!(groups, expected);
    let draft = batch.draft.unwrap();
    let lines = [
        "-app===1.0",
        "-lib===1.0",
        "-oslo.log===1.0",
        "+app===1.1",
        "+lib===2.0",
        "+oslo.log===1.0;python_version=='3.11'",
        "+oslo.log===1.0.1;python_version>='3.12'",
    ];
    assert_eq!(changes(&draft), lines);
    let left: Vec<&str> = batch.behind.iter().map(|behind| behind.written.as_str()).collect();
    assert_eq!(left, ["alembic", "extra-lib", "lib", "tools"]);
    let small = UpdateRequest { most: Some(Step::Minor), ..UpdateRequest::default() };
    let moved = changes(&update(&family(HOLDS), &known(), &small).unwrap().draft.unwrap());
    assert!(
        moved.contains(&"+app===1.1".to_owned()) && !moved.iter().any(|line| line.starts_with("+lib")),
        "{moved:?}"
    );
    let whole = UpdateRequest { splits: Splits::Refused, ..UpdateRequest::default() };
    let moved = changes(&update(&family(HOLDS), &known(), &whole).unwrap().draft.unwrap());
    assert_eq!(moved, ["-app===1.0", "-lib===1.0", "+app===1.1", "+lib===2.0"]);
    let group = UpdateRequest { group: Some("oslo"), ..UpdateRequest::default() };
    assert_eq!(update(&family(HOLDS), &known(), &group).unwrap().groups.len(), 1);
}

#[test]
fn constraints_made_anew_are_the_newest_for_each_python() {
    let generated = generate(&family(HOLDS), &known()).unwrap();
    let lines = [
        "-app===1.0",
        "-lib===1.0",
        "-oslo.log===1.0",
        "+app===1.1",
        "+lib===2.0",
        "+oslo.log===1.0;python_version=='3.11'",
        "+oslo.log===1.0.1;python_version>='3.12'",
    ];
    assert_eq!(changes(&generated.draft.unwrap()), lines);
    assert_eq!(generated.n_names, 6);
    let missing = generate(&family(""), &facts(&["app 1.0"])).unwrap_err();
    assert!(matches!(missing, PinError::Missing(_)), "{missing}");
}

#[test]
fn holds_are_judged_and_released() {
    let family = family(HOLDS);
    let projects = HeldProjects::from([("org/app".parse().unwrap(), "3.0".parse::<Version>().unwrap())]);
    let states = |facts: Option<&ReleaseFacts>, projects: &HeldProjects, day: &str| -> Vec<String> {
        let judged = judge_holds(&family, facts, projects, day.parse().unwrap());
        judged.iter().map(|judged| judged.state.to_string()).collect()
    };
    let overtaken = "release it: 1.0 is pinned";
    assert_eq!(states(None, &projects, "2026-05-01"), ["in force", overtaken]);
    let newer = facts(&["tools 1.1", "tools 1.2"]);
    assert_eq!(
        states(Some(&newer), &projects, "2026-05-01"),
        ["test it again: 1.2 came after 1.1", overtaken]
    );
    let later = HeldProjects::from([("org/app".parse().unwrap(), "3.1".parse::<Version>().unwrap())]);
    assert_eq!(states(None, &later, "2026-05-01"), ["test it again: org/app 3.1 came after 3.0", overtaken]);
    assert_eq!(states(None, &projects, "2026-06-02"), ["release it: expired on 2026-06-01", overtaken]);
    let judged = judge_holds(&family, None, &projects, "2026-05-01".parse().unwrap());
    let draft = release_holds(&family, &judged).unwrap();
    assert_eq!(draft.message.subject, "Release the hold of lib");
    assert_eq!(
        String::from_utf8(draft.files[0].after.clone()).unwrap(),
        HOLDS[..HOLDS.rfind("[[hold]]").unwrap()]
    );
}

#[test]
fn a_file_of_holds_shows_all_its_errors() {
    let pinned = ["infoblox-client".parse().unwrap()].into();
    let text = HOLDS
        .replace("\"tools\"", "\"infobox-client\"")
        .replace("\"<1.1\"", "\"1.1\"")
        .replace("\"bob\"", "7")
        .replace("\"lib\"", "\"infoblox-client\"");
    let errors = Holds::read(&text, &pinned).unwrap_err();
    let found: Vec<(String, Option<String>)> =
        errors.iter().map(|error| (error.to_string(), error.help())).collect();
    assert_eq!(found[0].0, "the constraints do not pin `infobox-client`");
    assert_eq!(found[0].1.as_deref(), Some("did you mean `infoblox-client`?"));
    assert!(found[1].0.starts_with("`1.1` is not a valid version specifier"), "{found:?}");
    assert_eq!(found[2].0, "this is a whole number where a string belongs");
    assert_eq!(found.len(), 3);
}
