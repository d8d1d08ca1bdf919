//! Lowers crates to a table: which values of a package need which values of others.

use std::collections::{BTreeMap, BTreeSet};

use super::CrateDependency;
use super::node::{Node, Source, Universe, Value, Via, WeakLink, WeakState, value};
use crate::bits;
use crate::query::Query;
use crate::table::{PackageId, Table, TableBuilder, TableError};

/// A need: the node, and which of its values will do.
pub(super) type Need = (Node, Vec<bool>);

pub(super) struct Lowered {
    pub(super) table: Table,
    /// One clause a root, in order.
    pub(super) query: Query,
    /// By package.
    pub(super) nodes: Vec<Node>,
}

impl Lowered {
    pub(super) fn new(universe: &Universe<'_>) -> Result<Self, TableError> {
        let nodes: Vec<Node> = reachable(universe).into_iter().collect();
        let mut builder = TableBuilder::new();
        let mut packages: BTreeMap<&Node, PackageId> = BTreeMap::new();
        for node in &nodes {
            let n_versions = u32::try_from(universe.n_versions(node)).map_err(|_| TableError::TooLarge)?;
            packages.insert(node, builder.package(n_versions)?);
        }
        for (node, package) in &packages {
            for (number, version) in (0u32..).zip(0..universe.n_versions(node)) {
                for (target, allowed) in needs(universe, node, version) {
                    let words = bits::words_of(allowed.iter().copied(), allowed.len(), 0);
                    builder.edge_to(*package, number, packages[&target], &words)?;
                }
            }
        }
        let table = builder.build()?;
        let mut query = Query::new();
        for position in 0..universe.roots.len() {
            query.require(&table, packages[&Node::Base(Source::Root(position))], &[(0, 1)])?;
        }
        Ok(Self { table, query, nodes })
    }
}

/// Every node that some version may need.
fn reachable(universe: &Universe<'_>) -> BTreeSet<Node> {
    let mut open: Vec<Node> =
        (0..universe.roots.len()).map(|position| Node::Base(Source::Root(position))).collect();
    let mut known: BTreeSet<Node> = open.iter().cloned().collect();
    while let Some(node) = open.pop() {
        for version in 0..universe.n_versions(&node) {
            for (target, _) in needs(universe, &node, version) {
                if known.insert(target.clone()) {
                    open.push(target);
                }
            }
        }
    }
    known
}

/// What the value of the node needs.
pub(super) fn needs(universe: &Universe<'_>, node: &Node, version: usize) -> Vec<Need> {
    let mut found = Vec::new();
    match node {
        Node::Base(source) => {
            let is_root = matches!(source, Source::Root(_));
            let on = universe.dependencies(*source, version).iter();
            for dependency in on.filter(|dependency| is_root || !dependency.is_optional) {
                found.extend(dependency_needs(universe, *source, version, dependency));
            }
        }
        Node::Choice(via) => {
            let (version, line) = of_choice(universe, via, version);
            for dependency in chosen_by(universe, via, version) {
                let features = dependency.features.iter().map(String::as_str);
                let default = dependency.default_features.then_some("default");
                found.extend(line_needs(universe, dependency, via.target, line, features.chain(default)));
            }
        }
        Node::ChosenFeature(via, feature) => {
            found.push((Node::Choice(via.clone()), only(universe, &Node::Choice(via.clone()), version)));
            let (version, line) = of_choice(universe, via, version);
            for dependency in chosen_by(universe, via, version) {
                found.extend(line_needs(
                    universe,
                    dependency,
                    via.target,
                    line,
                    [feature.as_str()].into_iter(),
                ));
            }
        }
        Node::Feature(source, feature) => feature_needs(universe, *source, version, feature, &mut found),
        Node::Optional(source, alias) => {
            found.push(same_version(universe, Node::Base(*source), version));
            let mut is_known = false;
            for dependency in universe.dependencies(*source, version) {
                if dependency.is_optional && dependency.local_name() == alias {
                    is_known = true;
                    found.extend(dependency_needs(universe, *source, version, dependency));
                }
            }
            if !is_known {
                found.push(nothing(universe, *source));
            }
            for link in &universe.weak_links {
                if link.source == *source && link.alias == *alias {
                    found.push(weak_need(universe, link, version, WeakState::Idle));
                }
            }
        }
        Node::Weak(link) => {
            if version % 3 == WeakState::On as usize {
                found.extend(alias_feature_needs(
                    universe,
                    link.source,
                    version / 3,
                    &link.alias,
                    &link.then,
                ));
            }
        }
    }
    found
}

fn feature_needs(
    universe: &Universe<'_>,
    source: Source,
    version: usize,
    feature: &str,
    found: &mut Vec<Need>,
) {
    found.push(same_version(universe, Node::Base(source), version));
    let Some(release) = universe.release(source, version) else { return };
    let Some(values) = release.features.get(feature) else {
        let implied = release
            .dependencies
            .iter()
            .any(|dependency| dependency.local_name() == feature && release.implies(dependency));
        if implied {
            found.push(same_version(universe, Node::Optional(source, feature.to_owned()), version));
        } else if feature != "default" {
            found.push(nothing(universe, source));
        }
        return;
    };
    for text in values {
        match value(text) {
            Value::Feature(name) => {
                found.push(same_version(universe, Node::Feature(source, name.to_owned()), version));
            }
            Value::Dependency(alias) => {
                found.push(same_version(universe, Node::Optional(source, alias.to_owned()), version));
            }
            Value::DependencyFeature { alias, feature: then, is_weak } => {
                let is_optional = is_optional(universe, source, version, alias);
                if is_weak && is_optional {
                    let link = weak_link(source, feature, alias, then);
                    if universe.weak_links.contains(&link) {
                        found.push(weak_need(universe, &link, version, WeakState::Off));
                    }
                    continue;
                }
                if is_optional {
                    found.push(same_version(universe, Node::Optional(source, alias.to_owned()), version));
                }
                found.extend(alias_feature_needs(universe, source, version, alias, then));
            }
        }
    }
}

