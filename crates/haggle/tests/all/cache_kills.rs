//! Many processes share a cache and are killed at any moment: no later run gives another answer, and none fails.

// Clippy sees helpers of integration tests as no tests.

use crate::schemas;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use haggle_testkit::index_server::{IndexServer, wheel};

/// How many processes use the cache at once.
const PROCESSES: usize = 8;
/// How many are killed, unless the variable says another number.
const KILLS: usize = 48;
const KILLS_VARIABLE: &str = "HAGGLE_TEST_KILLS";

/// Twelve projects of which each needs the next, in several versions; the newest of each needs what is not there.
fn published() -> IndexServer {
    let server = IndexServer::start();
    for number in 0..12 {
        let name = format!("part{number}");
        for version in 0..6 {
            let next = format!("Requires-Dist: part{}>={version}; python_version > '3'", number + 1);
            let absent = "Requires-Dist: part0>=9".to_owned();
            let fields = match (number, version) {
                (_, 5) => vec![absent],
                (11, _) => vec![],
                _ => vec![next],
            };
            let fields: Vec<&str> = fields.iter().map(String::as_str).collect();
            server.publish(&name, wheel(&name, &format!("{version}.0"), &fields));
        }
    }
    server
}

fn command(server: &IndexServer, cache: &Path, offline: bool) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_haggle"));
    command.args(["resolve", "part0", "--python-version", "3.12", "--python-platform", "linux"]);
    command.args(["--no-header", "--no-annotate", "--quiet", "--index-url", &server.url()]);
    command.arg("--cache-dir").arg(cache).current_dir(cache.parent().unwrap());
    if offline {
        command.arg("--offline");
    }
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// The pins that a process printed; one that was killed may have printed nothing.
#[track_caller]
fn check(child: Child, expected: &str, was_killed: bool) {
    let output = child.wait_with_output().unwrap();
    let (printed, said) =
        (String::from_utf8(output.stdout).unwrap(), String::from_utf8_lossy(&output.stderr));
    if was_killed && !output.status.success() {
        assert!(expected.starts_with(&printed), "{printed}");
        // It failed because it was killed, and for no other reason.
        assert_eq!(output.status.code(), None, "{said}");
        return;
    }
    assert_eq!((output.status.code(), printed.as_str()), (Some(0), expected), "{said}");
}

/// A number that looks random, the same in each run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

/// The files of the cache.
fn files_under(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() { found.extend(files_under(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

/// What a crash of the machine, another version of the program or a bad disk leaves.
fn disturb(cache: &Path, numbers: &mut Numbers) {
    let files = files_under(cache);
    let Some(bound) = u64::try_from(files.len()).ok().filter(|n| *n > 0) else { return };
    let path = &files[usize::try_from(numbers.below(bound)).unwrap()];
    // Another process may have renamed it by now.
    let Ok(bytes) = fs::read(path) else { return };
    let half = bytes.len() / 2;
    let _ = match numbers.below(4) {
        0 => fs::remove_file(path),
        1 => fs::write(path, &bytes[..half]),
        2 => fs::write(path, [&bytes[..half], b"x"].concat()),
        _ => fs::write(path.with_extension("facts-v0"), &bytes),
    };
}

#[test]
fn kills_at_any_moment_change_no_answer() {
    let n_kills = std::env::var(KILLS_VARIABLE).ok().and_then(|text| text.parse().ok()).unwrap_or(KILLS);
    let (server, folder) = (published(), tempfile::tempdir().unwrap());
    // Pages are asked for again at once, so that every run writes.
    server.configure(|behaviour| behaviour.cache_control = Some("max-age=0".to_owned()));
    let cache = folder.path().join("cache");
    for old in ["index-v0", "index-v1", "facts-v0"] {
        fs::create_dir_all(cache.join(old)).unwrap();
        fs::write(cache.join(old).join("entry"), "of another version").unwrap();
    }
    let whole = folder.path().join("whole");
    let expected = command(&server, &whole, false).output().unwrap();
    assert!(expected.status.success(), "{}", String::from_utf8_lossy(&expected.stderr));
    let expected = String::from_utf8(expected.stdout).unwrap();
    let mut numbers = Numbers(15);
    let mut n_killed = 0;
    while n_killed < n_kills {
        let mut children: Vec<Child> =
            (0..PROCESSES).map(|_| command(&server, &cache, false).spawn().unwrap()).collect();
        std::thread::sleep(Duration::from_micros(numbers.below(60_000)));
        // Two of them are left alone.
        let survivors = children.split_off(PROCESSES - 2);
        for child in &mut children {
            std::thread::sleep(Duration::from_micros(numbers.below(4_000)));
            child.kill().unwrap();
            n_killed += 1;
        }
        for child in children {
            check(child, &expected, true);
        }
        for child in survivors {
            check(child, &expected, false);
        }
        check(command(&server, &cache, true).spawn().unwrap(), &expected, false);
        disturb(&cache, &mut numbers);
    }
}

#[test]
fn what_a_run_took_is_said() {
    let (server, folder) = (published(), tempfile::tempdir().unwrap());
    let cache = folder.path().join("cache");
    let run = |stats: &str| {
        let output = command(&server, &cache, false).arg(stats).output().unwrap();
        assert!(output.status.success());
        String::from_utf8(output.stderr).unwrap()
    };
    let first = run("--stats");
    assert!(first.contains("requests: 12 for lists, 24 for files, "), "{first}");
    assert!(first.contains("requirements of 24 releases, 0 of them not read"), "{first}");
    let again: serde_json::Value = serde_json::from_str(&run("--stats=json")).unwrap();
    schemas::holds("resolve-statistics", &again);
    assert_eq!(again["index"]["list_requests"], 0, "{again}");
    assert_eq!(again["index"]["lists_from_cache"], 12, "{again}");
    assert_eq!(again["rounds"]["rounds"], 1, "{again}");
}
