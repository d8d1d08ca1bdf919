//! The shared lists, by name.

use std::collections::BTreeSet;

use haggle_spec::file::{Entry, EntryFile};
use haggle_spec::release::{PackageFacts, ReleaseFacts};
use haggle_spec::{PackageName, Version};

use crate::check::line::{EntriesByName, entries};

/// The shared lists, looked up by name. Built once for any number of projects.
#[derive(Debug, Clone)]
pub struct SharedLists<'file> {
    /// None in a family that has no global list: every name may be used.
    pub(crate) listed: Option<EntriesByName<'file>>,
    pub(crate) pins: EntriesByName<'file>,
    pub(crate) denied: BTreeSet<PackageName>,
    /// As written, normalised: what the gate compares the written name with.
    pub(crate) backports: BTreeSet<String>,
    /// What is known of releases, where something is.
    pub(crate) releases: Option<&'file ReleaseFacts>,
}

impl<'file> SharedLists<'file> {
    /// The global list, the constraints, the names that are neither pinned nor checked, and the names that are backports of parts of
    /// Python's own library.
    pub fn new(
        global: &'file EntryFile,
        constraints: &'file EntryFile,
        denylist: &EntryFile,
        backports: &EntryFile,
    ) -> Self {
        let names =
            |file: &EntryFile| file.entries().filter_map(Entry::package_name).collect::<BTreeSet<_>>();
        Self {
            listed: Some(entries(global)),
            pins: entries(constraints),
            denied: names(denylist),
            backports: names(backports).iter().map(ToString::to_string).collect(),
            releases: None,
        }
    }

    /// The same lists with what is known of releases: repairs then name versions that were released.
    #[must_use]
    pub fn with_releases(self, releases: Option<&'file ReleaseFacts>) -> Self {
        Self { releases, ..self }
    }

    /// The final releases of a name that nobody withdrew, ascending; none where its releases are not known.
    pub(crate) fn releases(&self, name: &PackageName) -> Option<Vec<&'file Version>> {
        let PackageFacts::Releases(releases) = self.releases?.packages.get(name)? else { return None };
        let finals =
            releases.iter().filter(|(version, one)| !version.is_prerelease() && one.yanked.is_none());
        Some(finals.map(|(version, _)| version).collect())
    }

    /// The lists of a family that has no global list: every name may be used, and projects exclude what they like.
    pub fn without_global(
        constraints: &'file EntryFile,
        denylist: &EntryFile,
        backports: &EntryFile,
    ) -> Self {
        // The constraints take the place of the list until it is left out.
        Self { listed: None, ..Self::new(constraints, constraints, denylist, backports) }
    }

    /// Whether the family has a global list.
    pub fn has_global(&self) -> bool {
        self.listed.is_some()
    }

    /// The lines of the global list for a name.
    pub(crate) fn global(&self, name: &PackageName) -> &[&'file Entry] {
        self.listed.as_ref().and_then(|listed| listed.get(name)).map(Vec::as_slice).unwrap_or_default()
    }

    /// The lines of the constraints for a name.
    pub(super) fn pins(&self, name: &PackageName) -> &[&'file Entry] {
        self.pins.get(name).map(Vec::as_slice).unwrap_or_default()
    }
}
