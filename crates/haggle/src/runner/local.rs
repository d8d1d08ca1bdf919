//! Jobs as processes of this machine.

use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use super::plan::PlanFolder;
use crate::output::failure::Failure;

/// How often the workers are looked at.
const PAUSE: Duration = Duration::from_millis(10);

/// Runs jobs, so many at once, each by a worker of its own, and waits for all.
pub(super) fn run(plan: &PlanFolder, ids: &[&str], at_once: usize) -> Result<(), Failure> {
    let program = std::env::current_exe().map_err(|error| {
        Failure::new(format!("this program cannot be found to be started again: {error}"))
    })?;
    let mut waiting = ids.iter();
    let mut running: Vec<Child> = Vec::new();
    loop {
        while running.len() < at_once.max(1)
            && let Some(id) = waiting.next()
        {
            let mut command = Command::new(&program);
            command.args(["pins", "run-job"]).arg(plan.folder()).arg(id);
            command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
            let worker = command.spawn();
            running
                .push(worker.map_err(|error| Failure::new(format!("a worker cannot be started: {error}")))?);
        }
        if running.is_empty() {
            return Ok(());
        }
        thread::sleep(PAUSE);
        let mut left = Vec::new();
        for mut worker in running {
            let ended = worker.try_wait();
            let ended =
                ended.map_err(|error| Failure::new(format!("a worker cannot be waited for: {error}")))?;
            if ended.is_none() {
                left.push(worker);
            }
        }
        running = left;
    }
}
