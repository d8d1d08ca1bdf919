//! Which releases a solution may have only for a reason, and what is said of them: unknown requirements, yanks, `===`,
//! policies.

use std::collections::BTreeMap;

use haggle_resolve::python::{Names, Request, Resolution, ResolveOutcome, SourceLocation, Target, resolve};
use haggle_spec::release::{
    DistributionFile, MetadataVariant, MissingFact, PackageFacts, Release, ReleaseFacts, ReleaseMetadata,
};
use haggle_spec::{PackageName, Version};

/// Releases, one a line: `name version: requirement; requirement`, with `unknown` instead of requirements, and words before
/// the colon: `yanked`, `python>=3`, `at=2026-01-01`, or names of files (`*` for `name-version`).
fn facts(text: &str) -> ReleaseFacts {
    let mut packages: BTreeMap<PackageName, BTreeMap<Version, Release>> = BTreeMap::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (head, requirements) = line.split_once(':').unwrap();
        let mut words = head.split(' ');
        let (name, version) = (words.next().unwrap(), words.next().unwrap());
        let mut release = Release::default();
        for word in words {
            if word == "yanked" {
                release.yanked = Some("broken".to_owned());
            } else if let Some(range) = word.strip_prefix("python") {
                release.requires_python = Some(range.parse().unwrap());
            } else if let Some(date) = word.strip_prefix("at=") {
                release.uploaded = Some(date.to_owned());
            } else {
                let filename = word.replace('*', &format!("{name}-{version}"));
                release.files.push(DistributionFile::from_filename(&filename).unwrap().2);
            }
        }
        release.metadata = if requirements.trim() == "unknown" {
            ReleaseMetadata::Unknown { reason: "it is to be built".to_owned() }
        } else {
            let requirements = requirements.split(';').map(str::trim).filter(|text| !text.is_empty());
            let requirements = requirements.map(|text| text.parse().unwrap()).collect();
            ReleaseMetadata::Known { requirements, provides_extra: Vec::new() }
        };
        packages
            .entry(PackageName::new(name).unwrap())
            .or_default()
            .insert(version.parse().unwrap(), release);
    }
    let packages = packages.into_iter().map(|(name, releases)| (name, PackageFacts::Releases(releases)));
    ReleaseFacts { packages: packages.collect() }
}

/// A request for the words of `requirements`; those after `-c` limit.
fn request(requirements: &str) -> Request {
    let (required, limits) = requirements.split_once(" -c ").unwrap_or((requirements, ""));
    let mut request = Request::for_target(&Target::new("3.12", "linux").unwrap());
    for (line, text) in (1..).zip(required.split_whitespace()) {
        request = request.require(text.parse().unwrap(), SourceLocation::new("r.in", line));
    }
    for (line, text) in (1..).zip(limits.split_whitespace()) {
        request = request.constrain(text.parse().unwrap(), SourceLocation::new("c.txt", line));
    }
    request
}

