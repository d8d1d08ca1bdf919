//! What releases define, from their wheels on an index.

use std::collections::BTreeMap;

use haggle_index::Index;
use haggle_scan::DistributionDefinitions;
use haggle_spec::release::{
    DistributionFile, DistributionKind, MissingFact, PackageFacts, Release, ReleaseFacts, ReleaseId,
};
use haggle_spec::{PackageName, Version};

use crate::output::failure::Failure;
use crate::output::progress::Progress;

/// The name under which definitions are stored beside an index's answers; another one where they are made in another way.
const STORED_AS: &str = "DEFINITIONS 1";

/// Where definitions come from, with the releases that are known of.
pub struct ReleaseDefinitions {
    index: Index,
    facts: ReleaseFacts,
    progress: Progress,
}

impl ReleaseDefinitions {
    /// From an index, for these names.
    pub fn open(index: Index, names: &[PackageName]) -> Result<Self, Failure> {
        let progress = Progress::start("reading wheels");
        let mut facts = ReleaseFacts::default();
        let wanted: Vec<MissingFact> = names.iter().cloned().map(MissingFact::Versions).collect();
        index.fetch(&mut facts, &wanted, &|fact| progress.fetched(fact)).map_err(|error| failed(&error))?;
        Ok(Self { index, facts, progress })
    }

    /// The final releases of a distribution with a wheel, in order; those that were withdrawn are left out.
    pub fn releases(&self, name: &PackageName) -> Vec<Version> {
        let Some(PackageFacts::Releases(releases)) = self.facts.packages.get(name) else { return Vec::new() };
        let is_read = |version: &&Version| fault(version, &releases[*version]).is_none();
        releases.keys().filter(is_read).cloned().collect()
    }

    /// Why a release is not among them, in words.
    pub fn absence(&self, name: &PackageName, version: &Version) -> String {
        let of = match self.facts.packages.get(name) {
            Some(PackageFacts::Releases(releases)) => releases.get(version),
            _ => return "the index does not have it".to_owned(),
        };
        let Some(release) = of else { return format!("the index has no {version}") };
        fault(version, release).unwrap_or_else(|| format!("the line does not allow {version} itself"))
    }

    /// What releases define; a release without a wheel is left out.
    pub fn of(
        &self,
        releases: &[ReleaseId],
    ) -> Result<BTreeMap<ReleaseId, DistributionDefinitions>, Failure> {
        let reads = |path: &str| path.rsplit_once('.').is_some_and(|(_, ending)| ending == "py");
        let add =
            |found: &mut DistributionDefinitions, member: haggle_index::WheelMember<'_>| match member.bytes {
                Some(bytes) => found.add(member.path, bytes),
                None => found.add_opaque(member.path),
            };
        let n_all = releases.len();
        let n_done = std::sync::atomic::AtomicUsize::new(0);
        let progress = |_: &ReleaseId| {
            let n_done = n_done.fetch_add(1, std::sync::atomic::Ordering::Relaxed) + 1;
            self.progress.done(n_done, n_all, "reading wheels");
        };
        let found = self
            .index
            .of_wheels(releases, STORED_AS, &reads, &add, &progress)
            .map_err(|error| failed(&error))?;
        Ok(releases
            .iter()
            .cloned()
            .zip(found)
            .filter_map(|(release, found)| Some((release, found?)))
            .collect())
    }
}

/// Why a release is not read.
fn fault(version: &Version, release: &Release) -> Option<String> {
    let is_wheel = |file: &DistributionFile| matches!(file.kind, DistributionKind::Wheel { .. });
    match &release.yanked {
        Some(reason) if reason.is_empty() => Some(format!("{version} was yanked")),
        Some(reason) => Some(format!("{version} was yanked: {reason}")),
        None if version.is_prerelease() => Some(format!("{version} is a pre-release")),
        None if !release.files.iter().any(is_wheel) => Some(format!("no wheel of {version}")),
        None => None,
    }
}

fn failed(error: &haggle_index::IndexError) -> Failure {
    Failure::new(error.to_string())
}
