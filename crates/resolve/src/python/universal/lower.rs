//! Lowers a request for many environments: each package has a partition of the environments into cells, and each cell is
//! a package of the table.

use std::collections::{BTreeMap, BTreeSet};

use haggle_spec::release::{PackageFacts, Release, ReleaseFacts, ReleaseMetadata};
use haggle_spec::{ExtraName, PackageName, Prereleases, Requirement, Version};

use super::atoms::{Atoms, Formula};
use super::region::Region;
use crate::bits;
use crate::python::candidates::{Candidates, ListState, range_of};
use crate::python::request::Request;
use crate::python::requirements::counts_overridden;
use crate::query::{ClauseId, Query};
use crate::table::{PackageId, Table, TableBuilder, TableError};

/// A package, or an extra of it, in the environments of one cell of the package.
pub(super) type Node<'a> = (&'a PackageName, Option<&'a ExtraName>, usize);

/// The cells of each package: disjoint regions that cover the request's environments.
pub(super) type Partition<'a> = BTreeMap<&'a PackageName, Vec<Region>>;

/// Where a clause comes from, and the atom that would tell more about it if its region were split there.
#[derive(Debug, Clone, Copy)]
pub(super) struct ClauseInfo {
    pub(super) node: PackageId,
    pub(super) is_presence: bool,
    pub(super) open_atom: Option<usize>,
}

pub(super) struct Lowered<'a> {
    pub(super) nodes: Vec<Node<'a>>,
    pub(super) candidates: BTreeMap<(&'a PackageName, usize), Candidates<'a>>,
    pub(super) table: Table,
    pub(super) query: Query,
    pub(super) clauses: Vec<ClauseInfo>,
}

/// Everything that stays the same while the partition is refined.
pub(super) struct Universe<'a> {
    pub(super) facts: &'a ReleaseFacts,
    /// The request with an environment that has no Python, so that nothing is ruled out by one.
    pub(super) request: &'a Request,
    pub(super) everywhere: Region,
    pub(super) atoms: Atoms,
    /// The formulas of markers, by their text.
    pub(super) formulas: BTreeMap<&'a str, Formula>,
    /// The environments that need a wheel where nothing can be built.
    pub(super) required: Vec<Formula>,
    /// What may be reached: names, and extras of them.
    pub(super) reached: BTreeSet<(&'a PackageName, Option<&'a ExtraName>)>,
}

impl<'a> Universe<'a> {
    pub(super) fn new(facts: &'a ReleaseFacts, request: &'a Request, everywhere: Region) -> Self {
        let mut universe = Self {
            facts,
            request,
            everywhere,
            atoms: Atoms::default(),
            formulas: BTreeMap::new(),
            required: Vec::new(),
            reached: BTreeSet::new(),
        };
        for marker in &request.required_environments {
            let formula = universe.atoms.formula(marker);
            universe.required.push(formula);
        }
        universe.reach();
        universe
    }

    fn reach(&mut self) {
        let request = self.request;
        let mut queue: Vec<(&PackageName, Option<&ExtraName>)> = Vec::new();
        for root in request.requirements.iter().chain(&request.constraints).chain(&request.overrides) {
            self.learn_marker(&root.requirement);
        }
        for root in &request.requirements {
            if self.counts(&root.requirement, &self.everywhere, None) {
                self.push(&root.requirement, &mut queue);
            }
        }
        while let Some((name, extra)) = queue.pop() {
            let Some(PackageFacts::Releases(releases)) = self.facts.packages.get(name) else { continue };
            for (version, release) in releases {
                if let Some(range) = range_of(name, version, release, request) {
                    self.atoms.python(range);
                }
                for requirement in known(request, name, version, release) {
                    self.learn_marker(requirement);
                    if self.counts(requirement, &self.everywhere, extra) {
                        self.push(requirement, &mut queue);
                    }
                }
            }
        }
    }

    fn push(
        &mut self,
        requirement: &'a Requirement,
        queue: &mut Vec<(&'a PackageName, Option<&'a ExtraName>)>,
    ) {
        for node in nodes(requirement) {
            if !self.request.exclusions.contains(node.0) && self.reached.insert(node) {
                queue.push(node);
            }
        }
    }

    fn learn_marker(&mut self, requirement: &'a Requirement) {
        if let Some(marker) = requirement.marker()
            && !self.formulas.contains_key(marker.as_str())
        {
            let formula = self.atoms.formula(marker);
            self.formulas.insert(marker.as_str(), formula);
        }
    }

    pub(super) fn formula(&self, requirement: &Requirement) -> Option<&Formula> {
        self.formulas.get(requirement.marker()?.as_str())
    }

    /// Whether the marker holds everywhere in the region.
    pub(super) fn condition(
        &self,
        requirement: &Requirement,
        region: &Region,
        extra: Option<&ExtraName>,
    ) -> Option<bool> {
        self.formula(requirement).map_or(Some(true), |formula| region.decides(&self.atoms, formula, extra))
    }

