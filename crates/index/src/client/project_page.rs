//! What the index says of one project: its listing at hand, the files of its releases where they are asked for, and the metadata
//! that was read.

use std::sync::{Mutex, MutexGuard, PoisonError};

use haggle_spec::Version;
use haggle_spec::release::DistributionFile;

use crate::client::facts::{
    FactStore, Files, KeptRequirements, Listing, Origin, PlaceOfMetadata, RecordKind, files_record,
};
use crate::client::page::{PageFile, PlainFile};
use crate::client::release::{FilesByVersion, IndexRanks};
use crate::client::understood::FoundMetadata;

/// The files of one release, each with what its name says.
pub(crate) type FilesOfRelease = Vec<(PageFile, DistributionFile)>;

/// What the index says of one project.
#[derive(Debug)]
pub(crate) struct ProjectPage {
    listing: Listing,
    files: PlaceOfFiles,
    /// Where its records are kept, and under which digest.
    kept: Option<(FactStore, String)>,
    requirements: Mutex<Requirements>,
}

/// Where the files of a page are.
#[derive(Debug)]
enum PlaceOfFiles {
    AtHand(Vec<FilesOfRelease>),
    Kept(Files),
}

/// The metadata of a project's releases.
#[derive(Debug, Default)]
struct Requirements {
    /// What the cache has; none until somebody asks.
    kept: Option<KeptRequirements>,
    /// What was read since.
    found: Vec<(PlaceOfMetadata, FoundMetadata)>,
}

impl ProjectPage {
    /// The page of these files, which are kept if there is a place. None where there are more than the format holds.
    pub(crate) fn of(
        files: FilesByVersion,
        ranks: &IndexRanks,
        origin: &Origin,
        place: Option<(FactStore, String)>,
    ) -> Option<Self> {
        let listing = Listing::of(&files, ranks, origin)?;
        if let Some((store, digest)) = &place {
            let record = files_record(&files, &listing.origin().sha256)?;
            store.keep(digest, RecordKind::Files, &record);
            store.keep(digest, RecordKind::Listing, listing.bytes());
        }
        let files = PlaceOfFiles::AtHand(files.into_values().collect());
        Some(Self { listing, files, kept: place, requirements: Mutex::default() })
    }

    /// The page that is kept under the digest, if it was made of an answer that is good enough.
    pub(crate) fn kept(store: &FactStore, digest: &str, is_good: impl Fn(&Origin) -> bool) -> Option<Self> {
        let listing = Listing::read(store.read(digest, RecordKind::Listing)?)?;
        if !is_good(listing.origin()) {
            return None;
        }
        let files = Files::new(store, digest, &listing.origin().sha256);
        let kept = Some((store.clone(), digest.to_owned()));
        Some(Self { listing, files: PlaceOfFiles::Kept(files), kept, requirements: Mutex::default() })
    }

    /// The page of this listing, whose answer the server has said again: its record is kept as that of the new one.
    pub(crate) fn renewed(listing: Listing, origin: &Origin, (store, digest): (FactStore, String)) -> Self {
        let listing = listing.made_of(origin);
        store.keep(&digest, RecordKind::Listing, listing.bytes());
        let files = PlaceOfFiles::Kept(Files::new(&store, &digest, &origin.sha256));
        Self { listing, files, kept: Some((store, digest)), requirements: Mutex::default() }
    }

    /// What tells its releases apart.
    pub(crate) fn listing(&self) -> &Listing {
        &self.listing
    }

    /// The digest under which it is kept, and the answer that it was made of.
    pub(crate) fn place(&self) -> Option<(&str, &Origin)> {
        self.kept.as_ref().map(|(_, digest)| (digest.as_str(), self.listing.origin()))
    }

    /// The files of a release, and its position; `Err` where they were kept and are not there any more.
    pub(crate) fn files_of(&self, version: &Version) -> Result<Option<(usize, FilesOfRelease)>, FilesLost> {
        let Some(release) = self.listing.release(version) else { return Ok(None) };
        let position = release.position;
        let files = match &self.files {
            PlaceOfFiles::AtHand(files) => files.get(position).cloned(),
            PlaceOfFiles::Kept(files) => files.of_release(position),
        };
        files.map(|files| Some((position, files))).ok_or(FilesLost)
    }

