//! Builds tables: groups edges, and stores each set of versions once.

use std::hash::{Hash, Hasher};

use rustc_hash::FxHasher;

use super::set_index::{NewSet, SetIndex, is_same};
use super::{AllowedSet, Group, PackageId, PackageRow, Table, TableError};
use crate::bits;

const NONE: u32 = u32::MAX;

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
#[derive(Debug, Clone, Default)]
pub struct TableBuilder {
    packages: Vec<Package>,
    n_words: u32,
    groups: Vec<NewGroup>,
    group_words: Vec<u64>,
    sets: Vec<NewSet>,
    set_words: Vec<u64>,
    index: SetIndex,
    /// What the version before asked for: a version mostly asks for the same, in the same order.
    recent: Vec<Recent>,
    source: u32,
    version: u32,
    /// How many edges of the version were added.
    position: usize,
    scratch: Vec<u64>,
}

#[derive(Debug, Clone, Copy)]
struct Package {
    n_versions: u32,
    /// The set that was asked for last: packages that were released together mostly ask for the same.
    latest_set: u32,
}

#[derive(Debug, Clone, Copy)]
struct NewGroup {
    source: u32,
    set: u32,
    /// Where the words of its versions start.
    words: u32,
}

/// An edge to a package of one word.
#[derive(Debug, Clone, Copy)]
struct Recent {
    word: u64,
    target: u32,
    /// Where the words of its group start.
    words: u32,
}

const NO_EDGE: Recent = Recent { word: 0, target: NONE, words: NONE };

impl TableBuilder {
    /// A builder without packages.
    pub fn new() -> Self {
        Self { source: NONE, ..Self::default() }
    }

    /// Adds a package with versions `0..n_versions`, of which the highest number is liked best.
    ///
    /// # Errors
    /// When the table is full.
    pub fn package(&mut self, n_versions: u32) -> Result<PackageId, TableError> {
        let id = index(self.packages.len())?;
        self.n_words = self.n_words.checked_add(bits::words_for(n_versions)).ok_or(TableError::TooLarge)?;
        self.packages.push(Package { n_versions, latest_set: NONE });
        Ok(PackageId(id))
    }

    /// Adds the edge "`version` of `source` needs `target` at one of `ranges`", half-open ranges of version numbers.
    /// No ranges means that nothing will do. Edges of one source group best when they are added together, and are added
    /// fastest when each version's edges are in the same order.
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
        let n_versions = self.packages.get(target.index()).ok_or(TableError::UnknownPackage)?.n_versions;
        if ranges.iter().any(|(_, to)| *to > n_versions) {
            return Err(TableError::UnknownVersion);
        }
        if n_versions < u64::BITS {
            let mut word = 0;
            for (from, to) in ranges {
                if from < to {
                    word |= (u64::MAX >> (u64::BITS - (to - from))) << (from + 1);
                }
            }
            return self.edge_to_word(source, version, target, word);
        }
        let mut words = std::mem::take(&mut self.scratch);
        words.clear();
        words.resize(bits::words_for(n_versions) as usize, 0);
        for (from, to) in ranges {
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
        if let [word] = *words {
            return self.edge_to_word(source, version, target, word);
        }
        let position = self.next_position(source, version)?;
        self.add(version, target, words, position)
    }

    #[inline]
    fn edge_to_word(
        &mut self,
        source: PackageId,
        version: u32,
        target: PackageId,
        word: u64,
    ) -> Result<(), TableError> {
        let position = self.next_position(source, version)?;
        if let Some(recent) = self.recent.get(position)
            && recent.target == target.0
            && recent.word == word
        {
            bits::set_bit(&mut self.group_words[recent.words as usize..], version + 1);
            return Ok(());
        }
        self.add(version, target, &[word], position)
    }

    /// The position of the next edge among those of its version.
    #[inline]
    fn next_position(&mut self, source: PackageId, version: u32) -> Result<usize, TableError> {
        if source.0 != self.source || version != self.version {
            self.begin(source, version)?;
        }
        self.position += 1;
        Ok(self.position - 1)
    }

