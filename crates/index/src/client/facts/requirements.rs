//! The metadata that was read of a project's releases: what they require, in texts that are parsed when somebody asks.
//!
//! After the header comes a row for each text (the release and the file that it is of, and where it lies), ascending, then the texts.

use std::collections::BTreeMap;

use haggle_spec::release::ReleaseMetadata;

use super::bytes::{Reader, Writer, checksum};
use crate::client::understood::FoundMetadata;

/// The format; every change of it needs another one.
pub(super) const MAGIC: [u8; 8] = *b"hgr-0002";
/// The bytes that are not covered by the checksum, which is the last eight of them.
const FRONT: usize = MAGIC.len() + 8;
/// The bytes of a row.
const ROW: usize = 8 + 8 + 4 + 4;

/// What metadata is of: a release, by the digest of its files, or one of its files. A release with another file is another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct PlaceOfMetadata {
    release: u64,
    file: u64,
}

impl PlaceOfMetadata {
    /// That of the release as a whole, or of the file at a position in it.
    pub(crate) fn new(release: u64, file: Option<usize>) -> Self {
        Self { release, file: file.and_then(|file| u64::try_from(file + 1).ok()).unwrap_or(0) }
    }
}

/// The metadata of some of a project's releases.
#[derive(Debug, Clone, Default)]
pub(crate) struct KeptRequirements {
    bytes: Vec<u8>,
    n_rows: usize,
}

impl KeptRequirements {
    /// What these bytes hold; none where they are not whole or not of this format.
    pub(crate) fn read(bytes: Vec<u8>) -> Option<Self> {
        let mut reader = Reader { bytes: &bytes };
        if reader.take(MAGIC.len())? != MAGIC || reader.u64()? != checksum(reader.bytes) {
            return None;
        }
        let n_rows = reader.count()?;
        reader.take(n_rows.checked_mul(ROW)?)?;
        Some(Self { bytes, n_rows })
    }

    /// The metadata of a place.
    pub(crate) fn find(&self, place: PlaceOfMetadata) -> Option<FoundMetadata> {
        let (of_row, text) = self.row(self.lower_bound(place))?;
        if of_row == place { read_metadata(&mut Reader { bytes: text }) } else { None }
    }

    /// The metadata of single files of the release with this digest, each with the positions of the files that have it.
    pub(crate) fn of_files(&self, release: u64) -> Vec<(Vec<usize>, FoundMetadata)> {
        let mut found: Vec<(&[u8], Vec<usize>)> = Vec::new();
        let first = PlaceOfMetadata { release, file: 1 };
        for position in self.lower_bound(first)..self.n_rows {
            let Some((place, text)) = self.row(position).filter(|(place, _)| place.release == release) else {
                break;
            };
            let Ok(file) = usize::try_from(place.file - 1) else { break };
            match found.iter_mut().find(|(known, _)| *known == text) {
                Some((_, files)) => files.push(file),
                None => found.push((text, vec![file])),
            }
        }
        let read = |(text, files)| Some((files, read_metadata(&mut Reader { bytes: text })?));
        found.into_iter().filter_map(read).collect()
    }

    /// The first row that is not before the place.
    fn lower_bound(&self, place: PlaceOfMetadata) -> usize {
        let (mut low, mut high) = (0, self.n_rows);
        while low < high {
            let middle = low.midpoint(high);
            match self.row(middle) {
                Some((of_row, _)) if of_row < place => low = middle + 1,
                _ => high = middle,
            }
        }
        low
    }

    /// Whether there is metadata of the release with this digest, or of a file of it.
    pub(crate) fn has(&self, release: u64) -> bool {
        let first = self.row(self.lower_bound(PlaceOfMetadata { release, file: 0 }));
        first.is_some_and(|(place, _)| place.release == release)
    }