    /// Whether the requirement may count somewhere in the region, for the package itself or only for the extra.
    pub(super) fn counts(
        &self,
        requirement: &Requirement,
        region: &Region,
        extra: Option<&ExtraName>,
    ) -> bool {
        if let Some(marker) = requirement.marker().filter(|_| self.is_overridden(requirement)) {
            return counts_overridden(marker, extra);
        }
        let holds = self.condition(requirement, region, extra) != Some(false);
        match extra {
            None => holds,
            Some(_) => holds && self.condition(requirement, region, None) != Some(true),
        }
    }

    fn is_overridden(&self, requirement: &Requirement) -> bool {
        let mut overrides = self.request.overrides.iter().map(|root| &root.requirement);
        // An override has its own marker.
        overrides.clone().all(|instead| !std::ptr::eq(instead, requirement))
            && overrides.any(|instead| instead.name() == requirement.name())
    }

    pub(super) fn open_atom(&self, requirement: &Requirement, region: &Region) -> Option<usize> {
        if self.is_overridden(requirement) {
            return None;
        }
        region.open_atom(&self.atoms, self.formula(requirement)?)
    }

    /// Overrides of the requirement, or itself.
    pub(super) fn instead(&self, requirement: &'a Requirement) -> Vec<&'a Requirement> {
        let overrides: Vec<&Requirement> = self
            .request
            .overrides
            .iter()
            .map(|root| &root.requirement)
            .filter(|instead| instead.name() == requirement.name())
            .collect();
        if overrides.is_empty() { vec![requirement] } else { overrides }
    }

    pub(super) fn is_direct(&self, name: &PackageName, region: &Region) -> bool {
        let mut roots = self.request.requirements.iter().map(|root| &root.requirement);
        roots.any(|root| root.name() == name && self.counts(root, region, None))
    }

    pub(super) fn lower(&self, partition: &Partition<'a>) -> Result<Lowered<'a>, TableError> {
        let mut nodes: Vec<Node<'a>> = Vec::new();
        let mut candidates = BTreeMap::new();
        for (name, extra) in &self.reached {
            for (cell, region) in partition[name].iter().enumerate() {
                nodes.push((name, *extra, cell));
                candidates.entry((*name, cell)).or_insert_with(|| {
                    Candidates::ranked(name, self.facts, self.request, self.is_direct(name, region))
                });
            }
        }
        nodes.sort_unstable();
        let lowering = Lowering { universe: self, partition, nodes: &nodes, candidates: &candidates };
        let table = lowering.table()?;
        let (query, clauses) = lowering.query()?;
        Ok(Lowered { nodes, candidates, table, query, clauses })
    }
}

/// The package and the extras that the requirement names.
pub(super) fn nodes(requirement: &Requirement) -> impl Iterator<Item = (&PackageName, Option<&ExtraName>)> {
    let name = requirement.name();
    std::iter::once((name, None)).chain(requirement.extras().iter().map(move |extra| (name, Some(extra))))
}

/// The requirements of a release, as far as they are known.
pub(super) fn known<'a>(
    request: &'a Request,
    name: &PackageName,
    version: &Version,
    release: &'a Release,
) -> &'a [Requirement] {
    if let Some(supplied) = request.supplied_release(name, version) {
        return &supplied.requirements;
    }
    match &release.metadata {
        ReleaseMetadata::Known { requirements, .. } => requirements,
        ReleaseMetadata::Unfetched | ReleaseMetadata::Unknown { .. } => &[],
    }
}

pub(super) struct Lowering<'a, 'l> {
    pub(super) universe: &'l Universe<'a>,
    pub(super) partition: &'l Partition<'a>,
    nodes: &'l [Node<'a>],
    pub(super) candidates: &'l BTreeMap<(&'a PackageName, usize), Candidates<'a>>,
}

