//! From the numbers that the solver chose to a solution.

use std::collections::{BTreeMap, BTreeSet};

use haggle_spec::release::{Release, ReleaseMetadata};
use haggle_spec::{ExtraName, PackageName, Requirement, SpecifierSet, Version};

use super::lower::Lowered;
use super::outcome::{Edge, Pin, PinRequirements, Requirer, Solution, Warning, WarningKind};
use super::request::Request;
use super::requirements::Wanted;
use crate::table::PackageId;

/// The solution with these versions of these nodes.
pub(super) fn solution<'a>(
    lowered: &Lowered<'a>,
    request: &'a Request,
    chosen: &[(PackageId, u32)],
    n_steps: u64,
) -> Solution {
    let mut solution = Solution { pins: BTreeMap::new(), edges: Vec::new(), warnings: Vec::new(), n_steps };
    let mut found = Vec::new();
    for (position, root) in request.requirements.iter().enumerate() {
        lowered.requirements.of_root(&root.requirement, &mut found);
        let requirer = Requirer::Root(position, root.source.clone());
        add_edges(&mut solution, &requirer, &found, request);
    }
    for (node, version) in chosen {
        let (name, extra) = lowered.nodes[node.index()];
        let Some((version, release)) = lowered.version(*node, *version) else { continue };
        let requirer = Requirer::Package(name.clone(), extra.cloned());
        let pin = solution.pins.entry(name.clone()).or_insert_with(|| Pin {
            version: version.clone(),
            extras: BTreeSet::new(),
            requirements: match &release.metadata {
                _ if lowered.requirements.supplied(name, version).is_some() => PinRequirements::Supplied,
                ReleaseMetadata::Unknown { reason } => PinRequirements::Unknown { reason: reason.clone() },
                ReleaseMetadata::Known { .. } | ReleaseMetadata::Unfetched => PinRequirements::Known,
            },
        });
        if let Some(extra) = extra {
            pin.extras.insert(extra.clone());
            if !declares(request, name, version, release, extra) {
                let requirement = Requirement::new(name.clone(), SpecifierSet::new());
                let kind = WarningKind::NoSuchExtra(extra.clone());
                solution.warnings.push(Warning { requirer: requirer.clone(), requirement, kind });
            }
        }
        lowered.requirements.of_release(name, version, release, extra, &mut found);
        add_edges(&mut solution, &requirer, &found, request);
    }
    solution
}

/// Whether the release has the extra, as far as that is known.
fn declares(
    request: &Request,
    name: &PackageName,
    version: &Version,
    release: &Release,
    extra: &ExtraName,
) -> bool {
    if let Some(supplied) = request.supplied_release(name, version) {
        return supplied.provides_extra.as_ref().is_none_or(|extras| extras.contains(extra));
    }
    match &release.metadata {
        ReleaseMetadata::Known { provides_extra, .. } => provides_extra.contains(extra),
        ReleaseMetadata::Unknown { .. } | ReleaseMetadata::Unfetched => true,
    }
}

fn add_edges(solution: &mut Solution, requirer: &Requirer, found: &[Wanted<'_>], request: &Request) {
    for wanted in found {
        let requirement = wanted.to_requirement();
        let mut warn = |kind| {
            solution.warnings.push(Warning {
                requirer: requirer.clone(),
                requirement: requirement.clone(),
                kind,
            });
        };
        if requirement.url().is_some() {
            warn(WarningKind::DirectUrl);
        }
        if let Some(error) =
            requirement.marker().and_then(|marker| marker.evaluate(&request.environment, &[]).err())
        {
            warn(WarningKind::MarkerWithoutValue(error.to_string()));
        }
        let target = wanted.requirement.name().clone();
        solution.edges.push(Edge { requirer: requirer.clone(), target, requirement });
    }
}
