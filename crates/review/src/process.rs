//! A program that is run to its end, within a time.

use std::io::{Read, Write as _};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::error::{ReviewError, ReviewErrorKind};

/// The most bytes that are kept of what a program prints.
const MOST_BYTES: u64 = 256 << 20;

/// What a program left.
#[derive(Debug)]
pub(crate) struct Output {
    pub(crate) is_success: bool,
    pub(crate) stdout: Vec<u8>,
    pub(crate) stderr: Vec<u8>,
}

/// Runs a program with this input.
///
/// # Errors
/// It cannot be started, or did not end in time; it is killed then.
pub(crate) fn run(
    command: &mut Command,
    input: Option<&[u8]>,
    longest: Duration,
) -> Result<Output, ReviewError> {
    let failed = |reason: &str| ReviewError::new("git", ReviewErrorKind::Git, reason);
    command.stdin(if input.is_some() { Stdio::piped() } else { Stdio::null() });
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(command, 0);
    let mut child = command.spawn().map_err(|error| failed(&format!("it cannot be run: {error}")))?;
    let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    std::thread::scope(|scope| {
        if let (Some(mut stdin), Some(input)) = (stdin, input) {
            // A program that reads no further says so by its exit code.
            scope.spawn(move || drop(stdin.write_all(input)));
        }
        let stdout = scope.spawn(move || read(stdout));
        let stderr = scope.spawn(move || read(stderr));
        let deadline = Instant::now() + longest;
        let mut pause = Duration::from_micros(500);
        let status = loop {
            match child.try_wait() {
                Ok(Some(status)) => break Some(status),
                Ok(None) if Instant::now() < deadline => {
                    std::thread::sleep(pause);
                    pause = (pause * 2).min(Duration::from_millis(20));
                }
                Ok(None) | Err(_) => break None,
            }
        };
        if status.is_none() {
            kill(&mut child);
            let _ = child.wait();
        }
        let (stdout, stderr) = (stdout.join().unwrap_or_default(), stderr.join().unwrap_or_default());
        let status =
            status.ok_or_else(|| failed(&format!("it did not end within {} s", longest.as_secs())))?;
        Ok(Output { is_success: status.success(), stdout, stderr })
    })
}

/// Kills a program and what it started, which would hold its output open.
fn kill(child: &mut Child) {
    #[cfg(unix)]
    let _ = rustix::process::kill_process_group(
        rustix::process::Pid::from_child(child),
        rustix::process::Signal::KILL,
    );
    let _ = child.kill();
}

fn read(pipe: Option<impl Read>) -> Vec<u8> {
    let mut bytes = Vec::new();
    if let Some(pipe) = pipe {
        let _ = pipe.take(MOST_BYTES).read_to_end(&mut bytes);
    }
    bytes
}
