//! The problem as dense tables: packages are numbers, versions are numbers, a set of versions is a bit set.

use std::fmt;

use rustc_hash::FxHashMap;

use crate::bits;

/// A package, numbered in the order in which [`TableBuilder::package`] made it. Lower numbers are decided first among
/// packages that were discovered at the same depth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PackageId(pub(crate) u32);

impl PackageId {
    /// The position of the package in the order of creation.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// An edge that [`TableBuilder::build`] grouped: versions of one package that all require the same set of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EdgeGroupId(pub(crate) u32);

#[derive(Debug, Clone, Copy)]
pub(crate) struct Group {
    pub(crate) source: u32,
    pub(crate) target: u32,
    /// The set of the target's versions that will do.
    pub(crate) set: u32,
    /// Where the words of the source's versions start in [`Table::group_words`], where they stand in the order of groups.
    pub(crate) words: u32,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct AllowedSet {
    pub(crate) target: u32,
    pub(crate) words: u32,
}

/// A dependency problem over dense tables. Made by [`TableBuilder`]; it never changes, so many solvers may share it.
///
/// Edges are kept in compressed rows twice: by source (which sets do my versions ask for), and by target set (who asked
/// for this set). A set that several packages or versions ask for is stored, and tested, once.
#[derive(Debug, Clone)]
pub struct Table {
    /// Where the domain of each package starts in a flat array of words, and the end.
    pub(crate) words_at: Vec<u32>,
    pub(crate) n_versions: Vec<u32>,
    pub(crate) groups: Vec<Group>,
    pub(crate) groups_at: Vec<u32>,
    pub(crate) group_words: Vec<u64>,
    pub(crate) sets: Vec<AllowedSet>,
    pub(crate) sets_at: Vec<u32>,
    pub(crate) set_words: Vec<u64>,
    pub(crate) set_groups: Vec<u32>,
    pub(crate) set_groups_at: Vec<u32>,
}

impl Table {
    /// How many packages there are.
    pub fn n_packages(&self) -> usize {
        self.n_versions.len()
    }

    /// The packages, in order.
    pub fn packages(&self) -> impl Iterator<Item = PackageId> + use<> {
        (0u32..).take(self.n_versions.len()).map(PackageId)
    }

    /// How many versions the package has.
    pub fn n_versions(&self, package: PackageId) -> u32 {
        self.n_versions[package.index()]
    }

    /// How many grouped edges there are: (source, target, set) triples.
    pub fn n_edge_groups(&self) -> usize {
        self.groups.len()
    }

    /// How many distinct (target, set) pairs are asked for.
    pub fn n_sets(&self) -> usize {
        self.sets.len()
    }

    /// The grouped edges that leave the package.
    pub fn edges_of(&self, package: PackageId) -> impl Iterator<Item = EdgeGroupId> + use<> {
        self.groups_of(package.index()).map(EdgeGroupId)
    }

    /// The package whose versions have the edge.
    pub fn source(&self, edge: EdgeGroupId) -> PackageId {
        PackageId(self.groups[edge.0 as usize].source)
    }

    /// The package that the edge asks for.
    pub fn target(&self, edge: EdgeGroupId) -> PackageId {
        PackageId(self.groups[edge.0 as usize].target)
    }

    /// The versions of the source that have the edge, ascending.
    pub fn source_versions(&self, edge: EdgeGroupId) -> impl Iterator<Item = u32> + '_ {
        bits::versions(self.group_versions(self.groups[edge.0 as usize]))
    }

    /// The versions of the target that the edge allows, ascending.
    pub fn allowed_versions(&self, edge: EdgeGroupId) -> impl Iterator<Item = u32> + '_ {
        bits::versions(self.set_of(self.groups[edge.0 as usize].set as usize))
    }

    /// Whether the version of the source has the edge.
    pub fn has_edge(&self, edge: EdgeGroupId, version: u32) -> bool {
        bits::has_bit(self.group_versions(self.groups[edge.0 as usize]), version + 1)
    }

