//! The answers: a solution, an explanation why there is none, or the facts that are missing.

use std::collections::{BTreeMap, BTreeSet};

use haggle_spec::release::MissingFact;
use haggle_spec::{ExtraName, PackageName, Requirement, Version};

use super::explanation::Explanation;
use super::requirer::Requirer;
use super::warning::{Warning, WarningKind};
use crate::analysis::Graph;
use crate::solver::Stop;

/// The answer to a [`Request`](super::Request).
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "snake_case"))]
#[must_use]
pub enum ResolveOutcome {
    /// A choice of versions that meets every requirement.
    Solved(Solution),
    /// There is none, and this is why.
    Unsolvable(Box<Explanation>),
    /// The answer depends on facts that nobody has asked for yet. Sorted, without repetition.
    Missing(Vec<MissingFact>),
    /// The search was stopped.
    Stopped(Stop),
}

/// A final answer to a [`Request`](super::Request): no fact that it depends on is missing.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "snake_case"))]
pub enum Resolved {
    /// A choice of versions that meets every requirement.
    Solved(Solution),
    /// There is none, and this is why.
    Unsolvable(Box<Explanation>),
    /// The search was stopped.
    Stopped(Stop),
}

impl ResolveOutcome {
    /// The final answer, or the facts that have to be fetched before there is one.
    pub fn into_resolved(self) -> Result<Resolved, Vec<MissingFact>> {
        match self {
            Self::Solved(solution) => Ok(Resolved::Solved(solution)),
            Self::Unsolvable(explanation) => Ok(Resolved::Unsolvable(explanation)),
            Self::Stopped(stop) => Ok(Resolved::Stopped(stop)),
            Self::Missing(missing) => Err(missing),
        }
    }
}

/// What is known of the requirements of a pinned release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PinRequirements {
    /// All of them.
    Known,
    /// The user vouched for them.
    Supplied,
    /// Nothing: the release may need more than the solution has.
    Unknown {
        /// Why.
        reason: String,
    },
}

/// The version of a package in a solution.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Pin {
    /// The version.
    pub version: Version,
    /// Where the package comes from, if not from an index.
    pub url: Option<String>,
    /// The extras that were asked for.
    pub extras: BTreeSet<ExtraName>,
    /// Whether its requirements are known.
    pub requirements: PinRequirements,
}

impl PinRequirements {
    /// Why they are not known, if they are not.
    pub fn unknown_reason(&self) -> Option<&str> {
        match self {
            Self::Unknown { reason } => Some(reason),
            Self::Known | Self::Supplied => None,
        }
    }
}

/// A requirement that a solution meets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edge {
    /// Who requires.
    pub requirer: Requirer,
    /// What is required.
    pub target: PackageName,
    /// How it is required, overrides applied.
    pub requirement: Requirement,
}

/// A choice of versions that meets every requirement.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Solution {
    /// The versions, by name.
    pub pins: BTreeMap<PackageName, Pin>,
    /// Who requires what, in the order of [`Requirer`], then of the metadata.
    pub edges: Vec<Edge>,
    /// What was read generously.
    pub warnings: Vec<Warning>,
    /// How many narrowings the search made.
    pub n_steps: u64,
}

/// A package that is in two solutions, at different versions.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct ChangedVersion {
    /// The version in the earlier one.
    pub before: Version,
    /// The version in the later one.
    pub after: Version,
}

/// What differs between two solutions.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SolutionDifference {
    /// Only in the later one.
    pub added: BTreeMap<PackageName, Version>,
    /// Only in the earlier one.
    pub removed: BTreeMap<PackageName, Version>,
    /// In both, at different versions.
    pub changed: BTreeMap<PackageName, ChangedVersion>,
}

impl SolutionDifference {
    /// What differs between earlier and later versions.
    pub fn between(before: &BTreeMap<PackageName, Version>, after: &BTreeMap<PackageName, Version>) -> Self {
        let mut difference = Self::default();
        for (name, version) in before {
            match after.get(name) {
                None => {
                    difference.removed.insert(name.clone(), version.clone());
                }
                Some(other) if other != version => {
                    let change = ChangedVersion { before: version.clone(), after: other.clone() };
                    difference.changed.insert(name.clone(), change);
                }
                Some(_) => {}
            }
        }
        let added = after.iter().filter(|(name, _)| !before.contains_key(*name));
        difference.added = added.map(|(name, version)| (name.clone(), version.clone())).collect();
        difference
    }
}

