//! Answers of the index on disk.
//!
//! An entry is one file: a line of JSON about the answer, then its body as it came. The line holds the body's
//! SHA-256, so an entry that was torn by a crash of the machine reads as absent. Entries are written beside
//! their place and renamed into it: a reader never sees half of one, whatever other processes do or when they
//! are killed.

use std::fs;
use std::io::{self, BufRead as _, BufReader, Read as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::client::http::Freshness;
use crate::client::put::{make_folder, put};

/// The longest head, in bytes; addresses are in it.
const HEAD_LIMIT: u64 = 64 << 10;

#[derive(Debug)]
pub(crate) struct Cache {
    folder: PathBuf,
}

/// What is known about a stored answer. Times are seconds since 1970.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct EntryHead {
    /// The key that the entry was stored under, against collisions and misplaced files.
    pub(crate) key: String,
    /// The address after redirects, against which relative links are resolved.
    pub(crate) url: String,
    pub(crate) status: u16,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) content_type: Option<String>,
    /// What the answer says about keeping it; `None` is for ever.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) freshness: Option<Freshness>,
    #[serde(default)]
    body_sha256: String,
}

impl EntryHead {
    pub(crate) fn new(key: String, url: String, status: u16) -> Self {
        Self { key, url, status, content_type: None, freshness: None, body_sha256: String::new() }
    }

    /// The second from which the server is asked again; `None` is never.
    pub(crate) fn fresh_until(&self) -> Option<u64> {
        self.freshness.as_ref().map(Freshness::fresh_until)
    }

    /// The head at the start of a file.
    pub(crate) fn of_file(path: &Path) -> Option<Self> {
        Self::read(fs::File::open(path).ok()?)
    }

    fn read(file: fs::File) -> Option<Self> {
        let mut line = Vec::new();
        BufReader::new(file).take(HEAD_LIMIT).read_until(b'\n', &mut line).ok()?;
        serde_json::from_slice(&line).ok()
    }

    /// Whether this is the body that was stored with it.
    pub(crate) fn has_body(&self, body: &[u8]) -> bool {
        self.is_of(&sha256(body))
    }

    /// Whether the body has this SHA-256.
    pub(crate) fn is_of(&self, sha256: &[u8; 32]) -> bool {
        self.body_sha256 == hex(sha256)
    }
}

/// The head and the body in the bytes of an entry.
pub(crate) fn split_entry(mut bytes: Vec<u8>) -> Option<(EntryHead, Vec<u8>)> {
    let end_of_head = bytes.iter().position(|byte| *byte == b'\n')?;
    let head: EntryHead = serde_json::from_slice(&bytes[..end_of_head]).ok()?;
    bytes.drain(..=end_of_head);
    Some((head, bytes))
}

impl Cache {
    /// Bumped with every change of the entries' format; other versions' folders are left alone.
    pub(crate) const FORMAT_FOLDER: &str = "index-v2";
    /// The folder in it where files are written before they are renamed into their place.
    pub(crate) const UNFINISHED: &str = "unfinished";
    /// What a killed process left unfinished is removed after this time.
    pub(crate) const ABANDONED_AFTER: Duration = Duration::from_secs(24 * 60 * 60);

    /// Opens the cache in `folder`, which is made if needed.
    pub(crate) fn open(folder: &Path) -> io::Result<Self> {
        let folder = folder.join(Self::FORMAT_FOLDER);
        make_folder(&folder.join(Self::UNFINISHED))?;
        let cache = Self { folder };
        cache.sweep_unfinished();
        Ok(cache)
    }

    /// Where it is.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The entry of `key`, or `None` when there is none that is whole.
    pub(crate) fn read(&self, key: &str) -> Option<(EntryHead, Vec<u8>)> {
        let (head, body) = split_entry(fs::read(self.place(key)).ok()?)?;
        (head.key == key && head.has_body(&body)).then_some((head, body))
    }

    /// What tells the file with this digest from others, if there is one.
    pub(crate) fn stamp_of(&self, digest: &str) -> Option<Stamp> {
        Stamp::of_file(&Self::place_in(&self.folder, digest))
    }

