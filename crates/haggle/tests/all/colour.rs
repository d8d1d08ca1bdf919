//! When output is coloured: the option wins over the environment, and what is not a terminal has no colour unless somebody asks for it.

use std::process::Command;

#[track_caller]
fn check(arguments: &[&str], variables: &[(&str, &str)], is_coloured: bool) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("requirements.txt"), "foo bar\n").unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_haggle"));
    for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"] {
        command.env_remove(name);
    }
    command.args(["lint", "requirements.txt"]).args(arguments).envs(variables.iter().copied());
    let output = command.current_dir(folder.path()).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("requirements.txt"), "{text}");
    assert_eq!(text.contains('\u{1b}'), is_coloured, "{arguments:?} {variables:?}: {text}");
}

#[test]
fn the_option_wins_over_the_environment() {
    check(&[], &[], false);
    check(&["--color", "auto"], &[], false);
    check(&[], &[("CLICOLOR_FORCE", "1")], true);
    check(&[], &[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")], false);
    check(&["--color", "always"], &[], true);
    check(&["--color=always"], &[("NO_COLOR", "1")], true);
    check(&["--color", "never"], &[("CLICOLOR_FORCE", "1")], false);
}
