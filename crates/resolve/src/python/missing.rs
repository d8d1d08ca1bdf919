//! The facts that a choice rests on and that nobody has asked for.

use std::collections::BTreeSet;

use haggle_spec::release::{MissingFact, ReleaseId};

use super::installed::fact_of;
use super::lower::Lowered;
use super::request::Request;

use crate::table::PackageId;

/// The placeholders that the choice touches.
pub(super) fn missing(
    lowered: &Lowered<'_>,
    request: &Request,
    chosen: &[(PackageId, u32)],
) -> Vec<MissingFact> {
    let mut missing = BTreeSet::new();
    for (node, version) in chosen {
        let (name, _) = lowered.nodes[node.index()];
        match lowered.version(*node, *version) {
            None => {
                missing.insert(MissingFact::Versions(name.clone()));
            }
            Some((version, release)) => {
                if lowered.requirements.is_unfetched(name, release)
                    && lowered.requirements.supplied(name, version).is_none()
                {
                    missing.insert(fact_of(request, ReleaseId::new(name.clone(), version.clone()), release));
                }
            }
        }
    }
    missing.into_iter().collect()
}
