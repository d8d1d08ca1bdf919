//! The folder of a plan: `plan.jsonl`, the inputs, and what the workers store.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use super::job::{Job, JobResult, content_name};
use crate::output::failure::Failure;
use crate::output::files;

/// A plan on disk.
#[derive(Debug)]
pub struct PlanFolder {
    folder: PathBuf,
}

/// A line of `plan.jsonl`: a job, and its result where it has one.
#[derive(Debug, Serialize, Deserialize)]
struct PlanLine {
    #[serde(flatten)]
    job: Job,
    result: Option<JobResult>,
}

/// The right to dispatch jobs of a folder: one process has it, until it ends.
#[derive(Debug)]
pub struct DispatchRight(#[expect(dead_code, reason = "it is held, not read")] File);

/// How long the right to dispatch is waited for.
const PATIENCE: Duration = Duration::from_secs(3);

const PLAN: &str = "plan.jsonl";
const FOLDERS: [&str; 4] = ["inputs", "results", "output", "locks"];

impl PlanFolder {
    /// The plan in a folder, which is made where it is not there. Paths of it are absolute.
    pub fn open(folder: &Path) -> Result<Self, Failure> {
        for part in FOLDERS {
            let part = folder.join(part);
            fs::create_dir_all(&part).map_err(|error| Failure::io("make the folder", &part, &error))?;
        }
        let folder = folder.canonicalize().map_err(|error| Failure::io("find", folder, &error))?;
        Ok(Self { folder })
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The right to dispatch, unless another process has it.
    pub fn dispatch_right(&self) -> Result<DispatchRight, Failure> {
        let path = self.folder.join("locks/dispatcher");
        let file = File::create(&path).map_err(|error| Failure::io("write", &path, &error))?;
        // A process that was just killed may hold it for a moment more, by a child that it was about to start.
        let deadline = Instant::now() + PATIENCE;
        let mut locked = file.try_lock();
        while matches!(locked, Err(fs::TryLockError::WouldBlock)) && Instant::now() < deadline {
            thread::sleep(Duration::from_millis(50));
            locked = file.try_lock();
        }
        match locked {
            Ok(()) => Ok(DispatchRight(file)),
            Err(fs::TryLockError::WouldBlock) => {
                Err(Failure::new(format!("another process works on `{}`", self.folder.display()))
                    .hint("wait for it, or name another folder with `--state`"))
            }
            Err(fs::TryLockError::Error(error)) => Err(Failure::io("lock", &path, &error)),
        }
    }

    /// Stores an input; its path in the folder.
    pub fn add_input(&self, bytes: &[u8]) -> Result<String, Failure> {
        let path = format!("inputs/{}.txt", content_name(bytes));
        let full = self.folder.join(&path);
        if !full.is_file() {
            files::write(&full, bytes)?;
        }
        Ok(path)
    }

    /// The jobs, in the order in which they were added.
    pub fn jobs(&self) -> Result<Vec<Job>, Failure> {
        let path = self.folder.join(PLAN);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(Failure::io("read", &path, &error)),
        };
        let read = |(number, line): (usize, &str)| {
            serde_json::from_str(line).map(|line: PlanLine| line.job).map_err(|error| {
                Failure::new(format!("{}:{}: {error}", path.display(), number + 1))
                    .hint("remove the folder to begin anew")
            })
        };
        text.lines().enumerate().map(read).collect()
    }

    /// The job of a name.
    pub fn job(&self, id: &str) -> Result<Job, Failure> {
        self.jobs()?
            .into_iter()
            .find(|job| job.id == id)
            .ok_or_else(|| Failure::new(format!("`{}` has no job {id}", self.folder.join(PLAN).display())))
    }

    /// Writes the plan: these jobs, each with the result that it has by now.
    pub fn write(&self, jobs: &[Job]) -> Result<(), Failure> {
        let mut text = String::new();
        for job in jobs {
            let line = PlanLine { job: job.clone(), result: self.result(&job.id)? };
            let line = serde_json::to_string(&line)
                .map_err(|error| Failure::new(format!("the plan does not serialise: {error}")))?;
            text.push_str(&line);
            text.push('\n');
        }
        files::write(&self.folder.join(PLAN), text.as_bytes())
    }

    /// The result of a job, if it has one.
    pub fn result(&self, id: &str) -> Result<Option<JobResult>, Failure> {
        let path = self.result_path(id);
        match fs::read(&path) {
            Ok(bytes) => serde_json::from_slice(&bytes)
                .map(Some)
                .map_err(|error| Failure::new(format!("`{}`: {error}", path.display()))),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(Failure::io("read", &path, &error)),
        }
    }

    /// Forgets the result of a job, so that it can be run again.
    pub fn forget(&self, id: &str) -> Result<(), Failure> {
        let path = self.result_path(id);
        fs::remove_file(&path).map_err(|error| Failure::io("remove", &path, &error))
    }

    /// Where the output of a job is.
    pub fn output(&self, id: &str) -> PathBuf {
        self.folder.join(format!("output/{id}.txt"))
    }

    /// The inputs of a job as full paths, by the variables that name them.
    pub fn input_paths(&self, job: &Job) -> BTreeMap<String, PathBuf> {
        job.inputs.iter().map(|(variable, path)| (variable.clone(), self.folder.join(path))).collect()
    }

    pub(super) fn lock_path(&self, id: &str) -> PathBuf {
        self.folder.join(format!("locks/{id}"))
    }

    pub(super) fn result_path(&self, id: &str) -> PathBuf {
        self.folder.join(format!("results/{id}.json"))
    }
}
