//! The releases that a policy of the request keeps out.

use std::collections::BTreeSet;

use haggle_spec::release::Release;
use haggle_spec::{PackageName, Version};

use super::candidates::Policy;
use super::lower::{Lowered, Origin};

/// The releases of the package that clauses of the policy rule out.
pub(super) fn ruled_out<'a>(
    lowered: &Lowered<'a>,
    name: &PackageName,
    policy: Policy,
) -> Vec<(&'a Version, &'a Release)> {
    let mut versions = BTreeSet::new();
    for (clause, origin) in lowered.query.clauses().zip(&lowered.origins) {
        if matches!(origin, Origin::Policy(of, by) if of == name && *by == policy) {
            let allowed: BTreeSet<u32> = lowered.query.versions(&lowered.table, clause).collect();
            let n_versions = lowered.table.n_versions(lowered.query.package(clause));
            versions.extend((0..n_versions).filter(|version| !allowed.contains(version)));
        }
    }
    let Some(candidates) = lowered.candidates.get(name) else { return Vec::new() };
    versions.into_iter().filter_map(|version| candidates.versions.get(version as usize).copied()).collect()
}
