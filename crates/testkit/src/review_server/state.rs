//! What the server knows, and what happens to changes.

use std::path::{Path, PathBuf};

use super::change::{ReviewedChange, ReviewedState, ReviewedVote, Version};
use super::exchange::Exchange;
use super::fault::Faults;
use super::repository;

/// Which review system the server is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReviewStyle {
    /// Gerrit.
    Gerrit,
    /// The part of GitHub's REST API that pull requests need.
    GitHub,
}

/// What the server demands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReviewRules {
    /// Whether each commit has to be signed off.
    pub needs_sign_off: bool,
    /// Words with which every push to a project is refused.
    pub refused_projects: Vec<(String, String)>,
    /// Whether GitHub's search does not know of any pull request yet.
    pub search_is_late: bool,
    /// How many pull requests GitHub gives at once; a hundred where it is zero.
    pub page: usize,
    /// Whether GitHub's search wants to know who asks, as a server of one's own may.
    pub search_needs_login: bool,
    /// The pull requests that were closed too long ago for a search by time.
    pub closed_long_ago: Vec<u64>,
}

#[derive(Debug)]
pub(super) struct State {
    pub(super) folder: PathBuf,
    pub(super) url: String,
    pub(super) style: ReviewStyle,
    pub(super) rules: ReviewRules,
    pub(super) changes: Vec<ReviewedChange>,
    pub(super) faults: Faults,
    pub(super) n_faults: usize,
    pub(super) requests: Vec<String>,
    pub(super) exchanges: Vec<Exchange>,
}

impl State {
    pub(super) fn new(folder: &Path, url: String, style: ReviewStyle) -> Self {
        Self {
            folder: folder.to_owned(),
            url,
            style,
            rules: ReviewRules::default(),
            changes: Vec::new(),
            faults: Faults::default(),
            n_faults: 0,
            requests: Vec::new(),
            exchanges: Vec::new(),
        }
    }

    pub(super) fn repository(&self, project: &str) -> PathBuf {
        self.folder.join(format!("{project}.git"))
    }

    pub(super) fn add(&self, project: &str, branch: &str, files: &[(&str, &[u8])]) {
        let folder = self.repository(project);
        std::fs::create_dir_all(&folder).expect("a folder can be made");
        repository::run(&folder, &["init", "--quiet", "--bare", "--initial-branch", branch], b"");
        for setting in ["http.receivepack", "uploadpack.allowAnySHA1InWant"] {
            repository::run(&folder, &["config", setting, "true"], b"");
        }
        let commit = repository::commit(&folder, None, files, "Begin\n");
        repository::run(&folder, &["update-ref", &format!("refs/heads/{branch}"), &commit], b"");
    }

    pub(super) fn commit(&self, project: &str, branch: &str, files: &[(&str, &[u8])]) -> String {
        let folder = self.repository(project);
        let reference = format!("refs/heads/{branch}");
        let below = self.tip(project, branch);
        let commit = repository::commit(&folder, below.as_deref(), files, "Somebody else's change\n");
        repository::run(&folder, &["update-ref", &reference, &commit], b"");
        commit
    }

    pub(super) fn tip(&self, project: &str, branch: &str) -> Option<String> {
        let reference = format!("refs/heads/{branch}");
        repository::line(&self.repository(project), &["rev-parse", "--verify", "--quiet", &reference], b"")
    }

    pub(super) fn version(&self, project: &str, commit: &str) -> Version {
        let folder = self.repository(project);
        let show = |format: &str| {
            let (printed, _) = repository::run(&folder, &["show", "--no-patch", format, commit], b"");
            String::from_utf8_lossy(&printed).into_owned()
        };
        let parents = show("--format=%P");
        Version {
            commit: commit.to_owned(),
            parent: parents.split_whitespace().next().unwrap_or_default().to_owned(),
            message: show("--format=%B").trim_end().to_owned() + "\n",
        }
    }

    pub(super) fn change_mut(&mut self, number: u64) -> Option<&mut ReviewedChange> {
        self.changes.iter_mut().find(|change| change.number == number)
    }

    pub(super) fn vote(&mut self, number: u64, label: &str, value: i64, voter: &str) {
        if let Some(change) = self.change_mut(number) {
            let (label, voter) = (label.to_owned(), voter.to_owned());
            change.votes.push(ReviewedVote { label, value, voter });
        }
    }

    pub(super) fn abandon(&mut self, number: u64) -> Result<(), String> {
        let change = self.change_mut(number).ok_or("there is no such change")?;
        if change.state != ReviewedState::Open {
            return Err(format!("change is {}", word(change.state)));
        }
        change.state = ReviewedState::Abandoned;
        Ok(())
    }

    /// The tree of a change on the tip of its branch; nothing where they conflict.
    pub(super) fn merged_tree(&self, change: &ReviewedChange) -> Option<String> {
        let tip = self.tip(&change.project, &change.branch)?;
        let current = change.current();
        let base = format!("--merge-base={}", current.parent);
        let arguments = ["merge-tree", "--write-tree", "--no-messages", &base, &tip, &current.commit];
        repository::line(&self.repository(&change.project), &arguments, b"")
    }

    pub(super) fn merge(&mut self, number: u64) -> Result<(), String> {
        let change =
            self.changes.iter().find(|change| change.number == number).ok_or("there is no such change")?;
        if change.state != ReviewedState::Open {
            return Err(format!("change is {}", word(change.state)));
        }
        let folder = self.repository(&change.project);
        let tip = self.tip(&change.project, &change.branch).ok_or("there is no such branch")?;
        let current = change.current();
        let commit = if current.parent == tip {
            current.commit.clone()
        } else {
            let tree = self.merged_tree(change).ok_or("it conflicts with its branch")?;
            let message = current.message.as_bytes();
            repository::line(&folder, &["commit-tree", "-p", &tip, &tree], message)
                .ok_or("it cannot be committed")?
        };
        repository::run(&folder, &["update-ref", &format!("refs/heads/{}", change.branch), &commit], b"");
        if let Some(change) = self.change_mut(number) {
            change.state = ReviewedState::Merged;
        }
        Ok(())
    }

    pub(super) fn next_number(&self) -> u64 {
        self.changes.last().map_or(1, |last| last.number + 1)
    }
}

pub(super) fn word(state: ReviewedState) -> &'static str {
    match state {
        ReviewedState::Open => "new",
        ReviewedState::Merged => "merged",
        ReviewedState::Abandoned => "abandoned",
    }
}
