//! The client: fills in the facts that someone asks for, several at a time.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use haggle_spec::PackageName;
use haggle_spec::release::{MissingFact, PackageFacts, Release, ReleaseFacts, ReleaseId, ReleaseMetadata};
use url::Url;

use crate::client::artefact::{self, Artefact, ArtefactAddress};
use crate::client::builder::MetadataBuilder;
use crate::client::cache::Cache;
use crate::client::credentials::Credentials;
use crate::client::error::{IndexError, IndexErrorKind};
use crate::client::facts::{Sight, is_screened, lacks_files, view, view_for_many};
use crate::client::fetch::{Fetcher, asked_again};
use crate::client::fetched::Fetched;
use crate::client::http::Http;
use crate::client::location::IndexLocation;
use crate::client::options::IndexOptions;
use crate::client::page::ProjectStatus;
use crate::client::places::Places;
use crate::client::questions::Question;
use crate::client::release::put_plain_files;
use crate::client::source::{Page, Source};
use crate::client::tally::IndexTally;
use crate::client::threads::Threads;
use crate::client::wheel_contents::WheelContents;
use crate::client::{contents, metadata, questions, release};

/// The longest file that is given out whole, in bytes.
const FILE_LIMIT: u64 = 512 << 20;

/// A package index.
///
/// ```no_run
/// use haggle_index::{Index, IndexLocation, IndexOptions};
/// use haggle_spec::{PackageName, release::{MissingFact, ReleaseFacts}};
///
/// let index = Index::open(IndexOptions::new(IndexLocation::new("http://localhost:8080/simple/")?))?;
/// let mut facts = ReleaseFacts::default();
/// let wanted = [MissingFact::Versions(PackageName::new("xattr").expect("a valid name"))];
/// index.fetch(&mut facts, &wanted, &|_| {})?;
/// # Ok::<(), haggle_index::IndexError>(())
/// ```
pub struct Index {
    pub(crate) source: Source,
    pub(crate) threads: Threads,
}

impl std::fmt::Debug for Index {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut shown = formatter.debug_struct("Index");
        shown.field("places", &self.places()).field("threads", &self.threads).finish_non_exhaustive()
    }
}

impl Index {
    /// Reads certificates and opens the cache; asks no server.
    pub fn open(options: IndexOptions) -> Result<Self, IndexError> {
        let IndexOptions {
            indexes,
            strategy,
            links,
            cache_folder,
            connection,
            http,
            n_threads,
            refresh,
            credentials,
        } = options;
        let cache = cache_folder.map(|folder| {
            Cache::open(&folder).map_err(|error| {
                IndexError::because(folder.display().to_string(), IndexErrorKind::Cache, error)
            })
        });
        let credentials = Credentials::new(indexes.clone(), &credentials);
        let fetcher = Fetcher::new(Http::new(&http), cache.transpose()?, connection, credentials, refresh);
        Ok(Self {
            source: Source::new(fetcher, Places::new(indexes, strategy, links)),
            threads: Threads(n_threads),
        })
    }

    /// The same, where this one asks build backends for the metadata of source distributions that have none that counts.
    #[must_use]
    pub fn with_builder(mut self, builder: Arc<dyn MetadataBuilder>) -> Self {
        self.source.builder = Some(builder);
        self
    }

    /// Where the indexes are, the one that is asked first before the others.
    pub fn locations(&self) -> &[IndexLocation] {
        self.source.places.indexes()
    }

    /// All that is asked, in words: the indexes, and the places of links.
    pub fn places(&self) -> String {
        self.source.places.shown()
    }

    /// The index that a project was taken from, if it was asked for and an index has it.
    pub fn index_of(&self, name: &PackageName) -> Option<IndexLocation> {
        self.source.index_of(name)
    }

    /// What the index says of a project that was asked for, where it is not simply active (PEP 792).
    pub fn status_of(&self, name: &PackageName) -> Option<ProjectStatus> {
        self.source.remarks_of(name).status
    }

