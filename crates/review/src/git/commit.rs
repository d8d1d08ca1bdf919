//! Commits that are made of edits, without files and without an index of a user's.

use haggle_govern::change::FileChange;

use super::path::check_path;
use super::{Git, Scratch};
use crate::error::{ReviewError, ReviewErrorKind};
use crate::identity::Committer;

/// What a commit is made of.
#[derive(Debug, Clone, Copy)]
pub struct NewCommit<'a> {
    /// The commit that it is on.
    pub base: &'a str,
    /// The files that it changes.
    pub files: &'a [FileChange],
    /// The whole message.
    pub message: &'a str,
    /// Author and committer.
    pub committer: &'a Committer,
    /// How many versions its change has already.
    pub version: u64,
}

/// What became of edits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Commit {
    /// The hash of a commit.
    Made(String),
    /// The files are on the branch as they should be: there is nothing to commit.
    NothingLeft,
}

impl Scratch {
    /// Makes a commit. It has the time of the commit that it is on, and a second more for each version that there is already: the same
    /// change is the same commit, whoever makes it, and when, and a server that has it says so. A change that goes back to what it was
    /// before is another commit, as Gerrit takes none twice.
    ///
    /// # Errors
    /// A file is not what the edit was made for; a path leads out of the repository, to a link or to a submodule.
    pub fn commit(&self, new: &NewCommit<'_>) -> Result<Commit, ReviewError> {
        commit(&self.git, new)
    }

    /// A commit's difference to the commit below it as a text that two equal changes share, on whatever they are.
    pub(crate) fn patch_id(&self, from: &str, to: &str) -> Result<String, ReviewError> {
        patch_id(&self.git, from, to)
    }

    /// The tree that a change gives on another commit than its own; nothing where the two conflict.
    pub(crate) fn merged_tree(
        &self,
        base: &str,
        change: &str,
        tip: &str,
    ) -> Result<Option<String>, ReviewError> {
        let base = format!("--merge-base={base}");
        let arguments = ["merge-tree", "--write-tree", "--no-messages", &base, tip, change];
        let output = self.git.output(&arguments, None)?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let tree = text.lines().next().unwrap_or_default();
        match (output.is_success, super::is_hash(tree)) {
            (true, true) => Ok(Some(tree.to_owned())),
            (false, true) => Ok(None),
            _ => Err(super::failed(&arguments, &output)),
        }
    }

    /// The commit below one that was fetched with it; nothing where there is none.
    pub(crate) fn parent_of(&self, commit: &str) -> Result<Option<String>, ReviewError> {
        let output =
            self.git.output(&["rev-parse", "--verify", "--quiet", &format!("{commit}^{{commit}}^")], None)?;
        let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        Ok(Some(text).filter(|text| output.is_success && super::is_hash(text)))
    }

    /// The paths that differ between two commits, in order.
    pub(crate) fn changed_paths(&self, from: &str, to: &str) -> Result<Vec<String>, ReviewError> {
        let listed =
            self.git.run(&["diff-tree", "-r", "-z", "--name-only", "--no-renames", from, to], None)?;
        let listed = String::from_utf8_lossy(&listed).into_owned();
        let mut paths: Vec<String> =
            listed.split('\0').filter(|path| !path.is_empty()).map(str::to_owned).collect();
        paths.sort_unstable();
        Ok(paths)
    }

    /// The bytes of a file in a commit.
    pub(crate) fn file(&self, commit: &str, path: &str) -> Result<Option<Vec<u8>>, ReviewError> {
        entry(&self.git, commit, path).map(|(_, bytes)| bytes)
    }

    /// The tree of a commit.
    pub(crate) fn tree_of(&self, commit: &str) -> Result<String, ReviewError> {
        self.git.line(&["rev-parse", "--verify", &format!("{commit}^{{tree}}")], None)
    }

    /// A commit of a tree on another, by whoever wrote the commit whose next version it is.
    pub(crate) fn commit_tree(
        &self,
        (tree, base): (&str, &str),
        message: &str,
        (version_of, version, committer): (&str, u64, &Committer),
    ) -> Result<String, ReviewError> {
        let who = self
            .git
            .line(&["show", "--no-patch", "--no-show-signature", "--format=%an%n%ae", version_of], None)?;
        let (name, email) = who.split_once('\n').unwrap_or((&committer.name, &committer.email));
        let author = Committer { name: name.to_owned(), email: email.to_owned() };
        commit_tree(&self.git, (tree, base), message, (&author, committer), version)
    }
}

