//! What `resolve` says about the releases that it takes and passes over, as a process against an index on loopback.

// Clippy sees helpers of integration tests as no tests.

use std::process::Command;

use haggle_testkit::index_server::{IndexServer, sdist, wheel};

/// Runs `haggle resolve` against the server in a folder of its own: exit code, standard output, standard error.
fn run(server: &IndexServer, arguments: &[&str]) -> (Option<i32>, String, String) {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_haggle"));
    command.current_dir(folder.path()).arg("resolve").args(arguments);
    command.args(["--python-version", "3.12", "--python-platform", "linux", "--no-header", "--no-annotate"]);
    command.env_remove("PIP_FIND_LINKS");
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

/// The address of a file of the server, as its page gives it.
fn file(server: &IndexServer, name: &str) -> String {
    format!("{}files/{name}", server.url().trim_end_matches("simple/"))
}

#[test]
fn a_wheel_by_its_url_is_resolved_as_what_it_is() {
    let server = IndexServer::start();
    server.publish("app", wheel("app", "1.0", &["Requires-Dist: lib"]));
    server.publish("app", wheel("app", "2.0", &[]));
    server.publish("lib", wheel("lib", "1.0", &["Requires-Dist: app"]));
    let url = file(&server, "app-1.0-py3-none-any.whl");
    let pins = format!("app @ {url}\nlib==1.0\n");
    check(&server, &[&format!("app @ {url}")], 0, &pins, &[]);
    check(&server, &[&url], 0, &pins, &[]);
    check(&server, &["lib", &format!("app @ {url}")], 0, &pins, &[]);
    let said = format!("app comes from `{url}`, and its version 1.0 does not match `>1`");
    check(&server, &["app>1", &format!("app @ {url}")], 1, "", &["no solution", &said]);
    let with_user = url.replace("http://", "http://me:secret@");
    check(
        &server,
        &[&format!("app @ {with_user}")],
        0,
        &pins,
        &["secret parameters of the URL are left out"],
    );
    let elsewhere = "app @ git+https://localhost/app ; sys_platform == 'win32'";
    check(&server, &["app", elsewhere], 0, "app==2.0\n", &[]);
}

#[track_caller]
fn check_refused(server: &IndexServer, arguments: &[&str], said: &str) {
    check(server, arguments, 2, "", &[said]);
}

#[test]
fn what_is_not_a_wheel_is_never_answered_from_the_index() {
    let server = IndexServer::start();
    server.publish("app", wheel("app", "1.0", &[]));
    server.publish(
        "uses",
        wheel("uses", "1.0", &["Requires-Dist: app @ http://127.0.0.1:1/app-1.0-py3-none-any.whl"]),
    );
    let cloned = "is a Git repository, and nothing is cloned";
    for (text, said) in [
        ("app @ git+https://me:secret@localhost/app", cloned),
        ("git+https://me:secret@localhost/app", cloned),
        ("app @ git@localhost:app", cloned),
        ("app @ hg+https://localhost/app", "is a Mercurial repository"),
        ("app @ https://me:secret@localhost/app-1.0.tar.bz2", "is neither a wheel, nor a source archive"),
        ("app @ ftp://localhost/app-1.0.zip", "only http, https and file"),
        ("./app", "there is no file or folder `./app`"),
    ] {
        check_refused(&server, &[text], said);
        assert!(!run(&server, &[text]).2.contains("secret"));
    }
    let other = file(&server, "app-1.0-py3-none-any.whl");
    check_refused(&server, &[&format!("uses @ {other}")], "is `app` and not `uses`");
    check_refused(&server, &["uses"], "`uses` requires `app` from a URL");
    let folder = tempfile::tempdir().unwrap();
    for (lines, said) in [
        ("-e .", "it has neither a `pyproject.toml`"),
        ("./app", "there is no file or folder"),
        ("git+https://localhost/app#egg=app", cloned),
        ("app @ git+https://localhost/app", cloned),
    ] {
        let path = folder.path().join("r.in");
        std::fs::write(&path, lines).unwrap();
        check_refused(&server, &["-r", path.to_str().unwrap()], said);
        check_refused(&server, &["app", "-c", path.to_str().unwrap()], said);
    }
}

#[test]
fn a_wheel_on_this_machine_is_read() {
    let server = IndexServer::start();
    server.publish("app", wheel("app", "2.0", &[]));
    server.publish("lib", wheel("lib", "1.0", &[]));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("app-1.0-py3-none-any.whl");
    std::fs::write(&path, wheel("app", "1.0", &["Requires-Dist: lib"]).content).unwrap();
    let pins = format!("{}\nlib==1.0\n", path.display());
    check(&server, &[path.to_str().unwrap()], 0, &pins, &[]);
    let pins = format!("app @ file://{}\nlib==1.0\n", path.display());
    check(&server, &[&format!("app @ file://{}", path.display())], 0, &pins, &[]);
}

/// Runs as [`run`] does, in a folder that has these files; afterwards the file `pins.txt` is read.
fn run_with(
    server: &IndexServer,
    files: &[(&str, &str)],
    arguments: &[&str],
) -> (Option<i32>, String, String) {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_haggle"));
    command.current_dir(folder.path()).arg("resolve").args(arguments);
    command.args(["--python-version", "3.12", "--python-platform", "linux", "--no-header", "--no-annotate"]);
    command.env_remove("PIP_FIND_LINKS");
    command.args(["--index-url", &server.url(), "-o", "pins.txt", "-q"]);
    command.arg("--cache-dir").arg(folder.path().join("cache"));
    let output = command.output().unwrap();
    assert_eq!(output.stdout, b"", "-q with -o prints no pins");
    let pins = std::fs::read_to_string(folder.path().join("pins.txt")).unwrap_or_default();
    (output.status.code(), pins, String::from_utf8(output.stderr).unwrap())
}

#[track_caller]
fn check_pins(server: &IndexServer, files: &[(&str, &str)], arguments: &[&str], expected: &str) {
    assert_eq!(
        run_with(server, files, arguments),
        (Some(0), expected.to_owned(), String::new()),
        "{arguments:?}"
    );
}

/// `app` 1, 2, 3 need `lib`, of which there are 1 and 2; `app` 3 needs the newest.
fn upgradable() -> IndexServer {
    let server = IndexServer::start();
    server.publish("app", wheel("app", "1.0", &["Requires-Dist: lib"]));
    server.publish("app", wheel("app", "2.0", &["Requires-Dist: lib"]));
    server.publish("app", wheel("app", "3.0", &["Requires-Dist: lib>=2"]));
    server.publish("lib", wheel("lib", "1.0", &[]));
    server.publish("lib", wheel("lib", "2.0", &[]));
    server.publish("dev", wheel("dev", "1.0", &[]));
    server
}

#[test]
fn pins_of_the_output_file_stay_until_they_are_upgraded() {
    let server = upgradable();
    let old = [("pins.txt", "app==1.0\nlib==1.0 ; python_version > '3'\n# comment\n")];
    check_pins(&server, &[], &["app"], "app==3.0\nlib==2.0\n");
    check_pins(&server, &old, &["app"], "app==1.0\nlib==1.0\n");
    check_pins(&server, &old, &["app", "--upgrade"], "app==3.0\nlib==2.0\n");
    check_pins(&server, &old, &["app", "-P", "lib"], "app==1.0\nlib==2.0\n");
    check_pins(&server, &old, &["app", "-P", "app"], "app==3.0\nlib==2.0\n");
    check_pins(&server, &old, &["app", "-P", "app<2", "-P", "lib"], "app==1.0\nlib==2.0\n");
    // A pin that does not fit gives way to the newest, not to its neighbour.
    check_pins(&server, &old, &["app>1"], "app==3.0\nlib==2.0\n");
    check_pins(&server, &[("pins.txt", "app==9\n")], &["app"], "app==3.0\nlib==2.0\n");
    check_pins(&server, &[("pins.txt", "app==1\napp==2\n")], &["app"], "app==3.0\nlib==2.0\n");
}

#[test]
fn parts_of_an_answer_are_left_out_where_that_is_asked() {
    let server = upgradable();
    check_pins(&server, &[], &["app", "--no-deps"], "app==3.0\n");
    let without = "app==3.0\n# The following packages were excluded from the output:\n# lib\n";
    check_pins(&server, &[], &["app", "--no-emit-package", "lib"], without);
}

#[test]
fn a_project_gives_its_requirements_extras_and_groups() {
    let server = upgradable();
    let text = "[project]\nname = 'me'\ndependencies = ['app<2']\n\n[project.optional-dependencies]\n\
        all = ['me[tools]']\ntools = ['dev']\n\n[dependency-groups]\nwork = ['dev']\n";
    let files = [("pyproject.toml", text)];
    check_pins(&server, &files, &["-r", "pyproject.toml"], "app==1.0\nlib==2.0\n");
    let with_dev = "app==1.0\ndev==1.0\nlib==2.0\n";
    for arguments in [
        ["-r", "pyproject.toml", "--extra", "tools"].as_slice(),
        &["-r", "pyproject.toml", "--extra", "all"],
        &["-r", "pyproject.toml", "--all-extras"],
        &["-r", "pyproject.toml", "--group", "work"],
    ] {
        check_pins(&server, &files, arguments, with_dev);
    }
    check_pins(&server, &files, &["--group", "work"], "dev==1.0\n");
    for (arguments, said) in [
        (["-r", "pyproject.toml", "--extra", "none"].as_slice(), "there is no extra `none`"),
        (&["--group", "none"], "there is no dependency group `none`"),
    ] {
        let (code, _, error) = run_with(&server, &files, arguments);
        assert_eq!(code, Some(2));
        assert!(error.contains(said), "{error}");
    }
    let dynamic = [("pyproject.toml", "[project]\nname = 'me'\ndynamic = ['dependencies']\n")];
    let (code, _, error) = run_with(&server, &dynamic, &["-r", "pyproject.toml"]);
    assert_eq!(code, Some(2));
    assert!(error.contains("`dependencies` is dynamic"), "{error}");
}

#[test]
fn newest_answers_that_exclude_each_other_are_listed() {
    let server = IndexServer::start();
    server.publish("cloud", wheel("cloud", "2.0", &["Requires-Dist: proto<5"]));
    server.publish("cloud", wheel("cloud", "1.0", &[]));
    server.publish("telemetry", wheel("telemetry", "2.0", &["Requires-Dist: proto>=5"]));
    server.publish("telemetry", wheel("telemetry", "1.0", &["Requires-Dist: proto"]));
    server.publish("proto", wheel("proto", "4.0", &[]));
    server.publish("proto", wheel("proto", "5.0", &[]));
    let both = ["cloud", "telemetry"];
    let listed = "1: cloud 2.0, telemetry 1.0\n2: cloud 1.0, telemetry 2.0\n   changes with it: proto\n\
                  there are no others; `--prefer NAME` takes the one in which NAME is the newest\n";
    check(&server, &["cloud", "telemetry", "--alternatives", "5"], 0, listed, &[]);
    let first = "cloud==2.0\nproto==4.0\ntelemetry==1.0\n";
    let second = "cloud==1.0\nproto==5.0\ntelemetry==2.0\n";
    check(&server, &both, 0, first, &[]);
    check(&server, &["cloud", "telemetry", "--prefer", "telemetry"], 0, second, &[]);
    check(&server, &["telemetry", "cloud", "--prefer", ":lines:"], 0, second, &[]);
    check(&server, &["cloud", "telemetry", "--prefer", "proto"], 0, second, &[]);
}
