//! The family's files, read: manifest, feature catalogue, adoption data and stakeholders' values.
//!
//! Each file is TOML with a `schema` number. Reading gives a value or an [`InputError`] that points into the text; the
//! text itself stays with the caller, who renders the error.

mod adoption;
mod catalogue;
mod error;
mod manifest;
mod placement;
mod values;

pub use adoption::{AdoptionEntry, AdoptionEvidence, AdoptionKind};
pub use catalogue::{
    Catalogue, Feature, ImportSite, Kind, PlacedRequirement, PlatformLimits, Removal, RunSite,
};
pub use error::InputError;
pub use manifest::{
    DataFiles, EnvironmentEntry, FamilyEntry, Licences, Manifest, PlatformName, Process, ProjectEntry,
    RequirementsEntry, Review,
};
pub use placement::Placement;
pub use values::{CriterionEntry, CriterionMeasure, StakeholderEntry, Values};
