//! The cache as a whole: its size, whether it is sound, and what of it goes.

#![cfg(feature = "client")]

// Clippy sees helpers of integration tests as no tests.

use std::collections::BTreeSet;
use std::fs::{self, File, FileTimes};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime};

use haggle_index::{
    CacheErrorKind, CacheFolder, CachePart, CacheTally, Index, IndexLocation, IndexOptions, PruneReason,
};
use haggle_spec::PackageName;
use haggle_spec::release::{MissingFact, ReleaseFacts, ReleaseId};
use haggle_testkit::index_server::{IndexServer, sdist, wheel};
use tempfile::TempDir;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

struct Setting {
    server: IndexServer,
    folder: TempDir,
}

impl Setting {
    /// A cache with the lists of two projects and one that is absent, the metadata of two releases, and one file that cannot be read.
    fn new() -> Self {
        let server = IndexServer::start();
        server.publish("demo", wheel("demo", "1.0", &["Requires-Dist: other"]));
        server.publish("other", wheel("other", "2.0", &[]));
        server.publish("other", sdist("other", "3.0"));
        let setting = Self { server, folder: tempfile::tempdir().unwrap() };
        setting.fetch();
        setting
    }

    fn cache(&self) -> CacheFolder {
        CacheFolder::new(self.folder.path())
    }

    /// What a new process would get, and the requests that it makes.
    fn fetch(&self) -> (ReleaseFacts, Vec<String>) {
        self.server.forget_requests();
        let mut options = IndexOptions::new(IndexLocation::new(&self.server.url()).unwrap());
        options.cache_folder = Some(self.folder.path().to_owned());
        let metadata = |name: &str, version: &str| {
            MissingFact::Metadata(ReleaseId::new(name.parse().unwrap(), version.parse().unwrap()))
        };
        let versions = |name: &str| MissingFact::Versions(name.parse().unwrap());
        let wanted = [
            versions("demo"),
            versions("other"),
            versions("nowhere"),
            metadata("demo", "1.0"),
            metadata("other", "2.0"),
            metadata("other", "3.0"),
        ];
        let mut facts = ReleaseFacts::default();
        Index::open(options).unwrap().fetch(&mut facts, &wanted, &|_| {}).unwrap();
        (facts, self.server.requests())
    }

    fn put(&self, path: &str, text: &str) -> PathBuf {
        let path = self.folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    }
}

fn files_under(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files_under(&path)) } else { found.push(path) }
    }
    found
}

fn age(path: &Path, age: Duration) {
    let time = SystemTime::now() - age;
    File::options().write(true).open(path).unwrap().set_times(FileTimes::new().set_modified(time)).unwrap();
}

#[track_caller]
fn check_pruned(setting: &Setting, unused_for: Duration, expected: &[(PruneReason, u64)]) {
    let removed = setting.cache().prune(unused_for).unwrap();
    let counts: Vec<_> = removed.into_iter().map(|(reason, tally)| (reason, tally.files)).collect();
    assert_eq!(counts, expected);
}

#[test]
fn every_file_is_of_some_part_and_sound() {
    let setting = Setting::new();
    let sizes = setting.cache().sizes().unwrap();
    let counts: Vec<_> = sizes.iter().map(|(part, tally)| (*part, tally.files)).collect();
    // Two lists and that there is no third; two wheels' metadata and why an archive has none; listing, files and requirements of two.
    assert_eq!(counts, [(CachePart::List, 3), (CachePart::FileText, 3), (CachePart::Table, 6)]);
    let files = files_under(setting.folder.path());
    let bytes: u64 = files.iter().map(|path| fs::metadata(path).unwrap().len()).sum();
    let all = CacheTally { files: files.len() as u64, bytes };
    assert_eq!(sizes.iter().map(|(_, tally)| tally.bytes).sum::<u64>(), bytes);
    assert_eq!(setting.cache().verify().unwrap(), (all, Vec::new()));
    check_pruned(&setting, DAY, &[]);
}

#[test]
fn a_folder_that_is_not_there_is_empty() {
    let folder = tempfile::tempdir().unwrap();
    let cache = CacheFolder::new(folder.path().join("none"));
    assert_eq!(cache.sizes().unwrap(), []);
    assert_eq!(cache.verify().unwrap(), (CacheTally::default(), Vec::new()));
    assert_eq!(cache.prune(DAY).unwrap(), []);
    assert_eq!(cache.clean().unwrap(), CacheTally::default());
    // A file in its place is not a folder without files.
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    assert_eq!(CacheFolder::new(file).sizes().map_err(|error| error.kind()), Err(CacheErrorKind::Unreadable));
}

