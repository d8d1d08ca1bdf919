//! Several indexes, pages and folders of links: whose files of a project count.

use std::collections::btree_map::Entry;
use std::sync::{Arc, Mutex, PoisonError};

use haggle_spec::PackageName;

use crate::client::error::IndexError;
use crate::client::fetch::Fetcher;
use crate::client::fetched::Fetched;
use crate::client::http::redacted;
use crate::client::local;
use crate::client::location::{IndexLocation, LinksLocation};
use crate::client::page::{self, PageContent, PageFile, ProjectRemarks};
use crate::client::release::{FilesByVersion, IndexRanks, by_version};

/// Whose files count where several indexes have a project.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum IndexStrategy {
    /// Those of the first index that has it. Who can publish to a later index cannot take the place of a project of an earlier one
    /// ("dependency confusion").
    #[default]
    FirstIndex,
    /// Those of all, and any release of an earlier index is preferred to those of later ones. A version that several indexes have is
    /// that of the first of them. Who can publish to a later index is chosen where no release of an earlier one will do.
    UnsafeFirstMatch,
    /// Those of all, alike; a version that several indexes have is that of the first of them. Whoever publishes the highest version of a
    /// name, on any of the indexes, is chosen.
    UnsafeBestMatch,
}

/// All places that a client asks.
pub(crate) struct Places {
    indexes: Vec<IndexLocation>,
    strategy: IndexStrategy,
    links: Vec<Links>,
}

/// A page or folder of links, read once.
struct Links {
    location: LinksLocation,
    files: Mutex<Option<Arc<Vec<PageFile>>>>,
}

/// The files of a project.
pub(crate) struct FoundFiles {
    /// `None` where no index and no link has the project.
    pub(crate) files: Option<FilesByVersion>,
    /// Of releases that come after those of other indexes, how many of these there are.
    pub(crate) ranks: IndexRanks,
    /// The first index that has it.
    pub(crate) index: Option<IndexLocation>,
    /// What is to be said of the project: the status by the first index that says one, the files skipped by all.
    pub(crate) remarks: ProjectRemarks,
}

impl Places {
    pub(crate) fn new(
        indexes: Vec<IndexLocation>,
        strategy: IndexStrategy,
        links: Vec<LinksLocation>,
    ) -> Self {
        // A folder without distributions, such as one that is set up for all machines, changes nothing.
        let links = links.into_iter().filter(|location| !local::is_without_distributions(location.url()));
        let links = links.map(|location| Links { location, files: Mutex::default() });
        Self { indexes, strategy, links: links.collect() }
    }

    pub(crate) fn indexes(&self) -> &[IndexLocation] {
        &self.indexes
    }

    /// The index, where it is all there is, and on a server.
    pub(crate) fn only_index(&self) -> Option<&IndexLocation> {
        match (self.indexes.as_slice(), self.links.as_slice()) {
            ([index], []) if !index.is_local() => Some(index),
            _ => None,
        }
    }

    /// Whether later indexes are left out for a project that is taken from this one.
    pub(crate) fn leaves_out_others(&self, index: &IndexLocation) -> bool {
        self.strategy == IndexStrategy::FirstIndex && self.indexes.last() != Some(index)
    }

    /// What is asked, in words.
    pub(crate) fn shown(&self) -> String {
        let indexes = self.indexes.iter().map(ToString::to_string);
        let all: Vec<String> =
            indexes.chain(self.links.iter().map(|links| links.location.to_string())).collect();
        all.join(", ")
    }

    /// The files of a project: those of links, and of indexes by the strategy. An index that fails is not passed over: the next one
    /// would be asked for a name that may be private.
    pub(crate) fn files(&self, fetcher: &Fetcher, name: &PackageName) -> Result<FoundFiles, IndexError> {
        let mut of_links = Vec::new();
        for links in &self.links {
            let files = links.files(fetcher, name)?;
            let of_project = files.iter().filter(|file| file.is_of(name)).cloned();
            of_links.extend(of_project);
        }
        let mut found = FoundFiles {
            files: (!of_links.is_empty()).then(|| by_version(name, of_links.clone())),
            ranks: IndexRanks::new(),
            index: None,
            remarks: ProjectRemarks::default(),
        };
        for (rank, index) in (0..).zip(&self.indexes) {
            let Some(mut content) = content_of(index, fetcher, name)? else { continue };
            if found.index.is_none() {
                // Files of links are as good as those of the first index that has the project.
                content.files.extend(std::mem::take(&mut of_links));
                found.files = Some(by_version(name, content.files));
            } else {
                let files = found.files.get_or_insert_default();
                for (version, of_release) in by_version(name, content.files) {
                    if let Entry::Vacant(place) = files.entry(version.clone()) {
                        place.insert(of_release);
                        if self.strategy == IndexStrategy::UnsafeFirstMatch {
                            found.ranks.insert(version, rank);
                        }
                    }
                }
            }
            found.remarks.status = found.remarks.status.or(content.remarks.status);
            found.remarks.n_skipped += content.remarks.n_skipped;
            found.index.get_or_insert_with(|| index.clone());
            if self.strategy == IndexStrategy::FirstIndex {
                break;
            }
        }
        Ok(found)
    }
}

fn content_of(
    index: &IndexLocation,
    fetcher: &Fetcher,
    name: &PackageName,
) -> Result<Option<PageContent>, IndexError> {
    let url = index.page(name.as_str());
    if index.is_local() {
        let files = local::page(index.url(), &url)?;
        return Ok(files.map(|files| PageContent { files, remarks: ProjectRemarks::default() }));
    }
    let asked = fetcher.asked(&url, name, page::ACCEPT);
    Ok(match fetcher.document(&asked, |_| None, |document| page::read(document, name))? {
        Fetched::Found(content) => Some(content),
        Fetched::Absent(_) => None,
    })
}

impl Links {
    fn files(&self, fetcher: &Fetcher, name: &PackageName) -> Result<Arc<Vec<PageFile>>, IndexError> {
        // Whoever comes first reads them while the others wait.
        let mut known = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(files) = &*known {
            return Ok(Arc::clone(files));
        }
        let url = self.location.url();
        let files = if self.location.is_local() {
            local::links(url)?
        } else {
            let asked = fetcher.asked(url, name, page::LINKS_ACCEPT);
            match fetcher.document(&asked, |_| None, page::read_links)? {
                Fetched::Found(files) => files,
                Fetched::Absent(_) => {
                    let kind = crate::client::error::IndexErrorKind::Absent;
                    return Err(IndexError::new(redacted(url), kind));
                }
            }
        };
        Ok(Arc::clone(known.insert(Arc::new(files))))
    }
}
