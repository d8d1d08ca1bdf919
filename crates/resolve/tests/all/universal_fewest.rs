//! Answers with few versions, beside the least that brute force finds.

use std::collections::{BTreeMap, BTreeSet};

use haggle_resolve::python::{
    Environments, ForkStrategy, Request, SourceLocation, UniversalOutcome, resolve_environments,
};
use haggle_spec::release::{PackageFacts, Release, ReleaseFacts, ReleaseMetadata};
use haggle_spec::{
    ExtraName, MarkerEnvironment, MarkerVariable, PackageName, Platform, Prereleases, Requirement, Version,
};
use haggle_testkit::resolver::{MarkerProblem, marker_problem};

/// The version of each package.
type Pins = BTreeMap<PackageName, Version>;

fn parsed(texts: &[String]) -> Vec<Requirement> {
    texts.iter().map(|text| text.parse().unwrap()).collect()
}

fn facts(problem: &MarkerProblem) -> ReleaseFacts {
    let mut facts = ReleaseFacts::default();
    for (name, releases) in &problem.packages {
        let releases = releases.iter().map(|release| {
            let requirements = parsed(&release.requires);
            let metadata = ReleaseMetadata::Known { requirements, provides_extra: Vec::new() };
            let requires_python = release.requires_python.as_ref().map(|text| text.parse().unwrap());
            (release.version.parse().unwrap(), Release { metadata, requires_python, ..Release::default() })
        });
        facts.packages.insert(PackageName::new(name).unwrap(), PackageFacts::Releases(releases.collect()));
    }
    facts
}

fn environments() -> Vec<MarkerEnvironment> {
    let of = |python, platform: Platform| {
        MarkerEnvironment::new(python, platform)
            .with(MarkerVariable::PlatformMachine, "x86_64")
            .with(MarkerVariable::PlatformRelease, "19.6.0")
    };
    vec![
        of("3.10.0", Platform::Linux),
        of("3.11.2", Platform::Windows),
        of("3.11.9", Platform::Linux),
        of("3.12.5", Platform::MacOs),
        of("3.12.5", Platform::Windows),
    ]
}

/// Every way to meet the requirements in one environment, by choosing a version for one open package after the other.
struct Enumeration<'e> {
    problem: &'e MarkerProblem,
    environment: &'e MarkerEnvironment,
    constraints: Vec<Requirement>,
    found: BTreeSet<Pins>,
}

impl Enumeration<'_> {
    fn holds(&self, requirement: &Requirement, extra: Option<&ExtraName>) -> bool {
        let extras = extra.map(std::slice::from_ref).unwrap_or_default();
        requirement.marker().is_none_or(|marker| marker.evaluate(self.environment, extras).unwrap())
    }

    fn search(&mut self, pins: &Pins, wanted: &[Requirement], extras: &BTreeSet<(PackageName, ExtraName)>) {
        let is_met = |requirement: &Requirement| {
            pins.get(requirement.name())
                .is_none_or(|version| requirement.specifiers().contains(version, Prereleases::Allow))
        };
        if !wanted.iter().all(is_met) {
            return;
        }
        let new_extra = wanted.iter().find_map(|requirement| {
            let name = requirement.name();
            let is_new = |extra: &&ExtraName| !extras.contains(&(name.clone(), (*extra).clone()));
            pins.get(name)?;
            Some((name.clone(), requirement.extras().iter().find(is_new)?.clone()))
        });
        if let Some((name, extra)) = new_extra {
            let more = self.required(&name, &pins[&name], Some(&extra));
            let mut extras = extras.clone();
            extras.insert((name, extra));
            let wanted: Vec<_> = wanted.iter().cloned().chain(more).collect();
            return self.search(pins, &wanted, &extras);
        }
        let Some(open) = wanted.iter().map(Requirement::name).find(|name| !pins.contains_key(*name)) else {
            self.found.insert(pins.clone());
            return;
        };
        let open = open.clone();
        let (_, releases) = self.problem.packages.iter().find(|(name, _)| name == open.as_str()).unwrap();
        for release in releases {
            let version: Version = release.version.parse().unwrap();
            let python = self.environment.version(MarkerVariable::PythonFullVersion).unwrap();
            let runs = release.requires_python.as_ref().is_none_or(|range| {
                range.parse::<haggle_spec::SpecifierSet>().unwrap().contains(python, Prereleases::Allow)
            });
            let is_allowed = self.constraints.iter().all(|limit| {
                limit.name() != &open
                    || !self.holds(limit, None)
                    || limit.specifiers().contains(&version, Prereleases::Allow)
            });
            if !runs || !is_allowed {
                continue;
            }
            let mut pins = pins.clone();
            pins.insert(open.clone(), version.clone());
            let more = self.required(&open, &version, None);
            let wanted: Vec<_> = wanted.iter().cloned().chain(more).collect();
            self.search(&pins, &wanted, extras);
        }
    }

    fn required(&self, name: &PackageName, version: &Version, extra: Option<&ExtraName>) -> Vec<Requirement> {
        let (_, releases) = self.problem.packages.iter().find(|(known, _)| known == name.as_str()).unwrap();
        let release = releases.iter().find(|release| release.version.parse::<Version>().unwrap() == *version);
        let requirements = parsed(&release.unwrap().requires).into_iter();
        requirements.filter(|requirement| self.holds(requirement, extra)).collect()
    }
}

