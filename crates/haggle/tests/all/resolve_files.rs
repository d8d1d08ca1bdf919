//! What `resolve` reads and writes besides pins: remote files, places, hashes, lock files, variables of the environment.

// Clippy sees helpers of integration tests as no tests.

use std::process::Command;

use haggle_testkit::index_server::{Behaviour, Fault, File, IndexServer, sdist_of, wheel};

/// A run in a folder with these files: exit code, standard output, standard error.
struct Run {
    server: IndexServer,
    folder: tempfile::TempDir,
    variables: Vec<(&'static str, String)>,
}

impl Run {
    /// An index with `app` 1.0, which needs `lib`, and `lib` 1.0 and 2.0.
    fn new() -> Self {
        let server = IndexServer::start();
        server.publish("app", wheel("app", "1.0", &["Requires-Dist: lib"]));
        server.publish("lib", wheel("lib", "1.0", &[]));
        server.publish("lib", wheel("lib", "2.0", &[]));
        Self { server, folder: tempfile::tempdir().unwrap(), variables: Vec::new() }
    }

    fn write(&self, name: &str, text: &str) -> &Self {
        let path = self.folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
        self
    }

    /// Serves a text, by the returned address.
    fn serve(&self, name: &str, text: &str) -> String {
        self.server.publish("texts", File::new(name, text.as_bytes().to_vec()));
        self.address(name)
    }

    /// The address of a file of the server.
    fn address(&self, name: &str) -> String {
        format!("{}files/{name}", self.server.url().trim_end_matches("simple/"))
    }

    fn run(&self, arguments: &[&str]) -> (Option<i32>, String, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_haggle"));
        for (name, _) in
            std::env::vars().filter(|(name, _)| name.starts_with("PIP_") || name.starts_with("UV_"))
        {
            command.env_remove(name);
        }
        command.current_dir(self.folder.path()).arg("resolve").args(arguments);
        command.args(["--python-version", "3.12", "--python-platform", "linux", "--no-header"]);
        command.env("PIP_INDEX_URL", self.server.url());
        command.env("HAGGLE_CACHE_DIR", self.folder.path().join("cache"));
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        let output = command.output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        (output.status.code(), text(&output.stdout), text(&output.stderr))
    }

    /// The pins, without who requires them, and what is said.
    #[track_caller]
    fn pins(&self, arguments: &[&str], expected: &str, said: &[&str]) {
        let mut all = arguments.to_vec();
        all.push("--no-annotate");
        let (code, output, error) = self.run(&all);
        assert_eq!((code, output.as_str()), (Some(0), expected), "{error}");
        check_said(&error, said);
    }

    #[track_caller]
    fn refused(&self, arguments: &[&str], said: &[&str]) {
        let (code, output, error) = self.run(arguments);
        assert_eq!((code, output.as_str()), (Some(2), ""), "{error}");
        check_said(&error, said);
        assert!(!error.contains("s3cret"), "{error}");
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.folder.path().join(name)).unwrap()
    }
}

/// Every part is said; where nothing is expected, nothing is.
#[track_caller]
fn check_said(error: &str, said: &[&str]) {
    assert!(!said.is_empty() || error.is_empty(), "{error}");
    for part in said {
        assert!(error.contains(part), "`{part}` is not in:\n{error}");
    }
}

const BOTH: &str = "app==1.0\nlib==2.0\n";
const HELD: &str = "app==1.0\nlib==1.0\n";

#[test]
fn files_behind_urls_are_read_with_those_that_they_name() {
    let run = Run::new();
    let requirements = run.serve("r.txt", "app\n-c c.txt\n-r nested.txt\n");
    let constraints = run.serve("c.txt", "lib<2\n");
    run.serve("nested.txt", "lib\n-r r.txt\n");
    run.pins(&["-r", &requirements], HELD, &["r.txt: it names itself"]);
    run.pins(&["app", "-c", &constraints], HELD, &[]);
    run.write("local.txt", &format!("app\n-c {constraints}\n"));
    run.pins(&["-r", "local.txt"], HELD, &[]);
    let file = format!("file://{}", run.folder.path().join("local.txt").display());
    run.pins(&["-r", &file], HELD, &[]);
    let with_secrets = format!("{}?token=s3cret", constraints.replace("http://", "http://me:s3cret@"));
    let (_, output, error) = run.run(&["app", "-c", &with_secrets]);
    assert_eq!(error, "");
    assert!(output.contains(&format!("#   -c {constraints}\n")), "{output}");
    assert!(!output.contains("s3cret"), "{output}");
}

