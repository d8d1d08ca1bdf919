//! One answer for many environments.

use haggle_resolve::python::{ForkStrategy, Request, SourceLocation, UniversalOutcome, resolve_universal};
use haggle_spec::release::{
    DistributionFile, MetadataVariant, MissingFact, PackageFacts, Release, ReleaseFacts, ReleaseId,
    ReleaseMetadata,
};
use haggle_spec::{MarkerEnvironment, MarkerVariable, PackageName, Platform};

fn release(requirements: &[&str]) -> Release {
    let requirements = requirements.iter().map(|text| text.parse().unwrap()).collect();
    Release {
        metadata: ReleaseMetadata::Known { requirements, provides_extra: Vec::new() },
        ..Release::default()
    }
}

fn add(facts: &mut ReleaseFacts, name: &str, versions: &[(&str, &[&str])]) {
    let releases =
        versions.iter().map(|(version, requirements)| (version.parse().unwrap(), release(requirements)));
    facts.packages.insert(PackageName::new(name).unwrap(), PackageFacts::Releases(releases.collect()));
}

/// Thirty markers that are true and false independently of each other, each of which splits one package.
#[test]
fn independent_markers_do_not_multiply() {
    let mut facts = ReleaseFacts::default();
    let mut below = Vec::new();
    for number in 0..30 {
        let name = format!("leaf-{number}");
        add(&mut facts, &name, &[("1", &[]), ("2", &[])]);
        let marker = format!("'feature{number}' in platform_version");
        below.push(format!("{name}==1; {marker}"));
        below.push(format!("{name}==2; 'feature{number}' not in platform_version"));
    }
    let below: Vec<&str> = below.iter().map(String::as_str).collect();
    add(&mut facts, "top", &[("1", &below)]);
    let request = Request::new(MarkerEnvironment::new("3.12.0", Platform::Linux))
        .require("top".parse().unwrap(), SourceLocation::new("requirements.txt", 1));
    for strategy in [ForkStrategy::RequiresPython, ForkStrategy::Fewest] {
        let range = ">=3.10".parse().unwrap();
        let UniversalOutcome::Solved(solution) = resolve_universal(&facts, &request, &range, strategy, None)
        else {
            panic!("there is a solution in every environment");
        };
        assert_eq!(solution.pins().len(), 61);
        assert!(solution.is_composed(), "each set of features by itself would be 2^30");
        let environment = MarkerEnvironment::new("3.12.0", Platform::Linux);
        for (number, version) in [(7, "feature7 feature9"), (8, "feature8")] {
            let environment = environment.clone().with(MarkerVariable::PlatformVersion, version);
            let pins = solution.in_environment(&environment).unwrap();
            let pinned = |name: String| pins[&PackageName::new(&name).unwrap()].to_string();
            assert_eq!(pinned(format!("leaf-{number}")), "1");
            assert_eq!(pinned("leaf-20".to_owned()), "2");
        }
    }
}

#[test]
fn a_conflict_in_one_environment_is_named() {
    let mut facts = ReleaseFacts::default();
    add(&mut facts, "a", &[("1", &["b<2"]), ("2", &["b<2"])]);
    add(&mut facts, "b", &[("1", &[]), ("2", &[])]);
    let request = Request::new(MarkerEnvironment::new("3.12.0", Platform::Linux))
        .require("a; sys_platform == 'win32'".parse().unwrap(), SourceLocation::new("requirements.txt", 1))
        .require("b>=2".parse().unwrap(), SourceLocation::new("requirements.txt", 2));
    let range = ">=3.12".parse().unwrap();
    let outcome = resolve_universal(&facts, &request, &range, ForkStrategy::Fewest, None);
    let UniversalOutcome::Unsolvable { marker, explanation } = outcome else {
        panic!("Windows has no solution")
    };
    assert_eq!(marker, "sys_platform == \"win32\"");
    assert_eq!(explanation.unwrap().conflict.len(), 2);
}

#[test]
fn the_newest_for_each_python_or_the_fewest() {
    let mut facts = ReleaseFacts::default();
    let mut with_python = |version: &str, range: &str| {
        let name = PackageName::new("numpy").unwrap();
        let entry = facts.packages.entry(name).or_insert_with(|| PackageFacts::Releases([].into()));
        let PackageFacts::Releases(releases) = entry else { unreachable!() };
        let release = Release { requires_python: Some(range.parse().unwrap()), ..release(&[]) };
        releases.insert(version.parse().unwrap(), release);
    };
    with_python("1.24", ">=3.8");
    with_python("2.0", ">=3.10");
    with_python("2.3", ">=3.11");
    let request = Request::new(MarkerEnvironment::new("3.12.0", Platform::Linux))
        .require("numpy".parse().unwrap(), SourceLocation::new("requirements.txt", 1));
    let range = ">=3.9".parse().unwrap();
    for (strategy, expected) in [
        (ForkStrategy::RequiresPython, [("3.9.1", "1.24"), ("3.10.4", "2.0"), ("3.13.0", "2.3")]),
        (ForkStrategy::Fewest, [("3.9.1", "1.24"), ("3.10.4", "1.24"), ("3.13.0", "1.24")]),
    ] {
        let UniversalOutcome::Solved(solution) = resolve_universal(&facts, &request, &range, strategy, None)
        else {
            panic!("there is a solution");
        };
        for (python, version) in expected {
            let pins = solution.in_environment(&MarkerEnvironment::new(python, Platform::Linux)).unwrap();
            assert_eq!(pins[&PackageName::new("numpy").unwrap()].to_string(), version);
        }
        for pin in solution.pins().iter().filter(|pin| !pin.marker.is_empty()) {
            pin.marker.parse::<haggle_spec::Marker>().unwrap();
        }
        let outside = MarkerEnvironment::new("3.8.0", Platform::Linux);
        assert_eq!(solution.in_environment(&outside), None);
    }
}

/// A wheel was read and the rest was not: the rest is asked for as the release, not as its source distribution.
#[test]
fn what_most_files_require_is_asked_for_by_release() {
    let file = |name: &str| DistributionFile::from_filename(name).unwrap().2;
    let wheel = "menu-1-py3-none-win_amd64.whl";
    let variant = MetadataVariant { files: [wheel.to_owned()].into(), metadata: release(&[]).metadata };
    let release = Release {
        files: vec![file(wheel), file("menu-1.tar.gz")],
        variants: vec![variant],
        may_differ: true,
        ..Release::default()
    };
    let name = PackageName::new("menu").unwrap();
    let mut facts = ReleaseFacts::default();
    facts.packages.insert(name.clone(), PackageFacts::Releases([("1".parse().unwrap(), release)].into()));
    let request = Request::new(MarkerEnvironment::new("3.12.0", Platform::Linux))
        .require("menu".parse().unwrap(), SourceLocation::new("requirements.txt", 1));
    let range = ">=3.12".parse().unwrap();
    let outcome = resolve_universal(&facts, &request, &range, ForkStrategy::RequiresPython, None);
    let UniversalOutcome::Missing(missing) = outcome else { panic!("{outcome:?}") };
    assert_eq!(missing, [MissingFact::Metadata(ReleaseId::new(name, "1".parse().unwrap()))]);
}
