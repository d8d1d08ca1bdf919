//! What became of a draft that was to be published.

use haggle_govern::data::ProjectName;

use crate::change::Change;
use crate::error::ReviewError;

/// What became of a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Publication {
    /// It is a new change.
    Created(Change),
    /// It is the next version of an open change.
    Updated(Change),
    /// The open change is equal: nothing was pushed.
    Unchanged(Change),
    /// Somebody else has an open change for it, which is left alone.
    LeftAlone(Change),
    /// The branch has it already: there is nothing to push.
    NothingLeft,
    /// It could not be pushed.
    Failed(ReviewError),
    /// It was not pushed, as a change that it needs was not: that one's repository.
    Waiting(ProjectName),
}

impl Publication {
    /// The change in the review system.
    pub fn change(&self) -> Option<&Change> {
        match self {
            Self::Created(change)
            | Self::Updated(change)
            | Self::Unchanged(change)
            | Self::LeftAlone(change) => Some(change),
            Self::NothingLeft | Self::Failed(_) | Self::Waiting(_) => None,
        }
    }

    /// Whether there is nothing left to do for it.
    pub fn is_done(&self) -> bool {
        !matches!(self, Self::Failed(_) | Self::Waiting(_))
    }

    /// What became of a draft in two passes: what was pushed in the first stays said where the second has nothing to do.
    pub(crate) fn followed_by(self, then: Self) -> Self {
        let is_same = self.change().map(|change| &change.url) == then.change().map(|change| &change.url);
        match (self, then) {
            (Self::Created(_), Self::Unchanged(change) | Self::Updated(change)) if is_same => {
                Self::Created(change)
            }
            (Self::Updated(_), Self::Unchanged(change)) if is_same => Self::Updated(change),
            (_, then) => then,
        }
    }
}
