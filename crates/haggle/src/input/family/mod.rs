//! The family that a command works on: its manifest and data, read from a folder or from the demo inside this binary.

mod demo;
mod files;
mod source;

use haggle_govern::data::{AdoptionEvidence, Catalogue, InputError, Manifest, Values};

use crate::context::Context;
use crate::output::failure::Failure;
use crate::output::snippet;

pub use files::{FamilyFiles, join, recorded};
pub use source::Source;

/// A family, with where its files come from.
pub struct Family {
    /// Where files are read from.
    pub source: Source,
    /// The manifest.
    pub manifest: Manifest,
    /// Features and requirements.
    pub catalogue: Catalogue,
    /// Who deploys what.
    pub adoption: AdoptionEvidence,
    /// Stakeholders.
    pub values: Values,
}

impl Family {
    /// Reads the family that the user named, else the demo.
    pub fn load(context: &Context) -> Result<Self, Failure> {
        let (source, manifest_name) = Source::locate(context)?;
        let manifest = read(&source, &manifest_name, Manifest::read)?;
        let catalogue = read(&source, &manifest.data.features, Catalogue::read)?;
        let adoption = read(&source, &manifest.data.adoption, AdoptionEvidence::read)?;
        let values = read(&source, &manifest.data.stakeholders, Values::read)?;
        Ok(Self { source, manifest, catalogue, adoption, values })
    }
}

/// Reads one data file of a family; a mistake is shown at its place.
pub fn read<T>(source: &Source, path: &str, read: fn(&str) -> Result<T, InputError>) -> Result<T, Failure> {
    let document = source.text(path)?;
    read(&document.text).map_err(|error| {
        Failure::rendered(snippet::error(
            &document.path,
            &document.text,
            error.span.clone(),
            &error.message,
            error.help.as_deref(),
        ))
    })
}
