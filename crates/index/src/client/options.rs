//! How an index is opened: where it is, what is stored, who may be asked.

use std::path::PathBuf;

use crate::client::credentials::CredentialSources;
use crate::client::fetch::{Connection, Refresh};
use crate::client::http::HttpSettings;
use crate::client::location::{IndexLocation, LinksLocation};
use crate::client::places::IndexStrategy;

/// How to open an [`Index`](super::Index).
#[derive(Debug, Clone, PartialEq)]
pub struct IndexOptions {
    /// Where the indexes are, the one that is asked first before the others.
    pub indexes: Vec<IndexLocation>,
    /// Whose files count where several indexes have a project.
    pub strategy: IndexStrategy,
    /// Pages and folders whose files count beside those of the indexes.
    pub links: Vec<LinksLocation>,
    /// The folder of stored answers, shared by any number of processes; `None` stores nothing.
    pub cache_folder: Option<PathBuf>,
    /// Whether servers may be asked.
    pub connection: Connection,
    /// How to talk to servers.
    pub http: HttpSettings,
    /// The most requests under way at once, at least one.
    pub n_threads: usize,
    /// What is asked for again although it is stored.
    pub refresh: Refresh,
    /// Where credentials are looked for that no address has.
    pub credentials: CredentialSources,
}

impl IndexOptions {
    /// What a registry takes from one client without complaint; more made no run quicker.
    pub const DEFAULT_THREADS: usize = 16;

    /// Online, without a cache.
    pub fn new(location: IndexLocation) -> Self {
        Self {
            indexes: vec![location],
            strategy: IndexStrategy::default(),
            links: Vec::new(),
            cache_folder: None,
            connection: Connection::Online,
            http: HttpSettings::default(),
            n_threads: Self::DEFAULT_THREADS,
            refresh: Refresh::default(),
            credentials: CredentialSources::default(),
        }
    }
}
