//! Repositories of our own, in which commits are made and from which they are pushed.
//!
//! git is run with no configuration but ours: no hook, no helper, no file monitor, no protocol but HTTP, no redirect, no submodule. A
//! user's checkout is never the repository that git works in; its index, its files and its configuration are not read.

mod commit;
mod path;
mod scratch;
mod topic;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

pub use commit::{Commit, NewCommit};
pub(crate) use path::check_name;
pub use scratch::Scratch;
pub use topic::{TopicCommit, commit_on_topic};

use crate::error::{ReviewError, ReviewErrorKind};
use crate::identity::Authorization;
use crate::process::{Output, run};

/// The settings that every call has. What a repository's own configuration says of them does not count.
const SETTINGS: [&str; 13] = [
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "core.attributesFile=/dev/null",
    "core.alternateRefsCommand=true",
    "core.sshCommand=false",
    "core.gitProxy=false",
    "credential.helper=",
    "http.followRedirects=false",
    "http.lowSpeedLimit=1000",
    "fetch.recurseSubmodules=no",
    "push.recurseSubmodules=no",
    "gc.auto=0",
    "maintenance.auto=false",
];

/// Variables that are passed on: where programs are, and how to reach the network.
const KEPT: [&str; 15] = [
    "PATH",
    "TMPDIR",
    "SYSTEMROOT",
    "HTTPS_PROXY",
    "https_proxy",
    "http_proxy",
    "ALL_PROXY",
    "all_proxy",
    "NO_PROXY",
    "no_proxy",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "GIT_SSL_CAINFO",
    "GIT_SSL_CAPATH",
    "GIT_EXEC_PATH",
];

/// git in one repository.
#[derive(Debug, Clone)]
pub(crate) struct Git {
    folder: PathBuf,
    timeout: Duration,
    variables: Vec<(&'static str, String)>,
    /// The server that a header is for, and the header.
    authorization: Option<(String, Authorization)>,
}

impl Git {
    pub(crate) fn new(folder: &Path, timeout: Duration) -> Self {
        Self { folder: folder.to_owned(), timeout, variables: Vec::new(), authorization: None }
    }

    /// Sets a variable of every call.
    pub(crate) fn set(&mut self, name: &'static str, value: impl Into<String>) {
        self.variables.push((name, value.into()));
    }

    /// Sends this header to this server only.
    pub(crate) fn authorize(&mut self, url: &str, header: &Authorization) {
        self.authorization = Some((url.to_owned(), header.clone()));
    }

    /// Runs git, whatever its exit code.
    pub(crate) fn output(&self, arguments: &[&str], input: Option<&[u8]>) -> Result<Output, ReviewError> {
        let mut command = Command::new("git");
        command.env_clear();
        for name in KEPT {
            command.envs(std::env::var_os(name).map(|value| (name, value)));
        }
        command
            .env("GIT_DIR", &self.folder)
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_TERMINAL_PROMPT", "0")
            .env("GIT_ALLOW_PROTOCOL", "http:https")
            .env("GIT_LITERAL_PATHSPECS", "1")
            .env("GIT_NO_REPLACE_OBJECTS", "1")
            .env("GIT_NO_LAZY_FETCH", "1")
            .env("GIT_HTTP_LOW_SPEED_TIME", self.timeout.as_secs().max(1).to_string())
            .env("LC_ALL", "C")
            .envs(self.variables.iter().map(|(name, value)| (name, value)))
            .current_dir(&self.folder);
        // In the environment, which nobody else sees, and not in the arguments, which everybody does.
        if let Some((url, header)) = &self.authorization {
            command
                .env("GIT_CONFIG_COUNT", "1")
                .env("GIT_CONFIG_KEY_0", format!("http.{url}.extraHeader"))
                .env("GIT_CONFIG_VALUE_0", format!("Authorization: {}", header.0));
        }
        for setting in SETTINGS {
            command.args(["-c", setting]);
        }
        command.args(arguments);
        run(&mut command, input, self.timeout.saturating_mul(10))
    }

    /// Runs git: what it prints.
    ///
    /// # Errors
    /// It ends with a failure: the last line of what it says.
    pub(crate) fn run(&self, arguments: &[&str], input: Option<&[u8]>) -> Result<Vec<u8>, ReviewError> {
        let output = self.output(arguments, input)?;
        if output.is_success { Ok(output.stdout) } else { Err(failed(arguments, &output)) }
    }

    /// Runs git: the one line that it prints.
    pub(crate) fn line(&self, arguments: &[&str], input: Option<&[u8]>) -> Result<String, ReviewError> {
        Ok(String::from_utf8_lossy(&self.run(arguments, input)?).trim().to_owned())
    }
}

/// What git said when it failed.
pub(crate) fn failed(arguments: &[&str], output: &Output) -> ReviewError {
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let telling = |line: &&str| line.starts_with("fatal:") || line.starts_with("error:");
    let line =
        said.lines().find(telling).or_else(|| said.lines().last()).unwrap_or("it failed without a word");
    let place = format!("git {}", arguments.first().unwrap_or(&""));
    ReviewError::new(place, ReviewErrorKind::Git, line)
}

/// Whether a text is the full hash of an object.
pub(crate) fn is_hash(text: &str) -> bool {
    matches!(text.len(), 40 | 64) && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}
