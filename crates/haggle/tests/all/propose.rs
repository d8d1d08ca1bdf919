//! Changes that are drafted for a family without a catalogue, from recorded releases.

// Clippy sees helpers of integration tests as no tests.

use std::path::Path;
use std::process::{Command, Output};

const MANIFEST: &str = r#"schema = 1
[family]
name = "fleet"
title = "Fleet"
as-of = "2026-11-22"
[requirements]
project = "fleet/lists"
branch = "master"
path = "lists"
global = "global.txt"
constraints = "pins.txt"
denylist = "denylist.txt"
[[project]]
name = "fleet/tug"
distribution = "tug"
branch = "master"
path = "tug"
requirements = "requirements.txt"
test-requirements = "test-requirements.txt"
[[project]]
name = "fleet/barge"
distribution = "barge"
branch = "stable/1"
path = "barge"
requirements = "requirements.txt"
setup-cfg = "setup.cfg"
bindep = "bindep.txt"
[[environment]]
id = "cp312-linux"
python = "3.12"
platform = "linux"
[licences]
allowed = ["MIT", "Apache-2.0"]
[process]
frozen = FROZEN
[data]
snapshot = "snapshot.json"
"#;

const SNAPSHOT: &str = r#"{
"format": "haggle-snapshot",
"version": 2,
"recorded": "2026-11-22T00:00:00Z",
"command": "haggle snapshot --for evaluate",
"scope": {"for": ["evaluate"], "versions": 5, "environments": ["python 3.12 on linux"]},
"packages": {
"anchor": {"releases": {"1.4": {"uploaded": "2026-01-02", "files": ["anchor-*-py3-none-any.whl"], "licence": "MIT License", "name": "Anchor", "requires": ["chain>=2"]}}},
"chain": {"releases": {"2.1": {"uploaded": "2026-02-03", "files": ["chain-*-py3-none-any.whl"], "licence": "MIT"}}},
"rope": {"releases": {"3.0": {"files": ["rope-*-py3-none-any.whl"]}, "3.2": {"files": ["rope-*-py3-none-any.whl"], "licence": "MIT"}}},
"secret": {"releases": {"1.0": {"files": ["secret-*-py3-none-any.whl"], "licence": "AGPL-3.0-only"}}},
"ghost": {"unavailable": "the index has no project of this name"}
}
}
"#;

const LISTS: [(&str, &str); 8] = [
    ("lists/global.txt", "## section:general\n\nrope!=3.1  # MIT\n\n## section:testing\n\nmock  # BSD\n"),
    ("lists/pins.txt", "mock===5.0\nrope===3.0\n"),
    ("lists/denylist.txt", "flake8\n"),
    ("tug/requirements.txt", "rope>=2.0,!=3.1 # MIT\n"),
    ("tug/test-requirements.txt", "mock>=1 # BSD\n"),
    (
        "tug/pyproject.toml",
        "[build-system]\nrequires = [\"pbr\"]\nbuild-backend = \"pbr.build\"\n\n[project]\nname = \"tug\"\n\n[project.optional-dependencies]\nknots = [\n  \"rope>=2.0\", # MIT\n]\n",
    ),
    ("barge/requirements.txt", "rope>=3.0 # MIT\n"),
    ("barge/setup.cfg", "[metadata]\nname = barge\n"),
];

pub fn family(frozen: bool) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let manifest = MANIFEST.replace("FROZEN", if frozen { "true" } else { "false" });
    let files = LISTS.into_iter().chain([("haggle.toml", manifest.as_str()), ("snapshot.json", SNAPSHOT)]);
    for (path, text) in files.chain([("barge/bindep.txt", "gcc\n")]) {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    folder
}

pub fn haggle(arguments: &str, folder: &Path) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_haggle"));
    command.args(arguments.split(' ')).current_dir(folder).env("GIT_CEILING_DIRECTORIES", folder);
    command.output().unwrap()
}

/// The lines that a command adds and takes out, headers left out.
#[track_caller]
fn check(arguments: &str, expected: &[&str]) {
    let folder = family(false);
    let output = haggle(arguments, folder.path());
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{text}{}", String::from_utf8_lossy(&output.stderr));
    let is_header = |line: &&str| line.starts_with("+++") || line.starts_with("---");
    let lines = text.lines().filter(|line| line.starts_with(['+', '-']) && !is_header(line));
    assert_eq!(lines.collect::<Vec<_>>(), expected, "{text}");
}

