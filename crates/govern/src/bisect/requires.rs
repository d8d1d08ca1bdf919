//! Which pins can only change together, from what the releases require.

use std::collections::BTreeSet;

use haggle_spec::release::{MissingFact, PackageFacts, ReleaseFacts, ReleaseId, ReleaseMetadata};
use haggle_spec::{MarkerEnvironment, PackageName, Prereleases, Requirement, Version};

use super::pins::{PinBatch, PinChange};

/// What the releases of a batch require of each other.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BatchRequirements {
    /// Pairs of changes, by their numbers: without the second, the first leaves pins that cannot be installed together.
    pub requires: Vec<(usize, usize)>,
    /// Pins of the whole batch that cannot be installed together.
    pub conflicts: Vec<PinConflict>,
    /// Names for which the requirements of a release are not known: what they require is left out of account.
    pub unknown: BTreeSet<PackageName>,
    /// What nobody has asked for and would tell more.
    pub missing: Vec<MissingFact>,
}

/// Two pins after the changes that cannot be installed together.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PinConflict {
    /// The change whose release requires something.
    pub change: usize,
    /// The change whose release does not satisfy it.
    pub other: usize,
    /// What is required.
    pub requirement: String,
}

impl BatchRequirements {
    /// What follows from release facts, in these environments. Each set of pins is a choice, for each changed name, of the version
    /// before or after; two choices that break a requirement rule out each other, and nothing else rules a set out.
    pub fn of(batch: &PinBatch, facts: &ReleaseFacts, environments: &[MarkerEnvironment]) -> Self {
        let mut found = Self::default();
        for environment in environments {
            for (number, change) in batch.changes().iter().enumerate() {
                for (pins, is_after) in [(&change.before, false), (&change.after, true)] {
                    let Some(version) = PinChange::version(pins, environment) else { continue };
                    let Some(requirements) = requirements(facts, &change.name, &version) else {
                        found.unknown.insert(change.name.clone());
                        found.missing.extend(missing(facts, &change.name, &version));
                        continue;
                    };
                    let counting = requirements.iter().filter(|requirement| {
                        let marker = requirement.marker();
                        marker.is_none_or(|marker| marker.evaluate(environment, &[]).unwrap_or(true))
                    });
                    found.add(batch, (number, is_after), counting, environment);
                }
            }
        }
        found.requires.sort_unstable();
        found.requires.dedup();
        found.conflicts.sort();
        found.conflicts.dedup();
        found.missing.sort();
        found.missing.dedup();
        found
    }

    /// Nothing is known of any release.
    pub fn unknown(batch: &PinBatch) -> Self {
        let unknown = batch.changes().iter().map(|change| change.name.clone()).collect();
        Self { unknown, ..Self::default() }
    }

    fn add<'r>(
        &mut self,
        batch: &PinBatch,
        (number, is_after): (usize, bool),
        requirements: impl Iterator<Item = &'r Requirement>,
        environment: &MarkerEnvironment,
    ) {
        for requirement in requirements {
            let Ok(other) = batch.changes().binary_search_by(|change| change.name.cmp(requirement.name()))
            else {
                continue;
            };
            let breaks = |pins: &[Requirement]| {
                PinChange::version(pins, environment)
                    .is_some_and(|version| !requirement.specifiers().contains(&version, Prereleases::Allow))
            };
            let of = &batch.changes()[other];
            if other == number {
                continue;
            }
            match is_after {
                true if breaks(&of.after) => self.conflicts.push(PinConflict {
                    change: number,
                    other,
                    requirement: requirement.to_string(),
                }),
                true if breaks(&of.before) => self.requires.push((number, other)),
                // The release before refuses the new version of the other.
                false if breaks(&of.after) => self.requires.push((other, number)),
                _ => {}
            }
        }
    }
}

/// The fact that is missing for the requirements of a release, unless they were asked for and are not to be had.
fn missing(facts: &ReleaseFacts, name: &PackageName, version: &Version) -> Option<MissingFact> {
    match facts.packages.get(name) {
        None => Some(MissingFact::Versions(name.clone())),
        Some(PackageFacts::Unavailable { .. }) => None,
        Some(PackageFacts::Releases(releases)) => match releases.get(version)?.metadata {
            ReleaseMetadata::Unfetched => {
                Some(MissingFact::Metadata(ReleaseId::new(name.clone(), version.clone())))
            }
            _ => None,
        },
    }
}

fn requirements<'f>(
    facts: &'f ReleaseFacts,
    name: &PackageName,
    version: &Version,
) -> Option<&'f [Requirement]> {
    let PackageFacts::Releases(releases) = facts.packages.get(name)? else { return None };
    match &releases.get(version)?.metadata {
        ReleaseMetadata::Known { requirements, .. } => Some(requirements),
        _ => None,
    }
}