impl Solution {
    /// Whether the requirements of every pinned release are known, and every URL was followed.
    pub fn complete(&self) -> bool {
        self.pins.values().all(|pin| pin.requirements.unknown_reason().is_none())
            && !self.warnings.iter().any(|warning| warning.kind == WarningKind::DirectUrl)
    }

    /// The pinned releases whose requirements are not known.
    pub fn unknown(&self) -> impl Iterator<Item = (&PackageName, &Pin)> {
        self.pins.iter().filter(|(_, pin)| pin.requirements.unknown_reason().is_some())
    }

    /// The graph of the packages, as positions in [`Solution::pins`]; roots apart.
    pub fn graph(&self) -> Graph {
        let position: BTreeMap<&PackageName, usize> = self.pins.keys().zip(0..).collect();
        let edges: Vec<(usize, usize)> = self
            .edges
            .iter()
            .filter_map(|edge| match &edge.requirer {
                Requirer::Root { .. } => None,
                Requirer::Package { name, .. } => Some((*position.get(name)?, *position.get(&edge.target)?)),
            })
            .collect();
        Graph::new(self.pins.len(), &edges)
    }

    /// The packages that root requirements name, as positions in [`Solution::pins`], ascending.
    pub fn roots(&self) -> Vec<usize> {
        let names: BTreeSet<&PackageName> = self
            .edges
            .iter()
            .filter_map(|edge| matches!(edge.requirer, Requirer::Root { .. }).then_some(&edge.target))
            .collect();
        let pins = self.pins.keys().enumerate();
        pins.filter(|(_, name)| names.contains(name)).map(|(position, _)| position).collect()
    }

    /// What the root requirements at these positions of the request bring: the packages that are reachable, less those
    /// that are reachable without these root edges.
    pub fn brings(&self, feature: &[usize]) -> BTreeSet<PackageName> {
        let all = self.reachable(|_| true);
        let without = self.reachable(|root| !feature.contains(&root));
        all.difference(&without).cloned().collect()
    }

    /// A shortest chain of requirements from a root to the package.
    pub fn why(&self, name: &PackageName) -> Option<Vec<&Edge>> {
        let target = self.pins.keys().position(|pinned| pinned == name)?;
        let names: Vec<&PackageName> = self.pins.keys().collect();
        let path = self.graph().why(&self.roots(), target)?;
        let mut chain = Vec::with_capacity(path.len());
        let first = names[*path.first()?];
        chain.push(
            self.edges
                .iter()
                .find(|edge| matches!(edge.requirer, Requirer::Root { .. }) && edge.target == *first)?,
        );
        for step in path.windows(2) {
            let (from, to) = (names[step[0]], names[step[1]]);
            let edge = self.edges.iter().find(|edge| {
                matches!(&edge.requirer, Requirer::Package { name, .. } if name == from) && edge.target == *to
            });
            chain.push(edge?);
        }
        Some(chain)
    }

    /// What differs when this solution is the earlier one.
    pub fn difference(&self, later: &Solution) -> SolutionDifference {
        SolutionDifference::between(&self.versions(), &later.versions())
    }

    /// The versions, by name.
    pub fn versions(&self) -> BTreeMap<PackageName, Version> {
        self.pins.iter().map(|(name, pin)| (name.clone(), pin.version.clone())).collect()
    }

    /// What can be reached from the roots that are kept: an extra reaches its own requirements and its package.
    fn reachable(&self, keeps_root: impl Fn(usize) -> bool) -> BTreeSet<PackageName> {
        type Node<'a> = (&'a PackageName, Option<&'a ExtraName>);
        let mut out: BTreeMap<Node<'_>, Vec<&Edge>> = BTreeMap::new();
        let mut queue: Vec<Node<'_>> = Vec::new();
        for edge in &self.edges {
            match &edge.requirer {
                Requirer::Root { position, .. } if keeps_root(*position) => queue.extend(nodes(edge)),
                Requirer::Root { .. } => {}
                Requirer::Package { name, extra } => {
                    out.entry((name, extra.as_ref())).or_default().push(edge);
                }
            }
        }
        let mut seen: BTreeSet<Node<'_>> = BTreeSet::new();
        while let Some(node) = queue.pop() {
            if seen.insert(node) {
                queue.extend(out.get(&node).into_iter().flatten().flat_map(|edge| nodes(edge)));
            }
        }
        seen.into_iter().map(|(name, _)| name.clone()).collect()
    }
}

fn nodes(edge: &Edge) -> impl Iterator<Item = (&PackageName, Option<&ExtraName>)> {
    let extras = edge.requirement.extras().iter().map(|extra| (&edge.target, Some(extra)));
    std::iter::once((&edge.target, None)).chain(extras)
}
