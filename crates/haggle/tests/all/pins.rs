//! `pins` shows a change of the shared files, writes it where it is told to, and refuses what it cannot do.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const LISTS: [(&str, &str); 4] = [
    (
        "lists/global-requirements.txt",
        "## section:general\n\nboto3  # Apache-2.0\noslo.service!=1.28.1  # Apache-2.0\n",
    ),
    (
        "lists/upper-constraints.txt",
        "oslo.service===4.5.0\nboto3===1.40.1\nsix===1.16.0;python_version=='3.10'\n",
    ),
    ("lists/denylist.txt", "flake8\n"),
    ("lists/projects.txt", "org/alpha\n"),
];

const SNAPSHOT: &str = r#"{"format": "haggle-snapshot", "version": 2, "recorded": "2026-11-22T15:00:00Z", "command": "haggle snapshot",
"scope": {"for": [], "versions": 1, "environments": []}, "packages": {
"boto3": {"releases": {"1.35.99": {"files": ["boto3-*-py3-none-any.whl"]}, "1.41.0": {"files": ["boto3-*-py3-none-any.whl"]}}}}}"#;

fn folder(name: &str) -> PathBuf {
    let root = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("pins").join(name);
    let _ = std::fs::remove_dir_all(&root);
    for (path, text) in LISTS.iter().chain(&[("snapshot.json", SNAPSHOT)]) {
        let path = root.join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }
    root
}

fn run(root: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_haggle"));
    command.current_dir(root).arg("pins").args(arguments).args(["--lists", "lists"]);
    command.output().expect("the command runs")
}

#[track_caller]
fn check(root: &Path, arguments: &[&str], code: i32, expected_out: &str, expected_error: &str) {
    let output = run(root, arguments);
    let (out, error) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!((out.as_ref(), error.as_ref()), (expected_out, expected_error));
    assert_eq!(output.status.code(), Some(code));
}

#[test]
fn a_change_is_shown_and_nothing_is_written() {
    let root = folder("shown");
    let expected = "    \
    Exclude oslo.service 4.4.0
    
    Agents hang.
    
    Related-Bug: https://bugs.example.org/2142122

--- a/global-requirements.txt
+++ b/global-requirements.txt
@@ -1,4 +1,4 @@
 ## section:general
 
 boto3  # Apache-2.0
-oslo.service!=1.28.1  # Apache-2.0
+oslo.service!=1.28.1,!=4.4.0  # Apache-2.0

nothing is written: `--write` does that
";
    let arguments = [
        "exclude",
        "oslo.service==4.4.0",
        "--bug",
        "https://bugs.example.org/2142122",
        "--reason",
        "Agents hang.",
    ];
    check(&root, &arguments, 0, expected, "");
    let kept = std::fs::read_to_string(root.join(LISTS[0].0)).expect("a file");
    assert_eq!(kept, LISTS[0].1);
}

#[test]
fn a_change_is_written_and_said_as_data() {
    let root = folder("written");
    let output = run(&root, &["bump", "boto3", "--snapshot", "snapshot.json", "--write", "--format", "json"]);
    let document: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(document["written"], true);
    assert_eq!(document["message"], "Bump boto3 to 1.41.0\n\nboto3 was pinned at 1.40.1.\n");
    assert_eq!(document["files"][0]["path"], "upper-constraints.txt");
    let written = std::fs::read_to_string(root.join(LISTS[1].0)).expect("a file");
    assert_eq!(written, LISTS[1].1.replace("1.40.1", "1.41.0"));
}

#[test]
fn what_cannot_be_done_says_what_to_do() {
    let root = folder("refused");
    let error = "error: boto3 is pinned at 1.40.1, which would be allowed no more\n\
        help: say where it goes with `--to VERSION`, or where releases are known from: `--snapshot FILE` or `--live`\n";
    check(&root, &["cap", "boto3<1.36"], 2, "", error);
    let error = "error: there is nothing to do: boto3 is pinned at 1.40.1\n";
    check(&root, &["bump", "boto3", "1.40.1"], 2, "", error);
    let error = "error: nobody has said for which Pythons: give `--python`, or a manifest\n";
    check(&root, &["environment", "drop", "3.10"], 2, "", error);
}

