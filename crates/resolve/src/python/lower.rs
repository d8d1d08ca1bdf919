//! Lowers release facts to a table: every package and extra that can be reached becomes a numbered package.

use std::collections::BTreeSet;
use std::rc::Rc;

use haggle_spec::release::{MissingFact, ReleaseFacts, ReleaseId, ReleaseMetadata};
use haggle_spec::{PackageName, SpecifierSet, Version};
use rustc_hash::FxHashMap;

use super::candidates::{self, Candidates, ListState, Policy};
use super::installed::fact_of;
use super::lowered_request::LoweredRequest;
use super::reached::{Packages, Reached};
use super::request::Request;
use super::requirements::{NodeKey, Requirements, Wanted};
use super::shared_sets::SharedSets;
use crate::bits;
use crate::query::{ClauseId, Query};
use crate::table::{PackageId, Table, TableBuilder, TableError};

/// Where a clause of the query comes from. Positions are those of the request's lists.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Origin {
    /// A requirement asks for the package to be there.
    Presence(usize),
    /// A requirement bounds the version.
    Bound(usize),
    /// A constraint bounds the version.
    Constraint(usize),
    /// A policy rules releases out.
    Policy(PackageName, Policy),
    /// A better version is looked for.
    Floor,
}

/// A request over facts, lowered.
#[derive(Debug)]
pub(super) struct Lowered<'a> {
    /// The packages of the table, in order: by name, the package itself before its extras.
    pub(super) nodes: Vec<NodeKey<'a>>,
    pub(super) candidates: Packages<'a>,
    /// The position of each node's package.
    package_of: Vec<usize>,
    pub(super) requirements: Requirements<'a>,
    /// Shared, so that clauses can be added while a solver has it.
    pub(super) table: Rc<Table>,
    pub(super) query: Query,
    /// One for each clause.
    pub(super) origins: Vec<Origin>,
}

impl<'a> Lowered<'a> {
    pub(super) fn new(facts: &'a ReleaseFacts, request: &'a Request) -> Result<Self, TableError> {
        Self::sharing(facts, request, &SharedSets::default())
    }

    /// The same with what earlier lowerings of the request found out.
    pub(super) fn sharing(
        facts: &'a ReleaseFacts,
        request: &'a Request,
        shared: &SharedSets,
    ) -> Result<Self, TableError> {
        let requirements = Requirements::new(request);
        let roots = roots(request, &requirements);
        let mut reached = Reached::new(facts, request);
        for (_, wanted) in &roots {
            reached.add(wanted);
        }
        reached.follow(&requirements);
        let nodes = reached.nodes();
        let ids = (0u32..).zip(&nodes).map(|(id, node)| (*node, PackageId(id))).collect();
        let package_of =
            nodes.iter().map(|(name, _)| reached.packages.position(name).unwrap_or(usize::MAX)).collect();
        let lowering =
            Lowering { nodes: &nodes, ids, reached: &reached, requirements: &requirements, shared };
        let mut pinned = BTreeSet::new();
        let table = Rc::new(lowering.table(&mut pinned)?);
        let mut clauses = lowering.root_clauses(&roots);
        clauses.extend(lowering.constraint_clauses(request));
        clauses.extend(lowering.policy_clauses(&pinned));
        // Which clause comes first decides nothing but which of several proofs is found.
        clauses.sort_by(|left, right| {
            (left.node, &left.words, &left.origin).cmp(&(right.node, &right.words, &right.origin))
        });
        let mut query = Query::new();
        let mut origins = Vec::with_capacity(clauses.len());
        for clause in clauses {
            query.add_words(clause.node, &clause.words)?;
            origins.push(clause.origin);
        }
        let candidates = reached.packages;
        Ok(Self { nodes, candidates, package_of, requirements, table, query, origins })
    }
}