#[test]
fn a_file_that_cannot_be_had_says_why() {
    let run = Run::new();
    run.refused(&["-r", &run.address("none.txt")], &["there is no `http://", "/files/none.txt`"]);
    let busy = run.serve("busy.txt", "app\n");
    run.server.fail("/files/busy.txt", vec![Fault::Status(403)]);
    run.refused(&["-r", &busy], &["refused us with status 403", "user name and password in the URL"]);
    run.refused(&["-r", &busy, "--offline"], &["is not on this machine, and `--offline` asks nobody"]);
    run.refused(&["-r", "s3://me:s3cret@bucket/r.txt"], &["only http, https and file URLs can"]);
    for (text, said) in [
        ("-r file:///etc/hosts\n", "a file from the network may not name such a file"),
        ("./app\n", "may not name what is on this machine"),
        ("app @ file:///app-1.0-py3-none-any.whl\n", "may not name what is on this machine"),
        ("app\n--what\n", "hostile.txt:2:1"),
        ("-r http://127.0.0.1:1/r.txt\n", "cannot reach `http://127.0.0.1:1/r.txt`"),
    ] {
        let run = Run::new();
        let url = run.serve("hostile.txt", text);
        run.refused(&["-r", &url], &[said]);
    }
}

const PROJECT: &str = "[project]\nname = 'demo'\nversion = '3.0'\ndependencies = ['lib<2']\n\
    [project.optional-dependencies]\nx = ['app']\n";

#[test]
fn folders_and_archives_are_resolved_as_what_they_are() {
    let run = Run::new();
    run.write("demo/pyproject.toml", PROJECT);
    run.server.publish("demo", wheel("demo", "9.0", &["Requires-Dist: app"]));
    run.pins(&["./demo"], "./demo\nlib==1.0\n", &[]);
    run.pins(&["./demo[x]"], "app==1.0\n./demo\nlib==1.0\n", &[]);
    run.pins(&["demo @ ./demo"], "./demo\nlib==1.0\n", &[]);
    run.write("r.in", "-e ./demo[x]\n");
    run.pins(&["-r", "r.in"], "app==1.0\n-e ./demo\nlib==1.0\n", &[]);
    run.pins(&["app", "-c", "c.in"].map(|word| if word == "c.in" { "r.in" } else { word }), BOTH, &[]);
    let url = format!("demo @ file://{}", run.folder.path().join("demo").display());
    run.pins(&[&url], &format!("{url}\nlib==1.0\n"), &[]);
    let archive = sdist_of("demo", "3.0", "2.2", &["Requires-Dist: lib<2"]);
    std::fs::write(run.folder.path().join("demo-3.0.tar.gz"), &archive.content).unwrap();
    run.pins(&["./demo-3.0.tar.gz"], "./demo-3.0.tar.gz\nlib==1.0\n", &[]);
    run.server.publish("demo", archive);
    let url = run.address("demo-3.0.tar.gz");
    run.pins(&[&url], &format!("demo @ {url}\nlib==1.0\n"), &[]);
    run.pins(&[&format!("demo @ {url}"), "--offline"], &format!("demo @ {url}\nlib==1.0\n"), &[]);
    run.refused(&["./demo", &url], &["`demo` comes from two places"]);
    run.refused(&[&format!("other @ {url}")], &["is `demo` and not `other`"]);
    run.refused(&[&format!("{url}#sha256=00")], &["sha256 00 is announced"]);
}

