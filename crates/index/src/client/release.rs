//! From the files of a page to releases.

use std::collections::{BTreeMap, BTreeSet};

use haggle_spec::release::{DistributionFile, DistributionKind, MetadataVariant, Release, ReleaseMetadata};
use haggle_spec::{PackageName, Version};

use crate::client::http::redacted;
use crate::client::page::{MetadataFile, PageFile, PlainFile};
use crate::client::understood::requires_python;

/// The files of a project by version, each with what its name says.
pub(crate) type FilesByVersion = BTreeMap<Version, Vec<(PageFile, DistributionFile)>>;

/// Of releases that come after those of other indexes, how many of these there are.
pub(crate) type IndexRanks = BTreeMap<Version, u32>;

/// Groups a page's files by version. Files of other names, of other kinds (eggs, installers) and of versions that
/// PEP 440 does not know are passed over, as installers do. The version is written as the name of the file that is asked for the
/// metadata has it.
pub(crate) fn by_version(name: &PackageName, files: Vec<PageFile>) -> FilesByVersion {
    let mut by_version = FilesByVersion::new();
    for file in files {
        if let Some((version, distribution)) = identified(name, &file) {
            by_version.entry(version).or_default().push((file, distribution));
        }
    }
    let spelled = by_version.into_values().map(|mut files| {
        files.sort_by(|(one, _), (other, _)| one.filename.cmp(&other.filename));
        files.dedup_by(|(one, _), (other, _)| one.filename == other.filename);
        // Files of one release may write its version in several ways: `1.0` and `1.0.0`.
        let best = files.iter().min_by_key(|(_, file)| preference(file));
        let version = best.and_then(|(file, _)| identified(name, file)).map(|(version, _)| version);
        version.map(|version| (version, files))
    });
    spelled.flatten().collect()
}

/// The releases with these files.
pub(crate) fn releases(files: &FilesByVersion) -> BTreeMap<Version, Release> {
    files.iter().map(|(version, files)| (version.clone(), release(files))).collect()
}

/// What a release with these files is; its metadata is yet to be fetched.
pub(crate) fn release(files: &[(PageFile, DistributionFile)]) -> Release {
    let yanked = files.iter().all(|(file, _)| file.yanked.is_some()).then(|| {
        let mut reasons = files.iter().filter_map(|(file, _)| file.yanked.clone());
        reasons.find(|reason| !reason.is_empty()).unwrap_or_default()
    });
    let best = files.iter().min_by_key(|(_, file)| preference(file));
    let range = best.and_then(|(file, _)| file.requires_python.as_deref()).and_then(requires_python);
    let files_of_release = files.iter().map(|(page_file, file)| {
        let mut file = file.clone();
        file.yanked = page_file.yanked.is_some();
        file.size = page_file.size;
        file.uploaded.clone_from(&page_file.upload_time);
        let own = page_file.requires_python.as_deref().and_then(requires_python);
        file.requires_python = own.filter(|own| Some(own) != range.as_ref());
        file.url = Some(redacted(&page_file.url));
        file.hashes.clone_from(&page_file.hashes);
        file.attested = page_file.attested;
        file
    });
    Release {
        metadata: ReleaseMetadata::Unfetched,
        may_differ: may_differ(files),
        variants: variants(
            files.iter().map(|(file, _)| (file.filename.as_str(), announced(file))),
            best.and_then(|(file, _)| announced(file)),
        ),
        files: files_of_release.collect(),
        requires_python: range,
        yanked,
        uploaded: files.iter().filter_map(|(file, _)| file.upload_time.clone()).min(),
        index_rank: 0,
        licence: None,
        written_name: None,
        notes: Vec::new(),
    }
}

/// The hash of the file's metadata, if the index gives it.
pub(crate) fn announced(file: &PageFile) -> Option<&str> {
    match &file.metadata_file {
        MetadataFile::Offered { sha256 } => sha256.as_deref(),
        MetadataFile::Denied | MetadataFile::Unsaid => None,
    }
}

/// Whether there are wheels for single platforms, beside other wheels, whose metadata has no announced hash.
pub(crate) fn may_differ(files: &[(PageFile, DistributionFile)]) -> bool {
    let mut wheels = files.iter().filter(|(_, file)| matches!(file.kind, DistributionKind::Wheel { .. }));
    let is_open = |(page, file): &(PageFile, DistributionFile)| {
        announced(page).is_none() && !file.filename.ends_with("-any.whl")
    };
    wheels.clone().count() > 1 && wheels.any(is_open)
}

/// The files whose metadata is announced to be another than `main`, those with the same together. Without an announcement
/// nothing tells files apart before they are read, and they count as alike.
fn variants<'f>(
    files: impl Iterator<Item = (&'f str, Option<&'f str>)>,
    main: Option<&str>,
) -> Vec<MetadataVariant> {
    let Some(main) = main else { return Vec::new() };
    let mut by_hash: BTreeMap<&str, MetadataVariant> = BTreeMap::new();
    for (filename, announced) in files {
        if let Some(hash) = announced.filter(|hash| *hash != main) {
            let unfetched =
                || MetadataVariant { files: BTreeSet::new(), metadata: ReleaseMetadata::Unfetched };
            by_hash.entry(hash).or_insert_with(unfetched).files.insert(filename.to_owned());
        }
    }
    by_hash.into_values().collect()
}

/// Gives a release its files, as far as one tells them apart.
pub(crate) fn put_plain_files(release: &mut Release, files: Vec<PlainFile>) {
    let best = files.iter().min_by_key(|plain| preference(&plain.file));
    let main = best.and_then(|plain| plain.announced.as_deref());
    let hashes = files.iter().map(|plain| (plain.file.filename.as_str(), plain.announced.as_deref()));
    release.variants = variants(hashes, main);
    let range = release.requires_python.as_ref();
    let with_range = |PlainFile { mut file, requires_python: own, .. }: PlainFile| {
        let own = own.as_deref().and_then(requires_python);
        file.requires_python = own.filter(|own| Some(own) != range);
        file
    };
    release.files = files.into_iter().map(with_range).collect();
}

fn identified(name: &PackageName, file: &PageFile) -> Option<(Version, DistributionFile)> {
    let (found, version, distribution) = DistributionFile::from_filename(&file.filename)?;
    (found == *name).then_some((version, distribution))
}

/// The order in which a release's files are asked for its metadata, which all of them should agree on: pure
/// wheels, wheels of the platform that most servers run, other wheels, the source distribution.
pub(crate) fn preference(file: &DistributionFile) -> (u8, &str) {
    let rank = match file.kind {
        DistributionKind::Wheel { .. } if file.filename.ends_with("-none-any.whl") => 0,
        DistributionKind::Wheel { .. }
            if file.filename.contains("manylinux") && file.filename.contains("x86_64") =>
        {
            1
        }
        DistributionKind::Wheel { .. } => 2,
        DistributionKind::Sdist => 3,
    };
    (rank, &file.filename)
}
