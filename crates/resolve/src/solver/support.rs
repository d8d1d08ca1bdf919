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
        let mut position = vec![NONE; self.table.n_packages()];
        for (index, package) in (0u32..).zip(decided) {
            position[*package as usize] = index;
        }
        let (nogoods, queue, support) = (FxHashSet::default(), Vec::new(), Support::default());
        let mut walk = Walk { solver: self, query, position, nogoods, queue, support };
        for package in decided {
            walk.entries(*package);
        }
        while let Some(package) = walk.queue.pop() {
            walk.entries(package);
        }
        walk.support
    }
}

struct Walk<'s> {
    solver: &'s Solver<'s>,
    query: &'s Query,
    /// Where each package is in the order of decisions.
    position: Vec<u32>,
    nogoods: FxHashSet<u32>,
    queue: Vec<u32>,
    support: Support,
}

impl Walk<'_> {
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
                if !is_earlier {
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
