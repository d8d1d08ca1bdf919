//! The versions of packages that specifiers take, as words of bits, those of equal specifiers once.

use haggle_spec::SpecifierSet;
use rustc_hash::FxHashMap;

use crate::bits;
use crate::python::candidates::{self, Candidates, ListState, Policy};
use crate::table::TableError;

/// Words of bits, by number.
#[derive(Default)]
pub(super) struct AllowedWords<'a> {
    /// By position of the package.
    ids: FxHashMap<(usize, &'a SpecifierSet), u32>,
    words: Vec<Vec<u64>>,
}

impl<'a> AllowedWords<'a> {
    /// The number of the words that are added next.
    pub(super) fn next(&self) -> Result<u32, TableError> {
        u32::try_from(self.words.len()).map_err(|_| TableError::TooLarge)
    }

    pub(super) fn add(&mut self, words: Vec<u64>) -> Result<u32, TableError> {
        let next = self.next()?;
        self.words.push(words);
        Ok(next)
    }

    /// The versions of the package that the specifiers take, as bits on top of `first`.
    pub(super) fn allowed(
        &mut self,
        package: usize,
        candidates: &Candidates<'_>,
        specifiers: &'a SpecifierSet,
        first: u64,
    ) -> Result<u32, TableError> {
        if let Some(known) = self.ids.get(&(package, specifiers)).filter(|_| first == 0) {
            return Ok(*known);
        }
        let words = if candidates.state == ListState::Unfetched {
            // The placeholder for an unfetched list accepts any specifier.
            vec![first | bits::ABSENT << 1]
        } else {
            let versions = candidates.versions.iter();
            let versions = versions.map(|(version, release)| candidates::takes(specifiers, version, release));
            bits::words_of(versions, candidates.n_versions(), first)
        };
        let next = self.add(words)?;
        if first == 0 {
            self.ids.insert((package, specifiers), next);
        }
        Ok(next)
    }

    /// The yanked versions that each set of specifiers pins, by its words.
    pub(super) fn yanked_pins(&self, candidates: &[Candidates<'_>]) -> FxHashMap<u32, Vec<u32>> {
        let mut found = FxHashMap::default();
        for ((package, specifiers), words) in &self.ids {
            let candidates = &candidates[*package];
            let Some(allowed) = candidates.limits.get(&Policy::Yanked) else { continue };
            let versions = (0u32..).zip(allowed).zip(&candidates.versions);
            let pinned = versions
                .filter(|((_, allowed), (number, _))| !**allowed && candidates::pins(specifiers, number));
            let pinned: Vec<u32> = pinned.map(|((version, _), _)| version).collect();
            if !pinned.is_empty() {
                found.insert(*words, pinned);
            }
        }
        found
    }

    pub(super) fn into_words(self) -> Vec<Vec<u64>> {
        self.words
    }
}
