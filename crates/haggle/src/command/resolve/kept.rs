//! The pins that the output file holds already: they stay where they fit, as uv has it.

use std::path::Path;

use haggle_resolve::python::{Request, RootRequirement, SourceLocation, VersionPreference};
use haggle_spec::file::requirements::RequirementsFile;
use haggle_spec::{Operator, PackageName, Requirement, Version};

use crate::input::index_settings::IndexArguments;
use crate::input::lock_file;
use crate::input::project_file::ProjectArguments;
use crate::input::reading;
use crate::input::requirement_place::RequirementPlace;
use crate::output::failure::Failure;
use crate::program::COMMAND_LINE;

/// Which pins of the output file do not count.
#[derive(Debug, Clone, clap::Args)]
pub struct UpgradeArguments {
    /// Look for newer releases of all packages, whatever the file of `-o` pins
    #[arg(short = 'U', long)]
    upgrade: bool,
    /// Look for newer releases of a package; with specifiers, those only
    #[arg(short = 'P', long, value_name = "REQUIREMENT")]
    upgrade_package: Vec<String>,
}

impl UpgradeArguments {
    /// Prefers the pins of the output file, except for those of packages to upgrade.
    pub fn put_into(
        &self,
        request: &mut Request,
        output: Option<&Path>,
        is_universal: bool,
    ) -> Result<(), Failure> {
        let mut upgraded: Vec<PackageName> = Vec::new();
        for text in &self.upgrade_package {
            let requirement = text.parse::<Requirement>().map_err(|error| {
                Failure::new(format!("`--upgrade-package {text}` is not a requirement: {error}"))
            })?;
            upgraded.push(requirement.name().clone());
            if !requirement.specifiers().is_empty() {
                let source = SourceLocation::new(COMMAND_LINE, 0);
                request.constraints.push(RootRequirement::new(requirement, source));
            }
        }
        let Some(path) = output.filter(|path| !self.upgrade && path.is_file()) else { return Ok(()) };
        let requirements = if lock_file::is_named(&path.file_name().unwrap_or_default().to_string_lossy()) {
            let place = RequirementPlace::File(path.to_path_buf());
            let locked = lock_file::read(&place, &IndexArguments::default(), &ProjectArguments::default())?;
            locked.requirements.into_iter().map(|line| line.requirement).collect()
        } else {
            let bytes = reading::bytes(path)?;
            let (file, _) = RequirementsFile::parse(bytes);
            file.requirements().map(|line| line.requirement.clone()).collect()
        };
        for (name, version) in pins(requirements, request, is_universal) {
            if !upgraded.contains(&name) {
                request.preferences.insert(name, VersionPreference::First(version));
            }
        }
        Ok(())
    }
}

/// The pins of a file that count here. A package that has several, for several environments, has none: which of them a universal
/// answer should prefer is not one version.
fn pins(
    requirements: Vec<Requirement>,
    request: &Request,
    is_universal: bool,
) -> Vec<(PackageName, Version)> {
    let mut pins: Vec<(PackageName, Version)> = Vec::new();
    let mut names = Vec::new();
    for requirement in requirements {
        let applies =
            |marker: &haggle_spec::Marker| marker.evaluate(&request.environment, &[]).unwrap_or(true);
        if !is_universal && !requirement.marker().is_none_or(applies) {
            continue;
        }
        names.push(requirement.name().clone());
        let mut specifiers = requirement.specifiers().iter();
        if let (Some(pin), None) = (specifiers.next(), specifiers.next())
            && matches!(pin.operator(), Operator::Equal | Operator::Arbitrary)
            && let Ok(version) = pin.version_text().parse()
        {
            pins.push((requirement.name().clone(), version));
        }
    }
    pins.retain(|(name, _)| names.iter().filter(|other| *other == name).count() == 1);
    pins
}