#[test]
fn what_would_have_to_be_built_is_refused() {
    let run = Run::new();
    run.write("dynamic/pyproject.toml", "[project]\nname = 'demo'\ndynamic = ['version']\n");
    run.write("legacy/setup.py", "");
    run.server.publish("demo", sdist_of("demo", "3.0", "1.1", &[]));
    let built = "would have to be built to know what it requires";
    run.refused(&["./dynamic"], &[built, "`version` is dynamic"]);
    run.refused(&["./legacy"], &[built, "it has neither a `pyproject.toml`"]);
    run.refused(&[&run.address("demo-3.0.tar.gz")], &[built]);
    run.write("r.in", "-e ./legacy\n");
    run.refused(&["-r", "r.in"], &["r.in:1: ", built, "build a wheel and name it"]);
    run.write("r.in", "-e ./nowhere\n");
    run.refused(&["-r", "r.in"], &["r.in:1: there is no file or folder `./nowhere`"]);
}

#[test]
fn a_place_may_require_what_is_at_a_place() {
    let run = Run::new();
    let url = run.address("lib-1.0-py3-none-any.whl");
    let project = format!("[project]\nname = 'demo'\nversion = '1'\ndependencies = ['lib @ {url}']\n");
    run.write("demo/pyproject.toml", &project);
    run.pins(&["./demo", "app"], &format!("app==1.0\n./demo\nlib @ {url}\n"), &[]);
    run.server.publish("uses", wheel("uses", "1.0", &[&format!("Requires-Dist: lib @ {url}")]));
    run.refused(&["uses"], &["`uses` requires `lib` from a URL"]);
}

/// The SHA-256 of what is published, as `--generate-hashes` writes it.
fn hashes(run: &Run, arguments: &[&str]) -> String {
    let (code, output, error) = run.run(&[arguments, &["--generate-hashes", "--no-annotate"]].concat());
    assert_eq!(code, Some(0), "{error}");
    output
}

#[test]
fn hashes_that_are_written_are_accepted_and_others_are_not() {
    let run = Run::new();
    let written = hashes(&run, &["app"]);
    assert_eq!(written.matches(" \\\n    --hash=sha256:").count(), 2, "{written}");
    run.write("pins.txt", &written);
    let (code, output, error) = run.run(&["-r", "pins.txt", "--no-annotate"]);
    assert_eq!((code, output, error), (Some(0), written.clone(), String::new()));
    let (_, output, _) = run.run(&["app", "--generate-hashes", "--annotation-style", "line"]);
    assert!(output.contains("\n    # via the command line\n"), "{output}");
    // The first hash of each line becomes another.
    run.write(
        "wrong.txt",
        &written.replace("--hash=sha256:", "--hash=sha256:0").replace("\n    # via", "# via"),
    );
    run.refused(&["-r", "wrong.txt"], &["wrong.txt:1:"]);
    let zeros = "0".repeat(64);
    run.write("other.txt", &format!("lib==2.0 --hash=sha256:{zeros}\n"));
    run.refused(
        &["-r", "other.txt"],
        &["other.txt:1: no file of lib 2.0 has a hash that is allowed: the index has sha256:"],
    );
}

#[test]
fn one_hash_asks_for_all_as_with_pip() {
    let run = Run::new();
    let lib = hashes(&run, &["lib"]);
    let app = hashes(&run, &["app", "--no-deps"]);
    for (text, said) in [
        (format!("{lib}app==1.0\n"), "`app==1.0` has no hash"),
        (lib.replace("==2.0", ">=2.0"), "`lib>=2.0` is not pinned with `==`"),
        (app.clone(), "there is none for what is brought by others: lib"),
        ("--require-hashes\nlib\n".to_owned(), "hashes are required (r.in:1)"),
    ] {
        run.write("r.in", &text);
        run.refused(&["-r", "r.in"], &[said]);
    }
    run.refused(&["lib", "--require-hashes"], &["hashes are required (`--require-hashes`)"]);
    // Constraints may give them.
    run.write("c.in", &format!("{app}{lib}"));
    run.pins(&["app", "lib", "-c", "c.in"], &format!("{app}{lib}"), &[]);
    run.write("demo/pyproject.toml", PROJECT);
    run.write("r.in", &format!("./demo\n{lib}"));
    run.refused(&["-r", "r.in"], &["`demo @ file://", "has no hash"]);
}

#[test]
fn an_index_without_hashes_has_its_files_read() {
    let run = Run::new();
    let with = hashes(&run, &["lib"]);
    run.server
        .configure(|behaviour: &mut Behaviour| behaviour.form = haggle_testkit::index_server::Form::Html);
    assert_eq!(hashes(&run, &["lib", "--refresh"]), with);
}

