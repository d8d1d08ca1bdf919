//! Lowers release facts to a table: every package and extra that can be reached becomes a numbered package.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use haggle_spec::release::{MissingFact, Release, ReleaseFacts, ReleaseId, ReleaseMetadata};
use haggle_spec::{PackageName, SpecifierSet, Version};

use super::candidates::{self, Candidates, ListState, Policy};
use super::installed::{fact_of, is_unread};
use super::lowered_request::LoweredRequest;
use super::request::Request;
use super::requirements::{NodeKey, Requirements, Wanted};
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
    pub(super) candidates: BTreeMap<&'a PackageName, Candidates<'a>>,
    pub(super) requirements: Requirements<'a>,
    /// Shared, so that clauses can be added while a solver has it.
    pub(super) table: Rc<Table>,
    pub(super) query: Query,
    /// One for each clause.
    pub(super) origins: Vec<Origin>,
}

impl<'a> Lowered<'a> {
    pub(super) fn new(facts: &'a ReleaseFacts, request: &'a Request) -> Result<Self, TableError> {
        let requirements = Requirements::new(request);
        let mut reached = Reached {
            facts,
            request,
            nodes: BTreeSet::new(),
            candidates: BTreeMap::new(),
            read: BTreeMap::new(),
            queue: vec![],
        };
        let roots = roots(request, &requirements);
        for (_, wanted) in &roots {
            reached.add(wanted);
        }
        reached.follow(&requirements);
        let nodes: Vec<NodeKey<'a>> = reached.nodes.into_iter().collect();
        let (candidates, read) = (reached.candidates, reached.read);
        let lowering =
            Lowering { nodes: &nodes, candidates: &candidates, read: &read, requirements: &requirements };
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
        Ok(Self { nodes, candidates, requirements, table, query, origins })
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
        self.candidates.get(self.key(node).0)
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

/// Whatever any usable release may bring.
struct Reached<'a> {
    facts: &'a ReleaseFacts,
    request: &'a Request,
    nodes: BTreeSet<NodeKey<'a>>,
    candidates: BTreeMap<&'a PackageName, Candidates<'a>>,
    read: ReadReleases<'a>,
    queue: Vec<NodeKey<'a>>,
}

/// The positions of the releases of each package that may be chosen and whose requirements somebody has asked for: the others require
/// nothing so far, and are many.
type ReadReleases<'a> = BTreeMap<&'a PackageName, Vec<u32>>;

impl<'a> Reached<'a> {
    fn add(&mut self, wanted: &Wanted<'a>) {
        for node in wanted.nodes() {
            if self.nodes.insert(node) {
                self.queue.push(node);
            }
        }
    }

    fn follow(&mut self, requirements: &Requirements<'a>) {
        let mut found = Vec::new();
        while let Some((name, extra)) = self.queue.pop() {
            let (facts, request) = (self.facts, self.request);
            let candidates =
                self.candidates.entry(name).or_insert_with(|| Candidates::of(name, facts, request));
            let read = self.read.entry(name).or_insert_with(|| read(candidates, name, request));
            let releases: Vec<_> =
                releases_at(candidates, read).map(|(_, version, release)| (version, release)).collect();
            for (version, release) in releases {
                requirements.of_release(name, version, release, extra, &mut found);
                for wanted in &found {
                    self.add(wanted);
                }
            }
        }
    }
}

/// The releases of a package that are read, by position.
fn read(candidates: &Candidates<'_>, name: &PackageName, request: &Request) -> Vec<u32> {
    let versions = (0u32..).zip(&candidates.versions);
    let is_read = |version: &Version, release: &Release| {
        !is_unread(release) || request.supplied_release(name, version).is_some()
    };
    versions
        .filter(|(position, (version, release))| {
            is_read(version, release) && candidates.is_admissible(*position as usize)
        })
        .map(|(position, _)| position)
        .collect()
}

fn releases_at<'a, 'c>(
    candidates: &'c Candidates<'a>,
    positions: &'c [u32],
) -> impl Iterator<Item = (u32, &'a Version, &'a Release)> + 'c {
    positions.iter().map(|position| {
        let (version, release) = candidates.versions[*position as usize];
        (*position, version, release)
    })
}

struct LoweredClause {
    node: PackageId,
    origin: Origin,
    words: Vec<u64>,
}

struct Lowering<'a, 'l> {
    nodes: &'l [NodeKey<'a>],
    candidates: &'l BTreeMap<&'a PackageName, Candidates<'a>>,
    read: &'l ReadReleases<'a>,
    requirements: &'l Requirements<'a>,
}

