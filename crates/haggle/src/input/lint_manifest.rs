//! What `lint` is told beside its files: the levels of rules, and the names of a family.

use std::path::{Path, PathBuf};

use haggle_govern::data::{LintManifest, RequirementsEntry};
use haggle_spec::PackageName;
use haggle_spec::file::constraints::Constraints;
use haggle_spec::file::denylist::Denylist;
use haggle_spec::file::global::GlobalRequirements;
use haggle_spec::lint::{FamilyNames, LintSettings};

use super::family::{Source, join, read};
use crate::context::Context;
use crate::output::failure::Failure;

/// What a manifest says to the linter.
#[derive(Debug, Default)]
pub struct LintInput {
    /// The levels.
    pub settings: LintSettings,
    /// The names of the family, where there is one.
    pub names: Option<FamilyNames>,
    /// The constraints that the family shares, with links followed.
    shared_constraints: Option<PathBuf>,
}

impl LintInput {
    /// What the manifest that is found says; without one, every rule is at its own level.
    pub fn load(context: &Context) -> Result<Self, Failure> {
        let Some((source, name)) = Source::locate_own(context)? else { return Ok(Self::default()) };
        let manifest = read(&source, &name, LintManifest::read)?;
        let mut input = Self { settings: manifest.settings, ..Self::default() };
        if let Some(entry) = &manifest.requirements {
            input.names = Some(names(&source, entry, &manifest.distributions)?);
            let path = source.on_disk(&join(&entry.path, &entry.constraints));
            input.shared_constraints = path.and_then(|path| path.canonicalize().ok());
        }
        Ok(input)
    }

    /// Whether a file is the constraints that the family shares.
    pub fn is_shared(&self, path: &Path) -> bool {
        let shared = self.shared_constraints.as_deref();
        shared.is_some_and(|shared| path.canonicalize().is_ok_and(|path| path == shared))
    }
}

fn names(
    source: &Source,
    entry: &RequirementsEntry,
    distributions: &[PackageName],
) -> Result<FamilyNames, Failure> {
    let bytes = |file: &str| source.bytes(&join(&entry.path, file));
    let global = entry.global.as_deref().map(bytes).transpose()?.unwrap_or_default();
    let (global, _) = GlobalRequirements::parse(global);
    let (constraints, _) = Constraints::parse(bytes(&entry.constraints)?);
    let denylist = entry.denylist.as_deref().map(bytes).transpose()?.unwrap_or_default();
    let (denylist, _) = Denylist::parse(denylist);
    let mut names = FamilyNames::new(&global, &constraints, &denylist);
    for distribution in distributions {
        names.add(distribution.clone());
    }
    Ok(names)
}
