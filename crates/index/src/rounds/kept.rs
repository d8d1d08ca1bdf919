//! Answers that were given before: the same question again needs no rounds while the index says the same.

use std::collections::{BTreeMap, BTreeSet};

use haggle_spec::release::{PackageFacts, Release, ReleaseFacts, ReleaseMetadata};
use haggle_spec::{PackageName, Version};

use crate::client::{Index, Question, looked_at};

/// Keeps what gives the same answer: the releases that it pins and those that it passes over as their requirements are unknown, where
/// these are enough by themselves, or else all releases whose requirements were looked at. The lists of all packages that the facts have must stay as they are for it to count.
pub(super) fn keep<'s>(
    index: &Index,
    question: &Question<'_>,
    facts: &ReleaseFacts,
    pins: impl Iterator<Item = (&'s PackageName, &'s Version)>,
    is_same: impl Fn(&ReleaseFacts) -> bool,
) {
    let names = || facts.packages.keys();
    if !index.keep_facts(question, names(), &pinned(facts, pins), &is_same) {
        index.keep_facts(question, names(), &looked_at(facts), &is_same);
    }
}

/// Of the packages that are pinned, the facts about the pinned releases, and about those of unknown requirements.
fn pinned<'s>(
    facts: &ReleaseFacts,
    pins: impl Iterator<Item = (&'s PackageName, &'s Version)>,
) -> ReleaseFacts {
    let mut versions: BTreeMap<&PackageName, BTreeSet<&Version>> = BTreeMap::new();
    for (name, version) in pins {
        versions.entry(name).or_default().insert(version);
    }
    let packages = versions.into_iter().filter_map(|(name, versions)| {
        let package = match facts.packages.get(name)? {
            PackageFacts::Releases(releases) => {
                let unknown = |release: &Release| matches!(release.metadata, ReleaseMetadata::Unknown { .. });
                let kept = releases
                    .iter()
                    .filter(|(version, release)| versions.contains(version) || unknown(release));
                PackageFacts::Releases(
                    kept.map(|(version, release)| (version.clone(), release.clone())).collect(),
                )
            }
            other @ PackageFacts::Unavailable { .. } => other.clone(),
        };
        Some((name.clone(), package))
    });
    ReleaseFacts { packages: packages.collect() }
}