impl<'a> Lowering<'a, '_> {
    /// The table, and the yanked releases that a release pins.
    fn table(&self, pinned: &mut BTreeSet<(PackageId, u32)>) -> Result<Table, TableError> {
        let mut builder = TableBuilder::new();
        for (name, _) in self.nodes {
            let n_versions = self.candidates.get(name).map_or(0, Candidates::n_versions);
            builder.package(u32::try_from(n_versions).map_err(|_| TableError::TooLarge)?)?;
        }
        let mut found = Vec::new();
        // Neighbouring releases mostly ask for the same of the same package.
        let mut latest: Vec<Option<(&SpecifierSet, Vec<u64>)>> = vec![None; self.nodes.len()];
        for (position, (name, extra)) in (0u32..).zip(self.nodes) {
            let source = PackageId(position);
            let Some(candidates) = self.candidates.get(name) else { continue };
            if let (Some(_), Some(own)) = (extra, self.node((name, None))) {
                for version in 0..u32::try_from(candidates.n_versions()).map_err(|_| TableError::TooLarge)? {
                    builder.edge(source, version, own, &[(version, version + 1)])?;
                }
            }
            let read = self.read.get(name).map_or(&[][..], Vec::as_slice);
            for (index, version, release) in releases_at(candidates, read) {
                self.requirements.of_release(name, version, release, *extra, &mut found);
                for wanted in &found {
                    let specifiers = wanted.requirement.specifiers();
                    let Some(own) = self.node((wanted.requirement.name(), None)) else { continue };
                    let known = &mut latest[own.index()];
                    if known.as_ref().is_none_or(|(of, _)| of.as_slice() != specifiers.as_slice()) {
                        *known = Some((specifiers, self.words(wanted.requirement.name(), specifiers, 0)));
                        if wanted.requirement.name() != *name {
                            self.yanked_pins(own, specifiers, pinned);
                        }
                    }
                    let Some((_, words)) = known else { continue };
                    for target in wanted.nodes().filter_map(|node| self.node(node)) {
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
        let Some(candidates) = self.candidates.get(self.nodes[node.index()].0) else { return };
        let Some(allowed) = candidates.limits.get(&Policy::Yanked) else { return };
        let yanked = (0u32..).zip(allowed.iter().zip(&candidates.versions));
        let of_pins =
            yanked.filter(|(_, (allowed, (version, _)))| !**allowed && candidates::pins(specifiers, version));
        pinned.extend(of_pins.map(|(position, _)| (node, position)));
    }

    fn node(&self, key: NodeKey<'a>) -> Option<PackageId> {
        let position = self.nodes.binary_search(&key).ok()?;
        u32::try_from(position).ok().map(PackageId)
    }

    /// The versions that the specifiers take, as bits on top of `first`.
    fn words(&self, name: &PackageName, specifiers: &SpecifierSet, first: u64) -> Vec<u64> {
        let candidates = self.candidates.get(name);
        match candidates {
            Some(candidates) if candidates.state != ListState::Unfetched => bits::words_of(
                candidates
                    .versions
                    .iter()
                    .map(|(version, release)| candidates::takes(specifiers, version, release)),
                candidates.n_versions(),
                first,
            ),
            // The placeholder for an unfetched list accepts any specifier.
            _ => vec![first | bits::ABSENT << 1],
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
        let n_versions = self.candidates.get(name)?.n_versions();
        let is_all = bits::count(&words) as usize == n_versions + 1;
        (!is_all).then_some(LoweredClause { node, origin, words })
    }

    fn policy_clauses(&self, pinned: &BTreeSet<(PackageId, u32)>) -> Vec<LoweredClause> {
        let mut clauses = Vec::new();
        for (name, candidates) in self.candidates {
            let Some(node) = self.node((name, None)) else { continue };
            for (policy, allowed) in &candidates.limits {
                let is_pinned = |version| *policy == Policy::Yanked && pinned.contains(&(node, version));
                let allowed = (0u32..).zip(allowed).map(|(version, allowed)| *allowed || is_pinned(version));
                let words = bits::words_of(allowed, candidates.n_versions(), bits::ABSENT);
                if bits::count(&words) as usize == candidates.n_versions() + 1 {
                    continue;
                }
                clauses.push(LoweredClause { node, origin: Origin::Policy((*name).clone(), *policy), words });
            }
        }
        clauses
    }
}
