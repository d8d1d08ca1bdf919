//! What the client keeps on disk, and when it asks again.

#![cfg(feature = "client")]

// Clippy sees helpers of integration tests as no tests.

use std::path::Path;
use std::time::Duration;

use haggle_index::{Connection, HttpSettings, Index, IndexErrorKind, IndexLocation, IndexOptions};
use haggle_spec::PackageName;
use haggle_spec::release::{MissingFact, ReleaseFacts, ReleaseId};
use haggle_testkit::index_server::{IndexServer, MetadataFiles, wheel};
use tempfile::TempDir;

struct Setting {
    server: IndexServer,
    folder: TempDir,
}

impl Setting {
    fn new() -> Self {
        let server = IndexServer::start();
        server.publish("demo", wheel("demo", "1.0", &["Requires-Dist: other"]));
        Self { server, folder: tempfile::tempdir().unwrap() }
    }

    /// What a new process would get, and the requests that it makes.
    fn fetch(&self, connection: Connection) -> (ReleaseFacts, Vec<String>) {
        self.server.forget_requests();
        let mut options = IndexOptions::new(IndexLocation::new(&self.server.url()).unwrap());
        options.cache_folder = Some(self.folder.path().to_owned());
        options.connection = connection;
        options.http = HttpSettings { back_off: Duration::ZERO, ..HttpSettings::default() };
        let name = PackageName::new("demo").unwrap();
        let wanted = [
            MissingFact::Versions(name.clone()),
            MissingFact::Metadata(ReleaseId::new(name, "1.0".parse().unwrap())),
        ];
        let mut facts = ReleaseFacts::default();
        Index::open(options).unwrap().fetch(&mut facts, &wanted, &|_| {}).unwrap();
        (facts, self.server.requests())
    }
}

#[test]
fn second_process_asks_nothing() {
    let setting = Setting::new();
    let (first, requests) = setting.fetch(Connection::Online);
    assert_eq!(requests.len(), 2);
    let (second, requests) = setting.fetch(Connection::Online);
    assert_eq!((second, requests), (first, Vec::new()));
}

#[test]
fn stale_page_is_revalidated_and_files_are_not() {
    let setting = Setting::new();
    setting.server.configure(|behaviour| behaviour.cache_control = Some("max-age=0".to_owned()));
    let (first, _) = setting.fetch(Connection::Online);
    let (second, requests) = setting.fetch(Connection::Online);
    assert_eq!((second, requests), (first.clone(), vec!["/simple/demo/ 304".to_owned()]));
    setting.server.publish("demo", wheel("demo", "1.1", &[]));
    let (third, requests) = setting.fetch(Connection::Online);
    assert_eq!(requests, ["/simple/demo/ 200"]);
    assert_ne!(third, first);
}

#[test]
fn what_was_made_of_an_unchanged_page_is_used_and_lost_parts_are_made_again() {
    let setting = Setting::new();
    setting.server.configure(|behaviour| behaviour.cache_control = Some("max-age=0".to_owned()));
    let (first, _) = setting.fetch(Connection::Online);
    let records = |ending: &str| {
        let parts = std::fs::read_dir(setting.folder.path().join("facts-v3")).unwrap();
        let files = parts.flat_map(|part| std::fs::read_dir(part.unwrap().path()).unwrap());
        let paths = files.map(|file| file.unwrap().path());
        paths.filter(|path| path.extension().is_some_and(|own| own == ending)).collect::<Vec<_>>()
    };
    let before = std::fs::read(&records("files")[0]).unwrap();
    let time = |path: &Path| std::fs::metadata(path).unwrap().modified().unwrap();
    let made = time(&records("files")[0]);
    let (second, requests) = setting.fetch(Connection::Online);
    assert_eq!((second, requests), (first.clone(), vec!["/simple/demo/ 304".to_owned()]));
    assert_eq!(time(&records("files")[0]), made, "the page was not read again");
    // The listing counts as that of the answer as it is stored now.
    let (offline, _) = setting.fetch(Connection::Offline);
    assert_eq!(offline, first);
    std::fs::remove_file(&records("files")[0]).unwrap();
    assert_eq!(setting.fetch(Connection::Online).0, first);
    assert_eq!(std::fs::read(&records("files")[0]).unwrap(), before);
}

