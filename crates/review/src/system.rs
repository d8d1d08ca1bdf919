//! What is asked of a review system.

use haggle_govern::change::ChangeId;
use haggle_govern::data::ProjectName;

use crate::change::{Change, Judgements};
use crate::error::ReviewError;
use crate::git::Scratch;

/// A review system, to which changes are pushed and which knows what became of them.
///
/// Whatever it is asked, it is the one that knows: nothing is remembered between two calls.
pub trait ReviewSystem: Sync + std::fmt::Debug {
    /// The address of the system, which is also the name of its journal.
    fn url(&self) -> &str;

    /// The changes of a topic: those that are open, and those that were closed lately. Those of others than who asks (or whom the settings
    /// name) say so. `projects` are those that may have one.
    ///
    /// # Errors
    /// The system does not answer, or says something else.
    fn changes(&self, topic: &str, projects: &[ProjectName]) -> Result<Vec<Change>, ReviewError>;

    /// The change of a Change-Id for a branch, whoever owns it; for systems without Change-Ids, that of the topic and the subject.
    ///
    /// # Errors
    /// As of [`ReviewSystem::changes`].
    fn change(&self, sought: &Sought<'_>) -> Result<Option<Change>, ReviewError>;

    /// Who voted on a change, and what was said about it; nothing for systems that are not asked for it.
    ///
    /// # Errors
    /// As of [`ReviewSystem::changes`].
    fn judgements(&self, _change: &Change) -> Result<Judgements, ReviewError> {
        Ok(Judgements::default())
    }

    /// A repository of our own whose remote is a project's.
    ///
    /// # Errors
    /// It cannot be made.
    fn scratch(&self, project: &ProjectName) -> Result<Scratch, ReviewError>;

    /// The tip of a branch.
    ///
    /// # Errors
    /// There is no such branch, or the system does not answer.
    fn tip(&self, project: &ProjectName, branch: &str) -> Result<String, ReviewError>;

    /// Pushes a commit: as a new change, or as the next version of the change that `sought` names. A commit that the system has
    /// already counts as pushed.
    ///
    /// # Errors
    /// The system refuses, or does not answer.
    fn push(&self, scratch: &Scratch, push: &Push<'_>) -> Result<Change, ReviewError>;

    /// Replaces the text of a change, which needs these: the message of its commit, or what people read first.
    ///
    /// # Errors
    /// The system refuses, or does not answer.
    fn update_text(&self, change: &Change, text: &str, needs: &[&Change]) -> Result<(), ReviewError>;

    /// Whether texts have a list of what is merged first, in which that can be ticked.
    fn lists_needs(&self) -> bool {
        false
    }

    /// Gives a change up. One that is given up already counts as done.
    ///
    /// # Errors
    /// The system refuses, or does not answer.
    fn abandon(&self, change: &Change, reason: &str) -> Result<(), ReviewError>;
}

/// Which change.
#[derive(Debug, Clone, Copy)]
pub struct Sought<'a> {
    /// Its repository.
    pub project: &'a ProjectName,
    /// The branch that it is for.
    pub branch: &'a str,
    /// Its topic.
    pub topic: &'a str,
    /// Its Change-Id.
    pub change_id: &'a ChangeId,
    /// The first line of its message.
    pub subject: &'a str,
}

/// A commit to push.
#[derive(Debug, Clone, Copy)]
pub struct Push<'a> {
    /// The change that it is a version of.
    pub sought: Sought<'a>,
    /// Its hash.
    pub commit: &'a str,
    /// The whole message.
    pub message: &'a str,
    /// The changes that have to be merged before.
    pub needs: &'a [&'a Change],
}
