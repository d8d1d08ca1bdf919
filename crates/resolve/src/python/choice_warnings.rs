//! What is worth saying about a solution: what was read generously, and releases that were chosen or passed over for a reason.

use haggle_spec::release::{Release, ReleaseMetadata};
use haggle_spec::{ExtraName, PackageName, Requirement, SpecifierSet, Version};

use super::candidates::{self, Policy};
use super::lowered_request::{LoweredRequest, is_supplied};
use super::outcome::Edge;
use super::request::Request;
use super::requirer::Requirer;
use super::search::fitting;
use super::warning::{Warning, WarningKind};
use crate::table::PackageId;

/// What is worth saying about the chosen releases, in the order of nodes.
pub(super) fn warnings_of_choice<'a>(
    lowered: &impl LoweredRequest<'a>,
    chosen: &[(PackageId, u32)],
) -> Vec<Warning> {
    let mut warnings = Vec::new();
    for (node, position) in chosen {
        let (name, extra) = lowered.key(*node);
        let Some((version, release)) = lowered.version(*node, *position) else { continue };
        let requirer = Requirer::Package { name: name.clone(), extra: extra.cloned() };
        if let Some(extra) = extra {
            if !declares(lowered, *node, *position, extra) {
                let requirement = Requirement::new(name.clone(), SpecifierSet::new());
                let kind = WarningKind::NoSuchExtra(extra.clone());
                warnings.push(Warning { requirer, requirement, kind });
            }
            continue;
        }
        let kinds = kinds_of_choice(lowered, chosen, *node, *position, release);
        warnings.extend(kinds.into_iter().map(|kind| Warning {
            requirer: requirer.clone(),
            requirement: pin(name, version),
            kind,
        }));
    }
    warnings
}

/// What of a requirement was read generously.
pub(super) fn warnings_of_edge(edge: &Edge, request: &Request) -> Vec<Warning> {
    let requirement = &edge.requirement;
    let mut kinds = Vec::new();
    let is_followed = |url: &str| request.follows(requirement.name(), url);
    if requirement.url().is_some_and(|url| !is_followed(url)) {
        kinds.push(WarningKind::DirectUrl);
    }
    if let Some(marker) = requirement.marker()
        && let Err(error) = marker.evaluate(&request.environment, &[])
    {
        kinds.push(WarningKind::MarkerWithoutValue(error.to_string()));
    }
    let warning = |kind| Warning { requirer: edge.requirer.clone(), requirement: requirement.clone(), kind };
    kinds.into_iter().map(warning).collect()
}

fn kinds_of_choice<'a>(
    lowered: &impl LoweredRequest<'a>,
    chosen: &[(PackageId, u32)],
    node: PackageId,
    position: u32,
    release: &Release,
) -> Vec<WarningKind> {
    let Some(candidates) = lowered.candidates(node) else { return Vec::new() };
    let mut kinds = Vec::new();
    if candidates::is_yanked(release) {
        kinds.push(WarningKind::Yanked(release.yanked.clone().unwrap_or_default()));
    }
    kinds.extend(release.notes.iter().cloned().map(WarningKind::OddMetadata));
    kinds.extend(unknown_requirements(lowered, chosen, node, position));
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

/// Releases of unknown requirements that were passed over for the chosen one, or the others that do not do where it is one.
fn unknown_requirements<'a>(
    lowered: &impl LoweredRequest<'a>,
    chosen: &[(PackageId, u32)],
    node: PackageId,
    position: u32,
) -> Vec<WarningKind> {
    let reason = |position: u32| match lowered.metadata(node, position) {
        ReleaseMetadata::Unknown { reason } if !is_supplied(lowered, node, position) => Some(reason.clone()),
        _ => None,
    };
    let query = lowered.query();
    let is_ruled_out = query.clauses().any(|clause| {
        query.package(clause) == node && lowered.policy(clause) == Some(Policy::UnknownRequirements)
    });
    let chosen_is_unknown = reason(position).is_some();
    if !is_ruled_out && !chosen_is_unknown {
        return Vec::new();
    }
    let at = |position: u32| lowered.version(node, position).map(|(version, _)| version.clone());
    let fitting = fitting(lowered, chosen, node);
    let mut kinds = Vec::new();
    if is_ruled_out {
        let better = fitting.iter().copied().filter(|other| *other > position);
        kinds.extend(better.filter_map(|other| {
            Some(WarningKind::PassedOver { reason: reason(other)?, version: at(other)? })
        }));
    }
    let is_known = |other: &u32| {
        matches!(lowered.metadata(node, *other), ReleaseMetadata::Known { .. }) && *other != position
    };
    let others: Vec<Version> = fitting.iter().copied().filter(is_known).filter_map(at).collect();
    if chosen_is_unknown && !others.is_empty() {
        kinds.push(WarningKind::NothingKnownFits(others));
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
    lowered: &impl LoweredRequest<'a>,
    node: PackageId,
    position: u32,
    extra: &ExtraName,
) -> bool {
    let (name, _) = lowered.key(node);
    let version = lowered.version(node, position).map(|(version, _)| version);
    if let Some(supplied) = version.and_then(|version| lowered.request().supplied_release(name, version)) {
        return supplied.provides_extra.as_ref().is_none_or(|extras| extras.contains(extra));
    }
    match lowered.metadata(node, position) {
        ReleaseMetadata::Known { provides_extra, .. } => provides_extra.contains(extra),
        _ => true,
    }
}
