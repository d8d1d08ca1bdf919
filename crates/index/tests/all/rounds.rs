//! Resolving against an index on loopback, round by round.

#![cfg(feature = "client")]

// Clippy sees helpers of integration tests as no tests.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use haggle_index::rounds::{self, Completeness, RoundsErrorKind, RoundsObserver};
use haggle_index::{
    Connection, HttpSettings, Index, IndexErrorKind, IndexLocation, IndexOptions, is_record, sealed_record,
};
use haggle_resolve::python::{
    Environments, ForkStrategy, Request, Resolved, SourceLocation, Target, UniversalOutcome,
};
use haggle_spec::PackageName;
use haggle_spec::release::{MissingFact, PackageFacts, Release, ReleaseFacts, ReleaseId, ReleaseMetadata};
use haggle_testkit::index_server::{Fault, IndexServer, wheel};
use tempfile::TempDir;

fn open(server: &IndexServer) -> Index {
    let mut options = IndexOptions::new(IndexLocation::new(&server.url()).unwrap());
    options.http = HttpSettings { retries: 0, ..HttpSettings::default() };
    Index::open(options).unwrap()
}

fn request(requirement: &str) -> Request {
    Request::for_target(&Target::new("3.12", "linux").unwrap())
        .require(requirement.parse().unwrap(), SourceLocation::new("requirements.txt", 1))
}

/// `app` needs `lib`, of which the newest needs a `base` that is not there.
fn published() -> IndexServer {
    let server = IndexServer::start();
    server.publish("app", wheel("app", "1.0", &["Requires-Dist: lib"]));
    server.publish("lib", wheel("lib", "1.0", &[]));
    server.publish("lib", wheel("lib", "2.0", &["Requires-Dist: base>=9"]));
    server.publish("base", wheel("base", "1.0", &[]));
    server
}

fn pins(answer: &Resolved) -> Option<Vec<String>> {
    match answer {
        Resolved::Solved(solution) => {
            Some(solution.pins.iter().map(|(name, pin)| format!("{name}=={}", pin.version)).collect())
        }
        Resolved::Unsolvable(_) => None,
        Resolved::Stopped(stop) => panic!("{stop:?}"),
    }
}

/// What an observer was told, in words.
#[derive(Default)]
struct Log(Mutex<Vec<String>>);

impl Log {
    fn add(&self, words: String) {
        self.0.lock().unwrap().push(words);
    }

    fn lines(self) -> Vec<String> {
        self.0.into_inner().unwrap()
    }
}

impl RoundsObserver for Log {
    fn solving(&self, round: u32, position: usize) {
        self.add(format!("{round} solves {position}"));
    }

    fn asking(&self, round: u32, missing: &[MissingFact]) {
        self.add(format!("{round} asks for {}", missing.len()));
    }

    fn fetched(&self, fact: &MissingFact) {
        self.add(fact.to_string());
    }
}

#[test]
fn what_is_likely_is_there_before_the_search() {
    let (server, log) = (published(), Log::default());
    let mut facts = ReleaseFacts::default();
    let answer = rounds::resolve(&open(&server), &mut facts, &request("app"), &log).unwrap();
    assert_eq!(pins(&answer).unwrap(), ["app==1.0", "lib==1.0"]);
    assert_eq!(
        log.lines(),
        [
            "the releases of app",
            "the requirements of app==1.0",
            "the releases of lib",
            "the requirements of lib==2.0",
            "the releases of base",
            "1 solves 0",
            "1 asks for 1",
            "the requirements of lib==1.0",
            "2 solves 0",
        ]
    );
}

#[test]
fn an_environment_has_the_answer_that_all_facts_give() {
    let server = published();
    for text in ["app", "lib", "lib==2.0", "base", "base>=9", "nothing"] {
        let (index, request) = (open(&server), request(text));
        let all = rounds::resolve(&index, &mut ReleaseFacts::default(), &request, &()).unwrap();
        let seen = rounds::solve(&index, &ReleaseFacts::default(), &request, &()).unwrap();
        assert_eq!(seen, all, "{text}");
    }
}

/// A client with a cache, as a new process has it.
fn open_with_cache(server: &IndexServer, folder: &TempDir) -> Index {
    let mut options = IndexOptions::new(IndexLocation::new(&server.url()).unwrap());
    options.cache_folder = Some(folder.path().to_owned());
    Index::open(options).unwrap()
}

