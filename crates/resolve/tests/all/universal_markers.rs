//! What an answer for many environments prints: rows of releases, and the pins with their markers.

use haggle_resolve::python::{
    Environments, ForkStrategy, Request, SourceLocation, UniversalOutcome, UniversalSolution,
    resolve_environments,
};
use haggle_spec::release::{PackageFacts, Release, ReleaseFacts, ReleaseMetadata};
use haggle_spec::{MarkerEnvironment, PackageName, Platform};

/// Facts of lines `name version [requires-python] : requirement, requirement`. Requirements have no comma of their own.
fn facts(lines: &[&str]) -> ReleaseFacts {
    let mut facts = ReleaseFacts::default();
    for line in lines {
        let (release, requires) = line.split_once(':').unwrap_or((line, ""));
        let mut words = release.split_whitespace();
        let name = PackageName::new(words.next().unwrap()).unwrap();
        let version = words.next().unwrap().parse().unwrap();
        let requires_python = words.next().map(|range| range.parse().unwrap());
        let requirements = requires.split(',').map(str::trim).filter(|text| !text.is_empty());
        let requirements = requirements.map(|text| text.parse().unwrap()).collect();
        let metadata = ReleaseMetadata::Known { requirements, provides_extra: Vec::new() };
        let release = Release { metadata, requires_python, ..Release::default() };
        let entry = facts.packages.entry(name).or_insert_with(|| PackageFacts::Releases([].into()));
        let PackageFacts::Releases(releases) = entry else { unreachable!() };
        releases.insert(version, release);
    }
    facts
}

fn resolved(
    lines: &[&str],
    requires: &[&str],
    environments: &Environments,
    strategy: ForkStrategy,
) -> Box<UniversalSolution> {
    let request = requires
        .iter()
        .fold(Request::new(MarkerEnvironment::new("3.12.0", Platform::Linux)), |request, text| {
            request.require(text.parse().unwrap(), SourceLocation::new("requirements.txt", 1))
        });
    match resolve_environments(&facts(lines), &request, environments, strategy, None) {
        UniversalOutcome::Solved(solution) => solution,
        other => panic!("{requires:?}: {other:?}"),
    }
}

fn pins(solution: &UniversalSolution) -> Vec<String> {
    let pins = solution.pins().iter().map(|pin| match pin.marker.as_str() {
        "" => format!("{}=={}", pin.name, pin.version),
        marker => format!("{}=={} ; {}", pin.name, pin.version, marker.replace('"', "'")),
    });
    pins.collect()
}

#[track_caller]
fn check(lines: &[&str], requires: &[&str], pythons: &str, expected: &[&str]) {
    let environments = Environments::pythons(pythons.parse().unwrap());
    let solution = resolved(lines, requires, &environments, ForkStrategy::RequiresPython);
    assert_eq!(pins(&solution), expected, "{requires:?} for {pythons}");
}

#[test]
fn python_version_and_python_full_version_are_one_quantity() {
    let lines = ["wheelhouse 5 >=3.12", "wheelhouse 4 >=3.12"];
    let expected = ["wheelhouse==5 ; python_full_version >= '3.12'"];
    for marker in [
        "python_version >= '3.12'",
        "python_full_version >= '3.12'",
        "python_version > '3.11'",
        "python_version not in '3.9, 3.10, 3.11'",
        "python_version >= '3.12' and python_full_version >= '3.11.4'",
    ] {
        check(&lines, &[&format!("wheelhouse; {marker}")], ">=3.9", &expected);
    }
    check(&["backport 1"], &["backport; python_full_version <= '3.11.0a6'"], ">=3.11", &[]);
    check(
        &["backport 1"],
        &["backport; python_full_version < '3.11.3'"],
        ">=3.11",
        &["backport==1 ; python_full_version < '3.11.3'"],
    );
    // A prerelease of Python is there where it is asked for.
    check(
        &["backport 1"],
        &["backport; python_full_version <= '3.15.0b2'"],
        ">=3.15.0b1",
        &["backport==1 ; python_full_version <= '3.15.0b2'"],
    );
}