impl<'a> Lowering<'a, '_> {
    pub(super) fn node(&self, node: Node<'a>) -> Option<PackageId> {
        u32::try_from(self.nodes.binary_search(&node).ok()?).ok().map(PackageId)
    }

    fn region(&self, node: Node<'a>) -> &Region {
        &self.partition[node.0][node.2]
    }

    fn n_versions(&self, node: Node<'a>) -> Result<u32, TableError> {
        let n_versions = self.candidates[&(node.0, node.2)].n_versions();
        u32::try_from(n_versions).map_err(|_| TableError::TooLarge)
    }

    fn table(&self) -> Result<Table, TableError> {
        let mut builder = TableBuilder::new();
        for node in self.nodes {
            builder.package(self.n_versions(*node)?)?;
        }
        for (position, node) in (0u32..).zip(self.nodes) {
            self.edges(&mut builder, PackageId(position), *node)?;
        }
        builder.build()
    }

    fn edges(&self, builder: &mut TableBuilder, source: PackageId, node: Node<'a>) -> Result<(), TableError> {
        let (name, extra, cell) = node;
        let universe = self.universe;
        if let (Some(_), Some(own)) = (extra, self.node((name, None, cell))) {
            for version in 0..self.n_versions(node)? {
                builder.edge(source, version, own, &[(version, version + 1)])?;
            }
        }
        let candidates = &self.candidates[&(name, cell)];
        for (index, (version, release)) in (0u32..).zip(&candidates.versions) {
            if !candidates.is_usable(index as usize) {
                continue;
            }
            for requirement in known(universe.request, name, version, release) {
                if !universe.counts(requirement, self.region(node), extra) {
                    continue;
                }
                for instead in universe.instead(requirement) {
                    for target in self.targets(requirement, instead, self.region(node), extra) {
                        let words = self.words(target, instead, 0);
                        let Some(target) = self.node(target) else { continue };
                        builder.edge_to(source, index, target, &words)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// The nodes that the requirement may ask for from within the region.
    fn targets(
        &self,
        requirement: &'a Requirement,
        instead: &'a Requirement,
        region: &Region,
        extra: Option<&ExtraName>,
    ) -> Vec<Node<'a>> {
        let universe = self.universe;
        let mut targets = Vec::new();
        let extras = nodes(requirement).chain(nodes(instead)).collect::<BTreeSet<_>>();
        for (name, wanted_extra) in extras {
            for (cell, of_target) in self.partition.get(name).into_iter().flatten().enumerate() {
                let Some(both) = region.meet(&universe.atoms, of_target) else { continue };
                let is_override = !std::ptr::eq(requirement, instead);
                let is_dropped = is_override && universe.condition(instead, &both, None) == Some(false);
                if universe.counts(requirement, &both, extra) && !is_dropped {
                    targets.push((name, wanted_extra, cell));
                }
            }
        }
        targets
    }

    fn words(&self, node: Node<'a>, requirement: &Requirement, first: u64) -> Vec<u64> {
        let candidates = &self.candidates[&(node.0, node.2)];
        if candidates.state == ListState::Unfetched {
            return vec![first | bits::ABSENT << 1];
        }
        let specifiers = requirement.specifiers();
        let takes =
            |version: &Version| specifiers.is_empty() || specifiers.contains(version, Prereleases::Allow);
        bits::words_of(
            candidates.versions.iter().map(|(version, _)| takes(version)),
            candidates.n_versions(),
            first,
        )
    }

    fn query(&self) -> Result<(Query, Vec<ClauseInfo>), TableError> {
        let mut query = Query::new();
        let mut clauses = Vec::new();
        let mut add =
            |node: PackageId, words: &[u64], is_presence, open_atom| -> Result<ClauseId, TableError> {
                clauses.push(ClauseInfo { node, is_presence, open_atom });
                query.add_words(node, words)
            };
        let universe = self.universe;
        for root in &universe.request.requirements {
            for instead in universe.instead(&root.requirement) {
                for target in self.targets(&root.requirement, instead, &universe.everywhere, None) {
                    let Some(node) = self.node(target) else { continue };
                    let open = universe.open_atom(&root.requirement, self.region(target));
                    let open = open.or_else(|| universe.open_atom(instead, self.region(target)));
                    add(node, &self.words(target, instead, 0), true, open)?;
                }
            }
        }
        for constraint in &universe.request.constraints {
            let requirement = &constraint.requirement;
            for (cell, region) in self.partition.get(requirement.name()).into_iter().flatten().enumerate() {
                if universe.condition(requirement, region, None) == Some(false) {
                    continue;
                }
                let target = (requirement.name(), None, cell);
                let Some(node) = self.node(target) else { continue };
                let open = universe.open_atom(requirement, region);
                add(node, &self.words(target, requirement, bits::ABSENT), false, open)?;
            }
        }
        for ((name, cell), candidates) in self.candidates {
            let Some(node) = self.node((name, None, *cell)) else { continue };
            for allowed in candidates.limits.values() {
                let words = bits::words_of(allowed.iter().copied(), candidates.n_versions(), bits::ABSENT);
                add(node, &words, false, None)?;
            }
        }
        self.python_limits(&mut add)?;
        self.coverage_limits(&mut add)?;
        Ok((query, clauses))
    }

    /// A release has to run on every Python of its cell.
    fn python_limits(
        &self,
        add: &mut impl FnMut(PackageId, &[u64], bool, Option<usize>) -> Result<ClauseId, TableError>,
    ) -> Result<(), TableError> {
        for ((name, cell), candidates) in self.candidates {
            let Some(node) = self.node((name, None, *cell)) else { continue };
            let region = &self.partition[name][*cell];
            let mut open = None;
            let allowed: Vec<bool> = candidates
                .versions
                .iter()
                .map(|(version, release)| {
                    let Some(range) = range_of(name, version, release, self.universe.request) else {
                        return true;
                    };
                    let set = range.to_set();
                    let runs = region.python.is_subset_of(&set);
                    if !runs && !region.python.is_disjoint(&set) {
                        open = open.or_else(|| self.universe.atoms.known_python(range));
                    }
                    runs
                })
                .collect();
            if allowed.contains(&false) {
                let words = bits::words_of(allowed.iter().copied(), candidates.n_versions(), bits::ABSENT);
                add(node, &words, false, open)?;
            }
        }
        Ok(())
    }
}
