//! Which file of a release the target installs: that one's metadata counts.

use haggle_spec::release::{
    DistributionFile, DistributionKind, MissingFact, Release, ReleaseId, ReleaseMetadata,
};
use haggle_spec::{MarkerVariable, PackageName, Requirement};

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

/// Where the metadata is that the target gets with a release.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MetadataPlace {
    /// With most files.
    Main,
    /// With the variant at this position.
    Variant(usize),
    /// In a file that nobody has read.
    Unread,
}

impl MetadataPlace {
    /// Where that of a file of the release is.
    pub(super) fn of_file(release: &Release, file: &str) -> Self {
        match release.variants.iter().position(|variant| variant.files.contains(file)) {
            Some(position) => Self::Variant(position),
            None if std::ptr::eq(release.metadata_of(file), &raw const release.metadata) => Self::Main,
            None => Self::Unread,
        }
    }

    /// What is known of the requirements there.
    pub(super) fn of(self, release: &Release) -> &ReleaseMetadata {
        static UNREAD: ReleaseMetadata = ReleaseMetadata::Unfetched;
        match self {
            Self::Main => &release.metadata,
            Self::Variant(position) => &release.variants[position].metadata,
            Self::Unread => &UNREAD,
        }
    }
}

/// The place, and the file that the target installs where it is not like most of the release.
pub(super) fn metadata_place<'r>(
    name: &PackageName,
    release: &'r Release,
    request: &Request,
) -> (MetadataPlace, Option<&'r str>) {
    let main = (MetadataPlace::Main, None);
    if release.variants.is_empty() && !release.may_differ {
        return main;
    }
    let Some(file) = installed_file(name, release, request) else { return main };
    let file = file.filename.as_str();
    match MetadataPlace::of_file(release, file) {
        MetadataPlace::Main => main,
        place => (place, Some(file)),
    }
}

/// The requirements of the metadata, as far as they are known.
pub(super) fn requirements_of(metadata: &ReleaseMetadata) -> &[Requirement] {
    match metadata {
        ReleaseMetadata::Known { requirements, .. } => requirements,
        _ => &[],
    }
}

/// Whether no file of the release was read.
pub(super) fn is_unread(release: &Release) -> bool {
    release.variants.is_empty() && release.metadata == ReleaseMetadata::Unfetched
}

/// What is known of the requirements that the target gets with the release.
pub(super) fn metadata_here<'r>(
    name: &PackageName,
    release: &'r Release,
    request: &Request,
) -> &'r ReleaseMetadata {
    metadata_place(name, release, request).0.of(release)
}

/// The fact that has the requirements that the target gets with the release.
pub(super) fn fact_of(request: &Request, id: ReleaseId, release: &Release) -> MissingFact {
    match metadata_place(&id.name, release, request) {
        (_, Some(file)) => MissingFact::FileMetadata(id, file.to_owned()),
        (_, None) => MissingFact::Metadata(id),
    }
}
