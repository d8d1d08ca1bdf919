//! The family's list of advisories.

use haggle_govern::data::AdvisoryList;

use super::Family;
use crate::output::failure::Failure;

/// The advisories of the file that the manifest names; none where it names none.
pub fn advisories(family: &Family) -> Result<Option<AdvisoryList>, Failure> {
    let Some(path) = &family.manifest.data.advisories else { return Ok(None) };
    let document = family.source.text(path)?;
    AdvisoryList::read(&document.text).map(Some).map_err(|error| {
        Failure::new(format!("{}:{}:{}: {error}", document.path, error.line(), error.column()))
    })
}
