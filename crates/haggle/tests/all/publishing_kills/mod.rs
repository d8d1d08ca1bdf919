//! `sync --push`, `include --push` and `changes --push` are killed at any moment, on Gerrit and on GitHub: the journal is deleted or kept,
//! the server fails, the disk is full or cannot be written, two bots run at once, in one checkout or in two, checkouts are dirty, detached or
//! without the branch. Nothing is lost, nothing is pushed twice, nothing else is touched, the next run finishes, and a further one writes
//! nothing.
//!
//! `HAGGLE_TEST_KILLS=500 HAGGLE_TEST_PROJECTS=20 cargo test --package haggle publishing_kills -- --nocapture` runs it for longer, and says
//! how far it is; `HAGGLE_TEST_SEED` makes other moments. As root, a full disk is a small file system of its own then.

mod fleet;
mod obstacle;

use std::fs;
use std::process::Child;
use std::time::{Duration, Instant};

use fleet::Fleet;
use haggle_testkit::review_server::{ReviewFault, ReviewStyle};
use obstacle::Obstacle;

/// A number of the environment.
fn number(name: &str) -> Option<usize> {
    std::env::var(name).ok()?.parse().ok()
}

/// Says something to whoever runs the tests with `--nocapture`.
#[expect(clippy::disallowed_macros, reason = "the test program keeps it unless it is asked for")]
fn tell(text: &str) {
    eprintln!("{text}");
}

/// What is published in a round.
const COMMANDS: [&str; 3] = ["sync", "include", "changes"];
/// How many commands are started in a round: so few where a test is quick, so many where it runs for longer.
const STARTS: (usize, usize) = (4, 10);

/// The same numbers in every run of the same seed.
struct Dice(u64);

