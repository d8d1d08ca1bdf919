//! `features.toml`: what the projects' features need, where each requirement is today, and what the code does with it.

mod condition;
mod context;
mod edit;
mod feature;
mod kind;
mod requirement;
mod upkeep;

use super::error::InputErrors;
use super::identifier::{Identifier, RequirementId};
use super::manifest::Manifest;
use super::reader::{self, Origin, TableReader};
use super::values::Values;
use context::Context;

pub use condition::SideConditionEntry;
pub use feature::{ClosedRequirement, Deprecation, Feature};
pub use kind::Kind;
pub use requirement::{ImportSite, PlacedRequirement, PlatformLimits, Removal, RunSite, WrittenRequirement};
pub use upkeep::{Advisories, OutsideUser};

/// Features and the requirements that they share.
#[derive(Debug, Clone, PartialEq)]
pub struct Catalogue {
    /// What was looked at to write the catalogue.
    pub evidence: String,
    /// Requirements of any kind.
    pub requirements: Vec<PlacedRequirement>,
    /// Features, in the order of reports.
    pub features: Vec<Feature>,
}

impl Catalogue {
    /// The schema that this version reads.
    pub const SCHEMA: u32 = 1;

    /// Reads the catalogue of a family and checks that it hangs together.
    ///
    /// # Errors
    /// All that is wrong: text that is not TOML or is of another schema; a field that is missing, unknown or of another type; a
    /// name, a day or a line that is not one; two entries of one name; a project that the manifest does not have; a feature that
    /// names a requirement which is not there, or places requirements of several kinds.
    pub fn read(text: &str, manifest: &Manifest) -> Result<Self, InputErrors> {
        reader::read(text, "a catalogue", Self::SCHEMA, |file| Self::of(file, manifest))
    }

    /// The text of a catalogue with other sites that import and run requirements. Comments, order and line ends stay, and so does
    /// everything else; of a requirement whose uses are said to be gone, nothing is written. None where a requirement is not there, or
    /// has its sites as tables of their own.
    pub fn with_sites(
        text: &str,
        manifest: &Manifest,
        sites: &[(&RequirementId, &[ImportSite], &[RunSite])],
    ) -> Option<String> {
        edit::with_sites(text, manifest, sites)
    }

    fn of(file: &mut TableReader<'_, '_>, manifest: &Manifest) -> Option<Self> {
        let evidence: Option<String> = file.required("evidence");
        let origin =
            Origin { source: evidence.clone().unwrap_or_default(), date: Some(manifest.family.as_of) };
        let mut context = Context::new(file, manifest);
        let requirements = file.tables(("requirement", "`[[requirement]]`"), |table| {
            PlacedRequirement::of(table, &origin, &mut context)
        });
        let features = file.tables(("feature", "`[[feature]]`"), |table| Feature::of(table, &mut context));
        Some(Self { evidence: evidence?, requirements, features })
    }

    /// Checks that the criteria which side conditions name are the family's.
    ///
    /// # Errors
    /// Each name that no criterion of the values has.
    pub fn check_criteria(&self, values: &Values) -> Result<(), InputErrors> {
        let is_known = |id: &Identifier| values.criteria.iter().any(|criterion| criterion.id == *id);
        let conditions = self.features.iter().flat_map(|feature| &feature.conditions);
        let unknown = conditions.flat_map(|condition| condition.unknown_criteria(is_known)).collect();
        InputErrors::of(unknown).map_or(Ok(()), Err)
    }

    /// The requirement of a name.
    pub fn requirement(&self, id: &str) -> Option<&PlacedRequirement> {
        self.requirements.iter().find(|requirement| requirement.id.as_str() == id)
    }

    /// The feature of a name.
    pub fn feature(&self, id: &str) -> Option<&Feature> {
        self.features.iter().find(|feature| feature.id.as_str() == id)
    }

    /// The requirements that a feature's decision is about.
    pub fn placed<'a>(&'a self, feature: &'a Feature) -> impl Iterator<Item = &'a PlacedRequirement> {
        feature.places.iter().filter_map(|id| self.requirement(id.as_str()))
    }

    /// The first feature whose decision is about a requirement.
    pub fn decided_by(&self, id: &RequirementId) -> Option<&Feature> {
        self.features.iter().find(|feature| feature.places.contains(id))
    }

    /// Whether there is a feature of the name.
    pub(crate) fn has(&self, feature: &Identifier) -> bool {
        self.features.iter().any(|known| known.id == *feature)
    }
}