    /// Goes on with another version.
    fn begin(&mut self, source: PackageId, version: u32) -> Result<(), TableError> {
        let package = self.packages.get(source.index()).ok_or(TableError::UnknownPackage)?;
        if version >= package.n_versions {
            return Err(TableError::UnknownVersion);
        }
        if source.0 != self.source {
            self.recent.clear();
        }
        (self.source, self.version, self.position) = (source.0, version, 0);
        Ok(())
    }

    /// Adds an edge that the version before did not have at this position.
    fn add(
        &mut self,
        version: u32,
        target: PackageId,
        words: &[u64],
        position: usize,
    ) -> Result<(), TableError> {
        if self.recent.len() <= position {
            self.recent.resize(position + 1, NO_EDGE);
        }
        self.recent[position] = NO_EDGE;
        let set = if self.source != target.0 {
            self.intern(target.0, words)?
        } else if bits::has_bit(words, version + 1) {
            return Ok(());
        } else {
            // A version that wants another version of its own package can never be used.
            self.intern(target.0, &vec![0; words.len()])?
        };
        let group = self.group(set)?;
        bits::set_bit(&mut self.group_words[group as usize..], version + 1);
        if let [word] = words
            && self.source != target.0
        {
            self.recent[position] = Recent { word: *word, target: target.0, words: group };
        }
        Ok(())
    }

    fn intern(&mut self, target: u32, words: &[u64]) -> Result<u32, TableError> {
        let latest = self.packages.get(target as usize).ok_or(TableError::UnknownPackage)?.latest_set;
        if latest != NONE && is_same(&self.set_words[self.sets[latest as usize].words as usize..], words) {
            return Ok(latest);
        }
        let id = index(self.sets.len())?;
        let set = self.index.find_or_add(&self.sets, &self.set_words, target, words, id);
        if set == id {
            self.sets.push(NewSet { target, words: index(self.set_words.len())?, latest_group: NONE });
            self.set_words.extend_from_slice(words);
        }
        self.packages[target as usize].latest_set = set;
        Ok(set)
    }

    /// Where the words of the source's group of this set start.
    fn group(&mut self, set: u32) -> Result<u32, TableError> {
        let source = self.source;
        let latest = &mut self.sets[set as usize].latest_group;
        if let Some(group) = self.groups.get(*latest as usize)
            && group.source == source
        {
            return Ok(group.words);
        }
        *latest = index(self.groups.len())?;
        let words = index(self.group_words.len())?;
        self.groups.push(NewGroup { source, set, words });
        let width = bits::words_for(self.packages[source as usize].n_versions) as usize;
        self.group_words.resize(self.group_words.len() + width, 0);
        Ok(words)
    }

    /// The finished table. Costs time linear in the packages and distinct edges, but for putting each package's edges in
    /// order, and space linear in both.
    ///
    /// # Errors
    /// [`TableError::TooLarge`] where an index would not fit.
    pub fn build(self) -> Result<Table, TableError> {
        let n = self.packages.len();
        let (sets_at, set_order) = rows(n, self.sets.iter().map(|set| set.target))?;
        let (groups_at, group_order) = rows(n, self.groups.iter().map(|group| group.source))?;
        let mut table = Table {
            rows: self.package_rows(&sets_at),
            full_words: self.full_words(),
            groups: Vec::with_capacity(self.groups.len()),
            group_sources: Vec::with_capacity(self.groups.len()),
            group_words: Vec::new(),
            sets: Vec::with_capacity(self.sets.len()),
            set_words: Vec::with_capacity(self.set_words.len()),
            set_groups: Vec::new(),
            set_groups_at: Vec::new(),
            empty_sets: Vec::new(),
            shape: self.shape(),
        };
        let new_set = self.place_sets(&mut table, &set_order)?;
        let order = self.order_groups(&mut table.rows, &groups_at, &group_order)?;
        self.place_groups(&mut table, &order, &new_set)?;
        (table.set_groups_at, table.set_groups) =
            rows(table.sets.len(), table.groups.iter().map(|group| group.set))?;
        Ok(table)
    }

    /// Tells tables apart by what ids of them may be: their packages with how many versions, and how many edges.
    fn shape(&self) -> u64 {
        let mut hasher = FxHasher::default();
        (self.packages.len(), self.sets.len(), self.groups.len()).hash(&mut hasher);
        self.packages.iter().for_each(|package| package.n_versions.hash(&mut hasher));
        hasher.finish()
    }

