//! Publishing from the command line, and what is said of changes under review.

use crate::schemas;

use std::fs;
use std::path::Path;
use std::process::Command;

use haggle_testkit::demo_family::DemoFamily;
use haggle_testkit::review_server::{ReviewFault, ReviewStyle};

fn family() -> DemoFamily {
    DemoFamily::start(Path::new(env!("CARGO_BIN_EXE_haggle"))).expect("the demo family is there")
}

/// The rows of a table: the words of each line in these columns, by the header.
#[track_caller]
fn check(family: &DemoFamily, arguments: &[&str], expected: &[&[&str]], is_success: bool) {
    let (printed, ended_well) = family.haggle(arguments).expect("haggle starts");
    let rows: Vec<&str> = printed.lines().skip(1).collect();
    assert_eq!(rows.len(), expected.len(), "{printed}");
    for (row, words) in rows.iter().zip(expected) {
        assert!(words.iter().all(|word| row.contains(word)), "{words:?} in\n{printed}");
    }
    assert_eq!(ended_well, is_success, "{printed}");
}

#[test]
fn both_changes_are_pushed_and_followed() {
    let family = family();
    let new: [&[&str]; 2] =
        [&["openstack/requirements", " new ", "/+/1"], &["openstack/glance", " new ", "/+/2"]];
    check(&family, &["include", "xattr", "--override", "family-rule", "--push"], &new, true);
    let message = &family.server.changes()[1].current().message.clone();
    assert!(
        message.contains(&format!("Depends-On: {}/c/openstack/requirements/+/1\n", family.server.url())),
        "{message}"
    );
    check(
        &family,
        &["include", "xattr", "--override", "family-rule", "--push"],
        &[&[" unchanged "], &[" unchanged "]],
        true,
    );
    check(&family, &["changes"], &[&["/+/1", " open "], &["/+/2", " open "]], true);

    family.server.vote(1, "Code-Review", -1);
    let list = family.server.file("openstack/glance", "master", "requirements.txt").expect("it has one");
    let edited = [list.as_slice(), b"six>=1.16.0 # MIT\n"].concat();
    family.server.commit("openstack/glance", "master", &[("requirements.txt", &edited)]);
    check(&family, &["changes"], &[&[" voted ", "Code-Review -1"], &[" conflicting "]], false);
    family.server.commit("openstack/glance", "master", &[("requirements.txt", &list)]);
    family.server.abandon(1).expect("it is open");
    check(&family, &["changes", "--push"], &[&[" abandoned "], &[" open "]], true);
    check(&family, &["changes", "--topic", "other"], &[], true);
    let (printed, _) = family.haggle(&["changes", "--format", "json"]).expect("haggle starts");
    assert!(printed.contains("\"state\": \"abandoned\""), "{printed}");
    schemas::holds("changes", &serde_json::from_str(&printed).unwrap());
}

#[test]
fn a_pin_is_moved_by_a_change_that_is_pushed_once() {
    let family = family();
    let bump = ["pins", "bump", "debtcollector", "3.2.0", "--signoff", "--push"];
    check(&family, &bump, &[&["openstack/requirements", "Bump debtcollector to 3.2.0", " new "]], true);
    check(&family, &bump, &[&[" unchanged ", "/+/1"]], true);
    let further = ["pins", "bump", "debtcollector", "3.3.0", "--push"];
    check(&family, &further, &[&[" new ", "/+/2"]], true);
    let changes = family.server.changes();
    let message = &changes[0].current().message;
    assert!(message.contains("\nSigned-off-by: ") && message.contains("\nChange-Id: I"), "{message}");
    check(&family, &["changes"], &[&["/+/1", " open "], &["/+/2", " open "]], true);
    let pins = |family: &DemoFamily| {
        fs::read_to_string(family.root().join("requirements/upper-constraints.txt")).expect("it has them")
    };
    assert!(!pins(&family).contains("debtcollector===3.2.0"), "nothing is written");

    // The manifest is not in the repository of the lists.
    let environment = ["pins", "environment", "drop", "3.11", "--push"];
    let (refused, is_success) = family.haggle(&environment).expect("haggle starts");
    assert!(refused.contains("`haggle.toml` changes, too") && !is_success, "{refused}");
    assert_eq!(family.server.changes().len(), 2);
}