#[test]
fn a_lock_file_is_written_and_read_again() {
    let run = Run::new();
    run.write("demo/pyproject.toml", PROJECT);
    let (code, output, error) = run.run(&["app", "./demo", "-o", "pylock.toml"]);
    assert_eq!((code, error.as_str()), (Some(0), ""));
    assert_eq!(output, run.read("pylock.toml"));
    for part in [
        "lock-version = \"1.0\"\n",
        "requires-python = \">=3.12\"\n",
        "name = \"lib\"\nversion = \"1.0\"\nindex = \"http://127.0.0.1:",
        "hashes = { sha256 = \"",
        "name = \"demo\"\ndirectory = { path = \"demo\" }\n",
    ] {
        assert!(output.contains(part), "{output}");
    }
    // A folder has no hash, and lock files ask for hashes.
    run.refused(&["-r", "pylock.toml"], &["`demo @ file://", "has no hash"]);
    run.run(&["app", "lib<2", "-q", "-o", "pylock.toml"]);
    let pinned = hashes(&run, &["app", "lib<2"]);
    run.pins(&["-r", "pylock.toml"], &pinned, &[]);
    // What is locked stays.
    run.run(&["app", "-q", "-o", "pylock.toml"]);
    assert!(run.read("pylock.toml").contains("name = \"lib\"\nversion = \"1.0\""));
    run.run(&["app", "-q", "-o", "pylock.toml", "--upgrade"]);
    assert!(run.read("pylock.toml").contains("name = \"lib\"\nversion = \"2.0\""));
    let text =
        run.read("pylock.toml").replace("sys_platform == \\\"linux\\\"", "sys_platform == \\\"win32\\\"");
    run.write("pylock.other.toml", &text);
    run.refused(&["-r", "pylock.other.toml"], &["pylock.other.toml is for other environments"]);
    run.write("pylock.bad.toml", "lock-version = \"3.0\"\ncreated-by = \"x\"\npackages = []\n");
    run.refused(&["-r", "pylock.bad.toml"], &["pylock.bad.toml:1:16", "lock-version `3.0` is not supported"]);
    run.refused(&["app", "--tree", "--format", "pylock"], &["is not a lock file"]);
}

#[test]
fn a_setup_cfg_gives_its_requirements_and_extras() {
    let run = Run::new();
    run.write("setup.cfg", "[options]\ninstall_requires =\n    lib<2\n[options.extras_require]\nx = app\n");
    run.pins(&["-r", "setup.cfg"], "lib==1.0\n", &[]);
    run.pins(&["-r", "setup.cfg", "--extra", "x"], HELD, &[]);
    run.pins(&["-r", "setup.cfg", "--all-extras"], HELD, &[]);
    run.refused(&["-r", "setup.cfg", "--extra", "y"], &["there is no extra `y`"]);
    run.write("pbr/setup.cfg", "[metadata]\nname = demo\n[extras]\nx =\n  app\n");
    run.write("pbr/setup.py", "setuptools.setup(setup_requires=['pbr'], pbr=True)\n");
    run.write("pbr/requirements.txt", "lib<2 # MIT\n");
    run.pins(&["-r", "pbr/setup.cfg"], "lib==1.0\n", &[]);
    run.pins(&["-r", "pbr/setup.cfg", "--extra", "x"], HELD, &[]);
}

#[test]
fn places_of_a_tool_are_not_taken_from_the_index_in_silence() {
    let run = Run::new();
    run.write("pyproject.toml", &format!("{PROJECT}[tool.uv.sources]\nlib = {{ path = '../lib' }}\n"));
    run.refused(
        &["-r", "pyproject.toml"],
        &["`tool.uv.sources` has another place for `lib`", "--no-sources"],
    );
    run.pins(&["-r", "pyproject.toml", "--no-sources"], "lib==1.0\n", &[]);
    run.write("pyproject.toml", "[tool.poetry.dependencies]\nlib = '1'\n");
    run.refused(&["-r", "pyproject.toml"], &["`tool.poetry.dependencies`"]);
}

