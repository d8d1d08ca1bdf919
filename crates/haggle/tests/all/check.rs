//! `check` holds projects against the shared lists, repairs what is certain, and says what the gate would say.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const LISTS: [(&str, &str); 3] = [
    (
        "lists/global-requirements.txt",
        "oslo.service!=4.5.0  # Apache-2.0\npyroute2!=0.5.4;sys_platform!='win32'  # Apache-2.0\nsix  # MIT\npbr  # Apache-2.0\n",
    ),
    (
        "lists/upper-constraints.txt",
        "oslo.service===4.6.0\npyroute2===0.9.5;sys_platform!='win32'\nsix===1.17.0\n",
    ),
    ("lists/denylist.txt", "flake8\n"),
];

const BACKEND: &str = "[build-system]\nrequires = [\"pbr>=6\"]\nbuild-backend = \"pbr.build\"\n";

/// A folder with the lists and one project.
fn folder(name: &str, files: &[(&str, &str)]) -> PathBuf {
    let root = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("check").join(name);
    let _ = std::fs::remove_dir_all(&root);
    for (path, text) in LISTS.iter().chain(files) {
        let path = root.join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }
    root
}

fn run(root: &Path, more: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_haggle"));
    command.current_dir(root).args(["check", "app", "--lists", "lists"]).args(more);
    command.output().expect("the command runs")
}

#[track_caller]
fn check(root: &Path, more: &[&str], code: i32, expected: &str) {
    let output = run(root, more);
    let (out, error) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(out, expected, "{error}");
    assert_eq!(output.status.code(), Some(code), "{error}");
}

#[test]
fn a_line_is_shown_with_what_is_wrong_and_what_to_do() {
    let root = folder(
        "shown",
        &[
            ("app/requirements.txt", "oslo.service>=4.5.0 # Apache-2.0\nflake8\nnobody>=1\n"),
            ("app/setup.cfg", "[extras]\nfast =\n  six>=1.18 # MIT\n"),
        ],
    );
    check(
        &root,
        &[],
        1,
        "\
error: `oslo.service`: the lower bound, 4.5.0, is excluded by the global list
 --> app/requirements.txt:1:1
  |
1 | oslo.service>=4.5.0 # Apache-2.0
  | ^^^^^^^^^^^^^^^^^^^
  |
  = help: name the next release that is allowed

error: `nobody`: the global list does not have this name
 --> app/requirements.txt:3:1
  |
3 | nobody>=1
  | ^^^^^^^^^
  |
  = help: add the name to the global list first, or remove the line

error: `six`: the lower bound is above the pinned version, 1.17.0
 --> app/setup.cfg:3:3
  |
3 |   six>=1.18 # MIT
  |   ^^^^^^^^^
  |
  = help: raise the pin first, or lower the bound

1 project, 4 lines: 3 findings; OpenStack's gate refuses 1 project
",
    );
}

#[test]
fn what_the_gate_compares_as_text_is_noted() {
    let root = folder(
        "noted",
        &[
            ("app/pyproject.toml", BACKEND),
            ("app/requirements.txt", "pyroute2>=0.6;sys_platform != 'win32'\nSix>=1\n"),
        ],
    );
    let note = "note: the gate refuses app: requirements.txt (dependencies): ";
    let reason = "no line of the global list has this name and marker";
    let expected = format!(
        "{note}`pyroute2`: {reason}\n{note}`six`: {reason}\n\n\
         1 project, 3 lines: 0 findings; OpenStack's gate refuses 1 project\n"
    );
    check(&root, &[], 0, &expected);
    let refused = "refused app: requirements.txt (dependencies): ";
    let expected = format!(
        "{refused}`pyroute2`: {reason}\n{refused}`six`: {reason}\n1 project, 3 lines: the gate refuses 1\n"
    );
    check(&root, &["--gate", "upstream"], 1, &expected);
}

#[test]
fn a_project_in_line_passes_both() {
    let root = folder(
        "in-line",
        &[
            ("app/pyproject.toml", BACKEND),
            ("app/requirements.txt", "pyroute2>=0.6;sys_platform!='win32'\nsix>=1\n"),
        ],
    );
    check(&root, &[], 0, "1 project, 3 lines: 0 findings; OpenStack's gate refuses 0 projects\n");
    check(&root, &["--gate", "upstream"], 0, "1 project, 3 lines: the gate refuses 0\n");
}

#[test]
fn repairs_change_their_lines_alone() {
    let pyproject = format!(
        "{BACKEND}[project]\nname = \"app\"  # here\nversion = \"1\"\ndependencies = [\n  \"pyroute2>=0.6,!=0.7\",  # why\n]\n"
    );
    let root = folder(
        "repaired",
        &[
            ("app/pyproject.toml", &pyproject),
            ("app/requirements.txt", "# top\r\nsix>=1,<2  # MIT\r\nflake8\r\n"),
        ],
    );
    let output = run(&root, &["--fix"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stdout));
    let read = |path: &str| std::fs::read_to_string(root.join(path)).expect("a file");
    assert_eq!(read("app/requirements.txt"), "# top\r\nsix>=1  # MIT\r\nflake8\r\n");
    let repaired = pyproject.replace("pyroute2>=0.6,!=0.7", "pyroute2>=0.6;sys_platform!='win32'");
    assert_eq!(read("app/pyproject.toml"), repaired);
}

