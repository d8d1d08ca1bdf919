//! The files of the cache, by where they lie.

use std::ffi::OsStr;
use std::fs::{self, DirEntry};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::{CacheError, CacheErrorKind, CacheFolder, CachePart};
use crate::client::cache::{Cache, EntryHead};
use crate::client::facts::{FactStore, RecordKind};

/// What folders of formats begin with, before their number.
const FORMATS: [&str; 3] = ["index-v", "facts-v", "sources-v"];
/// Folders of other formats are looked into this deep.
const DEPTH: usize = 4;

/// A file of the cache.
#[derive(Debug, Clone)]
pub(super) struct CacheFile {
    pub(super) path: PathBuf,
    pub(super) place: Place,
    pub(super) length: u64,
    modified: Option<SystemTime>,
}

/// Where a file lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Among the answers.
    Answer,
    /// Among what is made of them.
    Table(RecordKind),
    /// What was found in the sources of a folder.
    Sources,
    /// Where processes write before they rename.
    Unfinished,
    /// In the folder of another format.
    OtherFormat,
    /// In the folder of our formats, under a name that no record has.
    Stray,
}

/// All files of the cache in a folder, in the order of their paths; none where there is no such folder. Files that are not of a cache are
/// left out, and links are not followed.
pub(super) fn all(folder: &Path) -> Result<Vec<CacheFile>, CacheError> {
    let mut files = Vec::new();
    for entry in entries(folder)? {
        let name = entry.file_name();
        let Some(name) = name.to_str() else { continue };
        let is_format = |prefix: &&str| {
            name.strip_prefix(*prefix)
                .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()))
        };
        let is_folder = |entry: &DirEntry| entry.file_type().is_ok_and(|kind| kind.is_dir());
        if !FORMATS.iter().any(is_format) || !is_folder(&entry) {
            continue;
        }
        if name == CacheFolder::SOURCES {
            files.extend(entries(&entry.path())?.iter().filter_map(|record| file(record, sources(record))));
        } else if name == Cache::FORMAT_FOLDER || name == FactStore::FORMAT_FOLDER {
            for below in entries(&entry.path())? {
                let is_unfinished = below.file_name() == Cache::UNFINISHED;
                if !is_folder(&below) {
                    files.extend(file(&below, Place::Stray));
                    continue;
                }
                for record in entries(&below.path())? {
                    let place = if is_unfinished { Place::Unfinished } else { place_of(&record.path()) };
                    files.extend(file(&record, place));
                }
            }
        } else {
            others(&entry.path(), DEPTH, &mut files)?;
        }
    }
    files.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(files)
}

/// A record about sources, or what a process writes before it renames.
fn sources(record: &DirEntry) -> Place {
    let name = record.file_name();
    let extension = Path::new(&name).extension().and_then(OsStr::to_str);
    if matches!(extension, Some("files" | "scans")) { Place::Sources } else { Place::Unfinished }
}

/// The files of another format, whatever they are.
fn others(folder: &Path, depth: usize, files: &mut Vec<CacheFile>) -> Result<(), CacheError> {
    for entry in entries(folder)? {
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            if depth > 0 {
                others(&entry.path(), depth - 1, files)?;
            }
        } else {
            files.extend(file(&entry, Place::OtherFormat));
        }
    }
    Ok(())
}

/// What is in a folder; nothing where it is not there.
fn entries(folder: &Path) -> Result<Vec<DirEntry>, CacheError> {
    let unreadable = |error| CacheError::new(CacheErrorKind::Unreadable, folder, error);
    match fs::read_dir(folder) {
        Ok(entries) => entries.collect::<io::Result<_>>().map_err(unreadable),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(unreadable(error)),
    }
}

/// `None` for what is gone by now.
fn file(entry: &DirEntry, place: Place) -> Option<CacheFile> {
    let metadata = entry.metadata().ok()?;
    let place = if metadata.is_file() || place == Place::OtherFormat { place } else { Place::Stray };
    Some(CacheFile { path: entry.path(), place, length: metadata.len(), modified: metadata.modified().ok() })
}

/// A record lies in a folder of the first two digits of its digest, under the others.
fn place_of(path: &Path) -> Place {
    let (digest, extension) = name_of(path);
    let is_digest = digest.len() == 64 && digest.bytes().all(|byte| byte.is_ascii_hexdigit());
    match RecordKind::of_extension(&extension) {
        _ if !is_digest => Place::Stray,
        Some(kind) => Place::Table(kind),
        None if extension.is_empty() => Place::Answer,
        None => Place::Stray,
    }
}

/// The digest in a path, and what the name ends with.
fn name_of(path: &Path) -> (String, String) {
    let part = |part: Option<&OsStr>| part.and_then(OsStr::to_str).unwrap_or_default().to_owned();
    let name = part(path.file_name());
    let (rest, extension) = name.split_once('.').unwrap_or((&name, ""));
    (part(path.parent().and_then(Path::file_name)) + rest, extension.to_owned())
}

impl CacheFile {
    /// What it is. The head of an answer is read for it.
    pub(super) fn part(&self) -> CachePart {
        match self.place {
            Place::Answer => self.head().map_or(CachePart::Unreadable, |head| head.part()),
            Place::Table(RecordKind::Question) => CachePart::Question,
            Place::Table(_) => CachePart::Table,
            Place::Sources => CachePart::Sources,
            Place::Unfinished => CachePart::Unfinished,
            Place::OtherFormat => CachePart::OtherFormat,
            Place::Stray => CachePart::Unreadable,
        }
    }

    /// The head of an answer.
    pub(super) fn head(&self) -> Option<EntryHead> {
        EntryHead::of_file(&self.path)
    }

    /// The digest in its path.
    pub(super) fn digest(&self) -> String {
        name_of(&self.path).0
    }

    /// Its bytes; `None` where it was removed in between. A stray file is not read.
    pub(super) fn read(&self) -> Result<Option<Vec<u8>>, CacheError> {
        if self.place == Place::Stray {
            return Ok(Some(Vec::new()));
        }
        match fs::read(&self.path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(CacheError::new(CacheErrorKind::Unreadable, &self.path, error)),
        }
    }

    /// Whether it was written longer ago. The clock of who wrote it may be another one: a time to come is not long ago.
    pub(super) fn is_older_than(&self, time: Duration) -> bool {
        let age = self.modified.and_then(|modified| modified.elapsed().ok());
        age.is_some_and(|age| age >= time)
    }
}