#[test]
fn options_by_the_names_of_pip_and_uv() {
    let run = Run::new();
    run.server.publish("lib", sdist_of("lib", "3.0", "2.2", &[]));
    run.server.publish("lib", wheel("lib", "4.0rc1", &[]));
    run.write("left-out.txt", "# not here\nLib\n").write("wrong.txt", "lib>1\n");
    for (arguments, expected) in [
        (&["app"][..], "app==1.0\nlib==3.0\n"),
        (&["app", "--pre"], "app==1.0\nlib==4.0rc1\n"),
        (&["app", "--no-build"], "app==1.0\nlib==2.0\n"),
        (&["app", "--no-build-package", "lib"], "app==1.0\nlib==2.0\n"),
        (&["app", "--no-build-package", "app"], "app==1.0\nlib==3.0\n"),
        (&["app", "--excludes", "left-out.txt"], "app==1.0\n"),
    ] {
        run.pins(arguments, expected, &[]);
    }
    run.refused(&["app", "--excludes", "wrong.txt"], &["wrong.txt:1: `lib>1` is not the name of a package"]);
    run.refused(&["app", "--pre", "--prerelease", "disallow"], &["cannot be used with"]);
    run.refused(&["app", "--extra", "x"], &["`--extra` is about a project, and no file of one is read"]);
    run.refused(&["app", "--all-extras"], &["`--all-extras` is about a project"]);
    run.refused(&["app", "--exclude-newer", "soon"], &["is not a day, a moment or a duration"]);
}

#[test]
fn options_for_what_is_written() {
    let run = Run::new();
    let (_, output, _) = run.run(&["app", "--annotation-style", "line", "--emit-index-url"]);
    let expected = format!(
        "--index-url {}\n\napp==1.0                  # via the command line\nlib==2.0                  # via app\n",
        run.server.url()
    );
    assert_eq!(output, expected);
    let folder = tempfile::tempdir().unwrap();
    let header = |arguments: &[&str]| {
        let path = folder.path().join("pins.txt");
        let mut command = Command::new(env!("CARGO_BIN_EXE_haggle"));
        command
            .current_dir(run.folder.path())
            .args(["resolve", "app", "--python-version", "3.12"])
            .args(arguments);
        command.arg("-o").arg(&path).arg("-q").env("HAGGLE_CACHE_DIR", run.folder.path().join("cache"));
        assert!(command.output().unwrap().status.success());
        std::fs::read_to_string(path).unwrap().lines().take(2).collect::<Vec<_>>().join("\n")
    };
    let url = run.server.url();
    assert!(
        header(&["--index-url", &url, "--custom-compile-command", "make pins"]).ends_with("#    make pins")
    );
    let with_secrets = format!("{}?token=s3cret", url.replace("http://", "http://me:s3cret@"));
    let shown = header(&["--index-url", &with_secrets]);
    assert!(shown.contains(&format!("--index-url {url} ")) && !shown.contains("s3cret"), "{shown}");
    let (_, _, error) = run.run(&["app", "-v"]);
    check_said(
        &error,
        &["facts are those of the index at http://", "resolving for python 3.12", "2 pins after"],
    );
}

#[test]
fn what_is_stored_is_asked_for_again_where_that_is_wanted() {
    let run = Run::new();
    let asked = |arguments: &[&str]| {
        run.server.forget_requests();
        run.pins(arguments, BOTH, &[]);
        let pages = run.server.requests();
        let of = |name: &str| pages.iter().any(|line| line.starts_with(&format!("/simple/{name}/")));
        (of("app"), of("lib"))
    };
    assert_eq!(asked(&["app"]), (true, true));
    assert_eq!(asked(&["app"]), (false, false));
    assert_eq!(asked(&["app", "--refresh-package", "lib"]), (false, true));
    assert_eq!(asked(&["app", "--refresh"]), (true, true));
    assert_eq!(asked(&["app", "--no-cache"]), (true, true));
    let (code, _, error) = run.run(&["app", "--refresh", "--offline"]);
    assert_eq!(code, Some(2), "{error}");
}

