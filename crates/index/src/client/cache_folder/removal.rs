//! Removing files of the cache.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use haggle_spec::PackageName;

use super::files::CacheFile;
use super::{CacheError, CacheErrorKind, CachePart, CacheTally, PruneReason};
use crate::client::cache::{Cache, EntryHead};

/// What was removed.
#[derive(Debug, Default)]
pub(super) struct Removal {
    tallies: BTreeMap<PruneReason, CacheTally>,
    folders: BTreeSet<std::path::PathBuf>,
}

impl Removal {
    /// Removes a file. One that is gone already counts for who removed it.
    pub(super) fn remove(&mut self, reason: PruneReason, file: &CacheFile) -> Result<(), CacheError> {
        match fs::remove_file(&file.path) {
            Ok(()) => self.tallies.entry(reason).or_default().add(file),
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(CacheError::new(CacheErrorKind::Unremovable, &file.path, error)),
        }
        self.folders.extend(file.path.ancestors().skip(1).map(Path::to_owned));
        Ok(())
    }

    /// Removes the folders that became empty, below the folder of the cache. One that is not empty stays, and a process that needs one
    /// makes it again.
    pub(super) fn remove_empty_folders(&self, cache: &Path) {
        for folder in self.folders.iter().rev().filter(|folder| folder.starts_with(cache) && *folder != cache)
        {
            // One that is not empty fails, which is what this asks.
            let _ = fs::remove_dir(folder.join(Cache::UNFINISHED));
            let _ = fs::remove_dir(folder);
        }
    }

    pub(super) fn tallies(self) -> Vec<(PruneReason, CacheTally)> {
        self.tallies.into_iter().collect()
    }

    pub(super) fn total(self) -> CacheTally {
        self.tallies.into_values().fold(CacheTally::default(), |sum, tally| CacheTally {
            files: sum.files + tally.files,
            bytes: sum.bytes + tally.bytes,
        })
    }
}

/// Whether an answer is about one of the projects.
pub(super) fn mentions(head: &EntryHead, names: &BTreeSet<PackageName>) -> bool {
    let name = match head.part() {
        CachePart::List => head.project(),
        _ => head.distribution().map(|(name, ..)| name),
    };
    name.is_some_and(|name| names.contains(&name))
}
