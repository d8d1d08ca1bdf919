//! What is asked of a table: the roots, and the limits on packages that may or may not be used.

#[cfg(feature = "python")]
use std::collections::BTreeSet;
use std::hash::{Hash, Hasher};

use rustc_hash::FxHasher;

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
///
/// It is about the table that its first clause named: to a solver of another one it is [`Stop::OtherTable`](crate::Stop::OtherTable).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Query {
    pub(crate) clauses: Vec<Clause>,
    pub(crate) words: Vec<u64>,
    /// The shape of the table, once a caller added a clause.
    shape: Option<u64>,
    /// Tells queries apart by what they have.
    mark: u64,
}

impl Query {
    /// A query that asks for nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a root: the package must be there, at a version within `ranges` (half-open).
    ///
    /// # Errors
    /// When the package or a version is not one of the table, or the clauses so far are about another one.
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
    /// When the package or a version is not one of the table, or the clauses so far are about another one.
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

    /// The package that the clause is about; none where the clause is another query's.
    pub fn package_of(&self, clause: ClauseId) -> Option<PackageId> {
        self.clauses.get(clause.index()).map(|clause| PackageId(clause.package))
    }

    /// Whether the clause is a root (the package must be there) and not a limit.
    pub fn is_root(&self, clause: ClauseId) -> bool {
        let first = self.clauses.get(clause.index()).and_then(|clause| self.words.get(clause.words as usize));
        first.is_some_and(|first| first & bits::ABSENT == 0)
    }

    /// The versions that the clause allows, ascending; none where the clause is another query's, or the query another table's.
    pub fn versions<'a>(&'a self, table: &Table, clause: ClauseId) -> impl Iterator<Item = u32> + 'a {
        let is_known = clause.index() < self.clauses.len() && self.fits(table);
        bits::versions(if is_known { self.allowed(table, clause.index()) } else { &[] })
    }

    /// Whether the query is about this table, or about nothing.
    pub(crate) fn fits(&self, table: &Table) -> bool {
        self.shape.is_none_or(|shape| shape == table.shape)
    }

    /// Tells queries apart by what they have.
    pub(crate) fn mark(&self) -> u64 {
        self.mark
    }

    /// The package of a clause of this query.
    #[cfg(feature = "python")]
    pub(crate) fn package(&self, clause: ClauseId) -> PackageId {
        PackageId(self.clauses[clause.index()].package)
    }

    fn add(
        &mut self,
        table: &Table,
        package: PackageId,
        first: u64,
        ranges: &[(u32, u32)],
    ) -> Result<ClauseId, TableError> {
        if !self.fits(table) {
            return Err(TableError::OtherTable);
        }
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
        self.shape = Some(table.shape);
        self.add_words(package, &words)
    }

    /// Adds a clause whose allowed values are given as bits, "absent" among them.
    pub(crate) fn add_words(&mut self, package: PackageId, words: &[u64]) -> Result<ClauseId, TableError> {
        let id = u32::try_from(self.clauses.len()).map_err(|_| TableError::TooLarge)?;
        let start = u32::try_from(self.words.len()).map_err(|_| TableError::TooLarge)?;
        self.clauses.push(Clause { package: package.0, words: start });
        self.words.extend_from_slice(words);
        let mut hasher = FxHasher::default();
        (self.mark, package.0, words).hash(&mut hasher);
        self.mark = hasher.finish();
        Ok(ClauseId(id))
    }

    /// Takes out clauses, and what is known of each beside them; the others are numbered anew in their order.
    #[cfg(feature = "python")]
    pub(crate) fn drop_clauses<Origin>(
        &mut self,
        table: &Table,
        dropped: &BTreeSet<ClauseId>,
        origins: &mut Vec<Origin>,
    ) {
        if dropped.is_empty() {
            return;
        }
        let mut position = 0;
        origins.retain(|_| {
            position += 1;
            !dropped.contains(&ClauseId(position - 1))
        });
        let mut kept = Self::new();
        for clause in self.clauses().filter(|clause| !dropped.contains(clause)) {
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
