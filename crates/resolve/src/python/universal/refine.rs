//! Which package to split, and by what, when the cells contradict each other.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use haggle_spec::PackageName;

use super::lower::{Lowered, Node, Partition, Universe, known, nodes};
use super::region::Region;
use crate::diagnosis::minimal_conflict;
use crate::query::ClauseId;
use crate::solver::{Control, SolveVerdict, Solver, Stop};
use crate::table::{EdgeGroupId, PackageId};

pub(super) enum Finding<'a> {
    /// The cell of the package leaves the atom open, and the conflict depends on it.
    Split { name: &'a PackageName, cell: usize, atom: usize },
    /// The conflict depends on nothing that is open: there is no solution in this region.
    Conflict(Region),
}

/// Looks at a minimal conflict from the roots on. A package is split by an atom that its cell leaves open and that decides
/// whether the conflict's requirements reach it; if there is none, by one that decides what it reaches; if there is none
/// either, by the limits' own.
pub(super) fn split<'a>(
    universe: &Universe<'a>,
    partition: &Partition<'a>,
    lowered: &Lowered<'a>,
    solver: &mut Solver<'_>,
    control: &Control<'_>,
) -> Result<Finding<'a>, Stop> {
    let clauses = minimal_conflict(solver, &lowered.query, |_| true, control)?.unwrap_or_default();
    if let SolveVerdict::Stopped(stop) =
        solver.solve_some(&lowered.query, |clause| clauses.contains(&clause), control)
    {
        return Err(stop);
    }
    let edges = solver.refutation(&lowered.query).map(|refutation| refutation.edges()).unwrap_or_default();
    let conflict = Conflict { universe, partition, lowered, clauses: &clauses, edges: &edges };
    let found = conflict
        .open_towards_roots()
        .or_else(|| conflict.open_towards_leaves())
        .or_else(|| conflict.open_limits());
    Ok(match found {
        Some((node, atom)) => {
            let (name, _, cell) = lowered.nodes[node.index()];
            Finding::Split { name, cell, atom }
        }
        None => Finding::Conflict(conflict.region()),
    })
}

struct Conflict<'a, 'c> {
    universe: &'c Universe<'a>,
    partition: &'c Partition<'a>,
    lowered: &'c Lowered<'a>,
    clauses: &'c [ClauseId],
    edges: &'c [EdgeGroupId],
}

impl<'a> Conflict<'a, '_> {
    fn node(&self, id: PackageId) -> Node<'a> {
        self.lowered.nodes[id.index()]
    }

    fn region_of(&self, id: PackageId) -> &Region {
        let (name, _, cell) = self.node(id);
        &self.partition[name][cell]
    }

    fn open_towards_roots(&self) -> Option<(PackageId, usize)> {
        let mut queue: VecDeque<PackageId> = VecDeque::new();
        let mut seen: BTreeSet<PackageId> = BTreeSet::new();
        for clause in self.clauses {
            let info = self.lowered.clauses[clause.index()];
            if !info.is_presence {
                continue;
            }
            if let Some(atom) = info.open_atom {
                return Some((info.node, atom));
            }
            if seen.insert(info.node) {
                queue.push_back(info.node);
            }
        }
        let mut out: BTreeMap<PackageId, Vec<EdgeGroupId>> = BTreeMap::new();
        for edge in self.edges {
            out.entry(self.lowered.table.source(*edge)).or_default().push(*edge);
        }
        while let Some(source) = queue.pop_front() {
            for edge in out.get(&source).into_iter().flatten() {
                let target = self.lowered.table.target(*edge);
                if let Some(atom) = self.open_atom(*edge, self.region_of(source), self.region_of(target)) {
                    return Some((target, atom));
                }
                if seen.insert(target) {
                    queue.push_back(target);
                }
            }
        }
        None
    }

    fn open_towards_leaves(&self) -> Option<(PackageId, usize)> {
        self.edges.iter().find_map(|edge| {
            let (source, target) = (self.lowered.table.source(*edge), self.lowered.table.target(*edge));
            let atom = self.open_atom(*edge, self.region_of(target), self.region_of(source))?;
            Some((source, atom))
        })
    }

    fn open_limits(&self) -> Option<(PackageId, usize)> {
        self.clauses.iter().find_map(|clause| {
            let info = self.lowered.clauses[clause.index()];
            Some((info.node, info.open_atom?))
        })
    }

    /// An atom that the other end or the markers of the edge decide, and the region leaves open.
    fn open_atom(&self, edge: EdgeGroupId, other: &Region, region: &Region) -> Option<usize> {
        let atoms = &self.universe.atoms;
        let of_other =
            other.decided().iter().map(|(atom, _)| *atom).find(|atom| region.value(atoms, *atom).is_none());
        of_other.or_else(|| self.open_marker(edge, region))
    }

    fn open_marker(&self, edge: EdgeGroupId, region: &Region) -> Option<usize> {
        let (name, extra, cell) = self.node(self.lowered.table.source(edge));
        let (target, target_extra, _) = self.node(self.lowered.table.target(edge));
        let versions = &self.lowered.candidates[&(name, cell)].versions;
        for version in self.lowered.table.source_versions(edge) {
            let Some((version, release)) = versions.get(version as usize) else { continue };
            for requirement in known(self.universe.request, name, version, release) {
                let is_it = nodes(requirement).any(|node| node == (target, target_extra));
                if is_it
                    && self.universe.counts(requirement, region, extra)
                    && let Some(atom) = self.universe.open_atom(requirement, region)
                {
                    return Some(atom);
                }
            }
        }
        None
    }

    /// What all cells of the conflict share.
    fn region(&self) -> Region {
        let ends = self
            .edges
            .iter()
            .flat_map(|edge| [self.lowered.table.source(*edge), self.lowered.table.target(*edge)]);
        let about = self.clauses.iter().map(|clause| self.lowered.clauses[clause.index()].node);
        let mut region = self.universe.everywhere.clone();
        for node in about.chain(ends) {
            if let Some(both) = region.meet(&self.universe.atoms, self.region_of(node)) {
                region = both;
            }
        }
        region
    }
}
