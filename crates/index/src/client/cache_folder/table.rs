//! Tables that are made of answers.

use std::collections::BTreeSet;
use std::path::Path;

use haggle_spec::PackageName;

use super::CacheError;
use super::files::{CacheFile, Place};
use crate::client::cache::{Cache, Stamp};
use crate::client::facts::{Listing, Origin, RecordKind, is_whole, read_question};

/// What is wrong with a table, if something is.
pub(super) fn fault(kind: RecordKind, bytes: Vec<u8>) -> Option<&'static str> {
    (!is_whole(kind, bytes)).then_some("it is not a whole record of this format")
}

/// Whether the answers that it was made of are there.
pub(super) fn is_current(file: &CacheFile, bytes: &[u8], folder: &Path) -> bool {
    let answers = folder.join(Cache::FORMAT_FOLDER);
    let is_there = |digest: &str| Stamp::of_file(&Cache::place_in(&answers, digest)).is_some();
    let is_good = |digest: &str, origin: &Origin| {
        Stamp::of_file(&Cache::place_in(&answers, digest)).is_some_and(|stamp| stamp == origin.stamp)
    };
    match file.place {
        Place::Table(RecordKind::Question) => {
            read_question(bytes, |list| is_good(&list.digest, &list.origin)).is_some()
        }
        Place::Table(RecordKind::Listing) => {
            Listing::read(bytes.to_vec()).is_some_and(|listing| is_good(&file.digest(), listing.origin()))
        }
        // They count with the listing beside them, or say by themselves of which files they are.
        _ => is_there(&file.digest()),
    }
}

/// Whether the facts of one of the projects are in the record of a question. One that cannot be read counts as having them.
pub(super) fn asks_for(file: &CacheFile, names: &BTreeSet<PackageName>) -> Result<bool, CacheError> {
    let Some(bytes) = file.read()? else { return Ok(false) };
    Ok(read_question(&bytes, |list| !names.contains(&list.name)).is_none())
}
