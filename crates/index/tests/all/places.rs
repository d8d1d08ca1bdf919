//! Several indexes, pages and folders of links, on servers and on this machine.

#![cfg(feature = "client")]

// Clippy sees helpers of integration tests as no tests.

use std::fs;
use std::path::Path;
use std::time::Duration;

use haggle_index::{
    HttpSettings, Index, IndexError, IndexErrorKind, IndexLocation, IndexOptions, IndexStrategy,
    LinksLocation,
};
use haggle_spec::PackageName;
use haggle_spec::release::{MissingFact, PackageFacts, ReleaseFacts, ReleaseId, ReleaseMetadata};
use haggle_testkit::index_server::{Fault, Form, IndexServer, OtherAnswer, sdist_of, wheel};

fn serving(version: &str, requirement: &str) -> IndexServer {
    let server = IndexServer::start();
    server.publish("demo", wheel("demo", version, &[&format!("Requires-Dist: {requirement}")]));
    server
}

fn options(indexes: &[&str], links: &[&str]) -> IndexOptions {
    let mut options = IndexOptions::new(IndexLocation::new("http://localhost/").unwrap());
    options.indexes = indexes.iter().map(|text| IndexLocation::new(text).unwrap()).collect();
    options.links = links.iter().map(|text| LinksLocation::new(text).unwrap()).collect();
    options.http = HttpSettings { back_off: Duration::ZERO, retries: 0, ..HttpSettings::default() };
    options
}

/// The releases of `demo`, each with what it requires.
fn learn(index: &Index) -> Result<Vec<String>, IndexError> {
    let name = PackageName::new("demo").unwrap();
    let mut facts = ReleaseFacts::default();
    index.fetch(&mut facts, &[MissingFact::Versions(name.clone())], &|_| {})?;
    let versions = |facts: &ReleaseFacts| match &facts.packages[&name] {
        PackageFacts::Releases(releases) => releases.clone(),
        PackageFacts::Unavailable { .. } => std::collections::BTreeMap::default(),
    };
    let wanted = versions(&facts).into_keys().map(|version| ReleaseId::new(name.clone(), version));
    let wanted: Vec<MissingFact> = wanted.map(MissingFact::Metadata).collect();
    index.fetch(&mut facts, &wanted, &|_| {})?;
    let shown = versions(&facts).into_iter().map(|(version, release)| match release.metadata {
        ReleaseMetadata::Known { requirements, .. } => {
            let requirements: Vec<String> = requirements.iter().map(ToString::to_string).collect();
            format!("{version} {}", requirements.join(" "))
        }
        other => format!("{version} {other:?}"),
    });
    Ok(shown.collect())
}

#[track_caller]
fn check(options: IndexOptions, expected: &[&str]) {
    assert_eq!(learn(&Index::open(options).unwrap()).unwrap(), expected);
}

#[test]
fn the_first_index_that_has_a_project_is_the_only_one_for_it() {
    let (private, public) = (serving("1.0", "mine"), serving("9.0", "evil"));
    let urls = [private.url(), public.url()];
    let urls = urls.each_ref().map(String::as_str);
    let index = Index::open(options(&urls, &[])).unwrap();
    assert_eq!(learn(&index).unwrap(), ["1.0 mine"]);
    assert!(public.requests().is_empty());
    let taken_from = index.index_of(&PackageName::new("demo").unwrap()).unwrap();
    assert_eq!((taken_from.to_string(), index.leaves_out_others(&taken_from)), (private.url(), true));
    let mut all = options(&urls, &[]);
    all.strategy = IndexStrategy::UnsafeBestMatch;
    check(all, &["1.0 mine", "9.0 evil"]);
    // Where the first index does not have it, the next one is asked.
    let empty = IndexServer::start();
    check(options(&[&empty.url(), &public.url()], &[]), &["9.0 evil"]);
    // A version that both have is that of the first.
    public.publish("demo", wheel("demo", "1.0", &["Requires-Dist: evil"]));
    let sdist = sdist_of("demo", "1.0", "2.2", &["Requires-Dist: evil"]);
    public.publish("demo", sdist);
    for strategy in [IndexStrategy::UnsafeBestMatch, IndexStrategy::UnsafeFirstMatch] {
        let mut all = options(&urls, &[]);
        all.strategy = strategy;
        check(all, &["1.0 mine", "9.0 evil"]);
    }
}