#[test]
fn a_changed_byte_of_any_file_is_found_and_goes() {
    let setting = Setting::new();
    let (facts, _) = setting.fetch();
    for path in files_under(setting.folder.path()) {
        let bytes = fs::read(&path).unwrap();
        for change in [
            |bytes: &mut Vec<u8>| bytes.truncate(bytes.len() - 1),
            |bytes: &mut Vec<u8>| {
                let last = bytes.len() - 1;
                bytes[last] ^= 1;
            },
        ] {
            let mut changed = bytes.clone();
            change(&mut changed);
            fs::write(&path, changed).unwrap();
            let (_, broken) = setting.cache().verify().unwrap();
            let paths: Vec<&PathBuf> = broken.iter().map(|record| &record.path).collect();
            assert_eq!(paths, [&path], "{broken:?}");
        }
        let removed = setting.cache().prune(DAY).unwrap();
        let n_broken =
            removed.iter().find(|(reason, _)| *reason == PruneReason::Broken).map(|(_, tally)| tally.files);
        assert_eq!(n_broken, Some(1), "{removed:?}");
        assert_eq!(setting.fetch().0, facts, "without {}", path.display());
    }
    assert_eq!(setting.cache().verify().unwrap().1, []);
}

#[test]
fn what_is_of_no_use_goes_and_what_is_not_ours_stays() {
    let setting = Setting::new();
    let own = files_under(setting.folder.path());
    let kept = [
        setting.put("notes.txt", "x"),
        setting.put("index-version", "x"),
        setting.put("index-vault/a", "x"),
        setting.put("index-v2/unfinished/new", "x"),
    ];
    let gone = [
        setting.put("index-v1/aa/bb", "x"),
        setting.put("facts-v99/a", "x"),
        setting.put("index-v2/ab/short", "x"),
        setting.put("facts-v3/ab/README", "x"),
        setting.put("index-v2/unfinished/old", "x"),
    ];
    age(&gone[4], 2 * DAY);
    check_pruned(
        &setting,
        DAY,
        &[(PruneReason::OtherFormat, 2), (PruneReason::Broken, 2), (PruneReason::Abandoned, 1)],
    );
    assert!(kept.iter().chain(&own).all(|path| path.exists()));
    assert!(gone.iter().all(|path| !path.exists()));
    setting.put("index-v1/aa/bb", "x");
    assert_eq!(setting.cache().clean().unwrap().files, own.len() as u64 + 1);
    assert!(kept.iter().all(|path| path.exists()));
    assert_eq!(files_under(setting.folder.path()).len(), kept.len());
}

#[cfg(unix)]
#[test]
fn links_are_not_followed() {
    let setting = Setting::new();
    let elsewhere = tempfile::tempdir().unwrap();
    let file = elsewhere.path().join("file");
    fs::write(&file, "x").unwrap();
    let link = |target: &Path, path: &str| {
        let path = setting.folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::os::unix::fs::symlink(target, &path).unwrap();
        path
    };
    let to_folder = link(elsewhere.path(), "index-v1");
    let removed = [
        link(elsewhere.path(), "facts-v0/folder"),
        link(&file, "index-v2/ab/file"),
        link(elsewhere.path(), "index-v2/zz"),
    ];
    setting.cache().clean().unwrap();
    assert!(file.exists() && to_folder.exists());
    assert!(removed.iter().all(|path| path.symlink_metadata().is_err()));
}

#[test]
fn a_list_that_nobody_asks_for_takes_along_what_hangs_on_it() {
    let setting = Setting::new();
    let (facts, _) = setting.fetch();
    let holds = |path: &PathBuf, text: &str| {
        fs::read(path).unwrap().windows(text.len()).any(|part| part == text.as_bytes())
    };
    for path in files_under(&setting.folder.path().join("index-v2")) {
        // The texts of files are read once and count with their list.
        if !holds(&path, "/simple/demo/") {
            age(&path, 40 * DAY);
        }
    }
    // The lists of `other` and of what is nowhere, and the texts of the files of `other`; then the tables.
    check_pruned(&setting, 30 * DAY, &[(PruneReason::Expired, 4), (PruneReason::Unreferenced, 3)]);
    let (again, requests) = setting.fetch();
    assert_eq!(again, facts);
    assert!(requests.iter().all(|request| !request.contains("demo")), "{requests:?}");
}

