//! Why a pin is not at the newest release: one minimal excuse for each name, verified by solving.

use std::collections::BTreeSet;

use haggle_resolve::python::PythonVersion;
use haggle_spec::release::{MissingFact, Release, ReleaseFacts, ReleaseId, ReleaseMetadata};
use haggle_spec::{MarkerEnvironment, PackageName, Prereleases, Requirement, Version};

use super::error::PinError;
use super::graph::{PinGraph, requirements};
use super::lists::PinLists;
use super::moved::{Direction, Settling, target};
use super::releases::{finals, is_allowed, runs_on};
use crate::check::exclusions;

/// A name whose pin is behind its newest release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Behind {
    /// The name as the constraints write it.
    pub written: String,
    /// The distribution.
    pub name: PackageName,
    /// The highest version that is pinned.
    pub pinned: Version,
    /// The newest release: final, not yanked, for a Python of the family.
    pub newest: Version,
    /// Why.
    pub excuse: Excuse,
}

/// Why a pin is behind.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Excuse {
    /// Nothing keeps it: it can be raised alone.
    Nothing,
    /// The family holds the release.
    Held {
        /// Who answers for the hold.
        owner: String,
        /// What is claimed.
        claim: String,
    },
    /// A line of the global list does not allow it.
    GlobalList {
        /// The line, from 1.
        line: usize,
        /// The line as it is written, without its comment.
        written: String,
    },
    /// It can be raised together with these pins, and without any one of them it cannot.
    Pins(Vec<Mover>),
    /// The newest releases of these that the global list allows require it to be lower, or what would have to move with it.
    Requirers(Vec<Blocker>),
    /// No combination of pins goes with it: the resolver's words.
    Unsolvable(String),
}

/// A pin that has to move for another to be raised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mover {
    /// The name.
    pub name: PackageName,
    /// Its line in the constraints, from 1.
    pub line: usize,
    /// The version that is pinned.
    pub pinned: Version,
    /// The version that goes.
    pub to: Version,
    /// What the pinned release requires that is in the way, or what the newest release requires of it.
    pub because: String,
}

/// A distribution that requires another to be lower.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blocker {
    /// The name.
    pub name: PackageName,
    /// Its newest release that is allowed.
    pub version: Version,
    /// What that requires.
    pub requirement: String,
}

/// Every name that is behind, by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BehindReport {
    /// The names.
    pub behind: Vec<Behind>,
    /// How many names are at their newest release.
    pub n_newest: usize,
    /// Names whose releases are not known.
    pub unknown: Vec<PackageName>,
    /// How many pinned releases have requirements that are not known: they may be in the way, too.
    pub n_unread: usize,
}

/// The facts about the pinned releases that nobody has asked for: the lists of releases, then what the pinned ones require. Where an index
/// can be asked, it is asked for them first.
pub fn lacking(lists: &PinLists, facts: &ReleaseFacts) -> Vec<MissingFact> {
    let mut missing = BTreeSet::new();
    for pin in lists.constraints.pins() {
        let name = pin.name();
        let (Ok(releases), Some(version)) = (super::releases::all(facts, name), pin.version()) else {
            if !facts.packages.contains_key(name) {
                missing.insert(MissingFact::Versions(name.clone()));
            }
            continue;
        };
        if releases.get(&version).is_some_and(|release| release.metadata == ReleaseMetadata::Unfetched) {
            missing.insert(MissingFact::Metadata(ReleaseId::new(name.clone(), version)));
        }
    }
    missing.into_iter().collect()
}

/// Says of the names, or of all that are pinned, which are behind and why.
///
/// # Errors
/// A name without a pin; facts that are missing of a name that was asked about; a family whose Pythons nobody named.
pub fn why_behind(
    lists: &PinLists,
    facts: &ReleaseFacts,
    names: &[PackageName],
) -> Result<BehindReport, PinError> {
    if lists.pythons.is_empty() {
        return Err(PinError::Unknown { what: "for which Pythons: give `--python`, or a manifest" });
    }
    let graph = PinGraph::of(lists, facts);
    let asked: Vec<PackageName> =
        if names.is_empty() { graph.names().cloned().collect() } else { names.to_vec() };
    let left_out = lists.denied();
    let settling = Settling { lists, facts, graph: &graph, direction: Direction::Up, left_out: &left_out };
    let mut report =
        BehindReport { behind: Vec::new(), n_newest: 0, unknown: Vec::new(), n_unread: graph.n_unknown() };
    for name in asked {
        let pinned = lists.constraints.pins_of(&name).filter_map(|pin| pin.version()).max();
        let pinned = pinned.ok_or_else(|| lists.not_pinned(&name))?;
        let newest = match newest(lists, facts, &name) {
            Ok(Some(newest)) => newest,
            Err(PinError::Missing(missing)) if !names.is_empty() => return Err(PinError::Missing(missing)),
            _ => {
                report.unknown.push(name);
                continue;
            }
        };
        if newest <= pinned {
            report.n_newest += 1;
            continue;
        }
        let excuse = excuse(&settling, &name, &newest)?;
        let written = lists.written(&name);
        report.behind.push(Behind { written, name, pinned, newest, excuse });
    }
    Ok(report)
}

