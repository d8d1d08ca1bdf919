//! What one index has said in this client's life, and how to ask it for more.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use haggle_spec::PackageName;
use haggle_spec::release::ReleaseId;

use crate::client::builder::MetadataBuilder;
use crate::client::cache::{Cache, EntryHead, Stamp, sha256, sha256_hex};
use crate::client::error::{IndexError, IndexErrorKind};
use crate::client::facts::{FactStore, ListOfQuestion, Listing, Origin, RecordKind};
use crate::client::fetch::Fetcher;
use crate::client::fetched::{Document, Fetched};
use crate::client::http::redacted;
use crate::client::location::IndexLocation;
use crate::client::name_bounds::NameBounds;
use crate::client::page::{self, PageContent, ProjectRemarks};
use crate::client::places::Places;
use crate::client::project_page::{FilesLost, FilesOfRelease, ProjectPage};
use crate::client::release::{self, FilesByVersion, IndexRanks};

/// An index and its pages so far.
pub(crate) struct Source {
    pub(crate) fetcher: Fetcher,
    pub(crate) places: Places,
    /// Who asks build backends for metadata, if somebody may.
    pub(crate) builder: Option<Arc<dyn MetadataBuilder>>,
    /// Where the project of a name is from, where there are several places.
    taken_from: Mutex<BTreeMap<PackageName, IndexLocation>>,
    /// The projects that are not simply active.
    remarks: Mutex<BTreeMap<PackageName, ProjectRemarks>>,
    /// Projects with requirements that are unknown for a reason that may pass: an answer that rests on them is not kept.
    passing: Mutex<BTreeSet<PackageName>>,
    /// The records of the cache.
    facts: Option<FactStore>,
    pages: Mutex<BTreeMap<PackageName, Arc<Page>>>,
    pub(crate) unannounced: Unannounced,
    name_bounds: NameBounds,
}

/// A page that was asked for.
enum PageRead {
    /// What it says, and the SHA-256 of its text.
    Now(Box<PageContent>, [u8; 32]),
    /// The text is the one of which this was made before.
    Before(Listing),
}

/// Whether the records of a page may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Records {
    Kept,
    /// Some are not there any more: all are made again.
    Lost,
}

/// What the index says about a project; `None` is that it has none of that name.
pub(crate) type Page = Option<ProjectPage>;

/// Whether asking for metadata files that the index does not announce is worthwhile: as long as most of them are there. One that is not
/// costs a request more than the wheel alone.
#[derive(Debug, Default)]
pub(crate) struct Unannounced {
    n_asked: AtomicUsize,
    n_found: AtomicUsize,
}

impl Unannounced {
    const TRIES: usize = 3;

    /// Says so to who will ask for one more.
    pub(crate) fn is_worthwhile(&self) -> bool {
        let most = Self::TRIES + 2 * self.n_found.load(Ordering::Relaxed);
        let counted = self.n_asked.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |n_asked| {
            (n_asked < most).then_some(n_asked + 1)
        });
        counted.is_ok()
    }

    pub(crate) fn record(&self, found: bool) {
        if found {
            self.n_found.fetch_add(1, Ordering::Relaxed);
        }
    }
}

impl Source {
    /// An index that was asked for nothing yet.
    pub(crate) fn new(fetcher: Fetcher, places: Places) -> Self {
        let facts = fetcher.cache().map(|cache| FactStore::beside(cache.folder()));
        Self {
            fetcher,
            places,
            builder: None,
            taken_from: Mutex::default(),
            remarks: Mutex::default(),
            passing: Mutex::default(),
            facts,
            pages: Mutex::default(),
            unannounced: Unannounced::default(),
            name_bounds: NameBounds::default(),
        }
    }

    /// What is to be said of a project that was asked for, beside its files.
    pub(crate) fn remarks_of(&self, name: &PackageName) -> ProjectRemarks {
        if let Some(remarks) = self.remarks().get(name) {
            return remarks.clone();
        }
        let place = self.page_at_hand(name);
        let digest = place.as_ref().and_then(|page| Some(page.as_ref().as_ref()?.place()?.0));
        // A page that is at hand was not read now.
        let remarks = digest.and_then(|digest| self.kept_remarks(digest)).unwrap_or_default();
        self.remarks().insert(name.clone(), remarks.clone());
        remarks
    }

    /// Remembers what was to be said of projects when an answer was kept that rests on their lists.
    pub(crate) fn put_remarks_of_question(&self, remarks: Vec<(PackageName, ProjectRemarks)>) {
        self.remarks().extend(remarks);
    }

