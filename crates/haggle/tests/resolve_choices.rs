//! What `resolve` says about the releases that it takes and passes over, as a process against an index on loopback.

// Clippy sees helpers of integration tests as no tests.
#![allow(clippy::unwrap_used)]

use std::process::Command;

use haggle_testkit::index_server::{IndexServer, sdist, wheel};

/// Runs `haggle resolve` against the server in a folder of its own: exit code, standard output, standard error.
fn run(server: &IndexServer, arguments: &[&str]) -> (Option<i32>, String, String) {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_haggle"));
    command.current_dir(folder.path()).arg("resolve").args(arguments);
    command.args(["--python-version", "3.12", "--python-platform", "linux", "--no-header", "--no-annotate"]);
    command.args(["--index-url", &server.url()]).arg("--cache-dir").arg(folder.path().join("cache"));
    let output = command.output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

#[track_caller]
fn check(server: &IndexServer, arguments: &[&str], code: i32, pins: &str, said: &[&str]) {
    let (found, output, error) = run(server, arguments);
    assert_eq!((found, output.as_str()), (Some(code), pins), "{error}");
    for part in said {
        assert!(error.contains(part), "`{part}` is not in:\n{error}");
    }
}

#[test]
fn one_odd_line_of_metadata_is_read_around() {
    let server = IndexServer::start();
    let fields = ["Provides-Extra: _x", "Requires-Dist: lib>=1.*", "Requires-Dist: ini; extra == '_x'"];
    server.publish("odd", wheel("odd", "1.0", &fields));
    server.publish("lib", wheel("lib", "1.0", &[]));
    server.publish("bad", wheel("bad", "2.0", &["Requires-Dist: lib>dev"]));
    server.publish("bad", wheel("bad", "1.0", &[]));
    let notes = ["`Provides-Extra: _x` cannot be read", "`Requires-Dist: lib>=1.*` was read as `lib>=1`"];
    check(&server, &["odd"], 0, "lib==1.0\nodd==1.0\n", &notes);
    check(&server, &["bad"], 0, "bad==1.0\n", &["bad 2.0 was passed over for `bad==1.0`", "lib>dev"]);
}

#[test]
fn what_cannot_be_answered_says_what_is_missing() {
    let server = IndexServer::start();
    server.publish("core", wheel("core", "2.0", &[]));
    server.publish("app", wheel("app", "2.0", &["Requires-Dist: core<2"]));
    server.publish("app", sdist("app", "1.0"));
    server.publish("gone", wheel("gone", "1.0", &["Requires-Dist: nowhere"]));
    let unknown = ["no solution", "the requirements of app 1.0 are unknown", "require `app==1.0`"];
    check(&server, &["app", "core"], 1, "", &unknown);
    check(&server, &["gone"], 1, "", &["nowhere is not available: the index has no project of this name"]);
    check(&server, &["core; sys_platform == 'win32'"], 0, "", &["the marker of every requirement is false"]);
}
