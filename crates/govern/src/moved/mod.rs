//! What moved under a project: the releases that it gets today and did not get on a day before, with how likely each is to break it.

use std::collections::{BTreeMap, VecDeque};

use haggle_resolve::python::{Requirer, Solution};
use haggle_spec::release::{PackageFacts, Release, ReleaseFacts};
use haggle_spec::{PackageName, Version};
use serde::Serialize;

use crate::day::Day;
use crate::pins::Step;

/// A release that a project gets and did not get before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MovedRelease {
    /// The distribution.
    pub name: PackageName,
    /// What the project got before; none where the distribution is new to it, or where that is not known.
    pub before: Option<Version>,
    /// What it gets.
    pub after: Version,
    /// The day of the release's first file, where the index tells.
    pub uploaded: Option<Day>,
    /// Who requires whom, from the project's own requirement to this distribution: that alone for a requirement of the project.
    pub through: Vec<PackageName>,
    /// How likely it is to break the project.
    pub likelihood: Likelihood,
}

/// How likely a release is to break a project, from what breaks most: a new or a changed first number, in what the project uses itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Likelihood {
    /// A large step of what the project itself requires; of what others require, one that is new.
    Likely,
    /// A large step elsewhere, a middle one in what the project itself requires.
    Possible,
    /// Everything else.
    Unlikely,
}

/// The releases of a solution that were uploaded on a day or later, or that another solution, of before that day, does not have: the
/// likely ones first, then the newest, then by name. Linear time in the solutions.
pub fn moved(
    now: &Solution,
    before: Option<&Solution>,
    facts: &ReleaseFacts,
    since: Day,
) -> Vec<MovedRelease> {
    let through = paths(now);
    let mut found: Vec<MovedRelease> = Vec::new();
    for (name, pin) in &now.pins {
        let uploaded = release(facts, name, &pin.version)
            .and_then(|release| Day::of_timestamp(release.uploaded.as_deref()?).ok());
        let earlier = before.and_then(|before| before.pins.get(name)).map(|pin| pin.version.clone());
        let is_moved = match before {
            Some(_) => earlier.as_ref() != Some(&pin.version),
            None => uploaded.is_some_and(|day| day >= since),
        };
        if !is_moved {
            continue;
        }
        let through = through.get(name).cloned().unwrap_or_else(|| vec![name.clone()]);
        let likelihood = likelihood(before.is_some(), earlier.as_ref(), &pin.version, through.len() == 1);
        found.push(MovedRelease {
            name: name.clone(),
            before: earlier,
            after: pin.version.clone(),
            uploaded,
            through,
            likelihood,
        });
    }
    found.sort_by(|one, other| {
        let newest_first = other.uploaded.cmp(&one.uploaded);
        one.likelihood.cmp(&other.likelihood).then(newest_first).then_with(|| one.name.cmp(&other.name))
    });
    found
}

fn likelihood(
    is_before_known: bool,
    before: Option<&Version>,
    after: &Version,
    is_direct: bool,
) -> Likelihood {
    // Before 1.0, the second number changes where the first would later on.
    let step = match before {
        Some(before) if after.segment(0) == 0.into() && Step::between(before, after) == Step::Minor => {
            Some(Step::Major)
        }
        Some(before) if after < before => Some(Step::Major),
        Some(before) => Some(Step::between(before, after)),
        None => None,
    };
    match (step, is_direct) {
        (Some(Step::Major), true) => Likelihood::Likely,
        (None, _) if is_before_known => Likelihood::Likely,
        (Some(Step::Major), false) | (Some(Step::Minor) | None, true) => Likelihood::Possible,
        _ => Likelihood::Unlikely,
    }
}

/// For each package of a solution, the shortest way to it from a root.
fn paths(solution: &Solution) -> BTreeMap<PackageName, Vec<PackageName>> {
    let mut paths: BTreeMap<PackageName, Vec<PackageName>> = BTreeMap::new();
    let mut queue = VecDeque::new();
    for edge in &solution.edges {
        if matches!(edge.requirer, Requirer::Root { .. }) && !paths.contains_key(&edge.target) {
            paths.insert(edge.target.clone(), vec![edge.target.clone()]);
            queue.push_back(edge.target.clone());
        }
    }
    let mut required: BTreeMap<&PackageName, Vec<&PackageName>> = BTreeMap::new();
    for edge in &solution.edges {
        if let Requirer::Package { name, .. } = &edge.requirer {
            required.entry(name).or_default().push(&edge.target);
        }
    }
    while let Some(name) = queue.pop_front() {
        for target in required.get(&name).into_iter().flatten() {
            if !paths.contains_key(*target) {
                let mut path = paths[&name].clone();
                path.push((*target).clone());
                paths.insert((*target).clone(), path);
                queue.push_back((*target).clone());
            }
        }
    }
    paths
}

fn release<'f>(facts: &'f ReleaseFacts, name: &PackageName, version: &Version) -> Option<&'f Release> {
    match facts.packages.get(name)? {
        PackageFacts::Releases(releases) => releases.get(version),
        PackageFacts::Unavailable { .. } => None,
    }
}
