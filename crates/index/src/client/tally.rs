//! What a client did: requests, bytes, and what it found in its cache.

use std::sync::atomic::{AtomicU64, Ordering};

use serde::Serialize;

/// What a client did so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[non_exhaustive]
pub struct IndexTally {
    /// Requests for the lists of projects.
    pub list_requests: u64,
    /// Requests for metadata and other files, whole or in part.
    pub file_requests: u64,
    /// Bytes of the bodies that came.
    pub bytes: u64,
    /// Lists that were in the cache as tables.
    pub lists_from_cache: u64,
    /// Requirements of releases that were in the cache as tables.
    pub requirements_from_cache: u64,
}

/// The same while it is counted, by any thread.
#[derive(Debug, Default)]
pub(crate) struct Counters {
    list_requests: AtomicU64,
    file_requests: AtomicU64,
    bytes: AtomicU64,
    lists_from_cache: AtomicU64,
    requirements_from_cache: AtomicU64,
}

impl Counters {
    /// A request was made, and this many bytes came.
    pub(crate) fn request(&self, is_for_list: bool, n_bytes: u64) {
        let requests = if is_for_list { &self.list_requests } else { &self.file_requests };
        requests.fetch_add(1, Ordering::Relaxed);
        self.bytes.fetch_add(n_bytes, Ordering::Relaxed);
    }

    /// Lists were in the cache.
    pub(crate) fn lists_from_cache(&self, n: usize) {
        self.lists_from_cache.fetch_add(u64::try_from(n).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    /// Requirements of releases were in the cache.
    pub(crate) fn requirements_from_cache(&self, n: usize) {
        self.requirements_from_cache.fetch_add(u64::try_from(n).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    /// What was counted so far.
    pub(crate) fn tally(&self) -> IndexTally {
        IndexTally {
            list_requests: self.list_requests.load(Ordering::Relaxed),
            file_requests: self.file_requests.load(Ordering::Relaxed),
            bytes: self.bytes.load(Ordering::Relaxed),
            lists_from_cache: self.lists_from_cache.load(Ordering::Relaxed),
            requirements_from_cache: self.requirements_from_cache.load(Ordering::Relaxed),
        }
    }
}
