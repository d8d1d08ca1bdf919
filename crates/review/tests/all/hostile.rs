//! Repositories that try to run something, or to have something written outside of them.

use crate::setup;

use std::fs;

use crate::setup::{Scene, committer, draft, words};
use haggle_govern::change::{ChangeDraft, FileChange};
use haggle_review::{Committer, Login, TopicCommit, commit_on_topic};

/// A draft that writes a new file to a path.
fn to(path: &str) -> ChangeDraft {
    let mut draft = draft("lists", "5", "five");
    draft.files = vec![FileChange { path: path.into(), before: Vec::new(), after: b"x\n".to_vec() }];
    draft
}

#[test]
fn no_edit_is_written_through_a_link_or_out_of_the_repository() {
    let scene = Scene::new();
    // A name that ends in `@` is a symbolic link.
    scene.server.commit(
        "lists",
        "main",
        &[("link.txt@", b"/etc/passwd"), ("folder@", b"/tmp"), ("plain/file", b"x\n")],
    );
    let check = |path: &str, reason: &str| {
        let found = words(&scene.publish(vec![to(path)]));
        assert!(found[0].starts_with("failed: ") && found[0].contains(reason), "{path:?}: {found:?}");
    };
    check("link.txt", "a symbolic link");
    check("folder/x", "below a link or a submodule");
    check("plain/file/x", "below a link or a submodule");
    check("plain", "not a file");
    for path in [
        "../x",
        "/x",
        ".git/config",
        ".GIT/hooks/post-commit",
        "a/../../x",
        "git~1/x",
        "a\\..\\x",
        ".gitmodules",
    ] {
        check(path, "does not write to this path");
    }
    for path in ["x\ny", "x\u{1b}[31m", ".g\u{200d}it/config"] {
        check(path, "does not write to this path");
    }
    assert_eq!(scene.server.changes(), []);
    assert_eq!(words(&scene.publish(vec![to("plain/other")])), ["created 1"]);
}

#[test]
fn what_a_repository_says_to_git_is_not_done() {
    let scene = Scene::new();
    let marker = scene.settings.folder.join("ran");
    let touch = format!("touch {}", marker.display());
    let modules = format!("[submodule \"x\"]\n\tpath = x\n\turl = ext::sh -c {touch}\n\tupdate = !{touch}\n");
    let attributes = "* filter=x diff=x merge=x\n";
    scene.server.commit(
        "lists",
        "main",
        &[
            (".gitmodules", modules.as_bytes()),
            (".gitattributes", attributes.as_bytes()),
            (".gitconfig", b"[core]\n"),
        ],
    );
    assert_eq!(words(&scene.publish(vec![draft("lists", "5", "five")])), ["created 1"]);
    assert!(!marker.exists());
}

#[test]
fn names_with_options_in_them_reach_no_command() {
    let scene = Scene::new();
    for branch in
        ["--upload-pack=touch x", "main%topic=x,submit", "main:refs/heads/main", "../main", "", "main\n"]
    {
        let mut draft = draft("lists", "5", "five");
        draft.branch = branch.into();
        let found = words(&scene.publish(vec![draft]));
        assert!(found[0].contains("is not the plain name of a branch"), "{branch:?}: {found:?}");
    }
    for topic in ["x,submit", "x y", "--x", "\"x"] {
        let mut draft = draft("lists", "5", "five");
        draft.topic = Some(topic.into());
        let set = haggle_govern::change::ChangeSet::new(vec![draft]).unwrap();
        let error = haggle_review::publish(&scene.system, &set, &committer(), &scene.settings).unwrap_err();
        assert!(error.reason().contains("is not the plain name of a topic"), "{error}");
    }
    assert_eq!(scene.server.changes(), []);
}

#[test]
fn a_committers_name_stays_a_name() {
    let scene = Scene::new();
    let set = haggle_govern::change::ChangeSet::new(vec![draft("lists", "5", "five")]).unwrap();
    let who = Committer { name: "A <b>\ncommitter evil".into(), email: "x> 0 +0000\ny".into() };
    haggle_review::publish(&scene.system, &set, &who, &scene.settings).unwrap();
    let changes = scene.server.changes();
    let message = &changes[0].current().message;
    assert!(message.starts_with("Change 5 in lists\n"), "{message}");
}

#[test]
fn a_checkout_without_the_branch_or_with_another_topic_of_the_name_is_left() {
    let folder = tempfile::TempDir::new().unwrap();
    let draft = draft("lists", "5", "five");
    let message = draft.message.to_string();
    let committer = committer();
    let write = |topic: &str| {
        let new = haggle_review::NewCommit {
            base: "",
            files: &draft.files,
            message: &message,
            committer: &committer,
            version: 0,
        };
        commit_on_topic(folder.path(), ("main", topic), &new, std::time::Duration::from_secs(10))
    };
    assert!(write("topic").unwrap_err().to_string().contains("No such file"), "no repository");
    let git = |arguments: &[&str]| {
        let mut git = std::process::Command::new("git");
        git.args(["-c", "user.name=T", "-c", "user.email=t@example.org"])
            .args(arguments)
            .current_dir(folder.path());
        assert!(git.env("GIT_CONFIG_GLOBAL", "/dev/null").status().unwrap().success(), "{arguments:?}");
    };
    git(&["init", "--quiet", "--initial-branch", "other"]);
    assert!(write("topic").unwrap_err().to_string().contains("has no branch `main`"));
    git(&["checkout", "--quiet", "-b", "main"]);
    fs::write(folder.path().join("list.txt"), setup::ten_lines()).unwrap();
    git(&["add", "."]);
    git(&["commit", "--quiet", "--message", "Begin"]);
    git(&["branch", "mine"]);
    assert!(write("mine").unwrap_err().to_string().contains("has other commits"));
    assert!(write("../mine").unwrap_err().to_string().contains("is not the plain name"));
    let Ok(TopicCommit::Written(commit)) = write("topic") else { panic!("it is free") };
    assert_eq!(write("topic"), Ok(TopicCommit::There(commit)));
}

#[test]
fn passwords_are_shown_nowhere() {
    let login = Login { user: "me".into(), password: "hunter2".into() };
    assert!(!format!("{login:?}").contains("hunter2"));
    let scene = Scene::new();
    assert!(!format!("{:?}", scene.system).contains("Basic"), "{:?}", scene.system);
}
