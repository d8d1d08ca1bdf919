//! From the numbers that the solver chose to a solution.

use std::collections::{BTreeMap, BTreeSet};

use haggle_spec::release::ReleaseMetadata;

use super::choice_warnings::{warnings_of_choice, warnings_of_edge};
use super::lower::Lowered;
use super::lowered_request::LoweredRequest;
use super::outcome::{Edge, Pin, PinRequirements, Solution};
use super::request::Request;
use super::requirements::Wanted;
use super::requirer::Requirer;
use crate::table::PackageId;

/// The solution with these versions of these nodes.
pub(super) fn solution<'a>(
    lowered: &Lowered<'a>,
    request: &'a Request,
    chosen: &[(PackageId, u32)],
    n_steps: u64,
) -> Solution {
    let mut solution = Solution { pins: BTreeMap::new(), edges: Vec::new(), warnings: Vec::new(), n_steps };
    let mut found = Vec::new();
    for (position, root) in request.requirements.iter().enumerate() {
        lowered.requirements.of_root(&root.requirement, &mut found);
        let requirer = Requirer::Root { position, source: root.source.clone() };
        add_edges(&mut solution, &requirer, &found, request);
    }
    for (node, version) in chosen {
        let (name, extra) = lowered.nodes[node.index()];
        let Some((version, release)) = lowered.version(*node, *version) else { continue };
        let requirer = Requirer::Package { name: name.clone(), extra: extra.cloned() };
        let pin = solution.pins.entry(name.clone()).or_insert_with(|| Pin {
            version: version.clone(),
            url: request.artefacts.get(name).cloned(),
            extras: BTreeSet::new(),
            requirements: match lowered.requirements.metadata(name, release) {
                _ if lowered.requirements.supplied(name, version).is_some() => PinRequirements::Supplied,
                ReleaseMetadata::Unknown { reason } => PinRequirements::Unknown { reason: reason.clone() },
                _ => PinRequirements::Known,
            },
        });
        if let Some(extra) = extra {
            pin.extras.insert(extra.clone());
        }
        lowered.requirements.of_release(name, version, release, extra, &mut found);
        add_edges(&mut solution, &requirer, &found, request);
    }
    solution.warnings.extend(warnings_of_choice(lowered, chosen));
    solution
}

fn add_edges(solution: &mut Solution, requirer: &Requirer, found: &[Wanted<'_>], request: &Request) {
    for wanted in found {
        let requirement = wanted.to_requirement();
        let target = wanted.requirement.name().clone();
        let edge = Edge { requirer: requirer.clone(), target, requirement };
        solution.warnings.extend(warnings_of_edge(&edge, request));
        solution.edges.push(edge);
    }
}