#[cfg(feature = "report")]
#[test]
fn the_page_of_changes_has_the_text_of_others_as_text() {
    let family = family();
    let bump = ["pins", "bump", "debtcollector", "3.2.0", "--reason", "Why.", "--push"];
    check(&family, &bump, &[&[" new "]], true);
    family.server.vote(1, "<script>alert(\"1\")</script>", -1);
    let (_, is_success) = family.haggle(&["changes", "--report", "changes.html"]).expect("haggle starts");
    assert!(is_success);
    let page = |name: &str| fs::read_to_string(family.root().join(name)).expect("it is written");
    let row = format!(
        "<tr><td>openstack/requirements</td><td>master</td><td>Bump debtcollector to 3.2.0</td><td>voted</td>\
         <td>&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; -1</td><td>can be merged</td>\
         <td><a href=\"{}/c/openstack/requirements/+/1\">1</a></td></tr>\n",
        family.server.url()
    );
    let found = page("changes.html");
    assert!(found.contains(&row) && !found.contains("<script"), "{found}");
    family.haggle(&["changes", "--topic", "other", "-o", "none.html"]).expect("haggle starts");
    let found = page("none.html");
    assert!(found.contains("<h1>Changes of the topic other</h1>\n<p>No change is"), "{found}");
}

#[test]
fn a_retirement_is_pushed_with_the_lists_last() {
    let family = family();
    let retire = ["retire", "debtcollector", "--push"];
    let (printed, is_success) = family.haggle(&retire).expect("haggle starts");
    assert!(
        printed.contains("\nnote: openstack/glance: its sources are not there") && is_success,
        "{printed}"
    );
    let changes = family.server.changes();
    let projects: Vec<&str> = changes.iter().map(|change| change.project.as_str()).collect();
    assert_eq!(projects, ["openstack/glance", "openstack/requirements"]);
    let (first, last) = (&changes[0].current().message, &changes[1].current().message);
    let link = format!("\nDepends-On: {}/c/openstack/glance/+/1\n", family.server.url());
    assert!(!first.contains("Depends-On") && last.contains(&link), "{last}");
    let (again, is_success) = family.haggle(&retire).expect("haggle starts");
    assert!(again.matches(" unchanged ").count() == 2 && is_success, "{again}");
}

#[test]
fn pull_requests_are_opened_and_followed() {
    let haggle = Path::new(env!("CARGO_BIN_EXE_haggle"));
    let family = DemoFamily::on(ReviewStyle::GitHub, haggle).expect("the demo family is there");
    let include = ["include", "xattr", "--placement", "extra", "--extra", "xattr", "--push"];
    check(&family, &include, &[&[" new ", "/requirements/pull/1"], &[" new ", "/glance/pull/2"]], true);
    check(&family, &include, &[&[" unchanged "], &[" unchanged "]], true);
    family.server.merge(1).expect("it is open");
    family.server.vote(2, "review", 1);
    check(&family, &["changes"], &[&[" merged "], &[" voted ", "review +1"]], true);
}

#[test]
fn what_a_server_says_reaches_no_terminal_as_it_is() {
    let family = family();
    let escape = "\u{1b}]0;title\u{7}\u{1b}[31mred\nforged: line".to_owned();
    family.server.fail("receive-pack", [ReviewFault::Status(500, escape.clone())]);
    let (printed, _) =
        family.haggle(&["include", "xattr", "--override", "family-rule", "--push"]).expect("haggle starts");
    assert!(
        printed.contains(" failed ") && !printed.contains('\u{1b}') && !printed.contains("\nforged"),
        "{printed}"
    );
    family.server.fail("/changes/", [ReviewFault::Status(403, escape)]);
    let (printed, is_success) = family.haggle(&["changes"]).expect("haggle starts");
    assert!(printed.contains("it answers 403") && !printed.contains('\u{1b}') && !is_success, "{printed}");
}

