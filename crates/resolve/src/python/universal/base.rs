//! The part of a table that all environments have: packages, and what their releases require everywhere.

use std::collections::BTreeSet;

use super::diagram::Set;
use super::prepared::Prepared;
use crate::table::{PackageId, TableBuilder, TableError};

/// What the tables of all environments have in common.
#[derive(Default)]
pub(super) struct Base {
    pub(super) builder: TableBuilder,
    /// The yanked versions that an edge of it pins, by node.
    pub(super) pinned: BTreeSet<(u32, u32)>,
    /// The other edges: the node, and the position among its edges.
    pub(super) conditional: Vec<(u32, usize)>,
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
        Ok(base)
    }
}
