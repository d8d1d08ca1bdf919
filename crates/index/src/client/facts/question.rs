//! The facts that the answer to one question rests on, in one record: the lists that were looked at, and of these the releases whose
//! requirements were.
//!
//! The record names the answer of the index that each list was made of. It counts as long as every one of these still does.

use std::collections::BTreeMap;

use haggle_spec::release::{DistributionFile, PackageFacts, Release, ReleaseFacts};
use haggle_spec::{PackageName, Version};

use super::bytes::{Reader, Writer, checksum};
use super::requirements::{read_metadata, write_metadata};
use super::store::Origin;
use crate::client::release::FoundMetadata;

/// The format; every change of it, and of what a search makes of facts, needs another one.
pub(super) const MAGIC: [u8; 8] = *b"hgq-0001";
/// The bytes that are not covered by the checksum, which is the last eight of them.
const FRONT: usize = MAGIC.len() + 8;

/// A list that an answer rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ListOfQuestion {
    pub(crate) name: PackageName,
    /// The hexadecimal digest of the key of the answer that it was made of.
    pub(crate) digest: String,
    pub(crate) origin: Origin,
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
    }
    for list in lists {
        let PackageFacts::Releases(releases) = facts.packages.get(&list.name)? else { return None };
        record.count(releases.len())?;
        for (version, release) in releases {
            write_release(&mut record, version, release)?;
        }
    }
    let sum = checksum(&record.bytes[FRONT..]);
    record.bytes[MAGIC.len()..FRONT].copy_from_slice(&sum.to_le_bytes());
    Some(record.bytes)
}

/// The facts in a record, if it is whole and every list is good enough.
pub(crate) fn read_question(bytes: &[u8], is_good: impl Fn(&ListOfQuestion) -> bool) -> Option<ReleaseFacts> {
    let mut reader = Reader { bytes };
    if reader.take(MAGIC.len())? != MAGIC || reader.u64()? != checksum(reader.bytes) {
        return None;
    }
    let n_lists = reader.count()?;
    let mut names = Vec::new();
    for _ in 0..n_lists {
        let name = PackageName::new(reader.text()?).ok()?;
        let list =
            ListOfQuestion { name, digest: reader.text()?.to_owned(), origin: Origin::read(&mut reader)? };
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
        facts.packages.insert(name, PackageFacts::Releases(releases?));
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
        files,
        licence,
        written_name,
        notes,
    } = release;
    if *may_differ || !variants.is_empty() {
        return None;
    }
    record.text(&version.as_written())?;
    record.optional(yanked.as_deref())?;
    record.optional(uploaded.as_deref())?;
    record.count(files.len())?;
    for file in files {
        record.text(&file.filename)?;
    }
    let found = FoundMetadata {
        metadata: metadata.clone(),
        requires_python: requires_python.clone(),
        licence: licence.clone(),
        written_name: written_name.clone(),
        notes: notes.clone(),
    };
    write_metadata(record, &found)
}

fn read_release(reader: &mut Reader<'_>) -> Option<(Version, Release)> {
    let version = reader.text()?.parse().ok()?;
    let yanked = reader.optional().ok()?.map(str::to_owned);
    let uploaded = reader.optional().ok()?.map(str::to_owned);
    let n_files = reader.count()?;
    let file = |text: &str| DistributionFile::from_filename(text).map(|(.., file)| file);
    let files: Option<Vec<DistributionFile>> = (0..n_files).map(|_| file(reader.text()?)).collect();
    let FoundMetadata { metadata, requires_python, licence, written_name, notes } = read_metadata(reader)?;
    let release = Release {
        metadata,
        requires_python,
        yanked,
        uploaded,
        files: files?,
        licence,
        written_name,
        notes,
        ..Release::default()
    };
    Some((version, release))
}