fn solved(index: &Index, text: &str) -> Option<Vec<String>> {
    pins(&rounds::solve(index, &ReleaseFacts::default(), &request(text), &()).unwrap())
}

#[test]
fn a_question_that_was_answered_is_answered_again_without_the_index() {
    let (server, folder) = (published(), tempfile::tempdir().unwrap());
    let first = solved(&open_with_cache(&server, &folder), "app");
    server.forget_requests();
    let index = open_with_cache(&server, &folder);
    assert_eq!(solved(&index, "app"), first);
    let tally = index.tally();
    // The list of `base` counts as well, which holds the newest `lib` back; the pins have requirements.
    assert_eq!((tally.list_requests, tally.lists_from_cache, tally.requirements_from_cache), (0, 3, 2));
    // Another question has the lists and the requirements, and not their answer.
    let index = open_with_cache(&server, &folder);
    assert_eq!(solved(&index, "lib==1.0"), Some(vec!["lib==1.0".to_owned()]));
    assert_eq!((index.tally().lists_from_cache, server.requests()), (1, Vec::new()));
}

#[test]
fn a_question_about_many_environments_is_answered_again_without_the_index() {
    let (server, folder) = (published(), tempfile::tempdir().unwrap());
    let request = request("app; python_version < '3.13'");
    let asked = |range: &str| {
        let index = open_with_cache(&server, &folder);
        let environments = Environments::pythons(range.parse().unwrap());
        let many = (&environments, ForkStrategy::RequiresPython);
        let outcome = rounds::resolve_environments(&index, &ReleaseFacts::default(), &request, many, &());
        let UniversalOutcome::Solved(solution) = outcome.unwrap() else { panic!("a solution") };
        let pins = solution.pins().iter().map(|pin| format!("{}=={} {}", pin.name, pin.version, pin.marker));
        (pins.collect::<Vec<_>>(), index.tally().requirements_from_cache)
    };
    let (first, _) = asked(">=3.12");
    let before = "python_full_version < \"3.13\"";
    assert_eq!(first, [format!("app==1.0 {before}"), format!("lib==1.0 {before}")]);
    server.forget_requests();
    assert_eq!(asked(">=3.12"), (first, 2));
    // Other environments are another question, with the same lists and requirements.
    let (elsewhere, _) = asked(">=3.13");
    assert_eq!((elsewhere, server.requests()), (Vec::new(), Vec::new()));
}

#[test]
fn an_answer_is_not_kept_longer_than_the_facts_that_it_rests_on() {
    let (server, folder) = (published(), tempfile::tempdir().unwrap());
    server.configure(|behaviour| behaviour.cache_control = Some("max-age=0".to_owned()));
    let before = ["app==1.0", "lib==1.0"].map(str::to_owned).to_vec();
    for _ in 0..2 {
        assert_eq!(solved(&open_with_cache(&server, &folder), "app"), Some(before.clone()));
    }
    // A release of the package that held the newest `lib` back.
    server.publish("base", wheel("base", "9.0", &[]));
    let after = ["app==1.0", "base==9.0", "lib==2.0"].map(str::to_owned).to_vec();
    assert_eq!(solved(&open_with_cache(&server, &folder), "app"), Some(after));
}

#[test]
fn every_cut_and_every_changed_byte_of_a_record_is_noticed() {
    let (server, folder) = (published(), tempfile::tempdir().unwrap());
    solved(&open_with_cache(&server, &folder), "app");
    let mut kinds = BTreeSet::new();
    for part in std::fs::read_dir(folder.path().join("facts-v3")).unwrap() {
        for entry in std::fs::read_dir(part.unwrap().path()).unwrap() {
            let path = entry.unwrap().path();
            let bytes = std::fs::read(&path).unwrap();
            assert!(is_record(&bytes), "{path:?}");
            kinds.insert(path.extension().unwrap().to_owned());
            for length in 0..bytes.len() {
                assert!(!is_record(&bytes[..length]), "{path:?} cut at {length}");
                // What has the right checksum may be a record, and is read to its end.
                let mut changed = bytes.clone();
                changed[length] ^= 0x55;
                is_record(&sealed_record(changed));
                is_record(&sealed_record(bytes[..length].to_vec()));
            }
            for position in 0..bytes.len() {
                let mut changed = bytes.clone();
                changed[position] ^= 1;
                let is_of_files = path.extension().is_some_and(|extension| extension == "files");
                // The files of one release are read at a time: their answer is not covered by another checksum.
                assert!(!is_record(&changed) || is_of_files, "{path:?} at {position}");
            }
        }
    }
    assert_eq!(kinds.len(), 4);
}

