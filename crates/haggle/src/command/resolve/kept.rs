//! The pins that the output file holds already: they stay where they fit, as uv has it.

use std::path::Path;

use haggle_resolve::python::{Request, RootRequirement, SourceLocation, VersionPreference};
use haggle_spec::file::requirements::RequirementsFile;
use haggle_spec::{Operator, PackageName, Requirement, Version};

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
        let bytes = std::fs::read(path).map_err(|error| Failure::io("read", path, &error))?;
        for (name, version) in pins(bytes, request, is_universal) {
            if !upgraded.contains(&name) {
                request.preferences.insert(name, VersionPreference::First(version));
            }
        }
        Ok(())
    }
}

/// The pins of a file that count here. A package that has several, for several environments, has none: which of them a universal
/// answer should prefer is not one version.
fn pins(bytes: Vec<u8>, request: &Request, is_universal: bool) -> Vec<(PackageName, Version)> {
    let (file, _) = RequirementsFile::parse(bytes);
    let mut pins: Vec<(PackageName, Version)> = Vec::new();
    let mut names = Vec::new();
    for line in file.requirements() {
        let requirement = &line.requirement;
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
