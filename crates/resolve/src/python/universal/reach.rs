//! What a request may reach, and what its markers and ranges compare.

use std::collections::BTreeSet;

use haggle_spec::release::{PackageFacts, Release, ReleaseFacts};
use haggle_spec::{Marker, PackageName, Requirement, SpecifierSet, Version};
use rustc_hash::{FxHashMap, FxHashSet};

use super::scope::Environments;
use super::space::Space;
use super::vocabulary::Vocabulary;
use crate::python::candidates::range_of;
use crate::python::installed::requirements_of;
use crate::python::request::Request;

/// The requirements of the files of a release, as far as they are known.
fn known<'a>(
    request: &'a Request,
    name: &PackageName,
    version: &Version,
    release: &'a Release,
) -> Vec<&'a [Requirement]> {
    if request.no_dependencies {
        return Vec::new();
    }
    if let Some(supplied) = request.supplied_release(name, version) {
        return vec![&supplied.requirements];
    }
    let variants = release.variants.iter().map(|variant| &variant.metadata);
    std::iter::once(&release.metadata).chain(variants).map(requirements_of).collect()
}

/// Everything that may be reached, with what its markers and ranges compare.
struct Reach<'a> {
    facts: &'a ReleaseFacts,
    request: &'a Request,
    names: BTreeSet<&'a PackageName>,
    queue: Vec<&'a PackageName>,
    markers: FxHashMap<&'a str, &'a Marker>,
    ranges: FxHashSet<&'a SpecifierSet>,
    vocabulary: Vocabulary,
}

impl<'a> Reach<'a> {
    fn requirement(&mut self, requirement: &'a Requirement) {
        if let Some(marker) = requirement.marker() {
            self.marker(marker);
        }
        let name = requirement.name();
        if !self.request.exclusions.contains(name) && self.names.insert(name) {
            self.queue.push(name);
        }
    }

    fn marker(&mut self, marker: &'a Marker) {
        if self.markers.insert(marker.as_str(), marker).is_none() {
            self.vocabulary.note_marker(marker);
        }
    }

    fn follow(&mut self) {
        while let Some(name) = self.queue.pop() {
            let (facts, request) = (self.facts, self.request);
            let releases = match facts.packages.get(name) {
                Some(PackageFacts::Releases(releases)) => releases.iter().collect(),
                _ => Vec::new(),
            };
            let artefacts = request.partial_artefacts.iter().filter(|artefact| artefact.name == *name);
            let artefacts = artefacts.map(|artefact| {
                self.marker(&artefact.marker);
                (&artefact.version, &artefact.release)
            });
            let artefacts: Vec<_> = artefacts.collect();
            for (version, release) in releases.into_iter().chain(artefacts) {
                if let Some(range) = range_of(name, version, release, request)
                    && self.ranges.insert(range)
                {
                    self.vocabulary.note_range(range);
                }
                for requirement in known(request, name, version, release).into_iter().flatten() {
                    self.requirement(requirement);
                }
            }
        }
    }
}

/// The packages that may be reached, and the environments that their markers and ranges tell apart.
pub(super) fn reach<'a>(
    facts: &'a ReleaseFacts,
    request: &'a Request,
    environments: &Environments,
) -> (BTreeSet<&'a PackageName>, Space) {
    let mut reach = Reach {
        facts,
        request,
        names: BTreeSet::new(),
        queue: Vec::new(),
        markers: FxHashMap::default(),
        ranges: FxHashSet::default(),
        vocabulary: Vocabulary::default(),
    };
    for marker in &request.required_environments {
        reach.marker(marker);
    }
    for line in request.constraints.iter().chain(&request.overrides) {
        if let Some(marker) = line.requirement.marker() {
            reach.marker(marker);
        }
    }
    for line in &request.requirements {
        reach.requirement(&line.requirement);
    }
    reach.follow();
    let Reach { names, mut vocabulary, markers, .. } = reach;
    environments.note(&mut vocabulary);
    let mut space = vocabulary.space(environments.range());
    if environments.is_list() {
        let mut markers: Vec<(&str, &Marker)> = markers.into_iter().collect();
        markers.sort_unstable_by_key(|(text, _)| *text);
        for (_, marker) in markers {
            space.make_variables(marker);
        }
    }
    environments.restrict(&mut space);
    (names, space)
}
