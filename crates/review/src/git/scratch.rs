//! A bare repository for one push.

use std::fs::{self, File};
use std::path::Path;
use std::time::Duration;

use tempfile::TempDir;

use super::path::check_name;
use super::{Git, is_hash};
use crate::error::{ReviewError, ReviewErrorKind};

/// How its folders are named.
const PREFIX: &str = "work-";
const LOCK: &str = "lock";

/// A bare repository of our own with nothing in it, gone when it is dropped.
#[derive(Debug)]
pub struct Scratch {
    pub(crate) git: Git,
    remote: String,
    // Held as long as this process lives: what nobody holds is left over from one that was killed.
    _lock: File,
    _folder: TempDir,
}

impl Scratch {
    /// A repository in a folder, which is made, and whose remote is at a URL; `authorization` goes there only. Folders that killed
    /// processes left are swept.
    ///
    /// # Errors
    /// A file cannot be written, or git cannot be run.
    pub(crate) fn new(
        folder: &Path,
        (remote, server): (&str, &str),
        authorization: Option<&str>,
        timeout: Duration,
    ) -> Result<Self, ReviewError> {
        let io = |error: std::io::Error| ReviewError::io(folder.display().to_string(), &error);
        fs::create_dir_all(folder).map_err(io)?;
        let own = tempfile::Builder::new().prefix(PREFIX).tempdir_in(folder).map_err(io)?;
        let lock = File::create(own.path().join(LOCK)).map_err(io)?;
        lock.try_lock().map_err(|error| io(error.into()))?;
        let repository = own.path().join("repository");
        fs::create_dir(&repository).map_err(io)?;
        let mut git = Git::new(&repository, timeout);
        git.run(&["init", "--quiet", "--bare", "--template=", "."], None)?;
        git.set("GIT_INDEX_FILE", own.path().join("index").display().to_string());
        if let Some(authorization) = authorization {
            git.authorize(server, authorization);
        }
        Ok(Self { git, remote: remote.to_owned(), _lock: lock, _folder: own })
    }

    /// Removes what killed processes left in a folder.
    pub(crate) fn sweep(folder: &Path) {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            if !entry.file_name().to_string_lossy().starts_with(PREFIX) {
                continue;
            }
            // One without a lock was only just made, or is half removed: it is left for the next time unless it is old.
            let is_left = if let Ok(lock) = File::open(entry.path().join(LOCK)) {
                lock.try_lock().is_ok()
            } else {
                let changed = entry.metadata().and_then(|data| data.modified()).ok();
                changed.and_then(|at| at.elapsed().ok()).is_some_and(|age| age > Duration::from_secs(3600))
            };
            if is_left {
                let _ = fs::remove_dir_all(entry.path());
            }
        }
    }

    /// Fetches the tip of a branch, and nothing below it: its hash.
    ///
    /// # Errors
    /// There is no such branch, or the server cannot be reached.
    pub fn fetch_branch(&self, branch: &str) -> Result<String, ReviewError> {
        check_name("branch", branch)?;
        self.fetch(&format!("refs/heads/{branch}"), 1)
    }

    /// Fetches a reference of the server with so many commits: the hash of its tip.
    pub(crate) fn fetch(&self, reference: &str, depth: u32) -> Result<String, ReviewError> {
        let depth = format!("--depth={depth}");
        let own = format!("+{reference}:refs/haggle/fetched");
        let arguments =
            ["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", &depth, &self.remote, &own];
        let output = self.git.output(&arguments, None)?;
        if !output.is_success {
            let mut error = super::failed(&arguments, &output);
            if String::from_utf8_lossy(&output.stderr).contains("couldn't find remote ref") {
                error = ReviewError::new(
                    reference,
                    ReviewErrorKind::NoBranch,
                    "the review system does not have it",
                );
            }
            return Err(error);
        }
        let hash = self.git.line(&["rev-parse", "--verify", "refs/haggle/fetched^{commit}"], None)?;
        if is_hash(&hash) {
            Ok(hash)
        } else {
            Err(ReviewError::new(reference, ReviewErrorKind::Git, "it has no hash"))
        }
    }

    /// Pushes a commit to a reference of the server. Gives what the server says against it, if it says something.
    ///
    /// # Errors
    /// The server could not be reached, or the answer was cut: whether it has the commit is not known then.
    pub(crate) fn push(
        &self,
        commit: &str,
        reference: &str,
        force: bool,
    ) -> Result<Option<String>, ReviewError> {
        let plus = if force { "+" } else { "" };
        let what = format!("{plus}{commit}:{reference}");
        let arguments = ["push", "--porcelain", "--no-verify", "--no-signed", &self.remote, &what];
        let output = self.git.output(&arguments, None)?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let line = text.lines().find(|line| line.contains(reference) && line.contains('\t'));
        match line.and_then(|line| line.split('\t').next()) {
            Some("!") => {
                let said = line.and_then(|line| line.rsplit('\t').next()).unwrap_or_default();
                let reason = said.split_once('(').map_or(said, |(_, reason)| reason.trim_end_matches(')'));
                Ok(Some(reason.to_owned()))
            }
            Some(_) if output.is_success => Ok(None),
            _ => Err(super::failed(&arguments, &output)),
        }
    }
}
