//! A change as a review system knows it.

use haggle_govern::change::ChangeId;
use haggle_govern::data::ProjectName;

/// A change in a review system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Its repository.
    pub project: ProjectName,
    /// The branch that it is for.
    pub branch: String,
    /// Its number.
    pub number: u64,
    /// Its Change-Id, where it has one.
    pub change_id: Option<ChangeId>,
    /// Where people read it; also what other changes name it by.
    pub url: String,
    /// Its message.
    pub message: String,
    /// What became of it.
    pub state: ChangeState,
    /// The commit that is looked at now.
    pub revision: String,
    /// How many versions it has had, where the system counts them.
    pub version: u64,
    /// The commit below that, where the system says.
    pub parent: Option<String>,
    /// The reference of the server that leads to the commit.
    pub reference: String,
    /// Whether the system says that it cannot be merged as it is.
    pub is_conflicting: bool,
    /// Whether everything was done that belongs to a push: one that was cut may have left out labels.
    pub is_complete: bool,
    /// Who owns it, if that is somebody else: it is left alone.
    pub other_owner: Option<String>,
    /// The changes that a checklist in its text has ticked, by URL.
    pub ticked: Vec<String>,
    /// What people and machines think of it.
    pub votes: Vec<Vote>,
}

/// What became of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeState {
    /// Not closed.
    Open,
    /// On its branch.
    Merged,
    /// Given up.
    Abandoned,
}

/// What somebody thinks of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vote {
    /// What is judged: `Code-Review`, `Verified`, `review`.
    pub label: String,
    /// From bad to good; never zero.
    pub value: i64,
}

impl Change {
    /// The first line of the message.
    pub fn subject(&self) -> &str {
        self.message.lines().next().unwrap_or_default()
    }

    /// Whether it can stay as it is where its edits are the right ones.
    pub(crate) fn is_settled(&self) -> bool {
        self.is_complete && !self.is_conflicting
    }

    /// Whether it can still change.
    pub fn is_open(&self) -> bool {
        self.state == ChangeState::Open
    }
}
