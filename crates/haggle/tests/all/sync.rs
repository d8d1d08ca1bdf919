//! The sync from the command line, and by the jobs that run it.

// Clippy sees helpers of integration tests as no tests.

use crate::schemas;

use std::fs;
use std::path::Path;
use std::process::Command;

use haggle_testkit::demo_family::DemoFamily;

/// The demo family, with a list that excludes the bound of a line of glance.
fn family() -> DemoFamily {
    let family = DemoFamily::start(Path::new(env!("CARGO_BIN_EXE_haggle"))).unwrap();
    let path = family.root().join("requirements/global-requirements.txt");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("oslo.config!=", "oslo.config!=8.1.0,!=9.9.9,!=")).unwrap();
    family
}

#[track_caller]
fn check(family: &DemoFamily, arguments: &str, parts: &[&str], is_success: bool) {
    let arguments: Vec<&str> = arguments.split(' ').collect();
    let (printed, ended_well) = family.haggle(&arguments).unwrap();
    for part in parts {
        assert!(printed.contains(part), "`{part}` is not in:\n{printed}");
    }
    assert_eq!(ended_well, is_success, "{printed}");
}

#[test]
fn a_push_tells_of_lines_that_it_leaves() {
    let family = family();
    let path = family.root().join("requirements/global-requirements.txt");
    let text = fs::read_to_string(&path).unwrap();
    let without: String = text.split_inclusive('\n').filter(|line| !line.starts_with("WebOb")).collect();
    assert_ne!(without, text);
    fs::write(&path, without).unwrap();
    check(&family, "sync --all --dry-run", &["webob is not in the global list"], false);
    check(&family, "sync --all --push", &[" new ", "lines left for somebody to decide: 1 "], true);
}

#[test]
fn only_what_is_wrong_is_shown_and_pushed_once() {
    let family = family();
    let line =
        "requirements.txt:13: oslo.config>=8.1.0 -> oslo.config>=8.2.0: the lower bound, 8.1.0, is excluded";
    check(&family, "sync", &[line, "57 lines: 1 to change"], false);
    check(&family, "sync glance_store", &["0 to change"], true);
    check(&family, "sync --policy full", &["oslo.config>=8.2.0,!=9.9.9", "the list excludes more"], false);
    let (printed, _) = family.haggle(&["sync", "--format", "json"]).unwrap();
    schemas::holds("sync", &serde_json::from_str(&printed).unwrap());
    check(&family, "sync nova", &["no project `nova`"], false);
    check(&family, "sync --push", &["nobody said for which projects"], false);
    check(&family, "sync --all --push --dry-run", &[line], false);
    assert!(family.server.changes().is_empty());
    check(&family, "sync --all --push", &["openstack/glance", " new "], true);
    check(&family, "sync --all --push", &["openstack/glance", " unchanged "], true);
    assert_eq!(family.server.changes().len(), 1);
    let message = family.server.changes()[0].current().message.clone();
    assert!(
        message.contains("- requirements.txt: oslo.config>=8.1.0 becomes oslo.config>=8.2.0:"),
        "{message}"
    );
}

/// The commands of a file whose lines begin with a key.
fn steps(file: &str, key: &str) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../integrations").join(file);
    let text = fs::read_to_string(path).unwrap();
    text.lines().filter_map(|line| line.trim().strip_prefix(key)).map(str::to_owned).collect()
}

#[test]
fn the_steps_of_the_jobs_do_what_they_say() {
    for (file, key) in [("zuul/sync.yaml", "cmd: "), ("github/sync.yml", "run: ")] {
        let family = family();
        let steps = steps(file, key);
        assert!(steps.iter().any(|step| step.contains("--push")), "{file}: {steps:?}");
        let programs = Path::new(env!("CARGO_BIN_EXE_haggle")).parent().unwrap();
        let path = format!("{}:{}", programs.display(), std::env::var("PATH").unwrap());
        for step in steps.iter().filter(|step| !step.starts_with("git config")) {
            let mut command = Command::new("sh");
            command.args(["-euc", step]).current_dir(family.root()).env("PATH", &path);
            command
                .env("GIT_CONFIG_GLOBAL", family.root().join("../gitconfig"))
                .env_remove("HAGGLE_MANIFEST");
            for proxy in ["http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]
            {
                command.env_remove(proxy);
            }
            let output = command.output().unwrap();
            assert!(output.status.success(), "{file}: {step}: {}", String::from_utf8_lossy(&output.stderr));
        }
        assert_eq!(family.server.changes().len(), 1, "{file}");
        let message = family.server.changes()[0].current().message.clone();
        assert!(message.contains("\nSigned-off-by: "), "{message}");
    }
}
