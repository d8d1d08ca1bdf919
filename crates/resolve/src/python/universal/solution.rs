//! A choice of versions for many environments.

use std::collections::{BTreeMap, BTreeSet};

use haggle_spec::release::ReleaseMetadata;
use haggle_spec::{ExtraName, MarkerEnvironment, PackageName, Requirement, SpecifierSet, Version};

use super::atoms::Atoms;
use super::lower::{self, Lowered, Partition};
use super::region::Region;
use crate::python::outcome::PinRequirements;
use crate::python::request::{Request, RootRequirement};
use crate::python::requirements::counts_overridden;
use crate::table::PackageId;

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
