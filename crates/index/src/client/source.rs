//! What one index has said in this client's life, and how to ask it for more.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use haggle_spec::PackageName;

use crate::client::error::IndexError;
use crate::client::fetch::Fetcher;
use crate::client::fetched::Fetched;
use crate::client::location::IndexLocation;
use crate::client::name_bounds::NameBounds;
use crate::client::page;
use crate::client::release::{self, FilesByVersion};

/// An index and its pages so far.
pub(crate) struct Source {
    pub(crate) fetcher: Fetcher,
    pub(crate) location: IndexLocation,
    pages: Mutex<BTreeMap<PackageName, Arc<Page>>>,
    pub(crate) unannounced: Unannounced,
    name_bounds: NameBounds,
}

/// What the index says about a project; `None` is that it has none of that name.
pub(crate) type Page = Option<FilesByVersion>;

/// Whether asking for metadata files that the index does not announce is worthwhile: it is dropped when the
/// first few are not there.
#[derive(Debug, Default)]
pub(crate) struct Unannounced {
    n_absent: AtomicUsize,
    seen: AtomicBool,
}

impl Unannounced {
    const TRIES: usize = 3;

    pub(crate) fn is_worthwhile(&self) -> bool {
        self.seen.load(Ordering::Relaxed) || self.n_absent.load(Ordering::Relaxed) < Self::TRIES
    }

    pub(crate) fn record(&self, found: bool) {
        if found {
            self.seen.store(true, Ordering::Relaxed);
        } else {
            self.n_absent.fetch_add(1, Ordering::Relaxed);
        }
    }
}

impl Source {
    /// An index that was asked for nothing yet.
    pub(crate) fn new(fetcher: Fetcher, location: IndexLocation) -> Self {
        Self {
            fetcher,
            location,
            pages: Mutex::default(),
            unannounced: Unannounced::default(),
            name_bounds: NameBounds::default(),
        }
    }

    /// Counts the projects that are about to be asked for, against the bounds of a run.
    pub(crate) fn announce<'n>(
        &self,
        names: impl IntoIterator<Item = &'n PackageName>,
    ) -> Result<(), IndexError> {
        let pages = self.pages.lock().unwrap_or_else(PoisonError::into_inner);
        let n_new = names.into_iter().filter(|name| !pages.contains_key(*name)).count();
        self.name_bounds.ask(n_new, || self.location.to_string())
    }

    /// The project's page, asked for once in this client's life.
    pub(crate) fn page(&self, name: &PackageName) -> Result<Arc<Page>, IndexError> {
        let pages = || self.pages.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(page) = pages().get(name) {
            return Ok(Arc::clone(page));
        }
        let url = self.location.page(name.as_str());
        let asked = self.fetcher.asked(&url, name, page::ACCEPT);
        let page = match self.fetcher.document(&asked, |document| page::read(document, name))? {
            Fetched::Found(files) => Some(release::by_version(name, files)),
            Fetched::Absent(_) => None,
        };
        let page = Arc::new(page);
        pages().insert(name.clone(), Arc::clone(&page));
        Ok(page)
    }
}
