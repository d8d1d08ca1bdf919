//! Reads a solution and a proof back in terms of crates.

use std::collections::{BTreeMap, BTreeSet};

use haggle_spec::cargo::CargoVersion;

use super::lower::{Lowered, alias_feature_needs, is_optional, needs, weak_link};
use super::node::{Node, Source, Universe, Value, WeakLink, value};
use super::{CratePin, CratePremise};
use crate::solver::Refutation;
use crate::table::PackageId;

impl Lowered {
    /// The crates and features that are on, and the weak features that would be but were not stated.
    pub(super) fn read(
        &self,
        universe: &Universe<'_>,
        chosen: &[(PackageId, u32)],
    ) -> (Vec<CratePin>, BTreeSet<WeakLink>) {
        let versions =
            chosen.iter().map(|(package, version)| (&self.nodes[package.index()], *version as usize));
        let versions: BTreeMap<&Node, usize> = versions.collect();
        let mut open: Vec<Node> =
            (0..universe.roots.len()).map(|position| Node::Base(Source::Root(position))).collect();
        let mut on: BTreeSet<Node> = BTreeSet::new();
        let mut broken = BTreeSet::new();
        loop {
            while let Some(node) = open.pop() {
                // A weak feature was stated ahead; whether it is on shows once all else is.
                if matches!(node, Node::Weak(_)) || !on.insert(node.clone()) {
                    continue;
                }
                let version = versions[&node];
                open.extend(needs(universe, &node, version).into_iter().map(|(target, _)| target));
            }
            for (link, version) in weak_features(universe, &on, &versions) {
                for (target, allowed) in
                    alias_feature_needs(universe, link.source, version, &link.alias, &link.then)
                {
                    let is_met = versions.get(&target).is_some_and(|version| allowed[*version]);
                    if !is_met {
                        broken.insert(link.clone());
                    } else if !on.contains(&target) {
                        open.push(target);
                    }
                }
            }
            if open.is_empty() {
                return (pins(universe, &on, &versions), broken);
            }
        }
    }

    /// The edges of the proof that lead from a crate to a crate.
    pub(super) fn premises(&self, universe: &Universe<'_>, proof: &Refutation) -> Vec<CratePremise> {
        let mut premises: Vec<CratePremise> = Vec::new();
        for edge in proof.edges() {
            let (source, target) = (self.table.source(edge), self.table.target(edge));
            let (from, to) = (&self.nodes[source.index()], &self.nodes[target.index()]);
            let (Some(name), Some(needs)) = (name_of(universe, from), name_of(universe, to)) else {
                continue;
            };
            // Within a line, the edges only keep features and versions together.
            if name == needs {
                continue;
            }
            let premise = CratePremise {
                name: name.to_owned(),
                versions: versions_of(universe, from, self.table.source_versions(edge)),
                needs: needs.to_owned(),
                allowed: versions_of(universe, to, self.table.allowed_versions(edge)),
            };
            if !premises.contains(&premise) {
                premises.push(premise);
            }
        }
        premises
    }
}

/// The weak features whose feature and dependency are both on, with the version of their source.
fn weak_features(
    universe: &Universe<'_>,
    on: &BTreeSet<Node>,
    versions: &BTreeMap<&Node, usize>,
) -> Vec<(WeakLink, usize)> {
    let mut found = Vec::new();
    for node in on {
        let Node::Feature(source, feature) = node else { continue };
        let version = versions[node];
        let Some(values) =
            universe.release(*source, version).and_then(|release| release.features.get(feature))
        else {
            continue;
        };
        for text in values {
            if let Value::DependencyFeature { alias, feature: then, is_weak: true } = value(text)
                && is_optional(universe, *source, version, alias)
                && on.contains(&Node::Optional(*source, alias.to_owned()))
            {
                found.push((weak_link(*source, feature, alias, then), version));
            }
        }
    }
    found
}

fn pins(universe: &Universe<'_>, on: &BTreeSet<Node>, versions: &BTreeMap<&Node, usize>) -> Vec<CratePin> {
    let mut pins: BTreeMap<Source, CratePin> = BTreeMap::new();
    for node in on {
        if let Node::Base(source @ Source::Line { name, .. }) = node
            && let Some(release) = universe.release(*source, versions[node])
        {
            let name = universe.names[*name].to_owned();
            let pin = CratePin { name, version: release.version.clone(), features: BTreeSet::new() };
            pins.insert(*source, pin);
        }
    }
    for node in on {
        if let Node::Feature(source, feature) = node
            && let Some(release) = universe.release(*source, versions[node])
            && let Some(pin) = pins.get_mut(source)
            // Asking for default features of a crate without any turns nothing on.
            && (feature != "default" || release.features.contains_key(feature))
        {
            pin.features.insert(feature.clone());
        }
    }
    pins.into_values().collect()
}

/// The crate that a package is about; for a choice, the crate that has to choose.
fn name_of<'u>(universe: &'u Universe<'_>, node: &Node) -> Option<&'u str> {
    match source_of(node)? {
        Source::Root(_) => None,
        Source::Line { name, .. } => Some(universe.names[name]),
    }
}

fn source_of(node: &Node) -> Option<Source> {
    match node {
        Node::Base(source) | Node::Feature(source, _) | Node::Optional(source, _) => Some(*source),
        Node::Choice(via) | Node::ChosenFeature(via, _) => Some(via.source),
        Node::Weak(_) => None,
    }
}

fn versions_of(universe: &Universe<'_>, node: &Node, values: impl Iterator<Item = u32>) -> Vec<CargoVersion> {
    let Some(source) = source_of(node) else { return Vec::new() };
    let n_values_a_version = match node {
        Node::Choice(via) | Node::ChosenFeature(via, _) => universe.lines[via.target].len().max(1),
        _ => 1,
    };
    let mut versions: Vec<usize> = values.map(|value| value as usize / n_values_a_version).collect();
    versions.dedup();
    let releases = versions.into_iter().filter_map(|version| universe.release(source, version));
    releases.map(|release| release.version.clone()).collect()
}
