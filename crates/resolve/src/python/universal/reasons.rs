//! What an answer rests on, as the set of environments in which all of that stays as it is.

use std::collections::{BTreeMap, BTreeSet};

use super::diagram::Set;
use super::lower::Lowered;
use super::prepared::{ConditionId, Prepared};
use super::space::Space;
use super::steps::{Grounds, Part, Step};
use crate::bits;
use crate::table::EdgeGroupId;

/// Collects what an answer rests on, as sets of environments that all have to hold.
pub(super) struct Reasons<'a, 'r> {
    pub(super) prepared: &'r Prepared<'a>,
    pub(super) space: &'r mut Space,
    pub(super) lowered: &'r Lowered<'a, 'r>,
    pub(super) values: &'r [u32],
    pub(super) sets: Vec<Set>,
}

impl Reasons<'_, '_> {
    pub(super) fn region(self) -> Set {
        let mut sets = self.sets;
        sets.push(self.space.everywhere);
        self.space.diagrams.all(sets)
    }

    /// The search takes the same steps.
    pub(super) fn steps(&mut self, steps: &[Step]) {
        for step in steps {
            match step {
                Step::Solved(chosen, grounds) => {
                    self.is_right(chosen);
                    self.is_first(chosen, grounds);
                }
                Step::Failed(grounds) => self.grounds(grounds),
                Step::RuledOut(node) => self.fitting(*node),
            }
        }
    }

    /// The versions are allowed, and require the same.
    pub(super) fn is_right(&mut self, chosen: &[(u32, u32)]) {
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
                self.place(*node, *version);
            }
        }
    }

    /// No solution comes before this one.
    fn is_first(&mut self, chosen: &[(u32, u32)], grounds: &Grounds) {
        for (node, version) in chosen.iter().filter(|(node, _)| self.prepared.own(*node) == *node) {
            self.stay_ruled_out(*node, *version + 1);
        }
        self.grounds(grounds);
    }

    /// The environments in which each package surely has its version, as far as what is required there besides lets it.
    pub(super) fn regions_of_parts(mut self, chosen: &[(u32, u32)], parts: &[Part]) -> Vec<(u32, Set)> {
        let version_of: BTreeMap<u32, u32> = chosen.iter().copied().collect();
        let mut own: BTreeMap<u32, (Set, &Part)> = BTreeMap::new();
        for part in parts {
            let Some(version) = version_of.get(&part.node).copied() else { continue };
            self.sets.push(self.prepared.runs(part.node, version));
            self.place(part.node, version);
            self.stay_ruled_out(part.node, version + 1);
            self.grounds(&part.grounds);
            let is_limited = |node: u32| node == part.node || part.grounds.whole.contains(&node);
            for earlier in &part.earlier {
                let Some(version) = version_of.get(earlier) else { continue };
                for edge in self.prepared.edges_at(*earlier, *version) {
                    if is_limited(edge.target) {
                        self.condition(edge.condition);
                    }
                }
            }
            let sets = std::mem::take(&mut self.sets);
            own.insert(part.node, (self.space.diagrams.all(sets), part));
        }
        let mut regions = Vec::with_capacity(own.len());
        for node in own.keys().filter(|node| self.prepared.own(**node) == **node) {
            let mut seen = BTreeSet::from([*node]);
            let mut queue = vec![*node];
            let mut sets = vec![self.space.everywhere];
            while let Some((set, part)) = queue.pop().and_then(|node| own.get(&node)) {
                sets.push(*set);
                queue.extend(part.earlier.iter().filter(|earlier| seen.insert(**earlier)));
            }
            regions.push((*node, self.space.diagrams.all(sets)));
        }
        regions
    }

    pub(super) fn grounds(&mut self, grounds: &Grounds) {
        for condition in &grounds.conditions {
            self.condition(*condition);
        }
        for edge in &grounds.edges {
            self.edge(*edge);
        }
        for node in grounds.whole.iter().chain(&grounds.runs) {
            self.stay_ruled_out(*node, 0);
        }
    }

    /// The same versions of the node fit what is required of it besides the chosen versions, with the same metadata.
    fn fitting(&mut self, node: u32) {
        let lines = self.prepared.roots.iter().chain(&self.prepared.constraints);
        let lines: BTreeSet<ConditionId> =
            lines.filter(|line| line.target == node).map(|line| line.condition).collect();
        for condition in lines {
            self.condition(condition);
        }
        for version in 0..u32::try_from(self.prepared.of(node).versions.len()).unwrap_or(u32::MAX) {
            let runs = self.prepared.runs(node, version);
            let set = if self.is_here(runs) { runs } else { self.space.not(runs) };
            self.sets.push(set);
            self.place(node, version);
        }
    }

    fn is_here(&self, set: Set) -> bool {
        self.space.diagrams.contains(set, |variable| self.values[variable as usize])
    }

    /// The same file of the release is installed, or one that is like it.
    fn place(&mut self, node: u32, version: u32) {
        let places = self.prepared.places(node, version);
        let here = places.iter().map(|place| place.set).find(|set| self.is_here(*set));
        self.sets.extend(here);
    }

    /// The condition stays as it is.
    fn condition(&mut self, condition: ConditionId) {
        let set = self.prepared.condition(condition);
        let set = if self.lowered.holds[condition as usize] { set } else { self.space.not(set) };
        self.sets.push(set);
    }

    /// The versions of the group keep the edge.
    fn edge(&mut self, edge: EdgeGroupId) {
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
    fn stay_ruled_out(&mut self, node: u32, first: u32) {
        let own = self.prepared.own(node);
        let candidates = self.prepared.of(own);
        let mut sets = BTreeSet::new();
        for version in first..u32::try_from(candidates.versions.len()).unwrap_or(u32::MAX) {
            if candidates.is_admissible(version as usize) {
                sets.insert(self.prepared.runs(own, version));
            }
        }
        for set in sets {
            if !self.is_here(set) {
                let not = self.space.not(set);
                self.sets.push(not);
            }
        }
    }
}
