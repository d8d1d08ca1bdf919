//! The table and the query of one environment.

use std::collections::{BTreeMap, BTreeSet};

use super::diagram::Set;
use super::prepare::{ConditionId, Prepared};
use super::space::Space;
use crate::bits;
use crate::python::candidates::Policy;
use crate::query::Query;
use crate::table::{PackageId, Table, TableBuilder, TableError};

/// Where a clause of an environment's query comes from.
#[derive(Debug, Clone, Copy)]
pub(super) enum Origin {
    /// A requirement or a constraint of the request, where this holds.
    Line(ConditionId),
    /// A policy that is the same everywhere.
    Policy,
    /// Releases that do not run here.
    Runs,
    /// A version that is preferred, so that there are fewer.
    Preferred,
}

/// The table and the query of one environment.
pub(super) struct Lowered {
    pub(super) table: Table,
    pub(super) query: Query,
    pub(super) origins: Vec<Origin>,
    /// Whether each condition holds.
    pub(super) holds: Vec<bool>,
}

/// The versions that are preferred, by node; none where each environment is to have what it would have alone.
pub(super) type Preferred = BTreeMap<u32, BTreeSet<u32>>;

impl Lowered {
    /// Limits packages to the versions that are preferred. These limits come last.
    pub(super) fn prefer(
        &mut self,
        prepared: &Prepared<'_>,
        preferred: &Preferred,
    ) -> Result<(), TableError> {
        for (node, versions) in preferred.iter().filter(|(node, _)| prepared.own(**node) == **node) {
            let n_versions = prepared.of(*node).n_versions();
            let takes = (0u32..).take(n_versions).map(|version| versions.contains(&version));
            self.query.add_words(PackageId(*node), &bits::words_of(takes, n_versions, bits::ABSENT))?;
            self.origins.push(Origin::Preferred);
        }
        Ok(())
    }
}

/// The table of the environment with these values.
pub(super) fn lower(prepared: &Prepared<'_>, space: &Space, values: &[u32]) -> Result<Lowered, TableError> {
    let is_in = |set: Set| space.diagrams.contains(set, |variable| values[variable as usize]);
    let holds: Vec<bool> = prepared.conditions.iter().map(|condition| is_in(*condition)).collect();
    let mut builder = TableBuilder::new();
    let n_nodes = u32::try_from(prepared.nodes.len()).map_err(|_| TableError::TooLarge)?;
    for node in 0..n_nodes {
        builder.package(prepared.n_versions(node)?)?;
    }
    for node in 0..n_nodes {
        let source = PackageId(node);
        let own = prepared.own(node);
        if own != node {
            for version in 0..prepared.n_versions(node)? {
                builder.edge(source, version, PackageId(own), &[(version, version + 1)])?;
            }
        }
        for edge in prepared.edges[node as usize].iter().filter(|edge| holds[edge.condition as usize]) {
            let words = &prepared.words[edge.allowed as usize];
            builder.edge_to(source, edge.version, PackageId(edge.target), words)?;
        }
    }
    let (mut query, mut origins) = (Query::new(), Vec::new());
    for line in prepared.roots.iter().chain(&prepared.constraints) {
        if holds[line.condition as usize] {
            query.add_words(PackageId(line.target), &prepared.words[line.allowed as usize])?;
            origins.push(Origin::Line(line.condition));
        }
    }
    for node in (0..n_nodes).filter(|node| prepared.own(*node) == *node) {
        let candidates = prepared.of(node);
        for (policy, allowed) in &candidates.limits {
            let is_pinned = |version| *policy == Policy::Yanked && prepared.pinned.contains(&(node, version));
            let allowed = (0u32..).zip(allowed).map(|(version, allowed)| *allowed || is_pinned(version));
            let words = bits::words_of(allowed, candidates.n_versions(), bits::ABSENT);
            query.add_words(PackageId(node), &words)?;
            origins.push(Origin::Policy);
        }
        let runs: Vec<bool> = (0u32..)
            .zip(&candidates.versions)
            .map(|(version, _)| is_in(prepared.runs(node, version)))
            .collect();
        if runs.contains(&false) {
            query.add_words(
                PackageId(node),
                &bits::words_of(runs.into_iter(), candidates.n_versions(), bits::ABSENT),
            )?;
            origins.push(Origin::Runs);
        }
    }
    Ok(Lowered { table: builder.build()?, query, origins, holds })
}
