//! The client against an index on loopback.

#![cfg(feature = "client")]

// Clippy sees helpers of integration tests as no tests.

use std::time::Duration;

use haggle_index::{
    Connection, HttpSettings, Index, IndexError, IndexErrorKind, IndexLocation, IndexOptions,
};
use haggle_spec::release::{MissingFact, PackageFacts, Release, ReleaseFacts, ReleaseId, ReleaseMetadata};
use haggle_spec::{PackageName, Version};
use haggle_testkit::index_server::{
    Fault, Form, IndexServer, MetadataFiles, Ranges, sdist, sdist_of, wheel, wheel_of, wheel_with,
};

fn options(server: &IndexServer) -> IndexOptions {
    let mut options = IndexOptions::new(IndexLocation::new(&server.url()).unwrap());
    options.http = HttpSettings { back_off: Duration::ZERO, ..HttpSettings::default() };
    options
}

fn open(server: &IndexServer) -> Index {
    Index::open(options(server)).unwrap()
}

fn name(text: &str) -> PackageName {
    PackageName::new(text).unwrap()
}

fn versions(package: &str) -> MissingFact {
    MissingFact::Versions(name(package))
}

fn metadata(package: &str, version: &str) -> MissingFact {
    MissingFact::Metadata(ReleaseId::new(name(package), version.parse().unwrap()))
}

fn fetch(index: &Index, wanted: &[MissingFact]) -> Result<ReleaseFacts, IndexError> {
    let mut facts = ReleaseFacts::default();
    index.fetch(&mut facts, wanted, &|_| {})?;
    Ok(facts)
}

fn release(facts: &ReleaseFacts, package: &str, version: &str) -> Release {
    let PackageFacts::Releases(releases) = &facts.packages[&name(package)] else { panic!("no releases") };
    releases[&version.parse::<Version>().unwrap()].clone()
}

/// The requirements as text, or why they are not known.
fn requirements(facts: &ReleaseFacts, package: &str, version: &str) -> Result<Vec<String>, String> {
    match release(facts, package, version).metadata {
        ReleaseMetadata::Known { requirements, .. } => {
            Ok(requirements.iter().map(ToString::to_string).collect())
        }
        ReleaseMetadata::Unknown { reason } => Err(reason),
        _ => Err("unfetched".to_owned()),
    }
}

fn demo() -> IndexServer {
    let server = IndexServer::start();
    let mut file =
        wheel("demo", "1.0", &["Requires-Dist: other>=2 ; extra == 'fast'", "Provides-Extra: fast"]);
    file.requires_python = Some(">=3.9".to_owned());
    file.upload_time = Some("2026-01-02T03:04:05Z".to_owned());
    server.publish("demo", file);
    server.publish("demo", sdist("demo", "1.0"));
    server.publish("demo", sdist("demo", "0.9"));
    server.publish("demo", haggle_testkit::index_server::File::new("demo-1.0-py3.8.egg", Vec::new()));
    server
}

#[test]
fn both_forms_of_a_page_give_the_same_releases() {
    let server = demo();
    let json = fetch(&open(&server), &[versions("demo")]).unwrap();
    server.configure(|behaviour| behaviour.form = Form::Html);
    let mut html = fetch(&open(&server), &[versions("demo")]).unwrap();
    let PackageFacts::Releases(releases) = html.packages.get_mut(&name("demo")).unwrap() else { panic!() };
    assert_eq!(releases.len(), 2);
    for (version, release) in releases {
        let full = self::release(&json, "demo", &version.to_string());
        // HTML has neither dates nor sizes.
        release.uploaded = full.uploaded.clone();
        for (file, full) in release.files.iter_mut().zip(&full.files) {
            file.size = full.size;
            file.uploaded = full.uploaded.clone();
        }
        assert_eq!(*release, full);
        assert_eq!(release.metadata, ReleaseMetadata::Unfetched);
    }
    let newest = release(&json, "demo", "1.0");
    assert_eq!(newest.requires_python.unwrap().to_string(), ">=3.9");
    assert_eq!(newest.uploaded.as_deref(), Some("2026-01-02T03:04:05Z"));
    assert_eq!(newest.files.len(), 2);
}

