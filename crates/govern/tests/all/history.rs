//! The replay of recorded moves: what counts as known, and what is scored.

use haggle_govern::data::{AdoptionEvidence, Catalogue, Manifest, Values};
use haggle_govern::history::{BacktestInputs, BacktestReplay, Judged, Kinds, judge, read_moves, report};
use haggle_spec::release::{PackageFacts, Release, ReleaseFacts};
use haggle_tradeoff::Options;

use crate::family::MANIFEST;

const CATALOGUE: &str = r#"
schema = 1
evidence = "made up"
[[requirement]]
id = "cursive"
kind = "python"
project = "org/store"
requirement = "cursive>=1"
placement = "extra"
extra = "signing"
[[requirement]]
id = "pysendfile"
kind = "python"
project = "org/store"
requirement = "pysendfile"
placement = "none"
removed = { commit = "abc", date = "2024-05-02" }
[[feature]]
id = "signing"
title = "signing"
project = "org/store"
requires = ["cursive"]
places = ["cursive"]
"#;

const ADOPTION: &str = r#"
schema = 1
[[adoption]]
feature = "signing"
kind = "sample"
count = 20
n = 100
date = "2020-06-01"
source = "a survey"
"#;

const VALUES: &str = r#"
schema = 1
tolerance = 0.02
[[criterion]]
measure = "feature-lost"
worst = 100
best = 0
[[criterion]]
measure = "unused-packages"
worst = 15
best = 0
[[criterion]]
measure = "changed-files"
worst = 6
best = 0
[[stakeholder]]
id = "operators"
name = "operators"
weights = { feature-lost = [80, 100], unused-packages = [40, 60], changed-files = [5, 10] }
"#;

fn facts() -> ReleaseFacts {
    let release = |uploaded: &str| Release {
        uploaded: Some(uploaded.to_owned()),
        licence: Some("MIT".to_owned()),
        ..Release::default()
    };
    let releases = [("1.0", "2019-01-01T00:00:00Z"), ("2.0", "2021-01-01T00:00:00Z")];
    let releases = releases.map(|(version, uploaded)| (version.parse().unwrap(), release(uploaded)));
    let mut facts = ReleaseFacts::default();
    facts.packages.insert("six".parse().unwrap(), PackageFacts::Releases(releases.into_iter().collect()));
    facts
}

fn judged(moves: &[(&str, &str, &str, &str, &str)]) -> (Vec<Judged>, BacktestReplay) {
    judged_in(MANIFEST, moves)
}

fn judged_in(family: &str, moves: &[(&str, &str, &str, &str, &str)]) -> (Vec<Judged>, BacktestReplay) {
    let manifest = Manifest::read(family).unwrap();
    let catalogue = Catalogue::read(CATALOGUE, &manifest).unwrap();
    let (adoption, values) =
        (AdoptionEvidence::read(ADOPTION, &catalogue).unwrap(), Values::read(VALUES).unwrap());
    let releases = facts();
    let inputs = BacktestInputs {
        manifest: &manifest,
        catalogue: &catalogue,
        adoption: &adoption,
        values: &values,
        kinds: &Kinds::default(),
        releases: &releases,
        options: Options { samples: 500, seed: 1 },
    };
    let event = |&(repo, date, package, from, to): &(&str, &str, &str, &str, &str)| serde_json::json!({ "repo": repo, "date": date, "package": package, "frm": from, "to": to });
    let events: Vec<_> = moves.iter().map(event).collect();
    let events = read_moves(&serde_json::to_string(&events).unwrap()).unwrap();
    let judged: Vec<Judged> = events.iter().map(|one| judge(one, &events, &inputs).unwrap()).collect();
    let replay = report(judged.clone(), &events, &inputs);
    (judged, replay)
}

#[track_caller]
fn check_known(date: &str, package: &str, expected: &[&str]) {
    let (judged, _) = judged(&[("store", date, package, "none", "core")]);
    let known: Vec<&str> = judged[0].known.iter().map(|fact| fact.fact).collect();
    assert_eq!(known, expected, "{package} on {date}");
    assert_eq!(judged[0].asked.is_some(), !expected.is_empty());
}

#[test]
fn a_fact_counts_from_the_day_after_its_own() {
    check_known("2020-06-01", "cursive", &[]);
    check_known("2020-06-02", "cursive", &["share"]);
    check_known("2019-01-01", "six", &[]);
    check_known("2019-01-02", "six", &["staleness", "licence"]);
    check_known("2024-05-02", "pysendfile", &[]);
    check_known("2024-05-03", "pysendfile", &["unused"]);
    check_known("2024-05-03", "nobody-knows-it", &[]);
}

#[test]
fn a_project_goes_by_its_distribution_too() {
    let family = MANIFEST.replace("distribution = \"store\"", "distribution = \"Image_Store\"");
    for (repository, n_known) in [("store", 1), ("org/store", 1), ("image-store", 1), ("image", 0)] {
        let (judged, _) = judged_in(&family, &[(repository, "2025-01-01", "cursive", "none", "core")]);
        assert_eq!(judged[0].known.len(), n_known, "{repository}");
    }
}

