//! What the entries of a catalogue may refer to.

use std::collections::{BTreeMap, BTreeSet};

use toml::Spanned;

use super::kind::Kind;
use crate::data::error::InputErrorKind;
use crate::data::identifier::{ProjectName, RequirementId};
use crate::data::manifest::Manifest;
use crate::data::process::Waivers;
use crate::data::reader::{Names, TableReader};

/// What the entries of a catalogue may refer to, and the names that are taken.
pub(super) struct Context<'a> {
    manifest: &'a Manifest,
    /// The names of all requirements, of those with errors too.
    requirements: BTreeSet<String>,
    /// What sort of thing each is, of those without errors.
    pub(super) kinds: BTreeMap<RequirementId, Kind>,
    pub(super) requirement_names: Names,
    pub(super) feature_names: Names,
    /// Whether the syntax is wrong somewhere: then a name may be missing that is there.
    is_damaged: bool,
}

impl<'a> Context<'a> {
    /// Looks at the names in a file whose entries are not read yet.
    pub(super) fn new(file: &TableReader<'_, '_>, manifest: &'a Manifest) -> Self {
        Self {
            manifest,
            requirements: file.names("requirement", "id"),
            kinds: BTreeMap::new(),
            requirement_names: Names::of("requirements"),
            feature_names: Names::of("features"),
            is_damaged: file.errors.are_in_the_syntax(),
        }
    }

    /// The project that an entry is of; the manifest must have it.
    pub(super) fn project(&self, table: &mut TableReader<'_, '_>) -> Option<ProjectName> {
        let name: Spanned<ProjectName> = table.required("project")?;
        if self.manifest.project(name.get_ref()).is_none() {
            let kind = InputErrorKind::NotThere {
                what: "`[[project]]` of the manifest",
                name: name.get_ref().to_string(),
            };
            table.errors.add(name.span(), kind);
            return None;
        }
        Some(name.into_inner())
    }

    /// Who may waive a veto.
    pub(super) fn waivers(&self) -> &'a Waivers {
        &self.manifest.waivers
    }

    /// Says so where no requirement is named like this.
    pub(super) fn check(&self, id: &Spanned<RequirementId>, table: &mut TableReader<'_, '_>) {
        let name = id.get_ref().as_str();
        if !self.is_damaged && !self.requirements.contains(name) {
            let kind = InputErrorKind::NotThere { what: "`[[requirement]]`", name: name.to_owned() };
            table.errors.add(id.span(), kind);
        }
    }
}
