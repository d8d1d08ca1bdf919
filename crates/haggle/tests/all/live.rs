//! `resolve` and `snapshot` as processes, against an index on loopback.

// Clippy sees helpers of integration tests as no tests.

use std::path::Path;
use std::process::Command;

use haggle_testkit::index_server::{Fault, Form, IndexServer, OtherAnswer, sdist, sdist_of, wheel};
use tempfile::TempDir;

struct Setting {
    server: IndexServer,
    folder: TempDir,
}

/// What a process said: exit code, standard output, standard error.
#[derive(Debug, PartialEq, Eq)]
struct Said {
    code: Option<i32>,
    output: String,
    error: String,
}

impl Setting {
    fn new() -> Self {
        let server = IndexServer::start();
        server.publish(
            "app",
            wheel("app", "1.0", &["Requires-Dist: lib>=1", "Requires-Dist: nt; os_name == 'nt'"]),
        );
        server.publish("app", wheel("app", "2.0", &["Requires-Dist: lib>=2"]));
        server.publish("lib", wheel("lib", "1.0", &[]));
        server.publish("lib", wheel("lib", "2.0", &["Requires-Dist: old"]));
        server.publish("old", sdist("old", "0.1"));
        let setting = Self { server, folder: tempfile::tempdir().unwrap() };
        setting.write("requirements.txt", "# comment\napp>=1\n");
        setting.write("constraints.txt", "lib===1.0\n");
        setting
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.folder.path().join(name), text).unwrap();
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.folder.path().join(name)).unwrap()
    }

    /// Runs `haggle` in the folder, with nothing of this machine's pip settings.
    fn run(&self, arguments: &str) -> Said {
        let target = ["--python-version", "3.12", "--python-platform", "linux"];
        let mut command = Command::new(env!("CARGO_BIN_EXE_haggle"));
        command.current_dir(self.folder.path()).args(arguments.split(' ')).args(target);
        for name in [
            "UV_DEFAULT_INDEX",
            "PIP_CERT",
            "PIP_FIND_LINKS",
            "REQUESTS_CA_BUNDLE",
            "HAGGLE_MANIFEST",
            "HTTP_PROXY",
            "http_proxy",
            "ALL_PROXY",
            "all_proxy",
        ] {
            command.env_remove(name);
        }
        command
            .env("PIP_INDEX_URL", self.server.url())
            .env("HAGGLE_CACHE_DIR", self.folder.path().join("cache"));
        let output = command.output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        Said { code: output.status.code(), output: text(&output.stdout), error: text(&output.stderr) }
    }
}

#[test]
fn pins_are_printed_as_a_requirements_file() {
    let setting = Setting::new();
    let said = setting.run("resolve -r requirements.txt -c constraints.txt");
    let expected = "# This file was written by haggle with the following command:\n\
        #    haggle resolve -r requirements.txt -c constraints.txt --python-version 3.12 --python-platform linux\n\
        app==1.0\n    # via -r requirements.txt\n\
        lib==1.0\n    # via\n    #   -c constraints.txt\n    #   app\n";
    assert_eq!(said, Said { code: Some(0), output: expected.to_owned(), error: String::new() });
}

#[test]
fn output_file_is_what_is_printed() {
    let setting = Setting::new();
    setting.write("pins.txt", "old content that is longer than what comes\n".repeat(50).as_str());
    let said = setting.run("resolve app==1.0 -c constraints.txt --no-header --no-annotate -o pins.txt");
    assert_eq!((said.code, said.output.as_str()), (Some(0), "app==1.0\nlib==1.0\n"));
    assert_eq!(setting.read("pins.txt"), said.output);
    let said = setting.run("resolve app -o missing/pins.txt");
    assert_eq!((said.code, said.output.as_str()), (Some(2), ""));
}

