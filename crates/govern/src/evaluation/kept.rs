//! What the family keeps whatever becomes of a feature: names that other roots of the family reach under its constraints.
//!
//! A walk over pinned releases, not a search: the constraints say which release each name has. A name whose release or requirements
//! are not known is kept, and nothing is said of what it would reach; so what is called kept is kept.

use std::collections::BTreeSet;

use haggle_spec::release::{PackageFacts, Release, ReleaseMetadata};
use haggle_spec::{ExtraName, PackageName, Prereleases, Requirement};

use super::inputs::EvaluationInputs;
use crate::data::{EnvironmentEntry, Feature, PlacedRequirement};

/// The names that are kept, in one environment.
pub(super) struct Kept {
    /// By what other projects of the family always install.
    pub(super) projects: BTreeSet<PackageName>,
    /// By any root: all projects, the global list, other features' declared requirements, and projects outside the manifest.
    pub(super) family: BTreeSet<PackageName>,
    /// By any root, if projects outside the manifest also require what nobody has asked them about.
    pub(super) family_perhaps: BTreeSet<PackageName>,
}

impl Kept {
    /// What is kept beside a feature's requirements.
    pub(super) fn beside(
        feature: &Feature,
        placed: &[&PlacedRequirement],
        environment: &EnvironmentEntry,
        inputs: &EvaluationInputs<'_>,
    ) -> Self {
        let names: BTreeSet<&PackageName> = placed.iter().filter_map(|one| name_of(one)).collect();
        let is_open = |requirement: &Requirement| names.contains(requirement.name());
        let cores = |is_wanted: &dyn Fn(&crate::family::ProjectFiles) -> bool| -> Vec<Requirement> {
            let files = inputs.projects.iter().filter(|files| is_wanted(files));
            let lines = files.flat_map(|files| files.requirements.requirements());
            lines.map(|line| line.requirement.clone()).collect()
        };
        let walk = Walk { inputs, environment };
        let projects = walk.reached(&cores(&|files| files.name != feature.project));
        let own = cores(&|files| files.name == feature.project);
        let mut roots: Vec<Requirement> = cores(&|files| files.name != feature.project);
        roots.extend(own.into_iter().filter(|requirement| !is_open(requirement)));
        let listed = inputs.shared.global_names().filter(|name| !names.contains(name));
        roots.extend(listed.map(|name| Requirement::new(name.clone(), haggle_spec::SpecifierSet::default())));
        let elsewhere = inputs
            .catalogue
            .requirements
            .iter()
            .filter(|other| other.placement.is_declared() && placed.iter().all(|one| one.id != other.id));
        roots.extend(elsewhere.filter_map(line_of).filter(|requirement| !is_open(requirement)));
        let wanted_outside = |is_wanted: &dyn Fn(&PlacedRequirement) -> bool| {
            placed.iter().filter(|one| is_wanted(one)).filter_map(|one| line_of(one)).collect::<Vec<_>>()
        };
        roots.extend(wanted_outside(&|one| one.required_by.value().is_some_and(|users| !users.is_empty())));
        let family = walk.reached(&roots);
        roots.extend(wanted_outside(&|one| one.required_by.value().is_none()));
        Self { projects, family, family_perhaps: walk.reached(&roots) }
    }
}

fn line_of(requirement: &PlacedRequirement) -> Option<Requirement> {
    Some(requirement.requirement.as_ref()?.requirement().clone())
}

fn name_of(requirement: &PlacedRequirement) -> Option<&PackageName> {
    Some(requirement.requirement.as_ref()?.requirement().name())
}

/// A walk from roots over the pinned releases' requirements.
struct Walk<'a> {
    inputs: &'a EvaluationInputs<'a>,
    environment: &'a EnvironmentEntry,
}

impl Walk<'_> {
    /// `O(names + requirements)`.
    fn reached(&self, roots: &[Requirement]) -> BTreeSet<PackageName> {
        let markers = self.environment.target.environment();
        let mut seen: BTreeSet<(PackageName, Option<ExtraName>)> = BTreeSet::new();
        let mut open: Vec<(PackageName, Option<ExtraName>)> = Vec::new();
        let mut add = |requirement: &Requirement, extra: Option<&ExtraName>, open: &mut Vec<_>| {
            let extras: Vec<ExtraName> = extra.into_iter().cloned().collect();
            let holds = |marker: &haggle_spec::Marker| marker.evaluate(&markers, &extras).unwrap_or(true);
            if requirement.marker().is_some_and(|marker| !holds(marker)) {
                return;
            }
            let asked = requirement.extras().iter().cloned().map(Some).chain([None]);
            for extra in asked {
                let node = (requirement.name().clone(), extra);
                if seen.insert(node.clone()) {
                    open.push(node);
                }
            }
        };
        for root in roots {
            add(root, None, &mut open);
        }
        while let Some((name, extra)) = open.pop() {
            let Some(Release { metadata: ReleaseMetadata::Known { requirements, .. }, .. }) =
                self.pinned(&name)
            else {
                continue;
            };
            for requirement in requirements {
                add(requirement, extra.as_ref(), &mut open);
            }
        }
        seen.into_iter().map(|(name, _)| name).collect()
    }

    /// The newest release that the constraints allow; none where they do not have the name.
    fn pinned(&self, name: &PackageName) -> Option<&Release> {
        let Some(PackageFacts::Releases(releases)) = self.inputs.releases.packages.get(name) else {
            return None;
        };
        let lines = self.inputs.shared.constraints.requirements();
        let pins: Vec<_> = lines.filter(|line| line.requirement.name() == name).collect();
        let allowed = releases.iter().rev().find(|(version, _)| {
            pins.iter().all(|line| line.requirement.specifiers().contains(version, Prereleases::Allow))
        });
        allowed.map(|(_, release)| release)
    }
}
