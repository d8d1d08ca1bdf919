//! One job, run by a process of its own: what a runner starts, here or on a cluster.

use std::fs::File;
use std::os::unix::process::{CommandExt as _, ExitStatusExt as _};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process_group};

use super::job::{Job, JobOutcome, JobResult};
use super::plan::PlanFolder;
use crate::output::failure::Failure;
use crate::output::{files, json};

/// How often the command is looked at.
const PAUSE: Duration = Duration::from_millis(10);

/// The exit code by which a command says that it cannot tell, as of `git bisect run`.
const UNTOLD: i32 = 125;

/// Runs a job of a plan and stores its result. A job that has one is not run; one that another worker runs is waited for.
pub fn work(plan: &PlanFolder, id: &str) -> Result<(), Failure> {
    let job = plan.job(id)?;
    let path = plan.lock_path(id);
    let lock = File::create(&path).map_err(|error| Failure::io("write", &path, &error))?;
    lock.lock().map_err(|error| Failure::io("lock", &path, &error))?;
    if plan.result(id)?.is_some() {
        return Ok(());
    }
    let Some(result) = run(plan, &job)? else {
        return Err(Failure::new("the command was killed, or the worker was told to stop: nothing is known"));
    };
    files::write(&plan.result_path(id), json::text(&result)?.as_bytes())
}

/// The result of a job's command, unless it is killed or the worker is told to stop: then nothing is known. Whatever happens, no process of the
/// command is left.
fn run(plan: &PlanFolder, job: &Job) -> Result<Option<JobResult>, Failure> {
    let stop = Arc::new(AtomicBool::new(false));
    for signal in [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM, signal_hook::consts::SIGHUP] {
        signal_hook::flag::register(signal, Arc::clone(&stop))
            .map_err(|error| Failure::new(format!("signals cannot be waited for: {error}")))?;
    }
    let started = Instant::now();
    let mut child = spawn(plan, job)?;
    let deadline = job.limits.seconds.map(|seconds| started + Duration::from_secs(seconds));
    let ended = loop {
        let status = child.try_wait();
        let status =
            status.map_err(|error| Failure::new(format!("the command cannot be waited for: {error}")))?;
        if let Some(status) = status {
            break outcome(status);
        }
        if stop.load(Ordering::Relaxed) {
            break None;
        }
        if deadline.is_some_and(|deadline| Instant::now() >= deadline) {
            break Some((JobOutcome::Failed, "it ran longer than allowed".to_owned()));
        }
        thread::sleep(PAUSE);
    };
    kill_all(&mut child);
    let milliseconds = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    Ok(ended.map(|(outcome, because)| JobResult { outcome, because, milliseconds }))
}

/// Starts the command as the leader of a group of processes, with its output in a file.
fn spawn(plan: &PlanFolder, job: &Job) -> Result<Child, Failure> {
    let path = plan.output(&job.id);
    let of = |error: std::io::Error| Failure::io("write", &path, &error);
    let output = File::create(&path).map_err(of)?;
    let mut command = Command::new("sh");
    command.arg("-c");
    match job.limits.memory {
        // A shell sets the limit for itself, and what it starts has it too.
        Some(memory) => command.arg(format!(
            "ulimit -v {} || exit {UNTOLD}\n{}",
            memory.saturating_mul(1024),
            job.command
        )),
        None => command.arg(&job.command),
    };
    command.envs(plan.input_paths(job)).process_group(0).stdin(Stdio::null());
    command.stdout(output.try_clone().map_err(of)?).stderr(output);
    command.spawn().map_err(|error| Failure::new(format!("`sh` cannot be started: {error}")))
}

/// Kills what is left of the command's group.
fn kill_all(child: &mut Child) {
    if let Some(group) = i32::try_from(child.id()).ok().and_then(Pid::from_raw) {
        let _ = kill_process_group(group, Signal::KILL);
    }
    let _ = child.wait();
}

/// Signals that come from outside: from a user, the system that runs out of memory, a cluster that takes its node back.
const FROM_OUTSIDE: [i32; 4] = [
    signal_hook::consts::SIGHUP,
    signal_hook::consts::SIGINT,
    signal_hook::consts::SIGKILL,
    signal_hook::consts::SIGTERM,
];

/// What the end of a command says. Nothing where it was killed from outside, itself or, as its shell reports, a part of it.
fn outcome(status: ExitStatus) -> Option<(JobOutcome, String)> {
    let killed = status.signal().or(status.code().filter(|code| *code > 128).map(|code| code - 128));
    if killed.is_some_and(|signal| FROM_OUTSIDE.contains(&signal)) {
        return None;
    }
    Some(match (status.code(), status.signal()) {
        (Some(0), _) => (JobOutcome::Passed, "exit code 0".to_owned()),
        (Some(UNTOLD), _) => (JobOutcome::Untold, format!("exit code {UNTOLD}")),
        (Some(code), _) => (JobOutcome::Failed, format!("exit code {code}")),
        (None, signal) => (JobOutcome::Failed, format!("signal {}", signal.unwrap_or_default())),
    })
}
