//! The family that a command works on: its manifest and data, read from a folder or from the demo inside this binary.

mod advisories;
mod decisions;
mod demo;
mod files;
mod listed;
mod source;

use haggle_govern::data::{AdoptionEvidence, Catalogue, InputErrors, Manifest, Values};
use haggle_govern::history::History;

use crate::context::{Context, Demo};
use crate::output::failure::Failure;
use crate::output::page::Page;
use crate::output::snippet;

pub use advisories::advisories;
pub use decisions::{StoredDecision, decisions, stored_decisions};
pub use files::{FamilyFiles, has_recorded, join, recorded, requirements};
#[cfg(feature = "live")]
pub use files::{snapshot_path, snapshot_report};
pub use listed::manifest;
pub use source::Source;

/// The name of a family's manifest.
pub use demo::MANIFEST;

/// The demo's values, as they were when this binary was built.
pub fn demo_values() -> Result<String, Failure> {
    let bytes = demo::file(Demo::Glance, "stakeholders.toml");
    let text = bytes.and_then(|bytes| String::from_utf8(bytes.into_owned()).ok());
    text.ok_or_else(|| Failure::new("the demo inside this binary has no values"))
}

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
        let manifest = manifest(&source, &manifest_name)?;
        let catalogue = catalogue(&source, &manifest)?;
        let adoption = match &manifest.data.adoption {
            Some(path) => read(&source, path, |text| AdoptionEvidence::read(text, &catalogue))?,
            None => AdoptionEvidence { entries: Vec::new(), prior: None },
        };
        let Some(path) = &manifest.data.stakeholders else {
            return Err(Failure::new(format!("`{manifest_name}` names no file of values"))
                .hint("add `stakeholders = \"stakeholders.toml\"` below `[data]`: `haggle init` writes one to begin with"));
        };
        let values = read(&source, path, Values::read)?;
        if let Some(path) = &manifest.data.features {
            read(&source, path, |_| catalogue.check_criteria(&values))?;
        }
        let history = match &manifest.data.history {
            Some(path) => Some(read(&source, path, History::read)?),
            None => None,
        };
        Ok(Self { source, manifest, catalogue, adoption, values, history })
    }
}

/// The catalogue of a family; one without features where the manifest names none.
pub fn catalogue(source: &Source, manifest: &Manifest) -> Result<Catalogue, Failure> {
    match &manifest.data.features {
        Some(path) => read(source, path, |text| Catalogue::read(text, manifest)),
        None => Ok(Catalogue { evidence: String::new(), requirements: Vec::new(), features: Vec::new() }),
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
