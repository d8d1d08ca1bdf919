//! The problem as dense tables: packages are numbers, versions are numbers, a set of versions is a bit set.

mod builder;
mod set_index;

use std::fmt;

pub use builder::TableBuilder;

use crate::bits;

/// A package, numbered in the order in which [`TableBuilder::package`] made it. Lower numbers are decided first among
/// packages that were discovered at the same depth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct PackageId(pub(crate) u32);

impl PackageId {
    /// The position of the package in the order of creation.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// An edge that [`TableBuilder::build`] grouped: versions of one package that all require the same set of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct EdgeGroupId(pub(crate) u32);

/// What the search reads of an edge, in one place: for most edges all of it, as most packages have one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Group {
    /// The versions of the source, where its domain is one word; else where their words start in [`Table::group_words`].
    pub(crate) versions: u64,
    /// The versions of the target that will do, where its domain is one word; else where their words start in
    /// [`Table::set_words`].
    pub(crate) allowed: u64,
    pub(crate) target: u32,
    /// The set of the target's versions that will do.
    pub(crate) set: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct AllowedSet {
    pub(crate) target: u32,
    pub(crate) words: u32,
}

/// Where what belongs to a package starts; it ends where that of the next package starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct PackageRow {
    /// In a flat array of words, one domain after another.
    pub(crate) words: u32,
    pub(crate) sets: u32,
    /// The groups that its highest version has.
    pub(crate) top_groups: u32,
    /// The groups that it has not.
    pub(crate) other_groups: u32,
    pub(crate) n_versions: u32,
}

/// A dependency problem over dense tables. Made by [`TableBuilder`]; it never changes, so many solvers may share it.
///
/// Edges are kept in compressed rows twice: by source (which sets do my versions ask for), and by target set (who asked
/// for this set). A set that several packages or versions ask for is stored, and tested, once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// One row a package, and one more that ends the last.
    pub(crate) rows: Vec<PackageRow>,
    /// Every value of every package: "absent" and its versions.
    pub(crate) full_words: Vec<u64>,
    /// First those that the highest version of their source has, by source; then the others by source, and within it those
    /// first whose highest version is highest.
    pub(crate) groups: Vec<Group>,
    pub(crate) group_sources: Vec<u32>,
    /// The versions of groups whose source has more than one word.
    pub(crate) group_words: Vec<u64>,
    /// By target.
    pub(crate) sets: Vec<AllowedSet>,
    pub(crate) set_words: Vec<u64>,
    pub(crate) set_groups: Vec<u32>,
    pub(crate) set_groups_at: Vec<u32>,
    /// Sets that no version is in.
    pub(crate) empty_sets: Vec<u32>,
    /// Tells tables apart by what ids of them may be: packages, versions, edges.
    pub(crate) shape: u64,
}

impl Table {
    /// How many packages there are.
    pub fn n_packages(&self) -> usize {
        self.rows.len() - 1
    }

    /// The packages, in order.
    pub fn packages(&self) -> impl Iterator<Item = PackageId> + use<> {
        (0u32..).take(self.n_packages()).map(PackageId)
    }

    /// How many versions the package has; none where it is not one of this table.
    pub fn n_versions(&self, package: PackageId) -> u32 {
        // The last row ends the others, and has none.
        self.rows.get(package.index()).map_or(0, |row| row.n_versions)
    }

    /// How many grouped edges there are: (source, target, set) triples.
    pub fn n_edge_groups(&self) -> usize {
        self.groups.len()
    }

    /// How many distinct (target, set) pairs are asked for.
    pub fn n_sets(&self) -> usize {
        self.sets.len()
    }

    /// The grouped edges that leave the package: those first that its highest version has.
    pub fn edges_of(&self, package: PackageId) -> impl Iterator<Item = EdgeGroupId> + use<> {
        let is_known = package.index() < self.n_packages();
        let groups = if is_known { self.groups_of(package.0) } else { [0..0, 0..0] };
        groups.into_iter().flatten().map(EdgeGroupId)
    }

    /// The package whose versions have the edge; none where the edge is another table's.
    pub fn source_of(&self, edge: EdgeGroupId) -> Option<PackageId> {
        self.group_sources.get(edge.0 as usize).copied().map(PackageId)
    }

    /// The package that the edge asks for; none where the edge is another table's.
    pub fn target_of(&self, edge: EdgeGroupId) -> Option<PackageId> {
        self.groups.get(edge.0 as usize).map(|group| PackageId(group.target))
    }