/// The newest release of a name for a Python of the family, whatever the family says of it.
pub(super) fn newest(
    lists: &PinLists,
    facts: &ReleaseFacts,
    name: &PackageName,
) -> Result<Option<Version>, PinError> {
    let mut finals = finals(facts, name)?;
    let found = finals.find(|(_, release)| lists.pythons.iter().any(|python| runs_on(release, python)));
    Ok(found.map(|(version, _)| version.clone()))
}

fn excuse(settling: &Settling<'_>, name: &PackageName, newest: &Version) -> Result<Excuse, PinError> {
    let lists = settling.lists;
    if let Some(hold) = lists.holds.as_ref().and_then(|file| file.holds.of(name, newest)) {
        let claim = format!("{}: {}", hold.claim.project, hold.claim.error);
        return Ok(Excuse::Held { owner: hold.owner.clone(), claim });
    }
    if !is_allowed(lists, name, newest) {
        return Ok(refusing_line(lists, name, newest));
    }
    let asked: Vec<Requirement> = format!("{name}==={newest}").parse().into_iter().collect();
    let mut moving: BTreeSet<PackageName> = in_the_way(settling, name, newest)?;
    if moving.is_empty() && !brings_new_names(settling, name, newest) {
        return Ok(Excuse::Nothing);
    }
    moving.insert(name.clone());
    match settling.settle_moving(&asked, &mut moving) {
        Ok(settled) if settled.len() == 1 => Ok(Excuse::Nothing),
        Ok(_) => movers(settling, name, newest, &asked, moving),
        Err(PinError::Unsolvable { explanation }) => {
            let blockers = blockers(settling, name, newest);
            Ok(if blockers.is_empty() {
                Excuse::Unsolvable(explanation)
            } else {
                Excuse::Requirers(blockers)
            })
        }
        Err(error) => Err(error),
    }
}

/// The first line of the global list that does not allow a version.
fn refusing_line(lists: &PinLists, name: &PackageName, version: &Version) -> Excuse {
    let file = lists.global.file();
    let refuses = |line: &&&haggle_spec::file::EntryLine| {
        line.entry().is_some_and(|entry| {
            let refuses =
                |specifier: &haggle_spec::Specifier| !specifier.contains(version, Prereleases::Allow);
            exclusions(entry).any(refuses) || entry.specifiers.iter().any(refuses)
        })
    };
    let lines = lists.global_lines(name);
    let found = lines.iter().find(refuses).or(lines.first());
    let written =
        found.map(|line| file.text(line.content).split('#').next().unwrap_or_default().trim().to_owned());
    Excuse::GlobalList {
        line: found.map_or(0, |line| file.source().position(line.span.start).line),
        written: written.unwrap_or_default(),
    }
}

/// Whether a requirement counts in an environment, without extras.
fn counts(requirement: &Requirement, environment: &MarkerEnvironment) -> bool {
    let marker = requirement.marker();
    marker.is_none_or(|marker| marker.evaluate(environment, &[]).unwrap_or(true))
}

fn environments(pythons: &[PythonVersion]) -> Vec<MarkerEnvironment> {
    pythons.iter().map(|python| target(python).environment()).collect()
}

/// The pins that cannot stay: those whose releases refuse the version, and those that it refuses.
fn in_the_way(
    settling: &Settling<'_>,
    name: &PackageName,
    version: &Version,
) -> Result<BTreeSet<PackageName>, PinError> {
    let environments = environments(&settling.lists.pythons);
    let somewhere =
        |requirement: &Requirement| environments.iter().any(|environment| counts(requirement, environment));
    let refusing = settling.graph.dependants(name).filter(|(_, requirement)| {
        !requirement.specifiers().contains(version, Prereleases::Allow) && somewhere(requirement)
    });
    let mut found: BTreeSet<PackageName> = refusing.map(|(dependant, _)| dependant.clone()).collect();
    let releases = super::releases::all(settling.facts, name)?;
    let Some(release) = releases.get(version) else { return Ok(found) };
    if release.metadata == ReleaseMetadata::Unfetched {
        let release = ReleaseId::new(name.clone(), version.clone());
        return Err(PinError::Missing(vec![MissingFact::Metadata(release)]));
    }
    for requirement in requirements(release).unwrap_or_default().iter().filter(|one| somewhere(one)) {
        let pins = settling.lists.constraints.pins_of(requirement.name());
        let mut versions = pins.filter_map(|pin| pin.version());
        if versions.any(|pinned| !requirement.specifiers().contains(&pinned, Prereleases::Allow)) {
            found.insert(requirement.name().clone());
        }
    }
    found.remove(name);
    Ok(found)
}

