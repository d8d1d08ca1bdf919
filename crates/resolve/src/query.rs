//! What is asked of a table: the roots, and the limits on packages that may or may not be used.

use crate::bits;
use crate::table::{PackageId, Table, TableError};

/// A root or a limit of a [`Query`], numbered in the order in which they were added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct ClauseId(pub(crate) u32);

impl ClauseId {
    /// The position of the clause in the order in which clauses were added.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Clause {
    pub(crate) package: u32,
    /// Where the allowed values start in [`Query::words`].
    pub(crate) words: u32,
}

/// The clauses that a solution has to meet besides the edges of the table.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Query {
    pub(crate) clauses: Vec<Clause>,
    pub(crate) words: Vec<u64>,
}

impl Query {
    /// A query that asks for nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a root: the package must be there, at a version within `ranges` (half-open).
    ///
    /// # Errors
    /// When the package or a version is not one of the table.
    pub fn require(
        &mut self,
        table: &Table,
        package: PackageId,
        ranges: &[(u32, u32)],
    ) -> Result<ClauseId, TableError> {
        self.add(table, package, 0, ranges)
    }

    /// Adds a limit: if the package is there at all, then at a version within `ranges` (half-open).
    ///
    /// # Errors
    /// When the package or a version is not one of the table.
    pub fn limit(
        &mut self,
        table: &Table,
        package: PackageId,
        ranges: &[(u32, u32)],
    ) -> Result<ClauseId, TableError> {
        self.add(table, package, bits::ABSENT, ranges)
    }

    /// How many clauses there are.
    pub fn n_clauses(&self) -> usize {
        self.clauses.len()
    }

    /// The clauses in the order in which they were added.
    pub fn clauses(&self) -> impl Iterator<Item = ClauseId> + use<> {
        (0u32..).take(self.clauses.len()).map(ClauseId)
    }

    /// The package that the clause is about.
    pub fn package(&self, clause: ClauseId) -> PackageId {
        PackageId(self.clauses[clause.index()].package)
    }

    /// Whether the clause is a root (the package must be there) and not a limit.
    pub fn is_root(&self, clause: ClauseId) -> bool {
        self.words[self.clauses[clause.index()].words as usize] & bits::ABSENT == 0
    }

    /// The versions that the clause allows, ascending.
    pub fn versions<'a>(&'a self, table: &Table, clause: ClauseId) -> impl Iterator<Item = u32> + 'a {
        bits::versions(self.allowed(table, clause.index()))
    }

    fn add(
        &mut self,
        table: &Table,
        package: PackageId,
        first: u64,
        ranges: &[(u32, u32)],
    ) -> Result<ClauseId, TableError> {
        if package.index() >= table.n_packages() {
            return Err(TableError::UnknownPackage);
        }
        let n_versions = table.n_versions(package);
        let mut words = vec![0; bits::words_for(n_versions) as usize];
        words[0] = first;
        for (from, to) in ranges {
            if *to > n_versions {
                return Err(TableError::UnknownVersion);
            }
            bits::set_versions(&mut words, *from, *to);
        }
        self.add_words(package, &words)
    }

    /// Adds a clause whose allowed values are given as bits, "absent" among them.
    pub(crate) fn add_words(&mut self, package: PackageId, words: &[u64]) -> Result<ClauseId, TableError> {
        let id = u32::try_from(self.clauses.len()).map_err(|_| TableError::TooLarge)?;
        let start = u32::try_from(self.words.len()).map_err(|_| TableError::TooLarge)?;
        self.clauses.push(Clause { package: package.0, words: start });
        self.words.extend_from_slice(words);
        Ok(ClauseId(id))
    }

    /// Keeps those clauses that `is_kept` lets through, numbered anew in their order.
    #[cfg(feature = "python")]
    pub(crate) fn retain(&mut self, table: &Table, is_kept: impl Fn(ClauseId) -> bool) {
        let mut kept = Self::new();
        for clause in self.clauses().filter(|clause| is_kept(*clause)) {
            // It has no more clauses than before, which had numbers.
            let _ = kept.add_words(self.package(clause), self.allowed(table, clause.index()));
        }
        *self = kept;
    }

    pub(crate) fn allowed(&self, table: &Table, clause: usize) -> &[u64] {
        let Clause { package, words } = self.clauses[clause];
        &self.words[words as usize..words as usize + table.width(package)]
    }
}
