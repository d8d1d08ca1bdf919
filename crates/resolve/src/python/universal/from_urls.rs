//! Packages that come from a URL in some environments: there, what is at the URL runs, and no release of the index does.

use haggle_spec::release::Release;
use haggle_spec::{PackageName, Requirement};

use super::diagram::Set;
use super::space::Space;
use crate::bits;
use crate::python::candidates::{Candidates, ListState};
use crate::python::request::{PartialArtefact, Request};

/// Whether the release is what is at the URL: it may have the version of a release of the index.
pub(super) fn is_of(artefact: &PartialArtefact, release: &Release) -> bool {
    std::ptr::eq(&raw const artefact.release, release)
}

/// Where the package comes from URLs.
pub(super) fn from_urls<'a>(
    space: &mut Space,
    name: &PackageName,
    request: &'a Request,
) -> Vec<(&'a PartialArtefact, Set)> {
    let artefacts = request.partial_artefacts.iter().filter(|artefact| artefact.name == *name);
    artefacts.map(|artefact| (artefact, space.marker(&artefact.marker, None))).collect()
}

/// What comes from the URL of the requirement, as bits, where the package comes from it in some environments.
pub(super) fn words_of_url(
    candidates: &Candidates<'_>,
    request: &Request,
    requirement: &Requirement,
) -> Option<Vec<u64>> {
    let url = requirement.url()?;
    let of_url = |artefact: &&PartialArtefact| artefact.name == *requirement.name() && artefact.url == url;
    let artefacts: Vec<&PartialArtefact> = request.partial_artefacts.iter().filter(of_url).collect();
    if artefacts.is_empty() || candidates.state == ListState::Unfetched {
        return None;
    }
    let is_it = |release: &Release| artefacts.iter().any(|artefact| is_of(artefact, release));
    let versions = candidates.versions.iter().map(|(_, release)| is_it(release));
    Some(bits::words_of(versions, candidates.n_versions(), 0))
}
