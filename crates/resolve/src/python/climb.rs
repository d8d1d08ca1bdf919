//! Solving again with better versions demanded of some packages.

use std::collections::BTreeMap;

use haggle_spec::PackageName;

use super::lower::{Lowered, Origin};
use super::outcome::Solution;
use super::request::Request;
use super::search::{Found, search};
use super::solution::solution;
use crate::bits;
use crate::query::Query;
use crate::solver::{Control, Solver};
use crate::table::{PackageId, Table, TableError};

/// The least position, among the numbered versions, that is demanded of a package.
pub(super) type Floors = BTreeMap<PackageId, u32>;

/// A request that is solved many times.
pub(super) struct Climb<'a, 't> {
    lowered: Lowered<'a>,
    request: &'a Request,
    query: Query,
    origins: Vec<Origin>,
    solver: Solver<'t>,
    control: Control<'a>,
}

impl<'a, 't> Climb<'a, 't> {
    pub(super) fn new(
        lowered: Lowered<'a>,
        request: &'a Request,
        table: &'t Table,
        control: Control<'a>,
    ) -> Self {
        let (query, origins) = (lowered.query.clone(), lowered.origins.clone());
        Self { lowered, request, query, origins, solver: Solver::new(table), control }
    }

    /// The first solution in which the packages have versions from these on.
    pub(super) fn solve(&mut self, floors: &Floors) -> Result<Found, TableError> {
        self.lowered.query = self.query.clone();
        self.lowered.origins.clone_from(&self.origins);
        for (node, floor) in floors {
            let n_versions = self.lowered.table.n_versions(*node);
            let allowed = (0..n_versions).map(|version| version >= *floor);
            let words = bits::words_of(allowed, n_versions as usize, bits::ABSENT);
            self.lowered.query.add_words(*node, &words)?;
            self.lowered.origins.push(Origin::Floor);
        }
        Ok(search(&mut self.lowered, &mut self.solver, &self.control))
    }

    /// The solution that was just found.
    pub(super) fn solution(&self, chosen: &[(PackageId, u32)]) -> Solution {
        solution(&self.lowered, self.request, chosen, self.solver.n_steps())
    }

    /// The node of a package.
    pub(super) fn node(&self, name: &PackageName) -> Option<PackageId> {
        let position = self.lowered.nodes.binary_search(&(name, None)).ok()?;
        u32::try_from(position).ok().map(PackageId)
    }

    /// The best version that the request itself allows.
    pub(super) fn best(&self, node: PackageId) -> u32 {
        let table = &self.lowered.table;
        let mut words = table.full(node.0).to_vec();
        for clause in self.query.clauses().filter(|clause| self.query.package(*clause) == node) {
            let allowed = self.query.allowed(table, clause.index());
            words.iter_mut().zip(allowed).for_each(|(word, allowed)| *word &= allowed);
        }
        bits::versions(&words).last().unwrap_or(0)
    }

    /// The solution in which the first of these packages has the best version that any solution has, the second the best that
    /// goes with it, and so on: the versions of the given solution, or better ones. Facts that are missing on the way are named.
    pub(super) fn prefer(&mut self, names: &[PackageName], first: Found) -> Result<Found, TableError> {
        let mut best_so_far = first;
        let mut floors = Floors::new();
        for name in names {
            let Some(node) = self.node(name) else { continue };
            let Found::Solved(chosen) = &best_so_far else { return Ok(best_so_far) };
            let Some(mut reached) = version_of(chosen, node) else { continue };
            let mut limit = self.best(node) + 1;
            // The newest first: mostly it goes, and then no other is tried.
            let mut next = limit - 1;
            while reached < next {
                floors.insert(node, next);
                match self.solve(&floors)? {
                    Found::Solved(found) => {
                        reached = version_of(&found, node).unwrap_or(next);
                        best_so_far = Found::Solved(found);
                    }
                    Found::Unsolvable => limit = next,
                    other => return Ok(other),
                }
                next = reached + (limit - reached) / 2;
            }
            floors.insert(node, reached);
        }
        Ok(best_so_far)
    }
}

/// The version of a node among those that were chosen.
pub(super) fn version_of(chosen: &[(PackageId, u32)], node: PackageId) -> Option<u32> {
    let position = chosen.binary_search_by_key(&node, |(node, _)| *node).ok()?;
    Some(chosen[position].1)
}