    /// How many files of a project that was asked for are listed at addresses that cannot be asked, so that they do not count.
    pub fn n_skipped_files_of(&self, name: &PackageName) -> usize {
        self.source.remarks_of(name).n_skipped
    }

    /// Whether later indexes are left out for a project that is taken from this one.
    pub fn leaves_out_others(&self, index: &IndexLocation) -> bool {
        self.source.places.leaves_out_others(index)
    }

    /// Adds the wanted facts; facts that are there already are fetched again.
    ///
    /// A project that the index does not have becomes [`PackageFacts::Unavailable`]; a release whose metadata
    /// cannot be had becomes [`ReleaseMetadata::Unknown`](haggle_spec::release::ReleaseMetadata). Metadata of a
    /// release that the index does not list adds nothing. `progress` is told each fact once it is there, from
    /// any thread. On an error, `facts` may have some of the wanted facts, each whole.
    pub fn fetch(
        &self,
        facts: &mut ReleaseFacts,
        wanted: &[MissingFact],
        progress: &(dyn Fn(&MissingFact) + Sync),
    ) -> Result<(), IndexError> {
        self.fetch_seen(facts, wanted, Sight::Whole, progress)
    }

    /// The same, as somebody sees the facts. One environment: without releases that it cannot use, each release with the requirements that
    /// its installer gets and without files. Many: with such files alone as tell them apart.
    pub(crate) fn fetch_seen(
        &self,
        facts: &mut ReleaseFacts,
        wanted: &[MissingFact],
        sight: Sight<'_>,
        progress: &(dyn Fn(&MissingFact) + Sync),
    ) -> Result<(), IndexError> {
        let wanted: BTreeSet<&MissingFact> = wanted.iter().collect();
        let (versions, metadata): (Vec<&MissingFact>, Vec<&MissingFact>) =
            wanted.into_iter().partition(|fact| matches!(fact, MissingFact::Versions(_)));
        self.source.announce(versions.iter().map(|fact| fact.name()))?;
        let at_hand = |fact: &MissingFact| self.source.page_at_hand(fact.name());
        let pages = self
            .threads
            .at_hand_or_parallel(&versions, progress, at_hand, |fact| self.source.page(fact.name()))?;
        for (fact, page) in versions.iter().zip(pages) {
            let name = fact.name();
            facts.packages.insert(name.clone(), self.package_facts(name, &page, sight)?);
        }
        let known: &ReleaseFacts = facts;
        let at_hand = |fact: &MissingFact| match fact {
            MissingFact::Metadata(id) => metadata::at_hand(&self.source, id, sight).map(Some),
            MissingFact::FileMetadata(id, file) => {
                let position = position_of(known, id, file)?;
                metadata::of_file_at_hand(&self.source, id, position).map(Some)
            }
            MissingFact::Versions(_) => None,
        };
        let found = self.threads.at_hand_or_parallel(&metadata, progress, at_hand, |fact| match fact {
            MissingFact::Metadata(id) => metadata::seen(&self.source, id, sight),
            MissingFact::FileMetadata(id, file) => metadata::of_file(&self.source, id, file),
            MissingFact::Versions(_) => Ok(None),
        });
        // What came before a failure is worth keeping.
        self.source.keep_metadata(metadata.iter().map(|fact| fact.name()));
        for (fact, found) in metadata.iter().zip(found?) {
            let (MissingFact::Metadata(id) | MissingFact::FileMetadata(id, _)) = fact else { continue };
            if let Some(PackageFacts::Releases(releases)) = facts.packages.get_mut(&id.name)
                && let Some(release) = releases.get_mut(&id.version)
                && let Some(found) = found
            {
                if let MissingFact::FileMetadata(_, file) = fact {
                    found.put_into_variant(release, file);
                } else {
                    found.put_into(release);
                    self.put_files(release, id, sight)?;
                }
            }
        }
        Ok(())
    }

