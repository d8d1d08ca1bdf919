//! Servers that fail, mislead or never end: each ends the run within its bounds, with words that say what happened.

#![cfg(feature = "client")]

// Clippy sees helpers of integration tests as no tests.

use std::io::Write;
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::GzEncoder;
use haggle_index::{HttpSettings, Index, IndexError, IndexErrorKind, IndexLocation, IndexOptions};
use haggle_spec::PackageName;
use haggle_spec::release::{MissingFact, PackageFacts, ReleaseFacts};
use haggle_testkit::index_server::{Fault, IndexServer, OtherAnswer, wheel};

const PAGE: &str = "/simple/demo/";

fn settings() -> HttpSettings {
    HttpSettings { back_off: Duration::ZERO, retries: 1, ..HttpSettings::default() }
}

fn demo() -> IndexServer {
    let server = IndexServer::start();
    server.publish("demo", wheel("demo", "1.0", &[]));
    server
}

fn ask(server: &IndexServer, http: HttpSettings) -> Result<ReleaseFacts, IndexError> {
    ask_at(&server.url(), http)
}

fn ask_at(url: &str, http: HttpSettings) -> Result<ReleaseFacts, IndexError> {
    let mut options = IndexOptions::new(IndexLocation::new(url).unwrap());
    options.http = http;
    let mut facts = ReleaseFacts::default();
    let wanted = [MissingFact::Versions(PackageName::new("demo").unwrap())];
    Index::open(options)?.fetch(&mut facts, &wanted, &|_| {})?;
    Ok(facts)
}

/// The run fails with these words, after so many requests; with a repaired server it is right.
#[track_caller]
fn check(fault: Fault, kind: IndexErrorKind, words: &str, n_requests: usize) {
    let server = demo();
    server.fail_always(PAGE, fault);
    let error = ask(&server, settings()).unwrap_err();
    assert_eq!((error.kind(), error.to_string().contains(words)), (kind, true), "{error}");
    assert_eq!(server.requests().len(), n_requests, "{error}");
    server.repair();
    let facts = ask(&server, settings()).unwrap();
    assert!(matches!(facts.packages.values().next(), Some(PackageFacts::Releases(_))));
}

fn check_answer(answer: OtherAnswer, kind: IndexErrorKind, words: &str, n_requests: usize) {
    check(Fault::Answer(answer), kind, words, n_requests);
}

fn check_raw(bytes: impl AsRef<[u8]>, kind: IndexErrorKind, words: &str, n_requests: usize) {
    check(Fault::Raw(bytes.as_ref().to_vec()), kind, words, n_requests);
}

#[test]
fn a_status_that_is_no_answer_is_an_error() {
    for (status, n_requests) in
        [(204, 1), (300, 1), (304, 1), (401, 1), (403, 1), (418, 1), (500, 2), (503, 2)]
    {
        let kind = IndexErrorKind::Status(status);
        check(Fault::Status(status), kind, &format!("status {status}"), n_requests);
    }
}

#[test]
fn what_is_not_http_is_an_error() {
    let unreachable = IndexErrorKind::Unreachable;
    check_raw("garbage\r\n\r\n", unreachable, "what it sends is not HTTP", 2);
    check_raw("", unreachable, "the connection was closed before the answer was complete", 2);
    check_raw("HTTP/1.1 200 OK\r\ncontent-length: -5\r\n\r\n", unreachable, "", 2);
    check_raw("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nab", unreachable, "closed before", 2);
    let chunked = "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ntransfer-encoding: chunked\r\n\r\n";
    let link = "<a href='demo-1.0.zip'>x</a>";
    check_raw(format!("{chunked}{:x}\r\n{link}\r\n", link.len()), unreachable, "closed before", 2);
    let long_head = format!("HTTP/1.1 200 OK\r\nx-a: {}\r\n\r\n", "a".repeat(1_000_000));
    check_raw(long_head, unreachable, "the head of its answer is longer than 65536 bytes", 1);
    let many = "x-a: b\r\n".repeat(5_000);
    check_raw(format!("HTTP/1.1 200 OK\r\n{many}\r\n"), unreachable, "", 2);
    check_raw("HTTP/1.1 999 x\r\ncontent-length: 0\r\n\r\n", IndexErrorKind::Status(999), "999", 1);
}

