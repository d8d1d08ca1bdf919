//! A change as the server keeps it.

/// What became of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReviewedState {
    /// Not closed.
    Open,
    /// On its branch.
    Merged,
    /// Given up.
    Abandoned,
}

/// A change, or a pull request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewedChange {
    /// Its number.
    pub number: u64,
    /// Its repository.
    pub project: String,
    /// The branch that it is for.
    pub branch: String,
    /// Its topic; of a pull request, its own branch.
    pub topic: String,
    /// Its Change-Id; empty for a pull request.
    pub change_id: String,
    /// Who pushed it first.
    pub owner: String,
    /// What became of it.
    pub state: ReviewedState,
    /// Its versions, the newest last.
    pub versions: Vec<Version>,
    /// The votes on the newest version.
    pub votes: Vec<ReviewedVote>,
    /// What a CI system said, and about which version, counted from 1.
    pub reports: Vec<(usize, String)>,
    /// Title and text of a pull request.
    pub text: (String, String),
    /// The labels of a pull request.
    pub labels: Vec<String>,
    /// Whether a pull request is a draft.
    pub is_draft: bool,
}

/// A vote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewedVote {
    /// What is judged.
    pub label: String,
    /// From bad to good.
    pub value: i64,
    /// Whose account it is; that of [`CI`] is a program's.
    pub voter: String,
}

/// The account of the CI system.
pub const CI: &str = "zuul";

/// A version of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// The commit.
    pub commit: String,
    /// The commit below.
    pub parent: String,
    /// The commit's message.
    pub message: String,
}

impl ReviewedChange {
    /// The newest version.
    ///
    /// # Panics
    /// Never: a change has a version.
    pub fn current(&self) -> &Version {
        self.versions.last().expect("a change has a version")
    }

    /// The reference of a version, counted from 1.
    pub(super) fn reference(&self, version: usize) -> String {
        format!("refs/changes/{:02}/{}/{version}", self.number % 100, self.number)
    }
}