#[test]
fn what_was_answered_to_others_is_not_used() {
    let setting = Setting::new();
    setting.server.configure(|behaviour| behaviour.authorization = Some("Basic bWU6cGFzcw==".to_owned()));
    let ask = |user: &str| {
        let mut options =
            IndexOptions::new(IndexLocation::new(&setting.server.url().replace("//", user)).unwrap());
        options.cache_folder = Some(setting.folder.path().to_owned());
        let wanted = [MissingFact::Versions(PackageName::new("demo").unwrap())];
        let outcome = Index::open(options).unwrap().fetch(&mut ReleaseFacts::default(), &wanted, &|_| {});
        outcome.map_err(|error| error.kind())
    };
    assert_eq!(ask("//me:pass@"), Ok(()));
    setting.server.forget_requests();
    assert_eq!(ask("//me:pass@"), Ok(()));
    assert!(setting.server.requests().is_empty());
    for other in ["//", "//me:other@", "//me@"] {
        assert_eq!(ask(other), Err(IndexErrorKind::Status(401)), "{other}");
    }
    for entry in files_under(setting.folder.path()) {
        let bytes = std::fs::read(&entry).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("bWU6cGFzcw") && !text.contains("me:pass"), "{text}");
    }
}

fn files_under(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files_under(&path)) } else { found.push(path) }
    }
    found
}

#[test]
fn what_must_not_be_stored_is_not() {
    let setting = Setting::new();
    setting.server.configure(|behaviour| behaviour.cache_control = Some("private, no-store".to_owned()));
    setting.fetch(Connection::Online);
    let (_, requests) = setting.fetch(Connection::Online);
    assert_eq!(requests, ["/simple/demo/ 200"]);
}

#[test]
fn offline_uses_what_is_stored_whatever_its_age() {
    for metadata_files in [MetadataFiles::Announced, MetadataFiles::Absent] {
        let setting = Setting::new();
        setting.server.configure(|behaviour| {
            behaviour.cache_control = Some("no-cache".to_owned());
            behaviour.metadata_files = metadata_files;
        });
        let (online, _) = setting.fetch(Connection::Online);
        let (offline, requests) = setting.fetch(Connection::Offline);
        assert_eq!((offline, requests), (online, Vec::new()));
    }
}

/// Shortens every file below a folder by a byte, and counts them.
fn damage(folder: &Path) -> usize {
    let paths = files_under(folder);
    for path in &paths {
        let bytes = std::fs::read(path).unwrap();
        std::fs::write(path, &bytes[..bytes.len() - 1]).unwrap();
    }
    paths.len()
}

#[test]
fn what_is_damaged_counts_as_absent() {
    // What a record has of files is not asked for again, whatever happened to the answer that it was made of.
    for (damaged, expected) in [
        (["index-v2"].as_slice(), ["/simple/demo/ 200"].as_slice()),
        (&["facts-v3"], &[]),
        (&["index-v2", "facts-v3"], &["/simple/demo/ 200", "/files/demo-1.0-py3-none-any.whl.metadata 200"]),
    ] {
        let setting = Setting::new();
        let (first, _) = setting.fetch(Connection::Online);
        for folder in damaged {
            assert!(damage(&setting.folder.path().join(folder)) > 0, "{folder}");
        }
        let (second, requests) = setting.fetch(Connection::Online);
        assert_eq!(second, first, "{damaged:?}");
        assert_eq!(requests, expected, "{damaged:?}");
        let (third, requests) = setting.fetch(Connection::Offline);
        assert_eq!((third, requests), (first, Vec::new()), "{damaged:?}");
    }
}
