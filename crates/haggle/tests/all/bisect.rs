//! `pins bisect` runs a command on parts of a batch, and finds the culprits whoever runs it and whoever is killed.

#![cfg(unix)]

#[allow(dead_code, reason = "these families are not the demo")]
use crate::schemas;
use std::fmt::Write as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use crate::copied::said;
use crate::slurm_cluster::Cluster;
use serde_json::Value;

/// A folder with constraints of `n` names, all raised by the batch.
fn batch(n: usize) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, version) in [("old.txt", 1), ("new.txt", 2)] {
        let text = (0..n).fold(String::new(), |mut text, number| {
            let _ = writeln!(text, "name-{number:03}==1.{version}");
            text
        });
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

/// A command that fails where all these names are raised, and that writes a line to `count` for each run.
fn test_of(names: &[&str]) -> String {
    let greps: Vec<String> =
        names.iter().map(|name| format!("grep -q '^{name}==1.2' \"$HAGGLE_CONSTRAINTS\"")).collect();
    format!("echo run >> count; if {}; then exit 1; fi", greps.join(" && "))
}

fn bisect(folder: &Path, command: &str, more: &[&str]) -> (Option<i32>, Value, String) {
    let mut arguments = vec![
        "pins", "bisect", "--before", "old.txt", "--after", "new.txt", "--run", command, "--format", "json",
    ];
    arguments.extend(more);
    let said = said(folder, &arguments, "");
    let document = serde_json::from_str(&said.out).unwrap_or(Value::Null);
    if !said.out.is_empty() {
        schemas::holds("pins-bisect", &document);
    }
    (said.code, document, said.err)
}

fn n_runs(folder: &Path) -> usize {
    std::fs::read_to_string(folder.join("count")).map_or(0, |text| text.lines().count())
}

#[test]
fn culprits_are_named_and_left_out() {
    let folder = batch(40);
    let command = test_of(&["name-007", "name-031"]);
    let (code, found, error) = bisect(folder.path(), &command, &["-o", "kept.txt"]);
    assert_eq!(code, Some(1), "{error}");
    assert_eq!(found["culprits"], serde_json::json!([["name-007", "name-031"]]));
    assert_eq!(found["runs"].as_u64(), Some(u64::try_from(n_runs(folder.path())).unwrap()));
    assert!(n_runs(folder.path()) < 25, "{}", n_runs(folder.path()));
    let kept = std::fs::read_to_string(folder.path().join("kept.txt")).unwrap();
    assert_eq!(kept.matches("==1.1").count(), 1, "{kept}");
    // The same again asks for nothing.
    let before = n_runs(folder.path());
    let again = bisect(folder.path(), &command, &[]).1;
    assert_eq!((again["culprits"].clone(), n_runs(folder.path())), (found["culprits"].clone(), before));
    let text = said(
        folder.path(),
        &["pins", "bisect", "--before", "old.txt", "--after", "new.txt", "--run", &command],
        "",
    );
    assert!(
        text.out.contains("\n  name-007 1.1 -> 1.2 with name-031 1.1 -> 1.2  (only together)\n"),
        "{}",
        text.out
    );
}

#[test]
fn limits_kill_every_process_of_a_test() {
    let folder = batch(1);
    let command = "if grep -q '==1.2' $HAGGLE_CONSTRAINTS; then (sleep 300; echo late > late) & echo $! > child; wait; fi";
    let (code, found, error) = bisect(folder.path(), command, &["--time-limit", "1"]);
    assert_eq!(code, Some(1), "{error}");
    assert_eq!(found["culprits"], serde_json::json!([["name-000"]]));
    let child = std::fs::read_to_string(folder.path().join("child")).unwrap();
    let state = std::fs::read_to_string(format!("/proc/{}/stat", child.trim())).unwrap_or_default();
    assert!(state.is_empty() || state.contains(") Z"), "the child of the test lives: {state}");
}

#[test]
fn a_test_that_cannot_tell_stops_the_search_and_is_asked_again() {
    let folder = batch(4);
    let command = "test -e ready || exit 125; ! grep -q '^name-002==1.2' $HAGGLE_CONSTRAINTS";
    let (code, _, error) = bisect(folder.path(), command, &[]);
    assert_eq!(code, Some(2));
    assert!(error.contains("could not be told: exit code 125"), "{error}");
    std::fs::write(folder.path().join("ready"), "").unwrap();
    let (code, found, error) = bisect(folder.path(), command, &[]);
    assert_eq!((code, &found["culprits"]), (Some(1), &serde_json::json!([["name-002"]])), "{error}");
}

#[test]
fn a_flaky_test_is_run_until_two_runs_agree() {
    let folder = batch(12);
    // Every fifth run fails of itself.
    let command =
        format!("n=$(wc -l < count 2>/dev/null || echo 0); {}; test $((n % 5)) != 4", test_of(&["name-004"]));
    let (code, found, error) = bisect(folder.path(), &command, &["--agree", "2"]);
    assert_eq!((code, &found["culprits"]), (Some(1), &serde_json::json!([["name-004"]])), "{error}");
}

#[test]
fn misuse_is_told() {
    let folder = batch(2);
    let (code, _, error) = bisect(folder.path(), "exit 1", &[]);
    assert_eq!(code, Some(2));
    assert!(
        error.starts_with("error: the command fails on the constraints before the changes as well"),
        "{error}"
    );
    let (code, found, _) = bisect(folder.path(), "exit 0", &[]);
    assert_eq!((code, &found["passes"]), (Some(0), &Value::Bool(true)));
    std::fs::copy(folder.path().join("old.txt"), folder.path().join("new.txt")).unwrap();
    let (code, _, error) = bisect(folder.path(), "exit 0", &[]);
    assert_eq!((code, error.as_str()), (Some(2), "error: old.txt: both files pin the same versions\n"));
}

/// Starts a search; its standard output is a file, for it may be killed.
fn start(folder: &Path, command: &str, more: &[&str], cluster: Option<&Cluster>) -> Child {
    let out = std::fs::File::create(folder.join("out.json")).unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_haggle"));
    child.args([
        "pins", "bisect", "--before", "old.txt", "--after", "new.txt", "--run", command, "--format", "json",
    ]);
    child.args(more).current_dir(folder).stdin(Stdio::null()).stdout(out);
    child.stderr(std::fs::File::create(folder.join("err.txt")).unwrap());
    if let Some(cluster) = cluster {
        child.envs(cluster.variables());
    }
    child.spawn().unwrap()
}

/// The workers of a folder: processes of this program that were started with its name.
fn workers(folder: &Path) -> Vec<u32> {
    let folder = folder.canonicalize().unwrap().display().to_string();
    let processes = std::fs::read_dir("/proc").unwrap().flatten();
    let is_worker = |pid: &u32| {
        let line = std::fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
        let line = String::from_utf8_lossy(&line).into_owned();
        line.contains("run-job") && line.contains(&folder) && !line.starts_with("/bin/sh")
    };
    processes.filter_map(|entry| entry.file_name().to_str()?.parse().ok()).filter(is_worker).collect()
}

fn kill(pid: u32) {
    let _ = Command::new("kill").args(["-9", &pid.to_string()]).stderr(Stdio::null()).status();
}

/// Kills workers and dispatchers in turn, so often; the answer is that of a search that nobody disturbs, and no stored result was made
/// twice.
fn disturbed(n_kills: usize, more: &[&str], cluster: Option<&Cluster>, pause: Duration) {
    let folder = batch(24);
    let names = ["name-003", "name-011", "name-019"];
    // The command of each round is another, and so is the folder of its plan: workers of the round before may still be at work.
    let command = |round: usize| {
        format!(
            "sleep 0.05; echo run >> count-{round}; ! grep -q -e '^{}==1.2' -e '^{}==1.2' -e '^{}==1.2' $HAGGLE_CONSTRAINTS",
            names[0], names[1], names[2]
        )
    };
    let mut random = 12_345_u64;
    let mut next = |bound: u64| {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (random >> 33) % bound
    };
    let (mut n_done, mut round) = (0, 0);
    let mut n_before = 0;
    let mut child = start(folder.path(), &command(round), more, cluster);
    loop {
        let spread = u64::try_from(pause.as_millis()).unwrap();
        thread::sleep(Duration::from_millis(next(2 * spread)));
        if child.try_wait().unwrap().is_some() {
            let out = std::fs::read_to_string(folder.path().join("out.json")).unwrap();
            let found: Value = serde_json::from_str(&out).unwrap_or_else(|_| {
                panic!("no answer: {}", std::fs::read_to_string(folder.path().join("err.txt")).unwrap())
            });
            assert_eq!(found["culprits"], serde_json::json!([[names[0]], [names[1]], [names[2]]]));
            // Each result is stored once; a run whose worker was killed after the command ended may have been made again.
            let state = std::path::PathBuf::from(found["state"].as_str().unwrap());
            let plan = std::fs::read_to_string(state.join("plan.jsonl")).unwrap();
            let stored = std::fs::read_dir(state.join("results")).unwrap().count();
            assert!(stored <= plan.lines().count(), "{stored} results of {} jobs", plan.lines().count());
            let count = std::fs::read_to_string(folder.path().join(format!("count-{round}"))).unwrap();
            let (runs, kills) = (count.lines().count(), n_done - n_before);
            assert!(runs <= stored + kills, "{runs} runs for {stored} results after {kills} kills");
            if n_done >= n_kills {
                return;
            }
            (round, n_before) = (round + 1, n_done);
            child = start(folder.path(), &command(round), more, cluster);
            continue;
        }
        if n_done >= n_kills {
            continue;
        }
        let victims = workers(folder.path());
        if next(3) == 0 || victims.is_empty() {
            let _ = child.kill();
            let _ = child.wait();
            child = start(folder.path(), &command(round), more, cluster);
        } else {
            kill(victims[usize::try_from(next(u64::try_from(victims.len()).unwrap())).unwrap()]);
        }
        n_done += 1;
    }
}

/// How many kills: `HAGGLE_KILLS`, else few enough for every run of the tests.
fn n_kills(few: usize) -> usize {
    std::env::var("HAGGLE_KILLS").map_or(few, |text| text.parse().unwrap())
}

#[test]
fn kills_change_no_answer_here() {
    disturbed(n_kills(12), &["--parallel", "3"], None, Duration::from_millis(400));
}

#[test]
fn slurm_gives_the_same_answer_and_so_it_does_under_kills() {
    let Some(cluster) = Cluster::start() else { return };
    let folder = batch(12);
    let command = test_of(&["name-002", "name-009"]);
    let child = start(folder.path(), &command, &["--runner", "slurm", "--parallel", "3"], Some(&cluster));
    assert_eq!(child.wait_with_output().unwrap().status.code(), Some(1));
    let out = std::fs::read_to_string(folder.path().join("out.json")).unwrap();
    let found: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(found["culprits"], serde_json::json!([["name-002", "name-009"]]));
    disturbed(
        n_kills(3),
        &["--runner", "slurm", "--parallel", "3"],
        Some(&cluster),
        Duration::from_millis(1_500),
    );
}
