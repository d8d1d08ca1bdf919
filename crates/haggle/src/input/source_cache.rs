//! What was read of a folder's sources before, by their contents, so that nothing is read twice.
//!
//! Two files for each folder, in the user's cache folder beside what indexes answered: which content each path had, with the last
//! answers about the whole of it, and what was found in each content. Each begins with the SHA-256 of the rest: one that was torn, cut
//! or made by another version counts as absent. They are written beside their place and renamed into it, so several processes may use
//! them at once; the last one that ends is remembered. Nothing depends on a file being kept.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use haggle_scan::{SourceScan, imports};
use sha2::{Digest, Sha256};

use crate::output::files;

/// The folder in the cache folder, by which `haggle cache` knows it; another one with every change of the format.
const FOLDER: &str = "sources-v1";
/// What was not used for so long is removed.
const FORGOTTEN_AFTER: Duration = Duration::from_secs(60 * 24 * 60 * 60);
/// A file that changed so shortly before it was looked at may change again within the same tick of the clock.
const TICK: u64 = 2_000_000_000;
/// How many answers are kept.
const MAX_ANSWERS: usize = 4;

/// The SHA-256 of a content.
pub type ContentHash = [u8; 32];

/// Tells a file from what was in its place before, without reading it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileStamp {
    length: u64,
    /// Nanoseconds since 1970.
    modified: u64,
    /// When its entry changed last, which nobody can set; zero where there is no such time.
    changed: u64,
    number: u64,
}

/// An answer about all sources of a folder: the exit code, and the text.
pub type KeptAnswer = (u8, String);

/// What is known of a folder's sources.
#[derive(Debug, Default)]
pub struct SourceCache {
    /// The folder of the cache and the name of the two files in it; nothing where nothing is kept.
    place: Option<(PathBuf, String)>,
    known: HashMap<String, (FileStamp, ContentHash)>,
    /// When that was written, in nanoseconds since 1970.
    written: u64,
    answers: Vec<(ContentHash, KeptAnswer)>,
    scans: HashMap<ContentHash, Vec<u8>>,
    fresh: BTreeMap<String, (FileStamp, ContentHash)>,
    has_new_scans: bool,
    has_news: bool,
}

impl FileStamp {
    /// That of a file.
    pub fn of(metadata: &fs::Metadata) -> Self {
        let since = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        let modified = since.map_or(0, nanoseconds);
        #[cfg(unix)]
        let (changed, number) = {
            use std::os::unix::fs::MetadataExt as _;
            let changed =
                metadata.ctime().saturating_mul(1_000_000_000).saturating_add(metadata.ctime_nsec());
            (u64::try_from(changed).unwrap_or(0), metadata.ino())
        };
        #[cfg(not(unix))]
        let (changed, number) = (0, 0);
        Self { length: metadata.len(), modified, changed, number }
    }
}

fn nanoseconds(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}

/// The hash of a content.
pub fn content_hash(bytes: &[u8]) -> ContentHash {
    Sha256::digest(bytes).into()
}

impl SourceCache {
    /// What is kept of a folder below a cache folder; nothing is kept where there is none.
    pub fn open(cache: Option<&Path>, root: &Path) -> Self {
        let Some((cache, root)) = cache.zip(root.canonicalize().ok()) else { return Self::default() };
        let name = content_hash(root.as_os_str().as_encoded_bytes());
        let name = name[..16].iter().fold(String::new(), |name, byte| name + &format!("{byte:02x}"));
        let mut found = Self { place: Some((cache.join(FOLDER), name)), ..Self::default() };
        if let Some(bytes) = found.read("files") {
            // What is not whole is not used in part.
            if found.files(&bytes).is_none() {
                (found.known, found.answers) = (HashMap::new(), Vec::new());
            }
        }
        found
    }

    /// The content that a file had, where it is the same file still.
    pub fn known(&mut self, path: &str, stamp: FileStamp) -> Option<ContentHash> {
        let (known, hash) = self.known.get(path)?;
        let settled = self.written.saturating_sub(TICK);
        let is_same = *known == stamp && stamp.modified < settled && stamp.changed < settled;
        let hash = is_same.then_some(*hash)?;
        self.fresh.insert(path.to_owned(), (stamp, hash));
        Some(hash)
    }

    /// Remembers the content of a file.
    pub fn learn(&mut self, path: &str, stamp: FileStamp, bytes: &[u8]) -> ContentHash {
        let hash = content_hash(bytes);
        self.has_news = true;
        self.fresh.insert(path.to_owned(), (stamp, hash));
        hash
    }

    /// The answer to a question that was asked before.
    pub fn answer(&self, question: &ContentHash) -> Option<&KeptAnswer> {
        self.answers.iter().find(|(asked, _)| asked == question).map(|(_, answer)| answer)
    }

    /// Remembers an answer; of many, the oldest goes.
    pub fn keep(&mut self, question: ContentHash, answer: KeptAnswer) {
        self.has_news = true;
        self.answers.retain(|(asked, _)| *asked != question);
        self.answers.insert(0, (question, answer));
        self.answers.truncate(MAX_ANSWERS);
    }

    /// Reads what was found in contents before.
    pub fn open_scans(&mut self) {
        let Some(bytes) = self.read("scans") else { return };
        let mut rest = bytes.as_slice();
        while let Some((hash, scan)) =
            take::<32>(&mut rest).and_then(|hash| Some((hash, take_text(&mut rest)?)))
        {
            self.scans.insert(hash, scan.to_vec());
        }
    }

