//! What comes of a proposal.

use crate::change::ChangeDraft;
use crate::objection::{Objection, is_refused};

/// What comes of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposed {
    /// The changes in the order in which they merge; none where an objection holds.
    pub changes: Vec<ChangeDraft>,
    /// Everything that speaks against it.
    pub objections: Vec<Objection>,
    /// Why a project does not resolve, in the resolver's words: for the terminal.
    pub conflicts: Vec<String>,
    /// What a person has to look at.
    pub notes: Vec<String>,
    /// What the sync would still do with the names, once everything has merged. It should be nothing.
    pub left_for_sync: Vec<String>,
}

impl Proposed {
    /// Whether an objection holds.
    pub fn is_refused(&self) -> bool {
        is_refused(&self.objections)
    }
}
