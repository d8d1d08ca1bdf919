//! The table and the query of one environment.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use haggle_spec::release::{MissingFact, ReleaseId, ReleaseMetadata};
use haggle_spec::{PackageName, Version};
use rustc_hash::FxHashMap;

use super::base::Base;
use super::diagram::Set;
use super::prepared::{ConditionId, Prepared};
use super::space::Space;
use super::steps::{Grounds, Part, Step};
use crate::bits;
use crate::python::candidates::{self, Candidates, Policy};
use crate::python::installed::MetadataPlace;
use crate::python::lowered_request::{LoweredRequest, NoSolution};
use crate::python::request::Request;
use crate::python::requirements::NodeKey;
use crate::query::{ClauseId, Query};
use crate::solver::{Solver, Support};
use crate::table::{EdgeGroupId, PackageId, Table, TableError};

/// Where a clause of an environment's query comes from.
#[derive(Debug, Clone, Copy)]
pub(super) enum Origin {
    /// A requirement or a constraint of the request, where this holds.
    Line(ConditionId),
    /// A policy that is the same everywhere, or what the search ruled out by one.
    Policy(Policy),
    /// Releases that do not run here.
    Runs,
    /// A version that is preferred, so that there are fewer.
    Preferred,
}

/// The table and the query of one environment, and what the search made of it.
#[derive(Clone)]
pub(super) struct Lowered<'a, 'p> {
    pub(super) prepared: &'p Prepared<'a>,
    pub(super) table: Rc<Table>,
    pub(super) query: Query,
    pub(super) origins: Vec<Origin>,
    /// Whether each condition holds.
    pub(super) holds: Rc<Vec<bool>>,
    /// Of releases whose files differ, by package and version: which place counts here, and which file is installed.
    here: Rc<Here<'a>>,
    /// What the search found so far.
    pub(super) steps: Vec<Step>,
    /// What each package of the last solution rests on, where somebody wants to know.
    pub(super) parts: Option<Vec<Part>>,
}

/// By package and version, the position of a place and the file.
type Here<'a> = FxHashMap<(usize, u32), (usize, Option<&'a str>)>;

/// The versions that are preferred, by node; none where each environment is to have what it would have alone.
pub(super) type Preferred = BTreeMap<u32, BTreeSet<u32>>;

impl Lowered<'_, '_> {
    /// Limits packages to the versions that are preferred, except for some.
    pub(super) fn prefer(&mut self, preferred: &Preferred, except: &BTreeSet<u32>) -> Result<(), TableError> {
        let prepared = self.prepared;
        let is_limited = |node: u32| prepared.own(node) == node && !except.contains(&node);
        for (node, versions) in preferred.iter().filter(|(node, _)| is_limited(**node)) {
            let n_versions = prepared.of(*node).n_versions();
            let takes = (0u32..).take(n_versions).map(|version| versions.contains(&version));
            self.query.add_words(PackageId(*node), &bits::words_of(takes, n_versions, bits::ABSENT))?;
            self.origins.push(Origin::Preferred);
        }
        Ok(())
    }
}

impl<'a> LoweredRequest<'a> for Lowered<'a, '_> {
    fn request(&self) -> &Request {
        self.prepared.request
    }

    fn table(&self) -> &Table {
        &self.table
    }

    fn query(&self) -> &Query {
        &self.query
    }

    fn policy(&self, clause: ClauseId) -> Option<Policy> {
        match self.origins[clause.index()] {
            Origin::Policy(policy) => Some(policy),
            Origin::Line(_) | Origin::Runs | Origin::Preferred => None,
        }
    }

    fn rule_out(
        &mut self,
        node: PackageId,
        versions: &BTreeSet<u32>,
        policy: Policy,
    ) -> Result<ClauseId, TableError> {
        let n_versions = self.table.n_versions(node);
        let allowed = (0..n_versions).map(|version| !versions.contains(&version));
        let words = bits::words_of(allowed, n_versions as usize, bits::ABSENT);
        let clause = self.query.add_words(node, &words)?;
        self.origins.push(Origin::Policy(policy));
        self.steps.push(Step::RuledOut(node.0));
        Ok(clause)
    }

    fn drop_clauses(&mut self, dropped: &BTreeSet<ClauseId>) {
        self.query.drop_clauses(&self.table, dropped, &mut self.origins);
    }