    fn kept_remarks(&self, digest: &str) -> Option<ProjectRemarks> {
        let text = self.facts.as_ref()?.read(digest, RecordKind::Status)?;
        ProjectRemarks::from_text(std::str::from_utf8(&text).ok()?)
    }

    /// Remembers what is to be said of a page; for who asks nobody, it is kept beside the records of the page with this key.
    fn put_remarks(&self, name: &PackageName, remarks: ProjectRemarks, key: Option<&str>) {
        if let (Some(facts), Some(key)) = (&self.facts, key) {
            let digest = sha256_hex(key.as_bytes());
            match remarks.to_text() {
                Some(text) => facts.keep(&digest, RecordKind::Status, text.as_bytes()),
                None => facts.forget(&digest, RecordKind::Status),
            }
        }
        self.remarks().insert(name.clone(), remarks);
    }

    /// Remembers that requirements of a project are unknown for a reason that may pass.
    pub(crate) fn put_passing(&self, name: &PackageName) {
        self.passing.lock().unwrap_or_else(PoisonError::into_inner).insert(name.clone());
    }

    /// Whether that is so.
    pub(crate) fn has_passing(&self, name: &PackageName) -> bool {
        self.passing.lock().unwrap_or_else(PoisonError::into_inner).contains(name)
    }

    fn remarks(&self) -> MutexGuard<'_, BTreeMap<PackageName, ProjectRemarks>> {
        self.remarks.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The first index that has a project, of those that were asked so far.
    pub(crate) fn index_of(&self, name: &PackageName) -> Option<IndexLocation> {
        match self.places.only_index() {
            Some(index) => Some(index.clone()),
            None => self.taken_from.lock().unwrap_or_else(PoisonError::into_inner).get(name).cloned(),
        }
    }

