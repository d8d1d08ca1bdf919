//! The law of answers for many environments, on random problems: the pins of an environment are those that it has alone.
#![allow(clippy::unwrap_used)]

mod problem;

use std::collections::BTreeSet;

use haggle_resolve::python::{
    Edge, Environments, ForkStrategy, PartialArtefact, Request, ResolveOutcome, SourceLocation,
    UniversalOutcome, UniversalPin, resolve, resolve_environments,
};
use haggle_spec::release::{PackageFacts, Release, ReleaseMetadata};
use haggle_spec::{
    Marker, MarkerEnvironment, MarkerVariable, PackageName, Platform, Prereleases, SpecifierSet, Version,
};
use haggle_testkit::resolver::{Random, marker_problem};
use problem::{Oddities, alone, environment, facts, marked, request, target, universal};

#[test]
fn pins_are_those_of_the_environment_alone() {
    let (mut n_solved, mut n_unsolvable, mut n_split, mut n_alone) = (0, 0, 0, 0);
    for seed in 0..5_000 {
        let problem = marker_problem(seed);
        let (outcome, is_open) = universal(&problem, Oddities::None, ForkStrategy::RequiresPython);
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
                    let alone = alone(&problem, Oddities::None, &environment, None, is_open);
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
                            alone(&problem, Oddities::None, &environment, None, is_open),
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
        let (UniversalOutcome::Solved(solution), is_open) =
            universal(&problem, Oddities::None, ForkStrategy::Fewest)
        else {
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
            let alone = alone(&problem, Oddities::None, &environment, None, is_open).unwrap();
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

#[test]
fn the_rules_of_one_environment_hold_in_each_of_many() {
    let (mut n_alone, mut n_warned) = (0, 0);
    for seed in 0..1_200 {
        let problem = marker_problem(seed);
        let (outcome, is_open) = universal(&problem, Oddities::All, ForkStrategy::RequiresPython);
        let asked: SpecifierSet = problem.pythons.parse().unwrap();
        let mut random = Random::new(seed);
        for _ in 0..6 {
            let (target, environment) = target(&mut random);
            let python = environment.version(MarkerVariable::PythonFullVersion).unwrap();
            if !asked.contains(python, Prereleases::Allow) {
                continue;
            }
            let alone = || alone(&problem, Oddities::All, &environment, Some(target.clone()), is_open);
            match &outcome {
                UniversalOutcome::Solved(solution) => {
                    let alone = alone();
                    assert_eq!(
                        solution.in_environment(&environment),
                        alone,
                        "seed {seed}: {target} {:?}",
                        solution.pins()
                    );
                    assert_eq!(Some(marked(solution, &environment)), alone, "seed {seed}: {target}");
                    n_alone += 1;
                }
                UniversalOutcome::Unsolvable { marker, .. } => {
                    if marker.is_empty()
                        || marker.parse::<Marker>().unwrap().evaluate(&environment, &[]).unwrap()
                    {
                        assert_eq!(alone(), None, "seed {seed}: {target} {marker}");
                    }
                }
                other => panic!("seed {seed}: {other:?}"),
            }
        }
        if let UniversalOutcome::Solved(solution) = outcome {
            n_warned += usize::from(!solution.warnings().is_empty());
        }
    }
    assert!(n_alone > 2_000 && n_warned > 150, "{n_alone} answers, {n_warned} with warnings");
}

/// Targets whose wheels differ: each has the pins that it has alone.
#[test]
fn pins_of_a_list_are_those_of_each_target_alone() {
    let mut n_alone = 0;
    for seed in 0..400 {
        let problem = marker_problem(seed);
        let mut random = Random::new(seed);
        let targets: Vec<_> = (0..4).map(|_| target(&mut random).0).collect();
        let facts = facts(&problem, Oddities::All, |range| Some(range.clone()));
        let anywhere = request(&problem, MarkerEnvironment::new("3.12.0", Platform::Linux));
        let environments = Environments::targets(targets.clone());
        let strategy = ForkStrategy::RequiresPython;
        let outcome = resolve_environments(&facts, &anywhere, &environments, strategy, None);
        let mut n_solved = 0;
        for target in &targets {
            let alone = Request { wheels: Some(target.clone()), ..request(&problem, target.environment()) };
            let ResolveOutcome::Solved(alone) = resolve(&facts, &alone) else { continue };
            n_solved += 1;
            if let UniversalOutcome::Solved(solution) = &outcome {
                let alone = alone.pins.into_iter().map(|(name, pin)| (name, pin.version)).collect();
                let pins = solution.in_environment(&target.environment());
                assert_eq!(pins, Some(alone), "seed {seed}: {target}");
                n_alone += 1;
            }
        }
        let is_solved = matches!(outcome, UniversalOutcome::Solved(_));
        assert_eq!(is_solved, n_solved == targets.len(), "seed {seed}: {outcome:?}");
    }
    assert!(n_alone > 500, "{n_alone} targets alone");
}

/// Each environment is in one part, and a part is what its environment has alone, with the same reasons.
#[test]
fn parts_are_the_answers_of_their_environments_alone() {
    let (mut n_parts, mut n_environments) = (0, 0);
    for seed in 0..500 {
        let problem = marker_problem(seed);
        let facts = facts(&problem, Oddities::None, |range| Some(range.clone()));
        let asked: SpecifierSet = problem.pythons.parse().unwrap();
        let environments =
            Environments::pythons(asked.clone()).telling_apart(vec!["os_name == 'nt'".parse().unwrap()]);
        let request = request(&problem, MarkerEnvironment::new("3.12.0", Platform::Linux));
        let strategy = ForkStrategy::RequiresPython;
        let UniversalOutcome::Solved(solution) =
            resolve_environments(&facts, &request, &environments, strategy, None)
        else {
            continue;
        };
        let mut parts = solution.parts().unwrap();
        let markers: Vec<String> =
            (0..parts.parts().len()).map(|position| parts.marker(&[position]).unwrap()).collect();
        for part in parts.parts() {
            let alone = environments.request_at(&request, &part.environment);
            let ResolveOutcome::Solved(alone) = resolve(&facts, &alone) else { panic!("seed {seed}") };
            assert_eq!(part.solution.versions(), alone.versions(), "seed {seed}: {:?}", part.environment);
            let reasons = |edges: &[Edge]| {
                let texts = edges.iter().map(|edge| (edge.requirer.clone(), edge.requirement.to_string()));
                texts.collect::<BTreeSet<_>>()
            };
            assert_eq!(reasons(&part.solution.edges), reasons(&alone.edges), "seed {seed}: {problem:?}");
            n_parts += 1;
        }
        let mut random = Random::new(seed);
        for _ in 0..6 {
            let environment = environment(&mut random);
            let python = environment.version(MarkerVariable::PythonFullVersion).unwrap();
            if !asked.contains(python, Prereleases::Allow) {
                continue;
            }
            let holds = |marker: &&String| {
                marker.is_empty() || marker.parse::<Marker>().unwrap().evaluate(&environment, &[]).unwrap()
            };
            let here: Vec<usize> =
                (0..markers.len()).filter(|position| holds(&&markers[*position])).collect();
            assert_eq!(here.len(), 1, "seed {seed}: {environment:?} {markers:?}");
            let part = &parts.parts()[here[0]];
            assert_eq!(Some(part.solution.versions()), solution.in_environment(&environment), "seed {seed}");
            let is_windows =
                |environment: &MarkerEnvironment| environment.value(MarkerVariable::OsName) == Some("nt");
            assert_eq!(is_windows(&part.environment), is_windows(&environment), "seed {seed}");
            n_environments += 1;
        }
    }
    assert!(n_parts > 800 && n_environments > 1_000, "{n_parts} parts, {n_environments} environments");
}

/// A package comes from a URL where a marker holds: an environment has what it has alone with what is there instead of the index's
/// releases.
#[test]
fn what_comes_from_a_url_somewhere_is_all_there_is_of_it_there() {
    let (mut n_there, mut n_elsewhere, mut n_unsolvable) = (0, 0, 0);
    let markers = [
        "sys_platform == 'win32'",
        "python_version < '3.12'",
        "os_name == 'posix' or python_version >= '3.13'",
    ];
    for seed in 0..600 {
        let problem = marker_problem(seed);
        let facts = facts(&problem, Oddities::None, |range| Some(range.clone()));
        let mut random = Random::new(seed);
        let (name, releases) = &problem.packages[random.below(2) as usize];
        let name = PackageName::new(name).unwrap();
        let PackageFacts::Releases(known) = &facts.packages[&name] else { panic!() };
        // The version may be one that the index has, too.
        let from = &releases[random.below(u32::try_from(releases.len()).unwrap()) as usize];
        let version: Version =
            if random.one_in(2) { "99".parse().unwrap() } else { known.keys().next().unwrap().clone() };
        let requirements = from.requires.iter().map(|text| text.parse().unwrap()).collect();
        let metadata = ReleaseMetadata::Known { requirements, provides_extra: Vec::new() };
        let release = Release { metadata, ..Release::default() };
        let marker: Marker = markers[random.below(3) as usize].parse().unwrap();
        let url = "https://localhost/it.whl".to_owned();
        let mut request = request(&problem, MarkerEnvironment::new("3.12.0", Platform::Linux));
        let text = format!("{name} @ {url} ; {marker}");
        request = request.require(text.parse().unwrap(), SourceLocation::new("r.in", 9));
        request.partial_artefacts = vec![PartialArtefact {
            name: name.clone(),
            marker: marker.clone(),
            url: url.clone(),
            version,
            release,
        }];
        let asked: SpecifierSet = problem.pythons.parse().unwrap();
        let environments = Environments::pythons(asked.clone());
        let strategy = ForkStrategy::RequiresPython;
        let outcome = resolve_environments(&facts, &request, &environments, strategy, None);
        for _ in 0..6 {
            let environment = environment(&mut random);
            let python = environment.version(MarkerVariable::PythonFullVersion).unwrap();
            if !asked.contains(python, Prereleases::Allow) {
                continue;
            }
            let is_there = marker.evaluate(&environment, &[]).unwrap();
            let mut alone = environments.request_at(&request, &environment);
            let mut facts = facts.clone();
            for artefact in std::mem::take(&mut alone.partial_artefacts).into_iter().filter(|_| is_there) {
                let releases = [(artefact.version, artefact.release)].into();
                facts.packages.insert(name.clone(), PackageFacts::Releases(releases));
                alone.artefacts.insert(name.clone(), url.clone());
            }
            match (&outcome, resolve(&facts, &alone)) {
                (UniversalOutcome::Solved(solution), ResolveOutcome::Solved(alone)) => {
                    assert_eq!(
                        solution.in_environment(&environment),
                        Some(alone.versions()),
                        "seed {seed}: {name} where {marker} in {environment:?}: {problem:?}"
                    );
                    let here = |pin: &&UniversalPin| {
                        pin.marker.is_empty()
                            || pin.marker.parse::<Marker>().unwrap().evaluate(&environment, &[]).unwrap()
                    };
                    let pin = solution.pins().iter().filter(here).find(|pin| pin.name == name);
                    let from = pin.map(|pin| pin.url.is_some());
                    assert!(from.is_none_or(|is_url| is_url == is_there), "seed {seed}: {pin:?}");
                    if is_there { n_there += 1 } else { n_elsewhere += 1 }
                }
                (UniversalOutcome::Unsolvable { marker, .. }, alone) => {
                    if marker.is_empty()
                        || marker.parse::<Marker>().unwrap().evaluate(&environment, &[]).unwrap()
                    {
                        assert!(matches!(alone, ResolveOutcome::Unsolvable(_)), "seed {seed}: {problem:?}");
                        n_unsolvable += 1;
                    }
                }
                other => panic!("seed {seed}: {other:?}"),
            }
        }
    }
    let counts = (n_there, n_elsewhere, n_unsolvable);
    assert!(n_there > 300 && n_elsewhere > 300 && n_unsolvable > 20, "{counts:?}");
}
