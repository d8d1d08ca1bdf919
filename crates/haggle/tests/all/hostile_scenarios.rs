//! Projects of an index that are each wrong in their own way: how a run ends and what it says, within a bound of time; that the cache is sound
//! after all of them; and that one run with the index repaired has the right answer for all. Many projects share a server and a cache.

#![cfg(feature = "live")]

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use haggle_index::CacheFolder;
use haggle_testkit::index_server::{
    Fault, File, IndexServer, MetadataFiles, OtherAnswer, Ranges, sdist_of, sdist_with_link, wheel, wheel_of,
    wheel_with,
};

/// What the index makes of a project.
struct Scenario {
    /// Its name, of which there is a version 1.0.
    name: &'static str,
    files: Vec<File>,
    /// Which of its requests fail: `page`, or the end of a file's name.
    path: &'static str,
    fault: Option<Fault>,
    code: i32,
    /// What is said.
    words: &'static str,
    /// Whether the project can be had when no request fails.
    is_good: bool,
}

/// A project whose requests fail.
fn failing(name: &'static str, path: &'static str, fault: Fault, code: i32, words: &'static str) -> Scenario {
    let files = vec![wheel(name, "1.0", &[])];
    Scenario { name, files, path, fault: Some(fault), code, words, is_good: true }
}

/// The answer is one, and is used as long as it is fresh.
fn kept_answer(scenario: Scenario) -> Scenario {
    Scenario { is_good: false, ..scenario }
}

/// A project whose page is that.
fn page(name: &'static str, fault: Fault, words: &'static str) -> Scenario {
    failing(name, "page", fault, 2, words)
}

/// A project whose files are that.
fn files(name: &'static str, files: Vec<File>, code: i32, words: &'static str) -> Scenario {
    Scenario { name, files, path: "", fault: None, code, words, is_good: code == 0 }
}