impl<'a> LoweredRequest<'a> for Lowered<'a> {
    fn request(&self) -> &Request {
        self.requirements.request()
    }

    fn table(&self) -> &Table {
        &self.table
    }

    fn query(&self) -> &Query {
        &self.query
    }

    fn policy(&self, clause: ClauseId) -> Option<Policy> {
        match self.origins[clause.index()] {
            Origin::Policy(_, policy) => Some(policy),
            Origin::Presence(_) | Origin::Bound(_) | Origin::Constraint(_) | Origin::Floor => None,
        }
    }

    fn rule_out(
        &mut self,
        node: PackageId,
        versions: &BTreeSet<u32>,
        policy: Policy,
    ) -> Result<ClauseId, TableError> {
        let (name, _) = self.nodes[node.index()];
        let n_versions = self.table.n_versions(node);
        let allowed = (0..n_versions).map(|version| !versions.contains(&version));
        let words = bits::words_of(allowed, n_versions as usize, bits::ABSENT);
        let clause = self.query.add_words(node, &words)?;
        self.origins.push(Origin::Policy(name.clone(), policy));
        Ok(clause)
    }

    fn drop_clauses(&mut self, dropped: &BTreeSet<ClauseId>) {
        self.query.drop_clauses(&self.table, dropped, &mut self.origins);
    }

    fn key(&self, node: PackageId) -> NodeKey<'a> {
        self.nodes[node.index()]
    }

    fn candidates(&self, node: PackageId) -> Option<&Candidates<'a>> {
        self.candidates.at(self.package_of[node.index()])
    }

    fn metadata(&self, node: PackageId, version: u32) -> &ReleaseMetadata {
        static UNFETCHED: ReleaseMetadata = ReleaseMetadata::Unfetched;
        let release = self.version(node, version);
        release.map_or(&UNFETCHED, |(_, release)| self.requirements.metadata(self.key(node).0, release))
    }

    fn pins(&self, node: PackageId, version: u32, name: &PackageName, pinned: &Version) -> bool {
        let (of, extra) = self.key(node);
        let Some((own, release)) = self.version(node, version) else { return false };
        let mut found = Vec::new();
        self.requirements.of_release(of, own, release, extra, &mut found);
        found.iter().any(|wanted| {
            wanted.requirement.name() == name && candidates::pins(wanted.requirement.specifiers(), pinned)
        })
    }

    fn metadata_fact(&self, node: PackageId, version: u32, id: ReleaseId) -> MissingFact {
        match self.version(node, version) {
            Some((_, release)) => fact_of(self.request(), id, release),
            None => MissingFact::Metadata(id),
        }
    }
}

/// The root requirements whose markers hold, by position.
fn roots<'a>(request: &'a Request, requirements: &Requirements<'a>) -> Vec<(usize, Wanted<'a>)> {
    let mut roots = Vec::new();
    let mut found = Vec::new();
    for (position, root) in request.requirements.iter().enumerate() {
        requirements.of_root(&root.requirement, &mut found);
        roots.extend(found.drain(..).map(|wanted| (position, wanted)));
    }
    roots
}

/// What was asked for last of a package, and the versions that meet it.
type Latest<'s> = Option<(&'s SpecifierSet, Rc<[u64]>)>;

struct LoweredClause {
    node: PackageId,
    origin: Origin,
    words: Vec<u64>,
}

struct Lowering<'a, 'l> {
    nodes: &'l [NodeKey<'a>],
    ids: FxHashMap<NodeKey<'a>, PackageId>,
    reached: &'l Reached<'a>,
    requirements: &'l Requirements<'a>,
    shared: &'l SharedSets,
}

