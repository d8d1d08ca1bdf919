//! A request lowered for many environments: nodes, versions, and every requirement with the environments where it counts.

use std::collections::BTreeSet;

use haggle_spec::Requirement;
use rustc_hash::FxHashMap;

use super::diagram::Set;
use super::places::Place;
use crate::bits;
use crate::python::candidates::{Candidates, Policy};
use crate::python::request::Request;
use crate::python::requirements::NodeKey;
use crate::table::{PackageId, TableBuilder, TableError};

/// A condition, by its position in [`Prepared::conditions`].
pub(super) type ConditionId = u32;

/// What a release requires where its condition holds.
#[derive(Debug, Clone, Copy)]
pub(super) struct PreparedEdge<'a> {
    pub(super) version: u32,
    pub(super) condition: ConditionId,
    /// The node that is asked for.
    pub(super) target: u32,
    /// The versions that will do, by position in [`Prepared::words`].
    pub(super) allowed: u32,
    /// The requirement as it counts: an override where there is one.
    pub(super) requirement: &'a Requirement,
}

/// What the request itself requires, or limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct PreparedRoot {
    pub(super) target: u32,
    pub(super) condition: ConditionId,
    pub(super) allowed: u32,
}

/// A root requirement, as it counts, for who reads the answer.
#[derive(Debug, Clone, Copy)]
pub(super) struct RootLine<'a> {
    pub(super) position: usize,
    pub(super) condition: ConditionId,
    pub(super) requirement: &'a Requirement,
}

pub(super) struct Prepared<'a> {
    pub(super) request: &'a Request,
    /// By name, the package itself before its extras.
    pub(super) nodes: Vec<NodeKey<'a>>,
    /// The package of each node.
    pub(super) package_of: Vec<usize>,
    /// The node of the package itself, by node.
    pub(super) own: Vec<u32>,
    pub(super) candidates: Vec<Candidates<'a>>,
    /// The environments that each version of each package runs in.
    pub(super) runs: Vec<Vec<Set>>,
    /// By node, then by version.
    pub(super) edges: Vec<Vec<PreparedEdge<'a>>>,
    pub(super) roots: Vec<PreparedRoot>,
    pub(super) root_lines: Vec<RootLine<'a>>,
    pub(super) constraints: Vec<PreparedRoot>,
    pub(super) conditions: Vec<Set>,
    pub(super) words: Vec<Vec<u64>>,
    /// The yanked versions that an edge with these words pins.
    pub(super) yanked_pins: FxHashMap<u32, Vec<u32>>,
    /// By package and version, for releases whose files differ: what each environment gets.
    pub(super) places: FxHashMap<(usize, u32), Vec<Place<'a>>>,
}

impl<'a> Prepared<'a> {
    pub(super) fn node(&self, key: NodeKey<'a>) -> Option<u32> {
        u32::try_from(self.nodes.binary_search(&key).ok()?).ok()
    }

    /// The node of the package itself.
    pub(super) fn own(&self, node: u32) -> u32 {
        self.own[node as usize]
    }

    /// Adds an edge of a node to a table, and to the yanked versions that something pins those that it does.
    pub(super) fn add_edge(
        &self,
        builder: &mut TableBuilder,
        pinned: &mut BTreeSet<(u32, u32)>,
        node: u32,
        edge: &PreparedEdge<'_>,
    ) -> Result<(), TableError> {
        let words = &self.words[edge.allowed as usize];
        builder.edge_to(PackageId(node), edge.version, PackageId(edge.target), words)?;
        if edge.target != self.own(node)
            && let Some(yanked) = self.yanked_pins.get(&edge.allowed)
        {
            pinned.extend(yanked.iter().map(|version| (edge.target, *version)));
        }
        Ok(())
    }

    pub(super) fn of(&self, node: u32) -> &Candidates<'a> {
        &self.candidates[self.package_of[node as usize]]
    }

    pub(super) fn n_versions(&self, node: u32) -> Result<u32, TableError> {
        u32::try_from(self.of(node).n_versions()).map_err(|_| TableError::TooLarge)
    }

    /// The edges of a version of the node.
    pub(super) fn edges_at(&self, node: u32, version: u32) -> &[PreparedEdge<'a>] {
        let edges = &self.edges[node as usize];
        let from = edges.partition_point(|edge| edge.version < version);
        let to = edges.partition_point(|edge| edge.version <= version);
        &edges[from..to]
    }

    /// The versions of a package that a policy lets through, and those that are pinned where it passes yanked ones over.
    pub(super) fn policy_words(&self, node: u32, policy: Policy, pinned: &BTreeSet<(u32, u32)>) -> Vec<u64> {
        let candidates = self.of(node);
        let is_pinned = |version| policy == Policy::Yanked && pinned.contains(&(node, version));
        let allowed = candidates.limits.get(&policy).map_or(&[][..], Vec::as_slice);
        let allowed = (0u32..).zip(allowed).map(|(version, allowed)| *allowed || is_pinned(version));
        bits::words_of(allowed, candidates.n_versions(), bits::ABSENT)
    }

    pub(super) fn condition(&self, id: ConditionId) -> Set {
        self.conditions[id as usize]
    }

    /// What environments get with the version, where its files differ; nothing where they are alike.
    pub(super) fn places(&self, node: u32, version: u32) -> &[Place<'a>] {
        self.places.get(&(self.package_of[node as usize], version)).map_or(&[], Vec::as_slice)
    }

    /// Where the version of the node's package runs.
    pub(super) fn runs(&self, node: u32, version: u32) -> Set {
        self.runs[self.package_of[node as usize]].get(version as usize).copied().unwrap_or(Set::ALL)
    }
}
