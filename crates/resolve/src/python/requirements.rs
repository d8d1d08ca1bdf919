//! Which requirements of a release count: markers, extras, overrides and exclusions applied.

use std::cell::RefCell;
use std::collections::BTreeMap;

use haggle_spec::release::{Release, ReleaseMetadata};
use haggle_spec::{
    ExtraName, Marker, MarkerAnswer, MarkerArena, MarkerEnvironment, NodeBudgetExceeded, PackageName,
    Requirement, Version,
};
use rustc_hash::FxHashMap;

use super::installed::{MetadataPlace, is_unread, metadata_place};
use super::request::{Request, SuppliedRelease};

/// A package, by itself or one of its extras.
pub(super) type NodeKey<'a> = (&'a PackageName, Option<&'a ExtraName>);

/// A requirement that counts.
#[derive(Debug, Clone)]
pub(super) struct Wanted<'a> {
    /// The requirement whose specifiers count: an override where there is one.
    pub(super) requirement: &'a Requirement,
    /// The extras of the requirement, and of what it overrides.
    pub(super) extras: Vec<&'a ExtraName>,
}

impl<'a> Wanted<'a> {
    /// What is asked for: the package and each extra of it.
    pub(super) fn nodes(&self) -> impl Iterator<Item = NodeKey<'a>> + '_ {
        let name = self.requirement.name();
        std::iter::once((name, None)).chain(self.extras.iter().map(move |extra| (name, Some(*extra))))
    }

    /// The requirement as it counts.
    pub(super) fn to_requirement(&self) -> Requirement {
        self.requirement.clone().with_extras(self.extras.iter().map(|extra| (*extra).clone()))
    }
}

/// Applies the parts of a request that change requirements.
#[derive(Debug)]
pub(super) struct Requirements<'a> {
    request: &'a Request,
    /// A marker holds where it does in one of these.
    environments: &'a [MarkerEnvironment],
    overrides: BTreeMap<&'a PackageName, Vec<&'a Requirement>>,
    /// Markers are few and shared by many releases.
    markers: RefCell<FxHashMap<(&'a str, Option<&'a ExtraName>), bool>>,
    /// Where the metadata is that counts, of releases whose files differ.
    places: RefCell<FxHashMap<*const Release, MetadataPlace>>,
}

impl<'a> Requirements<'a> {
    pub(super) fn new(request: &'a Request) -> Self {
        Self::within(request, std::slice::from_ref(&request.environment))
    }

    /// The same for several environments: what counts in one of them does.
    pub(super) fn within(request: &'a Request, environments: &'a [MarkerEnvironment]) -> Self {
        let mut overrides: BTreeMap<&PackageName, Vec<&Requirement>> = BTreeMap::new();
        for root in &request.overrides {
            overrides.entry(root.requirement.name()).or_default().push(&root.requirement);
        }
        Self { request, environments, overrides, markers: RefCell::default(), places: RefCell::default() }
    }