    /// What a file imports.
    pub fn scan(&mut self, path: &str, stamp: FileStamp, bytes: &[u8]) -> SourceScan {
        if self.place.is_none() {
            return imports(bytes);
        }
        let hash = match self.fresh.get(path) {
            Some((known, hash)) if *known == stamp => *hash,
            _ => self.learn(path, stamp, bytes),
        };
        if let Some(scan) = self.scans.get(&hash).and_then(|stored| SourceScan::from_bytes(stored)) {
            return scan;
        }
        let scan = imports(bytes);
        self.scans.insert(hash, scan.to_bytes());
        (self.has_news, self.has_new_scans) = (true, true);
        scan
    }

    /// Writes what was learnt, if anything was. Where that fails, the next run reads again.
    pub fn close(self) {
        let Some((folder, name)) = self.place.as_ref().filter(|_| self.has_news) else { return };
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, nanoseconds);
        let mut text = format!("{}\0", version()).into_bytes();
        text.extend(now.to_le_bytes());
        text.extend(length(self.answers.len()));
        for (question, (code, answer)) in &self.answers {
            text.extend(question);
            text.push(*code);
            text.extend(length(answer.len()));
            text.extend(answer.as_bytes());
        }
        for (path, (stamp, hash)) in &self.fresh {
            text.extend(length(path.len()));
            text.extend(path.as_bytes());
            for number in [stamp.length, stamp.modified, stamp.changed, stamp.number] {
                text.extend(number.to_le_bytes());
            }
            text.extend(hash);
        }
        let mut written = vec![(format!("{name}.files"), summed(text))];
        if self.has_new_scans {
            // Contents of other branches stay, up to as many as there are now.
            let current: std::collections::HashSet<&ContentHash> =
                self.fresh.values().map(|(_, hash)| hash).collect();
            let (now, before): (Vec<_>, Vec<_>) =
                self.scans.iter().partition(|(hash, _)| current.contains(hash));
            let mut text = format!("{}\0", version()).into_bytes();
            for (hash, scan) in now.iter().chain(before.iter().take(now.len())) {
                text.extend(*hash);
                text.extend(length(scan.len()));
                text.extend(*scan);
            }
            written.push((format!("{name}.scans"), summed(text)));
        }
        let is_new = !folder.join(&written[0].0).exists();
        let _ = files::write_into(folder, &written);
        if is_new {
            forget(folder);
        }
    }

    /// One of the two files, where it is whole and of this version: what comes behind the version.
    fn read(&self, kind: &str) -> Option<Vec<u8>> {
        let (folder, name) = self.place.as_ref()?;
        let mut bytes = fs::read(folder.join(format!("{name}.{kind}"))).ok()?;
        let (sum, rest) = bytes.split_first_chunk::<32>()?;
        let of_version = rest.strip_prefix(version().as_bytes())?.strip_prefix(b"\0")?;
        let start = bytes.len() - of_version.len();
        (content_hash(rest) == *sum).then_some(())?;
        bytes.drain(..start);
        Some(bytes)
    }

    fn files(&mut self, bytes: &[u8]) -> Option<()> {
        let mut rest = bytes;
        let rest = &mut rest;
        self.written = u64::from_le_bytes(take(rest)?);
        for _ in 0..u64::from_le_bytes(take(rest)?) {
            let (question, [code]) = (take(rest)?, take(rest)?);
            let text = std::str::from_utf8(take_text(rest)?).ok()?;
            self.answers.push((question, (code, text.to_owned())));
        }
        while !rest.is_empty() {
            let path = std::str::from_utf8(take_text(rest)?).ok()?.to_owned();
            let mut number = || take(rest).map(u64::from_le_bytes);
            let (length, modified, changed, number) = (number()?, number()?, number()?, number()?);
            let stamp = FileStamp { length, modified, changed, number };
            self.known.insert(path, (stamp, take(rest)?));
        }
        Some(())
    }
}

/// What has to be the same for a file to be used: another build of this program may find something else.
fn version() -> String {
    let build = std::env::current_exe().and_then(fs::metadata).ok();
    let stamp = build.map(|build| FileStamp::of(&build));
    let (length, modified) = stamp.map_or((0, 0), |stamp| (stamp.length, stamp.modified));
    format!("{} {} {length} {modified}", env!("CARGO_PKG_VERSION"), SourceScan::STORED_FORMAT)
}

fn length(number: usize) -> [u8; 8] {
    (number as u64).to_le_bytes()
}

fn take<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let (taken, behind) = rest.split_first_chunk()?;
    *rest = behind;
    Some(*taken)
}

fn take_text<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let length = usize::try_from(u64::from_le_bytes(take(rest)?)).ok()?;
    let (taken, behind) = rest.split_at_checked(length)?;
    *rest = behind;
    Some(taken)
}

/// Bytes with their sum before them.
fn summed(text: Vec<u8>) -> Vec<u8> {
    let mut bytes = content_hash(&text).to_vec();
    bytes.extend(text);
    bytes
}

/// Removes what was not used for long.
fn forget(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let age = entry.metadata().and_then(|metadata| metadata.modified()).map(|time| time.elapsed());
        if matches!(age, Ok(Ok(age)) if age > FORGOTTEN_AFTER) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

#[cfg(all(test, feature = "live"))]
mod tests {
    #[test]
    fn the_commands_of_the_cache_know_the_folder() {
        assert_eq!(super::FOLDER, haggle_index::CacheFolder::SOURCES);
    }
}
