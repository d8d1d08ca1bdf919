//! Whether there is a file to install in an environment, and whether the requirement works there.

use haggle_spec::release::{DistributionKind, PackageFacts, Release};
use haggle_spec::{Platform, Prereleases, Requirement, Version};

use super::inputs::EvaluationInputs;
use crate::data::{EnvironmentEntry, PlacedRequirement, PlatformLimits, WrittenRequirement};
use crate::decision::{Artefact, ExcludedPlatform};
use crate::known::Known;

/// The placed distributions that an environment asks for, and whether a release that requirement and constraints allow has a file
/// that fits.
pub(super) fn artefacts(
    inputs: &EvaluationInputs<'_>,
    environment: &EnvironmentEntry,
    placed: &[Requirement],
) -> Vec<Artefact> {
    let wanted = placed.iter().filter(|requirement| asks_for(environment, requirement));
    wanted
        .map(|requirement| Artefact {
            distribution: requirement.name().clone(),
            fits: fits(inputs, environment, requirement),
        })
        .collect()
}

/// The environments that ask for a requirement on a platform where the catalogue says that it does not work. Programs and system
/// packages have no marker: every environment asks for them.
pub(super) fn excluded(
    inputs: &EvaluationInputs<'_>,
    placed: &[&PlacedRequirement],
) -> Vec<ExcludedPlatform> {
    let mut found = Vec::new();
    for requirement in placed {
        let Some(limits) = requirement.platforms.value() else { continue };
        let line = requirement.requirement.as_ref().map(WrittenRequirement::requirement);
        for environment in &inputs.manifest.environments {
            let platform = environment.target.platform().system();
            let is_asked_for = line.is_none_or(|line| asks_for(environment, line));
            if is_asked_for && limits.excluded.contains(&platform) {
                found.push(ExcludedPlatform {
                    requirement: requirement.id.clone(),
                    environment: environment.id.clone(),
                    because: because(limits, platform),
                });
            }
        }
    }
    found
}

fn because(limits: &PlatformLimits, platform: Platform) -> String {
    let reason = limits.reason.as_deref().map(|reason| reason.trim_end_matches('.').to_owned());
    let reason = reason.unwrap_or_else(|| format!("the catalogue excludes {}", platform.sys_platform()));
    match &limits.evidence {
        Some(evidence) => format!("{reason} ({evidence})"),
        None => reason,
    }
}

/// Whether the requirement's marker holds in an environment. A marker without a value there is taken to hold.
fn asks_for(environment: &EnvironmentEntry, requirement: &Requirement) -> bool {
    let markers = environment.target.environment();
    requirement.marker().is_none_or(|marker| marker.evaluate(&markers, &[]).unwrap_or(true))
}

fn fits(
    inputs: &EvaluationInputs<'_>,
    environment: &EnvironmentEntry,
    requirement: &Requirement,
) -> Known<bool> {
    let releases = match inputs.releases.packages.get(requirement.name()) {
        Some(PackageFacts::Releases(releases)) => releases,
        Some(PackageFacts::Unavailable { reason }) => {
            return Known::unknown(format!("the files of {} are not known: {reason}", requirement.name()));
        }
        None => return Known::unknown(format!("the files of {} are not recorded", requirement.name())),
    };
    let has_file = |release: &Release| {
        release.files.iter().any(|file| match &file.kind {
            DistributionKind::Wheel { tags } => tags.iter().any(|tag| environment.target.takes(tag)),
            DistributionKind::Sdist => true,
        })
    };
    let fits = releases
        .iter()
        .any(|(version, release)| is_allowed(inputs, requirement, version) && has_file(release));
    Known::fact(fits, inputs.snapshot.source.clone(), Some(inputs.snapshot.recorded))
}

fn is_allowed(inputs: &EvaluationInputs<'_>, requirement: &Requirement, version: &Version) -> bool {
    requirement.specifiers().contains(version, Prereleases::Allow)
        && inputs
            .shared
            .constraints
            .requirements()
            .filter(|line| line.requirement.name() == requirement.name())
            .all(|line| line.requirement.specifiers().contains(version, Prereleases::Allow))
}
