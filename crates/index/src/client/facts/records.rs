//! Bytes that may be a record, for who checks a cache and who tests the readers.

use super::bytes::checksum;
use super::files;
use super::listing::{self, Listing};
use super::question::{self, read_question};
use super::requirements::{self, KeptRequirements};
use super::store::RecordKind;
use crate::client::page::ProjectRemarks;

/// Whether the bytes are a whole record of a kind that this program reads: a project's listing, its files, its requirements, or the
/// facts of a question. All of it is read.
///
/// Laws: no bytes panic, and no bytes take more memory than a multiple of their number.
///
/// ```
/// assert!(!haggle_index::is_record(b"not a record"));
/// ```
pub fn is_record(bytes: &[u8]) -> bool {
    [RecordKind::Listing, RecordKind::Files, RecordKind::Requirements, RecordKind::Question]
        .into_iter()
        .any(|kind| is_whole(kind, bytes.to_vec()))
}

/// Whether the bytes are a whole record of this kind. All of it is read.
pub(crate) fn is_whole(kind: RecordKind, bytes: Vec<u8>) -> bool {
    match kind {
        RecordKind::Listing => is_listing(bytes).is_some(),
        RecordKind::Files => files::read_all(&bytes).is_some(),
        RecordKind::Requirements => {
            KeptRequirements::read(bytes).and_then(|requirements| requirements.read_all()).is_some()
        }
        RecordKind::Question => read_question(&bytes, |_| true).is_some(),
        RecordKind::Status => {
            std::str::from_utf8(&bytes).is_ok_and(|text| ProjectRemarks::from_text(text).is_some())
        }
    }
}

fn is_listing(bytes: Vec<u8>) -> Option<usize> {
    let listing = Listing::read(bytes)?;
    let mut n_files = 0;
    for release in listing.releases() {
        let spellings = release.other_spellings().count() + usize::from(release.uploaded().is_some());
        let texts = [release.python()].into_iter().flatten().map(|number| listing.text(number).len());
        n_files += release.files().count() + spellings.min(1) + texts.sum::<usize>().min(1);
        let found = listing.release(&release.version()?)?;
        // Versions that are written twice are found once.
        n_files += usize::from(found.digest() == release.digest());
    }
    Some(n_files)
}

/// The same bytes, with the checksum that a record of their format has for the rest of them; as they are where they begin with no such
/// format. Tests of readers begin with it, as other bytes are not read far.
#[must_use]
pub fn sealed_record(mut bytes: Vec<u8>) -> Vec<u8> {
    const FRONT: usize = 16;
    let has_checksum =
        [listing::MAGIC, requirements::MAGIC, question::MAGIC].iter().any(|magic| bytes.starts_with(magic));
    if has_checksum && bytes.len() >= FRONT {
        let sum = checksum(&bytes[FRONT..]);
        bytes[FRONT - 8..FRONT].copy_from_slice(&sum.to_le_bytes());
    }
    bytes
}
