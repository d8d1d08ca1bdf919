//! What `-q`, `-v` and `-vv` leave out and add: always on standard error, never in the answer.

use std::path::Path;
use std::process::Command;

use haggle_testkit::index_server::IndexServer;

fn run(folder: &Path, arguments: &str) -> (String, String, Option<i32>) {
    let output = Command::new(env!("CARGO_BIN_EXE_haggle"))
        .args(arguments.split(' '))
        .current_dir(folder)
        .env_remove("HAGGLE_MANIFEST")
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (text(output.stdout), text(output.stderr), output.status.code())
}

#[test]
fn quiet_leaves_notes_out_and_errors_in() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("requirements.txt"), "b\na  # c\nfoo bar\n").unwrap();
    let (out, usual, code) = run(folder.path(), "fmt --check requirements.txt");
    assert!(usual.contains("1 fault stays as it is"), "{usual}");
    let (quiet_out, quiet, quiet_code) = run(folder.path(), "fmt --check requirements.txt -q");
    assert_eq!((quiet_out, quiet.as_str(), quiet_code), (out, "", code));
    let (_, error, code) = run(folder.path(), "fmt --check nothing.txt -q");
    assert!(error.starts_with("error: cannot read `nothing.txt`") && code == Some(2), "{error}");
    let (_, error, code) = run(folder.path(), "fmt -q -v requirements.txt");
    assert!(error.contains("cannot be used with") && code == Some(2), "{error}");
}

#[test]
fn verbose_says_what_is_read() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("requirements.txt"), "six\n").unwrap();
    let (out, said, _) = run(folder.path(), "lint requirements.txt -v");
    assert_eq!(said, "read requirements.txt: 4 bytes\n");
    let (usual_out, usual, _) = run(folder.path(), "lint requirements.txt");
    assert_eq!((usual_out, usual.as_str()), (out, ""));
}

#[test]
fn twice_verbose_says_each_request() {
    let server = IndexServer::start();
    let folder = tempfile::tempdir().unwrap();
    let address = server.url();
    let (_, said, code) = run(
        folder.path(),
        &format!("resolve nothing-there --index-url {address} --cache-dir cache --python-version 3.12 -vv"),
    );
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains(&format!("release facts are asked of {address}")), "{said}");
    assert!(said.contains("stored in cache"), "{said}");
    assert!(said.contains("a round asks for the releases of nothing-there"), "{said}");
    assert!(said.contains("/nothing-there/: 404, "), "{said}");
    let (_, said, _) = run(
        folder.path(),
        &format!("resolve nothing-there --index-url {address} --cache-dir cache --python-version 3.12 -v"),
    );
    assert!(said.contains("stored in cache") && !said.contains("404"), "{said}");
}
