//! Answers that are not those to the question: they are asked for once more, and never kept.

#![cfg(feature = "client")]

// Clippy sees helpers of integration tests as no tests.

use std::time::Duration;

use haggle_index::{
    Connection, HttpSettings, Index, IndexError, IndexErrorKind, IndexLocation, IndexOptions,
};
use haggle_spec::PackageName;
use haggle_spec::release::{MissingFact, PackageFacts, ReleaseFacts, ReleaseId, ReleaseMetadata};
use haggle_testkit::index_server::{
    Fault, Form, IndexServer, MetadataFiles, OtherAnswer, Ranges, sdist_of, wheel,
};
use tempfile::TempDir;

const LOGIN: &str = "<html><title>Login</title><form><input type=password></form></html>";
const PAGE: &str = "/simple/demo/";
const METADATA: &str = ".whl.metadata";
const WHEEL: &str = ".whl";
const SDIST: &str = ".tar.gz";

/// A server with one project of one release, and a cache.
struct Setting {
    server: IndexServer,
    cache: TempDir,
}

/// What a run learns: the requirements of the release, or why they are not known.
type Learned = Result<Vec<String>, String>;

impl Setting {
    fn new(file: haggle_testkit::index_server::File) -> Self {
        let server = IndexServer::start();
        server.publish("demo", file);
        Self { server, cache: tempfile::tempdir().unwrap() }
    }

    fn with_wheel() -> Self {
        Self::new(wheel("demo", "1.0", &["Requires-Dist: other"]))
    }

    fn with_sdist() -> Self {
        Self::new(sdist_of("demo", "1.0", "2.2", &["Requires-Dist: other"]))
    }

    /// A wheel without a metadata file beside it.
    fn with_bare_wheel(ranges: Ranges) -> Self {
        let setting = Self::with_wheel();
        setting.server.configure(|behaviour| {
            behaviour.metadata_files = MetadataFiles::Absent;
            behaviour.ranges = ranges;
        });
        setting
    }

    /// A new process.
    fn run(&self, connection: Connection) -> Result<Learned, IndexError> {
        let mut options = IndexOptions::new(IndexLocation::new(&self.server.url()).unwrap());
        options.cache_folder = Some(self.cache.path().to_owned());
        options.connection = connection;
        options.http = HttpSettings { back_off: Duration::ZERO, retries: 0, ..HttpSettings::default() };
        let name = PackageName::new("demo").unwrap();
        let release = ReleaseId::new(name.clone(), "1.0".parse().unwrap());
        let wanted = [MissingFact::Versions(name.clone()), MissingFact::Metadata(release.clone())];
        let mut facts = ReleaseFacts::default();
        Index::open(options)?.fetch(&mut facts, &wanted, &|_| {})?;
        let PackageFacts::Releases(releases) = &facts.packages[&name] else {
            return Ok(Err("no releases".to_owned()));
        };
        Ok(match &releases[&release.version].metadata {
            ReleaseMetadata::Known { requirements, .. } => {
                Ok(requirements.iter().map(ToString::to_string).collect())
            }
            ReleaseMetadata::Unknown { reason } => Err(reason.clone()),
            _ => Err("unfetched".to_owned()),
        })
    }

    fn check_right(&self, connection: Connection) {
        assert_eq!(self.run(connection).unwrap(), Ok(vec!["other".to_owned()]), "{connection:?}");
    }
}

/// The first answer is bad, the second one is right: the run is right, and so is each one after it.
#[track_caller]
fn check_passing(setting: &Setting, path: &str, bad: OtherAnswer) {
    setting.server.fail(path, [Fault::Answer(bad)]);
    setting.check_right(Connection::Online);
    let requests = setting.server.requests();
    assert!(requests.iter().any(|request| request.ends_with(" no-cache")), "{requests:?}");
    setting.check_right(Connection::Offline);
}

