//! A choice of versions for many environments.

use std::collections::BTreeMap;

use haggle_spec::release::ReleaseMetadata;
use haggle_spec::{MarkerEnvironment, PackageName, SpecifierSet, Version};

use super::diagram::Set;
use super::from_urls::is_of;
use super::places::Place;
use super::prepared::Prepared;
use super::scope::Environments;
use super::space::Space;
use super::words::words;
use crate::python::candidates::range_of;
use crate::python::choice_warnings::warnings_of_edge;
use crate::python::outcome::{Edge, PinRequirements};
use crate::python::requirer::Requirer;
use crate::python::warning::Warning;

/// A choice of versions for every environment.
///
/// Law: the versions of an environment are those of an answer for that environment alone, except for those that
/// [`UniversalSolution::held_back`] names.
#[derive(Debug, Clone)]
pub struct UniversalSolution {
    pub(super) pins: Vec<UniversalPin>,
    pub(super) edges: Vec<Edge>,
    /// The environments of each pin.
    pub(super) regions: Vec<Set>,
    /// The environments of each edge.
    pub(super) edge_regions: Vec<Set>,
    /// Environments that were to be told apart from others, whatever is pinned there.
    pub(super) told_apart: Vec<Set>,
    /// The environments, where they were listed.
    pub(super) listed: Vec<MarkerEnvironment>,
    pub(super) space: Space,
    ignored: Vec<IgnoredBound>,
    held_back: Vec<HeldBack>,
    is_composed: bool,
    warnings: Vec<Warning>,
    /// How many environments were solved by themselves.
    pub n_environments: usize,
}

/// A pinned release whose `Requires-Python` ends below Pythons that it is pinned for.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct IgnoredBound {
    /// The package.
    pub name: PackageName,
    /// The version.
    pub version: Version,
    /// What the release says.
    pub requires_python: SpecifierSet,
}

/// A pin that is not the one of an environment alone, so that there are fewer versions.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct HeldBack {
    /// The package.
    pub name: PackageName,
    /// The version that is pinned, if one is.
    pub version: Option<Version>,
    /// The version that the environments would have alone, if they had one.
    pub alone: Option<Version>,
    /// Where that is so: a marker, empty for everywhere.
    pub marker: String,
}

/// The environments of each chosen node and version.
pub(super) type Chosen = BTreeMap<(u32, u32), Set>;

/// What the search found, to be read back.
pub(super) struct Findings<'a, 'p> {
    pub(super) prepared: &'p Prepared<'a>,
    pub(super) environments: &'p Environments,
    pub(super) chosen: Chosen,
    /// What the environments would have alone, where that is not what was chosen.
    pub(super) alone: Option<Chosen>,
    pub(super) is_composed: bool,
    pub(super) n_environments: usize,
    pub(super) warnings: Vec<Warning>,
}

impl UniversalSolution {
    /// The answer in words; `None` where a marker of it cannot be written within its bound.
    pub(super) fn new(findings: &Findings<'_, '_>, mut space: Space) -> Option<Self> {
        let prepared = findings.prepared;
        let mut pins = Vec::new();
        let mut regions = Vec::new();
        let mut ignored = Vec::new();
        for (node, version, region) in own_nodes(prepared, &findings.chosen) {
            let name = prepared.nodes[node as usize].0;
            let (number, release) = prepared.of(node).versions[version as usize];
            let requirements = requirements_of_pin(prepared, &mut space, (node, version), region);
            if findings.environments.is_open()
                && let Some(range) = range_of(name, number, release, prepared.request)
            {
                let runs =
                    space.pythons_where(|python| range.contains(python, haggle_spec::Prereleases::Allow));
                if !space.diagrams.is_subset(region, runs) {
                    ignored.push(IgnoredBound {
                        name: name.clone(),
                        version: number.clone(),
                        requires_python: range.clone(),
                    });
                }
            }
            let marker = words(&mut space, region)?;
            let mut partial = prepared.request.partial_artefacts.iter();
            let url = match partial.find(|artefact| is_of(artefact, release)) {
                Some(artefact) => Some(artefact.url.clone()),
                None => prepared.request.artefacts.get(name).cloned(),
            };
            pins.push(UniversalPin {
                name: name.clone(),
                version: number.clone(),
                url,
                marker,
                requirements,
            });
            regions.push(region);
        }
        let (edges, edge_regions): (Vec<Edge>, Vec<Set>) = edges(findings, &mut space).into_iter().unzip();
        let told_apart = findings.environments.told_apart(&mut space);
        let listed = findings.environments.listed();
        let mut warnings = findings.warnings.clone();
        warnings.extend(edges.iter().flat_map(|edge| warnings_of_edge(edge, prepared.request)));
        let held_back = held_back(findings, &mut space)?;
        let Findings { is_composed, n_environments, .. } = *findings;
        let mut order: Vec<usize> = (0..pins.len()).collect();
        order.sort_by(|left, right| {
            let key = |index: &usize| (&pins[*index].name, &pins[*index].version);
            key(left).cmp(&key(right))
        });
        let regions = order.iter().map(|index| regions[*index]).collect();
        let pins = order.iter().map(|index| pins[*index].clone()).collect();
        Some(Self {
            pins,
            edges,
            regions,
            edge_regions,
            told_apart,
            listed,
            space,
            ignored,
            held_back,
            is_composed,
            warnings,
            n_environments,
        })
    }