#[track_caller]
fn check_metadata(configure: impl FnOnce(&IndexServer), padding: usize, expected_requests: &[&str]) {
    let server = IndexServer::start();
    server.publish("demo", wheel_of("demo", "1.0", &["Requires-Dist: other >= 2"], padding));
    configure(&server);
    let facts = fetch(&open(&server), &[versions("demo"), metadata("demo", "1.0")]).unwrap();
    assert_eq!(requirements(&facts, "demo", "1.0"), Ok(vec!["other>=2".to_owned()]));
    let requests = server.requests();
    let after_page: Vec<&str> =
        requests[1..].iter().map(|text| text.strip_prefix("/files/demo-1.0-py3-none-any").unwrap()).collect();
    assert_eq!(after_page, expected_requests);
}

#[test]
fn announced_metadata_file_is_all_that_is_asked_for() {
    check_metadata(|_| {}, 0, &[".whl.metadata 200"]);
}

#[test]
fn unannounced_metadata_file_is_tried() {
    let served =
        |server: &IndexServer| server.configure(|behaviour| behaviour.metadata_files = MetadataFiles::Served);
    check_metadata(served, 0, &[".whl.metadata 200"]);
}

fn without_metadata_files(server: &IndexServer, ranges: Ranges) {
    server.configure(|behaviour| {
        behaviour.metadata_files = MetadataFiles::Absent;
        behaviour.ranges = ranges;
    });
}

#[test]
fn small_wheel_is_read_in_one_range() {
    let configure = |server: &IndexServer| without_metadata_files(server, Ranges::Honoured);
    check_metadata(configure, 0, &[".whl.metadata 404", ".whl 206 bytes=-32768"]);
}

#[test]
fn metadata_before_the_tail_takes_one_more_range() {
    let configure = |server: &IndexServer| without_metadata_files(server, Ranges::Honoured);
    let expected = [".whl.metadata 404", ".whl 206 bytes=-32768", ".whl 206 bytes=100044-116427"];
    check_metadata(configure, 100_000, &expected);
}

#[test]
fn wheel_is_downloaded_where_ranges_are_not_supported() {
    let ignored = |server: &IndexServer| without_metadata_files(server, Ranges::Ignored);
    check_metadata(ignored, 100_000, &[".whl.metadata 404", ".whl 200 bytes=-32768"]);
    let refused = |server: &IndexServer| without_metadata_files(server, Ranges::Refused);
    check_metadata(refused, 100_000, &[".whl.metadata 404", ".whl 501 bytes=-32768", ".whl 200"]);
    // Byte by byte, the wheel would take as many requests as it has bytes.
    let first_byte = |server: &IndexServer| without_metadata_files(server, Ranges::FirstByte);
    check_metadata(first_byte, 100_000, &[".whl.metadata 404", ".whl 206 bytes=-32768", ".whl 200"]);
    let suffix_only = |server: &IndexServer| without_metadata_files(server, Ranges::SuffixOnly);
    let expected = [".whl.metadata 404", ".whl 206 bytes=-32768", ".whl 200 bytes=100044-116427"];
    check_metadata(suffix_only, 100_000, &expected);
}

#[test]
fn unannounced_files_are_given_up_after_a_few() {
    let server = IndexServer::start();
    for minor in 0..6 {
        server.publish("demo", wheel("demo", &format!("1.{minor}"), &[]));
    }
    without_metadata_files(&server, Ranges::Honoured);
    let mut options = options(&server);
    options.n_threads = 1;
    let wanted: Vec<MissingFact> = (0..6).map(|minor| metadata("demo", &format!("1.{minor}"))).collect();
    fetch(&Index::open(options).unwrap(), &wanted).unwrap();
    let n_tried = server.requests().iter().filter(|request| request.contains(".metadata")).count();
    assert_eq!(n_tried, 3);
}

#[test]
fn metadata_with_another_hash_is_refused() {
    let server = demo();
    server.configure(|behaviour| behaviour.metadata_files = MetadataFiles::AnnouncedWrongly);
    let error = fetch(&open(&server), &[versions("demo"), metadata("demo", "1.0")]).unwrap_err();
    assert_eq!(error.kind(), IndexErrorKind::WrongHash);
}