#[test]
fn variables_of_pip_and_uv_count_or_are_named() {
    let mut run = Run::new();
    run.write("c.txt", "lib<2\n").write("o.txt", "lib==1.0\n");
    run.server.publish("lib", wheel("lib", "3.0rc1", &[]));
    let settings: [(&'static str, &str, &str, &[&str]); 9] = [
        ("PIP_CONSTRAINT", "c.txt", HELD, &[]),
        ("UV_CONSTRAINT", "c.txt", HELD, &[]),
        ("UV_OVERRIDE", "o.txt", HELD, &[]),
        ("UV_RESOLUTION", "lowest", HELD, &[]),
        ("PIP_PRE", "1", "app==1.0\nlib==3.0rc1\n", &[]),
        ("UV_PRERELEASE", "allow", "app==1.0\nlib==3.0rc1\n", &[]),
        ("PIP_NO_DEPS", "yes", "app==1.0\n", &[]),
        ("PIP_PROXY", "localhost:1", BOTH, &["warning: `PIP_PROXY` is set"]),
        ("UV_TORCH_BACKEND", "cpu", BOTH, &["warning: `UV_TORCH_BACKEND` is set"]),
    ];
    for (name, value, pins, said) in settings {
        run.variables = vec![(name, value.to_owned())];
        run.pins(&["app"], pins, said);
    }
    for (name, value, said) in [
        ("UV_RESOLUTION", "middle", "`UV_RESOLUTION=middle` is not one of highest, lowest, lowest-direct"),
        ("PIP_PRE", "perhaps", "`PIP_PRE=perhaps` is neither true nor false"),
        ("UV_REQUIRE_HASHES", "1", "hashes are required"),
        ("UV_OFFLINE", "1", "the client is offline"),
    ] {
        let mut run = Run::new();
        run.variables = vec![(name, value.to_owned())];
        run.refused(&["app"], &[said]);
    }
}

#[test]
fn secrets_of_urls_are_not_shown_where_a_line_is_wrong() {
    let run = Run::new();
    for (line, said) in [
        ("app @ https://me:s3cret@localhost/a.zip?token=s3cret ; what == '1'", "r.in:1:"),
        ("lib => 1 # https://me:s3cret@localhost", "https://*********@localhost"),
        ("--extra-index-url ftp://me:s3cret@localhost/", "only `http`, `https`"),
        ("-r https://me:s3cret@[/", "is not"),
        ("https://me:s3cret@localhost/", "is neither a wheel"),
        ("app @ https://me:s3cret@127.0.0.1:1/app-1.0-py3-none-any.whl", "cannot reach"),
        ("git+https://me:s3cret@localhost/app", "is a Git repository"),
        ("--index-url https://me:s3cret@127.0.0.1:1/?key=s3cret\napp", "cannot reach"),
        ("--index-url ftp://me:s3cret@127.0.0.1/\napp", "only `http`, `https`"),
    ] {
        run.write("r.in", &format!("{line}\n"));
        run.refused(&["-r", "r.in"], &[said]);
    }
}

#[test]
fn a_server_that_refuses_for_now_is_quoted_with_when_to_ask_again() {
    let run = Run::new();
    run.server.fail("/simple/app/", vec![Fault::Status(503); 5]);
    run.refused(
        &["app"],
        &["answered with status 503 (service unavailable): it was asked 5 times; try again later"],
    );
}

#[test]
fn a_version_is_written_as_the_file_that_is_installed_has_it() {
    let run = Run::new();
    run.server.publish("two", sdist_of("two", "1.0.0", "2.2", &[]));
    run.server.publish("two", wheel("two", "1.0", &[]));
    run.pins(&["two"], "two==1.0\n", &[]);
}

#[test]
fn no_module_of_the_working_folder_is_run() {
    let folder = tempfile::tempdir().unwrap();
    let module = "open('it_ran', 'w').close()\ndef python_version(): return '3.12.0'\n";
    std::fs::write(folder.path().join("platform.py"), module).unwrap();
    let snapshot = concat!(env!("CARGO_MANIFEST_DIR"), "/demo/glance/snapshot.json");
    // Without a version, the installed Python is asked for its own.
    Command::new(env!("CARGO_BIN_EXE_haggle"))
        .args(["resolve", "xattr", "--python-platform", "linux", "--snapshot", snapshot])
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert!(!folder.path().join("it_ran").exists(), "`platform.py` of the working folder was run");
}