    /// What was read generously somewhere, and what is worth saying about the choice of releases in some environment.
    pub fn warnings(&self) -> &[Warning] {
        &self.warnings
    }

    /// Pins of releases that say that they do not run on some of the Pythons that they are pinned for. That is so only
    /// where every later Python is asked for: then an upper bound is not looked at (see [`Environments::is_open`]).
    pub fn ignored_bounds(&self) -> &[IgnoredBound] {
        &self.ignored
    }

    /// Pins that differ from those of an environment alone, because fewer versions were asked for.
    pub fn held_back(&self) -> &[HeldBack] {
        &self.held_back
    }

    /// Whether there were too many environments to solve each by itself. Then the answer was put together package by
    /// package: it holds in every environment, but a version may be another than the one of the environment alone.
    pub fn is_composed(&self) -> bool {
        self.is_composed
    }

    /// Whether another answer has the same pins for the same reasons and says the same about them, however it was found.
    pub fn says_the_same(&self, other: &Self) -> bool {
        self.pins == other.pins
            && self.edges == other.edges
            && self.listed == other.listed
            && self.ignored == other.ignored
            && self.held_back == other.held_back
            && self.is_composed == other.is_composed
            && self.warnings == other.warnings
    }

    /// What is installed in the environment: the packages that are required there, each with its one version. `None` when
    /// the environment is not one that was asked for, or none that exists.
    pub fn in_environment(&self, environment: &MarkerEnvironment) -> Option<BTreeMap<PackageName, Version>> {
        let values = self.space.values_of(environment)?;
        let is_in = |set: Set| self.space.diagrams.contains(set, |variable| values[variable as usize]);
        if !is_in(self.space.everywhere) {
            return None;
        }
        let pins = self.pins.iter().zip(&self.regions).filter(|(_, region)| is_in(**region));
        Some(pins.map(|(pin, _)| (pin.name.clone(), pin.version.clone())).collect())
    }
}

/// Whether what the pin brings is known, wherever it is meant.
fn requirements_of_pin(
    prepared: &Prepared<'_>,
    space: &mut Space,
    (node, version): (u32, u32),
    region: Set,
) -> PinRequirements {
    let name = prepared.nodes[node as usize].0;
    let (number, release) = prepared.of(node).versions[version as usize];
    if prepared.request.supplied_release(name, number).is_some() {
        return PinRequirements::Supplied;
    }
    let everywhere = [Place::main(Set::ALL)];
    let places = match prepared.places(node, version) {
        [] => everywhere.as_slice(),
        places => places,
    };
    for place in places {
        if let ReleaseMetadata::Unknown { reason } = place.metadata.of(release)
            && !space.diagrams.is_disjoint(place.set, region)
        {
            return PinRequirements::Unknown { reason: reason.clone() };
        }
    }
    PinRequirements::Known
}

/// The chosen versions of packages themselves.
fn own_nodes<'p>(
    prepared: &'p Prepared<'_>,
    chosen: &'p Chosen,
) -> impl Iterator<Item = (u32, u32, Set)> + 'p {
    chosen
        .iter()
        .filter(|((node, _), region)| prepared.nodes[*node as usize].1.is_none() && !region.is_none())
        .map(|((node, version), region)| (*node, *version, *region))
}