#[test]
fn what_cannot_be_known_has_its_reason() {
    let server = demo();
    server.publish("broken", wheel("broken", "1.0", &["Requires-Dist: other >="]));
    server.publish("stranger", {
        let mut file = wheel("other", "1.0", &[]);
        file.filename = "stranger-1.0-py3-none-any.whl".to_owned();
        file
    });
    let wanted = [
        versions("demo"),
        metadata("demo", "0.9"),
        versions("broken"),
        metadata("broken", "1.0"),
        versions("stranger"),
        metadata("stranger", "1.0"),
        versions("nobody"),
    ];
    let facts = fetch(&open(&server), &wanted).unwrap();
    let reason = |package, version| requirements(&facts, package, version).unwrap_err();
    assert!(
        reason("demo", "0.9").starts_with("`demo-0.9.tar.gz` is malformed: "),
        "{}",
        reason("demo", "0.9")
    );
    assert_eq!(reason("broken", "1.0"), "its metadata cannot be read: `Requires-Dist: other >=`");
    let of_stranger = "`stranger-1.0-py3-none-any.whl` is malformed: the wheel has no metadata of `stranger`";
    assert_eq!(reason("stranger", "1.0"), of_stranger);
    let expected = PackageFacts::Unavailable { reason: "the index has no project of this name".to_owned() };
    assert_eq!(facts.packages[&name("nobody")], expected);
}

#[test]
fn wheel_that_is_no_zip_has_unknown_requirements() {
    let server = IndexServer::start();
    let mut file = wheel("demo", "1.0", &[]);
    file.content = vec![b'x'; 100];
    server.publish("demo", file);
    without_metadata_files(&server, Ranges::Honoured);
    let facts = fetch(&open(&server), &[versions("demo"), metadata("demo", "1.0")]).unwrap();
    let reason = requirements(&facts, "demo", "1.0").unwrap_err();
    assert!(reason.starts_with("`demo-1.0-py3-none-any.whl` is malformed"), "{reason}");
}

#[test]
fn release_is_yanked_when_all_its_files_are() {
    let server = IndexServer::start();
    let yanked = |mut file: haggle_testkit::index_server::File, reason: &str| {
        file.yanked = Some(reason.to_owned());
        file
    };
    server.publish("demo", yanked(wheel("demo", "1.0", &[]), ""));
    server.publish("demo", yanked(sdist("demo", "1.0"), "broken build"));
    server.publish("demo", yanked(wheel("demo", "1.1", &[]), "broken wheel"));
    server.publish("demo", sdist("demo", "1.1"));
    let facts = fetch(&open(&server), &[versions("demo")]).unwrap();
    assert_eq!(release(&facts, "demo", "1.0").yanked.as_deref(), Some("broken build"));
    assert_eq!(release(&facts, "demo", "1.1").yanked, None);
}

#[test]
fn passing_failures_are_retried() {
    let server = demo();
    let faults = [Fault::Status(503), Fault::Disconnect, Fault::Truncate, Fault::Status(429)];
    server.fail("/demo/", faults);
    fetch(&open(&server), &[versions("demo")]).unwrap();
    assert_eq!(server.requests().len(), 5);
}

#[test]
fn lasting_failure_is_an_error_and_no_fact() {
    let server = demo();
    server.fail("/demo/", vec![Fault::Status(500); 10]);
    let error = fetch(&open(&server), &[versions("demo")]).unwrap_err();
    assert_eq!(error.kind(), IndexErrorKind::Status(500));
    assert_eq!(server.requests().len(), 5);
    server.fail("/other/", [Fault::Status(403)]);
    let error = fetch(&open(&server), &[versions("other")]).unwrap_err();
    assert_eq!(error.kind(), IndexErrorKind::Status(403));
}

#[test]
fn server_that_is_gone_is_unreachable() {
    let server = demo();
    let mut options = options(&server);
    options.http.retries = 0;
    drop(server);
    let error = fetch(&Index::open(options).unwrap(), &[versions("demo")]).unwrap_err();
    assert_eq!(error.kind(), IndexErrorKind::Unreachable);
    let source = std::error::Error::source(&error).unwrap().to_string();
    assert!(error.to_string().ends_with(&source), "{error}: {source}");
}

