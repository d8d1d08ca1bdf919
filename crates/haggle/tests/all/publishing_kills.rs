//! `sync --push`, `include --push` and `changes --push` are killed at any moment, on Gerrit and on GitHub: the journal is deleted or kept,
//! the server fails, the disk is full, two bots run at once, checkouts are dirty, detached or without the branch. Nothing is lost, nothing
//! is pushed twice, nothing else is touched, and the next run finishes.
//!
//! `HAGGLE_TEST_KILLS=500 HAGGLE_TEST_PROJECTS=20 cargo test --package haggle publishing_kills` runs it for longer. As root, the full disk
//! is a small file system of its own then, else a limit on the size of files.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use haggle_testkit::review_server::{ReviewFault, ReviewServer, ReviewStyle, ReviewedState};
use tempfile::TempDir;

/// A number of the environment.
fn number(name: &str) -> Option<usize> {
    std::env::var(name).ok()?.parse().ok()
}

/// What is published in a round.
const COMMANDS: [&str; 3] = ["sync", "include", "changes"];

/// A family of lists and boats on a review server.
struct Fleet {
    server: ReviewServer,
    folder: TempDir,
    n_boats: usize,
}

impl Fleet {
    fn on(style: ReviewStyle) -> Self {
        let fleet = Self {
            server: ReviewServer::start(style),
            folder: TempDir::new().unwrap(),
            n_boats: number("HAGGLE_TEST_PROJECTS").unwrap_or(3),
        };
        let system = if style == ReviewStyle::GitHub { "github" } else { "gerrit" };
        let mut manifest = format!(
            "schema = 1\ndata = {{ snapshot = 'snapshot.json' }}\n\
             review = {{ system = '{system}', url = '{}', topic = 'fleet' }}\n\
             process = {{ frozen = false, stable = false }}\n\
             [family]\nname = 'fleet'\ntitle = 'Fleet'\nas-of = '2026-11-22'\n\
             [requirements]\nproject = 'fleet/lists'\nbranch = 'main'\npath = 'lists'\nglobal = 'global.txt'\n\
             constraints = 'pins.txt'\n[[environment]]\nid = 'here'\npython = '3.12'\nplatform = 'linux'\n",
            fleet.server.url()
        );
        fleet.write("lists/global.txt", "anchor  # MIT\n");
        fleet.write("lists/pins.txt", "anchor===9.9\n");
        for boat in fleet.boats() {
            let project = format!(
                "[[project]]\nname = 'fleet/{boat}'\ndistribution = '{boat}'\nbranch = 'main'\npath = '{boat}'\n\
                 requirements = 'requirements.txt'\n"
            );
            manifest.push_str(&project);
            fleet.write(&format!("{boat}/requirements.txt"), "anchor>=1.0 # MIT\n\n\n\n\n# The end.\n");
        }
        fleet.write("haggle.toml", &manifest);
        fleet.write("snapshot.json", SNAPSHOT);
        for name in fleet.boats().chain(["lists".to_owned()]) {
            let file =
                if name == "lists" { ["global.txt", "pins.txt"].as_slice() } else { &["requirements.txt"] };
            let files: Vec<(&str, Vec<u8>)> = file
                .iter()
                .map(|path| (*path, fs::read(fleet.root().join(&name).join(path)).unwrap()))
                .collect();
            let files: Vec<(&str, &[u8])> =
                files.iter().map(|(path, bytes)| (*path, bytes.as_slice())).collect();
            fleet.server.add(&format!("fleet/{name}"), "main", &files);
        }
        // A dirty checkout, a detached one, and one without the branch.
        for (name, then) in [
            ("lists", vec![]),
            ("boat0", vec!["checkout", "--quiet", "--detach"]),
            ("boat1", vec!["branch", "--move", "x"]),
        ] {
            let folder = fleet.root().join(name);
            for arguments in [
                vec!["init", "--quiet", "--initial-branch", "main"],
                vec!["add", "."],
                vec!["commit", "--quiet", "--message", "Begin"],
                then,
            ] {
                let mut git = Command::new("git");
                git.args(["-c", "user.name=T", "-c", "user.email=t@example.org"])
                    .args(&arguments)
                    .current_dir(&folder);
                assert!(
                    arguments.is_empty()
                        || git.env("GIT_CONFIG_GLOBAL", "/dev/null").status().unwrap().success()
                );
            }
            fleet.write(&format!("{name}/dirty"), "x");
        }
        fleet.server.write_git_configuration(&fleet.folder.path().join("gitconfig"));
        fs::create_dir(fleet.folder.path().join("home")).unwrap();
        fs::create_dir(fleet.folder.path().join("temporary")).unwrap();
        fleet
    }