impl Dice {
    fn new() -> Self {
        let seed = number("HAGGLE_TEST_SEED").and_then(|seed| u64::try_from(seed).ok()).unwrap_or(0);
        Self(0x0139_408d_cbbf_7a44 ^ seed.wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }

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

/// A family and what has happened to it.
struct Trial {
    fleet: Fleet,
    dice: Dice,
    /// How long a whole command takes, in milliseconds.
    whole: u64,
    round: usize,
    n_killed: usize,
    started: Instant,
    is_long: bool,
}

impl Trial {
    #[track_caller]
    fn begin(style: ReviewStyle, n_boats: usize, dice: Dice) -> Self {
        let fleet = Fleet::on(style, number("HAGGLE_TEST_PROJECTS").unwrap_or(n_boats));
        let started = Instant::now();
        fleet.next_round(0);
        let mut trial = Self {
            fleet,
            dice,
            whole: 0,
            round: 0,
            n_killed: 0,
            started,
            is_long: number("HAGGLE_TEST_KILLS").is_some(),
        };
        trial.finish(&["sync", "include"]);
        trial.whole = u64::try_from(started.elapsed().as_millis()).unwrap().max(200) / 2;
        trial
    }

    /// What is new in a round: the lists, a boat, and what people gave up.
    fn next_round(&mut self) {
        self.round += 1;
        self.fleet.next_round(self.round);
        let n_boats = self.fleet.n_boats as u64;
        for _ in 0..n_boats.div_ceil(4) {
            self.fleet.give_up(usize::try_from(self.dice.below(n_boats)).unwrap());
        }
        self.fleet.server.fail_at_random(self.dice.below(1 << 40), 40, faults());
    }

    /// One or two bots, in one checkout or in two, with whatever is wrong. In one checkout all are killed; of two, one.
    fn kill(&mut self) {
        let n_bots = if self.dice.below(3) == 0 { 2 } else { 1 };
        let first = self.dice.of(&[0, 1]);
        let is_apart = n_bots == 2 && self.dice.below(2) == 0;
        for checkout in [0, 1] {
            if self.dice.below(2) == 0 {
                let _ = fs::remove_dir_all(self.fleet.journal(checkout));
            }
        }
        let obstacle = if self.dice.below(6) == 0 { self.obstacle() } else { Obstacle::Nothing };
        let laid = obstacle.lay(&self.fleet, first);
        let before = if laid.is_some() { obstacle.before() } else { Obstacle::ShortFiles.before() };
        let mut bots: Vec<Child> = Vec::new();
        for bot in 0..n_bots {
            let checkout = if is_apart && bot == 1 { 1 - first } else { first };
            let before = if checkout == first { before } else { "" };
            let what = self.dice.of(&COMMANDS);
            bots.push(self.fleet.command(what, self.round, (checkout, before)).spawn().unwrap());
        }
        let after = self.dice.below(self.whole);
        std::thread::sleep(Duration::from_millis(after));
        for bot in bots.iter_mut().take(if is_apart { 1 } else { n_bots }) {
            // `kill` is SIGKILL.
            let _ = bot.kill();
            self.n_killed += 1;
        }
        for bot in &mut bots {
            let _ = bot.wait();
        }
    }

    fn obstacle(&mut self) -> Obstacle {
        let usual = [Obstacle::ShortFiles, Obstacle::NoJournal];
        let full = Obstacle::FullDisk(self.dice.of(&[16, 96, 256]));
        let all = [Obstacle::ShortFiles, Obstacle::NoJournal, full, Obstacle::ReadOnly];
        if self.is_long { self.dice.of(&all) } else { self.dice.of(&usual) }
    }

    /// Nothing is wrong any more: each command ends well, and all is as it should be.
    #[track_caller]
    fn finish(&mut self, commands: &[&str]) {
        self.fleet.server.repair();
        for what in commands {
            let (is_done, printed) = self.fleet.finish(what, self.round, self.dice.of(&[0, 1]));
            assert!(is_done, "{what}, round {}: {printed}", self.round);
        }
        self.fleet.check(self.round);
        if self.is_long {
            tell(&format!(
                "{} rounds, {} kills, {} faults, {} versions, {:.0?}",
                self.round,
                self.n_killed,
                self.fleet.server.n_faults(),
                self.fleet.n_versions(),
                self.started.elapsed()
            ));
        }
    }
}

#[track_caller]
fn check(style: ReviewStyle) {
    let mut trial = Trial::begin(style, 3, Dice::new());
    let most_kills = number("HAGGLE_TEST_KILLS").unwrap_or(3);
    while trial.n_killed < most_kills {
        trial.next_round();
        let seen = trial.fleet.seen();
        for _ in 0..if trial.is_long { STARTS.1 } else { STARTS.0 } {
            trial.kill();
        }
        trial.finish(&COMMANDS);
        assert!(trial.fleet.seen() == seen, "something else was written");
    }
    trial.fleet.check_rest(trial.round);
}

/// How often everything is given up in a family of two checkouts: publishing stops where changes like one were closed fifty times.
const MOST_GIVEN_UP: usize = 40;

/// Two bots at the same moment, in two checkouts whose Change-Ids differ, where people gave everything up: one of them is killed.
#[track_caller]
fn check_two(style: ReviewStyle) {
    let most_kills = number("HAGGLE_TEST_KILLS").unwrap_or(1);
    let (mut dice, mut n_killed) = (Dice::new(), 0);
    while n_killed < most_kills {
        let mut trial = Trial::begin(style, 2, dice);
        while n_killed < most_kills && trial.round < MOST_GIVEN_UP {
            kill_one_of_two(&mut trial);
            n_killed += 1;
        }
        trial.fleet.check_rest(trial.round);
        dice = trial.dice;
    }
}

#[track_caller]
fn kill_one_of_two(trial: &mut Trial) {
    trial.next_round();
    for boat in 0..trial.fleet.n_boats {
        trial.fleet.give_up(boat);
    }
    if !trial.is_long {
        trial.fleet.server.repair();
    }
    let seen = trial.fleet.seen();
    let what = trial.dice.of(&["sync", "include"]);
    let start = |checkout| trial.fleet.command(what, trial.round, (checkout, "")).spawn().unwrap();
    let mut bots = [start(0), start(1)];
    // Half of them live for so long that both end by themselves.
    let after = trial.dice.below(2 * trial.whole);
    std::thread::sleep(Duration::from_millis(after));
    let _ = bots[usize::try_from(trial.dice.below(2)).unwrap()].kill();
    trial.n_killed += 1;
    for bot in &mut bots {
        let _ = bot.wait();
    }
    trial.finish(&["sync", "include"]);
    assert!(trial.fleet.seen() == seen, "something else was written");
}

#[test]
fn on_gerrit_nothing_is_lost_or_pushed_twice() {
    check(ReviewStyle::Gerrit);
}

#[test]
fn on_github_nothing_is_lost_or_pushed_twice() {
    check(ReviewStyle::GitHub);
}

#[test]
fn two_checkouts_at_once_make_one_change_on_gerrit() {
    check_two(ReviewStyle::Gerrit);
}

#[test]
fn two_checkouts_at_once_make_one_change_on_github() {
    check_two(ReviewStyle::GitHub);
}

/// A disk that is full or cannot be written stops a run with its cause, or costs it the journal only; the next run finishes.
#[test]
fn a_disk_that_cannot_be_written_is_told_and_the_next_run_finishes() {
    let fleet = Fleet::on(ReviewStyle::Gerrit, 2);
    fleet.next_round(0);
    for (obstacle, said) in [
        (Obstacle::FullDisk(16), Some("No space left on device")),
        (Obstacle::ReadOnly, Some("Read-only file system")),
        (Obstacle::NoJournal, None),
    ] {
        let Some(laid) = obstacle.lay(&fleet, 0) else {
            tell(&format!("{obstacle:?}: skipped, this user cannot mount a file system"));
            continue;
        };
        let (is_done, printed) = fleet.finish("sync", 0, 0);
        drop(laid);
        assert_eq!(is_done, said.is_none(), "{obstacle:?}: {printed}");
        assert!(said.is_none_or(|said| printed.contains(said)), "{obstacle:?}: {printed}");
    }
    for what in ["sync", "include"] {
        let (is_done, printed) = fleet.finish(what, 0, 0);
        assert!(is_done, "{what}: {printed}");
    }
    fleet.check(0);
}