#[test]
fn another_projects_catalogue_says_nothing() {
    let (judged, _) = judged(&[("other", "2025-01-01", "cursive", "none", "core")]);
    assert!(judged[0].known.is_empty() && judged[0].asked.is_none());
}

#[test]
fn staleness_counts_from_the_newest_upload_of_before() {
    let (judged, _) = judged(&[("store", "2020-12-31", "six", "none", "core")]);
    assert_eq!(judged[0].known[0].what, "six 1.0 was uploaded on 2019-01-01");
}

#[test]
fn what_no_code_uses_is_rejected() {
    let (judged, _) = judged(&[("store", "2024-06-01", "pysendfile", "core", "none")]);
    let asked = judged[0].asked.as_ref().unwrap();
    assert_eq!((asked.alternative.as_str(), asked.place.as_str()), ("reject", "none"));
    assert!((asked.acceptability - 1.0).abs() < 1e-12 && asked.clear);
}

#[test]
fn where_it_goes_is_never_where_it_stands() {
    for from in ["none", "core", "extra", "test"] {
        let to = if from == "core" { "none" } else { "core" };
        let (judged, _) = judged(&[("store", "2025-01-01", "cursive", from, to)]);
        let moved = judged[0].moved.as_ref().unwrap();
        assert_ne!(moved.place.as_str(), from);
    }
}

#[test]
fn placements_that_the_model_lacks_are_counted_and_never_a_hit() {
    let (_, replay) = judged(&[
        ("store", "2025-01-01", "cursive", "none", "vendored"),
        ("store", "2025-01-02", "cursive", "vendored", "core"),
        ("other", "2025-01-02", "cursive", "none", "core"),
    ]);
    assert_eq!(replay.unknown_placements.get("vendored"), Some(&2));
    // The second is not usable: the model has no such place to start from.
    assert_eq!((replay.asked.total.cases, replay.asked.total.usable, replay.asked.total.hits), (3, 1, 0));
    assert_eq!(replay.facts.iter().find(|fact| fact.fact == "share").unwrap().known, 2);
    assert_eq!(replay.facts.iter().find(|fact| fact.fact == "unguarded").unwrap().known, 0);
}

#[track_caller]
fn check_listed(moves: &[(&str, &str, &str, &str, &str)], expected: Option<&str>) {
    let (judged, _) = judged(moves);
    let last = judged.last().unwrap();
    let found = last.known.iter().find(|fact| fact.fact == "shared-files");
    assert_eq!(found.map(|fact| fact.what.as_str()), expected);
    let why = last.unknown.iter().find(|unknown| unknown.fact == "shared-files");
    assert_eq!(why.is_some(), expected.is_none());
}

#[test]
fn what_a_requirement_file_had_on_the_eve_is_in_the_shared_lists() {
    let here = ("store", "2020-02-02", "mox", "test", "none");
    check_listed(&[here], Some("0, as it was in test here"));
    let new = ("store", "2020-02-02", "mox", "none", "core");
    check_listed(&[new], None);
    let there = ("other", "2020-02-01", "mox", "none", "extra");
    check_listed(&[there, new], Some("0, as other had it in extra since 2020-02-01"));
    // Of the same day, later, of another distribution, or gone again: not known.
    check_listed(&[("other", "2020-02-02", "mox", "none", "extra"), new], None);
    check_listed(&[("other", "2020-02-03", "mox", "none", "extra"), new], None);
    check_listed(&[("other", "2020-02-01", "mock", "none", "extra"), new], None);
    check_listed(&[there, ("other", "2020-02-01", "mox", "extra", "none"), new], None);
    check_listed(&[("other", "2020-02-01", "mox", "core", "vendored"), new], None);
}

#[test]
fn every_unusable_event_says_why_for_every_fact() {
    let (judged, replay) = judged(&[
        ("store", "2018-01-01", "six", "none", "core"),
        ("store", "2018-01-02", "nobody-knows-it", "none", "core"),
        ("store", "2025-01-02", "cursive", "vendored", "core"),
    ]);
    assert!(judged.iter().all(|event| event.known.len() + event.unknown.len() == 5));
    let why = |fact: &str| -> Vec<(&str, u64)> {
        replay
            .reasons
            .iter()
            .filter(|reason| reason.fact == fact)
            .map(|reason| (reason.why.as_str(), reason.events))
            .collect()
    };
    assert_eq!(why("placement"), [("the model has no such placement to start from", 1)]);
    assert_eq!(
        why("staleness"),
        [
            ("no release of the snapshot was uploaded before the event", 1),
            ("the snapshot lacks the distribution", 2)
        ]
    );
    assert_eq!(why("share").iter().map(|(_, events)| events).sum::<u64>(), 2);
}