    fn root(&self) -> PathBuf {
        self.folder.path().join("family")
    }

    fn boats(&self) -> impl Iterator<Item = String> + use<> {
        (0..self.n_boats).map(|at| format!("boat{at}"))
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.root().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// The lists exclude other releases than before, so that every boat has something new to copy; a boat has another line, too.
    fn next_round(&self, round: usize) {
        self.write("lists/global.txt", &format!("anchor!=5.{round}  # MIT\n"));
        self.server.commit(
            "fleet/lists",
            "main",
            &[("global.txt", format!("anchor!=5.{round}  # MIT\n").as_bytes())],
        );
        let boat = format!("boat{}", round % self.n_boats);
        let text = format!("anchor>=1.0 # MIT\n\n\n\n\n# The end, {round}.\n");
        self.write(&format!("{boat}/requirements.txt"), &text);
        self.server.commit(&format!("fleet/{boat}"), "main", &[("requirements.txt", text.as_bytes())]);
    }

    fn command(&self, what: &str, round: usize, limit: &str) -> Command {
        let mut command = Command::new("sh");
        let arguments = match what {
            "sync" => "sync --all --policy full --push".to_owned(),
            "changes" => "changes --push".to_owned(),
            _ => {
                let boats: Vec<String> = self.boats().collect();
                format!("include rope>=3.{round} --project {} --push", boats.join(","))
            }
        };
        command.arg("-c").arg(format!("{limit}exec \"$0\" {}", arguments.replace('>', "\\>")));
        command.arg(env!("CARGO_BIN_EXE_haggle")).current_dir(self.root());
        for (name, _) in
            std::env::vars_os().filter(|(name, _)| name.to_string_lossy().to_lowercase().ends_with("proxy"))
        {
            command.env_remove(name);
        }
        let folder = self.folder.path();
        command.env("GIT_CONFIG_GLOBAL", folder.join("gitconfig")).env_remove("HAGGLE_MANIFEST");
        command.env("TMPDIR", folder.join("temporary")).env("HOME", folder.join("home"));
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command
    }

    /// Runs a command to its end: whether it ended well, and what it printed.
    fn finish(&self, what: &str, round: usize) -> (bool, String) {
        let output =
            self.command(what, round, "").stdout(Stdio::piped()).stderr(Stdio::piped()).output().unwrap();
        (
            output.status.success(),
            String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned(),
        )
    }

    /// Everything but what `target` holds.
    fn seen(&self) -> BTreeSet<(PathBuf, Vec<u8>)> {
        let mut seen = BTreeSet::new();
        let mut folders = vec![self.folder.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap().flatten() {
                let path = entry.path();
                if !path.is_dir() {
                    seen.insert((path.clone(), fs::read(path).unwrap()));
                } else if entry.file_name() != "target" {
                    folders.push(path);
                }
            }
        }
        seen
    }

    /// Every boat has two open changes and the lists have one: no commit twice, few versions, and the content of the last round.
    #[track_caller]
    fn check(&self, round: usize) {
        let changes = self.server.changes();
        assert_eq!(changes.len(), 2 * self.n_boats + 1, "{changes:#?}");
        for change in &changes {
            assert_eq!(change.state, ReviewedState::Open);
            let commits: BTreeSet<&String> = change.versions.iter().map(|version| &version.commit).collect();
            assert_eq!(commits.len(), change.versions.len(), "{} has a commit twice", change.project);
            // The edit of each round, where the branch moved before it was replaced, and the links once they are known.
            assert!(
                change.versions.len() <= 3 * (round + 1),
                "{}: {}",
                change.project,
                change.versions.len()
            );
            if change.project == "fleet/lists" {
                continue;
            }
            let content =
                self.server.file(&change.project, &change.current().commit, "requirements.txt").unwrap();
            let content = String::from_utf8(content).unwrap();
            let has = |line: &str| content.lines().any(|other| other == line);
            let exclusion = format!("anchor>=1.0,!=5.{round} # MIT");
            assert!(
                has(&exclusion) != has(&format!("rope>=3.{round} # MIT")),
                "{}, {round}:\n{content}",
                change.project
            );
        }
    }
}

const SNAPSHOT: &str = r#"{"format": "haggle-snapshot", "version": 2, "recorded": "2026-11-22T00:00:00Z",
"command": "haggle snapshot --for evaluate", "scope": {"for": ["evaluate"], "versions": 5, "environments": ["python 3.12 on linux"]},
"packages": {"rope": {"releases": {"3.9999": {"files": ["rope-*-py3-none-any.whl"], "licence": "MIT"}}},
"anchor": {"releases": {"9.9": {"files": ["anchor-*-py3-none-any.whl"], "licence": "MIT"}}}}}
"#;

