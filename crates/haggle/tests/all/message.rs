//! Commit messages, as others read them.

// Clippy sees helpers of integration tests as no tests.

use crate::schemas;

use std::process::Command;

const ID: &str = "I85dedd459472b18d53a17ec71c1ac28a026675f7";

#[track_caller]
fn check(message: &str, arguments: &[&str], code: i32, parts: &[&str]) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("message"), message).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_haggle"));
    command.args(["message", "check", "message"]).args(arguments).current_dir(&folder);
    let output = command.output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(code), "{text}");
    for part in parts {
        assert!(text.contains(part), "`{part}` is not in:\n{text}");
    }
    if arguments.contains(&"json") {
        schemas::holds("message-check", &serde_json::from_str(&text).unwrap());
    }
    assert!(!text.contains('\u{1b}'), "{text}");
}

#[test]
fn what_is_read_and_what_is_not() {
    let good = format!("Use xattr\n\nWhy.\n\nDepends-On: {ID}\nChange-Id: {ID}\n");
    check(&good, &[], 0, &[&format!("line 5: Zuul waits for {ID}"), &format!("Gerrit takes it for {ID}")]);
    let bad = format!("Use xattr\n\nDepends-On:  {ID}\nDepends-On: https://review.example/c/7\u{1b}[31m\n");
    check(&bad, &[], 1, &["line 3: Zuul ignores this", "line 4: Zuul ignores this", "there is no Change-Id"]);
    let elsewhere = format!("Use xattr\n\nDepends-On: https://other.example/7\nChange-Id: {ID}\n");
    check(&elsewhere, &[], 0, &["other.example, change 7"]);
    let host = ["--review", "https://review.example"];
    check(&elsewhere, &host, 1, &["no connection to that host", "trailers for git: Depends-On, Change-Id"]);
    check(&elsewhere, &["--format", "json"], 0, &["\"target\": \"other.example, change 7\""]);
}
