//! The facts that give the answer to one question, in one record: the lists that were looked at, and those of their releases that
//! are enough.
//!
//! The record names the answer of the index that each list was made of. It counts as long as every one of these still does.

use std::collections::{BTreeMap, BTreeSet};

use haggle_spec::release::{DistributionFile, MetadataVariant, PackageFacts, Release, ReleaseFacts};
use haggle_spec::{PackageName, Version};

use super::bytes::{Reader, Writer, checksum};
use super::requirements::{read_metadata, write_metadata};
use super::store::Origin;
use crate::client::understood::FoundMetadata;

/// The format; every change of it, and of what a search makes of facts, needs another one.
pub(super) const MAGIC: [u8; 8] = *b"hgq-0003";
/// Flags of a release and of a file.
const MAY_DIFFER: u8 = 1;
const YANKED: u8 = 1;
/// The bytes that are not covered by the checksum, which is the last eight of them.
const FRONT: usize = MAGIC.len() + 8;

/// A list that an answer rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ListOfQuestion {
    pub(crate) name: PackageName,
    /// The hexadecimal digest of the key of the answer that it was made of.
    pub(crate) digest: String,
    pub(crate) origin: Origin,
    /// What is to be said of the project beside its files, as one text.
    pub(crate) remarks: Option<String>,
}

/// The record of these lists with these facts; none where there is a fact that the format does not hold.
pub(crate) fn question_record(lists: &[ListOfQuestion], facts: &ReleaseFacts) -> Option<Vec<u8>> {
    let mut record = Writer { bytes: MAGIC.to_vec() };
    record.u64(0);
    record.count(lists.len())?;
    for list in lists {
        record.text(list.name.as_str())?;
        record.text(&list.digest)?;
        list.origin.write(&mut record);
        record.optional(list.remarks.as_deref())?;
    }
    for list in lists {
        let releases = match facts.packages.get(&list.name) {
            Some(PackageFacts::Releases(releases)) => Some(releases),
            Some(PackageFacts::Unavailable { .. }) => return None,
            None => None,
        };
        record.count(releases.map_or(0, BTreeMap::len))?;
        for (version, release) in releases.into_iter().flatten() {
            write_release(&mut record, version, release)?;
        }
    }
    let sum = checksum(&record.bytes[FRONT..]);
    record.bytes[MAGIC.len()..FRONT].copy_from_slice(&sum.to_le_bytes());
    Some(record.bytes)
}

/// The facts in a record, if it is whole and every list is good enough.
pub(crate) fn read_question(
    bytes: &[u8],
    mut is_good: impl FnMut(&ListOfQuestion) -> bool,
) -> Option<ReleaseFacts> {
    let mut reader = Reader { bytes };
    if reader.take(MAGIC.len())? != MAGIC || reader.u64()? != checksum(reader.bytes) {
        return None;
    }
    let n_lists = reader.count()?;
    let mut names = Vec::new();
    for _ in 0..n_lists {
        let name = PackageName::new(reader.text()?).ok()?;
        let list = ListOfQuestion {
            name,
            digest: reader.text()?.to_owned(),
            origin: Origin::read(&mut reader)?,
            remarks: reader.optional().ok()?.map(str::to_owned),
        };
        if !is_good(&list) {
            return None;
        }
        names.push(list.name);
    }
    let mut facts = ReleaseFacts::default();
    for name in names {
        let n_releases = reader.count()?;
        let releases: Option<BTreeMap<Version, Release>> =
            (0..n_releases).map(|_| read_release(&mut reader)).collect();
        let releases = releases?;
        if !releases.is_empty() {
            facts.packages.insert(name, PackageFacts::Releases(releases));
        }
    }
    Some(facts)
}

fn write_release(record: &mut Writer, version: &Version, release: &Release) -> Option<()> {
    let Release {
        metadata,
        variants,
        may_differ,
        requires_python,
        yanked,
        uploaded,
        index_rank,
        files,
        licence,
        written_name,
        notes,
    } = release;
    // Questions to one index alone are kept.
    if *index_rank != 0 {
        return None;
    }
    record.text(&version.as_written())?;
    record.bytes.push(if *may_differ { MAY_DIFFER } else { 0 });
    record.optional(yanked.as_deref())?;
    record.optional(uploaded.as_deref())?;
    record.count(files.len())?;
    for file in files {
        record.text(&file.filename)?;
        record.bytes.push(if file.yanked { YANKED } else { 0 });
        record.optional(file.requires_python.as_ref().map(ToString::to_string).as_deref())?;
    }
    let found = FoundMetadata {
        metadata: metadata.clone(),
        requires_python: requires_python.clone(),
        licence: licence.clone(),
        written_name: written_name.clone(),
        notes: notes.clone(),
    };
    write_metadata(record, &found)?;
    record.count(variants.len())?;
    for variant in variants {
        record.count(variant.files.len())?;
        variant.files.iter().try_for_each(|filename| record.text(filename))?;
        write_metadata(record, &FoundMetadata::of(variant.metadata.clone()))?;
    }
    Some(())
}

fn read_release(reader: &mut Reader<'_>) -> Option<(Version, Release)> {
    let version = reader.text()?.parse().ok()?;
    let may_differ = reader.u8()? & MAY_DIFFER != 0;
    let yanked = reader.optional().ok()?.map(str::to_owned);
    let uploaded = reader.optional().ok()?.map(str::to_owned);
    let n_files = reader.count()?;
    let files: Option<Vec<DistributionFile>> = (0..n_files).map(|_| read_file(reader)).collect();
    let files = files?;
    let FoundMetadata { metadata, requires_python, licence, written_name, notes } = read_metadata(reader)?;
    let n_variants = reader.count()?;
    let variants: Option<Vec<MetadataVariant>> = (0..n_variants).map(|_| read_variant(reader)).collect();
    let release = Release {
        metadata,
        variants: variants?,
        may_differ,
        requires_python,
        yanked,
        uploaded,
        index_rank: 0,
        files,
        licence,
        written_name,
        notes,
    };
    Some((version, release))
}

fn read_file(reader: &mut Reader<'_>) -> Option<DistributionFile> {
    let (.., mut file) = DistributionFile::from_filename(reader.text()?)?;
    file.yanked = reader.u8()? & YANKED != 0;
    file.requires_python = match reader.optional().ok()? {
        Some(text) => Some(text.parse().ok()?),
        None => None,
    };
    Some(file)
}

fn read_variant(reader: &mut Reader<'_>) -> Option<MetadataVariant> {
    let n_files = reader.count()?;
    let files: Option<BTreeSet<String>> = (0..n_files).map(|_| Some(reader.text()?.to_owned())).collect();
    Some(MetadataVariant { files: files?, metadata: read_metadata(reader)?.metadata })
}