/// The pins, or `none`.
fn answer(facts: &ReleaseFacts, request: &Request) -> String {
    match resolve(facts, request) {
        ResolveOutcome::Solved(solution) => {
            let pins = solution.pins.iter().map(|(name, pin)| format!("{name}=={}", pin.version));
            pins.collect::<Vec<_>>().join(" ")
        }
        ResolveOutcome::Unsolvable(_) => "none".to_owned(),
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn check(releases: &str, requirements: &str, expected: &str) {
    assert_eq!(answer(&facts(releases), &request(requirements)), expected, "{requirements}");
}

#[test]
fn unknown_requirements_are_no_way_around_a_conflict() {
    let apps = "core 1: \n core 2: \n app 3: core<2 \n app 2: core<2 \n app 1: unknown";
    check(apps, "core app", "app==3 core==1");
    check(apps, "app core", "app==3 core==1");
    check(apps, "core>=2 app", "none");
    check(apps, "core>=2 app==1", "app==1 core==2");
    // The bound leaves nothing else.
    check(apps, "core>=2 app -c app<2", "app==1 core==2");
    check("core 2: \n app 2: core<2 \n app 1: unknown \n plain 1: unknown", "plain", "plain==1");
}

#[test]
fn releases_of_known_requirements_come_first() {
    check("a 2: unknown \n a 1: b \n b 1: ", "a", "a==1 b==1");
    check("a 2: unknown \n a 1: b>1 \n b 1: ", "a", "a==2");
    check("a 2: unknown \n a 1: unknown", "a", "a==2");
    check("a 2: unknown \n a 1: ", "a>1", "a==2");
    // What requires the package does not go back for it.
    check("top 2: a==1 \n top 1: \n a 2: \n a 1: unknown", "top", "a==1 top==2");
    // One that is needed does not let the others through.
    let both = "plain 1: unknown \n core 1: \n core 2: \n app 2: core<2 \n app 1: unknown";
    check(both, "core app plain", "app==2 core==1 plain==1");
}

#[test]
fn the_lowest_release_may_be_of_unknown_requirements() {
    let facts = facts("a 1: unknown \n a 2: ");
    let mut request = request("a>=1");
    request.resolution = Resolution::Lowest;
    assert_eq!(answer(&facts, &request), "a==1");
}

#[test]
fn a_yanked_release_is_taken_where_something_pins_it() {
    check("app 1: lib==1 \n lib 1 yanked: ", "app", "app==1 lib==1");
    check("app 1: lib===1 \n lib 1 yanked: ", "app", "app==1 lib==1");
    check("app 1: mid \n mid 1: lib==1 \n lib 1 yanked: \n lib 0: ", "app", "app==1 lib==1 mid==1");
    check("app 1: lib>=1 \n lib 1 yanked: ", "app", "none");
    check("app 1: lib==1.* \n lib 1 yanked: ", "app", "none");
    check("lib 1 yanked: ", "lib", "none");
    check("lib 1 yanked: ", "lib==1", "lib==1");
    // The range and the pin are met together.
    check("app 1: lib==1 \n lib 1 yanked: \n lib 0: ", "lib app", "app==1 lib==1");
    // Another release of the one that pins it does not.
    check("app 2: lib \n app 1: lib==2 \n lib 2 yanked: \n lib 1: ", "app lib", "app==2 lib==1");
}

#[test]
fn any_spelling_of_a_version_meets_an_arbitrary_equality() {
    check("a 1.0 *.0.tar.gz a-1.0-py3-none-any.whl: ", "a===1.0.0", "a==1.0");
    check("a 1.0 *.0.tar.gz a-1.0-py3-none-any.whl: ", "a===1.0", "a==1.0");
    check("a 1.0 a-1.0-py3-none-any.whl: ", "a===1.0.0", "none");
    check("a 2024.1: ", "a===2024.01", "none");
}

#[test]
fn a_project_that_does_not_exist_is_missing() {
    let mut facts = facts("a 1: nope>=1");
    let reason = "the index has no project of this name".to_owned();
    facts.packages.insert(PackageName::new("nope").unwrap(), PackageFacts::Unavailable { reason });
    for requirements in ["a", "nope", "nope>=1"] {
        let ResolveOutcome::Unsolvable(explanation) = resolve(&facts, &request(requirements)) else {
            panic!()
        };
        let words = explanation.to_string();
        assert!(words.contains("nope is not available: the index has no project of this name"), "{words}");
    }
}

#[test]
fn what_an_extra_requires_of_its_own_package_is_in_the_derivation() {
    let mut facts = facts("p 1: \n p 2: \n cap 1: p<2 \n leaf 1: ");
    let Some(PackageFacts::Releases(releases)) = facts.packages.get_mut(&PackageName::new("p").unwrap())
    else {
        panic!()
    };
    for release in releases.values_mut() {
        let texts = ["p[inner]>=2; extra == 'outer'", "leaf; extra == 'inner'"];
        let requirements = texts.map(|text| text.parse().unwrap()).to_vec();
        release.metadata = ReleaseMetadata::Known { requirements, provides_extra: Vec::new() };
    }
    let ResolveOutcome::Unsolvable(explanation) = resolve(&facts, &request("p[outer] cap")) else { panic!() };
    assert!(
        explanation.to_string().contains("every release of p[outer] requires p[inner]>=2"),
        "{explanation}"
    );
}

/// What is said, with a mark for each warning.
#[track_caller]
fn check_words(releases: &str, request: &Request, expected: &[&str]) {
    let words = match resolve(&facts(releases), request) {
        ResolveOutcome::Solved(solution) => {
            format!("{:?}", solution.warnings)
        }
        ResolveOutcome::Unsolvable(explanation) => explanation.to_string(),
        other => panic!("{other:?}"),
    };
    for part in expected {
        assert!(words.contains(part), "`{part}` is not in:\n{words}");
    }
}

#[test]
fn what_is_passed_over_is_named() {
    let known_first = "a 2: unknown \n a 1: ";
    check_words(
        known_first,
        &request("a"),
        &["PassedOver { version: Version(2), reason: \"it is to be built\" }"],
    );
    check_words("a 2: unknown \n a 1: b>1 \n b 1: ", &request("a"), &["NothingKnownFits([Version(1)])"]);
    check_words("a 1 yanked: ", &request("a==1"), &["Yanked(\"broken\")"]);
    let apps = "core 2: \n app 2: core<2 \n app 1: unknown";
    let expected = ["the requirements of app 1 are unknown: it is to be built", "require `app==1`"];
    check_words(apps, &request("core app"), &expected);
}

#[test]
fn what_would_be_needed_is_said() {
    check_words(
        "a 2 python>=3.14: \n a 1 python>=3.13: ",
        &request("a"),
        &["no release of a runs on Python 3.12.0: a 2 needs Python >=3.14, a 1 needs Python >=3.13"],
    );
    let only_wheels = "a 1 *-cp311-cp311-manylinux_2_17_x86_64.whl *-cp313-cp313-manylinux_2_17_x86_64.whl: ";
    let expected = ["wheels for cp311-cp311-manylinux_2_17_x86_64, cp313-cp313", "no source distribution"];
    check_words(only_wheels, &request("a"), &expected);
    check_words(
        "b 1: \n a 1: b>=2 \n b 2rc1: ",
        &request("a"),
        &["the newest is 1, and there is the prerelease 2rc1"],
    );
    check_words(
        "a 1: \n a 2: ",
        &request("a -c a===3"),
        &["no release of a matches `===3`: the newest is 2"],
    );
    check_words("a 1 yanked: ", &request("a"), &["every release of a was yanked: broken", "require `a==1`"]);
}

#[test]
fn one_release_some_releases_and_all_releases_are_said_in_english() {
    for (releases, asked, expected) in [
        ("a 1 python>=3.13: ", "a", "no release of a runs on Python 3.12.0: a 1 needs Python >=3.13"),
        ("a 1 python>=3.13: \n a 2: b \n b 1: a<2", "a", "a 1 does not run on Python 3.12.0"),
        (
            "a 1 python>=3.13: \n a 2 python<3.9: \n a 3: b \n b 1: a<3",
            "a",
            "a up to 2 do not run on Python 3.12.0",
        ),
        ("a 1 yanked: \n a 2 yanked: \n a 3: b \n b 1: a<3", "a", "a up to 2 were yanked: broken (2)"),
        ("a 1 yanked: \n a 3: b \n b 1: a<3", "a", "a 1 was yanked: broken"),
        ("t 1 *-cp311-cp311-win32.whl: ", "t", "no release of t has a file that can be used here"),
        ("a 1 *-cp311-cp311-win32.whl: \n a 3: b \n b 1: a<3", "a", "a 1 has no file that can be used here"),
        ("a 1: b>1 \n b 1: ", "a", "a requires b>1"),
        ("a 1: b>1 \n a 2: b>1 \n b 1: ", "a", "every release of a requires b>1"),
        ("a 1: \n a 2: b>1 \n b 1: ", "a>1", "a 2 requires b>1"),
        ("a 1: \n a 2: b>1 \n a 3: b>1 \n b 1: ", "a>1", "a 2 and later require b>1"),
        ("a 1.0: \n a 2: ", "a===1", "the newest is 2; `===` compares texts, and 1.0 is written so"),
        ("a 1: ", "a>1", "this cannot hold:\n  a>1 (r.in:1)"),
    ] {
        check_words(releases, &request(asked), &[expected]);
    }
}

#[test]
fn a_project_without_releases_is_said_to_have_none() {
    let mut facts = facts("b 1: a");
    facts.packages.insert(PackageName::new("a").unwrap(), PackageFacts::Releases(BTreeMap::new()));
    for asked in ["a", "a>1", "b"] {
        let ResolveOutcome::Unsolvable(explanation) = resolve(&facts, &request(asked)) else { panic!() };
        let said = "a is not available: the index lists no release of it";
        assert!(explanation.to_string().contains(said), "{asked}: {explanation}");
    }
}

#[test]
fn another_python_that_would_help_is_a_repair() {
    for (releases, asked, expected) in [
        ("a 2 python>=3.14: \n a 1 python>=3.13: ", "a", "`--python-version 3.13`"),
        ("a 1 python<3.11: ", "a", "`--python-version 3.10`"),
        ("a 1 python>=3.13: b \n a 2 python>=3.14: \n b 1 python<3.13: ", "a", "`--python-version 3.14`"),
        ("a 1 python>=3.12.4: ", "a", "`--python-version 3.12.4`"),
    ] {
        check_words(releases, &request(asked), &[expected]);
    }
    let never = "a 1 python>=3.13: b \n b 1 python<3.13: ";
    let ResolveOutcome::Unsolvable(explanation) = resolve(&facts(never), &request("a")) else { panic!() };
    assert!(!explanation.to_string().contains("--python-version"), "{explanation}");
}

#[test]
fn options_that_would_help_are_repairs() {
    let mut binary = request("a");
    binary.builds.only_binary = Names::All;
    check_words(
        "a 1 *.tar.gz: ",
        &binary,
        &["`--only-binary` rules the source distribution out", "`--only-binary` without a"],
    );
    let mut early = request("a");
    early.exclude_newer = Some("2026-01-01".to_owned());
    let expected = [
        "newer than `--exclude-newer 2026-01-01` allows: a 2 was uploaded at 2026-03-01",
        "`--exclude-newer-package a=2026-03-01`",
    ];
    check_words("a 1 at=2026-02-01: \n a 2 at=2026-03-01: ", &early, &expected);
    check_words("a 1: ", &early, &["the index gives no upload time for a 1"]);
    check_words("a 1 at=2025-01-01: \n a 2: ", &early, &["UnknownDate([Version(2)])"]);
}

/// A release of `a` whose Windows wheel needs `win`, whose wheel for 3.13 needs `new`, and whose other files need `other`.
fn with_variants() -> ReleaseFacts {
    let mut facts = facts(
        "a 1 *-cp312-cp312-manylinux_2_17_x86_64.whl *-cp312-cp312-win_amd64.whl *-cp313-cp313-manylinux_2_17_x86_64.whl: other
        other 1:
        win 1:
        new 1: ",
    );
    let Some(PackageFacts::Releases(releases)) = facts.packages.get_mut(&PackageName::new("a").unwrap())
    else {
        panic!()
    };
    let variant = |file: &str, requirement: &str| MetadataVariant {
        files: [format!("a-1-{file}.whl")].into(),
        metadata: ReleaseMetadata::Known {
            requirements: vec![requirement.parse().unwrap()],
            provides_extra: Vec::new(),
        },
    };
    releases.values_mut().next().unwrap().variants =
        vec![variant("cp312-cp312-win_amd64", "win"), variant("cp313-cp313-manylinux_2_17_x86_64", "new")];
    facts
}

#[test]
fn the_file_that_the_target_installs_decides() {
    for (python, platform, expected) in [
        ("3.12", "linux", "a==1 other==1"),
        ("3.12", "windows", "a==1 win==1"),
        ("3.13", "linux", "a==1 new==1"),
        ("3.14", "linux", "none"),
    ] {
        let request = Request::for_target(&Target::new(python, platform).unwrap())
            .require("a".parse().unwrap(), SourceLocation::new("r.in", 1));
        assert_eq!(answer(&with_variants(), &request), expected, "{python} {platform}");
    }
}

#[test]
fn only_the_metadata_of_that_file_is_missing() {
    let mut facts = with_variants();
    let Some(PackageFacts::Releases(releases)) = facts.packages.get_mut(&PackageName::new("a").unwrap())
    else {
        panic!()
    };
    for variant in &mut releases.values_mut().next().unwrap().variants {
        variant.metadata = ReleaseMetadata::Unfetched;
    }
    assert_eq!(answer(&facts, &request("a")), "a==1 other==1");
    let windows = Request::for_target(&Target::new("3.12", "windows").unwrap())
        .require("a".parse().unwrap(), SourceLocation::new("r.in", 1));
    let ResolveOutcome::Missing(missing) = resolve(&facts, &windows) else { panic!() };
    let file = "a-1-cp312-cp312-win_amd64.whl".to_owned();
    assert_eq!(missing, [MissingFact::FileMetadata("a==1".parse().unwrap(), file)]);
}