    /// What tells the files of the releases at these positions apart.
    pub(crate) fn plain_files(&self, positions: &[usize]) -> Result<Vec<Vec<PlainFile>>, FilesLost> {
        match &self.files {
            PlaceOfFiles::AtHand(files) => {
                let plain = |of_release: &FilesOfRelease| {
                    of_release.iter().map(|(page, file)| PlainFile::of(page, file)).collect()
                };
                let of_position = |position: &usize| files.get(*position).map(plain).ok_or(FilesLost);
                positions.iter().map(of_position).collect()
            }
            PlaceOfFiles::Kept(files) => files.plain(positions).ok_or(FilesLost),
        }
    }

    /// The files of all releases.
    pub(crate) fn all_files(&self) -> Result<FilesByVersion, FilesLost> {
        let files = match &self.files {
            PlaceOfFiles::AtHand(files) => files.clone(),
            PlaceOfFiles::Kept(files) => files.all().ok_or(FilesLost)?,
        };
        if files.len() != self.listing.releases().len() {
            return Err(FilesLost);
        }
        let versions = self.listing.releases().map(|release| release.version());
        versions
            .zip(files)
            .map(|(version, files)| Some((version?, files)))
            .collect::<Option<_>>()
            .ok_or(FilesLost)
    }

    /// The metadata of a release, or of the file at a position in it, if it was read before.
    pub(crate) fn known_metadata(&self, version: &Version, file: Option<usize>) -> Option<FoundMetadata> {
        let place = PlaceOfMetadata::new(self.listing.release(version)?.digest(), file);
        let mut requirements = self.requirements();
        if let Some((_, found)) = requirements.found.iter().find(|(known, _)| *known == place) {
            return Some(found.clone());
        }
        self.kept_requirements(&mut requirements).find(place)
    }

    /// The metadata of single files of a release that the cache has, each with the positions of the files that have it.
    pub(crate) fn kept_metadata_of_files(&self, version: &Version) -> Vec<(Vec<usize>, FoundMetadata)> {
        let Some(release) = self.listing.release(version) else { return Vec::new() };
        let mut requirements = self.requirements();
        self.kept_requirements(&mut requirements).of_files(release.digest())
    }

    /// The versions of which the cache has metadata.
    pub(crate) fn versions_with_metadata(&self) -> Vec<Version> {
        let mut requirements = self.requirements();
        let kept = self.kept_requirements(&mut requirements);
        let with_metadata = self.listing.releases().filter(|release| kept.has(release.digest()));
        with_metadata.filter_map(|release| release.version()).collect()
    }

    /// Remembers metadata that will always be that of the release, or of the file at a position in it.
    pub(crate) fn remember_metadata(&self, version: &Version, file: Option<usize>, found: &FoundMetadata) {
        if let Some(release) = self.listing.release(version) {
            let place = PlaceOfMetadata::new(release.digest(), file);
            self.requirements().found.push((place, found.clone()));
        }
    }

    /// Keeps what was remembered. What another process keeps at the same moment may be lost, and is made again from the answers.
    pub(crate) fn keep_metadata(&self) {
        let mut requirements = self.requirements();
        let Some((store, digest)) = self.kept.as_ref().filter(|_| !requirements.found.is_empty()) else {
            return;
        };
        requirements.kept = None;
        self.kept_requirements(&mut requirements);
        let Requirements { kept, found } = &mut *requirements;
        if let Some(record) = kept.as_ref().and_then(|kept| kept.with(found)) {
            store.keep(digest, RecordKind::Requirements, &record);
            *kept = KeptRequirements::read(record);
            found.clear();
        }
    }

    fn requirements(&self) -> MutexGuard<'_, Requirements> {
        self.requirements.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn kept_requirements<'r>(&self, requirements: &'r mut Requirements) -> &'r KeptRequirements {
        requirements.kept.get_or_insert_with(|| {
            let read = |(store, digest): &(FactStore, String)| {
                KeptRequirements::read(store.read(digest, RecordKind::Requirements)?)
            };
            self.kept.as_ref().and_then(read).unwrap_or_default()
        })
    }
}

/// The files of a page were kept, and are not there any more: the page has to be read again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FilesLost;