#[test]
fn a_python_is_added_to_the_manifest_and_dropped_from_it() {
    let root = folder("environment");
    let manifest = "schema = 1\nfamily = { name = \"demo\", title = \"Demo\", as-of = \"2026-11-22\" }\n\
        requirements = { project = \"org/lists\", branch = \"main\", path = \"lists\", global = \"global-requirements.txt\", \
        constraints = \"upper-constraints.txt\" }\n\
        data = { features = \"f.toml\", adoption = \"a.toml\", stakeholders = \"s.toml\" }\n\
        [[project]]\nname = \"org/alpha\"\ndistribution = \"alpha\"\nrelease = \"1.0\"\nbranch = \"main\"\npath = \"alpha\"\n\
        requirements = \"requirements.txt\"\n\
        [[environment]]\nid = \"cp310-linux\"\npython = \"3.10\"\nplatform = \"linux\"\n\
        [[environment]]\nid = \"cp311-linux\"\npython = \"3.11\"\nplatform = \"linux\"\n";
    std::fs::write(root.join("haggle.toml"), manifest).expect("a file");
    let run = |action: &str, python: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_haggle"));
        command.current_dir(&root).args(["pins", "environment", action, python, "--write"]);
        let output = command.output().expect("the command runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    run("add", "3.12");
    let added = std::fs::read_to_string(root.join("haggle.toml")).expect("a file");
    let block = "\n[[environment]]\nid = \"cp312-linux\"\npython = \"3.12\"\nplatform = \"linux\"\n";
    assert_eq!(added, format!("{manifest}{block}"));
    run("drop", "3.10");
    let dropped = std::fs::read_to_string(root.join("haggle.toml")).expect("a file");
    assert!(!dropped.contains("3.10") && dropped.contains("3.11"), "{dropped}");
    let pins = std::fs::read_to_string(root.join(LISTS[1].0)).expect("a file");
    assert_eq!(pins, "oslo.service===4.5.0\nboto3===1.40.1\n");
}

const REPORT_SNAPSHOT: &str = r#"{"format": "haggle-snapshot", "version": 2, "recorded": "2026-11-22T15:00:00Z", "command": "haggle snapshot",
"scope": {"for": [], "versions": 1, "environments": []}, "packages": {
"six": {"releases": {"1.16.0": {"files": ["six-*-py3-none-any.whl"]}, "1.17.0": {"files": ["six-*-py3-none-any.whl"]}}},
"oslo-service": {"releases": {"4.5.0": {"files": ["oslo.service-*-py3-none-any.whl"]}, "4.6.0": {"files": ["oslo.service-*-py3-none-any.whl"]}}},
"boto3": {"releases": {"1.40.1": {"requires": ["six<1.17"], "files": ["boto3-*-py3-none-any.whl"]}}}}}"#;

const HOLDS: &str = "schema = 1\n[[hold]]\nname = \"oslo.service\"\nversions = \">=4.6\"\n\
    claim = { project = \"org/alpha\", error = \"agents hang\" }\nowner = \"alice\"\nevidence = \"https://logs.example.org/7\"\n\
    since = 2026-01-01\nexpires = 2026-06-01\n";

#[test]
fn holds_and_excuses_are_listed() {
    let root = folder("reports");
    std::fs::write(root.join("known.json"), REPORT_SNAPSHOT).expect("a file");
    std::fs::write(root.join("holds.toml"), HOLDS).expect("a file");
    let expected = "\
oslo-service >=4.6: test it again: nobody has tested it
    org/alpha: agents hang
    alice, 2026-01-01 to 2026-06-01, seen in https://logs.example.org/7

1 hold: 0 to be released, 1 to be tested again
";
    let holds = ["--holds", "holds.toml"];
    check(&root, &[&["holds", "--date", "2026-05-01"], &holds[..]].concat(), 1, expected, "");
    let expected = "\
oslo.service 4.5.0, newest 4.6.0: held by alice (org/alpha: agents hang)
six 1.16.0, newest 1.17.0: waits for a release of
    boto3: 1.40.1, its newest that is allowed, requires six<1.17

2 behind their newest release, 0 of them for no reason; 1 at it
";
    let known = ["--snapshot", "known.json", "--python", "3.10,3.11"];
    check(&root, &[&["why-behind"], &holds[..], &known[..]].concat(), 0, expected, "");
    let expected = "\
oslo, up to minor steps: 1
    oslo.service 4.5.0 to 4.6.0 (minor)

1 stay behind:
six 1.16.0, newest 1.17.0: waits for a release of
    boto3: 1.40.1, its newest that is allowed, requires six<1.17

written: upper-constraints.txt
";
    check(&root, &[&["update", "--write"], &known[..]].concat(), 0, expected, "");
    let written = std::fs::read_to_string(root.join(LISTS[1].0)).expect("a file");
    assert_eq!(written, LISTS[1].1.replace("4.5.0", "4.6.0"));
    let expected =
        "error: nobody has said where releases are known from: give `--snapshot FILE` or `--live`\n";
    check(&root, &["generate"], 2, "", expected);
}

#[cfg(feature = "live")]
#[test]
fn an_index_is_asked_for_what_is_pinned() {
    use haggle_testkit::index_server::{IndexServer, wheel};

    let root = folder("index");
    let server = IndexServer::start();
    server.publish("boto3", wheel("boto3", "1.40.1", &["Requires-Dist: six<1.17"]));
    server.publish("boto3", wheel("boto3", "1.41.0", &["Requires-Dist: six"]));
    server.publish("oslo-service", wheel("oslo_service", "4.5.0", &[]));
    server.publish("six", wheel("six", "1.16.0", &[]));
    server.publish("six", wheel("six", "1.17.0", &[]));
    let url = server.url();
    let arguments = ["why-behind", "--live", "--no-cache", "--index-url", &url, "--python", "3.10"];
    let expected = "\
boto3 1.40.1, newest 1.41.0: nothing keeps it
six 1.16.0, newest 1.17.0: moves only together with
    boto3 1.40.1 to 1.41.0 (constraints, line 2): boto3 requires six<1.17

2 behind their newest release, 1 of them for no reason; 1 at it
";
    check(&root, &arguments, 0, expected, "");
    let bumped = ["bump", "six", "--live", "--no-cache", "--index-url", &url, "--write"];
    assert!(run(&root, &bumped).status.success());
    let written = std::fs::read_to_string(root.join(LISTS[1].0)).expect("a file");
    assert_eq!(written, LISTS[1].1.replace("six===1.16.0", "six===1.17.0"));
}
