//! What the pinned releases require of each other, as far as it is known.

use std::collections::{BTreeMap, BTreeSet};

use haggle_spec::release::{PackageFacts, Release, ReleaseFacts, ReleaseMetadata};
use haggle_spec::{PackageName, Requirement};

use super::lists::PinLists;

/// The requirements of the pinned releases.
#[derive(Debug)]
pub(super) struct PinGraph<'facts> {
    required: BTreeMap<PackageName, Option<Vec<&'facts Requirement>>>,
}

impl<'facts> PinGraph<'facts> {
    /// Of the constraints, with these facts.
    pub(super) fn of(lists: &PinLists, facts: &'facts ReleaseFacts) -> Self {
        let mut required: BTreeMap<PackageName, Option<Vec<&Requirement>>> = BTreeMap::new();
        for pin in lists.constraints.pins() {
            let name = pin.name();
            let release = match (facts.packages.get(name), pin.version()) {
                (Some(PackageFacts::Releases(releases)), Some(version)) => releases.get(&version),
                _ => None,
            };
            let own = release.and_then(requirements);
            let entry = required.entry(name.clone()).or_insert_with(|| Some(Vec::new()));
            match (entry.as_mut(), own) {
                (Some(all), Some(own)) => all.extend(own),
                _ => *entry = None,
            }
        }
        Self { required }
    }

    /// The names of the constraints.
    pub(super) fn names(&self) -> impl Iterator<Item = &PackageName> {
        self.required.keys()
    }

    /// What the pinned releases of a name require; none where that is not known.
    pub(super) fn required(&self, name: &PackageName) -> Option<&[&'facts Requirement]> {
        self.required.get(name)?.as_deref()
    }

    /// Whether the pinned releases of a name are known to require one of these.
    pub(super) fn needs_any(&self, name: &PackageName, others: &BTreeSet<PackageName>) -> bool {
        let required = self.required(name).unwrap_or_default();
        required.iter().any(|requirement| others.contains(requirement.name()))
    }

    /// The pins that are known to require a name, each with its requirement.
    pub(super) fn dependants(
        &self,
        name: &PackageName,
    ) -> impl Iterator<Item = (&PackageName, &'facts Requirement)> {
        self.required.iter().flat_map(move |(dependant, required)| {
            let own = required.iter().flatten().filter(move |requirement| requirement.name() == name);
            own.map(move |requirement| (dependant, *requirement))
        })
    }

    /// How many names have pinned releases whose requirements are not known.
    pub(super) fn n_unknown(&self) -> usize {
        self.required.values().filter(|required| required.is_none()).count()
    }
}

/// What a release requires; none where that is not known.
pub(super) fn requirements(release: &Release) -> Option<&[Requirement]> {
    match &release.metadata {
        ReleaseMetadata::Known { requirements, .. } => Some(requirements),
        _ => None,
    }
}
