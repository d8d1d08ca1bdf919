//! Publishing is killed at any moment, the journal is deleted or kept, the server fails, the disk is full, and two publish at once:
//! nothing is lost, nothing is pushed twice, and the next run finishes.
//!
//! `HAGGLE_TEST_KILLS=500 HAGGLE_TEST_PROJECTS=20 cargo test --package haggle-review kills::` for longer.

use crate::setup;

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use haggle_govern::change::{ChangeDraft, ChangeSet, Link};
use haggle_review::{Gerrit, Publication, publish};
use haggle_testkit::review_server::{ReviewFault, ReviewServer, ReviewStyle, ReviewedState};
use setup::{committer, draft, login, settings, ten_lines, words};
use tempfile::TempDir;

const URL: &str = "HAGGLE_TEST_URL";
const FOLDER: &str = "HAGGLE_TEST_FOLDER";
const ROUND: &str = "HAGGLE_TEST_ROUND";
const PROJECTS: &str = "HAGGLE_TEST_PROJECTS";

fn number(name: &str, usual: usize) -> usize {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

fn project(number: usize) -> String {
    format!("family/part{number}")
}

/// A change to each project; each third needs the one before.
fn drafts(round: usize) -> Vec<ChangeDraft> {
    let mut drafts: Vec<ChangeDraft> = Vec::new();
    for at in 0..number(PROJECTS, 4) {
        let mut draft = draft(&project(at), "5", &format!("five, {round}"));
        let before = drafts.last().and_then(|last| last.message.change_id.as_ref());
        draft.message.links =
            before.filter(|_| at % 3 == 2).map(|id| Link::DependsOn(id.to_string())).into_iter().collect();
        drafts.push(draft);
    }
    drafts
}

fn published(url: &str, folder: &Path, round: usize) -> Vec<Publication> {
    let settings = settings(folder);
    let system = Gerrit::new(url, Some(&login()), None, settings.clone());
    let set = ChangeSet::new(drafts(round)).expect("the drafts make a set");
    publish(&system, &set, &committer(), &settings).unwrap_or_else(|error| vec![Publication::Failed(error)])
}

/// Not a test by itself: what the test below starts and kills.
#[test]
fn publishes_what_the_environment_says() {
    if let (Ok(url), Ok(folder)) = (std::env::var(URL), std::env::var(FOLDER)) {
        published(&url, folder.as_ref(), number(ROUND, 0));
    }
}

fn start(url: &str, folder: &Path, round: usize, disk_is_full: bool) -> Child {
    let program = std::env::current_exe().expect("a test is a program");
    let limit = if disk_is_full { "ulimit -f 1; " } else { "" };
    Command::new("sh")
        .args(["-c", &format!("{limit}exec \"$0\" --exact publishes_what_the_environment_says")])
        .arg(program)
        .env(URL, url)
        .env(FOLDER, folder)
        .env(ROUND, round.to_string())
        .env("TMPDIR", folder.parent().expect("it is in one"))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("a shell is there")
}

/// The same numbers in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % most
    }
}

/// Every project has one change, open, with one version per round that was finished, and the content of the last.
#[track_caller]
fn check(server: &ReviewServer, round: usize) {
    let changes = server.changes();
    let n_projects = number(PROJECTS, 4);
    assert_eq!(changes.len(), n_projects, "one change for each project");
    for change in &changes {
        assert_eq!(change.state, ReviewedState::Open);
        assert!(
            change.versions.len() <= round + 1,
            "{} has {} versions",
            change.project,
            change.versions.len()
        );
        let mut commits: Vec<&str> = change.versions.iter().map(|version| version.commit.as_str()).collect();
        commits.sort_unstable();
        commits.dedup();
        assert_eq!(commits.len(), change.versions.len(), "{} has a commit twice", change.project);
        let content = server.file(&change.project, &change.current().commit, "list.txt");
        let expected = ten_lines().replace("5\n", &format!("five, {round}\n"));
        assert_eq!(content, Some(expected.into_bytes()), "{}", change.project);
    }
}

#[test]
fn nothing_is_lost_or_pushed_twice() {
    let server = ReviewServer::start(ReviewStyle::Gerrit);
    for at in 0..number(PROJECTS, 4) {
        server.add(&project(at), "main", &[("list.txt", ten_lines().as_bytes())]);
    }
    let outside = TempDir::new().expect("a folder can be made");
    let folder = outside.path().join("review");
    let faults = vec![
        ReviewFault::Refuse("internal server error".into()),
        ReviewFault::Status(409, "conflict".into()),
        ReviewFault::Status(500, "down".into()),
        ReviewFault::Hang(Duration::from_millis(50)),
        ReviewFault::Disconnect,
        ReviewFault::CutAfter,
        ReviewFault::Truncate,
    ];
    let started = Instant::now();
    assert!(published(&server.url(), &folder, 0).iter().all(Publication::is_done));
    let whole = started.elapsed().max(Duration::from_millis(200));
    check(&server, 0);
    let (mut dice, mut n_killed, mut round) = (Dice(88_172_645_463_325_252), 0, 0);
    while n_killed < number("HAGGLE_TEST_KILLS", 20) {
        round += 1;
        server.fail_at_random(dice.below(1 << 40), 60, faults.clone());
        for _ in 0..4 {
            if dice.below(2) == 0 {
                let _ = std::fs::remove_dir_all(folder.join("journal"));
            }
            let n_bots = if dice.below(3) == 0 { 2 } else { 1 };
            let is_full = dice.below(6) == 0;
            let mut bots: Vec<Child> =
                (0..n_bots).map(|_| start(&server.url(), &folder, round, is_full)).collect();
            let most = u64::try_from(whole.as_millis()).unwrap_or(1000);
            std::thread::sleep(Duration::from_millis(dice.below(most)));
            for bot in &mut bots {
                // `kill` is SIGKILL.
                let _ = bot.kill();
                let _ = bot.wait();
            }
            n_killed += n_bots;
        }
        server.repair();
        let last = published(&server.url(), &folder, round);
        assert!(last.iter().all(Publication::is_done), "{:?}", words(&last));
        check(&server, round);
    }
    let again = published(&server.url(), &folder, round);
    assert!(again.iter().all(|one| matches!(one, Publication::Unchanged(_))), "{:?}", words(&again));
    let left: Vec<_> =
        std::fs::read_dir(&folder).expect("it is there").flatten().map(|entry| entry.file_name()).collect();
    assert_eq!(left, ["journal"], "nothing is left of those that were killed");
    let left: Vec<_> = std::fs::read_dir(outside.path())
        .expect("it is there")
        .flatten()
        .map(|entry| entry.file_name())
        .collect();
    assert_eq!(left, ["review"], "nothing outside of the folder was written");
}
