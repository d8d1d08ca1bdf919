//! The jobs that check a family: their steps pass on a family in line, and fail with the place of a line that is not.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::copied::copied;

/// The commands of a file whose lines begin with a key.
fn steps(file: &str, key: &str) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../integrations").join(file);
    let text = fs::read_to_string(path).unwrap();
    text.lines().filter_map(|line| line.trim().strip_prefix(key)).map(str::to_owned).collect()
}

/// Runs the steps of a file as its system does: whether all pass, and what they print.
fn run(file: &str, key: &str, shell: &[&str], folder: &Path) -> (bool, String) {
    let steps = steps(file, key);
    assert!(steps.iter().any(|step| step.contains("haggle check")), "{file}: {steps:?}");
    let programs = Path::new(env!("CARGO_BIN_EXE_haggle")).parent().unwrap();
    let path = format!("{}:{}", programs.display(), std::env::var("PATH").unwrap());
    let mut printed = String::new();
    for step in steps {
        let mut command = Command::new(shell[0]);
        command.args(&shell[1..]).arg(&step).current_dir(folder).env("PATH", &path);
        command.env("HAGGLE_MANIFEST", "haggle.toml").env("HAGGLE_ARGUMENTS", "--exists");
        let output = command.output().unwrap();
        assert!(
            output.status.code().is_some_and(|code| code < 2),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        printed += &String::from_utf8_lossy(&output.stdout);
        if !output.status.success() {
            return (false, printed);
        }
    }
    (true, printed)
}

#[test]
fn the_steps_of_the_checks_find_a_wrong_line() {
    const SH: &[&str] = &["sh", "-euc"];
    const BASH: &[&str] = &["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c"];
    let jobs = [
        ("zuul/check.yaml", "cmd: ", SH, "glance/requirements.txt:13:"),
        ("github/check.yml", "run: ", BASH, "::error file=glance/requirements.txt,line=13,"),
        ("github/action.yml", "run: ", BASH, "::error file=glance/requirements.txt,line=13,"),
    ];
    let folder = copied();
    let list = folder.path().join("requirements/global-requirements.txt");
    let in_line = fs::read_to_string(&list).unwrap();
    for (file, key, shell, place) in jobs {
        fs::write(&list, &in_line).unwrap();
        assert!(run(file, key, shell, folder.path()).0, "{file}");
        fs::write(&list, in_line.replace("oslo.config!=", "oslo.config!=8.1.0,!=")).unwrap();
        let (passed, printed) = run(file, key, shell, folder.path());
        assert!(!passed && printed.contains(place), "{file}: {printed}");
    }
}