#[test]
fn credentials_of_the_address_are_sent_and_never_printed() {
    let server = demo();
    server.configure(|behaviour| behaviour.authorization = Some("Basic cmVhZGVyOnNlY3JldA==".to_owned()));
    let error = fetch(&open(&server), &[versions("demo")]).unwrap_err();
    assert_eq!(error.kind(), IndexErrorKind::Status(401));
    let mut options = options(&server);
    let url = server.url().replace("http://", "http://reader:secret@");
    options.indexes = vec![IndexLocation::new(&url).unwrap()];
    let index = Index::open(options).unwrap();
    fetch(&index, &[versions("demo"), metadata("demo", "1.0")]).unwrap();
    assert!(!index.locations()[0].to_string().contains("secret"));
}

#[test]
fn credentials_may_be_in_a_file_of_the_user() {
    let server = demo();
    server.configure(|behaviour| behaviour.authorization = Some("Basic cmVhZGVyOnNlY3JldA==".to_owned()));
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), "machine 127.0.0.1\nlogin reader\npassword secret\n").unwrap();
    let mut options = options(&server);
    options.credentials.netrc = Some(file.path().to_owned());
    fetch(&Index::open(options).unwrap(), &[versions("demo"), metadata("demo", "1.0")]).unwrap();
}

#[test]
fn nothing_is_asked_for_that_is_not_wanted() {
    let server = demo();
    server.publish("other", wheel("other", "2.0", &[]));
    let index = open(&server);
    fetch(&index, &[versions("demo"), versions("demo"), metadata("demo", "1.0")]).unwrap();
    fetch(&index, &[metadata("demo", "7.0")]).unwrap();
    assert_eq!(server.requests(), ["/simple/demo/ 200", "/files/demo-1.0-py3-none-any.whl.metadata 200"]);
}

#[test]
fn offline_client_asks_nobody() {
    let server = demo();
    let folder = tempfile::tempdir().unwrap();
    let mut options = options(&server);
    options.cache_folder = Some(folder.path().to_owned());
    options.connection = Connection::Offline;
    let error = fetch(&Index::open(options).unwrap(), &[versions("demo")]).unwrap_err();
    assert_eq!(error.kind(), IndexErrorKind::Offline);
    assert!(server.requests().is_empty());
}

#[test]
fn a_source_distribution_says_what_a_build_cannot_change() {
    let server = IndexServer::start();
    let lines = ["Requires-Dist: other>=1", "Provides-Extra: fast"];
    server.publish("demo", sdist_of("demo", "1.0", "2.2", &lines));
    server.publish("demo", sdist_of("demo", "2.0", "2.1", &lines));
    server
        .publish("demo", sdist_of("demo", "3.0", "2.4", &["Dynamic: Requires-Dist", "Requires-Dist: other"]));
    server.publish("demo", sdist_of("demo", "4.0", "2.2", &["Requires-Dist: other >="]));
    let of_version = |version| metadata("demo", version);
    let wanted =
        [versions("demo"), of_version("1.0"), of_version("2.0"), of_version("3.0"), of_version("4.0")];
    let facts = fetch(&open(&server), &wanted).unwrap();
    assert_eq!(requirements(&facts, "demo", "1.0").unwrap(), ["other>=1"]);
    let built = "there is only a source distribution, and what it requires is known when it is built";
    assert_eq!(requirements(&facts, "demo", "2.0").unwrap_err(), built);
    assert_eq!(requirements(&facts, "demo", "3.0").unwrap_err(), built);
    let broken = "its metadata cannot be read: `Requires-Dist: other >=`";
    assert_eq!(requirements(&facts, "demo", "4.0").unwrap_err(), broken);
}

/// A wheel of `demo` 1.0 with this tag and these fields.
fn tagged(tag: &str, fields: &[&str]) -> haggle_testkit::index_server::File {
    let mut file = wheel("demo", "1.0", fields);
    file.filename = format!("demo-1.0-{tag}.whl");
    file
}