#[test]
fn an_index_that_fails_is_not_passed_over() {
    let (private, public) = (serving("1.0", "mine"), serving("9.0", "evil"));
    for status in [401, 403, 500, 503] {
        private.fail("/demo/", [Fault::Status(status)]);
        let index = Index::open(options(&[&private.url(), &public.url()], &[])).unwrap();
        assert_eq!(learn(&index).unwrap_err().kind(), IndexErrorKind::Status(status));
    }
    private.fail_always("/demo/", Fault::Answer(OtherAnswer::html("log in")));
    let index = Index::open(options(&[&private.url(), &public.url()], &[])).unwrap();
    assert_eq!(learn(&index).unwrap_err().kind(), IndexErrorKind::Malformed);
    assert!(public.requests().is_empty());
}

fn write(folder: &Path, file: &haggle_testkit::index_server::File) {
    fs::write(folder.join(&file.filename), &file.content).unwrap();
}

#[test]
fn links_count_beside_indexes_and_without_one() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &wheel("demo", "2.0", &["Requires-Dist: local"]));
    write(folder.path(), &sdist_of("demo", "2.1", "2.2", &["Requires-Dist: source"]));
    write(folder.path(), &wheel("other", "7.0", &[]));
    fs::write(folder.path().join("README"), "no distribution").unwrap();
    let path = folder.path().to_str().unwrap();
    check(options(&[], &[path]), &["2.0 local", "2.1 source"]);
    check(options(&[], &[&format!("file://{path}")]), &["2.0 local", "2.1 source"]);
    let server = serving("1.0", "served");
    check(options(&[&server.url()], &[path]), &["1.0 served", "2.0 local", "2.1 source"]);
    server.configure(|behaviour| behaviour.form = Form::Html);
    let page = format!("{}demo/", server.url());
    check(options(&[], &[&page]), &["1.0 served"]);
    let missing = options(&[], &[&format!("{}none/", server.url()), path]);
    assert_eq!(learn(&Index::open(missing).unwrap()).unwrap_err().kind(), IndexErrorKind::Absent);
}

#[test]
fn an_index_may_be_a_tree_of_folders() {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("demo");
    fs::create_dir(&folder).unwrap();
    let file = wheel("demo", "1.0", &["Requires-Dist: other"]);
    write(&folder, &file);
    let path = root.path().to_str().unwrap();
    check(options(&[path], &[]), &["1.0 other"]);
    check(options(&[&format!("file://{path}/")], &[]), &["1.0 other"]);
    // A page says which of the files count, and their hashes.
    write(root.path(), &wheel("demo", "3.0", &["Requires-Dist: third"]));
    fs::write(folder.join("index.html"), "<a href='../demo-3.0-py3-none-any.whl'>demo</a>").unwrap();
    check(options(&[path], &[]), &["3.0 third"]);
    let wrong = format!("<a href='{}#sha256={}'>demo</a>", file.filename, "0".repeat(64));
    fs::write(folder.join("index.html"), wrong).unwrap();
    let error = learn(&Index::open(options(&[path], &[])).unwrap()).unwrap_err();
    assert_eq!(error.kind(), IndexErrorKind::WrongHash);
    let missing = options(&[&format!("file://{path}/nowhere/")], &[]);
    let error = learn(&Index::open(missing).unwrap()).unwrap_err();
    assert!(error.to_string().contains("there is no folder"), "{error}");
}

#[test]
fn a_page_of_a_server_does_not_lead_to_files_of_this_machine() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &wheel("demo", "1.0", &[]));
    let link =
        format!("<h1>demo</h1><a href='file://{}/demo-1.0-py3-none-any.whl'>x</a>", folder.path().display());
    let server = IndexServer::start();
    server.fail_always("/demo/", Fault::Answer(OtherAnswer::html(&link)));
    check(options(&[&server.url()], &[]), &[]);
    check(options(&[], &[&format!("{}demo/", server.url())]), &[]);
}
