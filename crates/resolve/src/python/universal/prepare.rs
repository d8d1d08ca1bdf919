//! Lowers a request for many environments once: every requirement with the set of environments where it counts.

use std::collections::{BTreeMap, BTreeSet};

use haggle_spec::release::{Release, ReleaseFacts};
use haggle_spec::{ExtraName, PackageName, Requirement, SpecifierSet, Version};
use rustc_hash::FxHashMap;

use super::allowed_words::AllowedWords;
use super::coverage::{Required, available};
use super::diagram::Set;
use super::from_urls::{from_urls, is_of, words_of_url};
use super::places::{Place, places};
use super::prepared::{ConditionId, Prepared, PreparedEdge, PreparedRoot, RootLine};
use super::scope::Environments;
use super::space::Space;
use crate::bits;
use crate::python::candidates::{Candidates, range_of};
use crate::python::installed::requirements_of;
use crate::python::request::{Request, RootRequirement};
use crate::python::requirements::{NodeKey, counts_overridden};
use crate::table::TableError;

/// The request lowered for the environments of the space, in all of which it names the same packages, `direct`.
pub(super) fn prepare<'a>(
    facts: &'a ReleaseFacts,
    request: &'a Request,
    names: &BTreeSet<&'a PackageName>,
    direct: &BTreeSet<&PackageName>,
    environments: &Environments,
    space: &mut Space,
) -> Result<Prepared<'a>, TableError> {
    let required = Required::new(space, request, environments);
    let candidates = names.iter().map(|name| {
        let mut candidates = Candidates::ranked(name, facts, request, direct.contains(name));
        candidates.add_partial_artefacts(name, request);
        (*name, candidates)
    });
    let mut lowering = Lowering::new(request, candidates.collect(), space, environments, &required);
    lowering.reach()?;
    lowering.finish()
}

struct Lowering<'a, 's> {
    request: &'a Request,
    space: &'s mut Space,
    packages: BTreeMap<&'a PackageName, usize>,
    candidates: Vec<Candidates<'a>>,
    runs: Vec<Vec<Set>>,
    places: FxHashMap<(usize, u32), Vec<Place<'a>>>,
    overrides: BTreeMap<&'a PackageName, Vec<&'a Requirement>>,
    /// Where the marker of a requirement holds.
    markers: FxHashMap<(&'a str, Option<&'a ExtraName>), Set>,
    condition_ids: FxHashMap<Set, ConditionId>,
    conditions: Vec<Set>,
    words: AllowedWords<'a>,
    edges: BTreeMap<NodeKey<'a>, Vec<Wanted<'a>>>,
    roots: Vec<Wanted<'a>>,
    root_lines: Vec<RootLine<'a>>,
}

/// A requirement as it counts, its target still a name.
#[derive(Clone, Copy)]
struct Wanted<'a> {
    version: u32,
    condition: ConditionId,
    target: NodeKey<'a>,
    allowed: u32,
    requirement: &'a Requirement,
}

impl<'a, 's> Lowering<'a, 's> {
    fn new(
        request: &'a Request,
        candidates: BTreeMap<&'a PackageName, Candidates<'a>>,
        space: &'s mut Space,
        environments: &Environments,
        required: &Required,
    ) -> Self {
        let mut overrides: BTreeMap<&PackageName, Vec<&Requirement>> = BTreeMap::new();
        for root in &request.overrides {
            overrides.entry(root.requirement.name()).or_default().push(&root.requirement);
        }
        let mut ranges: FxHashMap<&SpecifierSet, Set> = FxHashMap::default();
        let mut runs = Vec::with_capacity(candidates.len());
        for (name, candidates) in &candidates {
            let from_urls = from_urls(space, name, request);
            let elsewhere = space.diagrams.any(from_urls.iter().map(|(_, set)| *set).collect());
            let from_index = space.diagrams.not(elsewhere);
            let of_version = |(version, release): &(&'a Version, &'a Release)| {
                let on_python = match range_of(name, version, release, request) {
                    Some(range) => {
                        *ranges.entry(range).or_insert_with(|| environments.pythons_of(space, range))
                    }
                    None => Set::ALL,
                };
                let available = available(space, required, name, release, request);
                let here = from_urls.iter().find(|(artefact, _)| is_of(artefact, release));
                let here = here.map_or(from_index, |(_, set)| *set);
                space.diagrams.all(vec![on_python, available, here])
            };
            runs.push(candidates.versions.iter().map(of_version).collect());
        }
        let mut of_releases = FxHashMap::default();
        for (package, (name, candidates)) in candidates.iter().enumerate() {
            for (version, (_, release)) in (0u32..).zip(&candidates.versions) {
                let found = places(space, required, name, release, request);
                if !found.is_empty() {
                    of_releases.insert((package, version), found);
                }
            }
        }
        Self {
            request,
            space,
            packages: candidates.keys().copied().zip(0..).collect(),
            candidates: candidates.into_values().collect(),
            runs,
            places: of_releases,
            overrides,
            markers: FxHashMap::default(),
            condition_ids: FxHashMap::default(),
            conditions: Vec::new(),
            words: AllowedWords::default(),
            edges: BTreeMap::new(),
            roots: Vec::new(),
            root_lines: Vec::new(),
        }
    }