#[test]
fn unknown_requirements_are_said_in_every_form() {
    let setting = Setting::new();
    let said = setting.run("resolve app --no-header --no-annotate");
    assert_eq!(said.code, Some(0));
    let reason = "`old-0.1.tar.gz` is malformed: invalid gzip header";
    assert_eq!(said.output, format!("app==2.0\nlib==2.0\nold==0.1\n    # requirements unknown: {reason}\n"));
    assert_eq!(said.error, format!("warning: the requirements of old 0.1 are unknown: {reason}\n"));
    let json: serde_json::Value =
        serde_json::from_str(&setting.run("resolve app --format json").output).unwrap();
    assert_eq!((&json["solved"], &json["complete"]), (&true.into(), &false.into()));
    assert_eq!(json["pins"][2]["requirements_known"], false);
    assert_eq!(json["pins"][1]["via"][0]["package"], "app");
}

#[test]
fn metadata_of_an_index_adds_no_line_to_a_written_file() {
    let setting = Setting::new();
    for (number, end) in ["\r", "\u{b}", "\u{c}", "\u{1c}", "\u{85}", "\u{2028}"].into_iter().enumerate() {
        let name = format!("hostile{number}");
        let line = format!("Requires-Dist: a !!{end}evil==6.6.6{end}#\u{1b}[31m");
        setting.server.publish(&name, wheel(&name, "1.0", &[&line]));
        let said = setting.run(&format!("resolve {name} --no-header -o pins.txt"));
        assert_eq!(said.code, Some(0), "{}", said.error);
        let text = setting.read("pins.txt");
        assert!(
            text.starts_with(&format!(
                "{name}==1.0\n    # via the command line\n    # requirements unknown: "
            ))
        );
        assert!(text.contains("evil==6.6.6") && text.lines().count() == 3, "{text:?}");
        for text in [&text, &said.output, &said.error] {
            let is_hidden = |character| character != '\n' && haggle_spec::is_hidden(character);
            assert!(!text.contains(is_hidden), "{text:?}");
        }
    }
}

#[test]
fn no_solution_is_code_1_and_names_the_lines() {
    let setting = Setting::new();
    setting.write("requirements.txt", "app>=2\n");
    let said = setting.run("resolve -r requirements.txt -c constraints.txt");
    assert_eq!((said.code, said.output.as_str()), (Some(1), ""));
    for part in ["no solution for python 3.12.0 on linux", "requirements.txt:1", "constraints.txt:1"] {
        assert!(said.error.contains(part), "{}", said.error);
    }
    let said = setting.run("resolve -r requirements.txt -c constraints.txt --format json");
    let json: serde_json::Value = serde_json::from_str(&said.output).unwrap();
    assert_eq!((said.code, &json["solved"]), (Some(1), &false.into()));
}

#[track_caller]
fn check_misuse(setting: &Setting, arguments: &str, expected: &str) {
    let said = setting.run(arguments);
    assert_eq!((said.code, said.output.as_str()), (Some(2), ""), "{}", said.error);
    assert!(said.error.contains(expected), "{}", said.error);
}

#[test]
fn misuse_is_code_2_and_says_what_to_do() {
    let setting = Setting::new();
    setting.write("bad.txt", "app\nlib => 1\n");
    setting.write("nested.txt", "-r missing.txt\n");
    setting.write("links.txt", "--find-links folder\n");
    setting.write("url.txt", "git+https://localhost/lib\n");
    for (arguments, expected) in [
        ("resolve -r missing.txt", "cannot read `missing.txt`"),
        ("resolve -r bad.txt", "bad.txt:2:"),
        ("resolve -r nested.txt", "there is no file `missing.txt`"),
        ("resolve -r links.txt", "(from --find-links)"),
        ("resolve -r url.txt", "is a Git repository, and nothing is cloned"),
        ("resolve requirements.txt", "write `-r requirements.txt`"),
        ("resolve lib=>1", "the command line"),
        ("resolve app --offline", "run once without `--offline`"),
        ("resolve app --index-url localhost", "(from --index-url)"),
        (
            "resolve app --index-url http://127.0.0.1:9/simple",
            "cannot reach `http://127.0.0.1:9/simple/app/`",
        ),
        ("resolve app --snapshot missing.json", "cannot read `missing.json`"),
    ] {
        check_misuse(&setting, arguments, expected);
    }
}