    /// Whether the edge allows the version of the target.
    pub fn allows(&self, edge: EdgeGroupId, version: u32) -> bool {
        bits::has_bit(self.set_of(self.groups[edge.0 as usize].set as usize), version + 1)
    }

    pub(crate) fn n_words(&self) -> usize {
        self.words_at.last().map_or(0, |end| *end as usize)
    }

    pub(crate) fn span(&self, package: usize) -> std::ops::Range<usize> {
        self.words_at[package] as usize..self.words_at[package + 1] as usize
    }

    pub(crate) fn width(&self, package: usize) -> usize {
        self.span(package).len()
    }

    pub(crate) fn groups_of(&self, package: usize) -> std::ops::Range<u32> {
        self.groups_at[package]..self.groups_at[package + 1]
    }

    /// The words of the versions of all groups of the package, one row a group.
    pub(crate) fn group_rows(&self, package: usize) -> &[u64] {
        let groups = &self.groups[self.groups_at[package] as usize..self.groups_at[package + 1] as usize];
        let start = groups.first().map_or(0, |group| group.words as usize);
        &self.group_words[start..start + groups.len() * self.width(package)]
    }

    /// The words of all sets of the package, one row a set.
    pub(crate) fn set_rows(&self, package: usize) -> &[u64] {
        let sets = &self.sets[self.sets_at[package] as usize..self.sets_at[package + 1] as usize];
        let start = sets.first().map_or(0, |set| set.words as usize);
        &self.set_words[start..start + sets.len() * self.width(package)]
    }

    pub(crate) fn group_versions(&self, group: Group) -> &[u64] {
        let start = group.words as usize;
        &self.group_words[start..start + self.width(group.source as usize)]
    }

    pub(crate) fn set_of(&self, set: usize) -> &[u64] {
        let AllowedSet { target, words } = self.sets[set];
        &self.set_words[words as usize..words as usize + self.width(target as usize)]
    }

    pub(crate) fn groups_of_set(&self, set: usize) -> &[u32] {
        &self.set_groups[self.set_groups_at[set] as usize..self.set_groups_at[set + 1] as usize]
    }
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
}

impl fmt::Display for TableError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::UnknownPackage => "the package is not one of this table",
            Self::UnknownVersion => "the version lies beyond the versions of its package",
            Self::TooLarge => "the table has more than 2^32 - 1 entries",
        })
    }
}

impl std::error::Error for TableError {}

/// Builds a [`Table`]: first the packages, then their edges.
///
/// ```
/// use haggle_resolve::TableBuilder;
///
/// let mut builder = TableBuilder::new();
/// let menu = builder.package(2)?;
/// let icons = builder.package(3)?;
/// builder.edge(menu, 1, icons, &[(1, 3)])?; // version 1 of menu needs version 1 or 2 of icons
/// let table = builder.build()?;
/// assert_eq!(table.n_edge_groups(), 1);
/// # Ok::<(), haggle_resolve::TableError>(())
/// ```
#[derive(Debug, Default)]
pub struct TableBuilder {
    words_at: Vec<u32>,
    n_versions: Vec<u32>,
    groups: Vec<Group>,
    group_words: Vec<u64>,
    sets: Vec<AllowedSet>,
    set_words: Vec<u64>,
    /// The first set with this hash; further ones sit at the following hashes.
    by_hash: FxHashMap<u64, u32>,
    /// For each set, the latest group that asks for it: edges of one source that stand together are grouped.
    latest_group: Vec<u32>,
    /// For each package, the set that was asked for last: neighbouring versions mostly ask for the same.
    latest_set: Vec<u32>,
    scratch: Vec<u64>,
}

impl TableBuilder {
    /// A builder without packages.
    pub fn new() -> Self {
        Self { words_at: vec![0], ..Self::default() }
    }