/// Everything in a folder, with bytes and times of change left out of `.git/objects`.
fn seen(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut seen = Vec::new();
    for entry in fs::read_dir(folder).expect("it can be listed").flatten() {
        let path = entry.path();
        if path.is_dir() && path.file_name().is_some_and(|name| name != "objects") {
            seen.extend(self::seen(&path));
        } else if path.is_file() {
            seen.push((path.display().to_string(), fs::read(&path).expect("it can be read")));
        }
    }
    seen.sort();
    seen
}

fn git(folder: &Path, arguments: &[&str]) -> String {
    let mut command = Command::new("git");
    command.args(["-c", "user.name=T", "-c", "user.email=t@example.org"]).args(arguments).current_dir(folder);
    let output = command.env("GIT_CONFIG_GLOBAL", "/dev/null").output().expect("git is installed");
    assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

#[test]
fn write_makes_a_branch_and_touches_nothing_else_of_a_hostile_checkout() {
    let family = family();
    let marker = family.root().join("ran");
    for below in ["requirements", "glance"] {
        let folder = family.root().join(below);
        git(&folder, &["init", "--quiet", "--initial-branch", "master"]);
        git(&folder, &["add", "."]);
        git(&folder, &["commit", "--quiet", "--message", "Begin"]);
        // Detached, dirty, and full of things that would run.
        git(&folder, &["checkout", "--quiet", "--detach"]);
        fs::write(folder.join("dirty"), "x").expect("it can be written");
        let touch = format!("touch {}", marker.display());
        for hook in ["reference-transaction", "pre-commit", "post-index-change", "post-checkout"] {
            let path = folder.join(".git/hooks").join(hook);
            fs::create_dir_all(folder.join(".git/hooks")).expect("it can be made");
            fs::write(&path, format!("#!/bin/sh\n{touch}\n")).expect("it can be written");
            fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o755))
                .expect("it is ours");
        }
        let config = format!(
            "[core]\n\tfsmonitor = \"{touch}; false\"\n\tsshCommand = {touch}\n\tpager = {touch}\n\teditor = {touch}\n[filter \"x\"]\n\tclean = {touch}\n\tsmudge = {touch}\n[diff]\n\texternal = {touch}\n[gpg]\n\tprogram = {touch}\n[commit]\n\tgpgSign = true\n[remote \"origin\"]\n\turl = \"ext::{touch}\"\n\tpromisor = true\n"
        );
        let path = folder.join(".git/config");
        let old = fs::read_to_string(&path).expect("it can be read");
        fs::write(&path, old + &config).expect("it can be written");
        fs::write(folder.join(".git/info/attributes"), "* filter=x diff=x\n").expect("it can be written");
    }
    let before = seen(&family.root());
    check(
        &family,
        &["include", "xattr", "--override", "family-rule", "--write"],
        &[&["written", "haggle"], &["written", "haggle"]],
        true,
    );
    let mut after = seen(&family.root());
    after.retain(|(path, _)| !path.contains("/refs/heads/haggle"));
    assert!(before == after, "something else was written");
    assert!(!marker.exists(), "something ran");
    check(
        &family,
        &["include", "xattr", "--override", "family-rule", "--write"],
        &[&["unchanged"], &["unchanged"]],
        true,
    );
    let shown = git(
        &family.root().join("glance"),
        &["-c", "core.fsmonitor=", "show", "--no-ext-diff", "--stat", "haggle"],
    );
    assert!(shown.contains("requirements.txt | 1 +") && shown.contains("Change-Id: I"), "{shown}");
    assert!(!family.root().join("target").exists(), "nothing was pushed");
}
