//! A job of a plan, and its result.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// One run of a command.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Job {
    /// The hash of everything that the result may depend on: command, contents of the inputs, limits, number of the run.
    pub id: String,
    /// The command, for `sh -c`.
    pub command: String,
    /// Files that the command reads: the variable that names each, and its path in the folder of the plan.
    pub inputs: BTreeMap<String, String>,
    /// What the command may use.
    pub limits: JobLimits,
    /// Which run of the same command on the same inputs it is, from 1.
    pub run: u32,
    /// What the job is about, in words of who made the plan.
    pub about: Vec<String>,
}

/// What a command may use; nothing is limited where nothing is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JobLimits {
    /// Seconds of the clock.
    pub seconds: Option<u64>,
    /// Address space of each process, in MiB.
    pub memory: Option<u64>,
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum JobOutcome {
    /// Exit code 0.
    Passed,
    /// Another exit code, a signal, or a limit.
    Failed,
    /// Exit code 125: the command says that it cannot tell.
    Untold,
}

/// The result of a job, as its worker stored it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JobResult {
    /// How the run ended.
    pub outcome: JobOutcome,
    /// Exit code, signal or limit, in words.
    pub because: String,
    /// How long it took.
    pub milliseconds: u64,
}

impl Job {
    /// A job whose inputs have these contents.
    pub fn new(
        command: &str,
        inputs: &BTreeMap<String, (String, Vec<u8>)>,
        limits: JobLimits,
        run: u32,
        about: Vec<String>,
    ) -> Self {
        let mut hash = Sha256::new();
        // Each text is preceded by its length, so that no two jobs hash the same bytes.
        let mut add = |bytes: &[u8]| {
            hash.update(u64::try_from(bytes.len()).unwrap_or(u64::MAX).to_le_bytes());
            hash.update(bytes);
        };
        add(b"haggle job 1");
        add(command.as_bytes());
        for (variable, (_, bytes)) in inputs {
            add(variable.as_bytes());
            add(bytes);
        }
        add(format!("{limits:?} {run}").as_bytes());
        let paths = inputs.iter().map(|(variable, (path, _))| (variable.clone(), path.clone()));
        let id = hex(&hash.finalize()[..16]);
        Self { id, command: command.to_owned(), inputs: paths.collect(), limits, run, about }
    }
}

/// The hash of a content as the name of a file.
pub fn content_name(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes)[..16])
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