#[test]
fn facts_that_are_there_are_not_asked_for() {
    let server = published();
    let (index, mut facts) = (open(&server), ReleaseFacts::default());
    rounds::resolve(&index, &mut facts, &request("app"), &()).unwrap();
    let log = Log::default();
    rounds::resolve(&index, &mut facts, &request("lib==2.0"), &log).unwrap();
    assert_eq!(log.lines(), ["1 solves 0"]);
}

#[test]
fn many_requests_share_rounds_and_fetch_only_what_answers_need() {
    let (server, log) = (published(), Log::default());
    let requests = [request("app"), request("base>=9"), request("base")];
    let mut facts = ReleaseFacts::default();
    let answers = rounds::resolve_all(&open(&server), &mut facts, &requests, &log).unwrap();
    let pins: Vec<_> = answers.iter().map(pins).collect();
    let expected = |pins: &[&str]| Some(pins.iter().map(|pin| (*pin).to_owned()).collect::<Vec<_>>());
    assert_eq!(pins, [expected(&["app==1.0", "lib==1.0"]), None, expected(&["base==1.0"])]);
    let lines = log.lines();
    let solved: Vec<_> = lines.iter().filter(|line| line.contains("solves")).collect();
    assert_eq!(solved[..5], ["1 solves 0", "1 solves 1", "1 solves 2", "2 solves 0", "2 solves 1"]);
    assert!(lines.contains(&"1 asks for 2".to_owned()), "{lines:?}");
}

#[test]
fn no_request_needs_no_round() {
    let server = published();
    let answers = rounds::resolve_all(&open(&server), &mut ReleaseFacts::default(), [], &()).unwrap();
    assert!(answers.is_empty() && server.requests().is_empty());
}

#[test]
fn a_release_that_the_index_does_not_list_is_an_error() {
    let server = published();
    let releases = [("3.0".parse().unwrap(), Release::default())];
    let name = PackageName::new("lib").unwrap();
    let mut facts = ReleaseFacts::default();
    facts.packages.insert(name, PackageFacts::Releases(releases.into()));
    let error = rounds::resolve(&open(&server), &mut facts, &request("lib"), &()).unwrap_err();
    let missing = MissingFact::Metadata("lib==3.0".parse().unwrap());
    assert!(matches!(error.kind(), RoundsErrorKind::NotGiven(fact) if *fact == missing), "{error:?}");
    assert_eq!(
        (error.round(), error.to_string().as_str()),
        (1, "the index did not give the requirements of lib==3.0")
    );
}

#[test]
fn a_server_that_fails_is_an_error_with_its_source() {
    let server = published();
    server.fail("/app/", [Fault::Status(503)]);
    let error =
        rounds::resolve(&open(&server), &mut ReleaseFacts::default(), &request("app"), &()).unwrap_err();
    let RoundsErrorKind::Index(index) = error.kind() else { panic!("{error}") };
    assert_eq!(index.kind(), IndexErrorKind::Status(503));
    assert_eq!(std::error::Error::source(&error).unwrap().to_string(), index.to_string());
}