#[test]
fn offline_repeats_what_was_answered_online() {
    let setting = Setting::new();
    let online = setting.run("resolve app --no-header");
    setting.server.forget_requests();
    let offline = setting.run("resolve app --no-header --offline");
    assert_eq!(offline, online);
    assert!(setting.server.requests().is_empty());
}

#[test]
fn snapshot_answers_what_it_was_recorded_for() {
    let setting = Setting::new();
    let files = "-r requirements.txt -c constraints.txt";
    let said = setting.run(&format!("snapshot {files} --for evaluate --versions 0 -o facts.json"));
    assert_eq!(said.code, Some(0), "{}", said.error);
    setting.server.forget_requests();
    let said = setting.run(&format!("resolve {files} --snapshot facts.json --no-header --no-annotate"));
    assert_eq!((said.code, said.output.as_str()), (Some(0), "app==1.0\nlib==1.0\n"));
    assert!(setting.server.requests().is_empty());
}

#[test]
fn leaving_the_scope_names_what_is_missing_and_the_command() {
    let setting = Setting::new();
    let files = "-r requirements.txt -c constraints.txt";
    setting.run(&format!("snapshot {files} --for evaluate --versions 0 -o facts.json"));
    check_misuse(&setting, "resolve lib --snapshot facts.json", "does not have the requirements of lib==2.0");
    check_misuse(&setting, "resolve other --snapshot facts.json", "does not have the releases of other");
    check_misuse(
        &setting,
        "resolve other --snapshot facts.json",
        &format!("haggle snapshot --for evaluate --versions 0 {files}"),
    );
    setting.run(&format!("snapshot {files} --for evaluate,what-if --versions 0 -o facts.json"));
    assert_eq!(setting.run("resolve lib --snapshot facts.json").code, Some(0));
}

#[test]
fn failed_recording_leaves_the_old_snapshot() {
    let setting = Setting::new();
    setting.run("snapshot -r requirements.txt -o facts.json");
    let before = setting.read("facts.json");
    setting.write("requirements.txt", "app\nunheard-of\n");
    let gone = format!(
        "snapshot -r requirements.txt -o facts.json --offline --cache-dir {}",
        Path::new("empty").display()
    );
    check_misuse(&setting, &gone, "the client is offline");
    assert_eq!(setting.read("facts.json"), before);
}

#[test]
fn malformed_snapshot_has_its_place() {
    let setting = Setting::new();
    setting.write("facts.json", "{\"format\": \"haggle-snapshot\",\n\"version\": 1,\n\"packages\": {]}\n");
    check_misuse(&setting, "resolve app --snapshot facts.json", "facts.json:3:");
    setting.write("facts.json", "{\"format\": \"haggle-snapshot\", \"version\": 9}");
    check_misuse(&setting, "resolve app --snapshot facts.json", "format version 9");
}

/// `app` in a family of packages that differ by platform and Python.
fn with_universal(setting: &Setting) {
    let mut newer = wheel("num", "2.0", &[]);
    newer.requires_python = Some(">=3.12".to_owned());
    setting.server.publish("num", wheel("num", "1.0", &[]));
    setting.server.publish("num", newer);
    setting.server.publish("win", wheel("win", "1.0", &["Requires-Dist: lib<2"]));
    setting.server.publish(
        "top",
        wheel(
            "top",
            "1.0",
            &["Requires-Dist: num", "Requires-Dist: win; sys_platform == 'win32'", "Requires-Dist: lib"],
        ),
    );
    setting.write("top.txt", "top\n");
}

impl Setting {
    /// Runs `haggle` as it is, without a target.
    fn run_plain(&self, arguments: &str) -> Said {
        let mut command = Command::new(env!("CARGO_BIN_EXE_haggle"));
        command.current_dir(self.folder.path()).args(arguments.split(' ')).env_remove("HAGGLE_MANIFEST");
        command
            .env("PIP_INDEX_URL", self.server.url())
            .env("HAGGLE_CACHE_DIR", self.folder.path().join("cache"));
        let output = command.output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        Said { code: output.status.code(), output: text(&output.stdout), error: text(&output.stderr) }
    }
}

