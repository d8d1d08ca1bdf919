//! What the sources say of a catalogue, for people.

use std::collections::BTreeMap;

use haggle_govern::audit::{CatalogueDoubt, CatalogueReading};
use haggle_govern::data::ProjectName;
use serde::Serialize;

use super::counted::counted;
use super::page::Page;

/// How much was read, and everything that does not agree.
pub fn page(project: &ProjectName, reading: &CatalogueReading) -> Page {
    let mut page = Page::new();
    let n_sites: usize = reading.uses.iter().map(|uses| uses.imports.len() + uses.runs.len()).sum();
    let n_requirements = counted(reading.uses.len(), "requirement");
    page.line(format_args!("{project}: {n_requirements}, {}", counted(n_sites, "place")));
    for (requirement, doubt) in &reading.doubts {
        let name = requirement.as_ref().map(|id| format!("`{id}`")).unwrap_or_default();
        match doubt {
            CatalogueDoubt::StillUsed { site } => {
                page.line(format_args!("  {name} is said to be out of use: {site} uses it"));
            }
            CatalogueDoubt::NotGuarded { site } => {
                page.line(format_args!("  {name} is said to be guarded: {site} is loaded with the project"));
            }
            CatalogueDoubt::NothingUsesIt => page.line(format_args!("  {name}: nothing imports or runs it")),
            CatalogueDoubt::NotDeclared { placement } => page.line(format_args!(
                "  {name} is said to be in {}: the project's files do not declare it there",
                placement.id()
            )),
            CatalogueDoubt::NotInCatalogue { module, sites } => {
                let first = sites.first().map(|one| one.site.as_str()).unwrap_or_default();
                let n_unguarded = sites.iter().filter(|site| !site.guarded).count();
                page.line(format_args!(
                    "  not in the catalogue: `{module}`, {}, {n_unguarded} without a guard: {first}",
                    counted(sites.len(), "place")
                ));
            }
            _ => page.line("  a doubt of another kind"),
        }
    }
    page
}

/// What the sources of each project say, for programs.
#[derive(Debug, Serialize)]
pub struct CatalogueDocument<'a> {
    /// The schema of this data.
    pub schema: u32,
    /// By the names of the projects.
    pub projects: BTreeMap<&'a ProjectName, &'a CatalogueReading>,
}

/// Whether something in the catalogue does not hold; what it leaves out does not count.
pub fn is_doubted(reading: &CatalogueReading) -> bool {
    reading.doubts.iter().any(|(_, doubt)| !matches!(doubt, CatalogueDoubt::NotInCatalogue { .. }))
}