#[test]
fn a_replaced_list_leaves_tables_of_no_use() {
    let setting = Setting::new();
    let listing = files_under(&setting.folder.path().join("facts-v3"))
        .into_iter()
        .find(|path| path.extension().is_some_and(|extension| extension == "listing"))
        .unwrap();
    let path = listing.to_str().unwrap().replace("facts-v3", "index-v2").replace(".listing", "");
    let copy = format!("{path}x");
    fs::copy(&path, &copy).unwrap();
    fs::rename(&copy, &path).unwrap();
    check_pruned(&setting, DAY, &[(PruneReason::Unreferenced, 1)]);
    assert!(!listing.exists());
}

#[test]
fn packages_are_cleaned_alone() {
    let setting = Setting::new();
    let (facts, _) = setting.fetch();
    let names =
        |names: &[&str]| names.iter().map(|name| PackageName::new(name).unwrap()).collect::<BTreeSet<_>>();
    let cleaned = |of: &[&str]| setting.cache().clean_packages(&names(of)).unwrap().files;
    assert_eq!(cleaned(&["elsewhere"]), 0);
    assert_eq!(cleaned(&["nowhere"]), 1);
    assert_eq!(cleaned(&["Demo"]), 5);
    let (again, requests) = setting.fetch();
    assert_eq!(again, facts);
    assert_eq!(requests.len(), 3, "{requests:?}");
    assert_eq!(cleaned(&["other", "demo", "nowhere"]), 12);
    assert_eq!(files_under(setting.folder.path()), Vec::<PathBuf>::new());
}

#[test]
fn others_may_use_the_cache_meanwhile() {
    let setting = Setting::new();
    let (facts, _) = setting.fetch();
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let cleaner = scope.spawn(|| {
            let mut removed = 0;
            while !done.load(Ordering::Relaxed) {
                removed += setting.cache().clean().unwrap().files;
                setting.cache().prune(Duration::ZERO).unwrap();
                setting.cache().clean_packages(&["demo".parse().unwrap()].into()).unwrap();
            }
            removed
        });
        let readers: Vec<_> = (0..4)
            .map(|_| {
                scope.spawn(|| {
                    for _ in 0..25 {
                        assert_eq!(setting.fetch().0, facts);
                    }
                })
            })
            .collect();
        let outcomes: Vec<bool> = readers.into_iter().map(|reader| reader.join().is_ok()).collect();
        done.store(true, Ordering::Relaxed);
        assert!(outcomes.into_iter().all(|is_right| is_right));
        assert!(cleaner.join().unwrap() > 0);
    });
}

#[test]
fn what_was_found_in_sources_is_of_the_cache() {
    use sha2::{Digest, Sha256};

    let folder = tempfile::tempdir().unwrap();
    let sources = folder.path().join(CacheFolder::SOURCES);
    fs::create_dir(&sources).unwrap();
    let put = |name: &str, rest: &str, is_whole: bool| {
        let sum = Sha256::digest(if is_whole { rest } else { "another" });
        let path = sources.join(name);
        fs::write(&path, [&sum[..], rest.as_bytes()].concat()).unwrap();
        path
    };
    let (whole, old, broken) =
        (put("a.files", "one", true), put("b.scans", "two", true), put("c.scans", "three", false));
    let times = FileTimes::new().set_modified(SystemTime::now() - 90 * DAY);
    File::options().append(true).open(&old).unwrap().set_times(times).unwrap();
    let cache = CacheFolder::new(folder.path());

    let bytes = 3 * 32 + "onetwothree".len() as u64;
    assert_eq!(cache.sizes().unwrap(), [(CachePart::Sources, CacheTally { files: 3, bytes })]);
    let (_, found) = cache.verify().unwrap();
    assert_eq!(found.iter().map(|record| &record.path).collect::<Vec<_>>(), [&broken]);

    let removed: Vec<_> =
        cache.prune(30 * DAY).unwrap().into_iter().map(|(reason, tally)| (reason, tally.files)).collect();
    assert_eq!(removed, [(PruneReason::Expired, 1), (PruneReason::Broken, 1)]);
    assert!(whole.exists() && !old.exists() && !broken.exists());
    assert_eq!(cache.clean().unwrap().files, 1);
    assert!(!sources.exists());
}
