//! A bare repository for one push.

use std::fs::{self, File};
use std::path::Path;
use std::time::Duration;

use tempfile::TempDir;

use super::path::check_name;
use super::{Git, is_hash};
use crate::error::{ReviewError, ReviewErrorKind};
use crate::identity::Authorization;

/// How its folders are named.
const PREFIX: &str = "work-";
/// How often a folder is made that another process sweeps before it is locked.
const TRIES: usize = 10;

/// A bare repository of our own with nothing in it, gone when it is dropped.
#[derive(Debug)]
pub struct Scratch {
    pub(crate) git: Git,
    remote: String,
    // Held as long as this process lives: what nobody holds is left over from one that was killed.
    _lock: File,
    _folder: TempDir,
}

/// A new folder in a folder, and the lock on it.
fn locked_folder(folder: &Path) -> std::io::Result<(TempDir, File)> {
    for _ in 0..TRIES {
        let own = tempfile::Builder::new().prefix(PREFIX).tempdir_in(folder)?;
        // Gone or locked: another process took it for one that is left over.
        let lock = File::open(own.path()).ok().filter(|lock| lock.try_lock().is_ok());
        if let Some(lock) = lock
            && own.path().is_dir()
        {
            return Ok((own, lock));
        }
    }
    Err(std::io::Error::other("its folders are swept again and again"))
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
        authorization: Option<&Authorization>,
        timeout: Duration,
    ) -> Result<Self, ReviewError> {
        let io = |error: std::io::Error| ReviewError::io(folder.display().to_string(), &error);
        fs::create_dir_all(folder).map_err(io)?;
        let (own, lock) = locked_folder(folder).map_err(io)?;
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
            let is_left = File::open(entry.path()).is_ok_and(|lock| lock.try_lock().is_ok());
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
