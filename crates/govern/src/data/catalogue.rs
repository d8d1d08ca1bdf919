//! `features.toml`: what the projects' features need, where each requirement stands today, and what the code does with it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_spanned::Spanned;

use super::error::{InputError, check_schema, read};
use super::placement::Placement;

/// Features and the requirements that they share.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Catalogue {
    schema: Spanned<u32>,
    /// What was looked at to write the catalogue.
    pub evidence: String,
    /// Requirements of any kind.
    #[serde(rename = "requirement", default)]
    pub requirements: Vec<PlacedRequirement>,
    /// Features, in the order of reports.
    #[serde(rename = "feature", default)]
    pub features: Vec<Feature>,
}

/// What sort of thing is required.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Kind {
    /// A Python distribution from the index.
    Python,
    /// A program that the code runs.
    Program,
    /// A package of the operating system.
    SystemPackage,
    /// A service that runs elsewhere; nothing of it is placed.
    Service,
}

/// One requirement of the catalogue.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct PlacedRequirement {
    /// Its name in the catalogue.
    pub id: String,
    /// What sort of thing it is.
    pub kind: Kind,
    /// The project whose files hold it.
    pub project: String,
    /// The line as it stands or would be written (PEP 508); of Python distributions.
    pub requirement: Option<Spanned<String>>,
    /// The lines as they stand or would be written; of programs and system packages.
    #[serde(default)]
    pub bindep: Vec<String>,
    /// Where it stands today.
    pub placement: Placement,
    /// The extra that holds it, where it stands in one.
    pub extra: Option<String>,
    /// What it is for.
    pub purpose: Option<String>,
    /// Where the code imports it.
    #[serde(default)]
    pub imports: Vec<ImportSite>,
    /// Where the code runs it.
    #[serde(default)]
    pub runs: Vec<RunSite>,
    /// Present when no code imports or runs it any more.
    pub removed: Option<Removal>,
    /// The project's own tests exercise it.
    #[serde(default)]
    pub tested: bool,
    /// What distributions call it.
    #[serde(default)]
    pub names: BTreeMap<String, String>,
    /// An SPDX expression; unknown if left out.
    pub licence: Option<String>,
    /// Where the licence is stated.
    pub licence_source: Option<String>,
    /// Platforms that it does not work on.
    pub platforms: Option<PlatformLimits>,
    /// What happens when it is absent.
    pub missing_behaviour: Option<String>,
    /// What can stand in its place.
    #[serde(default)]
    pub alternatives: Vec<String>,
    /// The page that documents it.
    pub documentation: Option<String>,
    /// What was looked at.
    #[serde(default)]
    pub evidence: Vec<String>,
}

/// A place in the code that imports a module.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ImportSite {
    /// The module.
    pub module: String,
    /// `file:line`.
    pub site: String,
    /// The code goes on without the module.
    pub guarded: bool,
    /// The release or commit that was looked at.
    pub evidence: String,
}

/// A place in the code that runs a program.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct RunSite {
    /// The program.
    pub program: String,
    /// `file:line`.
    pub site: String,
    /// The release or commit that was looked at.
    pub evidence: String,
}

/// When the last use went.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Removal {
    /// The commit that removed it.
    pub commit: String,
    /// Its day, `YYYY-MM-DD`.
    pub date: String,
    /// The first release without it.
    pub release: Option<String>,
    /// What was looked at.
    pub evidence: Option<String>,
}

/// Platforms that a requirement does not work on.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct PlatformLimits {
    /// Values of `sys_platform`.
    #[serde(default)]
    pub excluded: Vec<String>,
    /// Why.
    pub reason: Option<String>,
    /// What was looked at.
    pub evidence: Option<String>,
}