#[test]
fn environments_that_do_not_exist_are_not_named() {
    let any = ["menu 1", "menu 2"];
    for (marker, expected) in [
        ("os_name == 'posix' and platform_system == 'Windows'", None),
        ("sys_platform == 'win32' and os_name != 'nt'", None),
        ("sys_platform == 'darwin' and platform_system == 'Linux'", None),
        ("implementation_name == 'pypy' and platform_python_implementation == 'CPython'", None),
        ("python_version < '3.9' and sys_platform == 'linux'", None),
        ("sys_platform == 'linux2'", None),
        (
            "os_name == 'nt' or sys_platform == 'win32' or platform_system == 'Windows'",
            Some("sys_platform == 'win32'"),
        ),
        ("os_name == 'nt' and sys_platform != 'darwin'", Some("sys_platform == 'win32'")),
        ("platform_system != 'Windows' and sys_platform != 'win32'", Some("sys_platform != 'win32'")),
        (
            "implementation_name == 'cpython' and platform_python_implementation != 'PyPy'",
            Some("platform_python_implementation == 'CPython'"),
        ),
        ("python_version >= '3.9' and platform_machine == 'riscv64'", Some("platform_machine == 'riscv64'")),
        ("python_version < '4' and python_version >= '2.7'", Some("")),
        ("os_name == 'posix' or os_name == 'nt' or os_name == 'java'", Some("")),
        ("platform_system == 'FreeBSD' and sys_platform != 'linux'", Some("platform_system == 'FreeBSD'")),
    ] {
        let expected: Vec<String> = match expected {
            None => Vec::new(),
            Some("") => vec!["menu==2".to_owned()],
            Some(marker) => vec![format!("menu==2 ; {marker}")],
        };
        let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
        check(&any, &[&format!("menu; {marker}")], ">=3.9", &expected);
    }
}

#[test]
fn an_open_range_does_not_look_at_upper_bounds() {
    let lines = ["jit 0.2", "jit 0.58 >=3.8,<3.12", "jit 0.60 >=3.9,<3.13"];
    check(&lines, &["jit"], ">=3.11", &["jit==0.60"]);
    check(
        &lines,
        &["jit"],
        ">=3.11,<3.14",
        &["jit==0.2 ; python_full_version >= '3.13'", "jit==0.60 ; python_full_version < '3.13'"],
    );
    let environments = Environments::pythons(">=3.11".parse().unwrap());
    let solution = resolved(&lines, &["jit"], &environments, ForkStrategy::RequiresPython);
    let [bound] = solution.ignored_bounds() else { panic!("one pin has a bound") };
    assert_eq!(bound.requires_python.to_string(), "<3.13,>=3.9");
    // What runs on nothing that is asked for does not begin to run above it.
    check(&["old 1", "old 2 <3"], &["old"], ">=3.8", &["old==1"]);
    // A gap is not an upper bound.
    check(
        &["gap 1", "gap 2 >=3.9,!=3.12.1"],
        &["gap"],
        ">=3.12",
        &["gap==1 ; python_full_version == '3.12.1'", "gap==2 ; python_full_version != '3.12.1'"],
    );
}

#[test]
fn each_environment_has_its_newest() {
    check(
        &[
            "lint 2: parse>=0.2",
            "lint 4: parse>=0.2; python_version < '3.12', parse>=0.3.6; python_version >= '3.12'",
            "parse 0.3.1",
            "parse 0.4",
        ],
        &["lint", "parse==0.3.1"],
        ">=3.10",
        &[
            "lint==2 ; python_full_version >= '3.12'",
            "lint==4 ; python_full_version < '3.12'",
            "parse==0.3.1",
        ],
    );
    check(
        &["vision 2 >=3.10,!=3.12.4: tensor==2", "vision 1: tensor==1", "tensor 1", "tensor 2 >=3.10"],
        &["vision"],
        ">=3.9",
        &[
            "tensor==1 ; python_full_version < '3.10' or python_full_version == '3.12.4'",
            "tensor==2 ; python_full_version >= '3.10' and python_full_version != '3.12.4'",
            "vision==1 ; python_full_version < '3.10' or python_full_version == '3.12.4'",
            "vision==2 ; python_full_version >= '3.10' and python_full_version != '3.12.4'",
        ],
    );
    check(
        &["a 1: d==1", "a 2: d==2", "d 1", "d 2"],
        &["a==1; sys_platform == 'darwin'", "a==2; sys_platform != 'darwin'"],
        ">=3.12",
        &[
            "a==1 ; sys_platform == 'darwin'",
            "a==2 ; sys_platform != 'darwin'",
            "d==1 ; sys_platform == 'darwin'",
            "d==2 ; sys_platform != 'darwin'",
        ],
    );
}