#[test]
fn a_bad_page_is_asked_for_once_more() {
    let cut = OtherAnswer::json(r#"{"meta": {"api-version": "1.0"}, "name": "demo", "fi"#);
    let other = OtherAnswer::json(r#"{"meta": {"api-version": "1.0"}, "name": "other", "files": []}"#);
    for bad in [OtherAnswer::html(LOGIN), OtherAnswer::html("please log in"), cut, other] {
        check_passing(&Setting::with_wheel(), PAGE, bad.clone());
        let setting = Setting::with_wheel();
        setting.server.configure(|behaviour| behaviour.form = Form::Html);
        check_passing(&setting, PAGE, bad);
    }
}

#[test]
fn a_bad_file_is_asked_for_once_more() {
    for bad in [OtherAnswer::html(LOGIN), OtherAnswer::json("")] {
        check_passing(&Setting::with_wheel(), METADATA, bad.clone());
        check_passing(&Setting::with_sdist(), SDIST, bad.clone());
        check_passing(&Setting::with_bare_wheel(Ranges::Ignored), WHEEL, bad.clone());
        check_passing(&Setting::with_bare_wheel(Ranges::Honoured), WHEEL, bad.clone());
    }
    let of_other = wheel("demo", "2.0", &["Requires-Dist: evil"]).content;
    let of_other = OtherAnswer { body: of_other, ..OtherAnswer::html("") };
    check_passing(&Setting::with_bare_wheel(Ranges::Ignored), WHEEL, of_other);
}

/// Every answer for the path is bad: the run fails with the kind and words, and the next one with a repaired server is right.
#[track_caller]
fn check_lasting(setting: &Setting, path: &str, bad: OtherAnswer, kind: IndexErrorKind, words: &str) {
    setting.server.fail_always(path, Fault::Answer(bad));
    for _ in 0..2 {
        setting.server.forget_requests();
        let error = setting.run(Connection::Online).unwrap_err();
        assert_eq!((error.kind(), error.to_string().contains(words)), (kind, true), "{error}");
        let n_asked =
            setting.server.requests().iter().filter(|line| line.contains(&format!("{path} "))).count();
        assert_eq!(n_asked, 2);
    }
    assert_eq!(setting.run(Connection::Offline).unwrap_err().kind(), IndexErrorKind::Offline);
    setting.server.repair();
    setting.check_right(Connection::Online);
    setting.check_right(Connection::Offline);
}

#[test]
fn a_page_that_stays_bad_is_named_and_not_kept() {
    let malformed = IndexErrorKind::Malformed;
    let check = |bad: OtherAnswer, words: &str| {
        check_lasting(&Setting::with_wheel(), PAGE, bad, malformed, words);
    };
    check(OtherAnswer::html(LOGIN), "perhaps it asks to log in");
    check(OtherAnswer::json("{\"a"), "EOF while parsing a string");
    check(OtherAnswer::json(""), "EOF while parsing a value");
    check(OtherAnswer::json([0; 100]), "expected value at line 1 column 1");
    check(OtherAnswer::json(format!("{{\"more\":{}", "[".repeat(1_000_000))), "EOF while parsing a list");
    check(
        OtherAnswer::json(r#"{"meta": {"api-version": "1.0"}, "name": "other", "files": []}"#),
        "it is the page of `other`",
    );
    check(OtherAnswer::json(r#"{"meta": {"api-version": "2.0"}, "files": []}"#), "API version `2.0`");
    let text =
        OtherAnswer { headers: vec![("content-type", "text/plain".to_owned())], ..OtherAnswer::html("x") };
    check(text, "content type `text/plain`");
}

#[test]
fn a_file_with_another_hash_is_named_and_not_kept() {
    let wrong_hash = IndexErrorKind::WrongHash;
    let check = |setting: &Setting, path: &str| {
        check_lasting(setting, path, OtherAnswer::html(LOGIN), wrong_hash, "and the bytes that came have");
    };
    check(&Setting::with_wheel(), METADATA);
    check(&Setting::with_sdist(), SDIST);
    check(&Setting::with_bare_wheel(Ranges::Ignored), WHEEL);
    check(&Setting::with_bare_wheel(Ranges::Honoured), WHEEL);
}

#[test]
fn metadata_of_another_release_is_passed_over_for_the_wheel() {
    let setting = Setting::with_wheel();
    setting.server.configure(|behaviour| behaviour.metadata_files = MetadataFiles::Served);
    setting.server.fail_always(METADATA, Fault::Answer(OtherAnswer::html(LOGIN)));
    setting.check_right(Connection::Online);
    setting.server.fail_always(WHEEL, Fault::Status(500));
    setting.check_right(Connection::Online);
    setting.check_right(Connection::Offline);
}

/// What the files themselves lack is unknown, with the same words for who may not ask.
#[track_caller]
fn check_unknown(setting: &Setting, words: &str) {
    for connection in [Connection::Online, Connection::Online, Connection::Offline] {
        let reason = setting.run(connection).unwrap().unwrap_err();
        assert!(reason.contains(words), "{connection:?}: {reason}");
    }
}

#[test]
fn what_a_file_lacks_is_remembered_for_runs_that_ask_nobody() {
    let mut broken = sdist_of("demo", "1.0", "2.2", &[]);
    broken.content = b"not an archive".to_vec();
    check_unknown(&Setting::new(broken), "`demo-1.0.tar.gz` is malformed: invalid gzip header");
    let mut stranger = wheel("other", "1.0", &[]);
    stranger.filename = "demo-1.0-py3-none-any.whl".to_owned();
    check_unknown(&Setting::new(stranger), "the wheel has no metadata of `demo`");
    let setting = Setting::with_bare_wheel(Ranges::Honoured);
    setting.server.fail_always(WHEEL, Fault::Status(404));
    check_unknown(&setting, "`demo-1.0-py3-none-any.whl` is not on the server (status 404)");
}
