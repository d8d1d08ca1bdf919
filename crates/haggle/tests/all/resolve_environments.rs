//! One answer of `resolve` for many environments, as a process against an index on loopback.

// Clippy sees helpers of integration tests as no tests.

use std::path::Path;
use std::process::Command;

use haggle_testkit::index_server::{IndexServer, wheel};
use tempfile::TempDir;

/// An index, and a folder to run in.
struct Run {
    server: IndexServer,
    folder: TempDir,
}

impl Run {
    fn new() -> Self {
        let server = IndexServer::start();
        server.publish("app", wheel("app", "1.0", &["Requires-Dist: old"]));
        server.publish("app", wheel("app", "2.0", &["Requires-Python: >=3.12", "Requires-Dist: lib"]));
        server.publish("lib", wheel("lib", "1.0", &["Requires-Dist: nt; os_name == 'nt'"]));
        server.publish("old", wheel("old", "0.1", &["Requires-Dist: nt; os_name == 'nt'"]));
        server.publish("nt", wheel("nt", "3.0", &[]));
        Self { server, folder: tempfile::tempdir().unwrap() }
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.folder.path().join(name), text).unwrap();
    }

    /// Exit code, standard output, standard error.
    fn run(&self, arguments: &[&str]) -> (Option<i32>, String, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_haggle"));
        command.current_dir(self.folder.path()).arg("resolve").args(arguments).arg("--no-header");
        command
            .args(["--index-url", &self.server.url()])
            .args([Path::new("--cache-dir"), Path::new("cache")]);
        command.env_remove("PIP_FIND_LINKS").env_remove("HAGGLE_MANIFEST");
        let output = command.output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        (output.status.code(), text(&output.stdout), text(&output.stderr))
    }

    #[track_caller]
    fn check(&self, arguments: &[&str], code: i32, output: &str, said: &str) {
        let (found, printed, error) = self.run(arguments);
        assert_eq!((found, printed.as_str()), (Some(code), output), "{arguments:?}: {error}");
        assert!(error.contains(said), "`{said}` is not in:\n{error}");
    }
}

/// Enough of a manifest to list environments.
const MANIFEST: &str = include_str!("../../demo/glance/haggle.toml");

#[test]
fn a_list_of_environments_is_resolved_as_just_those() {
    let run = Run::new();
    let two = ["--target", "3.11 on linux", "--target", "python 3.13 on windows"];
    let both = "app==1.0 ; python_full_version < '3.12'\n\
        app==2.0 ; python_full_version >= '3.13'\n\
        lib==1.0 ; python_full_version >= '3.13'\n\
        nt==3.0 ; python_full_version >= '3.13'\n\
        old==0.1 ; python_full_version < '3.12'\n";
    let plain = [&["app", "--no-annotate"][..], &two].concat();
    run.check(&plain, 0, both, "");
    // Nothing is told apart that is in the list once.
    run.check(
        &["app", "--no-annotate", "--target", "3.12 on linux", "--target", "3.12.0 on linux"],
        0,
        "app==2.0\nlib==1.0\n",
        "",
    );
    let (_, json, _) = run.run(&[&["app", "--format", "json"][..], &two].concat());
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["targets"], serde_json::json!(["python 3.11.0 on linux", "python 3.13.0 on windows"]));
    let (_, lock, _) = run.run(&[&["app", "--format", "pylock"][..], &two].concat());
    assert!(lock.contains("requires-python = \">=3.11\""), "{lock}");
    assert!(lock.contains("python_version == \\\"3.13\\\" and sys_platform == \\\"win32\\\""), "{lock}");
    let nowhere = [&["app>2"][..], &two].concat();
    run.check(
        &nowhere,
        1,
        "",
        "no solution for python 3.11.0 on linux, python 3.13.0 on windows: this cannot",
    );
}

#[test]
fn nothing_but_what_is_named_is_pinned_where_that_is_asked() {
    let run = Run::new();
    let pins = "app==1.0 ; python_full_version < '3.12'\napp==2.0 ; python_full_version >= '3.12'\n";
    let arguments = ["app", "--no-deps", "--universal", "--python-version", "3.10", "--no-annotate"];
    run.check(&arguments, 0, pins, "");
}

#[test]
fn the_manifest_lists_environments() {
    let run = Run::new();
    run.check(&["app", "--manifest-targets"], 2, "", "there is no manifest");
    run.write("haggle.toml", MANIFEST);
    run.check(
        &["app", "--manifest-targets", "--no-annotate"],
        0,
        "app==1.0 ; python_full_version < '3.12'\napp==2.0 ; python_full_version >= '3.12'\n\
         lib==1.0 ; python_full_version >= '3.12'\nold==0.1 ; python_full_version < '3.12'\n",
        "",
    );
}

#[test]
fn a_list_is_not_a_range_and_not_one_environment() {
    let run = Run::new();
    for (arguments, said) in [
        (&["app", "--target", "3.12"][..], "write it like `3.12 on linux`"),
        (&["app", "--target", "3.12 on amiga"], "`amiga` is not the name of a platform"),
        (&["app", "--target", "3.12 on linux", "--universal"], "cannot be used with"),
        (&["app", "--target", "3.12 on linux", "--manifest-targets"], "cannot be used with"),
        (&["app", "--manifest-targets", "--python-version", "3.12"], "cannot be used with"),
        (&["app", "--target", "3.12 on linux", "--environment", "os_name == 'nt'"], "cannot be used with"),
    ] {
        run.check(arguments, 2, "", said);
    }
}

