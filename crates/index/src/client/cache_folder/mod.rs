//! The folder of the cache as a whole: how large it is, whether it is sound, and what of it may go.
//!
//! All of it is safe while other processes use the folder: a file is read or removed as a whole, and one that is not there is asked for
//! again, by whoever needs it.

mod answer;
mod files;
mod head;
mod removal;
mod table;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use haggle_spec::PackageName;
use sha2::{Digest, Sha256};

use crate::client::cache::Cache;
use answer::Answer;
use files::{CacheFile, Place};
use removal::{Removal, mentions};

/// A folder of stored answers, and of what is made of them.
///
/// ```
/// let folder = haggle_index::CacheFolder::new("/no/such/cache");
/// assert!(folder.sizes()?.is_empty());
/// # Ok::<(), haggle_index::CacheError>(())
/// ```
#[derive(Debug, Clone)]
pub struct CacheFolder {
    folder: PathBuf,
}

/// What a file of the cache is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum CachePart {
    /// The answer of an index to the question which files a project has.
    List,
    /// What was read of a released file: its metadata, a listing of what is in it, its hash.
    FileText,
    /// Why nothing could be read of a released file.
    Failure,
    /// A table that is made of an answer, to be read quickly.
    Table,
    /// The facts that a solved question rests on.
    Question,
    /// What was found in the sources of a folder.
    Sources,
    /// What a process is writing, or was when it was killed.
    Unfinished,
    /// A file of a format that this program does not read.
    OtherFormat,
    /// A file in the place of a record that is none.
    Unreadable,
}

/// How many files there are, and their bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CacheTally {
    /// The files.
    pub files: u64,
    /// The sum of their lengths.
    pub bytes: u64,
}

/// A record that is not what it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BrokenRecord {
    /// Its path.
    pub path: PathBuf,
    /// What is wrong with it, in words.
    pub fault: String,
}

/// Why something was removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum PruneReason {
    /// Nobody asked for it, or for what it belongs to, in the time that was given.
    Expired,
    /// What it was made of is gone or was replaced.
    Unreferenced,
    /// It is of a format that this program does not read.
    OtherFormat,
    /// It is broken.
    Broken,
    /// A process that was killed left it.
    Abandoned,
}

/// What could not be read or removed.
#[derive(Debug)]
pub struct CacheError {
    path: PathBuf,
    kind: CacheErrorKind,
    source: io::Error,
}

/// What failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CacheErrorKind {
    /// The file or folder cannot be read.
    Unreadable,
    /// The file cannot be removed.
    Unremovable,
}

impl CacheFolder {
    /// The folder below it that holds what was found in sources: records that begin with the SHA-256 of the rest, under the names
    /// `*.files` and `*.scans`. Another name with every change of the format.
    pub const SOURCES: &str = "sources-v1";