#[test]
fn a_change_of_the_lists_is_judged_by_what_it_breaks() {
    let root = folder(
        "with",
        &[
            ("app/pyproject.toml", BACKEND),
            ("app/requirements.txt", "six>=1\nnobody>=1\n"),
            ("after/global-requirements.txt", "oslo.service\npyroute2\npbr\n"),
            ("after/upper-constraints.txt", ""),
        ],
    );
    let output = run(&root, &["--with", "after", "--format", "json"]);
    assert_eq!(output.status.code(), Some(1));
    let document: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let findings = document["projects"][0]["findings"].as_array().expect("findings");
    let found: Vec<_> =
        findings.iter().map(|found| (found["rule"].as_str(), found["line"].as_u64())).collect();
    assert_eq!(found, [(Some("not-in-global-list"), Some(1))]);
}

#[test]
fn annotations_are_escaped() {
    let root =
        folder("annotations", &[("app/requirements.txt", "nobody>=1\n"), ("app/pyproject.toml", BACKEND)]);
    check(
        &root,
        &["--format", "github"],
        1,
        "::error file=app/requirements.txt,line=1,col=1,title=not-in-global-list::`nobody`: the global list does not have this name\n",
    );
}

#[test]
fn misuse_is_told() {
    let root = folder("misuse", &[("app/README", "")]);
    let output = run(&root, &[]);
    assert_eq!(output.status.code(), Some(2));
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(error.starts_with("error: `app` has no file that holds requirements"), "{error}");
}

/// Runs `check` with these arguments alone.
#[track_caller]
fn check_alone(root: &Path, arguments: &[&str], code: i32, expected: &[&str]) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_haggle"));
    let output = command.current_dir(root).arg("check").args(arguments).output().expect("the command runs");
    let (out, error) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    for line in expected {
        assert!(out.contains(line), "no {line:?} in {out}{error}");
    }
    assert_eq!(output.status.code(), Some(code), "{out}{error}");
}

#[test]
fn an_excluded_bound_is_raised_to_the_next_that_is_allowed() {
    let root = folder("next_bound", &[("app/requirements.txt", "oslo.service>=4.5.0  # Apache-2.0\n")]);
    run(&root, &["--fix"]);
    let repaired = std::fs::read_to_string(root.join("app/requirements.txt")).expect("a file");
    assert_eq!(repaired, "oslo.service>=4.5.1  # Apache-2.0\n");
}

#[test]
fn shared_lists_are_held_against_each_other() {
    let root = folder("shared", &[("lists/projects.txt", "openstack/nova\nnova nova\n")]);
    let expected = [
        "error: this name is neither pinned nor denied",
        "lists/global-requirements.txt:4:1",
        "error: this is not the name of a project",
        "2 findings",
    ];
    check_alone(&root, &["--shared", "--lists", "lists"], 1, &expected);
    let text = LISTS[0].1.replace("pbr  # Apache-2.0\n", "pip # MIT\n");
    std::fs::write(root.join("lists/global-requirements.txt"), text).expect("a file");
    std::fs::write(root.join("lists/projects.txt"), "openstack/nova\n").expect("a file");
    check_alone(
        &root,
        &["--shared", "--lists", "lists"],
        1,
        &["this is not in the normal form", "1 finding"],
    );
    check_alone(&root, &["--shared", "--lists", "lists", "--fix"], 0, &["0 findings"]);
    let repaired = std::fs::read_to_string(root.join("lists/global-requirements.txt")).expect("a file");
    assert!(repaired.ends_with("pip  # MIT\n"), "{repaired}");
}

#[test]
fn names_are_used_and_pinned() {
    let root =
        folder("used", &[("app/requirements.txt", "six>=1\npbr>=6\n"), ("app/pyproject.toml", BACKEND)]);
    let unused = ["oslo.service!=4.5.0", "pyroute2!=0.5.4", "2 findings"];
    check_alone(&root, &["app", "--lists", "lists", "--unused"], 1, &unused);
    // What a project wants of itself, as its own extras, it does not require.
    let own =
        BACKEND.to_owned() + "[project]\nname = \"pyroute2\"\n[dependency-groups]\nall = [\"pyroute2[x]\"]\n";
    std::fs::write(root.join("app/pyproject.toml"), own).expect("a file");
    check_alone(&root, &["app", "--lists", "lists", "--unused"], 1, &unused);
    std::fs::write(root.join("app/pyproject.toml"), BACKEND).expect("a file");
    check_alone(
        &root,
        &["app", "--lists", "lists", "--exists"],
        1,
        &["`pbr`: the constraints do not pin this name"],
    );
    check_alone(&root, &["app", "--lists", "lists"], 0, &["0 findings"]);
}

#[test]
fn a_patch_release_asks_for_nothing_more() {
    let root = folder(
        "release",
        &[("old/requirements.txt", "six>=1\n"), ("new/requirements.txt", "six>=1.1\npbr>=2\n")],
    );
    let expected = [
        "`pbr`: a new requirement",
        "`six`: the least version is raised, `>=1` to `>=1.1`",
        "a patch release may not do so",
    ];
    check_alone(&root, &["--release", "old", "new"], 1, &expected);
    check_alone(&root, &["--release", "old", "new", "--version", "2.0.0"], 0, &["this release may do so"]);
    check_alone(&root, &["--release", "new", "old"], 0, &["nothing is asked for that was not before"]);
}