#[test]
fn questions_are_answered_for_environments_with_the_same_answer() {
    let run = Run::new();
    run.write("old.txt", "app==1.0 ; os_name == 'nt'\nold==0.1\n");
    let earlier = "where `python_full_version < \"3.12\"`:\n";
    let later = "where `python_full_version >= \"3.12\"`:\n";
    for (question, code, expected) in [
        (
            "--why lib",
            0,
            format!(
                "{earlier}  lib is not required\n{later}  app 2.0: the command line requires app\n  \
                 lib 1.0: app 2.0 requires lib\n"
            ),
        ),
        (
            "--why nt",
            0,
            "where `sys_platform != \"win32\"`:\n  nt is not required\n\
             where `python_full_version < \"3.12\" and sys_platform == \"win32\"`:\n  \
             app 1.0: the command line requires app\n  old 0.1: app 1.0 requires old\n  \
             nt 3.0: old 0.1 requires nt; os_name == \"nt\"\n\
             where `python_full_version >= \"3.12\" and sys_platform == \"win32\"`:\n  \
             app 2.0: the command line requires app\n  lib 1.0: app 2.0 requires lib\n  \
             nt 3.0: lib 1.0 requires nt; os_name == \"nt\"\n"
                .to_owned(),
        ),
        (
            "--what-if app==1.0",
            0,
            format!("{earlier}  nothing differs\n{later}  ~ app 2.0 -> 1.0\n  - lib 1.0\n  + old 0.1\n"),
        ),
        ("--what-if nt", 0, "nothing differs\n".to_owned()),
        ("--cycles", 0, "no packages require each other\n".to_owned()),
    ] {
        let question: Vec<&str> = question.split(' ').collect();
        let arguments = [&["app", "--universal", "--python-version", "3.10"][..], &question].concat();
        run.check(&arguments, code, &expected, "");
    }
    let two = ["app", "--target", "3.11 on windows", "--target", "3.13 on linux"];
    // What only the file tells apart counts, too.
    run.check(
        &[&two[..], &["--compare", "old.txt"]].concat(),
        0,
        "where `python_full_version < \"3.12\"`:\n  + nt 3.0\n\
         where `python_full_version >= \"3.13\"`:\n  + app 2.0\n  + lib 1.0\n  - old 0.1\n",
        "",
    );
    let (code, held, _) = run.run(&[&two[..], &["--why-not", "app"]].concat());
    assert_eq!(code, Some(1));
    assert!(held.contains("app 2.0 does not run on Python 3.11.0"), "{held}");
    assert!(held.ends_with("where `python_full_version >= \"3.13\"`:\n  app is at 2.0\n"), "{held}");
    let (_, json, _) = run.run(&[&two[..], &["--why", "lib", "--format", "json"]].concat());
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["environments"][0]["required"], false);
    assert_eq!(json["environments"][1]["why"][1]["package"], "lib 1.0");
    run.check(&[&two[..], &["--why", "nowhere"]].concat(), 2, "", "is not in the solution");
    run.check(&[&two[..], &["--alternatives", "2"]].concat(), 2, "", "is about one environment");
}

#[test]
fn a_url_may_hold_for_some_environments() {
    let run = Run::new();
    run.server.publish("old", wheel("old", "0.2", &[]));
    let url = |version: &str| {
        format!("{}files/old-{version}-py3-none-any.whl", run.server.url().trim_end_matches("simple/"))
    };
    let (first, second) = (url("0.1"), url("0.2"));
    let many = ["--universal", "--python-version", "3.12", "--no-annotate"];
    let windows = format!("old @ {first} ; os_name == 'nt'");
    for (lines, expected) in [
        (
            format!("{windows}\nold ; os_name != 'nt'"),
            format!(
                "nt==3.0 ; sys_platform == 'win32'\nold @ {first} ; sys_platform == 'win32'\n\
                 old==0.2 ; sys_platform != 'win32'\n"
            ),
        ),
        // The version of the index is told from the same version of the URL.
        (
            format!("{windows}\nold==0.1"),
            format!(
                "nt==3.0 ; sys_platform == 'win32'\nold==0.1 ; sys_platform != 'win32'\n\
                 old @ {first} ; sys_platform == 'win32'\n"
            ),
        ),
        (
            format!("{windows}\nold @ {second} ; os_name != 'nt'"),
            format!(
                "nt==3.0 ; sys_platform == 'win32'\nold @ {first} ; sys_platform == 'win32'\n\
                 old @ {second} ; sys_platform != 'win32'\n"
            ),
        ),
    ] {
        run.write("r.in", &lines);
        run.check(&[&["-r", "r.in"][..], &many].concat(), 0, &expected, "");
    }
    run.write("r.in", &format!("{windows}\nold @ {second} ; python_version < '3.13'\n"));
    let said = "no solution for python >=3.12 where `python_full_version < \"3.13\" and sys_platform == \"win32\"`: \
        these cannot hold together:";
    run.check(&[&["-r", "r.in"][..], &many].concat(), 1, "", said);
    run.write("r.in", &windows);
    for (more, said) in [
        (&["--format", "pylock"][..], "neither hashes nor a lock file"),
        (&["--generate-hashes"], "neither hashes nor a lock file"),
        (&["--why-not", "old"], "name a Python and a platform"),
    ] {
        run.check(&[&["-r", "r.in"][..], &many, more].concat(), 2, "", said);
    }
    run.write("r.in", "./old ; os_name == 'nt'");
    run.check(&[&["-r", "r.in"][..], &many].concat(), 2, "", "there is no file or folder");
}
