//! Bytes that may be a record, for who checks a cache and who tests the readers.

use super::bytes::checksum;
use super::files;
use super::listing::{self, Listing};
use super::question::{self, read_question};
use super::requirements::{self, KeptRequirements};

/// Whether the bytes are a whole record of a kind that this program reads: a project's listing, its files, its requirements, or the
/// facts of a question. All of it is read.
///
/// Laws: no bytes panic, and no bytes take more memory than a multiple of their number.
///
/// ```
/// assert!(!haggle_index::is_record(b"not a record"));
/// ```
pub fn is_record(bytes: &[u8]) -> bool {
    let is_listing = || {
        let listing = Listing::read(bytes.to_vec())?;
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
    };
    let is_requirements = || KeptRequirements::read(bytes.to_vec())?.read_all();
    is_listing().is_some()
        || files::read_all(bytes).is_some()
        || is_requirements().is_some()
        || read_question(bytes, |_| true).is_some()
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