/// Who requires what somewhere, each once, and where.
fn edges(findings: &Findings<'_, '_>, space: &mut Space) -> Vec<(Edge, Set)> {
    let prepared = findings.prepared;
    let mut edges: BTreeMap<(Requirer, String), (Edge, Set)> = BTreeMap::new();
    let mut add =
        |requirer: &Requirer, requirement: &haggle_spec::Requirement, set: Set, space: &mut Space| {
            let new = || {
                let edge = Edge {
                    requirer: requirer.clone(),
                    target: requirement.name().clone(),
                    requirement: requirement.clone(),
                };
                (edge, Set::NONE)
            };
            let known = edges.entry((requirer.clone(), requirement.to_string())).or_insert_with(new);
            known.1 = space.diagrams.or(known.1, set);
        };
    for line in &prepared.root_lines {
        let source = prepared.request.requirements[line.position].source.clone();
        let condition = prepared.condition(line.condition);
        if !condition.is_none() {
            add(&Requirer::Root { position: line.position, source }, line.requirement, condition, space);
        }
    }
    for ((node, version), region) in &findings.chosen {
        let (name, extra) = prepared.nodes[*node as usize];
        let requirer = Requirer::Package { name: name.clone(), extra: extra.cloned() };
        for edge in prepared.edges_at(*node, *version) {
            if prepared.nodes[edge.target as usize].1.is_some() {
                continue;
            }
            let set = space.diagrams.and(*region, prepared.condition(edge.condition));
            if !set.is_none() {
                add(&requirer, edge.requirement, set, space);
            }
        }
    }
    edges.into_values().collect()
}

/// Where the versions are not those of the environments alone.
fn held_back(findings: &Findings<'_, '_>, space: &mut Space) -> Option<Vec<HeldBack>> {
    let Some(alone) = &findings.alone else { return Some(Vec::new()) };
    let prepared = findings.prepared;
    let version_of = |node: u32, version: u32| prepared.of(node).versions[version as usize].0.clone();
    let of = |chosen: &Chosen| {
        let mut by_node: BTreeMap<u32, Vec<(u32, Set)>> = BTreeMap::new();
        for (node, version, region) in own_nodes(prepared, chosen) {
            by_node.entry(node).or_default().push((version, region));
        }
        by_node
    };
    let (pinned, alone) = (of(&findings.chosen), of(alone));
    let mut found = Vec::new();
    for (node, pins) in &pinned {
        for (version, region) in pins {
            for (other, elsewhere) in alone.get(node).into_iter().flatten() {
                let both = space.diagrams.and(*region, *elsewhere);
                if other != version && !both.is_none() {
                    found.push(HeldBack {
                        name: prepared.nodes[*node as usize].0.clone(),
                        version: Some(version_of(*node, *version)),
                        alone: Some(version_of(*node, *other)),
                        marker: words(space, both)?,
                    });
                }
            }
        }
    }
    let nodes: std::collections::BTreeSet<u32> = pinned.keys().chain(alone.keys()).copied().collect();
    for node in nodes {
        let union = |space: &mut Space, of: &BTreeMap<u32, Vec<(u32, Set)>>| {
            let sets = of.get(&node).into_iter().flatten().map(|(_, set)| *set).collect();
            space.diagrams.any(sets)
        };
        let (here, there) = (union(space, &pinned), union(space, &alone));
        for (pins, is_pinned, other) in [(&pinned, true, there), (&alone, false, here)] {
            for (version, region) in pins.get(&node).into_iter().flatten() {
                let only = space.diagrams.without(*region, other);
                if !only.is_none() {
                    let version = Some(version_of(node, *version));
                    let (version, alone) = if is_pinned { (version, None) } else { (None, version) };
                    let name = prepared.nodes[node as usize].0.clone();
                    found.push(HeldBack { name, version, alone, marker: words(space, only)? });
                }
            }
        }
    }
    found.sort_by(|left, right| {
        (&left.name, &left.version, &left.alone).cmp(&(&right.name, &right.version, &right.alone))
    });
    Some(found)
}

/// A version of a package, and where it is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct UniversalPin {
    /// The package.
    pub name: PackageName,
    /// The version.
    pub version: Version,
    /// Where the package comes from, if not from an index.
    pub url: Option<String>,
    /// A marker that holds, among the environments that were asked for, where something requires the package and this is the
    /// version of it; empty where that is all of them.
    pub marker: String,
    /// Whether its requirements are known.
    pub requirements: PinRequirements,
}

impl UniversalSolution {
    /// The pins, by name and then by version. A package that turns out to be required nowhere has none.
    ///
    /// Law: of the environments that were asked for, a marker holds in those where the pin is meant and in no others. No
    /// comparison of it can be left out.
    pub fn pins(&self) -> &[UniversalPin] {
        &self.pins
    }

    /// Who requires what in some environment.
    pub fn edges(&self) -> &[Edge] {
        &self.edges
    }

    /// Whether the requirements of every pinned release are known, and every URL was followed.
    pub fn complete(&self) -> bool {
        let is_followed = |edge: &Edge, url: &str| {
            self.pins.iter().any(|pin| pin.name == edge.target && pin.url.as_deref() == Some(url))
        };
        self.pins.iter().all(|pin| pin.requirements.unknown_reason().is_none())
            && self.edges.iter().all(|edge| edge.requirement.url().is_none_or(|url| is_followed(edge, url)))
    }
}
