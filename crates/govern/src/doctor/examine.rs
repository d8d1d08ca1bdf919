//! Holding what features need against what a machine has.

use haggle_spec::{MarkerScope, Prereleases, Requirement};

use super::health::{FeatureHealth, FeatureState, RequirementHealth, RequirementState};
use super::machine::{InstalledPython, Machine};
use super::questions::{packages, programs};
use super::remedy::{PackageManager, Remedy};
use crate::data::{Catalogue, Feature, Kind, Manifest, PlacedRequirement, Placement};
use crate::known::Known;

/// What the machine has of what these features need, in their order.
pub fn examine<'a>(
    manifest: &Manifest,
    catalogue: &Catalogue,
    features: impl IntoIterator<Item = &'a Feature>,
    machine: &Machine,
) -> Vec<FeatureHealth> {
    let of_feature = |feature: &Feature| {
        let requirements: Vec<RequirementHealth> = feature
            .requires
            .iter()
            .filter_map(|id| catalogue.requirement(id.as_str()))
            .map(|requirement| of_requirement(manifest, requirement, machine))
            .collect();
        let states = requirements.iter().map(|requirement| requirement.state.of_feature());
        FeatureHealth {
            feature: feature.id.clone(),
            title: feature.title.clone(),
            state: states.max().unwrap_or(FeatureState::Ready),
            requirements,
            config: feature.config.clone(),
            documentation: feature.documentation.clone(),
        }
    };
    features.into_iter().map(of_feature).collect()
}

fn of_requirement(
    manifest: &Manifest,
    requirement: &PlacedRequirement,
    machine: &Machine,
) -> RequirementHealth {
    let removed = requirement.removed.as_ref();
    let unused = removed.map(|removal| RequirementState::NotNeeded { because: removal.words() });
    let state =
        unused.or_else(|| impossible(requirement, machine)).unwrap_or_else(|| match requirement.kind {
            Kind::Python => of_python(requirement, machine),
            Kind::Program => {
                of_all(programs(requirement).iter().map(|program| machine.programs.get(program)))
            }
            Kind::SystemPackage => of_packages(requirement, machine),
            Kind::Service => RequirementState::Elsewhere,
        });
    let remedies = match state.of_feature() {
        FeatureState::Ready | FeatureState::Impossible => Vec::new(),
        FeatureState::Unknown | FeatureState::NotReady => remedies(manifest, requirement, machine),
    };
    RequirementHealth {
        requirement: requirement.id.clone(),
        kind: requirement.kind,
        state,
        remedies,
        missing_behaviour: requirement.missing_behaviour.clone(),
    }
}

fn impossible(requirement: &PlacedRequirement, machine: &Machine) -> Option<RequirementState> {
    let limits = requirement.platforms.value()?;
    let platform = machine.platform.filter(|platform| limits.excluded.contains(platform))?;
    let because = limits.reason.clone().unwrap_or_else(|| {
        format!("the catalogue says that it does not work on {}", platform.sys_platform())
    });
    Some(RequirementState::Impossible { because })
}

fn of_python(requirement: &PlacedRequirement, machine: &Machine) -> RequirementState {
    let python = match &machine.python {
        Known::Fact { value, .. } => value,
        Known::Unknown { because } => return RequirementState::Unknown { because: because.clone() },
    };
    match &requirement.requirement {
        Some(written) => of_distribution(written.requirement(), python),
        None => RequirementState::Unknown { because: "the catalogue names no distribution".to_owned() },
    }
}

fn of_distribution(wanted: &Requirement, python: &InstalledPython) -> RequirementState {
    if let Some(marker) = wanted.marker() {
        match marker.evaluate_in(&python.environment, &MarkerScope::requirement()) {
            Ok(true) => {}
            Ok(false) => return RequirementState::NotNeeded { because: format!("only where {marker}") },
            Err(error) => return RequirementState::Unknown { because: error.to_string() },
        }
    }
    match python.distributions.get(wanted.name()) {
        None => RequirementState::Missing,
        // What is installed may be a pre-release: a person chose it.
        Some(version) if wanted.specifiers().contains_text(version, Prereleases::Allow) => {
            RequirementState::Present { version: Some(version.clone()) }
        }
        Some(version) => RequirementState::OtherVersion {
            version: version.clone(),
            wanted: wanted.specifiers().to_string(),
        },
    }
}

fn of_packages(requirement: &PlacedRequirement, machine: &Machine) -> RequirementState {
    let packages = packages(requirement, &machine.distributions);
    if packages.is_empty() {
        let because = "the catalogue does not say what this system calls it".to_owned();
        return RequirementState::Unknown { because };
    }
    of_all(packages.iter().map(|package| machine.packages.get(package)))
}

/// The state of something that is there where all of its parts are.
fn of_all<'a>(parts: impl Iterator<Item = Option<&'a Known<Option<String>>>>) -> RequirementState {
    let mut versions = Vec::new();
    let mut unknown = None;
    for part in parts {
        match part {
            Some(Known::Fact { value: Some(version), .. }) => versions.push(version.as_str()),
            Some(Known::Fact { value: None, .. }) => return RequirementState::Missing,
            Some(Known::Unknown { because }) => unknown = Some(because.clone()),
            None => unknown = Some("nobody looked for it".to_owned()),
        }
    }
    versions.retain(|version| !version.is_empty());
    match unknown {
        Some(because) => RequirementState::Unknown { because },
        None => RequirementState::Present { version: (!versions.is_empty()).then(|| versions.join(", ")) },
    }
}

/// The ways to set a requirement up, best first: into the system's own Python go packages of the system.
fn remedies(manifest: &Manifest, requirement: &PlacedRequirement, machine: &Machine) -> Vec<Remedy> {
    let manager = PackageManager::of(&machine.distributions);
    let packages = match requirement.kind {
        Kind::Python => {
            let names = requirement.names.value();
            names.and_then(|names| machine.named(names)).cloned().into_iter().collect()
        }
        Kind::Program | Kind::SystemPackage => packages(requirement, &machine.distributions),
        Kind::Service => Vec::new(),
    };
    let mut remedies = Vec::new();
    if !packages.is_empty() {
        remedies.push(Remedy::Packages { manager, packages });
    }
    remedies.extend(line(manifest, requirement).map(|line| Remedy::Distribution { line }));
    if machine.python.value().is_some_and(|python| !python.is_externally_managed) {
        // Into any other Python the index's distribution goes first.
        remedies.reverse();
    }
    remedies.extend(requirement.documentation.clone().map(|address| Remedy::Page { address }));
    remedies
}

/// What pip is asked for: the project's extra where the requirement is in one, else the requirement itself.
fn line(manifest: &Manifest, requirement: &PlacedRequirement) -> Option<String> {
    let written = requirement.requirement.as_ref()?;
    if let (Placement::Extra, Some(extra)) = (requirement.placement, &requirement.extra) {
        let project = manifest.project(&requirement.project)?;
        return Some(format!("{}[{extra}]", project.distribution));
    }
    let wanted = written.requirement();
    Some(format!("{}{}", wanted.name(), wanted.specifiers()))
}