/// The same numbers in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % most
    }

    fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[usize::try_from(self.below(all.len() as u64)).unwrap()]
    }
}

/// A full disk: a small file system where `target` is, gone when this is dropped.
struct FullDisk(PathBuf);

impl FullDisk {
    fn at(folder: &Path) -> Option<Self> {
        fs::create_dir_all(folder).ok()?;
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", "size=96k", "tmpfs"]).arg(folder).stderr(Stdio::null());
        mount.status().is_ok_and(|status| status.success()).then(|| Self(folder.to_owned()))
    }
}

impl Drop for FullDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(&self.0).status();
    }
}

fn faults() -> Vec<ReviewFault> {
    vec![
        ReviewFault::Refuse("internal server error".into()),
        ReviewFault::Status(409, "conflict".into()),
        ReviewFault::Status(500, "down".into()),
        ReviewFault::Hang(Duration::from_millis(50)),
        ReviewFault::Disconnect,
        ReviewFault::CutAfter,
        ReviewFault::Truncate,
    ]
}

#[track_caller]
fn check(style: ReviewStyle, usual_kills: usize) {
    let most_kills = number("HAGGLE_TEST_KILLS").unwrap_or(usual_kills);
    let fleet = Fleet::on(style);
    let target = fleet.root().join("target");
    let started = Instant::now();
    fleet.next_round(0);
    for what in ["sync", "include"] {
        let (is_done, printed) = fleet.finish(what, 0);
        assert!(is_done, "{what}: {printed}");
    }
    let whole = u64::try_from(started.elapsed().as_millis()).unwrap().max(200) / 2;
    fleet.check(0);
    let (mut dice, mut n_killed, mut round) = (Dice(88_172_645_463_325_252), 0, 0);
    while n_killed < most_kills {
        round += 1;
        fleet.next_round(round);
        let seen = fleet.seen();
        fleet.server.fail_at_random(dice.below(1 << 40), 40, faults());
        for _ in 0..4 {
            if dice.below(2) == 0 {
                let _ = fs::remove_dir_all(target.join("haggle/review/journal"));
            }
            let is_full = dice.below(6) == 0;
            let disk = if is_full && most_kills > usual_kills { FullDisk::at(&target) } else { None };
            let limit = if is_full && disk.is_none() { "ulimit -f 1; " } else { "" };
            let n_bots = if dice.below(3) == 0 { 2 } else { 1 };
            let mut bots: Vec<Child> = (0..n_bots)
                .map(|_| fleet.command(dice.of(&COMMANDS), round, limit).spawn().unwrap())
                .collect();
            std::thread::sleep(Duration::from_millis(dice.below(whole)));
            for bot in &mut bots {
                // `kill` is SIGKILL.
                let _ = bot.kill();
                let _ = bot.wait();
            }
            n_killed += n_bots;
        }
        fleet.server.repair();
        for what in ["sync", "include", "changes"] {
            let (is_done, printed) = fleet.finish(what, round);
            assert!(is_done, "{what}, round {round}: {printed}");
        }
        fleet.check(round);
        assert!(fleet.seen() == seen, "something else was written");
    }
    let versions =
        |fleet: &Fleet| fleet.server.changes().iter().map(|change| change.versions.len()).sum::<usize>();
    let before = versions(&fleet);
    for what in ["sync", "include"] {
        let (is_done, printed) = fleet.finish(what, round);
        assert!(is_done && !printed.contains(" new ") && !printed.contains(" updated "), "{printed}");
    }
    assert_eq!(versions(&fleet), before);
    let left: Vec<_> = fs::read_dir(target.join("haggle/review"))
        .unwrap()
        .flatten()
        .map(|entry| entry.file_name())
        .collect();
    assert_eq!(left, ["journal"], "nothing is left of those that were killed");
}

#[test]
fn on_gerrit_nothing_is_lost_or_pushed_twice() {
    check(ReviewStyle::Gerrit, 3);
}

#[test]
fn on_github_nothing_is_lost_or_pushed_twice() {
    check(ReviewStyle::GitHub, 3);
}
