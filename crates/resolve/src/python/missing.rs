//! The facts that a choice rests on and that nobody has asked for.

use std::collections::BTreeSet;

use haggle_spec::release::{MissingFact, ReleaseId};

use super::lower::{Lowered, is_unfetched};
use crate::table::PackageId;

/// The placeholders that the choice touches.
pub(super) fn missing(lowered: &Lowered<'_>, chosen: &[(PackageId, u32)]) -> Vec<MissingFact> {
    let mut missing = BTreeSet::new();
    for (node, version) in chosen {
        let (name, _) = lowered.nodes[node.index()];
        match lowered.version(*node, *version) {
            None => {
                missing.insert(MissingFact::Versions(name.clone()));
            }
            Some((version, release)) => {
                if is_unfetched(release) && lowered.requirements.supplied(name, version).is_none() {
                    missing.insert(MissingFact::Metadata(ReleaseId::new(name.clone(), version.clone())));
                }
            }
        }
    }
    missing.into_iter().collect()
}
