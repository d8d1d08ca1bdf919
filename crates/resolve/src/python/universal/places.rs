//! Which file of a release each environment installs, where the metadata of its files differs.

use std::cmp::Reverse;

use haggle_spec::release::{DistributionFile, DistributionKind, Release, ReleaseMetadata};
use haggle_spec::{PackageName, Prereleases, Tag};

use super::coverage::{Required, reach};
use super::diagram::Set;
use super::space::Space;
use crate::python::candidates::is_file_usable;
use crate::python::installed::{MetadataPlace, is_unread, metadata_place};
use crate::python::request::Request;
use crate::python::target::{WheelRank, rank_of_tag};

/// What some environments get with a release.
#[derive(Debug, Clone)]
pub(super) struct Place<'a> {
    pub(super) set: Set,
    pub(super) metadata: MetadataPlace,
    /// The files that are installed there, each with its environments, where they are not what most of the release is.
    pub(super) files: Vec<(Set, &'a str)>,
}

impl Place<'_> {
    /// What most files of a release are.
    pub(super) fn main(set: Set) -> Self {
        Self { set, metadata: MetadataPlace::Main, files: Vec::new() }
    }
}

/// What environments get with a release whose files differ: disjoint sets that are all environments together. Nothing where
/// the files are alike, or where none was read: then the one that is read first tells more.
///
/// As installers have it, the wheel with the best tag counts, and without one the source distribution. Where no file can be
/// installed, the release counts as what most of its files are.
pub(super) fn places<'a>(
    space: &mut Space,
    required: &Required,
    name: &PackageName,
    release: &'a Release,
    request: &Request,
) -> Vec<Place<'a>> {
    if is_unread(release) || (release.variants.is_empty() && !release.may_differ) || is_alike(release) {
        return Vec::new();
    }
    if !required.targets.is_empty() {
        return on_targets(space, required, name, release);
    }
    let mut tags: Vec<(Rank, &Tag, &DistributionFile)> = Vec::new();
    let mut sdist = None;
    for file in release.files.iter().filter(|file| is_file_usable(file, name, request, None)) {
        match &file.kind {
            DistributionKind::Wheel { tags: of_file } => {
                tags.extend(of_file.iter().filter_map(|tag| Some((rank(tag)?, tag, file))));
            }
            DistributionKind::Sdist => sdist = Some(file),
        }
    }
    tags.sort_by_key(|(rank, _, _)| Reverse(*rank));
    let mut places: Vec<Place<'a>> = Vec::new();
    let mut left = Set::ALL;
    for (_, tag, file) in tags {
        let mut set = reach(space, tag);
        if let Some(range) = &file.requires_python {
            let runs = space.pythons_where(|python| range.contains(python, Prereleases::Allow));
            set = space.diagrams.and(set, runs);
        }
        let set = space.diagrams.and(set, left);
        if !set.is_none() {
            left = space.diagrams.without(left, set);
            put(space, &mut places, place_of(release, file, set));
        }
    }
    if !left.is_none() {
        let rest = sdist.map_or_else(|| Place::main(left), |file| place_of(release, file, left));
        put(space, &mut places, rest);
    }
    unless_alike(places)
}

/// Whether all files were read, and all of them have the same.
fn is_alike(release: &Release) -> bool {
    let main = &release.metadata;
    *main != ReleaseMetadata::Unfetched
        && release.variants.iter().all(|variant| variant.metadata == *main)
        && release.files.iter().all(|file| *release.metadata_of(&file.filename) != ReleaseMetadata::Unfetched)
}

/// The same where the targets are known: each has what it has alone.
fn on_targets<'a>(
    space: &mut Space,
    required: &Required,
    name: &PackageName,
    release: &'a Release,
) -> Vec<Place<'a>> {
    let mut places: Vec<Place<'a>> = Vec::new();
    let mut left = Set::ALL;
    for (set, request) in &required.targets {
        let (metadata, file) = metadata_place(name, release, request);
        let set = space.diagrams.and(*set, left);
        left = space.diagrams.without(left, set);
        let files = file.map(|file| (set, file)).into_iter().collect();
        put(space, &mut places, alike_to_most(release, Place { set, metadata, files }));
    }
    put(space, &mut places, Place::main(left));
    unless_alike(places)
}

fn unless_alike(places: Vec<Place<'_>>) -> Vec<Place<'_>> {
    if let [Place { metadata: MetadataPlace::Main, .. }] = places.as_slice() { Vec::new() } else { places }
}

/// Wheels for `PyPy` run on nothing else, so that they come first; those for systems with musl run on few.
type Rank = (bool, bool, WheelRank);

/// How an installer ranks the tag; none for builds of Python that no marker tells from the usual one.
fn rank(tag: &Tag) -> Option<Rank> {
    let is_free_threaded = tag.interpreter().starts_with("cp") && tag.abi().ends_with('t');
    let is_for_pypy = tag.interpreter().starts_with("pp");
    let is_usual = !tag.platform().starts_with("musllinux");
    (!is_free_threaded).then(|| (is_for_pypy, is_usual, rank_of_tag(tag)))
}

fn place_of<'a>(release: &'a Release, file: &'a DistributionFile, set: Set) -> Place<'a> {
    let file = file.filename.as_str();
    let metadata = MetadataPlace::of_file(release, file);
    // What most files have is asked for as that of the release, whichever file has it.
    let files = if metadata == MetadataPlace::Main { Vec::new() } else { vec![(set, file)] };
    alike_to_most(release, Place { set, metadata, files })
}

/// A file that was read and has what most files have needs no place of its own.
fn alike_to_most<'a>(release: &Release, place: Place<'a>) -> Place<'a> {
    let is_read = release.metadata != ReleaseMetadata::Unfetched;
    if is_read && *place.metadata.of(release) == release.metadata { Place::main(place.set) } else { place }
}

/// Adds the place to the one that is like it.
fn put<'a>(space: &mut Space, places: &mut Vec<Place<'a>>, new: Place<'a>) {
    match places.iter_mut().find(|known| known.metadata == new.metadata) {
        Some(known) => {
            known.set = space.diagrams.or(known.set, new.set);
            known.files.extend(new.files);
        }
        None => places.push(new),
    }
}
