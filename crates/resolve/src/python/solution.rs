//! From the numbers that the solver chose to a solution.

use std::collections::{BTreeMap, BTreeSet};

use haggle_spec::release::{Release, ReleaseMetadata};
use haggle_spec::{ExtraName, PackageName, Requirement, SpecifierSet, Version};

use super::candidates::{self, Policy};
use super::lower::{Lowered, Origin};
use super::outcome::{Edge, Pin, PinRequirements, Requirer, Solution, Warning, WarningKind};
use super::request::Request;
use super::requirements::Wanted;
use super::search::fitting;
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
            requirements: match lowered.requirements.metadata(name, release) {
                _ if lowered.requirements.supplied(name, version).is_some() => PinRequirements::Supplied,
                ReleaseMetadata::Unknown { reason } => PinRequirements::Unknown { reason: reason.clone() },
                _ => PinRequirements::Known,
            },
        });
        if let Some(extra) = extra {
            pin.extras.insert(extra.clone());
            if !declares(lowered, request, name, version, release, extra) {
                let requirement = Requirement::new(name.clone(), SpecifierSet::new());
                let kind = WarningKind::NoSuchExtra(extra.clone());
                solution.warnings.push(Warning { requirer: requirer.clone(), requirement, kind });
            }
        }
        lowered.requirements.of_release(name, version, release, extra, &mut found);
        add_edges(&mut solution, &requirer, &found, request);
    }
    for (node, position) in chosen {
        let (name, extra) = lowered.nodes[node.index()];
        let (None, Some((version, release))) = (extra, lowered.version(*node, *position)) else { continue };
        let kinds = choice_warnings(lowered, chosen, *node, *position, release);
        solution.warnings.extend(kinds.into_iter().map(|kind| Warning {
            requirer: Requirer::Package(name.clone(), None),
            requirement: pin(name, version),
            kind,
        }));
    }
    solution
}

/// What is worth saying about the choice of a release.
fn choice_warnings(
    lowered: &Lowered<'_>,
    chosen: &[(PackageId, u32)],
    node: PackageId,
    position: u32,
    release: &Release,
) -> Vec<WarningKind> {
    let (name, _) = lowered.nodes[node.index()];
    let Some(candidates) = lowered.candidates.get(name) else { return Vec::new() };
    let mut kinds = Vec::new();
    if candidates::is_yanked(release) {
        kinds.push(WarningKind::Yanked(release.yanked.clone().unwrap_or_default()));
    }
    kinds.extend(release.notes.iter().cloned().map(WarningKind::OddMetadata));
    let is_unknown = |(version, release): &(&Version, &Release)| {
        matches!(lowered.requirements.metadata(name, release), ReleaseMetadata::Unknown { .. })
            && lowered.requirements.supplied(name, version).is_none()
    };
    let at = |position: u32| candidates.versions.get(position as usize).copied();
    let is_ruled_out = lowered
        .origins
        .iter()
        .any(|origin| matches!(origin, Origin::Policy(of, Policy::UnknownRequirements) if of == name));
    let chosen_is_unknown = at(position).is_some_and(|release| is_unknown(&release));
    if is_ruled_out || chosen_is_unknown {
        let fitting = fitting(lowered, chosen, node);
        if is_ruled_out {
            let better = fitting.iter().filter(|other| **other > position).filter_map(|other| at(*other));
            kinds.extend(better.filter(is_unknown).filter_map(|(version, release)| {
                match lowered.requirements.metadata(name, release) {
                    ReleaseMetadata::Unknown { reason } => {
                        Some(WarningKind::PassedOver { version: version.clone(), reason: reason.clone() })
                    }
                    _ => None,
                }
            }));
        }
        let known = |(_, release): &(&Version, &Release)| {
            matches!(lowered.requirements.metadata(name, release), ReleaseMetadata::Known { .. })
        };
        let others = fitting.iter().filter(|other| **other != position).filter_map(|other| at(*other));
        let others: Vec<Version> = others.filter(known).map(|(version, _)| version.clone()).collect();
        if chosen_is_unknown && !others.is_empty() {
            kinds.push(WarningKind::NothingKnownFits(others));
        }
    }
    if let Some(allowed) = candidates.limits.get(&Policy::ExcludeNewer) {
        let later = (0u32..).zip(candidates.versions.iter().zip(allowed)).skip(position as usize + 1);
        let undated = later.filter(|(_, ((_, release), allowed))| !**allowed && release.uploaded.is_none());
        let undated: Vec<Version> = undated.map(|(_, ((version, _), _))| (*version).clone()).collect();
        if !undated.is_empty() {
            kinds.push(WarningKind::UnknownDate(undated));
        }
    }
    kinds
}

/// `name==version`.
fn pin(name: &PackageName, version: &Version) -> Requirement {
    let specifiers: SpecifierSet = format!("=={version}").parse().unwrap_or_default();
    Requirement::new(name.clone(), specifiers)
}

/// Whether the release has the extra, as far as that is known.
fn declares<'a>(
    lowered: &Lowered<'a>,
    request: &Request,
    name: &PackageName,
    version: &Version,
    release: &'a Release,
    extra: &ExtraName,
) -> bool {
    if let Some(supplied) = request.supplied_release(name, version) {
        return supplied.provides_extra.as_ref().is_none_or(|extras| extras.contains(extra));
    }
    match lowered.requirements.metadata(name, release) {
        ReleaseMetadata::Known { provides_extra, .. } => provides_extra.contains(extra),
        _ => true,
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
        if requirement
            .url()
            .is_some_and(|url| request.artefacts.get(requirement.name()).is_none_or(|at| at != url))
        {
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
