//! Snapshots as bytes.

// Clippy sees helpers of integration tests as no tests.

use haggle_index::{Snapshot, SnapshotErrorKind};
use haggle_spec::release::{PackageFacts, ReleaseMetadata};
use haggle_spec::{PackageName, Version};

const EXAMPLE: &str = r#"{
"format": "haggle-snapshot",
"version": 3,
"sha256": "944a08b8300257d01da4648943d74f3b28be8699985f2c3896844f2d0bc7df22",
"recorded": "2026-11-22T15:00:00Z",
"command": "cargo xtask snapshot --for evaluate --versions 1",
"scope": {"environments":["python 3.12 on linux"],"for":["evaluate","lowest"],"versions":1},
"packages": {
"demo": {
"releases": {
"1.0": {"extras":["fast"],"files":["demo-*-cp312-cp312-manylinux_2_17_x86_64.whl 7 python>=3.12","demo-*.tar.gz yanked"],"licence":"MIT","name":"Demo","python":">=3.9","requires":["other>=1; python_version < \"3.10\"","third[a,b]"],"uploaded":"2026-01-02T03:04:05Z"},
"1.1": {"files":["demo-*.zip"],"unknown":"there is only a source distribution"},
"1.2": {"files":[],"yanked":""}
},
"unrecorded": [
{"files":["demo-*-py3-none-any.whl","demo-*.tar.gz"],"python":">=3.6","versions":["0.8","0.9"]},
{"files":["demo-0.10.0-py3-none-any.whl"],"versions":["0.10"]}
]
},
"gone": {"unavailable":"the index has no project of this name"},
"nothing": {
"releases": {
}
}
}
}
"#;

#[test]
fn reading_and_writing_gives_the_same_bytes() {
    let snapshot = Snapshot::read(EXAMPLE.as_bytes()).unwrap();
    assert_eq!(String::from_utf8(snapshot.to_bytes()).unwrap(), EXAMPLE);
    assert_eq!(Snapshot::read(&snapshot.to_bytes()).unwrap(), snapshot);
}

#[test]
fn a_change_of_any_part_is_noticed() {
    for (from, to) in [
        ("2026-11-22T15", "2026-11-23T15"),
        ("other>=1", "other>=2"),
        ("\"versions\":1", "\"versions\":2"),
        ("\"format\"", " \"format\""),
        ("the index has", "the index had"),
        ("\"sha256\": \"", "\"sha256\": \"0"),
    ] {
        let error = Snapshot::read(EXAMPLE.replacen(from, to, 1).as_bytes()).unwrap_err();
        assert_eq!(error.kind, SnapshotErrorKind::Changed, "{to}");
    }
    // One that says no hash, as an older one, is read as it is.
    let start = EXAMPLE.find("\"sha256\"").unwrap();
    let end = start + EXAMPLE[start..].find('\n').unwrap() + 1;
    let without = [&EXAMPLE[..start], &EXAMPLE[end..]].concat();
    assert_eq!(Snapshot::read(without.as_bytes()), Snapshot::read(EXAMPLE.as_bytes()));
    assert!(Snapshot::read(without.replace("other>=1", "other>=2").as_bytes()).is_ok());
}

#[test]
fn unrecorded_releases_are_unfetched() {
    let snapshot = Snapshot::read(EXAMPLE.as_bytes()).unwrap();
    let name = PackageName::new("demo").unwrap();
    let PackageFacts::Releases(releases) = &snapshot.facts.packages[&name] else { panic!("no releases") };
    let of = |version: &str| &releases[&version.parse::<Version>().unwrap()];
    assert_eq!(releases.len(), 6);
    assert_eq!(of("0.9").metadata, ReleaseMetadata::Unfetched);
    assert_eq!(of("0.9").files[0].filename, "demo-0.9-py3-none-any.whl");
    assert_eq!(of("1.2").metadata, ReleaseMetadata::Known { requirements: vec![], provides_extra: vec![] });
    assert!(matches!(of("1.1").metadata, ReleaseMetadata::Unknown { .. }));
    let sdist = &of("1.0").files[1];
    assert!(sdist.yanked && sdist.size.is_none());
}

#[test]
fn releases_without_metadata_keep_what_shows_that_they_install() {
    let mut snapshot = Snapshot::read(EXAMPLE.as_bytes()).unwrap();
    let name = PackageName::new("demo").unwrap();
    let Some(PackageFacts::Releases(releases)) = snapshot.facts.packages.get_mut(&name) else { panic!() };
    let release = releases.get_mut(&"1.0".parse::<Version>().unwrap()).unwrap();
    release.metadata = ReleaseMetadata::Unfetched;
    let text = String::from_utf8(snapshot.to_bytes()).unwrap();
    assert!(
        text.contains(r#"{"files":["demo-*.tar.gz yanked"],"python":">=3.9","versions":["1.0"]}"#),
        "{text}"
    );
    let read = Snapshot::read(text.as_bytes()).unwrap();
    assert_eq!(read.to_bytes(), text.as_bytes());
}

#[track_caller]
fn check_mistake(from: &str, to: &str, expected: &str) {
    assert!(EXAMPLE.contains(from), "{from}");
    let error = Snapshot::read(EXAMPLE.replacen(from, to, 1).as_bytes()).unwrap_err();
    assert_eq!(format!("{}:{}: {error}", error.line, error.column), expected);
}

#[test]
fn mistakes_have_their_place() {
    check_mistake(
        "\"version\": 3,",
        "\"version\": 4,",
        "1:1: a snapshot of format version 4, and this program reads version 3: record it again",
    );
    check_mistake("haggle-snapshot", "other", "1:1: not a snapshot: `format` is not `haggle-snapshot`");
    check_mistake(
        "\"1.1\": {",
        "\"one\": {",
        "12:5: this is not a snapshot: `one` is not a valid version: a version starts with a number",
    );
    check_mistake(
        "\"1.1\": {",
        "\"1.0\": {",
        "19:1: this is not a snapshot: the release 1.0 of `demo` is here twice",
    );
    check_mistake(
        "third[a,b]",
        "third[a,b",
        "11:229: this is not a snapshot: the `[` of the extras is not closed in `third[a,b`",
    );
    check_mistake(
        "\"licence\"",
        "\"license\"",
        "11:130: this is not a snapshot: unknown field `license`, expected one of `python`, `yanked`, \
         `index_rank`, `uploaded`, `licence`, `name`, `notes`, `files`, `requires`, `extras`, `unknown`, `unrecorded`, `variants`",
    );
    check_mistake("\"gone\"", "\"Demo\"", "20:63: this is not a snapshot: the package `demo` is here twice");
    check_mistake(
        "demo-*.zip",
        "demo-*.exe",
        "19:1: this is not a snapshot: `demo-1.1.exe` is not the name of a wheel or a source distribution",
    );
}

#[test]
fn no_prefix_of_a_snapshot_is_a_snapshot() {
    for length in 0..EXAMPLE.len() - 2 {
        let error = Snapshot::read(&EXAMPLE.as_bytes()[..length]).unwrap_err();
        assert!(matches!(error.kind, SnapshotErrorKind::Malformed(_)), "{error}");
    }
}
