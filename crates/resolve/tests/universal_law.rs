//! The law of answers for many environments, on random problems: the pins of an environment are those that it has alone.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use haggle_resolve::python::{
    Environments, ForkStrategy, Request, ResolveOutcome, SourceLocation, UniversalOutcome, UniversalSolution,
    resolve, resolve_environments,
};
use haggle_spec::release::{PackageFacts, Release, ReleaseFacts, ReleaseMetadata};
use haggle_spec::{
    Marker, MarkerEnvironment, MarkerVariable, PackageName, Platform, Prereleases, Requirement, SpecifierSet,
    Version,
};
use haggle_testkit::resolver::{MarkerProblem, Random, marker_problem};

/// Facts in which `Requires-Python` is what `runs_on` makes of it.
fn facts(problem: &MarkerProblem, runs_on: impl Fn(&SpecifierSet) -> Option<SpecifierSet>) -> ReleaseFacts {
    let mut facts = ReleaseFacts::default();
    for (name, releases) in &problem.packages {
        let releases = releases.iter().map(|release| {
            let requirements = release.requires.iter().map(|text| text.parse().unwrap()).collect();
            let metadata = ReleaseMetadata::Known { requirements, provides_extra: Vec::new() };
            let requires_python =
                release.requires_python.as_ref().and_then(|text| runs_on(&text.parse().unwrap()));
            (release.version.parse().unwrap(), Release { metadata, requires_python, ..Release::default() })
        });
        facts.packages.insert(PackageName::new(name).unwrap(), PackageFacts::Releases(releases.collect()));
    }
    facts
}

fn request(problem: &MarkerProblem, environment: MarkerEnvironment) -> Request {
    let place = || SourceLocation::new("requirements.txt", 1);
    let parsed = |text: &String| text.parse::<Requirement>().unwrap();
    let request = Request::new(environment);
    let request =
        problem.requires.iter().fold(request, |request, text| request.require(parsed(text), place()));
    problem.constraints.iter().fold(request, |request, text| request.constrain(parsed(text), place()))
}

const PYTHONS: [&str; 16] = [
    "3.9.0", "3.9.7", "3.10.0", "3.10.4", "3.11.0", "3.11.1", "3.11.2", "3.11.3", "3.11.4", "3.11.9",
    "3.12.0", "3.12.5", "3.13.0", "3.13.2", "3.14.1", "3.17.0",
];

/// An environment that exists.
fn environment(random: &mut Random) -> MarkerEnvironment {
    let mut any = |n: usize| random.below(u32::try_from(n).unwrap()) as usize;
    let platform = [Platform::Linux, Platform::MacOs, Platform::Windows][any(3)];
    let environment = MarkerEnvironment::new(PYTHONS[any(PYTHONS.len())], platform);
    let environment = match any(8) {
        0 => environment
            .with(MarkerVariable::SysPlatform, "freebsd13")
            .with(MarkerVariable::PlatformSystem, "FreeBSD")
            .with(MarkerVariable::OsName, "posix"),
        1 => environment
            .with(MarkerVariable::SysPlatform, "cygwin")
            .with(MarkerVariable::PlatformSystem, "CYGWIN_NT-6.1")
            .with(MarkerVariable::OsName, "posix"),
        _ => environment,
    };
    let environment = match any(4) {
        0 => environment
            .with(MarkerVariable::ImplementationName, "pypy")
            .with(MarkerVariable::PlatformPythonImplementation, "PyPy"),
        _ => environment,
    };
    let environment =
        environment.with(MarkerVariable::PlatformMachine, ["x86_64", "arm64", "AMD64", "riscv64"][any(4)]);
    environment
        .with(MarkerVariable::PlatformRelease, ["18.7.0", "19.6.0", "24.1.0"][any(3)])
        .with(MarkerVariable::PlatformVersion, ["", "a special build"][any(2)])
}

/// The answer of the environment alone. Where every later Python is asked for, upper bounds count for nothing.
fn alone(
    problem: &MarkerProblem,
    environment: &MarkerEnvironment,
    is_open: bool,
) -> Option<BTreeMap<PackageName, Version>> {
    let python = environment.version(MarkerVariable::PythonFullVersion).unwrap();
    let asked: SpecifierSet = problem.pythons.parse().unwrap();
    let runs_on = |range: &SpecifierSet| {
        let has = |python: &Version| range.contains(python, Prereleases::Allow);
        let older = PYTHONS.iter().map(|python| python.parse::<Version>().unwrap());
        let mut asked = older.filter(|python| asked.contains(python, Prereleases::Allow));
        let mut is_above_all = || {
            let all: Vec<Version> = asked.by_ref().filter(|older| has(older)).collect();
            all.last().is_some_and(|last| last < python)
        };
        if has(python) || is_open && is_above_all() { None } else { Some("<1".parse().unwrap()) }
    };
    let facts = facts(problem, runs_on);
    match resolve(&facts, &request(problem, environment.clone())) {
        ResolveOutcome::Solved(solution) => {
            Some(solution.pins.into_iter().map(|(name, pin)| (name, pin.version)).collect())
        }
        ResolveOutcome::Unsolvable(_) => None,
        other => panic!("{other:?}"),
    }
}