pub(super) fn patch_id(git: &Git, from: &str, to: &str) -> Result<String, ReviewError> {
    let arguments = [
        "diff-tree",
        "-p",
        "--no-ext-diff",
        "--no-textconv",
        "--no-color",
        "--full-index",
        "--binary",
        from,
        to,
    ];
    let diff = git.run(&arguments, None)?;
    let text = git.line(&["patch-id", "--verbatim"], Some(&diff))?;
    Ok(text.split(' ').next().unwrap_or_default().to_owned())
}

pub(super) fn commit(git: &Git, new: &NewCommit<'_>) -> Result<Commit, ReviewError> {
    git.run(&["read-tree", new.base], None)?;
    let mut is_changed = false;
    for file in new.files.iter().filter(|file| file.before != file.after) {
        check_path(&file.path)?;
        let (mode, there) = entry(git, new.base, &file.path)?;
        if there.as_deref() == Some(&file.after) {
            continue;
        }
        if there.unwrap_or_default() != file.before {
            let reason = "it is not on the branch as it is here: bring the checkout up to date and draft the change again";
            return Err(ReviewError::new(&file.path, ReviewErrorKind::Moved, reason));
        }
        let blob =
            git.line(&["hash-object", "-w", "-t", "blob", "--no-filters", "--stdin"], Some(&file.after))?;
        let entry = format!("{mode} {blob}\t{}\0", file.path);
        git.run(&["update-index", "-z", "--index-info"], Some(entry.as_bytes()))?;
        is_changed = true;
    }
    if !is_changed {
        return Ok(Commit::NothingLeft);
    }
    let tree = git.line(&["write-tree"], None)?;
    let who = (new.committer, new.committer);
    commit_tree(git, (&tree, new.base), new.message, who, new.version).map(Commit::Made)
}

fn commit_tree(
    git: &Git,
    (tree, base): (&str, &str),
    message: &str,
    (author, committer): (&Committer, &Committer),
    version: u64,
) -> Result<String, ReviewError> {
    let time = git.line(&["show", "--no-patch", "--no-show-signature", "--format=%ct", base], None)?;
    let mut git = git.clone();
    git.set("GIT_AUTHOR_NAME", &author.name);
    git.set("GIT_AUTHOR_EMAIL", &author.email);
    git.set("GIT_COMMITTER_NAME", &committer.name);
    git.set("GIT_COMMITTER_EMAIL", &committer.email);
    let time = time.parse::<u64>().unwrap_or(0).saturating_add(version);
    git.set("GIT_AUTHOR_DATE", format!("{time} +0000"));
    git.set("GIT_COMMITTER_DATE", format!("{time} +0000"));
    git.line(&["commit-tree", "--no-gpg-sign", "-p", base, tree], Some(message.as_bytes()))
}

/// The mode and the bytes of a file in a commit; no bytes where there is no such file.
fn entry(git: &Git, commit: &str, path: &str) -> Result<(String, Option<Vec<u8>>), ReviewError> {
    let refused = |what: &str| {
        let reason = format!("on the branch it is {what}, and a change does not write through it");
        ReviewError::new(path, ReviewErrorKind::Path, &reason)
    };
    // A folder on the way has to be a folder: git lists nothing below a link.
    let mut above = path;
    while let Some((folder, _)) = above.rsplit_once('/') {
        above = folder;
        let listed = git.run(&["ls-tree", "-z", commit, "--", folder], None)?;
        if !listed.is_empty() && !listed.starts_with(b"040000 ") {
            return Err(refused("below a link or a submodule"));
        }
    }
    let listed = git.run(&["ls-tree", "-z", commit, "--", path], None)?;
    let listed = String::from_utf8_lossy(&listed).into_owned();
    let mut words = listed.split([' ', '\t']);
    match (words.next().unwrap_or_default(), words.next(), words.next()) {
        ("", ..) => Ok(("100644".to_owned(), None)),
        (mode @ ("100644" | "100755"), Some("blob"), Some(hash)) => {
            Ok((mode.to_owned(), Some(git.run(&["cat-file", "blob", hash], None)?)))
        }
        ("120000", ..) => Err(refused("a symbolic link")),
        ("160000", ..) => Err(refused("a submodule")),
        _ => Err(refused("not a file")),
    }
}
