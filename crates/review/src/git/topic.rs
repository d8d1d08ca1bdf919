//! Commits on topic branches of a user's checkout.

use std::path::Path;
use std::time::Duration;

use tempfile::TempDir;

use super::commit::{self, Commit, NewCommit, patch_id};
use super::path::check_name;
use super::{Git, is_hash};
use crate::error::{ReviewError, ReviewErrorKind};

/// What became of a topic branch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TopicCommit {
    /// The branch is at this commit now.
    Written(String),
    /// The branch had the change already, at this commit.
    There(String),
    /// The files are on the branch below as they should be.
    NothingLeft,
}

/// Commits a change on a branch of a checkout, without touching its files, its index or what is checked out. `new.base` is not looked
/// at: the change goes on the branch of the remote `origin`, or on the checkout's own where there is none.
///
/// # Errors
/// The folder is not a repository, or has no such branch; the topic branch is checked out, or has somebody's commits; a file differs
/// from the one that the change was drafted for.
pub fn commit_on_topic(
    checkout: &Path,
    (branch, topic): (&str, &str),
    new: &NewCommit<'_>,
    timeout: Duration,
) -> Result<TopicCommit, ReviewError> {
    let place = checkout.display().to_string();
    check_name("branch", branch)?;
    check_name("topic", topic)?;
    let io = |error: std::io::Error| ReviewError::io(place.clone(), &error);
    let folder = git_folder(checkout).map_err(io)?;
    let own = TempDir::new().map_err(io)?;
    let mut git = Git::new(&folder, timeout);
    git.set("GIT_INDEX_FILE", own.path().join("index").display().to_string());
    git.set("GIT_ALLOW_PROTOCOL", "");
    let hash = |reference: &str| -> Result<Option<String>, ReviewError> {
        let output =
            git.output(&["rev-parse", "--verify", "--quiet", &format!("{reference}^{{commit}}")], None)?;
        let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        Ok(Some(text).filter(|text| output.is_success && is_hash(text)))
    };
    let base = match hash(&format!("refs/remotes/origin/{branch}"))? {
        Some(base) => base,
        None => hash(&format!("refs/heads/{branch}"))?.ok_or_else(|| {
            let reason = format!("it has no branch `{branch}`, neither of `origin` nor of its own");
            ReviewError::new(place.clone(), ReviewErrorKind::NoBranch, &reason)
        })?,
    };
    let reference = format!("refs/heads/{topic}");
    let head = git.output(&["symbolic-ref", "--quiet", "HEAD"], None)?;
    let is_checked_out = String::from_utf8_lossy(&head.stdout).trim() == reference;
    let Commit::Made(made) = commit::commit(&git, &NewCommit { base: &base, ..*new })? else {
        return Ok(TopicCommit::NothingLeft);
    };
    let old = hash(&reference)?;
    if let Some(old) = &old {
        let below = hash(&format!("{old}^"))?;
        if *old == made
            || below.as_deref() == Some(&base) && patch_id(&git, &base, old)? == patch_id(&git, &base, &made)?
        {
            return Ok(TopicCommit::There(old.clone()));
        }
        let id = |commit: &str| change_id(&git, commit);
        let is_ours = id(old)?.is_some() && id(old)? == id(&made)?;
        if !is_ours || is_checked_out {
            let what = if is_checked_out { "is checked out" } else { "has other commits" };
            let reason = format!("its branch `{topic}` {what}: choose another topic, or remove the branch");
            return Err(ReviewError::new(place, ReviewErrorKind::Refused, &reason));
        }
    }
    let zero = "0".repeat(made.len());
    git.run(&["update-ref", "--no-deref", &reference, &made, old.as_deref().unwrap_or(&zero)], None)?;
    Ok(TopicCommit::Written(made))
}

fn change_id(git: &Git, commit: &str) -> Result<Option<String>, ReviewError> {
    let message = git.run(&["cat-file", "commit", commit], None)?;
    let message = String::from_utf8_lossy(&message).into_owned();
    Ok(message.lines().rev().find_map(|line| line.strip_prefix("Change-Id: ")).map(str::to_owned))
}

/// The repository of a checkout: `.git`, or the folder that the file `.git` of a worktree names.
fn git_folder(checkout: &Path) -> std::io::Result<std::path::PathBuf> {
    let own = checkout.join(".git").canonicalize()?;
    if own.is_dir() {
        return Ok(own);
    }
    let text = std::fs::read_to_string(&own)?;
    let named = text.strip_prefix("gitdir:").map(str::trim).unwrap_or_default();
    checkout.join(named).canonicalize()
}
