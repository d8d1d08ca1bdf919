//! Jobs as an array of Slurm.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;
use std::thread;
use std::time::Duration;

use super::job::Job;
use super::plan::PlanFolder;
use crate::output::failure::Failure;
use crate::output::files;

/// How a cluster is asked.
#[derive(Debug, Clone, Default)]
pub struct SlurmOptions {
    /// Options of `sbatch` besides those that are given for each array.
    pub options: Vec<String>,
}

/// How often the queue is looked at.
const PAUSE: Duration = Duration::from_millis(500);

/// Minutes that a task has beyond the limit of its command, to start and to store its result.
const SPARE_MINUTES: u64 = 2;

/// Submits one array, a task for each job, and waits until each has a result or has left the queue. An array that an earlier
/// dispatcher left behind does no harm: two workers of one job take turns, and the second finds the result.
pub(super) fn run(plan: &PlanFolder, jobs: &[Job], options: &SlurmOptions) -> Result<(), Failure> {
    let script = script(plan, jobs)?;
    let path = plan.folder().join("array.sh");
    files::write(&path, script.as_bytes())?;
    let mut command = Command::new("sbatch");
    command.args(["--parsable", "--output=/dev/null", "--error=/dev/null", "--job-name=haggle-bisect"]);
    command.arg(format!("--array=0-{}", jobs.len().saturating_sub(1)));
    if let Some(seconds) = jobs.iter().filter_map(|job| job.limits.seconds).max() {
        command.arg(format!("--time={}", seconds.div_ceil(60) + SPARE_MINUTES));
    }
    if let Some(memory) = jobs.iter().filter_map(|job| job.limits.memory).max() {
        command.arg(format!("--mem={memory}M"));
    }
    let printed = said(command.args(&options.options).arg(&path), "sbatch")?;
    let array = printed.trim().split(';').next().unwrap_or_default().to_owned();
    loop {
        let mut is_done = true;
        for job in jobs {
            is_done &= plan.result(&job.id)?.is_some();
        }
        // Of an array that has left the queue, what has no result now was lost.
        if is_done || !is_queued(&array)? {
            return Ok(());
        }
        thread::sleep(PAUSE);
    }
}

/// A script whose tasks are the jobs by number. `sbatch` copies it, so it may be overwritten at once.
fn script(plan: &PlanFolder, jobs: &[Job]) -> Result<String, Failure> {
    let program = std::env::current_exe().map_err(|error| {
        Failure::new(format!("this program cannot be found to be started again: {error}"))
    })?;
    let quoted = |path: &Path| format!("'{}'", path.display().to_string().replace('\'', "'\\''"));
    let (program, folder) = (quoted(&program), quoted(plan.folder()));
    let mut script = String::from("#!/bin/sh\ncase \"$SLURM_ARRAY_TASK_ID\" in\n");
    for (number, job) in jobs.iter().enumerate() {
        let _ = writeln!(script, "{number}) id={} ;;", job.id);
    }
    let _ = write!(script, "esac\nexec {program} pins run-job {folder} \"$id\"\n");
    Ok(script)
}

/// Whether a task of the array waits or runs.
fn is_queued(array: &str) -> Result<bool, Failure> {
    let mut command = Command::new("squeue");
    command.args(["--noheader", "--format=%T", "--states=all", "--jobs"]).arg(array);
    let output = command.output().map_err(|error| missing("squeue", &error))?;
    // A job that the controller has forgotten is an error of squeue.
    let states = String::from_utf8_lossy(&output.stdout);
    let waits = |state: &str| {
        matches!(state, "PENDING" | "RUNNING" | "CONFIGURING" | "COMPLETING" | "SUSPENDED" | "REQUEUED")
    };
    Ok(output.status.success() && states.lines().any(|state| waits(state.trim())))
}

fn said(command: &mut Command, name: &str) -> Result<String, Failure> {
    let output = command.output().map_err(|error| missing(name, &error))?;
    if !output.status.success() {
        let error = String::from_utf8_lossy(&output.stderr);
        return Err(Failure::new(format!("{name}: {}", error.trim())));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

fn missing(name: &str, error: &std::io::Error) -> Failure {
    Failure::new(format!("`{name}` cannot be started: {error}"))
        .hint("the runner `slurm` needs Slurm's own commands here: leave out `--runner slurm` to run here")
}
