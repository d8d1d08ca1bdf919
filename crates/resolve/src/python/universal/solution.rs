//! The answer for many environments.

use std::collections::{BTreeMap, BTreeSet};

use haggle_spec::release::ReleaseMetadata;
use haggle_spec::{ExtraName, MarkerEnvironment, PackageName, Requirement, SpecifierSet, Version};

use super::atoms::Atoms;
use super::lower::{self, Lowered, Partition};
use super::needed::needed;
use super::region::Region;
use crate::python::outcome::{Edge, PinRequirements};
use crate::python::request::{Request, RootRequirement};
use crate::python::requirements::counts_overridden;
use crate::table::PackageId;

/// A version of a package, and where it is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UniversalPin {
    /// The package.
    pub name: PackageName,
    /// The version.
    pub version: Version,
    /// A marker that holds, among the environments that were asked for, where something requires the package and this is the
    /// version of it; empty where that is all of them.
    pub marker: String,
    /// Whether its requirements are known.
    pub requirements: PinRequirements,
}

/// A choice of versions for every environment.
#[derive(Debug)]
pub struct UniversalSolution {
    pub(super) cells: BTreeMap<PackageName, Vec<Cell>>,
    pub(super) roots: Vec<RootRequirement>,
    pub(super) overrides: Vec<Requirement>,
    pub(super) exclusions: BTreeSet<PackageName>,
    pub(super) everywhere: Region,
    pub(super) atoms: Atoms,
    /// How many times a package was split because of a conflict.
    pub n_splits: usize,
}

#[derive(Debug)]
pub(super) struct Cell {
    pub(super) region: Region,
    pub(super) version: Version,
    pub(super) requirements: Vec<Requirement>,
    pub(super) known: PinRequirements,
}

impl UniversalSolution {
    pub(super) fn new(
        request: &Request,
        partition: &Partition<'_>,
        lowered: &Lowered<'_>,
        chosen: &[(PackageId, u32)],
    ) -> Self {
        let mut cells: BTreeMap<PackageName, Vec<Cell>> = BTreeMap::new();
        for (node, version) in chosen {
            let (name, extra, cell) = lowered.nodes[node.index()];
            let Some((version, release)) = lowered.candidates[&(name, cell)].versions.get(*version as usize)
            else {
                continue;
            };
            if extra.is_none() {
                let known = match &release.metadata {
                    _ if request.supplied_release(name, version).is_some() => PinRequirements::Supplied,
                    ReleaseMetadata::Unknown { reason } => {
                        PinRequirements::Unknown { reason: reason.clone() }
                    }
                    ReleaseMetadata::Known { .. } | ReleaseMetadata::Unfetched => PinRequirements::Known,
                };
                cells.entry(name.clone()).or_default().push(Cell {
                    region: partition[name][cell].clone(),
                    version: (*version).clone(),
                    requirements: lower::known(request, name, version, release).to_vec(),
                    known,
                });
            }
        }
        Self {
            cells,
            roots: request.requirements.clone(),
            overrides: request.overrides.iter().map(|root| root.requirement.clone()).collect(),
            exclusions: request.exclusions.clone(),
            everywhere: Region::new(SpecifierSet::new().to_set()),
            atoms: Atoms::default(),
            n_splits: 0,
        }
    }

    pub(super) fn within(self, everywhere: Region, atoms: Atoms, n_splits: usize) -> Self {
        Self { everywhere, atoms, n_splits, ..self }
    }

    /// The pins, by name and then by version, and who requires what somewhere. A package that turns out to be required
    /// nowhere has no pin.
    ///
    /// Where the markers cannot be put together within a bound, a pin's marker only tells its version from others.
    pub fn pins_and_edges(&self) -> (Vec<UniversalPin>, Vec<Edge>) {
        let needed = needed(self);
        let mut pins = Vec::new();
        for (name, cells) in &self.cells {
            let versions: BTreeSet<&Version> = cells.iter().map(|cell| &cell.version).collect();
            for version in &versions {
                let of_version: Vec<&Cell> = cells.iter().filter(|cell| cell.version == **version).collect();
                let marker = match &needed {
                    Some(needed) => needed.markers.get(&(name.clone(), (*version).clone())).cloned(),
                    None => Some(self.region_in_words(&of_version, versions.len())),
                };
                pins.extend(marker.map(|marker| UniversalPin {
                    name: name.clone(),
                    version: (*version).clone(),
                    marker,
                    requirements: of_version[0].known.clone(),
                }));
            }
        }
        (pins, needed.map(|needed| needed.edges).unwrap_or_default())
    }

    /// The pins of [`UniversalSolution::pins_and_edges`].
    pub fn pins(&self) -> Vec<UniversalPin> {
        self.pins_and_edges().0
    }

    fn region_in_words(&self, cells: &[&Cell], n_versions: usize) -> String {
        let regions: BTreeSet<String> = cells.iter().map(|cell| cell.region.in_words(&self.atoms)).collect();
        let regions: Vec<String> = regions.into_iter().collect();
        match regions.as_slice() {
            _ if n_versions == 1 => String::new(),
            [region] => region.clone(),
            regions => regions.iter().map(|region| format!("({region})")).collect::<Vec<_>>().join(" or "),
        }
    }

    /// What is installed in the environment: the packages that are required there, each with its one version. `None` when
    /// the environment is not one that was asked for.
    pub fn in_environment(&self, environment: &MarkerEnvironment) -> Option<BTreeMap<PackageName, Version>> {
        if !self.everywhere.contains(&self.atoms, environment) {
            return None;
        }
        let mut chosen = BTreeMap::new();
        let mut seen = BTreeSet::new();
        let mut queue: Vec<(&Requirement, Option<&ExtraName>)> =
            self.roots.iter().map(|root| (&root.requirement, None)).collect();
        while let Some((requirement, extra)) = queue.pop() {
            let extras = extra.map(std::slice::from_ref).unwrap_or_default();
            let holds = |requirement: &Requirement, extras: &[ExtraName]| {
                requirement.marker().is_none_or(|marker| marker.evaluate(environment, extras).unwrap_or(true))
            };
            let mut overrides: Vec<&Requirement> =
                self.overrides.iter().filter(|instead| instead.name() == requirement.name()).collect();
            let counts = match requirement.marker() {
                Some(marker) if !overrides.is_empty() => counts_overridden(marker, extra),
                _ => holds(requirement, extras),
            };
            overrides.retain(|instead| holds(instead, &[]));
            let is_dropped = overrides.is_empty()
                && self.overrides.iter().any(|instead| instead.name() == requirement.name());
            if !counts || is_dropped || self.exclusions.contains(requirement.name()) {
                continue;
            }
            let nodes: BTreeSet<_> = lower::nodes(requirement)
                .chain(overrides.iter().flat_map(|instead| lower::nodes(instead)))
                .collect();
            for node in nodes {
                if !seen.insert(node) {
                    continue;
                }
                let cells = self.cells.get(node.0)?;
                let cell = cells.iter().find(|cell| cell.region.contains(&self.atoms, environment))?;
                chosen.insert(node.0.clone(), cell.version.clone());
                queue.extend(cell.requirements.iter().map(|requirement| (requirement, node.1)));
            }
        }
        Some(chosen)
    }
}
