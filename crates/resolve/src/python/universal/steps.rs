//! What a search did on its way to an answer. Another environment in which all of that is the same has the same answer.

use std::collections::BTreeSet;

use super::prepared::ConditionId;
use crate::table::EdgeGroupId;

/// What a proof rests on.
#[derive(Debug, Clone, Default)]
pub(super) struct Grounds {
    /// Conditions of lines of the request.
    pub(super) conditions: BTreeSet<ConditionId>,
    /// Nodes whose releases do not run here.
    pub(super) runs: BTreeSet<u32>,
    /// Nodes that are limited to preferred versions.
    pub(super) preferred: BTreeSet<u32>,
    /// Edges of versions that were not chosen.
    pub(super) edges: BTreeSet<EdgeGroupId>,
    /// Nodes of which every version that is ruled out has to stay so.
    pub(super) whole: BTreeSet<u32>,
}

/// A turn of the search.
#[derive(Debug, Clone)]
pub(super) enum Step {
    /// Nodes and their versions.
    Solved(Vec<(u32, u32)>, Grounds),
    /// The clauses had no solution.
    Failed(Grounds),
    /// Releases of a node were ruled out because of what was chosen with them.
    RuledOut(u32),
}

/// What the version of one package rests on.
#[derive(Debug, Clone)]
pub(super) struct Part {
    pub(super) node: u32,
    pub(super) grounds: Grounds,
    /// Nodes that were decided before it, and whose versions limit it or what its proof rests on.
    pub(super) earlier: BTreeSet<u32>,
}