    /// The versions of the source that have the edge, ascending.
    pub fn source_versions(&self, edge: EdgeGroupId) -> impl Iterator<Item = u32> + '_ {
        bits::versions(if self.is_edge(edge) { self.group_versions(edge.0) } else { &[] })
    }

    /// The versions of the target that the edge allows, ascending.
    pub fn allowed_versions(&self, edge: EdgeGroupId) -> impl Iterator<Item = u32> + '_ {
        bits::versions(if self.is_edge(edge) { self.allowed(edge.0) } else { &[] })
    }

    /// Whether the version of the source has the edge.
    pub fn has_edge(&self, edge: EdgeGroupId, version: u32) -> bool {
        let source = self.source_of(edge).map_or(0, |source| self.n_versions(source));
        version < source && bits::has_bit(self.group_versions(edge.0), version + 1)
    }

    /// Whether the edge allows the version of the target.
    pub fn allows(&self, edge: EdgeGroupId, version: u32) -> bool {
        let target = self.target_of(edge).map_or(0, |target| self.n_versions(target));
        version < target && bits::has_bit(self.allowed(edge.0), version + 1)
    }

    fn is_edge(&self, edge: EdgeGroupId) -> bool {
        (edge.0 as usize) < self.groups.len()
    }

    /// The package whose versions have an edge of this table.
    #[cfg(any(feature = "python", feature = "cargo"))]
    pub(crate) fn source(&self, edge: EdgeGroupId) -> PackageId {
        PackageId(self.group_sources[edge.0 as usize])
    }

    /// The package that an edge of this table asks for.
    #[cfg(any(feature = "python", feature = "cargo"))]
    pub(crate) fn target(&self, edge: EdgeGroupId) -> PackageId {
        PackageId(self.groups[edge.0 as usize].target)
    }

    pub(crate) fn n_words(&self) -> usize {
        self.full_words.len()
    }

    pub(crate) fn span(&self, package: u32) -> std::ops::Range<usize> {
        let package = package as usize;
        self.rows[package].words as usize..self.rows[package + 1].words as usize
    }

    pub(crate) fn width(&self, package: u32) -> usize {
        bits::words_for(self.rows[package as usize].n_versions) as usize
    }

    pub(crate) fn full(&self, package: u32) -> &[u64] {
        &self.full_words[self.span(package)]
    }

    /// The groups of the package, by their highest version: those of its highest one, and the others.
    pub(crate) fn groups_of(&self, package: u32) -> [std::ops::Range<u32>; 2] {
        let (row, next) = (&self.rows[package as usize], &self.rows[package as usize + 1]);
        [row.top_groups..next.top_groups, row.other_groups..next.other_groups]
    }

    /// The groups that have the value of the package among their versions.
    #[inline]
    pub(crate) fn edges_at(&self, package: u32, value: u32) -> impl Iterator<Item = (u32, &Group)> {
        let [top, mut others] = self.groups_of(package);
        let n_versions = self.rows[package as usize].n_versions;
        if value == n_versions {
            others.end = others.start;
        }
        let width = bits::words_for(n_versions) as usize;
        let bit = 1u64 << (value % u64::BITS);
        let word = (value / u64::BITS) as usize;
        let versions_of = move |group: &Group| {
            if width == 1 {
                return (group.versions, true);
            }
            let words = row(&self.group_words, group.versions, width);
            (words[word], bits::is_empty(&words[word + 1..]))
        };
        // Groups are ordered by their highest version, so that none follows one that ends before the value.
        let is_past = move |group: &Group| {
            let (versions, is_last) = versions_of(group);
            versions < bit && is_last
        };
        let groups = top.chain(others).map(|id| (id, &self.groups[id as usize]));
        groups
            .take_while(move |(_, group)| !is_past(group))
            .filter(move |(_, group)| versions_of(group).0 & bit != 0)
    }

    pub(crate) fn sets_of(&self, package: u32) -> std::ops::Range<u32> {
        let package = package as usize;
        self.rows[package].sets..self.rows[package + 1].sets
    }

    /// The words of all sets of the package, one row a set.
    pub(crate) fn set_rows(&self, package: u32) -> &[u64] {
        let sets = self.sets_of(package);
        let sets = &self.sets[sets.start as usize..sets.end as usize];
        let start = sets.first().map_or(0, |set| set.words as usize);
        &self.set_words[start..start + sets.len() * self.width(package)]
    }

    /// The versions of the group's source, as bits.
    pub(crate) fn group_versions(&self, id: u32) -> &[u64] {
        let group = &self.groups[id as usize];
        match self.width(self.group_sources[id as usize]) {
            1 => std::slice::from_ref(&group.versions),
            width => row(&self.group_words, group.versions, width),
        }
    }

    /// The versions of the group's target that will do, as bits.
    pub(crate) fn allowed(&self, id: u32) -> &[u64] {
        let group = &self.groups[id as usize];
        match self.width(group.target) {
            1 => std::slice::from_ref(&group.allowed),
            width => row(&self.set_words, group.allowed, width),
        }
    }

    pub(crate) fn groups_of_set(&self, set: u32) -> &[u32] {
        let set = set as usize;
        &self.set_groups[self.set_groups_at[set] as usize..self.set_groups_at[set + 1] as usize]
    }
}

/// Offsets come from a builder that checked them.
fn row(words: &[u64], start: u64, width: usize) -> &[u64] {
    let start = usize::try_from(start).expect("an offset is a position in memory");
    &words[start..start + width]
}

/// Why a table cannot be built.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TableError {
    /// A package was named that was not made by this builder.
    UnknownPackage,
    /// A version or the end of a range lies beyond the package's versions.
    UnknownVersion,
    /// More than 2^32 - 1 packages, edges or words.
    TooLarge,
    /// The clauses of a query are about another table.
    OtherTable,
}

impl fmt::Display for TableError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::UnknownPackage => "the package is not one of this table",
            Self::UnknownVersion => "the version lies beyond the versions of its package",
            Self::TooLarge => "the table has more than 2^32 - 1 entries",
            Self::OtherTable => "the query is about another table",
        })
    }
}

impl std::error::Error for TableError {}
