//! The releases whose metadata a snapshot has whether an answer needs it or not.

use std::collections::BTreeSet;

use haggle_spec::release::{MissingFact, PackageFacts, Release, ReleaseFacts, ReleaseId, ReleaseMetadata};
use haggle_spec::{Prereleases, Requirement, Version};

/// The metadata that is missing of the newest releases of every package, and of the releases that are pinned.
///
/// The newest are all from the `n_versions`-th final release on, counted from the newest and leaving out yanked ones (of a
/// package that has fewer, all). A requirement that allows more than one release of its package pins none.
///
/// ```
/// use haggle_index::snapshot::missing_of_newest;
/// use haggle_spec::release::{PackageFacts, Release, ReleaseFacts};
///
/// let releases = ["1.0", "1.1", "2.0"].map(|version| (version.parse().unwrap(), Release::default()));
/// let mut facts = ReleaseFacts::default();
/// facts.packages.insert("demo".parse()?, PackageFacts::Releases(releases.into()));
/// let missing = missing_of_newest(&facts, 1, &["demo==1.0".parse()?]);
/// let names: Vec<String> = missing.iter().map(ToString::to_string).collect();
/// assert_eq!(names, ["the requirements of demo==1.0", "the requirements of demo==2.0"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn missing_of_newest<'r>(
    facts: &ReleaseFacts,
    n_versions: usize,
    pins: impl IntoIterator<Item = &'r Requirement>,
) -> Vec<MissingFact> {
    let mut kept = BTreeSet::new();
    for (name, package) in &facts.packages {
        let PackageFacts::Releases(releases) = package else { continue };
        let is_counted =
            |(version, release): &(&Version, &Release)| !version.is_prerelease() && release.yanked.is_none();
        let oldest = releases.iter().rev().filter(is_counted).nth(n_versions.saturating_sub(1));
        let first = oldest.or_else(|| releases.iter().next()).map(|(version, _)| version);
        let newest =
            releases.keys().filter(|version| n_versions > 0 && first.is_some_and(|first| *version >= first));
        kept.extend(newest.map(|version| ReleaseId::new(name.clone(), version.clone())));
    }
    for pin in pins {
        if let Some(PackageFacts::Releases(releases)) = facts.packages.get(pin.name()) {
            let mut pinned =
                releases.keys().filter(|version| pin.specifiers().contains(version, Prereleases::Allow));
            if let (Some(version), None) = (pinned.next(), pinned.next()) {
                kept.insert(ReleaseId::new(pin.name().clone(), version.clone()));
            }
        }
    }
    let unfetched = |id: ReleaseId| {
        let mut missing = Vec::new();
        let Some(PackageFacts::Releases(releases)) = facts.packages.get(&id.name) else { return missing };
        let Some(release) = releases.get(&id.version) else { return missing };
        for variant in &release.variants {
            let file = variant.files.first().filter(|_| variant.metadata == ReleaseMetadata::Unfetched);
            missing.extend(file.map(|file| MissingFact::FileMetadata(id.clone(), file.clone())));
        }
        if release.metadata == ReleaseMetadata::Unfetched {
            missing.push(MissingFact::Metadata(id));
        }
        missing
    };
    let mut missing: Vec<MissingFact> = kept.into_iter().flat_map(unfetched).collect();
    missing.sort_unstable();
    missing
}
