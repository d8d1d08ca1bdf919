//! What a conflict teaches: the nogood that would have narrowed earlier, and the level to jump back to.

use super::Solver;
use super::nogoods::Cause;
use super::trail::{NONE, Narrowed, Reason};
use crate::query::Query;

/// What was learned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Learned {
    /// A nogood that has narrowed a domain at the level jumped back to.
    Nogood,
    /// The clauses contradict each other whatever is decided.
    Refutation,
}

pub(super) fn cause_of(reason: Reason) -> Option<Cause> {
    match reason {
        Reason::Decision => None,
        Reason::Clause(clause) => Some(Cause::Clause(clause)),
        Reason::Edge(group) => Some(Cause::Edge(group)),
        Reason::Learned(nogood) => Some(Cause::Learned(nogood)),
    }
}

impl Solver<'_> {
    /// Resolves the failed nogood with the reasons of the entries that made it fail, latest first, until one entry of its
    /// level is left: everything before that level already implies that this entry's values are wrong.
    pub(super) fn learn(&mut self, query: &Query, conflict: Reason) -> Learned {
        self.resolvent.clear();
        self.causes.clear();
        self.resolve(query, conflict, None);
        loop {
            if self.trail.len() <= self.start_of_first_level() {
                self.refute();
                return Learned::Refutation;
            }
            let index = super::trail::position(self.trail.len() - 1);
            let entry = self.trail.entry(index);
            let made_it_hold = self.resolvent.has(entry.package)
                && !self.resolvent.holds(self.table, entry.package, self.trail.before(index));
            if made_it_hold {
                let start = self.trail.start_of(self.trail.level_of(index));
                if self.others_hold_at(entry.package, start) {
                    self.assert(entry.package);
                    return Learned::Nogood;
                }
                self.resolve(query, entry.reason, Some(entry.package));
            }
            self.trail.undo();
        }
    }

    fn resolve(&mut self, query: &Query, reason: Reason, pivot: Option<u32>) {
        self.resolvent.resolve(self.table, query, &self.nogoods, reason, pivot);
        self.causes.extend(cause_of(reason));
    }

    fn start_of_first_level(&self) -> usize {
        if self.trail.level() == 0 { usize::MAX } else { self.trail.start_of(1) as usize }
    }

    /// Whether all terms but the package's held before entry `start`.
    fn others_hold_at(&self, package: u32, start: u32) -> bool {
        self.resolvent.packages().iter().all(|other| {
            if *other == package {
                return true;
            }
            let mut domain = self.trail.domain(*other);
            let mut index = self.trail.latest(*other);
            while index != NONE && index >= start {
                domain = self.trail.before(index);
                index = self.trail.entry(index).previous;
            }
            self.resolvent.holds(self.table, *other, domain)
        })
    }

    /// The entry since which the term of the package holds, among the entries before `end`.
    pub(super) fn satisfier(&self, package: u32, end: u32) -> Option<u32> {
        let mut index = self.trail.latest(package);
        while index != NONE && index >= end {
            index = self.trail.entry(index).previous;
        }
        while index != NONE {
            if !self.resolvent.holds(self.table, package, self.trail.before(index)) {
                return Some(index);
            }
            index = self.trail.entry(index).previous;
        }
        None
    }

    /// Stores the nogood, jumps back to where all its terms but the package's hold, and narrows the package. Terms that
    /// hold at level zero always hold, so they become facts that the nogood rests on.
    fn assert(&mut self, package: u32) {
        let mut others: Vec<(usize, u32)> = Vec::with_capacity(self.resolvent.packages().len());
        for other in self.resolvent.packages() {
            if *other == package {
                continue;
            }
            let Some(index) = self.satisfier(*other, NONE) else { continue };
            match self.trail.level_of(index) {
                0 => self.causes.push(Cause::Fact(index)),
                level => others.push((level, *other)),
            }
        }
        others.sort_unstable_by(|left, right| right.cmp(left));
        let level = others.first().map_or(0, |(level, _)| *level);
        self.back_to(level);
        for member in std::iter::once(package).chain(others.into_iter().map(|(_, other)| other)) {
            self.nogoods.push_term(member, self.resolvent.term(self.table, member));
        }
        let nogood = self.nogoods.finish(&self.causes);
        let narrowed =
            self.trail.remove(package, self.resolvent.term(self.table, package), Reason::Learned(nogood));
        debug_assert_eq!(narrowed, Narrowed::Changed, "a learned nogood narrows at the level jumped back to");
    }

    /// Records that the terms that are left hold at level zero.
    fn refute(&mut self) {
        for package in self.resolvent.packages() {
            self.causes.extend(self.satisfier(*package, NONE).map(Cause::Fact));
        }
        self.is_refuted = true;
    }
}