    /// Adds the requirements of these projects' releases that the cache has and the facts have not. Nobody is asked.
    pub(crate) fn add_kept<'n>(
        &self,
        facts: &mut ReleaseFacts,
        names: impl IntoIterator<Item = &'n PackageName>,
        sight: Sight<'_>,
    ) {
        for name in names {
            let page = self.source.page_at_hand(name);
            let Some(page) = page.as_ref().and_then(|page| page.as_ref().as_ref()) else { continue };
            let Some(PackageFacts::Releases(releases)) = facts.packages.get_mut(name) else { continue };
            for version in page.versions_with_metadata() {
                let Some(release) = releases.get_mut(&version) else { continue };
                if release.metadata == ReleaseMetadata::Unfetched {
                    let id = ReleaseId::new(name.clone(), version);
                    if let Some(found) = metadata::at_hand(&self.source, &id, sight)
                        && self.put_files(release, &id, sight).is_ok()
                    {
                        found.put_into(release);
                    }
                }
            }
        }
    }

    fn package_facts(
        &self,
        name: &PackageName,
        page: &Page,
        sight: Sight<'_>,
    ) -> Result<PackageFacts, IndexError> {
        let releases = match (&page, sight) {
            (None, _) => None,
            (Some(page), Sight::One(screen)) if is_screened(page.listing(), name, screen) => {
                Some(view(page.listing(), name, screen))
            }
            (Some(_), Sight::Many(request)) => self.source.of_page(name, |page| {
                view_for_many(page.listing(), name, request, |positions| page.plain_files(positions))
            })?,
            (Some(page), _) => self.source.all_files(name)?.as_ref().map(|files| {
                let mut releases = release::releases(files);
                for listed in page.listing().releases().filter(|listed| listed.index_rank() > 0) {
                    if let Some(release) = listed.version().and_then(|version| releases.get_mut(&version)) {
                        release.index_rank = listed.index_rank();
                    }
                }
                releases
            }),
        };
        Ok(releases.map_or_else(
            || PackageFacts::Unavailable { reason: "the index has no project of this name".to_owned() },
            PackageFacts::Releases,
        ))
    }

    /// Gives a release its files, where who looks needs them with its metadata, and the metadata of single files that the cache has.
    fn put_files(&self, release: &mut Release, id: &ReleaseId, sight: Sight<'_>) -> Result<(), IndexError> {
        if !matches!(sight, Sight::Many(_)) || !lacks_files(release) {
            return Ok(());
        }
        let files = self.source.of_page(&id.name, |page| match page.listing().release(&id.version) {
            Some(listed) => page.plain_files(&[listed.position]),
            None => Ok(Vec::new()),
        })?;
        if let Some(files) = files.and_then(|files| files.into_iter().next()) {
            put_plain_files(release, files);
        }
        for (positions, found) in metadata::of_files_at_hand(&self.source, id) {
            let files = positions.into_iter().filter_map(|position| release.files.get(position));
            let names: Vec<String> = files.map(|file| file.filename.clone()).collect();
            for name in names {
                found.clone().put_into_variant(release, &name);
            }
        }
        Ok(())
    }

    /// What this client did so far.
    pub fn tally(&self) -> IndexTally {
        self.source.fetcher.counters.tally()
    }

    /// The facts that gave the answer to a question when it was asked before, if the index says the same of all of them.
    pub(crate) fn known_facts(&self, question: &Question<'_>) -> Option<ReleaseFacts> {
        let (facts, n_lists) = questions::known_facts(&self.source, question)?;
        let releases = facts.packages.values().map(|package| match package {
            PackageFacts::Releases(releases) => releases.len(),
            PackageFacts::Unavailable { .. } => 0,
        });
        let counters = &self.source.fetcher.counters;
        counters.requirements_from_cache(releases.sum());
        counters.lists_from_cache(n_lists);
        Some(facts)
    }

    /// Keeps facts of an answer that was looked for in the lists of these projects, if they are enough for it.
    pub(crate) fn keep_facts<'n>(
        &self,
        question: &Question<'_>,
        names: impl Iterator<Item = &'n PackageName>,
        facts: &ReleaseFacts,
        is_enough: impl Fn(&ReleaseFacts) -> bool,
    ) -> bool {
        questions::keep_facts(&self.source, question, names, facts, is_enough)
    }

    /// A release as the index lists it, with all its files; `None` where the index does not list it. Its metadata is not asked for.
    ///
    /// # Errors
    /// The project's page cannot be had.
    pub fn release(&self, id: &ReleaseId) -> Result<Option<Release>, IndexError> {
        Ok(self.source.files_of(id)?.map(|(_, files)| release::release(&files)))
    }

    /// The distribution at an address, wherever it lies: its own metadata, and it as the only file.
    ///
    /// # Errors
    /// It cannot be had, its metadata cannot be read, or only a build could say what it requires.
    pub fn artefact(&self, address: &ArtefactAddress) -> Result<Artefact, IndexError> {
        artefact::artefact(&self.source.fetcher, address)
    }

    /// The SHA-256 of the file at an address, in lower case; `None` for a folder. The file is read whole.
    ///
    /// # Errors
    /// It cannot be had, or its URL says another hash.
    pub fn artefact_sha256(&self, address: &ArtefactAddress) -> Result<Option<String>, IndexError> {
        artefact::sha256(&self.source.fetcher, address)
    }

    /// The SHA-256 of the file at a URL, in lower case. The file is read whole, once for every run that shares a cache.
    ///
    /// # Errors
    /// The file cannot be had.
    pub fn sha256(&self, url: &str) -> Result<String, IndexError> {
        let shown = || haggle_spec::without_secrets(url).into_owned();
        let parsed =
            Url::parse(url).map_err(|error| IndexError::because(shown(), IndexErrorKind::Url, error))?;
        artefact::sha256_of_url(&self.source.fetcher, &parsed)
    }

    /// The bytes of a file of a release, which have the announced hash where there is one; `None` where the index does not list it. They
    /// are not kept.
    ///
    /// # Errors
    /// It cannot be had, or is longer than 512 MiB.
    pub fn file(&self, id: &ReleaseId, filename: &str) -> Result<Option<Vec<u8>>, IndexError> {
        let Some((_, files)) = self.source.files_of(id)? else { return Ok(None) };
        let Some((file, _)) = files.iter().find(|(file, _)| file.filename == filename) else {
            return Ok(None);
        };
        let whole =
            asked_again(|route| self.source.fetcher.whole(&file.url, file.announced(), FILE_LIMIT, route))?;
        Ok(match whole {
            Fetched::Found(body) => Some(body.to_vec()),
            Fetched::Absent(_) => None,
        })
    }

    /// What is in the newest wheel of each project; projects without a wheel are left out. `progress` is told each project
    /// that was looked at, from any thread.
    ///
    /// Where the server answers ranges only the end of each wheel is fetched, and what was read is stored.
    pub fn wheel_contents(
        &self,
        names: &[PackageName],
        progress: &(dyn Fn(&PackageName) + Sync),
    ) -> Result<BTreeMap<PackageName, WheelContents>, IndexError> {
        let tasks: Vec<&PackageName> = names.iter().collect();
        let found =
            self.threads.in_parallel(&tasks, progress, |name| contents::contents(&self.source, name))?;
        let named = names.iter().zip(found).filter_map(|(name, found)| Some((name.clone(), found?)));
        Ok(named.collect())
    }
}

/// The position of a file in its release.
fn position_of(facts: &ReleaseFacts, id: &ReleaseId, filename: &str) -> Option<usize> {
    let Some(PackageFacts::Releases(releases)) = facts.packages.get(&id.name) else { return None };
    releases.get(&id.version)?.files.iter().position(|file| file.filename == filename)
}
