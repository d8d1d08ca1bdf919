//! `lint --fix` repairs each fault whose intent is plain, and leaves the rest of the file as it is.

use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

fn file(name: &str, text: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("lint").join(name);
    std::fs::create_dir_all(&folder).expect("a folder");
    let path = folder.join("requirements.txt");
    std::fs::write(&path, text).expect("a file");
    path
}

fn lint(path: &std::path::Path, fix: bool) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_haggle"));
    command.arg("lint").arg(path);
    if fix {
        command.arg("--fix");
    }
    command.output().expect("the command runs")
}

/// Lints, repairs and lints again: the line becomes `repaired`, and what is around it stays.
#[track_caller]
fn check(name: &str, line: &str, repaired: &str) {
    let around = |line: &str| format!("# before\r\nsix>=1.16  # MIT\n{line}  # why\n\n-c constraints.txt");
    let path = file(name, &around(line));
    let before = lint(&path, false);
    assert_eq!(before.status.code(), Some(1), "{}", String::from_utf8_lossy(&before.stdout));
    assert_eq!(std::fs::read_to_string(&path).expect("a file"), around(line), "only `--fix` writes");
    let fixed = lint(&path, true);
    assert_eq!(fixed.status.code(), Some(0), "{}", String::from_utf8_lossy(&fixed.stdout));
    assert_eq!(std::fs::read_to_string(&path).expect("a file"), around(repaired));
    assert_eq!(lint(&path, false).status.code(), Some(0), "nothing is left to repair");
}

#[test]
fn an_operator_turned_round_is_turned_back() {
    check("operator", "alembic=>1.4", "alembic>=1.4");
    check("operator-less", "alembic =< 1.4", "alembic <= 1.4");
}

#[test]
fn a_single_equals_sign_becomes_two() {
    check("equals", "alembic = 1.0", "alembic == 1.0");
}

#[test]
fn a_missing_comma_is_put_in() {
    check("comma", "alembic>=1 <2", "alembic>=1, <2");
}

#[test]
fn what_poetry_writes_becomes_specifiers() {
    check("caret", "alembic ^1.2", "alembic >=1.2,<2");
    check("alternatives", "alembic <2 || >=3", "alembic !=2.*");
}

#[test]
fn bent_quotes_are_straightened() {
    check("quotes", "alembic; os_name == \u{201c}nt\u{201d}", "alembic; os_name == \"nt\"");
}

#[test]
fn a_prefix_behind_an_order_loses_its_star() {
    check("prefix", "alembic>= 1.0.*", "alembic>= 1.0");
}

#[test]
fn a_stray_semicolon_goes() {
    check("semicolon", "alembic>=1;", "alembic>=1");
}

#[test]
fn several_lines_are_repaired_at_once() {
    let path = file("lines", "a => 1\nb = 2\nc>=1;\n");
    assert_eq!(lint(&path, true).status.code(), Some(0));
    assert_eq!(std::fs::read_to_string(&path).expect("a file"), "a >= 1\nb == 2\nc>=1\n");
}

#[test]
fn what_no_edit_mends_stays_and_fails() {
    let text = "alembic <=2 || >=3\n";
    let path = file("left", text);
    assert_eq!(lint(&path, true).status.code(), Some(1));
    assert_eq!(std::fs::read_to_string(&path).expect("a file"), text);
}

/// What the command prints and how it ends, given `text` on standard input.
fn through(arguments: &[&str], text: &str) -> (Option<i32>, String) {
    use std::io::Write;

    let mut command = Command::new(env!("CARGO_BIN_EXE_haggle"));
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the command starts");
    child.stdin.take().expect("a pipe").write_all(text.as_bytes()).expect("the command reads");
    let output = child.wait_with_output().expect("the command ends");
    (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned())
}

#[test]
fn standard_input_is_linted_and_formatted_but_not_repaired() {
    let (code, shown) = through(&["lint", "-"], "six>=1\nalembic => 1\n");
    assert_eq!(code, Some(1));
    assert!(shown.contains("--> -:2:9"), "{shown}");
    assert_eq!(through(&["lint", "--fix", "-"], "alembic => 1\n").0, Some(2));
    assert_eq!(through(&["fmt", "-"], "six >= 1\r\n"), (Some(0), "six>=1\r\n".to_owned()));
    assert_eq!(through(&["fmt", "-"], "six>=1\n"), (Some(0), "six>=1\n".to_owned()));
    assert_eq!(
        through(&["fmt", "--file-format", "bindep", "-"], "libc [test   doc]\n").1,
        "libc [test doc]\n"
    );
}

#[test]
fn an_open_quote_is_closed() {
    check("quote", "alembic; os_name == 'nt", "alembic; os_name == 'nt'");
}

#[test]
fn many_faults_are_shown_in_linear_time() {
    // Shown with the whole file around each, this took minutes.
    let path = file("many", &"foo bar\n".repeat(20_000));
    let shown = String::from_utf8_lossy(&lint(&path, false).stdout).into_owned();
    assert!(shown.ends_with("20000 faults\n"));
    assert!(shown.contains("requirements.txt:20000:5\n"));
}

#[test]
fn a_file_of_another_kind_has_one_fault() {
    let path = file("conda", &format!("# platform: linux-64\n{}", "blas=1.0=mkl\n".repeat(95)));
    let shown = String::from_utf8_lossy(&lint(&path, false).stdout).into_owned();
    assert!(shown.ends_with("1 fault\n"), "{shown}");
    assert!(shown.contains("a list of conda's packages (`conda list --export`): 95 of 95 lines"), "{shown}");
    assert!(shown.contains("requirements.txt:2:1\n"), "{shown}");
}
