//! Random problems as facts, and the answers of environments alone.

use std::collections::BTreeMap;

use haggle_resolve::python::{
    Environments, ForkStrategy, Request, ResolveOutcome, SourceLocation, Target, UniversalOutcome,
    UniversalSolution, resolve, resolve_environments,
};
use haggle_spec::release::{
    DistributionFile, MetadataVariant, PackageFacts, Release, ReleaseFacts, ReleaseMetadata,
};
use haggle_spec::{
    Marker, MarkerEnvironment, MarkerVariable, PackageName, Platform, Prereleases, Requirement, SpecifierSet,
    Version,
};
use haggle_testkit::resolver::{MarkerProblem, Random};

/// What makes releases more than lists of requirements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Oddities {
    None,
    /// Unknown requirements, yanks, prereleases, wheels that differ.
    All,
}

/// Facts in which `Requires-Python` is what `runs_on` makes of it.
pub fn facts(
    problem: &MarkerProblem,
    oddities: Oddities,
    runs_on: impl Fn(&SpecifierSet) -> Option<SpecifierSet>,
) -> ReleaseFacts {
    let mut facts = ReleaseFacts::default();
    let mut random = Random::new(u64::try_from(problem.packages.len()).unwrap());
    for (name, releases) in &problem.packages {
        let mut found = BTreeMap::new();
        for release in releases {
            let metadata = known(&release.requires);
            let requires_python =
                release.requires_python.as_ref().and_then(|text| runs_on(&text.parse().unwrap()));
            let plain = Release { metadata, requires_python, ..Release::default() };
            let (suffix, release) = match oddities {
                Oddities::None => ("", plain),
                Oddities::All => odd(problem, name, &release.version, plain, &mut random),
            };
            let version = found.len() + 1;
            found.insert(format!("{version}{suffix}").parse().unwrap(), release);
        }
        facts.packages.insert(PackageName::new(name).unwrap(), PackageFacts::Releases(found));
    }
    facts
}

fn known(requirements: &[String]) -> ReleaseMetadata {
    let requirements = requirements.iter().map(|text| text.parse().unwrap()).collect();
    ReleaseMetadata::Known { requirements, provides_extra: Vec::new() }
}

/// The release as one that may be yanked, a prerelease, of unknown requirements, or of wheels that differ.
fn odd(
    problem: &MarkerProblem,
    name: &str,
    version: &str,
    plain: Release,
    random: &mut Random,
) -> (&'static str, Release) {
    let mut release = plain;
    let suffix = if random.one_in(8) { "a1" } else { "" };
    if random.one_in(7) {
        release.yanked = Some(String::new());
    }
    if random.one_in(6) {
        release.metadata = ReleaseMetadata::Unknown { reason: "it is to be built".to_owned() };
    }
    if random.one_in(4) {
        let tags = [
            "py3-none-win_amd64",
            "py3-none-manylinux_2_17_x86_64",
            "cp311-cp311-win_amd64",
            "cp310-abi3-macosx_11_0_arm64",
            "py3-none-any",
        ];
        let file = |tag: &&str| format!("{name}-{version}{suffix}-{tag}.whl");
        release.files =
            tags.iter().map(|tag| DistributionFile::from_filename(&file(tag)).unwrap().2).collect();
        for tags in tags.chunks(2) {
            if random.one_in(2) {
                let (_, others) = &problem.packages[random.below(2) as usize];
                let requires = others[0].requires.iter().filter(|text| !text.starts_with(name)).cloned();
                let metadata = known(&requires.collect::<Vec<_>>());
                release.variants.push(MetadataVariant { files: tags.iter().map(file).collect(), metadata });
            }
        }
    }
    (suffix, release)
}

pub fn request(problem: &MarkerProblem, environment: MarkerEnvironment) -> Request {
    let place = || SourceLocation::new("requirements.txt", 1);
    let parsed = |text: &String| text.parse::<Requirement>().unwrap();
    let request = Request::new(environment);
    let request =
        problem.requires.iter().fold(request, |request, text| request.require(parsed(text), place()));
    problem.constraints.iter().fold(request, |request, text| request.constrain(parsed(text), place()))
}

pub const PYTHONS: [&str; 16] = [
    "3.9.0", "3.9.7", "3.10.0", "3.10.4", "3.11.0", "3.11.1", "3.11.2", "3.11.3", "3.11.4", "3.11.9",
    "3.12.0", "3.12.5", "3.13.0", "3.13.2", "3.14.1", "3.17.0",
];

/// An environment that exists.
pub fn environment(random: &mut Random) -> MarkerEnvironment {
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

/// An environment of a target.
pub fn target(random: &mut Random) -> (Target, MarkerEnvironment) {
    let python = PYTHONS[random.below(u32::try_from(PYTHONS.len()).unwrap()) as usize];
    let target = Target::new(python, ["linux", "macos", "windows"][random.below(3) as usize]).unwrap();
    let environment = target.environment().with(MarkerVariable::PlatformRelease, "19.6.0");
    (target, environment)
}

/// The answer of the environment alone. Where every later Python is asked for, upper bounds count for nothing.
pub fn alone(
    problem: &MarkerProblem,
    oddities: Oddities,
    environment: &MarkerEnvironment,
    wheels: Option<Target>,
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
    let facts = facts(problem, oddities, runs_on);
    let request = Request { wheels, ..request(problem, environment.clone()) };
    match resolve(&facts, &request) {
        ResolveOutcome::Solved(solution) => {
            Some(solution.pins.into_iter().map(|(name, pin)| (name, pin.version)).collect())
        }
        ResolveOutcome::Unsolvable(_) => None,
        other => panic!("{other:?}"),
    }
}

pub fn universal(
    problem: &MarkerProblem,
    oddities: Oddities,
    strategy: ForkStrategy,
) -> (UniversalOutcome, bool) {
    let facts = facts(problem, oddities, |range| Some(range.clone()));
    let environments = Environments::pythons(problem.pythons.parse().unwrap());
    let request = request(problem, MarkerEnvironment::new("3.12.0", Platform::Linux));
    (resolve_environments(&facts, &request, &environments, strategy, None), environments.is_open())
}

/// The pins whose markers hold.
pub fn marked(
    solution: &UniversalSolution,
    environment: &MarkerEnvironment,
) -> BTreeMap<PackageName, Version> {
    let pins = solution.pins().iter().filter(|pin| {
        pin.marker.is_empty() || pin.marker.parse::<Marker>().unwrap().evaluate(environment, &[]).unwrap()
    });
    pins.map(|pin| (pin.name.clone(), pin.version.clone())).collect()
}