#[track_caller]
fn refused(arguments: &str, frozen: bool, names: &[&str]) {
    let folder = family(frozen);
    let output = haggle(arguments, folder.path());
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1), "{text}{}", String::from_utf8_lossy(&output.stderr));
    for name in names {
        assert!(text.contains(&format!("\n  {name}: ")), "{name} is not in:\n{text}");
    }
    let all: Vec<&str> = names.iter().flat_map(|name| ["--override", name]).collect();
    let output = haggle(&format!("{arguments} {}", all.join(" ")), folder.path());
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{text}{}", String::from_utf8_lossy(&output.stderr));
    for name in names {
        assert!(text.contains(&format!("\n    Overridden, {name}: ")), "{name} is not in:\n{text}");
    }
}

#[test]
fn a_requirement_brings_its_line_its_pins_and_its_spelling() {
    check(
        "include anchor --project tug",
        &["+Anchor  # MIT", "+Anchor===1.4", "+chain===2.1", "+Anchor>=1.4 # MIT"],
    );
    check(
        "include anchor>=1.2 --project fleet/tug --placement test --section testing",
        &["+Anchor  # MIT", "+Anchor===1.4", "+chain===2.1", "+Anchor>=1.2 # MIT"],
    );
    check(
        "include anchor>=1.2 --project tug --placement extra --extra mooring",
        &[
            "+Anchor  # MIT",
            "+Anchor===1.4",
            "+chain===2.1",
            "+mooring = [",
            "+  \"Anchor>=1.2\", # MIT",
            "+]",
        ],
    );
}

#[test]
fn what_is_there_moves_rises_and_goes() {
    check(
        "raise rope>=2.5 --project tug",
        &[
            "-  \"rope>=2.0\", # MIT",
            "+  \"rope>=2.5\", # MIT",
            "-rope>=2.0,!=3.1 # MIT",
            "+rope>=2.5,!=3.1 # MIT",
        ],
    );
    // The pin goes up first.
    check(
        "raise rope>=3.2 --project tug",
        &[
            "-rope===3.0",
            "+rope===3.2",
            "-  \"rope>=2.0\", # MIT",
            "+  \"rope>=3.2\", # MIT",
            "-rope>=2.0,!=3.1 # MIT",
            "+rope>=3.2 # MIT",
        ],
    );
    check("remove rope --project tug --extra knots", &["-  \"rope>=2.0\", # MIT"]);
    check("remove mock --project tug --drop", &["-mock>=1 # BSD", "-mock  # BSD", "-mock===5.0"]);
    check(
        "place rope --project tug --placement extra --extra lines",
        &["+lines = [", "+  \"rope>=2.0,!=3.1\", # MIT", "+]", "-rope>=2.0,!=3.1 # MIT"],
    );
}

#[test]
fn what_speaks_against_a_change_is_named_and_can_be_overridden() {
    refused("include anchor --project tug", true, &["process"]);
    refused("include anchor --project barge", false, &["process"]);
    refused(
        "include rope>=9 --project tug --placement extra --extra x",
        false,
        &["bound-above-pin", "unsolvable"],
    );
    refused("include secret --project tug", false, &["licence"]);
    refused(
        "include rope!=3.1 --project tug --placement extra --extra x",
        false,
        &["no-lower-bound", "gate"],
    );
    refused(
        "include rope>=3.1 --project tug --placement extra --extra x",
        false,
        &["bound-excluded", "bound-above-pin", "unsolvable"],
    );
}

#[test]
fn a_name_that_no_index_has_is_refused() {
    let folder = family(false);
    let output = haggle("include ghost>=1 --project tug", folder.path());
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8(output.stdout).unwrap().contains("no-release: no index has `ghost`"));
}

#[test]
fn footers_are_one_block_and_signing_off_is_asked_for() {
    let folder = family(false);
    let mut command = Command::new(env!("CARGO_BIN_EXE_haggle"));
    let arguments =
        "include anchor --project tug --signoff --closes-bug 7 --depends-on https://review.example/1";
    command.args(arguments.split(' ')).current_dir(&folder);
    command.env("GIT_COMMITTER_NAME", "A").env("GIT_COMMITTER_EMAIL", "a@example.org");
    let text = String::from_utf8(command.output().unwrap().stdout).unwrap();
    let (_, project) = text.split_once("Step 2").unwrap();
    let keys: Vec<&str> = project
        .lines()
        .filter_map(|line| line.strip_prefix("    ")?.split_once(": ").map(|(key, _)| key))
        .collect();
    assert_eq!(keys, ["Closes-Bug", "Depends-On", "Change-Id", "Generated-By", "Signed-off-by"], "{text}");
    assert!(text.contains("Depends-On: https://review.example/1\n    Needed-By: I"), "{text}");
}

#[test]
fn a_line_that_allows_no_version_is_refused() {
    let folder = family(false);
    let path = folder.path().join("tug/test-requirements.txt");
    std::fs::write(&path, "mock>=1,<2 # BSD\n").unwrap();
    let output = haggle("raise mock>=3 --project tug", folder.path());
    let text = String::from_utf8(output.stdout).unwrap();
    let expected = "\n  unsolvable: fleet/tug, test-requirements.txt:1: `mock";
    assert!(output.status.code() == Some(1) && text.contains(expected), "{text}");
}