    /// Adds a package with versions `0..n_versions`, of which the highest number is liked best.
    pub fn package(&mut self, n_versions: u32) -> Result<PackageId, TableError> {
        let id = index(self.n_versions.len())?;
        let end = self.words_at.last().copied().unwrap_or(0);
        let end = end.checked_add(bits::words_for(n_versions)).ok_or(TableError::TooLarge)?;
        self.words_at.push(end);
        self.n_versions.push(n_versions);
        self.latest_set.push(u32::MAX);
        Ok(PackageId(id))
    }

    /// Adds the edge "`version` of `source` needs `target` at one of `ranges`", half-open ranges of version numbers.
    /// No ranges means that nothing will do. Edges of one source group best when they are added together.
    ///
    /// # Errors
    /// When a package or a version is not one of the table, or the table is full.
    pub fn edge(
        &mut self,
        source: PackageId,
        version: u32,
        target: PackageId,
        ranges: &[(u32, u32)],
    ) -> Result<(), TableError> {
        let n_versions = *self.n_versions.get(target.index()).ok_or(TableError::UnknownPackage)?;
        if n_versions < u64::BITS {
            let mut word = 0;
            for (from, to) in ranges {
                if *to > n_versions {
                    return Err(TableError::UnknownVersion);
                }
                if from < to {
                    word |= (u64::MAX >> (u64::BITS - (to - from))) << (from + 1);
                }
            }
            return self.edge_to(source, version, target, &[word]);
        }
        let mut words = std::mem::take(&mut self.scratch);
        words.clear();
        words.resize(bits::words_for(n_versions) as usize, 0);
        for (from, to) in ranges {
            if *to > n_versions {
                return Err(TableError::UnknownVersion);
            }
            bits::set_versions(&mut words, *from, *to);
        }
        let added = self.edge_to(source, version, target, &words);
        self.scratch = words;
        added
    }

    /// Adds an edge whose set is given as words of bits (bit `k + 1` is version `k`).
    pub(crate) fn edge_to(
        &mut self,
        source: PackageId,
        version: u32,
        target: PackageId,
        words: &[u64],
    ) -> Result<(), TableError> {
        let n_versions = *self.n_versions.get(source.index()).ok_or(TableError::UnknownPackage)?;
        if version >= n_versions {
            return Err(TableError::UnknownVersion);
        }
        if source == target && bits::has_bit(words, version + 1) {
            return Ok(());
        }
        let set = if source == target {
            // A version that wants another version of its own package can never be used.
            let nothing = vec![0; words.len()];
            self.intern(target.0, &nothing)?
        } else {
            self.intern(target.0, words)?
        };
        let group = self.group(source.0, target.0, set)?;
        let start = self.groups[group as usize].words as usize;
        bits::set_bit(&mut self.group_words[start..], version + 1);
        Ok(())
    }

    fn intern(&mut self, target: u32, words: &[u64]) -> Result<u32, TableError> {
        let latest = self.latest_set[target as usize];
        if latest != u32::MAX && is_same(&self.set_words[self.sets[latest as usize].words as usize..], words)
        {
            return Ok(latest);
        }
        let set = self.find_or_add(target, words)?;
        self.latest_set[target as usize] = set;
        Ok(set)
    }

    fn find_or_add(&mut self, target: u32, words: &[u64]) -> Result<u32, TableError> {
        let mut hash = hash_of(target, words);
        while let Some(known) = self.by_hash.get(&hash) {
            let AllowedSet { target: other, words: start } = self.sets[*known as usize];
            if other == target && is_same(&self.set_words[start as usize..], words) {
                return Ok(*known);
            }
            hash = hash.wrapping_add(1);
        }
        let id = index(self.sets.len())?;
        self.sets.push(AllowedSet { target, words: index(self.set_words.len())? });
        self.set_words.extend_from_slice(words);
        self.latest_group.push(u32::MAX);
        self.by_hash.insert(hash, id);
        Ok(id)
    }