    fn key(&self, node: PackageId) -> NodeKey<'a> {
        self.prepared.nodes[node.index()]
    }

    fn candidates(&self, node: PackageId) -> Option<&Candidates<'a>> {
        Some(self.prepared.of(node.0))
    }

    fn metadata(&self, node: PackageId, version: u32) -> &ReleaseMetadata {
        static UNFETCHED: ReleaseMetadata = ReleaseMetadata::Unfetched;
        let Some((_, release)) = self.version(node, version) else { return &UNFETCHED };
        self.place(node, version).0.of(release)
    }

    fn pins(&self, node: PackageId, version: u32, name: &PackageName, pinned: &Version) -> bool {
        self.prepared.edges_at(node.0, version).iter().any(|edge| {
            edge.requirement.name() == name
                && self.holds[edge.condition as usize]
                && candidates::pins(edge.requirement.specifiers(), pinned)
        })
    }

    fn metadata_fact(&self, node: PackageId, version: u32, id: ReleaseId) -> MissingFact {
        match self.place(node, version).1 {
            Some(file) => MissingFact::FileMetadata(id, file.to_owned()),
            None => MissingFact::Metadata(id),
        }
    }

    fn tried(&mut self, solver: &mut Solver<'_>, found: Result<&[(PackageId, u32)], NoSolution>) {
        let step = if let Ok(chosen) = found {
            if self.parts.is_some() {
                let parts = solver.support_of_each(&self.query).into_iter();
                let parts = parts.map(|(node, support, earlier)| Part {
                    node: node.0,
                    grounds: self.supported(support),
                    earlier: earlier.into_iter().map(|node| node.0).collect(),
                });
                self.parts = Some(parts.collect());
            }
            let grounds = self.supported(solver.support(&self.query));
            Step::Solved(chosen.iter().map(|(node, version)| (node.0, *version)).collect(), grounds)
        } else {
            let refutation = solver.refutation(&self.query);
            let (clauses, edges) =
                refutation.map(|refutation| (refutation.clauses(), refutation.edges())).unwrap_or_default();
            Step::Failed(self.grounds(clauses.into_iter(), edges.into_iter().collect()))
        };
        self.steps.push(step);
    }
}

impl<'a> Lowered<'a, '_> {
    /// What is known of what is installed here.
    fn place(&self, node: PackageId, version: u32) -> (MetadataPlace, Option<&'a str>) {
        let places = self.prepared.places(node.0, version);
        let here = self.here.get(&(self.prepared.package_of[node.index()], version));
        let place = here.and_then(|(position, file)| Some((places.get(*position)?.metadata, *file)));
        place.unwrap_or((MetadataPlace::Main, None))
    }

    fn supported(&self, support: Support) -> Grounds {
        let whole = support.whole.into_iter().map(|node| node.0).collect();
        Grounds { whole, ..self.grounds(support.clauses.into_iter(), support.edges) }
    }

    pub(super) fn grounds(
        &self,
        clauses: impl Iterator<Item = ClauseId>,
        edges: BTreeSet<EdgeGroupId>,
    ) -> Grounds {
        let mut grounds = Grounds { edges, ..Grounds::default() };
        for clause in clauses {
            let node = self.query.package(clause).0;
            match self.origins[clause.index()] {
                Origin::Line(condition) => {
                    grounds.conditions.insert(condition);
                }
                Origin::Runs => {
                    grounds.runs.insert(node);
                }
                Origin::Preferred => {
                    grounds.preferred.insert(node);
                }
                Origin::Policy(_) => {}
            }
        }
        grounds
    }
}

/// The table of the environment with these values.
pub(super) fn lower<'a, 'p>(
    prepared: &'p Prepared<'a>,
    base: &Base,
    space: &Space,
    values: &[u32],
) -> Result<Lowered<'a, 'p>, TableError> {
    let is_in = |set: Set| space.diagrams.contains(set, |variable| values[variable as usize]);
    let holds: Vec<bool> = prepared.conditions.iter().map(|condition| is_in(*condition)).collect();
    let (mut builder, mut pinned) = (base.builder.clone(), base.pinned.clone());
    for (node, position) in &base.conditional {
        let edge = &prepared.edges[*node as usize][*position];
        if holds[edge.condition as usize] {
            prepared.add_edge(&mut builder, &mut pinned, *node, edge)?;
        }
    }
    let (mut query, mut origins) = (Query::new(), Vec::new());
    for line in prepared.roots.iter().chain(&prepared.constraints) {
        if holds[line.condition as usize] {
            query.add_words(PackageId(line.target), &prepared.words[line.allowed as usize])?;
            origins.push(Origin::Line(line.condition));
        }
    }
    let is_more_pinned = pinned.len() > base.pinned.len();
    for limits in &base.limits {
        let node = limits.node;
        for (policy, words) in &limits.policies {
            if is_more_pinned && *policy == Policy::Yanked {
                query.add_words(PackageId(node), &prepared.policy_words(node, *policy, &pinned))?;
            } else {
                query.add_words(PackageId(node), words)?;
            }
            origins.push(Origin::Policy(*policy));
        }
        if !limits.is_for_some {
            continue;
        }
        // Neighbouring versions mostly run on the same.
        let mut latest = (Set::ALL, true);
        let runs = prepared.runs[prepared.package_of[node as usize]].iter().map(|set| {
            if latest.0 != *set {
                latest = (*set, is_in(*set));
            }
            latest.1
        });
        let runs: Vec<bool> = runs.collect();
        if runs.contains(&false) {
            let n_versions = prepared.of(node).n_versions();
            query.add_words(PackageId(node), &bits::words_of(runs.into_iter(), n_versions, bits::ABSENT))?;
            origins.push(Origin::Runs);
        }
    }
    let mut here = Here::default();
    for (key, places) in &prepared.places {
        if let Some(position) = places.iter().position(|place| is_in(place.set)) {
            let file = places[position].files.iter().find(|(set, _)| is_in(*set)).map(|(_, file)| *file);
            here.insert(*key, (position, file));
        }
    }
    let (table, holds, here) = (Rc::new(builder.build()?), Rc::new(holds), Rc::new(here));
    Ok(Lowered { prepared, table, query, origins, holds, here, steps: Vec::new(), parts: None })
}
