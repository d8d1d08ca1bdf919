//! Which file of a release the target installs: that one's metadata counts.

use haggle_spec::release::{
    DistributionFile, DistributionKind, MissingFact, Release, ReleaseId, ReleaseMetadata,
};
use haggle_spec::{MarkerVariable, PackageName};

use super::candidates::is_file_usable;
use super::request::Request;

/// The file that an installer takes: of the wheels that may be used here the one with the best tag, else the source
/// distribution.
pub(super) fn installed_file<'r>(
    name: &PackageName,
    release: &'r Release,
    request: &Request,
) -> Option<&'r DistributionFile> {
    let target = request.wheels.as_ref()?;
    let python = request.environment.version(MarkerVariable::PythonFullVersion);
    let usable = release.files.iter().filter(|file| is_file_usable(file, name, request, python));
    usable.max_by_key(|file| match &file.kind {
        DistributionKind::Wheel { tags } => tags.iter().filter_map(|tag| target.rank(tag)).max(),
        DistributionKind::Sdist => None,
    })
}

/// The variant of the release, by position, that the target installs, and its file; none where the file is like most of them.
pub(super) fn variant_here<'r>(
    name: &PackageName,
    release: &'r Release,
    request: &Request,
) -> Option<(usize, &'r str)> {
    if release.variants.is_empty() {
        return None;
    }
    let file = installed_file(name, release, request)?.filename.as_str();
    let position = release.variants.iter().position(|variant| variant.files.contains(file))?;
    Some((position, file))
}

/// What is known of the requirements that the target gets with the release.
pub(super) fn metadata_here<'r>(
    name: &PackageName,
    release: &'r Release,
    request: &Request,
) -> &'r ReleaseMetadata {
    match variant_here(name, release, request) {
        Some((position, _)) => &release.variants[position].metadata,
        None => &release.metadata,
    }
}

/// The fact that has the requirements that the target gets with the release.
pub(super) fn fact_of(request: &Request, id: ReleaseId, release: &Release) -> MissingFact {
    match variant_here(&id.name, release, request) {
        Some((_, file)) => MissingFact::FileMetadata(id, file.to_owned()),
        None => MissingFact::Metadata(id),
    }
}
