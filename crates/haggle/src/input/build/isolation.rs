//! A program that runs apart from the machine: without a network, without the user's files, with nothing to write to but a folder that goes
//! with it, and within limits of time, memory and disk.

use std::io;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use crate::input::program_output::printed;

const SCRIPT: &str = include_str!("isolate.sh");

/// How much a program may take.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Of time on the wall; the same of processor time for each process.
    pub time: Duration,
    /// Of memory for each process, in bytes.
    pub memory: u64,
    /// Of the folders that it may write to, in bytes for each.
    pub disk: u64,
}

/// What the program prints and whether it ended well. It runs with the folder `source` of `given` as a copy in `/work/source`, with its
/// folder `site` as `/site`, and with the Python of this prefix.
///
/// # Errors
/// There is no `unshare`, or the program did not end in time.
pub fn run(given: &Path, prefix: &Path, limits: Limits, command: &[&str]) -> io::Result<(String, bool)> {
    let seconds = limits.time.as_secs().to_string();
    let mut unshare = Command::new("unshare");
    // Who is killed takes along all that it has started.
    unshare.args(["--user", "--map-root-user", "--net", "--pid", "--fork", "--mount", "--ipc", "--uts"]);
    unshare.args(["--kill-child=KILL", "sh", "-c", SCRIPT, "sh"]);
    unshare.arg(given).arg(prefix);
    unshare.args([&limits.disk.to_string(), &limits.memory.to_string(), &seconds]).args(command);
    printed(&mut unshare, limits.time)
}