    fn group(&mut self, source: u32, target: u32, set: u32) -> Result<u32, TableError> {
        let latest = self.latest_group[set as usize];
        if latest != u32::MAX && self.groups[latest as usize].source == source {
            return Ok(latest);
        }
        let id = index(self.groups.len())?;
        self.groups.push(Group { source, target, set, words: index(self.group_words.len())? });
        let width = bits::words_for(self.n_versions[source as usize]) as usize;
        self.group_words.resize(self.group_words.len() + width, 0);
        self.latest_group[set as usize] = id;
        Ok(id)
    }

    /// The finished table. Costs time and space linear in the packages and distinct edges.
    ///
    /// # Errors
    /// [`TableError::TooLarge`] where an index would not fit.
    pub fn build(self) -> Result<Table, TableError> {
        let n = self.n_versions.len();
        let (sets_at, set_order) = rows(n, self.sets.iter().map(|set| set.target))?;
        let mut new_set = vec![0u32; self.sets.len()];
        for (position, old) in (0u32..).zip(&set_order) {
            new_set[*old as usize] = position;
        }
        let width = |package: u32| bits::words_for(self.n_versions[package as usize]) as usize;
        let mut set_words = Vec::with_capacity(self.set_words.len());
        let mut sets = Vec::with_capacity(self.sets.len());
        for old in &set_order {
            let AllowedSet { target, words } = self.sets[*old as usize];
            sets.push(AllowedSet { target, words: index(set_words.len())? });
            set_words.extend_from_slice(&self.set_words[words as usize..words as usize + width(target)]);
        }
        let (groups_at, group_order) = rows(n, self.groups.iter().map(|group| group.source))?;
        let mut group_words = Vec::with_capacity(self.group_words.len());
        let mut groups = Vec::with_capacity(self.groups.len());
        for old in &group_order {
            let Group { source, target, set, words } = self.groups[*old as usize];
            groups.push(Group {
                source,
                target,
                set: new_set[set as usize],
                words: index(group_words.len())?,
            });
            group_words.extend_from_slice(&self.group_words[words as usize..words as usize + width(source)]);
        }
        let (set_groups_at, set_groups) = rows(sets.len(), groups.iter().map(|group| group.set))?;
        Ok(Table {
            words_at: self.words_at,
            n_versions: self.n_versions,
            groups,
            groups_at,
            group_words,
            sets,
            sets_at,
            set_words,
            set_groups,
            set_groups_at,
        })
    }
}

fn index(n: usize) -> Result<u32, TableError> {
    match u32::try_from(n) {
        Ok(id) if id < u32::MAX => Ok(id),
        _ => Err(TableError::TooLarge),
    }
}

/// Whether the words start the row; most are one word, which needs no call.
fn is_same(row: &[u64], words: &[u64]) -> bool {
    if let ([first, ..], [word]) = (row, words) { first == word } else { row.starts_with(words) }
}

fn hash_of(target: u32, words: &[u64]) -> u64 {
    const MULTIPLIER: u64 = 0xf135_7aea_2e62_a9c5;
    let mut hash = u64::from(target).wrapping_mul(MULTIPLIER);
    for word in words {
        hash = (hash.rotate_left(23) ^ word).wrapping_mul(MULTIPLIER);
    }
    hash
}

/// Compressed rows by counting: where each row starts, and the items in the order of their rows (stable).
fn rows(n_rows: usize, keys: impl Iterator<Item = u32> + Clone) -> Result<(Vec<u32>, Vec<u32>), TableError> {
    let mut starts = vec![0u32; n_rows + 1];
    for key in keys.clone() {
        starts[key as usize + 1] += 1;
    }
    for row in 0..n_rows {
        starts[row + 1] += starts[row];
    }
    let mut next = starts.clone();
    let mut order = vec![0u32; starts[n_rows] as usize];
    for (item, key) in keys.enumerate() {
        let slot = &mut next[key as usize];
        order[*slot as usize] = index(item)?;
        *slot += 1;
    }
    Ok((starts, order))
}