    /// The record with more metadata; none where it is too large for the format.
    pub(crate) fn with(&self, more: &[(PlaceOfMetadata, FoundMetadata)]) -> Option<Vec<u8>> {
        let mut texts: BTreeMap<PlaceOfMetadata, Vec<u8>> = BTreeMap::new();
        for position in 0..self.n_rows {
            let (place, text) = self.row(position)?;
            texts.insert(place, text.to_vec());
        }
        for (place, found) in more {
            let mut text = Writer::default();
            write_metadata(&mut text, found)?;
            texts.insert(*place, text.bytes);
        }
        let mut record = Writer { bytes: MAGIC.to_vec() };
        record.u64(0);
        record.count(texts.len())?;
        let mut end = 0;
        for (place, text) in &texts {
            record.u64(place.release);
            record.u64(place.file);
            record.count(end)?;
            end += text.len();
            record.count(end)?;
        }
        for text in texts.values() {
            record.bytes.extend(text);
        }
        let sum = checksum(&record.bytes[FRONT..]);
        record.bytes[MAGIC.len()..FRONT].copy_from_slice(&sum.to_le_bytes());
        Some(record.bytes)
    }

    /// Reads all of it; none where something is not what it should be.
    pub(super) fn read_all(&self) -> Option<()> {
        (0..self.n_rows).try_for_each(|position| {
            let (_, text) = self.row(position)?;
            read_metadata(&mut Reader { bytes: text }).map(drop)
        })
    }

    fn row(&self, position: usize) -> Option<(PlaceOfMetadata, &[u8])> {
        let rows = self.bytes.get(FRONT + 4..)?;
        let mut reader = Reader { bytes: rows.get(position.checked_mul(ROW)?..)? };
        let place = PlaceOfMetadata { release: reader.u64()?, file: reader.u64()? };
        let (start, end) = (reader.count()?, reader.count()?);
        Some((place, rows.get(self.n_rows * ROW..)?.get(start..end)?))
    }
}

pub(super) fn write_metadata(text: &mut Writer, found: &FoundMetadata) -> Option<()> {
    match &found.metadata {
        ReleaseMetadata::Known { requirements, provides_extra } => {
            text.bytes.push(0);
            text.count(requirements.len())?;
            for requirement in requirements {
                text.text(&requirement.to_string())?;
            }
            text.count(provides_extra.len())?;
            for extra in provides_extra {
                text.text(extra.as_str())?;
            }
        }
        ReleaseMetadata::Unknown { reason } => {
            text.bytes.push(1);
            text.text(reason)?;
        }
        ReleaseMetadata::Unfetched => text.bytes.push(2),
        _ => return None,
    }
    text.optional(found.requires_python.as_ref().map(ToString::to_string).as_deref())?;
    text.optional(found.licence.as_deref())?;
    text.optional(found.written_name.as_deref())?;
    text.count(found.notes.len())?;
    found.notes.iter().try_for_each(|note| text.text(note))
}

pub(super) fn read_metadata(reader: &mut Reader<'_>) -> Option<FoundMetadata> {
    let metadata = match reader.u8()? {
        0 => {
            let n_requirements = reader.count()?;
            let requirements: Option<Vec<_>> =
                (0..n_requirements).map(|_| reader.text()?.parse().ok()).collect();
            let requirements = requirements?;
            let n_extras = reader.count()?;
            let extras: Option<Vec<_>> = (0..n_extras).map(|_| reader.text()?.parse().ok()).collect();
            ReleaseMetadata::Known { requirements, provides_extra: extras? }
        }
        1 => ReleaseMetadata::Unknown { reason: reader.text()?.to_owned() },
        2 => ReleaseMetadata::Unfetched,
        _ => return None,
    };
    let requires_python = match reader.optional().ok()? {
        Some(text) => Some(text.parse().ok()?),
        None => None,
    };
    let licence = reader.optional().ok()?.map(str::to_owned);
    let written_name = reader.optional().ok()?.map(str::to_owned);
    let n_notes = reader.count()?;
    let notes: Option<Vec<String>> = (0..n_notes).map(|_| Some(reader.text()?.to_owned())).collect();
    Some(FoundMetadata { metadata, requires_python, licence, written_name, notes: notes? })
}