    pub(super) fn request(&self) -> &'a Request {
        self.request
    }

    /// The requirements of the metadata that count for the package itself, or only for the extra.
    pub(super) fn of_release(
        &self,
        name: &PackageName,
        version: &Version,
        release: &'a Release,
        extra: Option<&'a ExtraName>,
        found: &mut Vec<Wanted<'a>>,
    ) {
        found.clear();
        if self.request.no_dependencies {
            return;
        }
        let requirements = self.known(name, version, release).unwrap_or_default();
        for requirement in requirements {
            let holds = match (requirement.marker(), extra) {
                (None, None) => true,
                (None, Some(_)) => false,
                (Some(marker), _) if self.overrides.contains_key(requirement.name()) => {
                    counts_overridden(marker, extra)
                }
                (Some(marker), None) => self.holds(marker, None),
                // What holds without the extra is required by the package itself.
                (Some(marker), Some(_)) => {
                    marker.mentions_extra() && self.holds(marker, extra) && !self.holds(marker, None)
                }
            };
            if holds {
                self.push(requirement, found);
            }
        }
    }

    /// What a root requirement asks for, if its marker holds.
    pub(super) fn of_root(&self, requirement: &'a Requirement, found: &mut Vec<Wanted<'a>>) {
        found.clear();
        let holds = |marker| {
            if self.overrides.contains_key(requirement.name()) {
                counts_overridden(marker, None)
            } else {
                self.holds(marker, None)
            }
        };
        if requirement.marker().is_none_or(holds) {
            self.push(requirement, found);
        }
    }

    /// The requirements of the release, if they are known.
    pub(super) fn known(
        &self,
        name: &PackageName,
        version: &Version,
        release: &'a Release,
    ) -> Option<&'a [Requirement]> {
        if let Some(supplied) = self.supplied(name, version) {
            return Some(&supplied.requirements);
        }
        match self.metadata(name, release) {
            ReleaseMetadata::Known { requirements, .. } => Some(requirements),
            _ => None,
        }
    }

    /// What is known of the requirements that this target gets with the release.
    pub(super) fn metadata<'r>(&self, name: &PackageName, release: &'r Release) -> &'r ReleaseMetadata {
        if is_unread(release) || (release.variants.is_empty() && !release.may_differ) {
            return &release.metadata;
        }
        // A release is where it is as long as the facts are lent.
        let key = std::ptr::from_ref(release);
        let known = self.places.borrow().get(&key).copied();
        let place = known.unwrap_or_else(|| {
            let (place, _) = metadata_place(name, release, self.request);
            self.places.borrow_mut().insert(key, place);
            place
        });
        place.of(release)
    }

    pub(super) fn supplied(&self, name: &PackageName, version: &Version) -> Option<&'a SuppliedRelease> {
        self.request.supplied_release(name, version)
    }

    /// Whether the marker holds; one without a value is taken to hold.
    pub(super) fn holds(&self, marker: &'a Marker, extra: Option<&'a ExtraName>) -> bool {
        let extra = extra.filter(|_| marker.mentions_extra());
        let key = (marker.as_str(), extra);
        if let Some(known) = self.markers.borrow().get(&key) {
            return *known;
        }
        let extras = extra.map(std::slice::from_ref).unwrap_or_default();
        let holds_in = |environment| marker.evaluate(environment, extras).unwrap_or(true);
        let holds = self.environments.iter().any(holds_in);
        self.markers.borrow_mut().insert(key, holds);
        holds
    }

    fn push(&self, requirement: &'a Requirement, found: &mut Vec<Wanted<'a>>) {
        if self.request.exclusions.contains(requirement.name()) {
            return;
        }
        let extras = || requirement.extras().iter().collect::<Vec<_>>();
        let Some(overrides) = self.overrides.get(requirement.name()) else {
            found.push(Wanted { requirement, extras: extras() });
            return;
        };
        for instead in overrides {
            if instead.marker().is_none_or(|marker| self.holds(marker, None)) {
                let mut extras = extras();
                extras.extend(instead.extras());
                extras.sort_unstable();
                extras.dedup();
                found.push(Wanted { requirement: instead, extras });
            }
        }
    }
}

/// The most nodes that a marker may take to be understood.
const BUDGET: usize = 10_000;

/// Whether an overridden requirement counts for the package itself, or only for the extra. The override's marker applies
/// instead of that of the requirement, as uv has it, but what is required for an extra only stays so: what counts is
/// whether the marker can hold with the extra at all.
pub(super) fn counts_overridden(marker: &Marker, extra: Option<&ExtraName>) -> bool {
    match extra {
        None => may_hold(marker, None),
        Some(_) => marker.mentions_extra() && may_hold(marker, extra) && !may_hold(marker, None),
    }
}

fn may_hold(marker: &Marker, extra: Option<&ExtraName>) -> bool {
    let name = extra.map_or("", ExtraName::as_str);
    let mut arena = MarkerArena::with_budget(BUDGET);
    let mut is_disjoint = || -> Result<MarkerAnswer, NodeBudgetExceeded> {
        let marker = arena.node(marker)?;
        let Ok(with_extra) = format!("extra == '{name}'").parse::<Marker>() else {
            return Ok(MarkerAnswer::Unknown);
        };
        let with_extra = arena.node(&with_extra)?;
        arena.disjoint(marker, with_extra)
    };
    is_disjoint() != Ok(MarkerAnswer::Yes)
}