impl<'a> Lowering<'a, '_> {
    /// The table, and the yanked releases that a release pins.
    fn table(&self, pinned: &mut BTreeSet<(PackageId, u32)>) -> Result<Table, TableError> {
        let mut builder = TableBuilder::new();
        for (name, _) in self.nodes {
            let n_versions = self.candidates(name).map_or(0, Candidates::n_versions);
            builder.package(u32::try_from(n_versions).map_err(|_| TableError::TooLarge)?)?;
        }
        // Neighbouring releases mostly ask for the same of the same package.
        let mut latest: Vec<Latest<'_>> = vec![None; self.nodes.len()];
        for (position, key) in (0u32..).zip(self.nodes) {
            let source = PackageId(position);
            let (name, extra) = *key;
            let Some(candidates) = self.candidates(name) else { continue };
            if let (Some(_), Some(own)) = (extra, self.node((name, None))) {
                for version in 0..u32::try_from(candidates.n_versions()).map_err(|_| TableError::TooLarge)? {
                    builder.edge(source, version, own, &[(version, version + 1)])?;
                }
            }
            for (index, wanted) in self.reached.asks_of(*key) {
                for wanted in wanted {
                    let specifiers = wanted.requirement.specifiers();
                    let target = wanted.requirement.name();
                    let Some(own) = self.node((target, None)) else { continue };
                    let known = &mut latest[own.index()];
                    if known.as_ref().is_none_or(|(of, _)| of.as_slice() != specifiers.as_slice()) {
                        *known = Some((specifiers, self.shared_words(target, specifiers)));
                        if target != name {
                            self.yanked_pins(own, specifiers, pinned);
                        }
                    }
                    let Some((_, words)) = known else { continue };
                    builder.edge_to(source, index, own, words)?;
                    let extras = wanted.extras.iter().filter_map(|extra| self.node((target, Some(*extra))));
                    for target in extras {
                        builder.edge_to(source, index, target, words)?;
                    }
                }
            }
        }
        builder.build()
    }

    /// The yanked versions that the specifiers pin.
    fn yanked_pins(
        &self,
        node: PackageId,
        specifiers: &SpecifierSet,
        pinned: &mut BTreeSet<(PackageId, u32)>,
    ) {
        let Some(candidates) = self.candidates(self.nodes[node.index()].0) else { return };
        let Some(allowed) = candidates.limits.get(&Policy::Yanked) else { return };
        let yanked = (0u32..).zip(allowed.iter().zip(&candidates.versions));
        let of_pins =
            yanked.filter(|(_, (allowed, (version, _)))| !**allowed && candidates::pins(specifiers, version));
        pinned.extend(of_pins.map(|(position, _)| (node, position)));
    }

    fn node(&self, key: NodeKey<'a>) -> Option<PackageId> {
        self.ids.get(&key).copied()
    }

    fn candidates(&self, name: &PackageName) -> Option<&Candidates<'a>> {
        self.reached.packages.get(name)
    }

    /// The versions that the specifiers take, as bits on top of `first`.
    fn words(&self, name: &PackageName, specifiers: &SpecifierSet, first: u64) -> Vec<u64> {
        let mut words = self.shared_words(name, specifiers).to_vec();
        words[0] |= first;
        words
    }

    fn shared_words(&self, name: &PackageName, specifiers: &SpecifierSet) -> Rc<[u64]> {
        match self.candidates(name) {
            Some(candidates) if candidates.state != ListState::Unfetched => {
                self.shared.words(name, specifiers, candidates)
            }
            // The placeholder for an unfetched list accepts any specifier.
            _ => [bits::ABSENT << 1].into(),
        }
    }

    fn root_clauses(&self, roots: &[(usize, Wanted<'a>)]) -> Vec<LoweredClause> {
        let mut clauses = Vec::new();
        for (position, wanted) in roots {
            for node in wanted.nodes().filter_map(|node| self.node(node)) {
                let words = self.words(wanted.requirement.name(), &SpecifierSet::new(), 0);
                clauses.push(LoweredClause { node, origin: Origin::Presence(*position), words });
            }
            clauses.extend(self.bound(
                wanted.requirement.name(),
                wanted.requirement.specifiers(),
                Origin::Bound(*position),
            ));
        }
        clauses
    }

    fn constraint_clauses(&self, request: &'a Request) -> Vec<LoweredClause> {
        let constraints = request.constraints.iter().enumerate();
        constraints
            .filter(|(_, line)| {
                line.requirement.marker().is_none_or(|marker| self.requirements.holds(marker, None))
            })
            .filter_map(|(position, line)| {
                let constraint = &line.requirement;
                self.bound(constraint.name(), constraint.specifiers(), Origin::Constraint(position))
            })
            .collect()
    }

    /// A limit on the package, if it limits anything.
    fn bound(
        &self,
        name: &'a PackageName,
        specifiers: &SpecifierSet,
        origin: Origin,
    ) -> Option<LoweredClause> {
        let node = self.node((name, None))?;
        if specifiers.is_empty() {
            return None;
        }
        let words = self.words(name, specifiers, bits::ABSENT);
        let n_versions = self.candidates(name)?.n_versions();
        let is_all = bits::count(&words) as usize == n_versions + 1;
        (!is_all).then_some(LoweredClause { node, origin, words })
    }

    fn policy_clauses(&self, pinned: &BTreeSet<(PackageId, u32)>) -> Vec<LoweredClause> {
        let mut clauses = Vec::new();
        for (name, candidates) in self.reached.packages.iter() {
            let Some(node) = self.node((name, None)) else { continue };
            for (policy, allowed) in &candidates.limits {
                let is_pinned = |version| *policy == Policy::Yanked && pinned.contains(&(node, version));
                let allowed = (0u32..).zip(allowed).map(|(version, allowed)| *allowed || is_pinned(version));
                let words = bits::words_of(allowed, candidates.n_versions(), bits::ABSENT);
                if bits::count(&words) as usize == candidates.n_versions() + 1 {
                    continue;
                }
                clauses.push(LoweredClause { node, origin: Origin::Policy(name.clone(), *policy), words });
            }
        }
        clauses
    }
}
