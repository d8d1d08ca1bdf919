//! Crates in lines of compatible versions, and the packages that they become.

use std::collections::{BTreeMap, BTreeSet};

use haggle_spec::cargo::CargoVersion;

use super::{CrateDependency, CrateFacts, CrateRelease};

/// What has dependencies: a root, or a line of a crate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Source {
    Root(usize),
    Line { name: usize, line: usize },
}

/// What becomes a package of the table. Its versions are those of its source, if nothing else is said.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Node {
    /// A root, or a line of a crate.
    Base(Source),
    /// Which line of `target` a dependency means: value `version * lines + line`.
    Choice(Via),
    /// A feature of what a choice means, with the choice's values.
    ChosenFeature(Via, String),
    Feature(Source, String),
    /// An optional dependency that is on.
    Optional(Source, String),
    /// `feature` with `alias?/then`: value `3 * version + state`, see [`WeakState`].
    Weak(WeakLink),
}

/// A dependency by the name that its source gives it, and the crate.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Via {
    pub(super) source: Source,
    pub(super) alias: String,
    pub(super) target: usize,
}

/// The value `alias?/then` of a feature.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct WeakLink {
    pub(super) source: Source,
    pub(super) feature: String,
    pub(super) alias: String,
    pub(super) then: String,
}

/// The dependency asks for `Idle` or `On`, the feature for `Off` or `On`: together they ask for `On`.
#[derive(Debug, Clone, Copy)]
pub(super) enum WeakState {
    Idle = 0,
    Off = 1,
    On = 2,
}

/// What a feature turns on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Value<'v> {
    Feature(&'v str),
    Dependency(&'v str),
    DependencyFeature { alias: &'v str, feature: &'v str, is_weak: bool },
}

pub(super) fn value(text: &str) -> Value<'_> {
    if let Some(alias) = text.strip_prefix("dep:") {
        return Value::Dependency(alias);
    }
    let Some((alias, feature)) = text.split_once('/') else { return Value::Feature(text) };
    let (alias, is_weak) = alias.strip_suffix('?').map_or((alias, false), |alias| (alias, true));
    Value::DependencyFeature { alias, feature, is_weak }
}

/// All crates that are named anywhere, in order of their names.
pub(super) struct Universe<'f> {
    pub(super) names: Vec<&'f str>,
    /// For each crate its lines, ascending, and for each the releases, ascending.
    pub(super) lines: Vec<Vec<Vec<&'f CrateRelease>>>,
    pub(super) roots: &'f [CrateDependency],
    /// The weak features that have to be stated.
    pub(super) weak_links: BTreeSet<WeakLink>,
}

impl<'f> Universe<'f> {
    pub(super) fn new(facts: &'f CrateFacts, roots: &'f [CrateDependency]) -> Self {
        let releases = || facts.crates.values().flatten().filter(|release| !release.is_yanked);
        let dependencies = releases().flat_map(|release| &release.dependencies).chain(roots);
        let mut names: BTreeSet<&str> = facts.crates.keys().map(String::as_str).collect();
        names.extend(dependencies.map(|dependency| dependency.name.as_str()));
        let lines = names.iter().map(|name| {
            let mut lines: BTreeMap<(u64, u64, u64), Vec<&CrateRelease>> = BTreeMap::new();
            for release in facts.crates.get(*name).into_iter().flatten().filter(|release| !release.is_yanked)
            {
                lines.entry(line_of(&release.version)).or_default().push(release);
            }
            let mut lines: Vec<Vec<&CrateRelease>> = lines.into_values().collect();
            for line in &mut lines {
                line.sort_by(|left, right| left.version.cmp(&right.version));
            }
            lines
        });
        let lines = lines.collect();
        Self { names: names.into_iter().collect(), lines, roots, weak_links: BTreeSet::new() }
    }

    /// The releases of a line; none for a crate without releases, and for a root.
    pub(super) fn releases(&self, source: Source) -> &[&'f CrateRelease] {
        match source {
            Source::Root(_) => &[],
            Source::Line { name, line } => self.lines[name].get(line).map_or(&[], Vec::as_slice),
        }
    }

    pub(super) fn release(&self, source: Source, version: usize) -> Option<&'f CrateRelease> {
        self.releases(source).get(version).copied()
    }

    /// What the version of the source depends on.
    pub(super) fn dependencies(&self, source: Source, version: usize) -> &'f [CrateDependency] {
        match source {
            Source::Root(position) => &self.roots[position..=position],
            Source::Line { .. } => self.release(source, version).map_or(&[], |release| &release.dependencies),
        }
    }

    pub(super) fn index_of(&self, name: &str) -> usize {
        self.names.binary_search(&name).expect("every name that occurs was collected")
    }

    pub(super) fn n_versions(&self, node: &Node) -> usize {
        let of_source = |source: &Source| match source {
            Source::Root(_) => 1,
            Source::Line { .. } => self.releases(*source).len(),
        };
        match node {
            Node::Base(source) | Node::Feature(source, _) | Node::Optional(source, _) => of_source(source),
            Node::Choice(via) | Node::ChosenFeature(via, _) => {
                of_source(&via.source) * self.lines[via.target].len()
            }
            Node::Weak(link) => of_source(&link.source) * 3,
        }
    }
}

/// Versions with the same key are compatible.
fn line_of(version: &CargoVersion) -> (u64, u64, u64) {
    match version.numbers() {
        (0, 0, patch) => (0, 0, patch),
        (0, minor, _) => (0, minor, 0),
        (major, ..) => (major, 0, 0),
    }
}
