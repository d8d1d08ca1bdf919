//! Cargo's dialect: ranges of releases agree with the test of single versions.

#![cfg(feature = "cargo")]

use haggle_spec::cargo::{CargoRequirement, CargoVersion};
use proptest::prelude::*;

#[track_caller]
fn check(requirement: &str, from: (u64, u64, u64), to: Option<(u64, u64, u64)>) {
    let range = requirement.parse::<CargoRequirement>().unwrap().release_range();
    assert_eq!((range.from.numbers(), range.to.map(|to| to.numbers())), (from, to), "{requirement}");
}

#[test]
fn operators_stand_for_ranges_of_releases() {
    check("1.2.3", (1, 2, 3), Some((2, 0, 0)));
    check("^0.2.3", (0, 2, 3), Some((0, 3, 0)));
    check("^0.0.3", (0, 0, 3), Some((0, 0, 4)));
    check("^0.0", (0, 0, 0), Some((0, 1, 0)));
    check("^0", (0, 0, 0), Some((1, 0, 0)));
    check("~1.2.3", (1, 2, 3), Some((1, 3, 0)));
    check("~1", (1, 0, 0), Some((2, 0, 0)));
    check("1.*", (1, 0, 0), Some((2, 0, 0)));
    check("*", (0, 0, 0), None);
    check("=1.2", (1, 2, 0), Some((1, 3, 0)));
    check(">1.2", (1, 3, 0), None);
    check("<=1.2", (0, 0, 0), Some((1, 3, 0)));
    check(">=1, <2", (1, 0, 0), Some((2, 0, 0)));
}

#[test]
fn a_prerelease_matches_only_where_one_is_named() {
    let beta: CargoVersion = "1.4.0-beta.1".parse().unwrap();
    assert!(!"^1.2".parse::<CargoRequirement>().unwrap().matches(&beta));
    assert!("^1.4.0-alpha".parse::<CargoRequirement>().unwrap().matches(&beta));
}

#[test]
fn what_is_no_requirement_is_refused_with_a_reason() {
    let error = "^1.x.2".parse::<CargoRequirement>().unwrap_err();
    assert!(!error.to_string().is_empty());
}

#[test]
fn values_of_the_semver_crate_go_there_and_back() {
    let version = semver::Version::new(1, 4, 0);
    let requirement = semver::VersionReq::parse("^1.2").unwrap();
    assert!(CargoRequirement::from(requirement.clone()).matches(&CargoVersion::from(version.clone())));
    assert_eq!(semver::Version::from(CargoVersion::from(version.clone())), version);
    assert_eq!(semver::VersionReq::from(CargoRequirement::from(requirement.clone())), requirement);
}

proptest! {
    #[test]
    fn release_range_agrees_with_matches(
        comparators in proptest::collection::vec(
            ("(\\^|~|=|>|>=|<|<=|)", 0_u64..3, proptest::option::of((0_u64..3, proptest::option::of((0_u64..3, any::<bool>()))))),
            1..4,
        ),
        version in (0_u64..4, 0_u64..4, 0_u64..4),
    ) {
        let texts: Vec<String> = comparators
            .into_iter()
            .map(|(operator, major, rest)| match rest {
                None => format!("{operator}{major}"),
                Some((minor, None)) => format!("{operator}{major}.{minor}"),
                Some((minor, Some((patch, pre)))) => {
                    format!("{operator}{major}.{minor}.{patch}{}", if pre { "-rc.1" } else { "" })
                }
            })
            .collect();
        let requirement: CargoRequirement = texts.join(", ").parse().unwrap();
        let version = CargoVersion::release(version.0, version.1, version.2);
        prop_assert_eq!(requirement.release_range().contains(&version), requirement.matches(&version), "{}", requirement);
        prop_assert_eq!(requirement.matching(std::slice::from_ref(&version)), [requirement.matches(&version)]);
    }
}
