//! The part of a table that all environments have: packages, and what their releases require everywhere.

use std::collections::BTreeSet;

use super::diagram::Set;
use super::prepared::Prepared;
use crate::python::candidates::Policy;
use crate::table::{PackageId, TableBuilder, TableError};

/// What the tables of all environments have in common.
#[derive(Default)]
pub(super) struct Base {
    pub(super) builder: TableBuilder,
    /// The yanked versions that an edge of it pins, by node.
    pub(super) pinned: BTreeSet<(u32, u32)>,
    /// The other edges: the node, and the position among its edges.
    pub(super) conditional: Vec<(u32, usize)>,
    /// What limits packages, by node.
    pub(super) limits: Vec<Limits>,
}

/// What limits the versions of a package besides what asks for it.
pub(super) struct Limits {
    pub(super) node: u32,
    /// What each policy lets through, and the yanked versions that are pinned everywhere.
    pub(super) policies: Vec<(Policy, Vec<u64>)>,
    /// Whether some version does not run everywhere.
    pub(super) is_for_some: bool,
}

impl Limits {
    fn of(prepared: &Prepared<'_>, node: u32, everywhere: Set, pinned: &BTreeSet<(u32, u32)>) -> Self {
        let policies = prepared.of(node).limits.keys();
        let policies = policies.map(|policy| (*policy, prepared.policy_words(node, *policy, pinned)));
        let runs_everywhere = |set: &Set| *set == everywhere || *set == Set::ALL;
        let is_for_some = !prepared.runs[prepared.package_of[node as usize]].iter().all(runs_everywhere);
        Self { node, policies: policies.collect(), is_for_some }
    }
}

impl Base {
    /// What counts in every environment of the set.
    pub(super) fn of(prepared: &Prepared<'_>, everywhere: Set) -> Result<Self, TableError> {
        let mut base = Self { builder: TableBuilder::new(), ..Self::default() };
        let n_nodes = u32::try_from(prepared.nodes.len()).map_err(|_| TableError::TooLarge)?;
        for node in 0..n_nodes {
            base.builder.package(prepared.n_versions(node)?)?;
        }
        let is_always = |condition: Set| condition == everywhere || condition == Set::ALL;
        let always: Vec<bool> = prepared.conditions.iter().map(|condition| is_always(*condition)).collect();
        for node in 0..n_nodes {
            let own = prepared.own(node);
            if own != node {
                for version in 0..prepared.n_versions(node)? {
                    let same = [(version, version + 1)];
                    base.builder.edge(PackageId(node), version, PackageId(own), &same)?;
                }
            }
            for (position, edge) in prepared.edges[node as usize].iter().enumerate() {
                if always[edge.condition as usize] {
                    prepared.add_edge(&mut base.builder, &mut base.pinned, node, edge)?;
                } else {
                    base.conditional.push((node, position));
                }
            }
        }
        let own = (0..n_nodes).filter(|node| prepared.own(*node) == *node);
        base.limits = own.map(|node| Limits::of(prepared, node, everywhere, &base.pinned)).collect();
        Ok(base)
    }
}
