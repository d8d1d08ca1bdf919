//! What an answer rests on, as the set of environments in which all of that stays as it is.

use std::collections::BTreeSet;

use super::diagram::Set;
use super::lower::{Lowered, Origin};
use super::prepare::{ConditionId, Prepared};
use super::space::Space;
use crate::bits;
use crate::query::ClauseId;
use crate::solver::Support;
use crate::table::EdgeGroupId;

/// Collects what an answer rests on, as sets of environments that all have to hold.
pub(super) struct Reasons<'a, 'r> {
    pub(super) prepared: &'r Prepared<'a>,
    pub(super) space: &'r mut Space,
    pub(super) lowered: &'r Lowered,
    pub(super) values: &'r [u32],
    /// Whether the answer is to be the one of the environment alone, and not just a right one.
    pub(super) is_alone: bool,
    pub(super) sets: Vec<Set>,
}

impl Reasons<'_, '_> {
    pub(super) fn region(self) -> Set {
        let mut sets = self.sets;
        sets.push(self.space.everywhere);
        self.space.diagrams.all(sets)
    }

    pub(super) fn of_answer(&mut self, chosen: &[(u32, u32)], support: &Support) {
        for condition in self.prepared.roots.iter().map(|root| root.condition).collect::<BTreeSet<_>>() {
            self.condition(condition);
        }
        let version_of = |node: u32| {
            chosen.binary_search_by_key(&node, |(node, _)| *node).ok().map(|index| chosen[index].1)
        };
        for constraint in &self.prepared.constraints {
            let is_there = version_of(constraint.target);
            let words = &self.prepared.words[constraint.allowed as usize];
            // A constraint that the version meets changes nothing when it begins to hold.
            if is_there.is_some_and(|version| !bits::has_bit(words, version + 1)) {
                self.condition(constraint.condition);
            }
        }
        for (node, version) in chosen {
            for edge in self.prepared.edges_at(*node, *version) {
                self.condition(edge.condition);
            }
            if self.prepared.own(*node) == *node {
                self.sets.push(self.prepared.runs(*node, *version));
                if self.is_alone {
                    self.stay_ruled_out(*node, *version + 1);
                }
            }
        }
        if self.is_alone {
            self.of_support(support);
        }
    }

    fn of_support(&mut self, support: &Support) {
        for clause in &support.clauses {
            self.clause(*clause);
        }
        for edge in &support.edges {
            self.edge(*edge);
        }
        for package in &support.whole {
            self.stay_ruled_out(package.0, 0);
        }
    }

    /// The condition stays as it is.
    fn condition(&mut self, condition: ConditionId) {
        let set = self.prepared.condition(condition);
        let set = if self.lowered.holds[condition as usize] { set } else { self.space.not(set) };
        self.sets.push(set);
    }

    pub(super) fn clause(&mut self, clause: ClauseId) {
        if let Origin::Line(condition) = self.lowered.origins[clause.index()] {
            self.condition(condition);
        }
    }

    /// The versions of the group keep the edge.
    pub(super) fn edge(&mut self, edge: EdgeGroupId) {
        let table = &self.lowered.table;
        let (source, target) = (table.source(edge).0, table.target(edge).0);
        let mut conditions = BTreeSet::new();
        for version in table.source_versions(edge) {
            for prepared in self.prepared.edges_at(source, version) {
                if prepared.target == target
                    && self.lowered.holds[prepared.condition as usize]
                    && self.prepared.words[prepared.allowed as usize] == table.allowed(edge.0)
                {
                    conditions.insert(prepared.condition);
                }
            }
        }
        for condition in conditions {
            self.condition(condition);
        }
    }

    /// The versions from `first` on that do not run here, and that nothing else rules out everywhere, do not run.
    pub(super) fn stay_ruled_out(&mut self, node: u32, first: u32) {
        let own = self.prepared.own(node);
        let candidates = self.prepared.of(own);
        let mut sets = BTreeSet::new();
        for version in first..u32::try_from(candidates.versions.len()).unwrap_or(u32::MAX) {
            if candidates.is_admissible(version as usize) {
                sets.insert(self.prepared.runs(own, version));
            }
        }
        for set in sets {
            if !self.space.diagrams.contains(set, |variable| self.values[variable as usize]) {
                let not = self.space.not(set);
                self.sets.push(not);
            }
        }
    }
}
