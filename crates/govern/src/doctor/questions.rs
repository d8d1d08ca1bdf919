//! What has to be looked for on a machine.

use std::collections::BTreeSet;

use haggle_spec::file::bindep::{BindepFile, BindepRule, Selector};

use super::machine::named;
use super::remedy::PackageManager;
use crate::data::{Catalogue, Feature, Kind, PlacedRequirement};

/// What has to be looked for on a machine, beside its Python.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MachineQuestions {
    /// Programs, on `PATH`.
    pub programs: BTreeSet<String>,
    /// Packages of the operating system.
    pub packages: BTreeSet<String>,
}

/// What to look for, for these features, on a machine of these distributions (nearest first).
pub fn questions<'a>(
    catalogue: &Catalogue,
    features: impl IntoIterator<Item = &'a Feature>,
    distributions: &[String],
) -> MachineQuestions {
    let ids = features.into_iter().flat_map(|feature| &feature.requires);
    let mut questions = MachineQuestions::default();
    for requirement in ids.filter_map(|id| catalogue.requirement(id.as_str())) {
        match requirement.kind {
            Kind::Program => questions.programs.extend(programs(requirement)),
            Kind::SystemPackage => questions.packages.extend(packages(requirement, distributions)),
            Kind::Python | Kind::Service => {}
        }
    }
    questions
}

/// The programs that the code runs; where nothing says which, the one of the requirement's name.
pub(super) fn programs(requirement: &PlacedRequirement) -> Vec<String> {
    let sites = requirement.runs.value().map(Vec::as_slice).unwrap_or_default();
    let named: BTreeSet<String> = sites.iter().map(|site| site.program.clone()).collect();
    if named.is_empty() { vec![requirement.id.to_string()] } else { named.into_iter().collect() }
}

/// The packages that have the requirement, as these distributions call them: by name, else by the lines of `bindep.txt`.
pub(super) fn packages(requirement: &PlacedRequirement, distributions: &[String]) -> Vec<String> {
    if let Some(name) = requirement.names.value().and_then(|names| named(distributions, names)) {
        return vec![name.clone()];
    }
    let mut profiles: Vec<String> = distributions.iter().map(|id| format!("platform:{id}")).collect();
    profiles.extend(
        PackageManager::of(distributions).map(|manager| format!("platform:{}", manager.bindep_profile())),
    );
    let mut packages = Vec::new();
    for line in &requirement.bindep {
        let (file, _) = BindepFile::parse(line.as_str());
        packages.extend(file.rules().filter(|rule| is_for(rule, &profiles)).map(|rule| rule.name.clone()));
    }
    packages.dedup();
    packages
}

/// Whether a rule is for the platform, whoever else it is for: an operator is none of a project's profiles.
fn is_for(rule: &BindepRule, profiles: &[String]) -> bool {
    let platforms = rule.selectors.iter().filter(
        |selector| matches!(selector, Selector::Profile(profile) if profile.name.starts_with("platform:")),
    );
    let only = BindepRule { selectors: platforms.cloned().collect(), ..rule.clone() };
    let profiles: Vec<&str> = profiles.iter().map(String::as_str).collect();
    only.is_active(&profiles)
}