    /// All but where the groups start.
    fn package_rows(&self, sets_at: &[u32]) -> Vec<PackageRow> {
        let mut words = 0;
        let n_versions = self.packages.iter().map(|package| package.n_versions).chain([0]);
        let rows = n_versions.zip(sets_at).map(|(n_versions, sets)| {
            let row = PackageRow { words, sets: *sets, n_versions, top_groups: 0, other_groups: 0 };
            words = words.saturating_add(bits::words_for(n_versions));
            row
        });
        rows.collect()
    }

    fn full_words(&self) -> Vec<u64> {
        let mut words = Vec::with_capacity(self.n_words as usize);
        for package in &self.packages {
            let start = words.len();
            words.resize(start + bits::words_for(package.n_versions) as usize, 0);
            bits::set_versions(&mut words[start..], 0, package.n_versions);
            words[start] |= bits::ABSENT;
        }
        words
    }

    fn width(&self, package: u32) -> usize {
        bits::words_for(self.packages[package as usize].n_versions) as usize
    }

    /// Places the sets in order, and gives the new number of each.
    fn place_sets(&self, table: &mut Table, order: &[u32]) -> Result<Vec<u32>, TableError> {
        let mut new_set = vec![0u32; order.len()];
        for (position, old) in (0u32..).zip(order) {
            new_set[*old as usize] = position;
            let NewSet { target, words, .. } = self.sets[*old as usize];
            let row = &self.set_words[words as usize..words as usize + self.width(target)];
            table.sets.push(AllowedSet { target, words: index(table.set_words.len())? });
            table.set_words.extend_from_slice(row);
            if bits::is_empty(row) {
                table.empty_sets.push(position);
            }
        }
        Ok(new_set)
    }

    fn versions_of(&self, group: &NewGroup) -> &[u64] {
        let start = group.words as usize;
        &self.group_words[start..start + self.width(group.source)]
    }

    /// The order of the groups, and where those of each package start in it: first those that the highest version of their
    /// source has, which is what the search mostly looks at, by source; then the others by source, highest version first.
    fn order_groups(
        &self,
        rows: &mut [PackageRow],
        groups_at: &[u32],
        by_source: &[u32],
    ) -> Result<Vec<u32>, TableError> {
        let mut top = Vec::with_capacity(by_source.len());
        // The highest version, the other way round, and the group.
        let mut others: Vec<(u32, u32)> = Vec::with_capacity(by_source.len());
        for (source, row) in rows.iter_mut().enumerate() {
            (row.top_groups, row.other_groups) = (index(top.len())?, index(others.len())?);
            let end = groups_at.get(source + 1).copied().unwrap_or(groups_at[source]);
            for id in &by_source[groups_at[source] as usize..end as usize] {
                match bits::highest(self.versions_of(&self.groups[*id as usize])) {
                    Some(highest) if highest < row.n_versions => others.push((row.n_versions - highest, *id)),
                    _ => top.push(*id),
                }
            }
            others[row.other_groups as usize..].sort_unstable();
        }
        let n_top = index(top.len())?;
        for row in rows {
            row.other_groups += n_top;
        }
        top.extend(others.iter().map(|(_, id)| *id));
        Ok(top)
    }

    fn place_groups(&self, table: &mut Table, order: &[u32], new_set: &[u32]) -> Result<(), TableError> {
        for old in order {
            let group = self.groups[*old as usize];
            let set = new_set[group.set as usize];
            let AllowedSet { target, words } = table.sets[set as usize];
            let versions = match self.versions_of(&group) {
                [word] => *word,
                words => {
                    let start = index(table.group_words.len())?;
                    table.group_words.extend_from_slice(words);
                    u64::from(start)
                }
            };
            let allowed =
                if self.width(target) == 1 { table.set_words[words as usize] } else { u64::from(words) };
            table.group_sources.push(group.source);
            table.groups.push(Group { versions, allowed, target, set });
        }
        Ok(())
    }
}

fn index(n: usize) -> Result<u32, TableError> {
    match u32::try_from(n) {
        Ok(id) if id < u32::MAX => Ok(id),
        _ => Err(TableError::TooLarge),
    }
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