fn universal(problem: &MarkerProblem, strategy: ForkStrategy) -> (UniversalOutcome, bool) {
    let facts = facts(problem, |range| Some(range.clone()));
    let environments = Environments::pythons(problem.pythons.parse().unwrap());
    let request = request(problem, MarkerEnvironment::new("3.12.0", Platform::Linux));
    (resolve_environments(&facts, &request, &environments, strategy, None), environments.is_open())
}

/// The pins whose markers hold.
fn marked(solution: &UniversalSolution, environment: &MarkerEnvironment) -> BTreeMap<PackageName, Version> {
    let pins = solution.pins().into_iter().filter(|pin| {
        pin.marker.is_empty() || pin.marker.parse::<Marker>().unwrap().evaluate(environment, &[]).unwrap()
    });
    pins.map(|pin| (pin.name, pin.version)).collect()
}

#[test]
fn pins_are_those_of_the_environment_alone() {
    let (mut n_solved, mut n_unsolvable, mut n_split, mut n_alone) = (0, 0, 0, 0);
    for seed in 0..5_000 {
        let problem = marker_problem(seed);
        let (outcome, is_open) = universal(&problem, ForkStrategy::RequiresPython);
        let asked: SpecifierSet = problem.pythons.parse().unwrap();
        let mut random = Random::new(seed);
        for _ in 0..8 {
            let environment = environment(&mut random);
            let python = environment.version(MarkerVariable::PythonFullVersion).unwrap();
            if !asked.contains(python, Prereleases::Allow) {
                continue;
            }
            match &outcome {
                UniversalOutcome::Solved(solution) => {
                    let alone = alone(&problem, &environment, is_open);
                    n_alone += 1;
                    let pins = solution.in_environment(&environment);
                    assert_eq!(pins, alone, "seed {seed}: {problem:?} in {environment:?}");
                    assert_eq!(
                        Some(marked(solution, &environment)),
                        alone,
                        "seed {seed}: {environment:?} {problem:?} {:?}",
                        solution.pins()
                    );
                }
                UniversalOutcome::Unsolvable { marker, .. } => {
                    if marker.is_empty()
                        || marker.parse::<Marker>().unwrap().evaluate(&environment, &[]).unwrap()
                    {
                        assert_eq!(
                            alone(&problem, &environment, is_open),
                            None,
                            "seed {seed}: {problem:?} {marker}"
                        );
                    }
                }
                other => panic!("seed {seed}: {other:?}"),
            }
        }
        match outcome {
            UniversalOutcome::Solved(solution) => {
                n_solved += 1;
                n_split += usize::from(solution.n_environments > 1);
            }
            _ => n_unsolvable += 1,
        }
    }
    let counts = (n_solved, n_split, n_unsolvable, n_alone);
    assert!(
        n_split > 1_000 && n_unsolvable > 200 && n_alone > 10_000,
        "the problems are not trivial: {counts:?}"
    );
}

#[test]
fn fewer_versions_hold_back_no_more_than_they_say() {
    let mut n_held = 0;
    for seed in 0..800 {
        let problem = marker_problem(seed);
        let (UniversalOutcome::Solved(solution), is_open) = universal(&problem, ForkStrategy::Fewest) else {
            continue;
        };
        let asked: SpecifierSet = problem.pythons.parse().unwrap();
        let mut random = Random::new(seed);
        for _ in 0..6 {
            let environment = environment(&mut random);
            if !asked
                .contains(environment.version(MarkerVariable::PythonFullVersion).unwrap(), Prereleases::Allow)
            {
                continue;
            }
            let pins = solution.in_environment(&environment).unwrap();
            let alone = alone(&problem, &environment, is_open).unwrap();
            for name in pins.keys().chain(alone.keys()).filter(|name| pins.get(*name) != alone.get(*name)) {
                let is_said = solution.held_back().iter().any(|held| {
                    let holds = |marker: &Marker| marker.evaluate(&environment, &[]).unwrap();
                    held.name == *name
                        && held.version.as_ref() == pins.get(name)
                        && held.alone.as_ref() == alone.get(name)
                        && (held.marker.is_empty() || holds(&held.marker.parse().unwrap()))
                });
                assert!(is_said, "seed {seed}: {name} in {environment:?}: {:?}", solution.held_back());
                n_held += 1;
            }
        }
    }
    assert!(n_held > 50, "{n_held} pins were held back");
}
