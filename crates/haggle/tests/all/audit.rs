//! `audit` reads a project's folder and what is installed, and its exit code says whether something is to be done.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn folder(name: &str, files: &[(&str, &str)]) -> PathBuf {
    let root = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("audit").join(name);
    let _ = std::fs::remove_dir_all(&root);
    for (path, text) in files {
        let path = root.join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }
    root
}

/// A folder of installed distributions for one test alone.
fn installed(project: &Path) -> PathBuf {
    let name = project.file_name().expect("a name").to_string_lossy();
    folder(
        &format!("installed-for-{name}"),
        &[
            ("six-1.17.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: six\nVersion: 1.17.0\n"),
            ("six-1.17.0.dist-info/RECORD", "six.py,sha256=x,1\nsix-1.17.0.dist-info/METADATA,,\n"),
            ("xattr-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: xattr\nVersion: 1.0\n"),
            ("xattr-1.0.dist-info/RECORD", "xattr/__init__.py,,\n"),
            ("yaml-1.egg-info/PKG-INFO", "Metadata-Version: 2.1\nName: PyYAML\nVersion: 1\n"),
            ("yaml-1.egg-info/top_level.txt", "yaml\n_yaml\n"),
        ],
    )
}

fn audit(project: &Path, more: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_haggle"));
    command
        .arg("audit")
        .arg(project)
        .arg("--site-packages")
        .arg(installed(project))
        .args(more)
        .env("HAGGLE_CACHE_DIR", project.join(".cache"));
    command.output().expect("the command runs")
}

#[track_caller]
fn check(project: &Path, code: i32, expected: &str) {
    let output = audit(project, &[]);
    assert_eq!(String::from_utf8_lossy(&output.stdout), expected);
    assert_eq!(output.status.code(), Some(code));
}

#[test]
fn findings_are_told_with_their_places() {
    let project = folder(
        "findings",
        &[
            ("requirements.txt", "six>=1.16  # MIT\n"),
            ("app/__init__.py", ""),
            (
                "app/a.py",
                "import os\nimport yaml\ntry:\n    import xattr\nexcept ImportError:\n    xattr = None\n",
            ),
            (".tox/x/b.py", "import nothing\n"),
            ("env/pyvenv.cfg", ""),
            ("env/lib/c.py", "import nothing\n"),
        ],
    );
    check(
        &project,
        1,
        "\
undeclared: the product imports `yaml` (of `pyyaml`), which no requirement declares
  app/a.py:2  imports `yaml`

unused: nothing imports `six`, declared for the product
  requirements.txt:1  declares `six`

optional: the product imports `xattr` (of `xattr`) only where it is there (no change asked for)
  app/a.py:4  imports `xattr`, guarded

3 imports, 1 requirement, 3 findings (2 for sure)
",
    );
}

#[test]
fn a_project_in_order_has_no_findings() {
    let project = folder(
        "in-order",
        &[
            ("pyproject.toml", "[project]\nname = \"a\"\ndependencies = [\n  \"six\",\n  \"PyYAML\",\n]\n"),
            ("src/a/__init__.py", "import six\nimport yaml\n"),
            ("bin/run", "#!/usr/bin/env python3\nimport a, six\n"),
        ],
    );
    check(&project, 0, "4 imports, 2 requirements, 0 findings (0 for sure)\n");
}

#[test]
fn json_has_the_same_findings() {
    let project = folder("json", &[("app/a.py", "import six\n")]);
    let output = audit(&project, &["--format", "json"]);
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let finding = &report["findings"][0];
    assert_eq!(finding["verdict"]["undeclared"]["provider"], "six");
    assert_eq!(finding["certainty"], "certain");
    assert_eq!(
        (finding["evidence"][0]["line"].as_u64(), &finding["evidence"][0]["class"]),
        (Some(1), &"required".into())
    );
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn what_is_certain_is_repaired() {
    let files = [
        ("requirements.txt", "six>=1.16  # MIT\nPyYAML  # MIT\n"),
        ("test-requirements.txt", "# tests\n"),
        ("app/__init__.py", ""),
        ("app/tests/test_a.py", "import yaml\n"),
    ];
    let project = folder("repaired", &files);
    let output = audit(&project, &["--diff"]);
    let shown = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(output.status.code(), Some(1));
    assert!(shown.contains("-six>=1.16  # MIT\n-PyYAML  # MIT\n"), "{shown}");
    assert!(shown.contains("+PyYAML  # MIT\n"), "{shown}");
    let read = |name: &str| std::fs::read_to_string(project.join(name)).expect("a file");
    assert_eq!(read("requirements.txt"), files[0].1);

    let output = audit(&project, &["--fix"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stdout));
    assert_eq!(read("requirements.txt"), "");
    assert_eq!(read("test-requirements.txt"), "# tests\nPyYAML  # MIT\n");
    let again = audit(&project, &["--diff"]);
    assert_eq!((again.status.code(), again.stdout.len()), (Some(0), 0));
}

#[test]
fn a_folder_that_is_not_there_is_misuse() {
    let output = audit(Path::new("/nonexistent/project"), &[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        String::from_utf8_lossy(&output.stderr)
            .contains("there is no folder `/nonexistent/project`: the folder of a project belongs here")
    );
}

#[cfg(feature = "live")]
#[test]
fn an_index_tells_what_requirements_provide() {
    use haggle_testkit::index_server::{IndexServer, wheel_with};

    let server = IndexServer::start();
    server.publish("pyopenssl", wheel_with("pyOpenSSL", "1.0", &[("OpenSSL/__init__.py", "")]));
    server.publish(
        "hooks",
        wheel_with("hooks", "1.0", &[("hooks.py", ""), ("@entry_points.txt", "[x]\na = hooks\n")]),
    );
    let project = folder(
        "index",
        &[("requirements.txt", "pyOpenSSL\nhooks\nsix\n"), ("app/a.py", "import OpenSSL\nimport six\n")],
    );
    let output = Command::new(env!("CARGO_BIN_EXE_haggle"))
        .arg("audit")
        .arg(&project)
        .args(["--ask-index", "--index-url", &server.url()])
        .env("HAGGLE_CACHE_DIR", project.join(".cache"))
        .output()
        .expect("the command runs");
    let expected = "\
unused: nothing imports `hooks`, declared for the product (no change asked for)
  not certain: it plugs into `x`
  requirements.txt:2  declares `hooks`

2 imports, 3 requirements, 1 finding (0 for sure)
the import names of 1 requirement are guessed: `--site-packages FOLDER` or `--ask-index` tells them
";
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        expected,
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert_eq!(output.status.code(), Some(0));
}
