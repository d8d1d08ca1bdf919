//! What `lint` is told beside its files: the levels of rules, and the names of a family.

use haggle_govern::data::LintManifest;
use haggle_spec::file::constraints::Constraints;
use haggle_spec::file::denylist::Denylist;
use haggle_spec::file::global::GlobalRequirements;
use haggle_spec::lint::{FamilyNames, LintSettings};

use super::family::{Source, join, read};
use crate::context::Context;
use crate::output::failure::Failure;

/// The settings of the manifest that is found, and the names of its family; without a manifest, every rule at its own level.
pub fn load(context: &Context) -> Result<(LintSettings, Option<FamilyNames>), Failure> {
    let Some((source, name)) = Source::locate_own(context)? else {
        return Ok((LintSettings::new(), None));
    };
    let manifest = read(&source, &name, LintManifest::read)?;
    let names = names(&source, &manifest)?;
    Ok((manifest.settings, names))
}

fn names(source: &Source, manifest: &LintManifest) -> Result<Option<FamilyNames>, Failure> {
    let Some(entry) = &manifest.requirements else { return Ok(None) };
    let bytes = |file: &str| source.bytes(&join(&entry.path, file));
    let (global, _) = GlobalRequirements::parse(bytes(&entry.global)?);
    let (constraints, _) = Constraints::parse(bytes(&entry.constraints)?);
    let denylist = entry.denylist.as_deref().map(bytes).transpose()?.unwrap_or_default();
    let (denylist, _) = Denylist::parse(denylist);
    let mut names = FamilyNames::new(&global, &constraints, &denylist);
    for distribution in &manifest.distributions {
        names.add(distribution.clone());
    }
    Ok(Some(names))
}
