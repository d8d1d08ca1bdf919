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
