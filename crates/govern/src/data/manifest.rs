//! `haggle.toml`: which projects make the family, where its files are, and what it is resolved for.

use serde::{Deserialize, Serialize};
use serde_spanned::Spanned;

use super::error::{InputError, check_schema, read};

/// The manifest of a family.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Manifest {
    schema: Spanned<u32>,
    /// What the family is.
    pub family: FamilyEntry,
    /// The repository of the shared requirements.
    pub requirements: RequirementsEntry,
    /// The projects, at least one.
    #[serde(rename = "project")]
    pub projects: Vec<ProjectEntry>,
    /// What requirements are resolved for, at least one.
    #[serde(rename = "environment")]
    pub environments: Vec<EnvironmentEntry>,
    /// Licences that the family allows.
    #[serde(default)]
    pub licences: Licences,
    /// The review system, for links between changes and for the sync.
    #[serde(default)]
    pub review: Review,
    /// What the release process forbids at present.
    #[serde(default)]
    pub process: Process,
    /// The package index, where the user names none: a URL.
    pub index_url: Option<String>,
    /// The data files.
    pub data: DataFiles,
}

/// What the family is.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(rename_all(deserialize = "kebab-case"), deny_unknown_fields)]
pub struct FamilyEntry {
    /// A short name, used in file names.
    pub name: String,
    /// The name that people read.
    pub title: String,
    /// The day that the facts describe, `YYYY-MM-DD`.
    pub as_of: String,
}

/// The repository of the shared requirements. Paths of files are relative to `path`, which is relative to the manifest.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct RequirementsEntry {
    /// Its name in the review system.
    pub project: String,
    /// The branch that changes go to.
    pub branch: String,
    /// Its folder.
    pub path: String,
    /// The global list.
    pub global: String,
    /// The constraints: what is tested together.
    pub constraints: String,
    /// Names that are never constrained.
    pub denylist: Option<String>,
}

/// A project. Paths of files are relative to `path`, which is relative to the manifest.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ProjectEntry {
    /// Its name in the review system.
    pub name: String,
    /// The name of the distribution that it publishes.
    pub distribution: String,
    /// The release that its files are of.
    pub release: String,
    /// The branch that changes go to.
    pub branch: String,
    /// Its folder.
    pub path: String,
    /// What it always needs.
    pub requirements: String,
    /// What its tests need.
    pub test_requirements: Option<String>,
    /// Its extras, pbr style.
    pub setup_cfg: Option<String>,
    /// Its system packages.
    pub bindep: Option<String>,
    /// The page that documents requirements which operators set up by hand.
    pub documentation: Option<String>,
}

/// One interpreter on one platform.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct EnvironmentEntry {
    /// Its name in reports.
    pub id: String,
    /// The version of Python: `3.12` or `3.12.4`.
    pub python: String,
    /// The platform.
    pub platform: PlatformName,
}

/// The platforms that an environment can name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum PlatformName {
    /// Linux with glibc, `x86_64`.
    Linux,
    /// macOS, `arm64`.
    Macos,
    /// Windows, `x86_64`.
    Windows,
}

impl PlatformName {
    /// As manifests write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Linux => "linux",
            Self::Macos => "macos",
            Self::Windows => "windows",
        }
    }

    /// `platform_machine` as Python says it.
    pub fn machine(self) -> &'static str {
        match self {
            Self::Linux => "x86_64",
            Self::Macos => "arm64",
            Self::Windows => "AMD64",
        }
    }
}

impl EnvironmentEntry {
    /// The full version of Python: `3.12` stands for its first release, `3.12.0`.
    pub fn full_python(&self) -> String {
        if self.python.split('.').count() == 2 { format!("{}.0", self.python) } else { self.python.clone() }
    }
}

/// Licences that the family allows; an empty list means that nobody checks.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Licences {
    /// SPDX identifiers.
    #[serde(default)]
    pub allowed: Vec<String>,
    /// SPDX identifiers that somebody judges case by case: neither allowed nor refused.
    #[serde(default)]
    pub judged: Vec<String>,
}

/// The review system.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Review {
    /// Where it is: changes are named by URL below it.
    pub url: Option<String>,
    /// The topic of the sync's changes.
    pub topic: Option<String>,
    /// The account that the sync's changes belong to.
    pub owner: Option<String>,
}

/// What the release process forbids at present.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Process {
    /// A requirements freeze is in force.
    #[serde(default)]
    pub frozen: bool,
    /// The branch is a stable one.
    #[serde(default)]
    pub stable: bool,
}

/// The data files, relative to the manifest.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct DataFiles {
    /// The feature catalogue.
    pub features: String,
    /// Who deploys what.
    pub adoption: String,
    /// Stakeholders and their values.
    pub stakeholders: String,
    /// Recorded release facts.
    pub snapshot: Option<String>,
}

impl Manifest {
    /// The schema that this version reads.
    pub const SCHEMA: u32 = 1;

    /// Reads a manifest.
    ///
    /// # Errors
    /// Text that is not TOML, lacks a field, has an unknown one or another schema; a family without a project or an
    /// environment, or with two of one name.
    pub fn read(text: &str) -> Result<Self, InputError> {
        let manifest: Self = read(text)?;
        check_schema(&manifest.schema, Self::SCHEMA)?;
        if manifest.projects.is_empty() || manifest.environments.is_empty() {
            return Err(InputError::whole(
                "a manifest needs at least one `[[project]]` and one `[[environment]]`",
            ));
        }
        unique("project", manifest.projects.iter().map(|project| project.name.as_str()))?;
        unique("environment", manifest.environments.iter().map(|environment| environment.id.as_str()))?;
        Ok(manifest)
    }

    /// The project of a name, as the review system or as the index knows it.
    pub fn project(&self, name: &str) -> Option<&ProjectEntry> {
        self.projects.iter().find(|project| project.name == name || project.distribution == name)
    }
}

fn unique<'name>(what: &str, names: impl Iterator<Item = &'name str>) -> Result<(), InputError> {
    let mut seen = std::collections::BTreeSet::new();
    for name in names {
        if !seen.insert(name) {
            return Err(InputError::whole(format!("two `[[{what}]]` entries are named `{name}`")));
        }
    }
    Ok(())
}