#[test]
fn metadata_belongs_to_files_where_they_differ() {
    let server = IndexServer::start();
    server.publish("demo", tagged("cp312-cp312-manylinux_2_17_x86_64", &["Requires-Dist: other"]));
    server.publish("demo", tagged("cp312-cp312-win_amd64", &["Requires-Dist: win"]));
    server.publish("demo", tagged("cp313-cp313-win_amd64", &["Requires-Dist: win"]));
    server.publish("demo", tagged("cp312-cp312-macosx_11_0_arm64", &["Summary: x", "Requires-Dist: other"]));
    let index = open(&server);
    let facts = fetch(&index, &[versions("demo")]).unwrap();
    assert_eq!(release(&facts, "demo", "1.0").variants.len(), 2);
    let windows = "demo-1.0-cp313-cp313-win_amd64.whl".to_owned();
    let of_file = MissingFact::FileMetadata("demo==1.0".parse().unwrap(), windows);
    let mac = "demo-1.0-cp312-cp312-macosx_11_0_arm64.whl".to_owned();
    let of_mac = MissingFact::FileMetadata("demo==1.0".parse().unwrap(), mac);
    let facts = fetch(&index, &[versions("demo"), metadata("demo", "1.0"), of_file, of_mac]).unwrap();
    assert_eq!(requirements(&facts, "demo", "1.0"), Ok(vec!["other".to_owned()]));
    // What differs in other fields alone is the same.
    let [variant]: [_; 1] = release(&facts, "demo", "1.0").variants.try_into().unwrap();
    assert_eq!(variant.files.len(), 2);
    let ReleaseMetadata::Known { requirements, .. } = variant.metadata else { panic!("known") };
    assert_eq!(requirements[0].to_string(), "win");
}

#[test]
fn the_contents_of_the_newest_final_wheel_are_read() {
    let server = IndexServer::start();
    server.publish("yaml", wheel_with("yaml", "1.0", &[("old.py", "")]));
    server.publish(
        "yaml",
        wheel_with("yaml", "2.0", &[("yaml/__init__.py", "x"), ("@entry_points.txt", "[a]\nb = c\n")]),
    );
    server.publish("yaml", wheel_with("yaml", "3.0rc1", &[("new.py", "")]));
    server.publish("yaml", sdist("yaml", "2.5"));
    server.publish("source-only", sdist("source-only", "1.0"));
    let folder = tempfile::tempdir().unwrap();
    let names = ["yaml", "source-only", "missing"].map(name);
    let mut options = options(&server);
    options.cache_folder = Some(folder.path().to_owned());
    let index = Index::open(options.clone()).unwrap();
    let found = index.wheel_contents(&names, &|_| {}).unwrap();
    assert_eq!(found.keys().collect::<Vec<_>>(), [&names[0]]);
    let contents = &found[&names[0]];
    assert_eq!(contents.filename, "yaml-2.0-py3-none-any.whl");
    assert!(contents.paths.iter().any(|path| path == "yaml/__init__.py"), "{:?}", contents.paths);
    assert_eq!(contents.entry_points.as_deref(), Some("[a]\nb = c\n"));
    assert!(contents.metadata.starts_with("Metadata-Version: 2.1\nName: yaml\n"));
    assert_eq!(contents.namespace_packages, None);
    // What was read is stored: no wheel is asked for again.
    server.forget_requests();
    let again = Index::open(options).unwrap().wheel_contents(&names[..1], &|_| {}).unwrap();
    assert_eq!(again[&names[0]], *contents);
    assert!(!server.requests().iter().any(|request| request.contains(".whl")), "{:?}", server.requests());
}

#[test]
fn without_announced_hashes_a_wheel_is_known_when_it_is_read() {
    let server = IndexServer::start();
    server.publish("demo", tagged("cp312-cp312-manylinux_2_17_x86_64", &["Requires-Dist: other"]));
    server.publish("demo", tagged("cp312-cp312-win_amd64", &["Requires-Dist: win"]));
    server.configure(|behaviour| behaviour.metadata_files = MetadataFiles::Absent);
    let index = open(&server);
    let file = "demo-1.0-cp312-cp312-win_amd64.whl";
    let of_file = MissingFact::FileMetadata("demo==1.0".parse().unwrap(), file.to_owned());
    let facts = fetch(&index, &[versions("demo"), metadata("demo", "1.0")]).unwrap();
    assert_eq!(*release(&facts, "demo", "1.0").metadata_of(file), ReleaseMetadata::Unfetched);
    let facts = fetch(&index, &[versions("demo"), of_file]).unwrap();
    let release = release(&facts, "demo", "1.0");
    let ReleaseMetadata::Known { requirements, .. } = release.metadata_of(file) else { panic!("known") };
    assert_eq!(requirements[0].to_string(), "win");
    assert_eq!(release.metadata, ReleaseMetadata::Unfetched);
}
