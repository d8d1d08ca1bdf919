//! Which releases specifiers take, remembered between searches.

use std::cell::RefCell;
use std::rc::Rc;

use haggle_spec::{PackageName, SpecifierSet, Version};
use rustc_hash::FxHashMap;

use super::candidates::{Candidates, takes};
use crate::bits;

/// What searches for one request have in common while facts come: which releases of a package each set of specifiers takes.
///
/// It is right as long as the request is the same, and the releases of a package, once they are there, stay the same; their requirements
/// may come.
#[derive(Debug, Default)]
pub struct SharedSets {
    of_packages: RefCell<FxHashMap<PackageName, OfPackage>>,
}

#[derive(Debug, Default)]
struct OfPackage {
    /// Its number of releases, and the worst and the best.
    releases: Option<(usize, Version, Version)>,
    sets: FxHashMap<SpecifierSet, Rc<[u64]>>,
}

impl SharedSets {
    /// The versions of a package whose list is known that the specifiers take, as bits.
    pub(super) fn words(
        &self,
        name: &PackageName,
        specifiers: &SpecifierSet,
        candidates: &Candidates<'_>,
    ) -> Rc<[u64]> {
        let mut of_packages = self.of_packages.borrow_mut();
        if !of_packages.contains_key(name) {
            of_packages.insert(name.clone(), OfPackage::default());
        }
        let Some(package) = of_packages.get_mut(name) else { return words(specifiers, candidates) };
        if !package.is_of(candidates) {
            *package = OfPackage::of(candidates);
        }
        if let Some(known) = package.sets.get(specifiers) {
            return Rc::clone(known);
        }
        let words = words(specifiers, candidates);
        package.sets.insert(specifiers.clone(), Rc::clone(&words));
        words
    }
}

impl OfPackage {
    fn of(candidates: &Candidates<'_>) -> Self {
        let versions = &candidates.versions;
        let ends = versions.first().zip(versions.last());
        let releases =
            ends.map(|((worst, _), (best, _))| (versions.len(), (*worst).clone(), (*best).clone()));
        Self { releases, sets: FxHashMap::default() }
    }

    /// Whether these are still the releases.
    fn is_of(&self, candidates: &Candidates<'_>) -> bool {
        let versions = &candidates.versions;
        match (&self.releases, versions.first(), versions.last()) {
            (Some((n_releases, worst, best)), Some((first, _)), Some((last, _))) => {
                *n_releases == versions.len() && worst == *first && best == *last
            }
            (None, None, None) => true,
            _ => false,
        }
    }
}

fn words(specifiers: &SpecifierSet, candidates: &Candidates<'_>) -> Rc<[u64]> {
    let versions = candidates.versions.iter();
    let taken = versions.map(|(version, release)| takes(specifiers, version, release));
    bits::words_of(taken, candidates.n_versions(), 0).into()
}
