//! `pins bisect --runner zuul`: parts of a batch as changes that are not to be merged, and votes as results.

#![cfg(unix)]

use std::collections::BTreeSet;
use std::fs;
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use haggle_testkit::review_server::{ReviewServer, ReviewStyle, ReviewedChange, ReviewedState};
use tempfile::TempDir;

const CULPRIT: &str = "name-3==1.2";

/// A family whose constraints have a batch of raised pins.
struct Scene {
    server: ReviewServer,
    folder: TempDir,
}

impl Scene {
    fn new() -> Self {
        let server = ReviewServer::start(ReviewStyle::Gerrit);
        let folder = TempDir::new().unwrap();
        let pins = |version: u32| {
            let lines: Vec<String> = (0..6).map(|number| format!("name-{number}==1.{version}\n")).collect();
            lines.concat()
        };
        let manifest = format!(
            "schema = 1\nreview = {{ url = '{}' }}\n[family]\nname = 'f'\ntitle = 'F'\nas-of = '2026-01-01'\n\
             [requirements]\nproject = 'f/lists'\nbranch = 'main'\npath = '.'\nconstraints = 'pins.txt'\n\
             [[project]]\nname = 'f/app'\ndistribution = 'app'\nbranch = 'main'\npath = 'app'\nrequirements = 'r.txt'\n\
             [[environment]]\nid = 'e'\npython = '3.12'\nplatform = 'linux'\n",
            server.url()
        );
        for (name, text) in [("haggle.toml", manifest), ("pins.txt", pins(2)), ("old.txt", pins(1))] {
            fs::write(folder.path().join(name), text).unwrap();
        }
        server.add("f/lists", "main", &[("pins.txt", pins(2).as_bytes())]);
        server.add("f/app", "main", &[("r.txt", b"name-1\n")]);
        server.write_git_configuration(&folder.path().join("gitconfig"));
        Self { server, folder }
    }

    fn bisect(&self, more: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_haggle"));
        command.args(["pins", "bisect", "--before", "old.txt", "--runner", "zuul", "--poll", "0"]).args(more);
        command
            .current_dir(self.folder.path())
            .env("GIT_CONFIG_GLOBAL", self.folder.path().join("gitconfig"));
        for proxy in ["http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"] {
            command.env_remove(proxy);
        }
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Votes on a project's open changes as its jobs would: -1 where the culprit is among the constraints. The first so many times that a part is
    /// asked for, the jobs do not run. A person's vote says nothing.
    fn vote(&self, project: &str, n_lost: usize) {
        let changes = self.server.changes();
        for change in changes.iter().filter(|change| change.project == project && change.votes.is_empty()) {
            let subject =
                |change: &ReviewedChange| change.current().message.lines().next().map(str::to_owned);
            let of_part =
                |other: &&ReviewedChange| other.project == project && subject(other) == subject(change);
            let n_tries = changes.iter().filter(of_part).count();
            self.server.vote(change.number, "Verified", -1);
            if n_tries <= n_lost {
                self.server.verify(change.number, -1, &report("RETRY_LIMIT"));
                continue;
            }
            let needed = change.current().message.lines().find_map(|line| line.strip_prefix("Depends-On: "));
            let number = needed.map_or(change.number, |url| url.rsplit('/').next().unwrap().parse().unwrap());
            let lists = changes.iter().find(|other| other.number == number).unwrap();
            let pins = self.server.file("f/lists", &lists.current().commit, "pins.txt").unwrap();
            let fails = String::from_utf8(pins).unwrap().contains(CULPRIT);
            let (value, result) = if fails { (-1, "FAILURE") } else { (1, "SUCCESS") };
            self.server.verify(change.number, value, &report(result));
        }
    }

    /// Runs a search to its end while a project's changes are voted on.
    fn voted(&self, project: &str, more: &[&str]) -> Output {
        self.voted_late(project, 0, more)
    }

    /// The same where the jobs do not run the first so many times.
    fn voted_late(&self, project: &str, n_lost: usize, more: &[&str]) -> Output {
        let is_done = AtomicBool::new(false);
        thread::scope(|scope| {
            scope.spawn(|| {
                while !is_done.load(Ordering::Relaxed) {
                    self.vote(project, n_lost);
                    thread::sleep(Duration::from_millis(2));
                }
            });
            let output = self.bisect(more).output().unwrap();
            is_done.store(true, Ordering::Relaxed);
            output
        })
    }
}

/// What Zuul says of a job.
fn report(result: &str) -> String {
    format!(
        "Patch Set 1: Verified-1\n\nBuild ended (check pipeline).\nhttps://zuul.example.org/b\n\n\
         - docs https://zuul.example.org/build/1 : SUCCESS in 4m 23s\n\
         - py312 https://zuul.example.org/build/2 : {result} in 9s\n"
    )
}

#[track_caller]
fn names_the_culprit(output: &Output) {
    let said = String::from_utf8_lossy(&output.stdout);
    let error = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}{error}");
    assert!(said.contains("name-3 1.1 -> 1.2") && !said.contains("name-2 1.1"), "{said}");
}

