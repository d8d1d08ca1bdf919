//! What is asked for ahead, and whether a fact is there.

use std::collections::BTreeMap;

use haggle_resolve::python::{Forecast, Request, metadata_fact, next_choices};
use haggle_spec::PackageName;
use haggle_spec::release::{MissingFact, PackageFacts, ReleaseFacts, ReleaseId, ReleaseMetadata};

/// What is asked for ahead: a package of which one release after another turns out not to fit will probably need many more,
/// and asking for several at a time saves a round for each.
#[derive(Debug, Default)]
pub(super) struct Ahead {
    n_asked: BTreeMap<PackageName, usize>,
}

impl Ahead {
    /// This many releases of a package are asked for one at a time.
    const ALONE: usize = 4;
    /// The most that are asked for ahead in one round.
    const MOST: usize = 32;

    /// What to ask for besides what a search misses: of the releases that come next those that what is known of the answer allows.
    pub(super) fn of(
        &mut self,
        facts: &ReleaseFacts,
        request: &Request,
        forecasts: &[Forecast<'_>],
        missing: &[MissingFact],
    ) -> Vec<MissingFact> {
        let mut ahead = Vec::new();
        for fact in missing {
            let (MissingFact::Metadata(release) | MissingFact::FileMetadata(release, _)) = fact else {
                continue;
            };
            let ReleaseId { name, version } = release;
            let n_asked = self.n_asked.entry(name.clone()).or_default();
            *n_asked += 1;
            if *n_asked > Self::ALONE {
                let next = next_choices(facts, request, name, version).into_iter();
                let next =
                    next.filter(|version| forecasts.iter().any(|forecast| forecast.allows(name, version)));
                let unfetched = next.map(|version| ReleaseId::new(name.clone(), version));
                let unfetched =
                    unfetched.filter(|release| request.supplied_release(name, &release.version).is_none());
                let unfetched = unfetched.filter_map(|release| metadata_fact(facts, request, &release));
                let unfetched = unfetched.filter(|fact| !is_there(facts, fact));
                ahead.extend(unfetched.take((2 * (*n_asked - Self::ALONE)).min(Self::MOST)));
            }
        }
        ahead
    }
}

/// Whether a fact is not missing any more.
pub(super) fn is_there(facts: &ReleaseFacts, fact: &MissingFact) -> bool {
    match fact {
        MissingFact::Versions(name) => facts.packages.contains_key(name),
        MissingFact::Metadata(ReleaseId { name, version }) => match facts.packages.get(name) {
            Some(PackageFacts::Releases(releases)) => {
                releases.get(version).is_some_and(|release| release.metadata != ReleaseMetadata::Unfetched)
            }
            _ => false,
        },
        MissingFact::FileMetadata(ReleaseId { name, version }, file) => match facts.packages.get(name) {
            Some(PackageFacts::Releases(releases)) => releases
                .get(version)
                .is_some_and(|release| *release.metadata_of(file) != ReleaseMetadata::Unfetched),
            _ => false,
        },
    }
}
