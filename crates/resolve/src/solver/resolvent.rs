//! The nogood under work while a conflict is analysed.

use super::nogoods::Nogoods;
use super::trail::Reason;
use crate::bits;
use crate::query::Query;
use crate::table::Table;

/// Terms by package. The resolvent of two nogoods on a package takes the union of their terms there and the
/// intersection elsewhere; a term that allows every value says nothing and goes.
#[derive(Debug)]
pub(super) struct Resolvent {
    terms: Vec<u64>,
    is_member: Vec<bool>,
    packages: Vec<u32>,
}

impl Resolvent {
    pub(super) fn new(table: &Table) -> Self {
        Self {
            terms: vec![0; table.n_words()],
            is_member: vec![false; table.n_packages()],
            packages: Vec::new(),
        }
    }

    pub(super) fn clear(&mut self) {
        for package in self.packages.drain(..) {
            self.is_member[package as usize] = false;
        }
    }

    pub(super) fn packages(&self) -> &[u32] {
        &self.packages
    }

    pub(super) fn has(&self, package: u32) -> bool {
        self.is_member[package as usize]
    }

    pub(super) fn term(&self, table: &Table, package: u32) -> &[u64] {
        &self.terms[table.span(package)]
    }

    /// Resolves with the nogood behind the reason on the pivot; without a pivot, takes the nogood as it is.
    pub(super) fn resolve(
        &mut self,
        table: &Table,
        query: &Query,
        nogoods: &Nogoods,
        reason: Reason,
        pivot: Option<u32>,
    ) {
        match reason {
            Reason::Decision => {}
            Reason::Clause(clause) => {
                let package = query.clauses[clause as usize].package;
                let allowed = query.allowed(table, clause as usize);
                self.add(table, package, allowed.iter().map(|word| !word), pivot);
            }
            Reason::Edge(id) => {
                let source = table.group_sources[id as usize];
                let target = table.groups[id as usize].target;
                self.add(table, source, table.group_versions(id).iter().copied(), pivot);
                if source != target {
                    let allowed = table.allowed(id);
                    self.add(table, target, allowed.iter().map(|word| !word), pivot);
                }
            }
            Reason::Learned(nogood) => {
                for term in nogoods.terms(nogood) {
                    let words = nogoods.words(table, *term);
                    self.add(table, term.package, words.iter().copied(), pivot);
                }
            }
        }
    }

    fn add(&mut self, table: &Table, package: u32, words: impl Iterator<Item = u64>, pivot: Option<u32>) {
        let full = table.full(package);
        let term = &mut self.terms[table.span(package)];
        if !self.is_member[package as usize] {
            for ((slot, word), full) in term.iter_mut().zip(words).zip(full) {
                *slot = word & full;
            }
            if term != full {
                self.is_member[package as usize] = true;
                self.packages.push(package);
            }
            return;
        }
        if pivot != Some(package) {
            for (slot, word) in term.iter_mut().zip(words) {
                *slot &= word;
            }
            return;
        }
        for ((slot, word), full) in term.iter_mut().zip(words).zip(full) {
            *slot |= word & full;
        }
        if term == full {
            self.is_member[package as usize] = false;
            self.packages.retain(|member| *member != package);
        }
    }

    /// Whether the term of the package holds in a domain.
    pub(super) fn holds(&self, table: &Table, package: u32, domain: &[u64]) -> bool {
        bits::is_subset(domain, self.term(table, package))
    }
}