/// One feature.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Feature {
    /// Its name in the catalogue and on the command line.
    pub id: String,
    /// The name that people read.
    pub title: String,
    /// The project that has it.
    pub project: String,
    /// What the project's documentation calls it.
    pub claimed: Option<String>,
    /// Where it says so.
    pub claim_source: Option<String>,
    /// What it does.
    pub summary: Option<String>,
    /// Everything it needs.
    #[serde(default)]
    pub requires: Vec<Spanned<String>>,
    /// What the decision is about: requirements of one kind whose placement is open.
    #[serde(default)]
    pub places: Vec<Spanned<String>>,
    /// Why a requirement that it needs is not open.
    #[serde(default)]
    pub closed: BTreeMap<String, String>,
    /// Options that switch it on.
    #[serde(default)]
    pub config: Vec<String>,
    /// When it came.
    pub since: Option<String>,
    /// The page that documents it.
    pub documentation: Option<String>,
    /// What was looked at.
    #[serde(default)]
    pub evidence: Vec<String>,
}

impl Catalogue {
    /// The schema that this version reads.
    pub const SCHEMA: u32 = 1;

    /// Reads a catalogue and checks that it hangs together.
    ///
    /// # Errors
    /// Text that is not TOML or of another schema; two entries of one name; a feature that names a requirement which is
    /// not there, or places requirements of several kinds; a Python requirement without its line.
    pub fn read(text: &str) -> Result<Self, InputError> {
        let catalogue: Self = read(text)?;
        check_schema(&catalogue.schema, Self::SCHEMA)?;
        catalogue.check_requirements()?;
        let mut seen = std::collections::BTreeSet::new();
        for feature in &catalogue.features {
            if !seen.insert(feature.id.as_str()) {
                return Err(InputError::whole(format!("two features are named `{}`", feature.id)));
            }
            catalogue.check_feature(feature)?;
        }
        Ok(catalogue)
    }

    /// The requirement of a name.
    pub fn requirement(&self, id: &str) -> Option<&PlacedRequirement> {
        self.requirements.iter().find(|requirement| requirement.id == id)
    }

    /// The feature of a name.
    pub fn feature(&self, id: &str) -> Option<&Feature> {
        self.features.iter().find(|feature| feature.id == id)
    }

    /// The requirements that a feature's decision is about.
    pub fn placed<'a>(&'a self, feature: &'a Feature) -> impl Iterator<Item = &'a PlacedRequirement> {
        feature.places.iter().filter_map(|id| self.requirement(id.get_ref()))
    }

    fn check_requirements(&self) -> Result<(), InputError> {
        let mut seen = std::collections::BTreeSet::new();
        for requirement in &self.requirements {
            if !seen.insert(requirement.id.as_str()) {
                return Err(InputError::whole(format!("two requirements are named `{}`", requirement.id)));
            }
            match (&requirement.requirement, requirement.kind) {
                (None, Kind::Python) => {
                    return Err(InputError::whole(format!(
                        "`{}` is a Python distribution without a `requirement` line",
                        requirement.id
                    )));
                }
                (Some(line), _) => {
                    if let Err(error) = line.get_ref().parse::<haggle_spec::Requirement>() {
                        return Err(InputError::at(
                            line.span(),
                            format!("`{}` is not a requirement: {error}", line.get_ref()),
                        ));
                    }
                }
                (None, _) => {}
            }
            if requirement.placement == Placement::Extra && requirement.extra.is_none() {
                return Err(InputError::whole(format!(
                    "`{}` stands in an extra that is not named",
                    requirement.id
                ))
                .help("add `extra = \"NAME\"`"));
            }
        }
        Ok(())
    }

    fn check_feature(&self, feature: &Feature) -> Result<(), InputError> {
        for id in feature.requires.iter().chain(&feature.places) {
            if self.requirement(id.get_ref()).is_none() {
                return Err(InputError::at(
                    id.span(),
                    format!("no `[[requirement]]` is named `{}`", id.get_ref()),
                ));
            }
        }
        let mut placed = self.placed(feature);
        let Some(first) = placed.next() else { return Ok(()) };
        let python = first.kind == Kind::Python;
        let mixed = placed.any(|other| (other.kind == Kind::Python) != python);
        if mixed || first.kind == Kind::Service {
            let span = feature.places[0].span();
            return Err(InputError::at(
                span,
                format!("`{}` places requirements of several kinds", feature.id),
            )
            .help("split the feature: Python distributions and programs have different placements"));
        }
        Ok(())
    }
}
