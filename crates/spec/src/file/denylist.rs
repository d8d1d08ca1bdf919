//! The denylist: names that are required at any version, and that nothing pins or synchronises.

use std::collections::BTreeSet;

use super::entries::EntryFile;
use super::entry::{Entry, Urls};
use crate::{Diagnostic, PackageName};

/// A parsed denylist: one name on each line, with comments.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Denylist {
    file: EntryFile,
    names: BTreeSet<PackageName>,
}

impl Denylist {
    /// Parses a list. A line that is not a name is kept and reported.
    ///
    /// ```
    /// use haggle_spec::PackageName;
    /// use haggle_spec::file::denylist::Denylist;
    ///
    /// let (list, diagnostics) = Denylist::parse("# linters\nflake8\ntypes-PyYAML\n");
    /// assert!(diagnostics.is_empty());
    /// assert!(list.contains(&PackageName::new("Types_pyyaml").unwrap()));
    /// ```
    pub fn parse(bytes: impl Into<Vec<u8>>) -> (Self, Vec<Diagnostic>) {
        let (file, diagnostics) = EntryFile::parse(bytes, Urls::Forbidden);
        let names = file.entries().filter_map(Entry::package_name).collect();
        (Self { file, names }, diagnostics)
    }

    /// Whether a name is on the list.
    pub fn contains(&self, name: &PackageName) -> bool {
        self.names.contains(name)
    }

    /// The names, sorted.
    pub fn names(&self) -> &BTreeSet<PackageName> {
        &self.names
    }

    /// The lines and their spans.
    pub fn file(&self) -> &EntryFile {
        &self.file
    }

    /// The bytes that were parsed.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.file.to_bytes()
    }
}