pub(super) fn is_optional(universe: &Universe<'_>, source: Source, version: usize, alias: &str) -> bool {
    let dependencies = universe.dependencies(source, version).iter();
    dependencies
        .filter(|dependency| dependency.local_name() == alias)
        .any(|dependency| dependency.is_optional)
}

pub(super) fn weak_link(source: Source, feature: &str, alias: &str, then: &str) -> WeakLink {
    WeakLink { source, feature: feature.to_owned(), alias: alias.to_owned(), then: then.to_owned() }
}

/// What a dependency that is on needs: the crate and the features that it asks for.
fn dependency_needs(
    universe: &Universe<'_>,
    source: Source,
    version: usize,
    dependency: &CrateDependency,
) -> Vec<Need> {
    let target = universe.index_of(&dependency.name);
    match matching_lines(universe, dependency, target).as_slice() {
        [] => vec![nothing(universe, Source::Line { name: target, line: 0 })],
        [line] => {
            let features = dependency.features.iter().map(String::as_str);
            let default = dependency.default_features.then_some("default");
            line_needs(universe, dependency, target, *line, features.chain(default))
        }
        lines => {
            let via = Via { source, alias: dependency.local_name().to_owned(), target };
            let node = Node::Choice(via);
            let allowed = choice_values(universe, &node, target, version, lines);
            vec![(node, allowed)]
        }
    }
}

/// What `alias/feature` needs besides the dependency itself; nothing will do where no dependency has that name.
pub(super) fn alias_feature_needs(
    universe: &Universe<'_>,
    source: Source,
    version: usize,
    alias: &str,
    feature: &str,
) -> Vec<Need> {
    let mut found = Vec::new();
    let mut is_known = false;
    for dependency in universe.dependencies(source, version) {
        if dependency.local_name() != alias {
            continue;
        }
        is_known = true;
        let target = universe.index_of(&dependency.name);
        match matching_lines(universe, dependency, target).as_slice() {
            [] => found.push(nothing(universe, source)),
            [line] => found.extend(line_needs(universe, dependency, target, *line, [feature].into_iter())),
            lines => {
                let via = Via { source, alias: alias.to_owned(), target };
                let node = Node::ChosenFeature(via, feature.to_owned());
                let allowed = choice_values(universe, &node, target, version, lines);
                found.push((node, allowed));
            }
        }
    }
    if !is_known {
        found.push(nothing(universe, source));
    }
    found
}

/// The crate's line at the versions that match, and the features there.
fn line_needs<'a>(
    universe: &Universe<'_>,
    dependency: &CrateDependency,
    target: usize,
    line: usize,
    features: impl Iterator<Item = &'a str>,
) -> Vec<Need> {
    let source = Source::Line { name: target, line };
    let matches = |release: &&super::CrateRelease| dependency.requirement.matches(&release.version);
    let allowed: Vec<bool> = universe.releases(source).iter().map(matches).collect();
    let features = features.map(|feature| (Node::Feature(source, feature.to_owned()), allowed.clone()));
    let mut found: Vec<Need> = features.collect();
    found.push((Node::Base(source), allowed));
    found
}

fn matching_lines(universe: &Universe<'_>, dependency: &CrateDependency, target: usize) -> Vec<usize> {
    let lines = universe.lines[target].iter().enumerate();
    let matching = lines.filter(|(_, releases)| {
        releases.iter().any(|release| dependency.requirement.matches(&release.version))
    });
    matching.map(|(line, _)| line).collect()
}

/// The dependencies of the version that the choice is about.
fn chosen_by<'u>(
    universe: &'u Universe<'_>,
    via: &'u Via,
    version: usize,
) -> impl Iterator<Item = &'u CrateDependency> {
    let dependencies = universe.dependencies(via.source, version).iter();
    dependencies.filter(|dependency| {
        dependency.local_name() == via.alias && dependency.name == universe.names[via.target]
    })
}

/// The version of the source and the line that the value of a choice stands for.
fn of_choice(universe: &Universe<'_>, via: &Via, value: usize) -> (usize, usize) {
    let n_lines = universe.lines[via.target].len().max(1);
    (value / n_lines, value % n_lines)
}

fn choice_values(
    universe: &Universe<'_>,
    node: &Node,
    target: usize,
    version: usize,
    lines: &[usize],
) -> Vec<bool> {
    let n_lines = universe.lines[target].len();
    let mut allowed = vec![false; universe.n_versions(node)];
    for line in lines {
        allowed[version * n_lines + line] = true;
    }
    allowed
}

fn weak_need(universe: &Universe<'_>, link: &WeakLink, version: usize, other: WeakState) -> Need {
    let node = Node::Weak(link.clone());
    let mut allowed = vec![false; universe.n_versions(&node)];
    for state in [other, WeakState::On] {
        allowed[version * 3 + state as usize] = true;
    }
    (node, allowed)
}

/// The node at the same version.
fn same_version(universe: &Universe<'_>, node: Node, version: usize) -> Need {
    let allowed = only(universe, &node, version);
    (node, allowed)
}

fn only(universe: &Universe<'_>, node: &Node, version: usize) -> Vec<bool> {
    (0..universe.n_versions(node)).map(|other| other == version).collect()
}

/// A need that cannot be met.
fn nothing(universe: &Universe<'_>, source: Source) -> Need {
    let node = Node::Base(source);
    let allowed = vec![false; universe.n_versions(&node)];
    (node, allowed)
}
