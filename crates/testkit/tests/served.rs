//! A client of an index finds the facts of a snapshot that is served.

// Clippy sees helpers of integration tests as no tests.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use haggle_index::{Index, IndexLocation, IndexOptions, Snapshot};
use haggle_spec::release::{MissingFact, PackageFacts, Release, ReleaseFacts, ReleaseId, ReleaseMetadata};
use haggle_spec::{PackageName, Version};
use haggle_testkit::index_server::{Form, IndexServer, sdist_of, wheel};
use haggle_testkit::served::{ServedCounts, Unrecorded, serve};

const SNAPSHOT: &str = r#"{
"format": "haggle-snapshot",
"version": 2,
"recorded": "2026-11-22T15:00:00Z",
"command": "haggle snapshot",
"scope": {"for": ["evaluate"], "versions": 1, "environments": ["python 3.12 on linux"]},
"packages": {
"demo": {"releases": {
"1.0": {"yanked": "broken", "files": ["demo-*-py3-none-any.whl 7"]},
"1.1": {"python": ">=3.9", "files": ["demo-*-py3-none-any.whl 7313", "demo-*.tar.gz 9001"], "requires": ["other[fast]>=1; os_name == 'posix'"], "extras": ["quick"]},
"1.2": {"unknown": "it has to be built", "files": ["demo-*.tar.gz"]}},
"unrecorded": [{"files": ["demo-*.tar.gz"], "versions": ["0.8", "0.9"]}]},
"gone": {"unavailable": "the index has no project of this name"},
"other": {"releases": {"2": {"files": ["other-*.tar.gz"], "requires": ["demo"]}}}
}}"#;

fn served(snapshot: &str, unrecorded: Unrecorded) -> (IndexServer, ServedCounts) {
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), snapshot).unwrap();
    let server = IndexServer::start();
    let counts = serve(&server, file.path(), unrecorded).unwrap();
    (server, counts)
}

/// The releases of a project; none where the index does not have it.
fn releases(facts: &ReleaseFacts, name: &str) -> BTreeMap<Version, Release> {
    match &facts.packages[&PackageName::new(name).unwrap()] {
        PackageFacts::Releases(releases) => releases.clone(),
        PackageFacts::Unavailable { .. } => BTreeMap::new(),
    }
}

/// What a client is told of a project and of one of its releases.
fn asked(server: &IndexServer, name: &str, version: &str) -> ReleaseFacts {
    let options = IndexOptions::new(IndexLocation::new(&server.url()).unwrap());
    let id = ReleaseId::new(name.parse().unwrap(), version.parse().unwrap());
    let mut facts = ReleaseFacts::default();
    let wanted = [MissingFact::Versions(id.name.clone()), MissingFact::Metadata(id)];
    Index::open(options).unwrap().fetch(&mut facts, &wanted, &|_| {}).unwrap();
    facts
}

#[track_caller]
fn check(server: &IndexServer, name: &str, version: &str) {
    let recorded = Snapshot::read(SNAPSHOT.as_bytes()).unwrap().facts;
    let release = |facts: &ReleaseFacts| releases(facts, name)[&version.parse().unwrap()].clone();
    let (found, expected) = (release(&asked(server, name, version)), release(&recorded));
    assert_eq!(found.metadata, expected.metadata);
    assert_eq!((found.requires_python, found.yanked), (expected.requires_python, expected.yanked));
    let names = |files: &[haggle_spec::release::DistributionFile]| {
        files.iter().map(|file| file.filename.clone()).collect::<Vec<_>>()
    };
    assert_eq!(names(&found.files), names(&expected.files));
}

#[test]
fn a_client_finds_what_was_recorded_in_both_forms() {
    let (server, counts) = served(SNAPSHOT, Unrecorded::Listed);
    assert_eq!(counts, ServedCounts { projects: 2, files: 7, with_metadata: 4 });
    for form in [Form::Negotiated, Form::Html] {
        server.configure(|behaviour| behaviour.form = form);
        check(&server, "demo", "1.0");
        check(&server, "demo", "1.1");
        check(&server, "other", "2");
    }
    assert_eq!(releases(&asked(&server, "gone", "1"), "gone"), BTreeMap::new());
}

#[test]
fn what_is_not_recorded_is_said_or_left_out() {
    let versions = |server: &IndexServer| {
        let releases = releases(&asked(server, "demo", "1.1"), "demo");
        releases.into_keys().map(|version| version.to_string()).collect::<Vec<_>>()
    };
    let (server, _) = served(SNAPSHOT, Unrecorded::Listed);
    assert_eq!(versions(&server), ["0.8", "0.9", "1.0", "1.1", "1.2"]);
    for (version, file) in [("0.9", "demo-0.9.tar.gz 404"), ("1.2", "demo-1.2.tar.gz 404")] {
        server.forget_requests();
        let facts = asked(&server, "demo", version);
        let releases = releases(&facts, "demo");
        assert!(matches!(releases[&version.parse().unwrap()].metadata, ReleaseMetadata::Unknown { .. }));
        assert!(server.requests().iter().any(|request| request.ends_with(file)), "{:?}", server.requests());
    }
    let (server, counts) = served(SNAPSHOT, Unrecorded::LeftOut);
    assert_eq!(versions(&server), ["1.0", "1.1", "1.2"]);
    assert_eq!(counts.files, 5);
}

#[test]
fn the_distributions_of_a_folder_are_served_whole() {
    let folder = tempfile::tempdir().unwrap();
    let put = |path: &Path, bytes: &[u8]| {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    };
    for file in [
        wheel("demo", "1.0", &["Requires-Python: >=3.9", "Requires-Dist: other"]),
        sdist_of("demo", "1.1", "2.2", &[]),
    ] {
        put(&folder.path().join("below").join(&file.filename), &file.content);
    }
    put(&folder.path().join("notes.txt"), b"x");
    let server = IndexServer::start();
    let counts = serve(&server, folder.path(), Unrecorded::Listed).unwrap();
    assert_eq!(counts, ServedCounts { projects: 1, files: 2, with_metadata: 1 });
    let facts = asked(&server, "demo", "1.0");
    let releases = releases(&facts, "demo");
    let release = &releases[&"1.0".parse().unwrap()];
    assert_eq!(release.requires_python.as_ref().map(ToString::to_string).as_deref(), Some(">=3.9"));
    assert!(
        matches!(&release.metadata, ReleaseMetadata::Known { requirements, .. } if requirements.len() == 1)
    );
    assert_eq!(release.files[0].hashes.len(), 1);
    put(&folder.path().join("demo-2.0-py3-none-any.whl"), b"not a wheel");
    let error = serve(&server, folder.path(), Unrecorded::Listed).unwrap_err().to_string();
    assert!(error.contains("demo-2.0-py3-none-any.whl"), "{error}");
}

#[test]
fn what_is_not_a_snapshot_is_refused() {
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), "{}").unwrap();
    let server = IndexServer::start();
    let refused = |path: &Path| serve(&server, path, Unrecorded::Listed).unwrap_err().to_string();
    assert!(refused(file.path()).contains("haggle-snapshot"), "{}", refused(file.path()));
    assert!(refused(Path::new("/no/such/file")).starts_with("cannot serve `/no/such/file`: "));
}