/// Whether a release requires what has no pin: then its own requirements have to be looked at, too.
fn brings_new_names(settling: &Settling<'_>, name: &PackageName, version: &Version) -> bool {
    let environments = environments(&settling.lists.pythons);
    let release = super::releases::all(settling.facts, name).ok().and_then(|releases| releases.get(version));
    let required = release.and_then(requirements).unwrap_or_default();
    required.iter().any(|requirement| {
        environments.iter().any(|environment| counts(requirement, environment))
            && settling.lists.constraints.pins_of(requirement.name()).next().is_none()
            && settling.facts.packages.contains_key(requirement.name())
    })
}

/// The smallest part of what moves that is enough: each is left out where the rest will do without it.
fn movers(
    settling: &Settling<'_>,
    name: &PackageName,
    newest: &Version,
    asked: &[Requirement],
    moving: BTreeSet<PackageName>,
) -> Result<Excuse, PinError> {
    let mut needed = moving;
    for candidate in needed.clone() {
        if candidate == *name {
            continue;
        }
        let mut fewer = needed.clone();
        fewer.remove(&candidate);
        let before = fewer.clone();
        // Where the candidate joins again, it is needed.
        if settling.settle_moving(asked, &mut fewer).is_ok() && fewer == before {
            needed = fewer;
        }
    }
    let settled = settling.settle_moving(asked, &mut needed)?;
    let mut found = Vec::new();
    for (other, wanted) in settled.iter().filter(|(other, _)| *other != name) {
        let pins = settling.lists.pins_of(other);
        let moved = pins.iter().find_map(|pin| {
            let pinned = pin.version()?;
            let to = wanted.iter().flatten().find(|version| **version != pinned)?;
            Some((pin, pinned, to.clone()))
        });
        let Some((pin, pinned, to)) = moved else { continue };
        let line = crate::family::line_of(settling.lists.constraints.file(), pin.line);
        let because = because(settling, name, newest, other);
        found.push(Mover { name: other.clone(), line, pinned, to, because });
    }
    Ok(if found.is_empty() { Excuse::Nothing } else { Excuse::Pins(found) })
}

/// The requirement between a name and a pin that has to move with it, in words.
fn because(settling: &Settling<'_>, name: &PackageName, newest: &Version, other: &PackageName) -> String {
    let refused = settling.graph.dependants(name).find(|(dependant, requirement)| {
        *dependant == other && !requirement.specifiers().contains(newest, Prereleases::Allow)
    });
    if let Some((dependant, requirement)) = refused {
        return format!("{dependant} requires {requirement}");
    }
    let release = super::releases::all(settling.facts, name).ok().and_then(|releases| releases.get(newest));
    let own = release.and_then(requirements).unwrap_or_default().iter().find(|one| one.name() == other);
    match own {
        Some(requirement) => format!("{name} {newest} requires {requirement}"),
        None => "what moves needs it".to_owned(),
    }
}

/// The dependants whose newest allowed release still refuses the version; and those that keep, in turn, the dependants that would have to
/// move with it where they are.
fn blockers(settling: &Settling<'_>, name: &PackageName, version: &Version) -> Vec<Blocker> {
    let mut found: Vec<Blocker> = Vec::new();
    let mut seen = BTreeSet::from([name.clone()]);
    let mut open = vec![(name.clone(), version.clone())];
    while let Some((name, version)) = open.pop() {
        let Ok(in_the_way) = in_the_way(settling, &name, &version) else { continue };
        for other in in_the_way.into_iter().filter(|other| seen.insert(other.clone())) {
            let Ok(mut releases) = finals(settling.facts, &other) else { continue };
            let newest = releases.find(|(version, _)| is_allowed(settling.lists, &other, version));
            let Some((newest, release)) = newest else { continue };
            match refusal(settling, release, &name, &version) {
                Some(requirement) => {
                    found.push(Blocker {
                        name: other.clone(),
                        version: newest.clone(),
                        requirement: requirement.to_string(),
                    });
                }
                None => open.push((other.clone(), newest.clone())),
            }
        }
    }
    found
}

/// The requirement of a release that refuses a version of a name.
fn refusal<'facts>(
    settling: &Settling<'_>,
    release: &'facts Release,
    name: &PackageName,
    version: &Version,
) -> Option<&'facts Requirement> {
    let environments = environments(&settling.lists.pythons);
    let required = requirements(release).unwrap_or_default().iter();
    required.filter(|one| one.name() == name).find(|one| {
        let is_refused = !one.specifiers().contains(version, Prereleases::Allow);
        is_refused && environments.iter().any(|environment| counts(one, environment))
    })
}