#[test]
fn redirects_are_followed_to_where_they_can_be() {
    let redirect = |to: &str| OtherAnswer::status(302, "location", to);
    let kind = IndexErrorKind::Redirect;
    check_answer(redirect("file:///etc/passwd"), kind, "it redirects to `file:///etc/passwd`", 1);
    check_answer(redirect("ftp://localhost/x"), kind, "which is not of `http` or `https`", 1);
    check_answer(redirect(PAGE), kind, "redirected more than 10 times", 11);
    check_answer(
        redirect("http://127.0.0.1:1/x?token=SECRET"),
        IndexErrorKind::Unreachable,
        "it redirects to `http://127.0.0.1:1/x`: the connection is refused",
        2,
    );
    let server = demo();
    server.fail("/simple/demo/", [Fault::Answer(redirect("../demo/?again"))]);
    ask(&server, settings()).unwrap();
}

#[test]
fn a_redirect_takes_no_credentials_to_another_host() {
    let (server, other) = (demo(), demo());
    let header = Some("Basic cmVhZGVyOnNlY3JldA==".to_owned());
    server.configure(|behaviour| behaviour.authorization = header.clone());
    other.configure(|behaviour| behaviour.authorization = header);
    let url = server.url().replace("http://", "http://reader:secret@");
    ask_at(&url, settings()).unwrap();
    // On the same host they are sent again.
    server.fail("/demo/", [Fault::Answer(OtherAnswer::status(301, "location", "/simple/demo/?x"))]);
    ask_at(&url, settings()).unwrap();
    let to = format!("{}demo/", other.url());
    server.fail_always("/demo/", Fault::Answer(OtherAnswer::status(301, "location", &to)));
    let error = ask_at(&url, settings()).unwrap_err();
    assert_eq!(error.kind(), IndexErrorKind::Status(401));
    assert!(error.to_string().contains(&to) && !error.to_string().contains("secret"), "{error}");
}

#[test]
fn who_asks_for_more_patience_than_there_is_is_not_waited_for() {
    let check = |pause: &str, words: &str| {
        let answer = OtherAnswer::status(429, "retry-after", pause);
        check_answer(answer, IndexErrorKind::Status(429), words, 1);
    };
    let started = Instant::now();
    check("100000", "it was asked once; try again in 28 hours (100000 s), as it asks");
    check("99999999999999999999", "try again in more than ten years");
    check("Sat, 28 Nov 2099 00:00:00 GMT", "try again in more than ten years");
    assert!(started.elapsed() < Duration::from_secs(20));
    let answer = OtherAnswer::status(429, "retry-after", "-1");
    check_answer(answer, IndexErrorKind::Status(429), "it was asked 2 times; try again later", 2);
}

#[test]
fn a_drip_of_bytes_ends() {
    let server = demo();
    server.fail_always(PAGE, Fault::Drip(Duration::from_millis(20)));
    let slow = HttpSettings { timeout: Duration::from_millis(400), ..settings() };
    let error = ask(&server, slow).unwrap_err();
    assert!(error.to_string().contains("its answer comes too slowly"), "{error}");
    assert_eq!(server.requests().len(), 1);
    let answer_time = HttpSettings { answer_time: Duration::from_millis(200), ..settings() };
    let error = ask(&server, answer_time).unwrap_err();
    assert!(error.to_string().contains("its answer is not complete after"), "{error}");
}

#[test]
fn a_run_ends_at_its_bounds() {
    let server = demo();
    let error = ask(&server, HttpSettings { run_time: Duration::ZERO, ..settings() }).unwrap_err();
    assert_eq!(error.kind(), IndexErrorKind::RunLimit);
    assert!(server.requests().is_empty());
    let error = ask(&server, HttpSettings { run_bytes: 100, ..settings() }).unwrap_err();
    assert!(error.to_string().contains("this run is at its limit: it has read 100 bytes"), "{error}");
}

/// So many bytes of spaces, packed.
fn bomb(n_mebibytes: usize) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    let spaces = vec![b' '; 1 << 20];
    for _ in 0..n_mebibytes {
        packed.write_all(&spaces).unwrap();
    }
    packed.finish().unwrap()
}

#[test]
fn a_packed_answer_is_read_up_to_the_limit_only() {
    let mut answer = OtherAnswer::json(bomb(129));
    answer.headers.push(("content-encoding", "gzip".to_owned()));
    check_answer(answer, IndexErrorKind::TooLarge(128 << 20), "is longer than the 134217728 bytes", 1);
    let mut answer = OtherAnswer::json(b"\x1f\x8bnot packed".to_vec());
    answer.headers.push(("content-encoding", "gzip".to_owned()));
    check_answer(answer, IndexErrorKind::Malformed, "its body is not packed as it says", 2);
}
