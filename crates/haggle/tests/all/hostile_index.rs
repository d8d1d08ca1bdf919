//! What `resolve` makes of an index that answers wrongly: its exit code, what it says, and that nothing of it stays: the cache is sound, and
//! the next run, with the index repaired, has the right answer.

// Clippy sees helpers of integration tests as no tests.
#![cfg(feature = "live")]

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use haggle_index::CacheFolder;
use haggle_testkit::index_server::{
    Fault, File, IndexServer, MetadataFiles, OtherAnswer, Ranges, sdist_of, wheel, wheel_of,
};

const PAGE: &str = "/simple/foo/";
const METADATA: &str = ".whl.metadata";

/// The lines of an answer that are not comments.
fn pins(output: &str) -> Vec<&str> {
    output.lines().filter(|line| !line.trim_start().starts_with('#')).collect()
}

/// The exit code, the answer and what is said beside it.
fn resolve(server: &IndexServer, cache: &Path) -> (Option<i32>, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_haggle"))
        .args(["resolve", "foo", "--no-header", "--no-annotate", "--python-version", "3.12"])
        .args(["--python-platform", "linux", "--index-url", &server.url(), "--cache-dir"])
        .arg(cache)
        .envs([("UV_HTTP_TIMEOUT", "1"), ("UV_HTTP_RETRIES", "1")])
        .env_remove("PIP_DEFAULT_TIMEOUT")
        .env_remove("PIP_FIND_LINKS")
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

/// An index with `foo` in this file, and `bar`, which nobody needs.
fn index(file: File) -> IndexServer {
    let server = IndexServer::start();
    server.publish("foo", file);
    server.publish("bar", wheel("bar", "1.0", &[]));
    server
}

/// A run while the server fails like that, and the run after that with the server repaired.
#[track_caller]
fn check_index(server: &IndexServer, path: &str, fault: Fault, code: i32, words: &str) {
    let folder = tempfile::tempdir().unwrap();
    let shown: String = format!("{fault:?}").chars().take(100).collect();
    server.fail_always(path, fault);
    let start = Instant::now();
    let (found, output, error) = resolve(server, folder.path());
    assert_eq!(found, Some(code), "{shown}: {output}{error}");
    assert!(error.contains(words), "{shown}: {error}");
    let is_clean = |text: &str| !text.contains(|character: char| character.is_control() && character != '\n');
    assert!(is_clean(&error) && is_clean(&output) && !error.contains("SEKRET"), "{error:?}");
    assert!(start.elapsed() < Duration::from_secs(60), "{shown} took {:?}", start.elapsed());
    let (_, broken) = CacheFolder::new(folder.path()).verify().unwrap();
    assert_eq!(broken, [], "{shown}");
    server.repair();
    let (code, output, error) = resolve(server, folder.path());
    assert_eq!((code, pins(&output)), (Some(0), vec!["foo==1.0"]), "{shown}: {error}");
}

/// Checks that wait more than they work, at once.
macro_rules! together {
    ($($check:expr;)*) => { std::thread::scope(|scope| { $(scope.spawn(|| $check);)* }) };
}

/// A page that is not what it should be ends the run.
#[track_caller]
fn check_page(fault: Fault, words: &str) {
    check_index(&index(wheel("foo", "1.0", &[])), PAGE, fault, 2, words);
}

#[track_caller]
fn check_raw(bytes: impl AsRef<[u8]>, words: &str) {
    check_page(Fault::Raw(bytes.as_ref().to_vec()), words);
}

fn answer(status: u16, headers: &[(&'static str, &str)], body: impl Into<Vec<u8>>) -> Fault {
    let headers = headers.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
    Fault::Answer(OtherAnswer { status, headers, body: body.into() })
}

fn json(body: impl Into<Vec<u8>>) -> Fault {
    Fault::Answer(OtherAnswer::json(body))
}

fn html(body: &str) -> Fault {
    Fault::Answer(OtherAnswer::html(body))
}

#[test]
fn statuses_that_are_no_answer() {
    together! {
    for status in [300, 418, 999] {
        check_page(Fault::Status(status), &format!("answered with status {status}"));
    };
    for status in [401, 403] {
        check_page(Fault::Status(status), &format!("refused us with status {status}"));
    };
    check_page(Fault::Status(304), "");
    check_page(answer(429, &[("retry-after", "100000")], ""), "try again in 28 hours");
    check_page(
        answer(429, &[("retry-after", "99999999999999999999")], ""),
        "try again in more than ten years",
    );
    check_page(
        answer(429, &[("retry-after", "Sat, 28 Nov 2099 00:00:00 GMT")], ""),
        "try again in more than ten years",
    );
    }
}

#[test]
fn redirects_to_nowhere() {
    let to = |location: &str| answer(302, &[("location", location)], "");
    together! {
    check_page(to(PAGE), "redirect");
    check_page(to("file:///etc/passwd"), "it redirects to `file:///etc/passwd`");
    check_page(to("ftp://127.0.0.1/x"), "which is not of `http` or `https`");
    check_page(to("http://127.0.0.1:1/?X-Amz-Signature=SEKRET"), "");
    check_page(to("http://alice:SEKRET@127.0.0.1:1/"), "");
    check_page(to("http://127.0.0.1:1/\u{1b}[31m"), "");
    }
}

#[test]
fn what_is_not_http_or_is_cut() {
    together! {
    check_raw("garbage\r\n\r\n", "what it sends is not HTTP");
    check_raw("HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{\"meta\"", "closed before");
    check_raw("HTTP/1.1 200 OK\r\ncontent-length: -5\r\n\r\n{}", "");
    check_raw(
        "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ntransfer-encoding: chunked\r\n\r\n5\r\n<html\r\n",
        "closed before",
    );
    check_raw("HTTP/1.1 200 OK\r\ncontent-length: 5\r\ncontent-length: 9\r\n\r\n{}", "");
    check_raw(format!("HTTP/1.1 200 OK\r\nx-a: {}\r\n\r\n", "a".repeat(5_000_000)), "");
    check_raw(format!("HTTP/1.1 200 OK\r\n{}\r\n", "x-a: b\r\n".repeat(5_000)), "");
    check_page(Fault::Disconnect, "closed before");
    check_page(Fault::Truncate, "closed before");
    check_page(Fault::Hang, "");
    check_page(Fault::Endless, "longer than");
    check_page(answer(200, &[("content-encoding", "gzip")], *b"\x1f\x8bnot gzip"), "");
    }
}

#[test]
fn pages_that_are_none() {
    together! {
    check_page(json("{\"a"), "EOF while parsing a string");
    check_page(json(""), "EOF while parsing a value");
    check_page(json(vec![0; 100]), "is malformed");
    check_page(json(format!("{{\"meta\":{}", "[".repeat(1_000_000))), "is malformed");
    check_page(
        json("{\"meta\":{\"api-version\":\"2\\u001b[31m\\u001b]0;pwn\\u0007\"},\"files\":[]}"),
        "is not 1.x",
    );
    check_page(html("<title>Login</title><form><input type=password></form>"), "perhaps it asks to log in");
    check_page(html("<html>captive portal: please log in</html>"), "perhaps it asks to log in");
    check_page(answer(200, &[("content-type", "text/plain")], "x"), "its content type `text/plain`");
    }
}

/// An odd link, an odd name or an odd field makes no page useless, and no release of nothing.
#[test]
fn odd_files_of_a_page() {
    let page = |files: &str| {
        json(format!(r#"{{"meta": {{"api-version": "1.1"}}, "name": "foo", "files": [{files}]}}"#))
    };
    let server = || index(wheel("foo", "1.0", &[]));
    let good =
        r#"{"filename": "foo-1.0-py3-none-any.whl", "url": "/files/foo-1.0-py3-none-any.whl", "hashes": {}"#;
    for odd in [
        r#"{"filename": "foo-2.0.tar.gz", "url": "file:///etc/passwd/foo-2.0.tar.gz", "hashes": {}}"#
            .to_owned(),
        r#"{"filename": "bar-2.0-py3-none-any.whl", "url": "/files/x", "hashes": {}}"#.to_owned(),
        r#"{"filename": "foo-2.0\u001b[31m-py3-none-any.whl", "url": "/files/x", "hashes": {}}"#.to_owned(),
        format!(
            r#"{{"filename": "foo-3.0-py3-none-any.whl", "url": "/x", "hashes": {{}}, "requires-python": ">=4{}"}}"#,
            ".0".repeat(50_000)
        ),
    ] {
        check_index(&server(), PAGE, page(&format!("{good}}}, {odd}")), 0, "");
    }
    let links = "<h1>Links for foo</h1><a href='http://exa mple:99999/'>home</a><a href='data:text/plain,foo-3.0.tar.gz'>x</a>\
        <a href='/files/foo-1.0-py3-none-any.whl'>y</a>";
    check_index(&server(), PAGE, html(links), 0, "");
}

/// Metadata that is not that of the release is passed over for the wheel, which has the last word.
#[test]
fn metadata_files_that_are_none() {
    for fault in [html("<html>captive portal</html>"), json("")] {
        check_index(&index(wheel("foo", "1.0", &[])), METADATA, fault, 2, "does not have the hash");
    }
    for fault in [
        html("<html>captive portal</html>"),
        json("Metadata-Version: 2.1\nName: evil\nVersion: 9\n"),
        Fault::Endless,
    ] {
        let server = index(wheel("foo", "1.0", &[]));
        server.configure(|behaviour| behaviour.metadata_files = MetadataFiles::Served);
        check_index(&server, METADATA, fault, 0, "");
    }
}

/// Wheels and archives that are not what is announced, or nothing that can be read.
#[test]
fn files_that_are_none() {
    let wheels = |ranges: Ranges| {
        let server = index(wheel_of("foo", "1.0", &[], 200_000));
        server.configure(|behaviour| {
            behaviour.metadata_files = MetadataFiles::Absent;
            behaviour.ranges = ranges;
        });
        server
    };
    check_index(&wheels(Ranges::Ignored), ".whl", html("<html>portal</html>"), 2, "does not have the hash");
    for range in
        ["bytes 0-9/99999999999", "bytes 9223372036854775786-9223372036854775807/9223372036854775808"]
    {
        let lie = answer(206, &[("content-range", range)], *b"PK\x05\x06\0\0\0\0\0\0");
        check_index(&wheels(Ranges::Honoured), ".whl", lie, 2, "");
    }
    let server = wheels(Ranges::FirstByte);
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(pins(&resolve(&server, folder.path()).1), ["foo==1.0"]);
    let archive = index(sdist_of("foo", "1.0", "2.2", &[]));
    check_index(&archive, ".tar.gz", html("<html>portal</html>"), 2, "does not have the hash");
}

/// What is gone is a fact, which the next run asks for again.
#[test]
fn files_that_are_gone() {
    let server = index(wheel("foo", "1.0", &[]));
    let folder = tempfile::tempdir().unwrap();
    server.fail_always(".whl", Fault::Status(404));
    server.fail_always(METADATA, Fault::Status(404));
    let (code, output, error) = resolve(&server, folder.path());
    assert_eq!((code, pins(&output)), (Some(0), vec!["foo==1.0"]));
    assert!(error.contains("the requirements of foo"), "{error}");
    server.repair();
    let (code, _, error) = resolve(&server, folder.path());
    assert_eq!((code, error.as_str()), (Some(0), ""));
}

/// Each project requires the next, for ever.
#[test]
fn a_chain_without_end_ends_at_a_bound() {
    let server = IndexServer::start();
    server.publish("foo", wheel("foo", "1.0", &["Requires-Dist: foo1"]));
    for at in 1..1_002 {
        let (name, next) = (format!("foo{at}"), format!("Requires-Dist: foo{}", at + 1));
        server.publish(&name, wheel(&name, "1.0", &[&next]));
    }
    let folder = tempfile::tempdir().unwrap();
    let (code, _, error) = resolve(&server, folder.path());
    assert_eq!(code, Some(2));
    assert!(error.contains("it has come upon new projects 1000 times"), "{error}");
    let (read, broken) = CacheFolder::new(folder.path()).verify().unwrap();
    assert!(broken.is_empty() && read.files > 2_000, "{broken:?} {read:?}");
}

/// The reason of a yank is shown as a text.
#[test]
fn reasons_with_line_ends_and_escapes() {
    let mut file = wheel("foo", "1.0", &[]);
    file.yanked = Some("x\u{2028}evil==6.6.6\u{2028}#\u{1b}[31mRED\u{1b}]0;pwned\u{7}".to_owned());
    let folder = tempfile::tempdir().unwrap();
    let (code, output, error) = resolve(&index(file), folder.path());
    assert_eq!((code, output.as_str()), (Some(1), ""));
    assert!(error.contains("every release of foo was yanked: x\\u{2028}evil"), "{error}");
    assert!(!error.contains('\u{2028}') && !error.contains('\u{1b}'), "{error:?}");
}

/// Requirements of metadata never end the line or the file that they are written to.
#[test]
fn metadata_with_line_ends_and_escapes() {
    for between in
        ["\r", "\u{2028}", "\u{85}", "\u{b}", "\u{c}", "\u{1c}", "\u{1b}[31mRED\u{1b}]0;pwned\u{7}"]
    {
        let line = format!("Requires-Dist: a !!{between}evil==6.6.6{between}#");
        let server = index(wheel("foo", "1.0", &[&line]));
        let folder = tempfile::tempdir().unwrap();
        let (code, output, error) = resolve(&server, folder.path());
        let words = [output.as_str(), error.as_str()].concat();
        assert_eq!((code, pins(&output)), (Some(0), vec!["foo==1.0"]), "{words}");
        assert!(
            !words.contains(|one: char| one != '\n' && (one.is_control() || one == '\u{2028}')),
            "{words:?}"
        );
    }
}
