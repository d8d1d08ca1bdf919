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
    let is_unfetched = |release: &ReleaseId| match facts.packages.get(&release.name) {
        Some(PackageFacts::Releases(releases)) => releases
            .get(&release.version)
            .is_some_and(|release| release.metadata == ReleaseMetadata::Unfetched),
        _ => false,
    };
    kept.into_iter().filter(is_unfetched).map(MissingFact::Metadata).collect()
}
