//! Several newest answers, and which of them is wanted.

use haggle_resolve::python::{
    AlternativesOutcome, Request, ResolveOutcome, Solution, SourceLocation, alternatives, resolve,
};
use haggle_spec::release::{PackageFacts, Release, ReleaseFacts, ReleaseMetadata};
use haggle_spec::{MarkerEnvironment, MarkerVariable, PackageName, Platform};
use haggle_testkit::resolver::marker_problem;

/// Facts of lines `name version: requirement; requirement`.
fn facts(lines: &[&str]) -> ReleaseFacts {
    let mut facts = ReleaseFacts::default();
    for line in lines {
        let (release, requires) = line.split_once(':').unwrap_or((line, ""));
        let (name, version) = release.split_once(' ').unwrap();
        let requirements = requires.split(';').map(str::trim).filter(|text| !text.is_empty());
        let requirements = requirements.map(|text| text.parse().unwrap()).collect();
        let metadata = ReleaseMetadata::Known { requirements, provides_extra: Vec::new() };
        let name = PackageName::new(name).unwrap();
        let entry = facts.packages.entry(name).or_insert_with(|| PackageFacts::Releases([].into()));
        let PackageFacts::Releases(releases) = entry else { unreachable!() };
        releases.insert(version.parse().unwrap(), Release { metadata, ..Release::default() });
    }
    facts
}

fn request(requires: &str) -> Request {
    let request = Request::new(MarkerEnvironment::new("3.12.0", Platform::Linux));
    let place = || SourceLocation::new("r.in", 1);
    requires.split(' ').fold(request, |request, text| request.require(text.parse().unwrap(), place()))
}

fn words(solution: &Solution) -> String {
    let pins = solution.pins.iter().map(|(name, pin)| format!("{name}=={}", pin.version));
    pins.collect::<Vec<_>>().join(" ")
}

#[track_caller]
fn check(lines: &[&str], requires: &str, most: usize, expected: &[&str], is_all: bool) {
    match alternatives(&facts(lines), &request(requires), most, None) {
        AlternativesOutcome::Found(found) => {
            let answers: Vec<String> = found.solutions.iter().map(words).collect();
            assert_eq!(
                (answers.iter().map(String::as_str).collect::<Vec<_>>(), found.is_all),
                (expected.to_vec(), is_all)
            );
        }
        other => panic!("{other:?}"),
    }
}

const EXCLUDE: [&str; 6] = ["a 3: x<2", "a 2: x<3", "a 1", "b 2: x>=3", "b 1", "c 1"];

/// The releases of `EXCLUDE`, and three of what they exclude each other by.
fn excluding() -> Vec<&'static str> {
    let mut lines = EXCLUDE.to_vec();
    lines.extend(["x 1", "x 2", "x 3"]);
    lines
}

#[test]
fn packages_that_exclude_each_other_give_an_answer_each() {
    let lines = excluding();
    let answers = ["a==3 b==1 x==1", "a==1 b==2 x==3"];
    check(&lines, "a b", 9, &answers, true);
    check(&lines, "a b", 1, &answers[..1], false);
    check(&lines, "a c", 9, &["a==3 c==1 x==1"], true);
    check(&lines, "a<3 b", 9, &["a==2 b==1 x==2", "a==1 b==2 x==3"], true);
}

#[test]
fn what_matters_most_has_its_best_version() {
    let facts = facts(&excluding());
    for (priorities, expected) in [
        (&[] as &[&str], "a==3 b==1 x==1"),
        (&["b"], "a==1 b==2 x==3"),
        (&["a", "b"], "a==3 b==1 x==1"),
        (&["x", "a"], "a==1 b==2 x==3"),
        (&["nowhere"], "a==3 b==1 x==1"),
    ] {
        let mut request = request("a b");
        request.priorities = priorities.iter().map(|name| PackageName::new(name).unwrap()).collect();
        match resolve(&facts, &request) {
            ResolveOutcome::Solved(solution) => assert_eq!(words(&solution), expected, "{priorities:?}"),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn no_answer_is_better_than_another() {
    let mut n_several = 0;
    for seed in 0..2_000 {
        let problem = marker_problem(seed);
        let mut lines = Vec::new();
        for (name, releases) in &problem.packages {
            lines.extend(
                releases
                    .iter()
                    .map(|release| format!("{name} {}:{}", release.version, release.requires.join("\u{1}"))),
            );
        }
        // Markers have semicolons, too.
        let lines: Vec<String> = lines
            .iter()
            .map(|line| {
                let parts = line.split('\u{1}').map(|text| text.split("; ").next().unwrap());
                parts.collect::<Vec<_>>().join(";")
            })
            .collect();
        let facts = facts(&lines.iter().map(String::as_str).collect::<Vec<_>>());
        let environment =
            MarkerEnvironment::new("3.12.0", Platform::Linux).with(MarkerVariable::PlatformRelease, "19.6.0");
        let mut request = Request::new(environment);
        for (name, _) in problem.packages.iter().take(3) {
            request = request.require(name.parse().unwrap(), SourceLocation::new("r.in", 1));
        }
        let AlternativesOutcome::Found(found) = alternatives(&facts, &request, 50, None) else { continue };
        assert!(found.is_all, "seed {seed}");
        n_several += usize::from(found.solutions.len() > 1);
        let names: Vec<&PackageName> =
            request.requirements.iter().map(|line| line.requirement.name()).collect();
        for (index, one) in found.solutions.iter().enumerate() {
            for other in &found.solutions[index + 1..] {
                let is_as_good = |one: &Solution, other: &Solution| {
                    names.iter().all(|name| one.pins[*name].version >= other.pins[*name].version)
                };
                assert!(!is_as_good(one, other) && !is_as_good(other, one), "seed {seed}");
            }
        }
        // Each package has its best version in the answer for which it matters most.
        for name in names {
            let best = found.solutions.iter().map(|solution| &solution.pins[name].version).max();
            let request = Request { priorities: vec![name.clone()], ..request.clone() };
            let ResolveOutcome::Solved(solution) = resolve(&facts, &request) else { panic!("seed {seed}") };
            assert_eq!(Some(&solution.pins[name].version), best, "seed {seed}: {name}");
        }
    }
    assert!(n_several > 50, "{n_several} problems have several answers");
}