#[test]
fn newest_and_pinned_releases_are_kept() {
    let server = IndexServer::start();
    for version in ["0.9", "1.0", "2.0", "2.1rc1"] {
        server.publish("lib", wheel("lib", version, &[]));
    }
    let (index, mut facts) = (open(&server), ReleaseFacts::default());
    index.fetch(&mut facts, &[MissingFact::Versions(PackageName::new("lib").unwrap())], &|_| {}).unwrap();
    for (n_versions, pin, expected) in [
        (0, "lib>=1", &[][..]),
        (0, "lib==0.9", &["lib==0.9"]),
        (1, "lib>=1", &["lib==2.0", "lib==2.1rc1"]),
        (2, "lib==0.9", &["lib==0.9", "lib==1.0", "lib==2.0", "lib==2.1rc1"]),
        (9, "other==1", &["lib==0.9", "lib==1.0", "lib==2.0", "lib==2.1rc1"]),
    ] {
        let pin = pin.parse().unwrap();
        let found = haggle_index::snapshot::missing_of_newest(&facts, n_versions, [&pin]);
        let expected: Vec<_> =
            expected.iter().map(|text| MissingFact::Metadata(text.parse().unwrap())).collect();
        assert_eq!(found, expected, "{n_versions} {pin}");
    }
    let PackageFacts::Releases(releases) = &facts.packages[&PackageName::new("lib").unwrap()] else {
        panic!()
    };
    assert!(releases.values().all(|release| release.metadata == ReleaseMetadata::Unfetched));
}

/// `app` of which only the oldest of many releases fits `base`.
fn many_releases() -> IndexServer {
    let server = IndexServer::start();
    server.publish("base", wheel("base", "1.0", &[]));
    server.publish("app", wheel("app", "0.0", &["Requires-Dist: base"]));
    for minor in 1..60 {
        server.publish("app", wheel("app", &format!("0.{minor}"), &["Requires-Dist: base>1"]));
    }
    server
}

#[test]
fn releases_that_do_not_fit_are_asked_for_several_at_a_time() {
    let (server, log) = (many_releases(), Log::default());
    let mut facts = ReleaseFacts::default();
    let answer = rounds::resolve(&open(&server), &mut facts, &request("app"), &log).unwrap();
    assert_eq!(pins(&answer).unwrap(), ["app==0.0", "base==1.0"]);
    let n_rounds = log.lines().iter().filter(|line| line.contains("solves")).count();
    assert!(n_rounds < 20, "{n_rounds} rounds for 60 releases");
}

#[test]
fn without_the_index_nothing_fails_for_what_is_only_asked_for_ahead() {
    let (server, folder) = (many_releases(), TempDir::new().unwrap());
    let name = PackageName::new("app").unwrap();
    let of = |minor: u32| {
        MissingFact::Metadata(ReleaseId::new(name.clone(), format!("0.{minor}").parse().unwrap()))
    };
    let mut facts = ReleaseFacts::default();
    let online = open_with_cache(&server, &folder);
    online.fetch(&mut facts, &[MissingFact::Versions(name.clone())], &|_| {}).unwrap();
    // An earlier run left six releases, and not the ones behind them.
    let left: Vec<MissingFact> = (0..6).map(|back| of(59 - back)).collect();
    online.fetch(&mut facts, &left, &|_| {}).unwrap();

    let mut options = IndexOptions::new(IndexLocation::new(&server.url()).unwrap());
    options.cache_folder = Some(folder.path().to_path_buf());
    options.connection = Connection::Offline;
    let offline = Index::open(options).unwrap();
    let mut facts = ReleaseFacts::default();
    let mut asked = left.iter();
    let answer = rounds::ask(&offline, &mut facts, &request("app"), &Log::default(), |facts| {
        if !facts.packages.contains_key(&name) {
            return Err(vec![MissingFact::Versions(name.clone())]);
        }
        asked.next().map_or(Ok(()), |fact| Err(vec![fact.clone()]))
    });
    answer.unwrap();
}

#[test]
fn after_the_deadline_the_answer_rests_on_what_is_known() {
    let server = many_releases();
    let request = request("app");
    let answer = |facts: &ReleaseFacts| haggle_resolve::python::resolve(facts, &request).into_resolved();
    let ask = |deadline: Instant| {
        let mut facts = ReleaseFacts::default();
        rounds::ask_until(&open(&server), &mut facts, &request, &(), deadline, answer).unwrap()
    };
    let (late, completeness) = ask(Instant::now());
    assert_eq!(completeness, Completeness::KnownFacts);
    let Resolved::Unsolvable(explanation) = late else { panic!("nothing is known") };
    assert!(explanation.to_string().contains("not asked for within the time"), "{explanation}");
    let (in_time, completeness) = ask(Instant::now() + Duration::from_hours(1));
    assert_eq!(completeness, Completeness::AllFacts);
    assert_eq!(pins(&in_time).unwrap(), ["app==0.0", "base==1.0"]);
}