#[test]
fn fewer_versions_are_said_to_hold_back() {
    let lines = ["array 1", "array 2 >=3.11", "array 3 >=3.12"];
    let environments = Environments::pythons(">=3.10".parse().unwrap());
    let solution = resolved(&lines, &["array"], &environments, ForkStrategy::Fewest);
    assert_eq!(pins(&solution), ["array==1"]);
    let held: Vec<String> = solution
        .held_back()
        .iter()
        .map(|pin| {
            format!(
                "{} for {} where {}",
                pin.version.as_ref().unwrap(),
                pin.alone.as_ref().unwrap(),
                pin.marker
            )
        })
        .collect();
    assert_eq!(
        held,
        ["1 for 2 where python_full_version == \"3.11.*\"", "1 for 3 where python_full_version >= \"3.12\""]
    );
}

#[test]
fn a_list_of_environments_is_resolved_as_just_those() {
    let lines = ["base 1", "base 2 <3.13", "tool 1", "colour 1"];
    let listed = [("3.11.4", Platform::Linux), ("3.12.0", Platform::Windows)];
    let listed = listed.map(|(python, platform)| MarkerEnvironment::new(python, platform)).to_vec();
    let requires = ["base", "tool; python_version >= '3.12'", "colour; sys_platform == 'darwin'"];
    let solution = resolved(&lines, &requires, &Environments::list(listed), ForkStrategy::RequiresPython);
    assert_eq!(pins(&solution), ["base==2", "tool==1 ; python_full_version >= '3.12'"]);
    let environments = Environments::pythons(">=3.10".parse().unwrap()).within(vec![
        "sys_platform == 'linux'".parse().unwrap(),
        "sys_platform == 'darwin'".parse().unwrap(),
    ]);
    let solution = resolved(&lines, &requires, &environments, ForkStrategy::RequiresPython);
    assert_eq!(
        pins(&solution),
        ["base==2", "colour==1 ; sys_platform == 'darwin'", "tool==1 ; python_full_version >= '3.12'"]
    );
}

/// Equal lines are one line of the search, and one requirer each of the answer.
#[test]
fn equal_root_lines_are_lowered_once() {
    let lines = ["menu 1", "menu 2", "tool 1: menu"];
    let environments = Environments::pythons(">=3.10".parse().unwrap());
    let once = ["menu>=1; sys_platform == 'win32'", "tool"];
    let often: Vec<&str> = std::iter::repeat_n(once, 4_000).flatten().collect();
    let [once, often] =
        [&once[..], &often].map(|roots| resolved(&lines, roots, &environments, ForkStrategy::RequiresPython));
    assert_eq!(pins(&once), pins(&often));
    assert_eq!(once.n_environments, often.n_environments);
    assert_eq!(often.edges().len(), 8_001);
}

/// Alternatives of one marker are one decision, however many they are.
#[test]
fn a_long_marker_is_two_environments() {
    let machines: Vec<String> =
        (0..3_000).map(|index| format!("platform_machine == 'machine{index}'")).collect();
    let environments = Environments::pythons(">=3.10".parse().unwrap());
    let root = format!("menu; {}", machines.join(" or "));
    let solution = resolved(&["menu 1"], &[&root], &environments, ForkStrategy::RequiresPython);
    assert_eq!(solution.n_environments, 2);
    assert_eq!(pins(&solution)[0].matches(" or ").count(), 2_999);
}
