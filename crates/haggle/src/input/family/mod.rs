//! The family that a command works on: its manifest and data, read from a folder or from the demo inside this binary.

mod advisories;
mod decisions;
mod demo;
mod files;
mod source;

use haggle_govern::data::{AdoptionEvidence, Catalogue, InputErrors, Manifest, Values};
use haggle_govern::history::History;

use crate::context::Context;
use crate::output::failure::Failure;
use crate::output::page::Page;
use crate::output::snippet;

pub use advisories::advisories;
pub use decisions::{StoredDecision, decisions, stored_decisions};
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
    /// Where requirements went in the past, where the manifest names a file that says so.
    pub history: Option<History>,
}

impl Family {
    /// Reads the family that the user named, else the demo.
    pub fn load(context: &Context) -> Result<Self, Failure> {
        let (source, manifest_name) = Source::locate(context)?;
        let manifest = read(&source, &manifest_name, Manifest::read)?;
        let catalogue = read(&source, &manifest.data.features, |text| Catalogue::read(text, &manifest))?;
        let adoption =
            read(&source, &manifest.data.adoption, |text| AdoptionEvidence::read(text, &catalogue))?;
        let values = read(&source, &manifest.data.stakeholders, Values::read)?;
        read(&source, &manifest.data.features, |_| catalogue.check_criteria(&values))?;
        let history = match &manifest.data.history {
            Some(path) => Some(read(&source, path, History::read)?),
            None => None,
        };
        Ok(Self { source, manifest, catalogue, adoption, values, history })
    }
}

/// Reads one data file of a family; every mistake is shown at its place.
pub fn read<T>(
    source: &Source,
    path: &str,
    read: impl FnOnce(&str) -> Result<T, InputErrors>,
) -> Result<T, Failure> {
    let document = source.text(path)?;
    read(&document.text).map_err(|errors| refused(&document.path, &document.text, &errors))
}

/// Every mistake of a file at its place.
pub fn refused(path: &str, text: &str, errors: &InputErrors) -> Failure {
    let mut page = Page::new();
    for error in errors {
        if !page.is_empty() {
            page.blank();
        }
        let help = error.help();
        page.append(snippet::error(path, text, Some(error.span()), &error.to_string(), help.as_deref()));
    }
    Failure::rendered(page)
}