fn json(name: &str, files: &str) -> Fault {
    let page = format!(r#"{{"meta": {{"api-version": "1.1"}}, "name": "{name}", "files": [{files}]}}"#);
    Fault::Answer(OtherAnswer::json(page))
}

fn raw(bytes: impl Into<Vec<u8>>) -> Fault {
    Fault::Raw(bytes.into())
}

fn resolve(server: &IndexServer, cache: &Path, names: &[&str]) -> (Option<i32>, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_haggle"))
        .arg("resolve")
        .args(names)
        .args(["--no-header", "--no-annotate", "--python-version", "3.12", "--python-platform", "linux"])
        .args(["--index-url", &server.url(), "--cache-dir"])
        .arg(cache)
        .envs([("UV_HTTP_TIMEOUT", "1"), ("UV_HTTP_RETRIES", "0")])
        .env_remove("PIP_FIND_LINKS")
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

#[track_caller]
fn check_run(server: &IndexServer, cache: &Path, names: &[&str], code: i32) -> (String, String) {
    let started = Instant::now();
    let (found, output, error) = resolve(server, cache, names);
    assert_eq!(found, Some(code), "{names:?}: {output}{error}");
    let is_clean = |text: &str| !text.contains(|one: char| one.is_control() && one != '\n');
    assert!(is_clean(&output) && is_clean(&error) && !error.contains("SEKRET"), "{names:?}: {error:?}");
    assert!(started.elapsed() < Duration::from_secs(60), "{names:?} took {:?}", started.elapsed());
    (output, error)
}

/// Those that end a run are asked for alone each, the others together.
#[track_caller]
fn check(server: &IndexServer, scenarios: &[Scenario]) {
    let cache = tempfile::tempdir().unwrap();
    for scenario in scenarios {
        for file in &scenario.files {
            server.publish(scenario.name, file.clone());
        }
        if let Some(fault) = &scenario.fault {
            let page = format!("/simple/{}/", scenario.name);
            let path = if scenario.path == "page" {
                page
            } else {
                format!("{}-1.0{}", scenario.name.replace('-', "_"), scenario.path)
            };
            server.fail_always(&path, fault.clone());
        }
    }
    std::thread::scope(|scope| {
        for scenario in scenarios.iter().filter(|scenario| scenario.code != 0) {
            let cache = cache.path();
            scope.spawn(move || {
                let (output, error) = check_run(server, cache, &[scenario.name], scenario.code);
                assert!(error.contains(scenario.words), "{}: {error}", scenario.name);
                assert_eq!(output, "", "{}", scenario.name);
            });
        }
    });
    let (passed_over, ending): (Vec<&Scenario>, Vec<&Scenario>) =
        scenarios.iter().partition(|scenario| scenario.code == 0);
    let names: Vec<&str> = passed_over.iter().map(|scenario| scenario.name).collect();
    if !names.is_empty() {
        let (_, error) = check_run(server, cache.path(), &names, 0);
        for scenario in &passed_over {
            assert!(error.contains(scenario.words), "{}: {error}", scenario.name);
        }
    }
    let (_, broken) = CacheFolder::new(cache.path()).verify().unwrap();
    assert_eq!(broken, []);
    server.repair();
    let ending = ending.into_iter().filter(|scenario| scenario.is_good).map(|scenario| scenario.name);
    let mut names: Vec<&str> = names.into_iter().chain(ending).collect();
    names.sort_unstable();
    let (output, _) = check_run(server, cache.path(), &names, 0);
    let pins: Vec<&str> = output.lines().filter(|line| !line.trim_start().starts_with('#')).collect();
    let expected: Vec<String> = names.iter().map(|name| format!("{name}==1.0")).collect();
    assert_eq!(pins, expected);
    let (_, broken) = CacheFolder::new(cache.path()).verify().unwrap();
    assert_eq!(broken, []);
}

#[test]
fn pages_that_fail() {
    let half = "HTTP/1.1 200 OK\r\ncontent-type: application/vnd.pypi.simple.v1+json\r\n";
    let links = |links: &str| Fault::Answer(OtherAnswer::html(&format!("<html>{links}</html>")));
    let many = vec![r#"{"filename":"","url":""}"#; 100_001].join(",");
    let pause = Duration::from_millis(50);
    let odd = |name: &str, fields: &str| {
        let written = name.replace('-', "_");
        let good = format!(
            r#""filename": "{written}-1.0-py3-none-any.whl", "url": "/files/{written}-1.0-py3-none-any.whl""#
        );
        json(name, &format!(r#"{{{good}, "hashes": {{}}, {fields}}}"#))
    };
    check(
        &IndexServer::start(),
        &[
            page("slow", Fault::Drip(pause), "its answer comes too slowly"),
            page("slow-head", Fault::DripHead(pause), "it does not answer within 1 s"),
            page(
                "cut-without-length",
                raw(format!("{half}connection: close\r\n\r\n{{\"meta\": {{")),
                "EOF while parsing",
            ),
            page(
                "short",
                raw(format!("{half}content-length: 9\r\n\r\n{{\"meta\": {{\"api-version\"")),
                "EOF while parsing",
            ),
            page("empty", Fault::Status(204), "answered with status 204"),
            page(
                "broken",
                Fault::Status(500),
                "answered with status 500: it was asked once; try again later",
            ),
            page("busy", Fault::Answer(OtherAnswer::status(429, "retry-after", "-1")), "too many requests"),
            page(
                "elsewhere",
                Fault::Answer(OtherAnswer::status(
                    302,
                    "location",
                    "http://127.0.0.1:1/?X-Amz-Signature=SEKRET",
                )),
                "the connection is refused",
            ),
            page(
                "user",
                Fault::Answer(OtherAnswer::status(302, "location", "http://alice:SEKRET@127.0.0.1:1/")),
                "the connection is refused",
            ),
            page(
                "escape",
                raw("HTTP/1.1 200 OK\r\ncontent-type: text/\u{1b}[31m\r\ncontent-length: 1\r\n\r\nx"),
                "what it sends is not HTTP",
            ),
            page("many-files", json("many-files", &many), "it lists more than 100000 files"),
            page(
                "script",
                links("<a href='javascript:alert(1)'>script-1.0.tar.gz</a>"),
                "perhaps it asks to log in",
            ),
            page(
                "data",
                links("<a href='data:text/plain,data-1.0.tar.gz'>x</a><a href='http://[bad/'>y</a>"),
                "perhaps it asks to log in",
            ),
            page("file-as-number", json("file-as-number", "7"), "is malformed"),
            page("hashes-as-list", odd("hashes-as-list", r#""hashes": ["sha256"]"#), "is malformed"),
            page(
                "unknown-encoding",
                Fault::Answer(OtherAnswer {
                    headers: vec![("content-encoding", "zstd".to_owned())],
                    ..OtherAnswer::json("x")
                }),
                "",
            ),
            kept_answer(failing(
                "other-names",
                "page",
                json("other-names", r#"{"filename": "bar-1.0-py3-none-any.whl", "url": "/x", "hashes": {}}"#),
                1,
                "the index lists no release of it",
            )),
            kept_answer(failing(
                "no-files",
                "page",
                json("no-files", ""),
                1,
                "the index lists no release of it",
            )),
            // What a page says beside its files may be anything.
            failing(
                "odd-size",
                "page",
                odd("odd-size", r#""size": 18446744073709551615, "upload-time": 7"#),
                0,
                "",
            ),
            failing(
                "negative-size",
                "page",
                odd("negative-size", r#""size": -1, "upload-time": "999999999999""#),
                0,
                "",
            ),
            failing(
                "long-python",
                "page",
                odd("long-python", &format!(r#""requires-python": ">=3{}""#, ".0".repeat(100_000))),
                0,
                "",
            ),
            failing(
                "deep",
                "page",
                odd("deep", &format!(r#""more": {}{}"#, "[".repeat(100), "]".repeat(100))),
                0,
                "",
            ),
            failing(
                "climbing",
                "page",
                json(
                    "climbing",
                    r#"{"filename": "../../climbing-1.0-py3-none-any.whl", "url": "/x", "hashes": {}},
                {"filename": "climbing-1.0-py3-none-any.whl", "url": "/files/climbing-1.0-py3-none-any.whl", "hashes": {}}"#,
                ),
                0,
                "",
            ),
        ],
    );
}

#[test]
fn metadata_that_is_hostile() {
    let server = IndexServer::start();
    server.configure(|behaviour| behaviour.metadata_files = MetadataFiles::Served);
    server.publish("bar", wheel("bar", "1.0", &[]));
    let of = |name: &str, lines: &[&str]| vec![wheel(name, "1.0", lines)];
    let many: Vec<String> = (0..20_001).map(|at| format!("Requires-Dist: p{at}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let deep =
        format!("Requires-Dist: bar ; {}python_version>'4'{}", "(".repeat(100_000), ")".repeat(100_000));
    let never = (1..=200).map(|at| wheel("never", &format!("{at}.0"), &["Requires-Dist: nothere"])).collect();
    let long = OtherAnswer { headers: Vec::new(), ..OtherAnswer::html(&" ".repeat((16 << 20) + 1)) };
    check(
        &server,
        &[
            files("many-requirements", of("many-requirements", &many), 2, "it has asked for 20000 projects"),
            files("never", never, 1, "every release of never requires nothere"),
            files(
                "by-file",
                of("by-file", &["Requires-Dist: bar @ file:///etc/passwd"]),
                2,
                "from a URL, which is followed only where",
            ),
            files(
                "by-url",
                of("by-url", &["Requires-Dist: bar @ http://127.0.0.1:1/bar-1.0-py3-none-any.whl"]),
                2,
                "from a URL, which is followed only where",
            ),
            files(
                "by-url-of-nothing",
                of("by-url-of-nothing", &["Requires-Dist: baz @ file:///etc/passwd"]),
                1,
                "requires baz @ file:///etc/passwd (a URL is followed only where the request itself has it)",
            ),
            files("deep-marker", of("deep-marker", &[&deep]), 0, ""),
            files(
                "itself",
                of("itself", &["Requires-Dist: itself", "Requires-Dist: itself[x]>=1", "Provides-Extra: x"]),
                0,
                "",
            ),
            files("nul", of("nul", &["Summary: \0\0", "License: MIT \u{1b}[31mRED | x\u{2028}y"]), 0, ""),
            files(
                "unreadable",
                of("unreadable", &["Requires-Dist: a\u{1b}[31mb\u{1b}]0;pwn\u{7} !!"]),
                0,
                "its metadata cannot be read",
            ),
            // A metadata file that is too long, or goes on for ever, leaves the word to the wheel.
            failing("long-metadata", "-py3-none-any.whl.metadata", Fault::Answer(long), 0, ""),
            failing("endless-metadata", "-py3-none-any.whl.metadata", Fault::Endless, 0, ""),
            failing(
                "gone-metadata",
                "-py3-none-any.whl.metadata",
                Fault::Status(500),
                2,
                "answered with status 500",
            ),
        ],
    );
    let asked = server.requests();
    assert!(asked.iter().filter(|line| line.contains("never-")).count() <= 200, "each release is read once");
}

#[test]
fn files_that_are_hostile() {
    let server = IndexServer::start();
    server.configure(|behaviour| {
        behaviour.metadata_files = MetadataFiles::Absent;
        behaviour.ranges = Ranges::Ignored;
    });
    let bytes = |name: &str, end: &str, bytes: &[u8]| {
        vec![File::new(&format!("{}-1.0{end}", name.replace('-', "_")), bytes.to_vec())]
    };
    let climbing = [
        ("../../../tmp/pwned", "x"),
        ("/etc/climbing-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: climbing\nVersion: 1.0\n"),
    ];
    let two = [("Two-1.dist-info/METADATA", "Metadata-Version: 2.1\nName: two\nVersion: 1.0\n")];
    let zip64 = b"PK\x05\x06\0\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\0\0";
    let mut renamed = wheel("other", "9.0", &[]);
    renamed.filename = "renamed-1.0-py3-none-any.whl".to_owned();
    let bomb = format!("Summary: {}", " ".repeat(17 << 20));
    let part = |range: &str| {
        let headers = vec![("content-range", range.to_owned())];
        Fault::Answer(OtherAnswer { status: 206, headers, ..OtherAnswer::json(*b"PK\x05\x06\0\0\0\0\0\0") })
    };
    check(
        &server,
        &[
            failing("endless", "-py3-none-any.whl", Fault::Endless, 2, "that the index announces"),
            failing(
                "portal",
                "-py3-none-any.whl",
                Fault::Answer(OtherAnswer::html("log in")),
                2,
                "does not have the hash",
            ),
            failing(
                "lying-part",
                "-py3-none-any.whl",
                part("bytes 0-9/99999999999"),
                2,
                "not the one that was asked for",
            ),
            failing(
                "huge-part",
                "-py3-none-any.whl",
                part("bytes 9223372036854775786-9223372036854775807/9223372036854775808"),
                2,
                "not the one that was asked for",
            ),
            failing("gone", "-py3-none-any.whl", Fault::Status(404), 0, "is not on the server (status 404)"),
            files("climbing", vec![wheel_with("climbing", "1.0", &climbing)], 0, ""),
            files("two", vec![wheel_with("two", "1.0", &two)], 0, "the wheel has both"),
            files("renamed", vec![renamed], 0, "the wheel has no metadata of `renamed`"),
            files(
                "zip64",
                bytes("zip64", "-py3-none-any.whl", zip64),
                0,
                "`zip64-1.0-py3-none-any.whl` is malformed",
            ),
            files("no-zip", bytes("no-zip", "-py3-none-any.whl", b"\0"), 0, ""),
            files("bomb", vec![wheel("bomb", "1.0", &[&bomb])], 0, "is longer than 16777216 bytes"),
            files(
                "sdist-bomb",
                vec![sdist_of("sdist-bomb", "1.0", "2.2", &[&bomb])],
                0,
                "`PKG-INFO` is longer than 16777216 bytes",
            ),
            files(
                "link",
                vec![sdist_with_link("link", "1.0", "/etc/passwd")],
                0,
                "its metadata is not that of `link` 1.0",
            ),
            files(
                "no-archive",
                bytes("no-archive", ".tar.gz", b"\x1f\x8b"),
                0,
                "`no_archive-1.0.tar.gz` is malformed",
            ),
            files(
                "old-sdist",
                vec![sdist_of("old-sdist", "1.0", "2.1", &["Requires-Dist: evil"])],
                0,
                "known when it is built",
            ),
            files("padded", vec![wheel_of("padded", "1.0", &[], 200_000)], 0, ""),
        ],
    );
    assert!(!Path::new("/tmp/pwned").exists());
}

/// A page that changes with each answer is what it was last, and what was read of the releases before stays theirs.
#[test]
fn a_page_that_changes() {
    let server = IndexServer::start();
    server.configure(|behaviour| behaviour.cache_control = Some("no-cache".to_owned()));
    let cache = tempfile::tempdir().unwrap();
    for version in ["1.0", "2.0", "3.0"] {
        server.publish("foo", wheel("foo", version, &[]));
        server.fail("/simple/foo/", [Fault::Status(503)]);
        check_run(&server, cache.path(), &["foo"], 2);
        let (output, _) = check_run(&server, cache.path(), &["foo"], 0);
        assert_eq!(output, format!("foo=={version}\n"));
    }
}
