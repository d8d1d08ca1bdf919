//! `init` writes a manifest from checkouts, with which `check` runs at once.

#[allow(dead_code, reason = "these families are not the demo")]
use crate::schemas;

use std::path::Path;

use crate::copied::said;

const CONFIG: &str =
    "[core]\n\tbare = false\n[remote \"origin\"]\n\turl = git@github.com:acme/shop-api.git\n";
const PYPROJECT: &str = "[project]\nname = \"shop-api\"\nversion = \"2.1\"\nrequires-python = \">=3.11\"\nclassifiers = [\n  \"Programming Language :: Python :: 3.12\",\n  \"Programming Language :: Python :: 3.13\",\n]\ndependencies = [\n  \"requests>=2.31\",\n]\n[project.optional-dependencies]\ntest = [\"pytest>=8\"]\nfast = [\"orjson>=3\"]\n";

fn write(root: &Path, files: &[(&str, &str)]) {
    for (path, text) in files {
        let path = root.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
}

fn modern(root: &Path) {
    write(
        root,
        &[
            ("api/.git/config", CONFIG),
            ("api/.git/HEAD", "ref: refs/heads/main\n"),
            ("api/pyproject.toml", PYPROJECT),
            ("constraints.txt", "requests==2.32.4\norjson==3.10.1\n"),
        ],
    );
}

#[test]
fn a_family_with_constraints_alone_is_checked_at_once() {
    let root = tempfile::tempdir().unwrap();
    modern(root.path());
    let init = said(root.path(), &["init", "api", "constraints.txt"], "");
    assert_eq!((init.code, init.err.as_str()), (Some(0), ""));
    assert!(
        init.out.starts_with("the family acme: 1 project, 1 feature, Python 3.12, 3.13\n"),
        "{}",
        init.out
    );
    let manifest = std::fs::read_to_string(root.path().join("haggle.toml")).unwrap();
    for line in [
        "name = \"acme/shop-api\"",
        "release = \"2.1\"",
        "branch = \"main\"",
        "requirements = \"pyproject.toml\"",
        "constraints = \"constraints.txt\"",
    ] {
        assert!(manifest.lines().any(|other| other == line), "{line} is not in:\n{manifest}");
    }
    assert!(!manifest.contains("global ="), "{manifest}");
    let check = said(root.path(), &["check"], "");
    assert_eq!(
        (check.code, check.out.as_str()),
        (Some(0), "1 project, 3 lines: 0 findings\n"),
        "{}",
        check.err
    );
    // What has no list is not limited by one; bounds and pins are looked at all the same.
    write(root.path(), &[("api/requirements.txt", "requests>=2.33\nanything>=1,<2\n")]);
    let check = said(root.path(), &["check"], "");
    assert_eq!(check.code, Some(1));
    assert!(check.out.contains("the lower bound is above the pinned version, 2.32.4"), "{}", check.out);
    assert!(check.out.ends_with("1 project, 5 lines: 1 finding\n"), "{}", check.out);
}

/// A project may need nothing: its metadata says so where it has a table of the project without dependencies.
#[test]
fn a_project_without_dependencies_is_one_of_the_family() {
    let root = tempfile::tempdir().unwrap();
    modern(root.path());
    let alone = "[project]\nname = \"shop-core\"\nversion = \"1.0\"\nrequires-python = \">=3.12\"\n";
    write(root.path(), &[("core/pyproject.toml", alone)]);
    let init = said(root.path(), &["init", "api", "core", "constraints.txt"], "");
    assert_eq!((init.code, init.err.as_str()), (Some(0), ""));
    let check = said(root.path(), &["check"], "");
    assert_eq!((check.code, check.out.as_str()), (Some(0), "2 projects, 3 lines: 0 findings\n"));
    // What a build makes is not known, and the file says nothing.
    write(root.path(), &[("core/pyproject.toml", &(alone.to_owned() + "dynamic = [\"dependencies\"]\n"))]);
    let refused = said(root.path(), &["init", "api", "core", "--force"], "");
    assert_eq!(refused.code, Some(2));
    assert!(refused.err.contains("`core`: nothing lists its requirements"), "{}", refused.err);
}

#[test]
fn two_checkouts_of_one_name_are_told_by_their_folders() {
    let root = tempfile::tempdir().unwrap();
    modern(root.path());
    write(
        root.path(),
        &[
            ("other/.git/config", CONFIG),
            ("other/.git/HEAD", "ref: refs/heads/main\n"),
            ("other/pyproject.toml", PYPROJECT),
        ],
    );
    let refused = said(root.path(), &["init", "api", "other"], "");
    assert_eq!((refused.code, refused.out.as_str()), (Some(2), ""));
    assert!(
        refused.err.starts_with("error: `api` and `other` are both the project `acme/shop-api`\nhelp: "),
        "{}",
        refused.err
    );
}

#[test]
fn nothing_is_overwritten_without_force() {
    let root = tempfile::tempdir().unwrap();
    modern(root.path());
    write(root.path(), &[("features.toml", "mine\n")]);
    let init = said(root.path(), &["init", "api", "constraints.txt"], "");
    assert_eq!(init.code, Some(2));
    assert_eq!(
        init.err,
        "error: `features.toml` would be overwritten\nhelp: move what you want to keep, or give `--force`\n"
    );
    assert!(!root.path().join("haggle.toml").exists());
    assert_eq!(said(root.path(), &["init", "api", "constraints.txt", "--force"], "").code, Some(0));
    assert_ne!(std::fs::read_to_string(root.path().join("features.toml")).unwrap(), "mine\n");
}

#[test]
fn gerrit_worktrees_tags_and_setup_cfg_are_read() {
    let root = tempfile::tempdir().unwrap();
    write(
        root.path(),
        &[
            ("requirements/global-requirements.txt", "six  # MIT\npbr  # Apache-2.0\n"),
            ("requirements/upper-constraints.txt", "six===1.17.0\n"),
            ("requirements/.gitreview", "[gerrit]\nhost=review.example.org\nproject=open/requirements.git\n"),
            // A worktree, whose repository is elsewhere.
            ("lib/.git", "gitdir: ../main/.git/worktrees/lib\n"),
            ("main/.git/worktrees/lib/HEAD", "ref: refs/heads/stable/9\n"),
            ("main/.git/worktrees/lib/commondir", "../..\n"),
            ("main/.git/config", "[remote \"origin\"]\n\turl = https://git.example.org/open/lib\n"),
            (
                "main/.git/packed-refs",
                "# pack-refs\n00 refs/tags/9.0.0\n00 refs/tags/9.10.0\n00 refs/tags/10.0.0rc1\n",
            ),
            (
                "lib/setup.cfg",
                "[metadata]\nname = lib\npython_requires = >=3.10\nclassifier =\n    Programming Language :: Python :: 3\n    Programming Language :: Python :: 3.11\n[extras]\nfast =\n  six>=1.16 # MIT\n",
            ),
            ("lib/requirements.txt", "six>=1.16 # MIT\n"),
        ],
    );
    let init = said(root.path(), &["init", "requirements", "lib"], "");
    assert_eq!((init.code, init.err.as_str()), (Some(0), ""), "{}", init.out);
    let manifest = std::fs::read_to_string(root.path().join("haggle.toml")).unwrap();
    for line in [
        "name = \"open\"",
        "project = \"open/requirements\"",
        "global = \"global-requirements.txt\"",
        "name = \"open/lib\"",
        "branch = \"stable/9\"",
        "release = \"9.10.0\"",
        "setup-cfg = \"setup.cfg\"",
        "python = \"3.11\"",
    ] {
        assert!(manifest.lines().any(|other| other == line), "{line} is not in:\n{manifest}");
    }
    assert_eq!(manifest.matches("[[environment]]").count(), 1);
    assert_eq!(said(root.path(), &["check"], "").code, Some(0));
}

#[test]
fn everything_that_is_wrong_is_told_at_once() {
    let root = tempfile::tempdir().unwrap();
    write(
        root.path(),
        &[
            ("bare/HEAD", "ref: refs/heads/main\n"),
            ("bare/objects/x", ""),
            ("bare/refs/x", ""),
            ("nameless/requirements.txt", "six\n"),
            ("broken/pyproject.toml", "[project\n"),
            ("empty/README", ""),
        ],
    );
    let init = said(root.path(), &["init", "bare", "nameless", "broken", "empty", "nowhere"], "");
    assert_eq!(init.code, Some(2));
    for part in [
        "`bare`: it is a bare repository",
        "`nameless`: nothing names its distribution",
        "`broken`: its pyproject.toml is not TOML",
        "`empty`: it is not a checkout (a git repository with files that hold requirements), and holds none",
        "`nowhere`: there is no such file or folder",
    ] {
        assert!(init.err.contains(part), "{part} is not in:\n{}", init.err);
    }
}

#[test]
fn one_line_names_the_projects_of_a_list() {
    let root = tempfile::tempdir().unwrap();
    for number in 0..216 {
        let pyproject = format!(
            "[project]\nname = \"lib-{number}\"\nrequires-python = \">=3.12\"\ndependencies = [\"six>=1\"]\n"
        );
        write(root.path(), &[(&format!("clones/lib-{number}/pyproject.toml"), &pyproject)]);
    }
    write(root.path(), &[("constraints.txt", "six==1.17.0\n")]);
    let init = said(root.path(), &["init", "clones"], "");
    assert_eq!((init.code, init.err.as_str()), (Some(0), ""), "{}", init.out);
    let manifest = std::fs::read_to_string(root.path().join("haggle.toml")).unwrap();
    assert!(manifest.contains("\nprojects = \"projects.txt\"\nclones = \"clones\"\n"), "{manifest}");
    assert!(!manifest.contains("[[project]]"));
    let check = said(root.path(), &["check"], "");
    assert_eq!(
        (check.code, check.out.as_str()),
        (Some(0), "216 projects, 216 lines: 0 findings\n"),
        "{}",
        check.err
    );
    // Every line of the list that is wrong is told.
    write(root.path(), &[("projects.txt", "lib-1  # fine\nlib-1\nno/where\n-x\n")]);
    let check = said(root.path(), &["check"], "");
    assert_eq!(check.code, Some(2));
    for part in [
        "projects.txt:2: two projects are named `lib-1`",
        "projects.txt:3: there is no checkout",
        "projects.txt:4: ",
    ] {
        assert!(check.err.contains(part), "{part} is not in:\n{}", check.err);
    }
}

#[test]
fn json_says_what_was_found_and_written() {
    let root = tempfile::tempdir().unwrap();
    modern(root.path());
    let init = said(root.path(), &["init", "api", "constraints.txt", "--format", "json"], "");
    let document: serde_json::Value = serde_json::from_str(&init.out).unwrap();
    assert_eq!(document["projects"][0]["name"], "acme/shop-api");
    schemas::holds("init", &document);
    assert_eq!(document["pythons"], serde_json::json!(["3.12", "3.13"]));
    assert_eq!(document["features"], serde_json::json!([{ "project": "acme/shop-api", "extra": "fast" }]));
    let written = serde_json::json!(["haggle.toml", "features.toml", "stakeholders.toml"]);
    assert_eq!((init.code, &document["written"]), (Some(0), &written), "{}", init.err);
}

#[test]
fn metadata_come_before_a_file_for_development_and_owners_that_differ_name_no_family() {
    let root = tempfile::tempdir().unwrap();
    let family = root.path().join("shelf");
    std::fs::create_dir(&family).unwrap();
    let project = |name: &str| {
        format!("[project]\nname = \"{name}\"\nrequires-python = \">=3.12\"\ndependencies = [\"six>=1\"]\n")
    };
    let remote = |owner: &str| format!("[remote \"origin\"]\n\turl = https://git.example.org/{owner}.git\n");
    write(
        &family,
        &[
            ("one/pyproject.toml", &project("one")),
            ("one/requirements.txt", "-e .\npytest==8.4.1\n"),
            ("one/.git/HEAD", "ref: refs/heads/main\n"),
            ("one/.git/config", &remote("acme/one")),
            ("two/pyproject.toml", &project("two")),
            ("two/.git/HEAD", "ref: refs/heads/main\n"),
            ("two/.git/config", &remote("zeta/two")),
        ],
    );
    let init = said(&family, &["init", "one", "two"], "");
    assert_eq!(init.code, Some(0), "{}", init.err);
    assert!(init.out.starts_with("the family shelf: 2 projects"), "{}", init.out);
    let manifest = std::fs::read_to_string(family.join("haggle.toml")).unwrap();
    assert_eq!(manifest.matches("requirements = \"pyproject.toml\"").count(), 2, "{manifest}");
}