/// The pins beyond one for each package.
fn n_surplus(answers: &[&Pins]) -> usize {
    let pins: BTreeSet<(&PackageName, &Version)> = answers.iter().copied().flatten().collect();
    let names: BTreeSet<&PackageName> = pins.iter().map(|(name, _)| *name).collect();
    pins.len() - names.len()
}

fn least<'p>(ways: &'p [Vec<Pins>], chosen: &mut Vec<&'p Pins>, best: &mut usize) {
    if n_surplus(chosen) >= *best {
        return;
    }
    match ways.get(chosen.len()) {
        None => *best = n_surplus(chosen),
        Some(of_environment) => {
            for pins in of_environment {
                chosen.push(pins);
                least(ways, chosen, best);
                chosen.pop();
            }
        }
    }
}

#[test]
fn few_versions_are_nearly_the_fewest() {
    let (mut n_compared, mut n_split, mut n_more, mut surplus) = (0, 0, 0, (0, 0, 0));
    for seed in 0..500 {
        let problem = marker_problem(seed);
        let place = || SourceLocation::new("requirements.txt", 1);
        let mut request = Request::new(MarkerEnvironment::new("3.12.0", Platform::Linux));
        for requirement in parsed(&problem.requires) {
            request = request.require(requirement, place());
        }
        for constraint in parsed(&problem.constraints) {
            request = request.constrain(constraint, place());
        }
        let asked = environments();
        let listed = Environments::list(asked.clone());
        let facts = facts(&problem);
        let answer = |strategy| match resolve_environments(&facts, &request, &listed, strategy, None) {
            UniversalOutcome::Solved(solution) => {
                let pins = asked.iter().map(|environment| solution.in_environment(environment).unwrap());
                Some(pins.collect::<Vec<Pins>>())
            }
            _ => None,
        };
        let Some(few) = answer(ForkStrategy::Fewest) else { continue };
        let newest = answer(ForkStrategy::RequiresPython).unwrap();
        let mut ways = Vec::new();
        for (environment, few) in asked.iter().zip(&few) {
            let mut enumeration = Enumeration {
                problem: &problem,
                environment,
                constraints: parsed(&problem.constraints),
                found: BTreeSet::new(),
            };
            let roots = parsed(&problem.requires).into_iter().filter(|root| enumeration.holds(root, None));
            let roots: Vec<_> = roots.collect();
            enumeration.search(&Pins::new(), &roots, &BTreeSet::new());
            assert!(enumeration.found.contains(few), "seed {seed}: {few:?} is a solution");
            ways.push(enumeration.found.into_iter().collect::<Vec<_>>());
        }
        if ways.iter().any(|of_environment| of_environment.len() > 60) {
            continue;
        }
        let found = n_surplus(&few.iter().collect::<Vec<_>>());
        let mut best = found + 1;
        least(&ways, &mut Vec::new(), &mut best);
        n_compared += 1;
        n_split += usize::from(best > 0);
        n_more += usize::from(found > best);
        surplus.0 += best;
        surplus.1 += found;
        surplus.2 += n_surplus(&newest.iter().collect::<Vec<_>>());
    }
    assert!(n_compared > 200 && n_split > 5, "{n_compared} compared, {n_split} split");
    assert!(n_more * 50 <= n_compared, "{n_more} of {n_compared} have more than the least: {surplus:?}");
}