#[test]
fn votes_on_a_project_that_depends_on_each_part_name_the_culprit() {
    let scene = Scene::new();
    let arguments = ["--test-project", "app", "--parallel", "3"];
    // Nobody votes: the search stops, and what it pushed is there the next time.
    let waits = scene.bisect(&[&arguments[..], &["--wait", "0"]].concat()).output().unwrap();
    assert_eq!(waits.status.code(), Some(2));
    let said = String::from_utf8_lossy(&waits.stderr).into_owned();
    assert!(said.contains("nobody has voted yet on 3 changes"), "{said}");
    assert_eq!(scene.server.changes().len(), 6);
    names_the_culprit(&scene.voted("f/app", &arguments));
    let changes = scene.server.changes();
    assert!(changes.iter().all(|change| change.versions.len() == 1), "{changes:#?}");
    assert!(changes.iter().all(|change| change.state == ReviewedState::Abandoned), "{changes:#?}");
    let subjects = |project: &str| {
        let own = changes.iter().filter(|change| change.project == project);
        own.map(|change| change.current().message.lines().next().unwrap().to_owned()).collect::<BTreeSet<_>>()
    };
    assert!(subjects("f/app").iter().all(|subject| subject.starts_with("DNM: bisect ")));
    assert_eq!(subjects("f/app"), subjects("f/lists"));
    // The same again asks for nothing.
    names_the_culprit(&scene.bisect(&arguments).output().unwrap());
    assert_eq!(scene.server.changes().len(), changes.len());
}

#[test]
fn without_a_project_the_changes_to_the_constraints_are_voted_on() {
    let scene = Scene::new();
    names_the_culprit(&scene.voted("f/lists", &[]));
    assert!(scene.server.changes().iter().all(|change| change.project == "f/lists"));
}

#[test]
fn a_test_that_did_not_run_is_asked_for_again() {
    let scene = Scene::new();
    let output = scene.voted_late("f/lists", 1, &[]);
    names_the_culprit(&output);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let again = "a test did not run, and is asked for again: py312 RETRY_LIMIT on http";
    assert!(said.contains(again) && said.contains(": py312 FAILURE"), "{said}");
}

#[test]
fn a_test_that_never_runs_is_told_with_its_cause() {
    let scene = Scene::new();
    let output = scene.voted_late("f/lists", 9, &[]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("py312 RETRY_LIMIT on http") && said.contains("asked for 3 times"), "{said}");
    assert_eq!(scene.server.changes().len(), 3);
}

#[test]
fn only_the_votes_of_those_who_are_named_count() {
    let scene = Scene::new();
    let silent = scene.bisect(&["--voter", "other-ci", "--wait", "0"]).output().unwrap();
    assert_eq!(silent.status.code(), Some(2));
    for change in scene.server.changes() {
        scene.server.verify(change.number, -1, &report("FAILURE"));
        scene.server.vote_by(change.number, "Verified", 1, "other-ci");
    }
    // Zuul is against it, and is not asked.
    let output = scene.bisect(&["--voter", "other-ci", "--wait", "0"]).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("Verified +1") && !said.contains("FAILURE"), "{said}");
}

#[test]
fn what_cannot_be_asked_of_votes_is_refused() {
    let scene = Scene::new();
    let check = |more: &[&str], expected: &str| {
        let output = scene.bisect(more).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.code() == Some(2) && said.contains(expected), "{more:?}: {said}");
    };
    check(&["--run", "true"], "--run says nothing to this runner");
    check(&["--time-limit", "5"], "--time-limit says nothing to this runner");
    check(&["--test-project", "boat"], "the family has no project `boat`");
    let path = scene.folder.path().join("haggle.toml");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("review = {", "review = { system = 'github',")).unwrap();
    check(&[], "reads votes of Gerrit");
    // The branch has other constraints than the checkout.
    fs::write(&path, text).unwrap();
    scene.server.commit("f/lists", "main", &[("pins.txt", b"name-1==9\n")]);
    check(&[], "it is not on the branch as it is here");
    assert!(scene.server.changes().is_empty());
}