#[test]
fn universal_pins_say_where_they_are_meant() {
    let setting = Setting::new();
    with_universal(&setting);
    let said = setting.run_plain("resolve -r top.txt --universal --python-version 3.10 --no-header");
    insta::assert_snapshot!(said.output, @"
    lib==1.0 ; sys_platform == 'win32'
        # via
        #   top
        #   win
    lib==2.0 ; sys_platform != 'win32'
        # via
        #   top
        #   win
    num==1.0 ; python_full_version < '3.12'
        # via top
    num==2.0 ; python_full_version >= '3.12'
        # via top
    old==0.1 ; sys_platform != 'win32'
        # via lib
        # requirements unknown: `old-0.1.tar.gz` is malformed: invalid gzip header
    top==1.0
        # via -r top.txt
    win==1.0 ; sys_platform == 'win32'
        # via top
    ");
    let fewest = "resolve -r top.txt --universal --python-version 3.10 --fork-strategy fewest --no-header --no-annotate";
    let said = setting.run_plain(fewest);
    assert!(said.output.contains("\nnum==1.0\n") && !said.output.contains("num==2.0"), "{}", said.output);
    let said = setting.run_plain("resolve -r top.txt --universal --python-version 3.10 --format json");
    let json: serde_json::Value = serde_json::from_str(&said.output).unwrap();
    assert_eq!((&json["universal"], &json["complete"]), (&true.into(), &false.into()));
    assert_eq!(json["pins"][6]["name"], "win");
    assert_eq!(json["pins"][6]["marker"], "sys_platform == \"win32\"");
    for (arguments, expected) in [
        ("resolve top --fork-strategy fewest", "--universal"),
        ("resolve top --universal --python-platform linux", "cannot be used with"),
        ("resolve top --universal --python-version 3.10 --alternatives 2", "one environment"),
    ] {
        let said = setting.run_plain(arguments);
        assert_eq!(said.code, Some(2), "{}", said.error);
        assert!(said.error.contains(expected), "{}", said.error);
    }
}

#[test]
fn overrides_stand_instead_of_requirements_and_their_markers() {
    let setting = Setting::new();
    with_universal(&setting);
    setting.write("overrides.txt", "win==1.0\nlib==1.0\n");
    let said = setting.run("resolve top --override overrides.txt --no-header");
    insta::assert_snapshot!(said.output, @"
    lib==1.0
        # via
        #   --override overrides.txt
        #   top
        #   win
    num==2.0
        # via top
    top==1.0
        # via the command line
    win==1.0
        # via
        #   --override overrides.txt
        #   top
    ");
}

#[test]
fn supplied_facts_stand_instead_of_metadata() {
    let setting = Setting::new();
    setting
        .write("facts.toml", "[[facts]]\nname = \"old\"\nversion = \"0.1\"\nrequires-dist = [\"lib<2\"]\n");
    let said = setting.run("resolve app>=2 --facts facts.toml");
    assert_eq!(said.code, Some(1));
    insta::assert_snapshot!(said.error, @"
    no solution for python 3.12.0 on linux: this cannot hold:
      app>=2 (the command line)
    because:
      old requires lib<2 (facts.toml:2)
      lib 2.0 requires old
      app 2.0 requires lib>=2
    any one of these would give a solution:
      the command line: change `app>=2` to `app` (as far as the facts are known)
      the command line: remove `app>=2`
    no other change of a single line gives a solution
    ");
    setting.write(
        "wrong.toml",
        "[[facts]]\nname = \"old\"\nversion = \"0.1\"\nrequires-dist = [\"lib => 2\"]\n",
    );
    check_misuse(&setting, "resolve app --facts wrong.toml", "wrong.toml:4:");
}

#[test]
fn questions_are_answered_from_the_solution() {
    let setting = Setting::new();
    with_universal(&setting);
    setting.server.publish("old", sdist("old", "0.0.1"));
    for (arguments, code, expected) in [
        ("app --tree", 0, "app 2.0\n└── lib 2.0\n    └── old 0.1\n"),
        ("app --invert old", 0, "old 0.1\n└── lib 2.0\n    └── app 2.0\n"),
        ("app --why lib", 0, "app 2.0: the command line requires app\nlib 2.0: app 2.0 requires lib>=2\n"),
        ("app top --brings top", 0, "num==2.0\ntop==1.0\n"),
        ("app --build-order", 0, "old 0.1\nlib 2.0\napp 2.0\n"),
        ("app --cycles", 0, "no packages require each other\n"),
        ("app top --dominators", 0, "app 2.0\nlib 2.0\n└── old 0.1\ntop 1.0\n└── num 2.0\n"),
        ("app --what-if app==1.0", 0, "~ app 2.0 -> 1.0\n"),
        ("app lib<2 --what-if lib", 0, "~ app 1.0 -> 2.0\n~ lib 1.0 -> 2.0\n+ old 0.1\n"),
        (
            "app --why-not old==0.0.1",
            0,
            "nothing holds old at 0.1: with `old==0.0.1` required, this changes\n~ old 0.1 -> 0.0.1\n",
        ),
        ("app --why-not lib", 0, "lib is at 2.0\n"),
        (
            "app lib<2 --why-not app",
            1,
            "app is at 1.0, not 2.0: these cannot hold together:\n  app==2.0 (what is asked)\n  lib<2 (the command line)\n\
             because:\n  app 2.0 requires lib>=2\nany one of these would give a solution:\n  \
             the command line: change `lib<2` to `lib` (as far as the facts are known)\n  \
             the command line: remove `lib<2` (as far as the facts are known)\n\
             no other change of a single line gives a solution\n",
        ),
    ] {
        let said = setting.run(&format!("resolve {arguments}"));
        assert_eq!((said.code, said.output.as_str()), (Some(code), expected), "{arguments}: {}", said.error);
    }
    setting.write("pins.txt", "app==1.0\nlib===1.0\n");
    let said = setting.run("resolve app --compare pins.txt");
    assert_eq!(said.output, "~ app 1.0 -> 2.0\n~ lib 1.0 -> 2.0\n+ old 0.1\n");
    for (arguments, expected) in [
        ("app --why none", "`none` is not in the solution"),
        ("app --brings lib", "no requirement names `lib`"),
        ("app --why-not lib==7", "`lib` has no release 7"),
        ("app --tree --cycles", "cannot be used with"),
        ("app --exclude-newer soon", "`soon` is not a day, a moment or a duration"),
        ("app --only-binary a/b", "`a/b` is not the name of a package"),
    ] {
        check_misuse(&setting, &format!("resolve {arguments}"), expected);
    }
}

#[test]
fn files_that_may_be_used_are_chosen_by_name() {
    let setting = Setting::new();
    let said = setting.run("resolve app --only-binary old --no-header --no-annotate");
    assert_eq!((said.code, said.output.as_str()), (Some(0), "app==1.0\nlib==1.0\n"));
    let said = setting
        .run("resolve app --no-binary :all: --no-binary :none: --only-binary lib --no-header --no-annotate");
    assert!(said.output.starts_with("app==2.0\n"), "{}", said.output);
    let said = setting.run("resolve app --no-binary app");
    assert_eq!(said.code, Some(1), "{}", said.output);
    let mut dated = wheel("dated", "2.0", &[]);
    dated.upload_time = Some("2026-08-22T10:00:00Z".to_owned());
    let mut older = wheel("dated", "1.0", &[]);
    older.upload_time = Some("2025-08-22T10:00:00Z".to_owned());
    setting.server.publish("dated", dated);
    setting.server.publish("dated", older);
    for (bound, expected) in [
        ("--exclude-newer 2026-08-22", "dated==2.0\n"),
        ("--exclude-newer 2026-08-22T09:00:00Z", "dated==1.0\n"),
        ("--exclude-newer 2026-01-01 --exclude-newer-package dated=false", "dated==2.0\n"),
        ("--exclude-newer-package dated=2026-01-01", "dated==1.0\n"),
    ] {
        let said = setting.run(&format!("resolve dated {bound} --no-header --no-annotate"));
        assert_eq!(said.output, expected, "{bound}: {}", said.error);
    }
}

#[test]
fn the_first_index_that_has_a_project_is_the_only_one_for_it() {
    let setting = Setting::new();
    let other = IndexServer::start();
    other.publish("lib", wheel("lib", "9.0", &[]));
    other.publish("extra", wheel("extra", "1.0", &[]));
    let (url, other_url) = (setting.server.url(), other.url());
    let pins = |arguments: &str| {
        let said =
            setting.run(&format!("resolve {arguments} --no-cache --no-header --annotation-style line"));
        (
            said.code,
            said.output
                .lines()
                .map(|line| line.split("  ").next().unwrap().to_owned())
                .filter(|pin| !pin.is_empty())
                .collect::<Vec<_>>(),
        )
    };
    let both = format!("lib extra --index {url} --index-url {other_url}");
    let first = vec!["extra==1.0".to_owned(), "lib==2.0".to_owned(), "old==0.1".to_owned()];
    assert_eq!(pins(&both), (Some(0), first.clone()));
    setting.write("two.txt", &format!("--extra-index-url {url}\n--index-url {other_url}\nlib\nextra\n"));
    assert_eq!(pins("-r two.txt"), (Some(0), first));
    let best = vec!["extra==1.0".to_owned(), "lib==9.0".to_owned()];
    assert_eq!(pins(&format!("{both} --index-strategy unsafe-best-match")), (Some(0), best.clone()));
    let of_first = vec!["extra==1.0".to_owned(), "lib==2.0".to_owned(), "old==0.1".to_owned()];
    let first_match = "--index-strategy unsafe-first-match";
    assert_eq!(pins(&format!("{both} {first_match}")), (Some(0), of_first));
    // Only where no release of the first index will do, one of the second is taken.
    assert_eq!(pins(&format!("{both} {first_match} --upgrade lib>2")), (Some(0), best));
    let said = setting.run(&format!("resolve lib>=9 --index {url} --index-url {other_url} --no-cache"));
    let words = format!("warning: lib is taken from {url} alone, the first index that has it");
    assert!(said.code == Some(1) && said.error.contains(&words), "{said:?}");
    assert!(said.error.contains("(\"dependency confusion\")"), "{said:?}");
    let said = setting.run(&format!(
        "resolve lib --index {url} --index-url {other_url} --no-cache --emit-index-url --no-header"
    ));
    let lines = format!("--index-url {other_url}\n--extra-index-url {url}\n\nlib==2.0\n");
    assert!(said.output.starts_with(&lines), "{}", said.output);
}

#[test]
fn files_come_from_folders_without_an_index() {
    let setting = Setting::new();
    let file = wheel("app", "3.0", &["Requires-Dist: lib"]);
    std::fs::create_dir(setting.folder.path().join("wheels")).unwrap();
    std::fs::write(setting.folder.path().join("wheels").join(&file.filename), file.content).unwrap();
    let said = setting.run("resolve app --no-deps --no-index --find-links wheels --no-header");
    assert_eq!((said.code, said.output.lines().next()), (Some(0), Some("app==3.0")), "{said:?}");
    setting.write("links.txt", "--no-index\n-f wheels\napp\n");
    let said = setting.run("resolve -r links.txt --no-deps --no-header");
    assert_eq!((said.code, said.output.lines().next()), (Some(0), Some("app==3.0")), "{said:?}");
    let url = setting.server.url();
    let said = setting.run(&format!("resolve app -f wheels --index-url {url} --no-cache --no-header"));
    assert!(said.output.contains("app==3.0\n") && said.output.contains("lib==2.0\n"), "{said:?}");
    let said = setting.run("resolve app --no-index");
    assert_eq!(
        (said.code, said.error.lines().next()),
        (Some(2), Some("error: `--no-index` leaves nothing to ask"))
    );
}

#[test]
fn what_the_index_says_of_a_project_is_a_warning() {
    let setting = Setting::new();
    let page = r#"{"meta": {"api-version": "1.4"}, "name": "lib", "project-status": {"status": "archived", "reason": "use new"},
        "files": [{"filename": "lib-1.0-py3-none-any.whl", "url": "/files/lib-1.0-py3-none-any.whl", "hashes": {}}]}"#;
    setting.server.fail_always("/simple/lib/", Fault::Answer(OtherAnswer::json(page)));
    for options in ["", " --offline"] {
        let said = setting.run(&format!("resolve lib --no-header{options}"));
        let words = "warning: lib is archived: no release of it is to be expected (use new)";
        assert!(said.code == Some(0) && said.error.contains(words), "{options}: {said:?}");
    }
    let said = setting.run("resolve lib>=9");
    assert!(said.code == Some(1) && said.error.contains("warning: lib is archived"), "{said:?}");
    let page = r#"<h1>Links for lib</h1><a href="javascript:alert(1)/lib-3.0.tar.gz">3</a><a href="file:///etc/lib-2.0.tar.gz">2</a>
        <a href="http://[bad/">x</a><a href="/files/lib-1.0-py3-none-any.whl">1</a>"#;
    setting.server.fail_always("/simple/lib/", Fault::Answer(OtherAnswer::html(page)));
    for options in [" --refresh", " --offline"] {
        let said = setting.run(&format!("resolve lib --no-header{options}"));
        let words = "warning: 2 of the files that the index lists of lib have addresses that cannot be asked, and do not count";
        assert!(said.code == Some(0) && said.error.contains(words), "{options}: {said:?}");
    }
}

#[test]
fn when_and_what_was_published_is_said_of_each_pin() {
    let setting = Setting::new();
    let mut attested = wheel("app", "1.0", &["License-Expression: MIT", "Requires-Dist: bare"]);
    attested.upload_time = Some("2026-01-02T03:04:05Z".to_owned());
    attested.provenance = Some("http://localhost/provenance".to_owned());
    let server = IndexServer::start();
    server.publish("app", attested.clone());
    server.publish("app", sdist_of("app", "1.0", "2.2", &[]));
    server.publish("bare", wheel("bare", "2.0", &[]));
    let arguments = format!("resolve app --published --index-url {}", server.url());
    let rows = |arguments: &str| -> Vec<String> {
        let said = setting.run(arguments);
        assert_eq!(said.code, Some(0), "{said:?}");
        said.output.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
    };
    let sizes: Vec<usize> = [&attested, &sdist_of("app", "1.0", "2.2", &[]), &wheel("bare", "2.0", &[])]
        .map(|file| file.content.len())
        .to_vec();
    assert!(sizes.iter().all(|size| *size < 500), "{sizes:?}");
    let expected = [
        "package published files size attested licence".to_owned(),
        format!("app 1.0 2026-01-02 2 {} B 1 of 2 MIT", sizes[0] + sizes[1]),
        format!("bare 2.0 - 1 {} B - -", sizes[2]),
    ];
    assert_eq!(rows(&arguments), expected);
    // From the records of the cache, too; an index in HTML says nothing where there are none.
    assert_eq!(rows(&format!("{arguments} --offline")), expected);
    server.configure(|behaviour| behaviour.form = Form::Html);
    let html = rows(&format!("{arguments} --no-cache"));
    assert_eq!(html[1..], ["app 1.0 - 2 - 1 of 2 MIT", "bare 2.0 - 1 - - -"]);
    let json: serde_json::Value =
        serde_json::from_str(&setting.run(&format!("{arguments} --offline --format json")).output).unwrap();
    assert_eq!(json["published"][0]["files"][0]["attested"], true, "{json}");
}
