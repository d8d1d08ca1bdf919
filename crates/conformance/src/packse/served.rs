//! The same scenarios through an index server on loopback and the client that asks real ones: the answers have to be those
//! that all facts give up front.

use std::collections::BTreeSet;

use haggle_index::{Index, IndexLocation, IndexOptions, rounds};
use haggle_resolve::python::{ForkStrategy, ResolveOutcome, UniversalOutcome, resolve, resolve_universal};
use haggle_spec::release::{
    DistributionFile, DistributionKind, MissingFact, PackageFacts, Release, ReleaseFacts, ReleaseMetadata,
};
use haggle_spec::{PackageName, Version};
use haggle_testkit::index_server::{File, IndexServer, sdist_of, wheel};

use super::scenario::Scenario;

/// Runs the scenario both ways.
pub fn check(scenario: &Scenario) -> Result<(), String> {
    let server = IndexServer::start();
    publish(&server, &scenario.facts);
    let location = IndexLocation::new(&server.url()).map_err(|error| error.to_string())?;
    let index = Index::open(IndexOptions::new(location)).map_err(|error| error.to_string())?;
    let mut facts = ReleaseFacts::default();
    let served = rounds::ask(&index, &mut facts, &scenario.request, &(), |facts| answer(scenario, facts))
        .map_err(|error| error.to_string())?;
    let direct = answer(scenario, &scenario.facts).map_err(|missing| format!("{missing:?}"))?;
    if served == direct { Ok(()) } else { Err(format!("through the server {served:?}, directly {direct:?}")) }
}

/// The pins in words, or that there is no solution.
fn answer(scenario: &Scenario, facts: &ReleaseFacts) -> Result<Option<BTreeSet<String>>, Vec<MissingFact>> {
    if !scenario.is_universal {
        return match resolve(facts, &scenario.request) {
            ResolveOutcome::Missing(missing) => Err(missing),
            ResolveOutcome::Solved(solution) => {
                let pins = solution.pins.iter().map(|(name, pin)| format!("{name}=={}", pin.version));
                Ok(Some(pins.collect()))
            }
            ResolveOutcome::Unsolvable(_) | ResolveOutcome::Stopped(_) => Ok(None),
        };
    }
    let range = &scenario.requires_python;
    match resolve_universal(facts, &scenario.request, range, ForkStrategy::RequiresPython, None) {
        UniversalOutcome::Missing(missing) => Err(missing),
        UniversalOutcome::Solved(solution) => {
            let pins = solution.pins();
            Ok(Some(
                pins.iter().map(|pin| format!("{}=={} ; {}", pin.name, pin.version, pin.marker)).collect(),
            ))
        }
        UniversalOutcome::Unsolvable { .. } | UniversalOutcome::Stopped(_) => Ok(None),
    }
}

fn publish(server: &IndexServer, facts: &ReleaseFacts) {
    for (name, package) in &facts.packages {
        let PackageFacts::Releases(releases) = package else { continue };
        server.publish_nothing(name.as_str());
        for (version, release) in releases {
            for file in &release.files {
                server.publish(name.as_str(), served(name, version, release, file));
            }
        }
    }
}

fn served(name: &PackageName, version: &Version, release: &Release, file: &DistributionFile) -> File {
    let mut lines = Vec::new();
    if let Some(range) = &release.requires_python {
        lines.push(format!("Requires-Python: {range}"));
    }
    if let ReleaseMetadata::Known { requirements, provides_extra } = &release.metadata {
        lines.extend(provides_extra.iter().map(|extra| format!("Provides-Extra: {extra}")));
        lines.extend(requirements.iter().map(|requirement| format!("Requires-Dist: {requirement}")));
    }
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let version = version.to_string();
    let made = match file.kind {
        DistributionKind::Sdist => sdist_of(name.as_str(), &version, "2.2", &lines),
        DistributionKind::Wheel { .. } => wheel(name.as_str(), &version, &lines),
    };
    File {
        filename: file.filename.clone(),
        requires_python: release.requires_python.as_ref().map(ToString::to_string),
        yanked: release.yanked.clone(),
        ..made
    }
}
