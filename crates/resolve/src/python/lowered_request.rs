//! What the search needs of a request that was lowered, so that one search serves an environment by itself and one of many.

use std::collections::BTreeSet;

use haggle_spec::release::{MissingFact, Release, ReleaseId, ReleaseMetadata};
use haggle_spec::{PackageName, Version};

use super::candidates::{Candidates, Policy};
use super::request::Request;
use super::requirements::NodeKey;
use crate::query::{ClauseId, Query};
use crate::solver::Solver;
use crate::table::{PackageId, Table, TableError};

/// A request that was lowered for an environment, by itself or as one of many.
pub(super) trait LoweredRequest<'a> {
    fn request(&self) -> &Request;
    fn table(&self) -> &Table;
    fn query(&self) -> &Query;
    /// The policy that the clause is of.
    fn policy(&self, clause: ClauseId) -> Option<Policy>;
    /// Adds that these versions of a package are ruled out by the policy.
    fn rule_out(
        &mut self,
        node: PackageId,
        versions: &BTreeSet<u32>,
        policy: Policy,
    ) -> Result<ClauseId, TableError>;
    /// Leaves these clauses out; the others keep their order.
    fn drop_clauses(&mut self, dropped: &BTreeSet<ClauseId>);
    fn key(&self, node: PackageId) -> NodeKey<'a>;
    fn candidates(&self, node: PackageId) -> Option<&Candidates<'a>>;
    /// What is known of what the environment gets with the version, unless the user vouched for it.
    fn metadata(&self, node: PackageId, version: u32) -> &ReleaseMetadata;
    /// Whether the version of the node has a requirement that pins this version of another package.
    fn pins(&self, node: PackageId, version: u32, name: &PackageName, pinned: &Version) -> bool;
    /// The fact that has the requirements which the environment gets with the release.
    fn metadata_fact(&self, node: PackageId, version: u32, release: ReleaseId) -> MissingFact;

    /// The version of a node; none for the placeholder of a list that was not fetched.
    fn version(&self, node: PackageId, version: u32) -> Option<(&'a Version, &'a Release)> {
        self.candidates(node)?.versions.get(version as usize).copied()
    }

    /// Is told of each solution and of each failure on the way, before anything is ruled out because of it.
    fn tried(&mut self, solver: &mut Solver<'_>, found: Result<&[(PackageId, u32)], NoSolution>) {
        let _ = (solver, found);
    }
}

/// The clauses that were enabled have no solution.
pub(super) struct NoSolution;

/// The facts that the choice rests on and that nobody has asked for.
pub(super) fn missing<'a>(
    lowered: &impl LoweredRequest<'a>,
    chosen: &[(PackageId, u32)],
) -> Vec<MissingFact> {
    let mut missing = BTreeSet::new();
    for (node, version) in chosen {
        let (name, _) = lowered.key(*node);
        match lowered.version(*node, *version) {
            None => {
                missing.insert(MissingFact::Versions(name.clone()));
            }
            Some((number, _)) => {
                if *lowered.metadata(*node, *version) == ReleaseMetadata::Unfetched
                    && !is_supplied(lowered, *node, *version)
                {
                    let release = ReleaseId::new(name.clone(), number.clone());
                    missing.insert(lowered.metadata_fact(*node, *version, release));
                }
            }
        }
    }
    missing.into_iter().collect()
}

/// Whether the user vouches for the requirements of the release.
pub(super) fn is_supplied<'a>(lowered: &impl LoweredRequest<'a>, node: PackageId, version: u32) -> bool {
    let (name, _) = lowered.key(node);
    lowered
        .version(node, version)
        .is_some_and(|(version, _)| lowered.request().supplied_release(name, version).is_some())
}