    /// The cache in a folder, which need not be there.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into() }
    }

    /// Where it is.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// How much there is of each part; parts without files are left out.
    ///
    /// # Errors
    /// A folder cannot be read.
    pub fn sizes(&self) -> Result<Vec<(CachePart, CacheTally)>, CacheError> {
        let mut tallies: BTreeMap<CachePart, CacheTally> = BTreeMap::new();
        for file in files::all(&self.folder)? {
            tallies.entry(file.part()).or_default().add(&file);
        }
        Ok(tallies.into_iter().collect())
    }

    /// Reads every record, and gives those that are not what they should be, with how many were read. Files of other formats are not.
    ///
    /// # Errors
    /// A file or folder cannot be read.
    pub fn verify(&self) -> Result<(CacheTally, Vec<BrokenRecord>), CacheError> {
        let (mut read, mut broken) = (CacheTally::default(), Vec::new());
        for file in files::all(&self.folder)? {
            if matches!(file.place, Place::OtherFormat | Place::Unfinished) {
                continue;
            }
            let Some(bytes) = file.read()? else { continue };
            read.add(&file);
            if let Some(fault) = fault(&file, bytes) {
                broken.push(BrokenRecord { path: file.path, fault });
            }
        }
        Ok((read, broken))
    }

    /// Removes what is of no use: broken records, those of other formats, what killed processes left, what was made of answers that are
    /// gone, lists that nobody asked for in so long a time, and what was read as long ago of files that no list has any more.
    ///
    /// # Errors
    /// A file cannot be read or removed; what was removed before stays so.
    pub fn prune(&self, unused_for: Duration) -> Result<Vec<(PruneReason, CacheTally)>, CacheError> {
        let mut removal = Removal::default();
        let (mut texts, mut tables, mut listed) = (Vec::new(), Vec::new(), BTreeSet::new());
        for file in files::all(&self.folder)? {
            match file.place {
                Place::OtherFormat => removal.remove(PruneReason::OtherFormat, &file)?,
                Place::Unfinished if file.is_older_than(Cache::ABANDONED_AFTER) => {
                    removal.remove(PruneReason::Abandoned, &file)?;
                }
                Place::Unfinished => {}
                Place::Sources => {
                    let Some(bytes) = file.read()? else { continue };
                    if !begins_with_its_sum(&bytes) {
                        removal.remove(PruneReason::Broken, &file)?;
                    } else if file.is_older_than(unused_for) {
                        removal.remove(PruneReason::Expired, &file)?;
                    }
                }
                Place::Table(_) => tables.push(file),
                Place::Answer | Place::Stray => {
                    let Some(bytes) = file.read()? else { continue };
                    match Answer::read(&file, bytes) {
                        Err(_) => removal.remove(PruneReason::Broken, &file)?,
                        Ok(answer) if answer.part() != CachePart::List => {
                            texts.push((file, answer.of_file()));
                        }
                        Ok(_) if file.is_older_than(unused_for) => {
                            removal.remove(PruneReason::Expired, &file)?;
                        }
                        Ok(answer) => listed.extend(answer.listed_files()),
                    }
                }
            }
        }
        for (file, of_file) in texts {
            if file.is_older_than(unused_for) && !listed.contains(&of_file) {
                removal.remove(PruneReason::Expired, &file)?;
            }
        }
        for file in tables {
            let Some(bytes) = file.read()? else { continue };
            if fault(&file, bytes.clone()).is_some() {
                removal.remove(PruneReason::Broken, &file)?;
            } else if !table::is_current(&file, &bytes, &self.folder) {
                removal.remove(PruneReason::Unreferenced, &file)?;
            }
        }
        removal.remove_empty_folders(&self.folder);
        Ok(removal.tallies())
    }

    /// Removes all that is stored, also of other formats. Files that are not of a cache stay.
    ///
    /// # Errors
    /// A file cannot be removed; what was removed before stays so.
    pub fn clean(&self) -> Result<CacheTally, CacheError> {
        let mut removal = Removal::default();
        for file in files::all(&self.folder)? {
            // A process may be about to rename it into its place.
            if file.place != Place::Unfinished || file.is_older_than(Cache::ABANDONED_AFTER) {
                removal.remove(PruneReason::Expired, &file)?;
            }
        }
        removal.remove_empty_folders(&self.folder);
        Ok(removal.total())
    }

    /// Removes what is stored of these projects: their lists, what was read of their files, and what was made of either.
    ///
    /// # Errors
    /// A file cannot be read or removed; what was removed before stays so.
    pub fn clean_packages(&self, names: &BTreeSet<PackageName>) -> Result<CacheTally, CacheError> {
        let mut removal = Removal::default();
        let (mut tables, mut digests) = (Vec::new(), BTreeSet::new());
        for file in files::all(&self.folder)? {
            match file.place {
                Place::Table(_) => tables.push(file),
                Place::Answer => {
                    let Some(head) = file.head() else { continue };
                    if mentions(&head, names) {
                        digests.insert(file.digest());
                        removal.remove(PruneReason::Expired, &file)?;
                    }
                }
                Place::Sources | Place::Unfinished | Place::OtherFormat | Place::Stray => {}
            }
        }
        for file in tables {
            let is_of_them = digests.contains(&file.digest())
                || file.part() == CachePart::Question && table::asks_for(&file, names)?;
            if is_of_them {
                removal.remove(PruneReason::Expired, &file)?;
            }
        }
        removal.remove_empty_folders(&self.folder);
        Ok(removal.total())
    }
}

/// What is wrong with a record, if something is.
fn fault(file: &CacheFile, bytes: Vec<u8>) -> Option<String> {
    match file.place {
        Place::Table(kind) => table::fault(kind, bytes).map(str::to_owned),
        Place::Answer | Place::Stray => Answer::read(file, bytes).err(),
        Place::Sources => {
            (!begins_with_its_sum(&bytes)).then(|| "it does not have the sum that it begins with".to_owned())
        }
        Place::Unfinished | Place::OtherFormat => None,
    }
}

fn begins_with_its_sum(bytes: &[u8]) -> bool {
    bytes.split_first_chunk::<32>().is_some_and(|(sum, rest)| Sha256::digest(rest)[..] == sum[..])
}

impl CacheTally {
    fn add(&mut self, file: &CacheFile) {
        self.files += 1;
        self.bytes += file.length;
    }
}

impl CachePart {
    /// Its name, for programs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::List => "lists",
            Self::FileText => "file-texts",
            Self::Failure => "failures",
            Self::Table => "tables",
            Self::Question => "questions",
            Self::Sources => "sources",
            Self::Unfinished => "unfinished",
            Self::OtherFormat => "other-formats",
            Self::Unreadable => "unreadable",
        }
    }
}

impl PruneReason {
    /// Its name, for programs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Expired => "expired",
            Self::Unreferenced => "unreferenced",
            Self::OtherFormat => "other-format",
            Self::Broken => "broken",
            Self::Abandoned => "abandoned",
        }
    }
}

impl CacheError {
    fn new(kind: CacheErrorKind, path: &Path, source: io::Error) -> Self {
        Self { path: path.to_owned(), kind, source }
    }

    /// What failed.
    pub fn kind(&self) -> CacheErrorKind {
        self.kind
    }

    /// The file or folder.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl fmt::Display for CacheError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.kind {
            CacheErrorKind::Unreadable => "read",
            CacheErrorKind::Unremovable => "remove",
        };
        write!(formatter, "cannot {what} `{}`: {}", self.path.display(), self.source)
    }
}

impl std::error::Error for CacheError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.source)
    }
}