#[test]
fn nothing_is_pushed_where_nobody_knows_of_a_freeze() {
    let folder = family(false);
    let path = folder.path().join("haggle.toml");
    std::fs::write(&path, MANIFEST.replace("[process]\nfrozen = FROZEN\n", "")).unwrap();
    let text = |arguments: &str, code: i32| {
        let output = haggle(arguments, folder.path());
        assert_eq!(output.status.code(), Some(code), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(text("raise rope>=2.5 --project tug", 0).contains("Require rope 2.5"));
    let refused = text("raise rope>=2.5 --project tug --push", 1);
    assert!(
        refused.contains("\n  process: nobody has recorded whether a requirements freeze is in force"),
        "{refused}"
    );
}

/// What a command ends with, and what it prints.
#[track_caller]
fn ends(arguments: &str, folder: &Path, code: i32, parts: &[&str]) -> String {
    let output = haggle(arguments, folder);
    let text = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    assert_eq!(output.status.code(), Some(code), "{arguments}: {text}");
    for part in parts {
        assert!(text.contains(part), "{arguments}: `{part}` is not in:\n{text}");
    }
    text
}

#[test]
fn every_verb_asks_the_release_process() {
    let folder = family(true);
    let pins = || std::fs::read_to_string(folder.path().join("lists/pins.txt")).unwrap();
    let frozen = "process: a requirements freeze is in force (the manifest)";
    // A look is a look, and says what would come of it.
    ends("pins bump rope 3.2", folder.path(), 0, &[frozen, "`--write` with `--override NAME` does that"]);
    ends("pins bump rope 3.2 --write", folder.path(), 1, &["Refused:", frozen]);
    ends("pins bump rope 3.2 --push", folder.path(), 1, &["Refused:", frozen]);
    ends("pins denylist add mock --write", folder.path(), 1, &[frozen]);
    ends("sync --all --policy full --push", folder.path(), 1, &["Refused:", frozen]);
    ends("retire mock", folder.path(), 1, &["Refused:", frozen]);
    ends("pins bump rope 3.2 --write --override typo", folder.path(), 2, &["nothing that speaks against"]);
    assert!(pins().contains("rope===3.0"), "{}", pins());
    // What repairs goes on.
    ends("pins exclude rope==3.0 --to 3.2 --write", folder.path(), 0, &["Exclude rope 3.0"]);
    let drop = ends(
        "pins drop mock --write --override process",
        folder.path(),
        0,
        &["Overridden, process: a requirements freeze"],
    );
    assert!(drop.contains("note: fleet/tug still requires mock: test-requirements.txt:1"), "{drop}");
    assert!(!pins().contains("mock"), "{}", pins());

    let unknown = family(false);
    let path = unknown.path().join("haggle.toml");
    std::fs::write(&path, MANIFEST.replace("[process]\nfrozen = FROZEN\n", "")).unwrap();
    let said = "nobody has recorded whether a requirements freeze is in force";
    for command in ["pins bump rope 3.2 --push", "sync --all --policy full --push", "retire mock --push"] {
        ends(command, unknown.path(), 1, &["Refused:", said]);
    }
    ends("pins bump rope 3.2 --write", unknown.path(), 0, &[said, "written: pins.txt"]);
}

#[test]
fn a_requirement_of_another_platform_gets_its_pin() {
    check(
        "include chain>=2;sys_platform=='win32' --project tug",
        &["+chain;sys_platform=='win32'  # MIT", "+chain===2.1", "+chain>=2;sys_platform=='win32' # MIT"],
    );
}

#[test]
fn where_no_releases_are_known_it_says_so() {
    let folder = family(false);
    let path = folder.path().join("haggle.toml");
    let manifest = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, manifest.replace("[data]\nsnapshot = \"snapshot.json\"\n", "")).unwrap();
    let solved = "whether fleet/tug resolves with it is not known";
    for (arguments, parts) in [
        ("raise rope>=2.5 --project tug", &[solved, "whether there is a release 2.5 of rope"] as &[&str]),
        ("place rope --project tug --placement extra --extra lines", &[solved]),
        ("remove mock --project tug --drop", &["whether another pinned release requires mock is not known"]),
        ("retire mock", &["whether another pinned release requires mock is not known"]),
    ] {
        ends(arguments, folder.path(), 0, parts);
        let json = ends(&format!("{arguments} --format json"), folder.path(), 0, &[]);
        let json: serde_json::Value = serde_json::from_str(&json).unwrap();
        for part in parts {
            let notes = json["notes"].as_array().unwrap();
            assert!(notes.iter().any(|note| note.as_str().unwrap().contains(part)), "{arguments}: {json}");
        }
    }
}
