//! Crates by Cargo's rules, against an oracle that tries every version for every dependency.
#![allow(clippy::unwrap_used)]

mod tried;

use std::collections::BTreeSet;

use haggle_resolve::Control;
use haggle_resolve::cargo::{
    CrateConflict, CrateDependency, CrateFacts, CrateOutcome, CratePin, CrateRelease, resolve,
};
use haggle_testkit::resolver::Random;
use tried::{Line, Tried, line_of};

fn dependency(text: &str) -> CrateDependency {
    let (name, requirement) = text.split_once(' ').unwrap_or((text, "*"));
    CrateDependency::new(name, requirement.parse().unwrap())
}

fn optional(text: &str) -> CrateDependency {
    CrateDependency { is_optional: true, ..dependency(text) }
}

fn release(version: &str) -> CrateRelease {
    CrateRelease::new(version.parse().unwrap())
}

fn facts(releases: impl IntoIterator<Item = (&'static str, CrateRelease)>) -> CrateFacts {
    let mut facts = CrateFacts::default();
    for (name, release) in releases {
        facts.add(name, release);
    }
    facts
}

fn describe(pins: &[CratePin]) -> Vec<String> {
    let describe = |pin: &CratePin| {
        let mut text = format!("{} {}", pin.name, pin.version);
        for feature in &pin.features {
            text.push_str(" +");
            text.push_str(feature);
        }
        text
    };
    pins.iter().map(describe).collect()
}

#[track_caller]
fn check(facts: &CrateFacts, roots: &[CrateDependency], expected: &[&str]) {
    match resolve(facts, roots, &Control::default()) {
        CrateOutcome::Solved(pins) => assert_eq!(describe(&pins), expected),
        other => panic!("{other:?}"),
    }
}

#[test]
fn compatible_versions_are_one_and_incompatible_ones_stand_side_by_side() {
    let facts = facts([
        ("a", release("1.0.0").depend(dependency("c ^1.1"))),
        ("b", release("1.0.0").depend(dependency("c ~1.2"))),
        ("d", release("1.0.0").depend(dependency("c ^2"))),
        ("c", release("1.1.0")),
        ("c", release("1.2.3")),
        ("c", release("1.3.0")),
        ("c", release("2.0.0")),
    ]);
    let roots = [dependency("a"), dependency("b"), dependency("d")];
    check(&facts, &roots, &["a 1.0.0", "b 1.0.0", "c 1.2.3", "c 2.0.0", "d 1.0.0"]);
}

#[test]
fn the_second_number_tells_lines_below_one_apart() {
    let facts = facts([
        ("a", release("1.0.0").depend(dependency("c 0.3"))),
        ("c", release("0.2.9")),
        ("c", release("0.3.1")),
        ("c", release("0.0.4")),
        ("c", release("0.0.5")),
    ]);
    let roots = [dependency("a"), dependency("c 0.2"), dependency("c =0.0.4")];
    check(&facts, &roots, &["a 1.0.0", "c 0.0.4", "c 0.2.9", "c 0.3.1"]);
}

#[test]
fn a_requirement_over_several_lines_takes_the_highest_that_works() {
    let facts = facts([
        ("a", release("1.0.0").depend(dependency("c >=1, <4"))),
        ("c", release("1.5.0")),
        ("c", release("2.1.0")),
        ("c", release("3.0.0").depend(dependency("nowhere"))),
    ]);
    check(&facts, &[dependency("a")], &["a 1.0.0", "c 2.1.0"]);
}

#[test]
fn a_prerelease_needs_to_be_named() {
    let facts =
        facts([("c", release("1.0.0")), ("c", release("1.1.0-beta.2")), ("c", release("2.0.0-rc.1"))]);
    check(&facts, &[dependency("c")], &["c 1.0.0"]);
    check(&facts, &[dependency("c ^1.1.0-alpha")], &["c 1.1.0-beta.2"]);
}

#[test]
fn features_turn_dependencies_on() {
    let a = release("1.0.0")
        .depend(optional("json ^1"))
        .depend(optional("log ^1"))
        .feature("default", &["text"])
        .feature("text", &["dep:json", "json/pretty"])
        .feature("trace", &["dep:log"]);
    let facts = facts([
        ("a", a),
        ("json", release("1.0.0").feature("pretty", &[])),
        ("json", release("1.1.0")),
        ("log", release("1.0.0")),
    ]);
    // json 1.1.0 has no such feature.
    check(&facts, &[dependency("a")], &["a 1.0.0 +default +text", "json 1.0.0 +pretty"]);
    let bare = CrateDependency { default_features: false, ..dependency("a") };
    check(&facts, std::slice::from_ref(&bare), &["a 1.0.0"]);
    let traced = CrateDependency { features: vec!["trace".to_owned()], ..bare };
    check(&facts, &[traced], &["a 1.0.0 +trace", "log 1.0.0"]);
}

#[test]
fn a_weak_feature_turns_no_dependency_on() {
    let a = release("1.0.0")
        .depend(optional("json ^1"))
        .feature("std", &["json?/std"])
        .feature("text", &["dep:json"])
        .feature("default", &["std"]);
    let facts = facts([
        ("a", a),
        (
            "b",
            release("1.0.0").depend(CrateDependency { features: vec!["text".to_owned()], ..dependency("a") }),
        ),
        ("json", release("1.0.0").feature("std", &[])),
        ("json", release("1.1.0")),
    ]);
    check(&facts, &[dependency("a")], &["a 1.0.0 +default +std"]);
    check(&facts, &[dependency("b")], &["a 1.0.0 +default +std +text", "b 1.0.0", "json 1.0.0 +std"]);
}

#[test]
fn a_yanked_release_is_no_candidate() {
    let facts = facts([("c", release("1.0.0")), ("c", CrateRelease { is_yanked: true, ..release("1.1.0") })]);
    check(&facts, &[dependency("c 1")], &["c 1.0.0"]);
}

#[test]
fn a_conflict_names_the_roots() {
    let facts = facts([
        ("a", release("1.0.0").depend(dependency("c =1.0.0"))),
        ("b", release("1.0.0").depend(dependency("c ^1.1"))),
        ("c", release("1.0.0")),
        ("c", release("1.1.0")),
    ]);
    let roots = [dependency("c"), dependency("a"), dependency("b")];
    let CrateOutcome::Unsolvable(CrateConflict { roots, because }) =
        resolve(&facts, &roots, &Control::default())
    else {
        panic!("one line of c cannot be at two versions");
    };
    assert_eq!(roots, [1, 2]);
    let needs: BTreeSet<(&str, &str)> =
        because.iter().map(|premise| (premise.name.as_str(), premise.needs.as_str())).collect();
    assert_eq!(needs, BTreeSet::from([("a", "c"), ("b", "c")]));
}

#[cfg(feature = "serde")]
#[test]
fn an_answer_serialises_versions_as_text() {
    let facts = facts([("c", release("1.0.0").feature("f", &[]))]);
    let root = CrateDependency { features: vec!["f".to_owned()], ..dependency("c") };
    let answer = serde_json::to_value(resolve(&facts, &[root], &Control::default())).unwrap();
    let pin = serde_json::json!({ "name": "c", "version": "1.0.0", "features": ["f"] });
    assert_eq!(answer, serde_json::json!({ "solved": [pin] }));
    let answer = serde_json::to_value(resolve(&facts, &[dependency("c 2")], &Control::default())).unwrap();
    assert_eq!(answer["unsolvable"]["roots"], serde_json::json!([0]));
}

const VERSIONS: [&str; 9] =
    ["0.1.0", "0.1.3", "0.2.0", "1.0.0", "1.2.0", "1.2.1", "1.3.0-beta.1", "2.0.0", "2.1.0"];
const REQUIREMENTS: [&str; 14] = [
    "*",
    "^1",
    "^1.2",
    "=1.0.0",
    "~1.2",
    ">=1, <3",
    "^2",
    "2.1",
    "0.1",
    "^0.1.2",
    "^0.2",
    "=1.3.0-beta.1",
    ">=0.1, <1.1",
    "=2.0.0",
];

fn random_dependency(random: &mut Random, n_crates: u32) -> CrateDependency {
    let name = format!("c{}", random.below(n_crates));
    let requirement = REQUIREMENTS[random.below(14) as usize].parse().unwrap();
    let features = if random.one_in(3) { vec!["f".to_owned()] } else { Vec::new() };
    CrateDependency {
        default_features: random.one_in(2),
        features,
        ..CrateDependency::new(&name, requirement)
    }
}

fn random_facts(random: &mut Random) -> (CrateFacts, Vec<CrateDependency>) {
    let n_crates = 2 + random.below(4);
    let mut facts = CrateFacts::default();
    for name in 0..n_crates {
        for version in VERSIONS {
            if random.one_in(2) {
                continue;
            }
            let mut one = release(version);
            for _ in 0..random.below(3) {
                let mut next = random_dependency(random, n_crates);
                next.is_optional = random.one_in(2);
                if one.dependencies.iter().all(|known| known.name != next.name) {
                    one = one.depend(next);
                }
            }
            for feature in ["default", "f", "g"] {
                if random.one_in(3) {
                    continue;
                }
                let mut values = Vec::new();
                for _ in 0..random.below(3) {
                    let name = format!("c{}", random.below(n_crates));
                    let known = one.dependencies.iter().find(|known| known.name == name);
                    values.push(match (known.map(|known| known.is_optional), random.below(4)) {
                        (Some(true), 0) => format!("dep:{name}"),
                        (Some(_), 1) => format!("{name}/f"),
                        (Some(true), 2) => format!("{name}?/f"),
                        (Some(true), 3) => name,
                        _ => "g".to_owned(),
                    });
                }
                let values: Vec<&str> = values.iter().map(String::as_str).collect();
                one = one.feature(feature, &values);
            }
            facts.add(&format!("c{name}"), one);
        }
    }
    let n_roots = 1 + random.below(3);
    let roots = (0..n_roots).map(|_| random_dependency(random, n_crates)).collect();
    (facts, roots)
}

/// The facts with nothing but the versions of the solution.
fn only(facts: &CrateFacts, pins: &[CratePin]) -> CrateFacts {
    let mut left = CrateFacts::default();
    for (name, releases) in &facts.crates {
        for release in releases {
            if pins.iter().any(|pin| pin.name == *name && pin.version == release.version) {
                left.add(name, release.clone());
            }
        }
    }
    left
}

#[test]
fn every_solution_holds_and_no_solution_means_none() {
    let mut random = Random::new(11);
    let mut n_unsolvable = 0;
    for seed in 0..4_000 {
        let (facts, roots) = random_facts(&mut random);
        let has_solution = |facts: &CrateFacts| Tried::default().has_solution(facts, &roots);
        match resolve(&facts, &roots, &Control::default()) {
            CrateOutcome::Solved(pins) => {
                assert!(has_solution(&only(&facts, &pins)), "{seed}: {pins:?} of {facts:#?} for {roots:#?}");
                let lines: BTreeSet<Line> = pins.iter().map(|pin| line_of(&pin.name, &pin.version)).collect();
                assert_eq!(lines.len(), pins.len(), "{seed}: two of a line in {pins:?}");
            }
            CrateOutcome::Unsolvable(conflict) => {
                n_unsolvable += 1;
                assert!(!has_solution(&facts), "{seed}: {facts:#?} for {roots:#?}");
                let named: Vec<CrateDependency> =
                    conflict.roots.iter().map(|position| roots[*position].clone()).collect();
                assert!(!Tried::default().has_solution(&facts, &named), "{seed}: {conflict:?}");
            }
            CrateOutcome::Stopped(stop) => panic!("{stop:?}"),
        }
    }
    assert!((400..3_600).contains(&n_unsolvable), "both answers are common: {n_unsolvable} of 4000");
}