    /// The head of the entry of `key`, with what tells its file from others; its body is not read.
    pub(crate) fn head(&self, key: &str) -> Option<(EntryHead, Stamp)> {
        let file = fs::File::open(self.place(key)).ok()?;
        let stamp = Stamp::of(&file.metadata().ok()?);
        let head = EntryHead::read(file)?;
        (head.key == key).then_some((head, stamp))
    }

    /// Stores an entry in one step.
    pub(crate) fn write(&self, mut head: EntryHead, body: &[u8]) -> io::Result<()> {
        head.body_sha256 = sha256_hex(body);
        let place = self.place(&head.key);
        put(&self.folder.join(Self::UNFINISHED), &place, &[&serde_json::to_vec(&head)?, b"\n", body])
    }

    fn place(&self, key: &str) -> PathBuf {
        Self::place_in(&self.folder, &sha256_hex(key.as_bytes()))
    }

    /// The place of an entry in the folder of entries. `digest` is the hexadecimal one of its key.
    pub(crate) fn place_in(folder: &Path, digest: &str) -> PathBuf {
        let (below, name) = digest.split_at_checked(2).unwrap_or(("00", digest));
        folder.join(below).join(name)
    }

    /// Nothing depends on this working: an unfinished file is never read.
    fn sweep_unfinished(&self) {
        let Ok(entries) = fs::read_dir(self.folder.join(Self::UNFINISHED)) else { return };
        for entry in entries.flatten() {
            let age = entry.metadata().and_then(|metadata| metadata.modified()).map(|time| time.elapsed());
            if matches!(age, Ok(Ok(age)) if age > Self::ABANDONED_AFTER) {
                let _ = fs::remove_file(entry.path());
            }
        }
    }
}

/// Tells a file from what lay in its place before: files are renamed into place and never changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Stamp {
    pub(crate) length: u64,
    /// Nanoseconds since 1970.
    pub(crate) modified: u64,
    /// Zero where files have no numbers.
    pub(crate) number: u64,
}

impl Stamp {
    /// That of the file at a path, if there is one.
    pub(crate) fn of_file(path: &Path) -> Option<Self> {
        fs::metadata(path).ok().map(|metadata| Self::of(&metadata))
    }

    fn of(metadata: &fs::Metadata) -> Self {
        let since = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        let modified = since.and_then(|since| u64::try_from(since.as_nanos()).ok()).unwrap_or(0);
        #[cfg(unix)]
        let number = std::os::unix::fs::MetadataExt::ino(metadata);
        #[cfg(not(unix))]
        let number = 0;
        Self { length: metadata.len(), modified, number }
    }
}

pub(crate) fn sha256_hex(bytes: &[u8]) -> String {
    hex(&sha256(bytes))
}

pub(crate) fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.map(|digit| char::from(DIGITS[usize::from(digit)])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entry_comes_back_as_it_was_written() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::open(folder.path()).unwrap();
        assert!(cache.read("a").is_none());
        cache.write(EntryHead::new("a".into(), "http://localhost/a".into(), 200), b"line\nline").unwrap();
        let (head, body) = cache.read("a").unwrap();
        assert_eq!((head.status, body.as_slice()), (200, b"line\nline".as_slice()));
    }

    #[test]
    fn torn_entry_reads_as_absent() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::open(folder.path()).unwrap();
        cache.write(EntryHead::new("a".into(), "http://localhost/a".into(), 200), b"whole body").unwrap();
        let place = cache.place("a");
        let bytes = fs::read(&place).unwrap();
        for length in 0..bytes.len() {
            fs::write(&place, &bytes[..length]).unwrap();
            assert!(cache.read("a").is_none(), "read an entry cut at {length}");
        }
    }

    #[test]
    fn concurrent_writers_leave_one_whole_entry() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::open(folder.path()).unwrap();
        std::thread::scope(|scope| {
            for writer in 0..8_u8 {
                let cache = &cache;
                scope.spawn(move || {
                    let body = vec![writer; 10_000 + usize::from(writer)];
                    for _ in 0..20 {
                        cache.write(EntryHead::new("a".into(), String::new(), 200), &body).unwrap();
                        let (_, seen) = cache.read("a").unwrap();
                        assert!(seen.iter().all(|byte| *byte == seen[0]));
                    }
                });
            }
        });
    }
}