    /// Follows requirements from the roots, as far as their conditions hold somewhere.
    fn reach(&mut self) -> Result<(), TableError> {
        let request = self.request;
        let mut queue: Vec<NodeKey<'a>> = Vec::new();
        let mut found = Vec::new();
        let mut seen: FxHashMap<&'a Requirement, Vec<(ConditionId, &'a Requirement)>> = FxHashMap::default();
        for (position, line) in request.requirements.iter().enumerate() {
            let requirement = &line.requirement;
            if !seen.contains_key(requirement) {
                found.clear();
                self.wanted(requirement, None, 0, Set::ALL, &mut found)?;
                let lines = found.iter().filter(|wanted| wanted.target.1.is_none());
                seen.insert(
                    requirement,
                    lines.map(|wanted| (wanted.condition, wanted.requirement)).collect(),
                );
                queue.extend(found.iter().map(|wanted| wanted.target));
                self.roots.append(&mut found);
            }
            let lines = seen.get(requirement).into_iter().flatten();
            self.root_lines.extend(lines.map(|(condition, requirement)| RootLine {
                position,
                condition: *condition,
                requirement,
            }));
        }
        while let Some(node) = queue.pop() {
            if self.edges.contains_key(&node) {
                continue;
            }
            let (name, extra) = node;
            let mut edges = Vec::new();
            let Some(package) = self.packages.get(name).copied() else { continue };
            for index in 0..self.candidates[package].versions.len() {
                if !self.candidates[package].is_admissible(index) || self.runs[package][index].is_none() {
                    continue;
                }
                self.release(package, name, extra, index, &mut edges)?;
            }
            queue.extend(edges.iter().map(|wanted| wanted.target));
            self.edges.insert(node, edges);
            queue.push((name, None));
        }
        Ok(())
    }

    /// What the version of the package requires, with each file of it where that is installed.
    fn release(
        &mut self,
        package: usize,
        name: &PackageName,
        extra: Option<&'a ExtraName>,
        index: usize,
        found: &mut Vec<Wanted<'a>>,
    ) -> Result<(), TableError> {
        let request = self.request;
        if request.no_dependencies {
            return Ok(());
        }
        let (version, release) = self.candidates[package].versions[index];
        let index = u32::try_from(index).map_err(|_| TableError::TooLarge)?;
        if let Some(supplied) = request.supplied_release(name, version) {
            for requirement in &supplied.requirements {
                self.wanted(requirement, extra, index, Set::ALL, found)?;
            }
            return Ok(());
        }
        let everywhere = [Place::main(Set::ALL)];
        let places = self.places.get(&(package, index)).cloned();
        for place in places.as_deref().unwrap_or(&everywhere) {
            for requirement in requirements_of(place.metadata.of(release)) {
                self.wanted(requirement, extra, index, place.set, found)?;
            }
        }
        Ok(())
    }

    /// What the requirement asks for, for the package itself or only for the extra, and where.
    fn wanted(
        &mut self,
        requirement: &'a Requirement,
        extra: Option<&'a ExtraName>,
        version: u32,
        within: Set,
        found: &mut Vec<Wanted<'a>>,
    ) -> Result<(), TableError> {
        let name = requirement.name();
        if self.request.exclusions.contains(name) {
            return Ok(());
        }
        let Some(overrides) = self.overrides.get(name).cloned() else {
            let condition = self.condition(requirement, extra);
            let condition = self.space.diagrams.and(condition, within);
            return self.push(requirement, requirement, condition, version, found);
        };
        if requirement.marker().map_or(extra.is_none(), |marker| counts_overridden(marker, extra)) {
            for instead in overrides {
                let condition = self.condition(instead, None);
                let condition = self.space.diagrams.and(condition, within);
                self.push(requirement, instead, condition, version, found)?;
            }
        }
        Ok(())
    }

    fn push(
        &mut self,
        requirement: &'a Requirement,
        instead: &'a Requirement,
        condition: Set,
        version: u32,
        found: &mut Vec<Wanted<'a>>,
    ) -> Result<(), TableError> {
        if condition.is_none() {
            return Ok(());
        }
        let condition = self.condition_id(condition)?;
        let request = self.request;
        let of_url = self.packages.get(instead.name()).map(|package| &self.candidates[*package]);
        let allowed = match of_url.and_then(|candidates| words_of_url(candidates, request, instead)) {
            Some(words) => self.words.add(words)?,
            None => self.allowed(instead.name(), instead.specifiers(), 0)?,
        };
        let extras: BTreeSet<&'a ExtraName> = requirement.extras().iter().chain(instead.extras()).collect();
        for extra in std::iter::once(None).chain(extras.into_iter().map(Some)) {
            let target = (instead.name(), extra);
            found.push(Wanted { version, condition, target, allowed, requirement: instead });
        }
        Ok(())
    }

    /// Where the requirement counts for the package itself, or only for the extra.
    fn condition(&mut self, requirement: &'a Requirement, extra: Option<&'a ExtraName>) -> Set {
        let Some(marker) = requirement.marker() else {
            return if extra.is_none() { self.space.everywhere } else { Set::NONE };
        };
        if extra.is_some() && !marker.mentions_extra() {
            return Set::NONE;
        }
        let key = (marker.as_str(), extra);
        if let Some(known) = self.markers.get(&key) {
            return *known;
        }
        let mut set = self.space.marker(marker, extra);
        if extra.is_some() {
            // What holds without the extra is required by the package itself.
            let by_itself = self.space.marker(marker, None);
            set = self.space.diagrams.without(set, by_itself);
        }
        self.markers.insert(key, set);
        set
    }

    /// The versions that the specifiers take, as bits on top of `first`.
    fn allowed(
        &mut self,
        name: &'a PackageName,
        specifiers: &'a SpecifierSet,
        first: u64,
    ) -> Result<u32, TableError> {
        match self.packages.get(name).copied() {
            Some(package) => self.words.allowed(package, &self.candidates[package], specifiers, first),
            None => self.words.next(),
        }
    }

    /// The constraints of packages that something requires.
    fn constraints(&mut self) -> Result<Vec<(NodeKey<'a>, ConditionId, u32)>, TableError> {
        let mut constraints = Vec::new();
        let lines: Vec<&'a RootRequirement> = self.request.constraints.iter().collect();
        for line in lines {
            let requirement = &line.requirement;
            let target = (requirement.name(), None);
            if !self.edges.contains_key(&target) || requirement.specifiers().is_empty() {
                continue;
            }
            let condition = match requirement.marker() {
                Some(marker) => self.space.marker(marker, None),
                None => self.space.everywhere,
            };
            if !condition.is_none() {
                let condition = self.condition_id(condition)?;
                let allowed = self.allowed(requirement.name(), requirement.specifiers(), bits::ABSENT)?;
                constraints.push((target, condition, allowed));
            }
        }
        Ok(constraints)
    }

    fn condition_id(&mut self, condition: Set) -> Result<ConditionId, TableError> {
        let next = u32::try_from(self.conditions.len()).map_err(|_| TableError::TooLarge)?;
        Ok(*self.condition_ids.entry(condition).or_insert_with(|| {
            self.conditions.push(condition);
            next
        }))
    }

    fn finish(mut self) -> Result<Prepared<'a>, TableError> {
        let constraints = self.constraints()?;
        let nodes: Vec<NodeKey<'a>> = self.edges.keys().copied().collect();
        let position = |key: NodeKey<'a>| {
            nodes
                .binary_search(&key)
                .ok()
                .and_then(|index| u32::try_from(index).ok())
                .ok_or(TableError::TooLarge)
        };
        let mut edges = Vec::with_capacity(nodes.len());
        for of_node in self.edges.values() {
            let mut prepared = Vec::with_capacity(of_node.len());
            for wanted in of_node {
                let Wanted { version, condition, target, allowed, requirement } = *wanted;
                let target = position(target)?;
                prepared.push(PreparedEdge { version, condition, target, allowed, requirement });
            }
            edges.push(prepared);
        }
        let mut roots = BTreeSet::new();
        for wanted in &self.roots {
            let Wanted { condition, target, allowed, .. } = *wanted;
            roots.insert(PreparedRoot { target: position(target)?, condition, allowed });
        }
        let mut limits = BTreeSet::new();
        for (target, condition, allowed) in constraints {
            limits.insert(PreparedRoot { target: position(target)?, condition, allowed });
        }
        let yanked_pins = self.words.yanked_pins(&self.candidates);
        Ok(Prepared {
            yanked_pins,
            places: self.places,
            request: self.request,
            own: own_nodes(&nodes),
            package_of: nodes.iter().map(|(name, _)| self.packages[name]).collect(),
            nodes,
            candidates: self.candidates,
            runs: self.runs,
            edges,
            roots: roots.into_iter().collect(),
            root_lines: self.root_lines,
            constraints: limits.into_iter().collect(),
            conditions: self.conditions,
            words: self.words.into_words(),
        })
    }
}

/// The node of the package itself, by node: it comes before those of its extras.
fn own_nodes(nodes: &[NodeKey<'_>]) -> Vec<u32> {
    let mut own = 0;
    let with_own = (0u32..).zip(nodes).map(|(node, (name, extra))| {
        if extra.is_none() || nodes[own as usize].0 != *name {
            own = node;
        }
        own
    });
    with_own.collect()
}
