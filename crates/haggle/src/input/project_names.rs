//! Projects by what users call them.

use haggle_govern::data::{Manifest, ProjectEntry};

use crate::input::named;
use crate::output::failure::Failure;

/// The project of a name: that in the review system, or the last part of it.
pub fn project_named<'a>(manifest: &'a Manifest, name: &str) -> Result<&'a ProjectEntry, Failure> {
    let known = &manifest.projects;
    let own = known.iter().find(|entry| entry.name.as_str() == name || entry.name.short() == name);
    own.ok_or_else(|| {
        let names: Vec<&str> = known.iter().map(|entry| entry.name.as_str()).collect();
        named::unknown("the family has no project", name, &names)
    })
}
