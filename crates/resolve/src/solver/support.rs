//! What a solution rests on: enough of the query and the table that, while that holds, the solution stays the first in
//! order.

use std::collections::BTreeSet;

use rustc_hash::FxHashSet;

use super::Solver;
use super::nogoods::Cause;
use super::trail::{NONE, Reason};
use crate::query::{ClauseId, Query};
use crate::table::{EdgeGroupId, PackageId};

/// What ruled out the versions that come before those of a solution, besides the edges of versions that were decided
/// earlier.
#[derive(Debug, Clone, Default)]
pub(crate) struct Support {
    /// Limits and roots.
    pub(crate) clauses: BTreeSet<ClauseId>,
    /// Edges of versions that were not chosen.
    pub(crate) edges: BTreeSet<EdgeGroupId>,
    /// Packages of which every version that is ruled out has to stay so.
    pub(crate) whole: BTreeSet<PackageId>,
}

impl Solver<'_> {
    /// What the solution that was just found rests on. The solution stays the first in order as long as
    /// - the chosen versions have the same edges and are allowed,
    /// - versions of the chosen packages that come before the chosen one stay ruled out where a clause ruled them out,
    /// - clauses and edges that are named here stay, and so do the limits of whole packages.
    pub(crate) fn support(&self, query: &Query) -> Support {
        let decided = self.order.decided();
        let position = self.positions();
        Walk::new(self, query, &position).of(decided).0
    }

    /// The same for each package by itself, with the packages that were decided before it and that its version rests on.
    #[cfg(feature = "python")]
    pub(crate) fn support_of_each(&self, query: &Query) -> Vec<(PackageId, Support, BTreeSet<PackageId>)> {
        let position = self.positions();
        let of_package = |package: &u32| {
            let (support, earlier) = Walk::new(self, query, &position).of(&[*package]);
            (PackageId(*package), support, earlier)
        };
        self.order.decided().iter().map(of_package).collect()
    }

    /// Where each package is in the order of decisions.
    fn positions(&self) -> Vec<u32> {
        let mut position = vec![NONE; self.table.n_packages()];
        for (index, package) in (0u32..).zip(self.order.decided()) {
            position[*package as usize] = index;
        }
        position
    }
}

struct Walk<'s> {
    solver: &'s Solver<'s>,
    query: &'s Query,
    /// Where each package is in the order of decisions.
    position: &'s [u32],
    nogoods: FxHashSet<u32>,
    queue: Vec<u32>,
    support: Support,
    earlier: BTreeSet<PackageId>,
}

impl<'s> Walk<'s> {
    fn new(solver: &'s Solver<'s>, query: &'s Query, position: &'s [u32]) -> Self {
        let (nogoods, queue) = (FxHashSet::default(), Vec::new());
        let (support, earlier) = (Support::default(), BTreeSet::new());
        Self { solver, query, position, nogoods, queue, support, earlier }
    }

    fn of(mut self, packages: &[u32]) -> (Support, BTreeSet<PackageId>) {
        for package in packages {
            self.entries(*package);
        }
        while let Some(package) = self.queue.pop() {
            self.entries(package);
        }
        (self.support, self.earlier)
    }

    fn entries(&mut self, package: u32) {
        let mut index = self.solver.trail.latest(package);
        while index != NONE {
            let entry = self.solver.trail.entry(index);
            self.reason(package, entry.reason);
            index = entry.previous;
        }
    }

    fn reason(&mut self, package: u32, reason: Reason) {
        match reason {
            Reason::Decision => {}
            Reason::Clause(clause) => {
                self.support.clauses.insert(ClauseId(clause));
            }
            Reason::Edge(group) => {
                let target = self.solver.table.groups[group as usize].target;
                let source = self.solver.table.group_sources[group as usize];
                let other = if target == package { source } else { target };
                let is_earlier = self.position[other as usize] < self.position[package as usize];
                if is_earlier {
                    self.earlier.insert(PackageId(other));
                } else {
                    self.whole(other);
                }
                if !is_earlier || source == package {
                    self.support.edges.insert(EdgeGroupId(group));
                }
            }
            Reason::Learned(nogood) => self.nogood(nogood),
        }
    }

    fn nogood(&mut self, nogood: u32) {
        let mut open = vec![nogood];
        while let Some(nogood) = open.pop() {
            if !self.nogoods.insert(nogood) {
                continue;
            }
            for cause in self.solver.nogoods.causes(nogood) {
                match *cause {
                    Cause::Clause(clause) => {
                        self.support.clauses.insert(ClauseId(clause));
                        self.whole(self.query.package(ClauseId(clause)).0);
                    }
                    Cause::Edge(group) => {
                        self.support.edges.insert(EdgeGroupId(group));
                        self.whole(self.solver.table.group_sources[group as usize]);
                        self.whole(self.solver.table.groups[group as usize].target);
                    }
                    Cause::Learned(other) => open.push(other),
                    Cause::Fact(index) => self.whole(self.solver.trail.entry(index).package),
                }
            }
        }
    }

    fn whole(&mut self, package: u32) {
        if self.support.whole.insert(PackageId(package)) {
            self.queue.push(package);
        }
    }
}