    /// Counts the projects that are about to be asked for, against the bounds of a run.
    pub(crate) fn announce<'n>(
        &self,
        names: impl IntoIterator<Item = &'n PackageName>,
    ) -> Result<(), IndexError> {
        let pages = self.pages();
        let n_new = names.into_iter().filter(|name| !pages.contains_key(*name)).count();
        self.name_bounds.ask(n_new, || self.places.shown())
    }

    /// The project's page, asked for once in this client's life.
    pub(crate) fn page(&self, name: &PackageName) -> Result<Arc<Page>, IndexError> {
        match self.page_at_hand(name) {
            Some(page) => Ok(page),
            None => self.read_page(name, Records::Kept),
        }
    }

    /// The project's page, if no server has to be asked and no answer has to be read for it.
    pub(crate) fn page_at_hand(&self, name: &PackageName) -> Option<Arc<Page>> {
        if let Some(page) = self.pages().get(name) {
            return Some(Arc::clone(page));
        }
        let (cache, facts) = self.kept()?;
        let url = self.places.only_index()?.page(name.as_str());
        let digest = sha256_hex(self.fetcher.asked(&url, name, page::ACCEPT).key.as_bytes());
        let stamp = cache.stamp_of(&digest)?;
        let is_good = |origin: &Origin| {
            origin.stamp == stamp && self.fetcher.needs_no_asking(Some(name), origin.fresh_until)
        };
        let page = ProjectPage::kept(facts, &digest, is_good)?;
        self.fetcher.counters.lists_from_cache(1);
        Some(self.put_page(name, Some(page)))
    }

    /// The stored answers, and the records that are made of them.
    pub(crate) fn kept(&self) -> Option<(&Cache, &FactStore)> {
        Some((self.fetcher.cache()?, self.facts.as_ref()?))
    }

    /// What tells the list of a project from later ones, where it is kept.
    pub(crate) fn list_of_question(&self, name: &PackageName) -> Option<ListOfQuestion> {
        let page = self.page_at_hand(name)?;
        let (digest, origin) = page.as_ref().as_ref()?.place()?;
        Some(ListOfQuestion {
            name: name.clone(),
            digest: digest.to_owned(),
            origin: origin.clone(),
            remarks: self.remarks_of(name).to_text(),
        })
    }

    /// The files of a release, and its position in the page; `None` where the index does not list it.
    pub(crate) fn files_of(&self, id: &ReleaseId) -> Result<Option<(usize, FilesOfRelease)>, IndexError> {
        self.of_page(&id.name, |page| page.files_of(&id.version)).map(Option::flatten)
    }

    /// The files of all releases; `None` where the index does not have the project.
    pub(crate) fn all_files(&self, name: &PackageName) -> Result<Option<FilesByVersion>, IndexError> {
        self.of_page(name, ProjectPage::all_files)
    }

    /// What `look` finds in a page, which is read again where the files of a kept one are lost.
    pub(crate) fn of_page<Value>(
        &self,
        name: &PackageName,
        look: impl Fn(&ProjectPage) -> Result<Value, FilesLost>,
    ) -> Result<Option<Value>, IndexError> {
        let page = self.page(name)?;
        let Some(of_page) = &*page else { return Ok(None) };
        if let Ok(value) = look(of_page) {
            return Ok(Some(value));
        }
        // The files of a page that was read just now are at hand.
        let page = self.read_page(name, Records::Lost)?;
        Ok(page.as_ref().as_ref().and_then(|page| look(page).ok()))
    }

    /// Reads the answer of the cache or of the server, or what was made of it before where it is still the same.
    fn read_page(&self, name: &PackageName, records: Records) -> Result<Arc<Page>, IndexError> {
        let Some(index) = self.places.only_index() else { return self.read_page_of_places(name) };
        let url = index.page(name.as_str());
        let asked = self.fetcher.asked(&url, name, page::ACCEPT);
        let digest = sha256_hex(asked.key.as_bytes());
        let known = |head: &EntryHead| {
            let facts = self.facts.as_ref().filter(|_| records == Records::Kept)?;
            let listing = Listing::read(facts.read(&digest, RecordKind::Listing)?)?;
            head.is_of(&listing.origin().sha256).then_some(PageRead::Before(listing))
        };
        let read = |document: &Document| {
            Ok(PageRead::Now(Box::new(page::read(document, name)?), sha256(&document.body)))
        };
        let Fetched::Found(read) = self.fetcher.document(&asked, known, read)? else {
            return Ok(self.put_page(name, None));
        };
        let sha256 = match &read {
            PageRead::Now(_, sha256) => *sha256,
            PageRead::Before(listing) => listing.origin().sha256,
        };
        // The answer that lies in the cache by now may be another one, of another process.
        let head = self.fetcher.cache().and_then(|cache| cache.head(&asked.key));
        let stored = head.filter(|(head, _)| head.is_of(&sha256));
        let (stamp, fresh_until) =
            stored.map_or((None, Some(0)), |(head, stamp)| (Some(stamp), head.fresh_until()));
        let origin = Origin { stamp: stamp.unwrap_or_default(), fresh_until, sha256 };
        let place = self.facts.clone().filter(|_| stamp.is_some()).map(|facts| (facts, digest.clone()));
        let page = match (read, place) {
            (PageRead::Now(content, _), place) => {
                let files = release::by_version(name, content.files);
                let page = ProjectPage::of(files, &IndexRanks::new(), &origin, place);
                self.put_remarks(name, content.remarks, Some(&asked.key));
                page.ok_or_else(|| too_large(redacted(&url)))?
            }
            (PageRead::Before(listing), Some(place)) => {
                self.fetcher.counters.lists_from_cache(1);
                ProjectPage::renewed(listing, &origin, place)
            }
            // Another process has stored another answer meanwhile.
            (PageRead::Before(_), None) => return self.read_page(name, Records::Lost),
        };
        Ok(self.put_page(name, Some(page)))
    }

    /// The same where there are several places, of which no record is kept.
    fn read_page_of_places(&self, name: &PackageName) -> Result<Arc<Page>, IndexError> {
        let found = self.places.files(&self.fetcher, name)?;
        if let Some(index) = found.index {
            let mut taken_from = self.taken_from.lock().unwrap_or_else(PoisonError::into_inner);
            taken_from.insert(name.clone(), index);
        }
        let Some(files) = found.files else { return Ok(self.put_page(name, None)) };
        let origin = Origin { stamp: Stamp::default(), fresh_until: Some(0), sha256: [0; 32] };
        let page = ProjectPage::of(files, &found.ranks, &origin, None);
        let page = page.ok_or_else(|| too_large(self.places.shown()))?;
        self.put_remarks(name, found.remarks, None);
        Ok(self.put_page(name, Some(page)))
    }

    /// Keeps the metadata that was read of these projects.
    pub(crate) fn keep_metadata<'n>(&self, names: impl IntoIterator<Item = &'n PackageName>) {
        for name in names {
            let page = self.pages().get(name).cloned();
            if let Some(page) = page.as_ref().and_then(|page| page.as_ref().as_ref()) {
                page.keep_metadata();
            }
        }
    }

    fn put_page(&self, name: &PackageName, page: Page) -> Arc<Page> {
        let page = Arc::new(page);
        self.pages().insert(name.clone(), Arc::clone(&page));
        page
    }

    fn pages(&self) -> MutexGuard<'_, BTreeMap<PackageName, Arc<Page>>> {
        self.pages.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// More files than a record holds.
fn too_large(shown: String) -> IndexError {
    IndexError::new(shown, IndexErrorKind::TooLarge(u64::from(u32::MAX)))
}
