//! What a page says of the files of releases, a block for each release: read when somebody needs the files of one.
//!
//! After the header comes a row for each release (where its block ends, and the checksum of the block), then the blocks. A block's
//! checksum covers the hash of the answer that it was made of, so that it fits only that one.

use std::io::{Cursor, Read, Seek, SeekFrom};

use haggle_spec::release::DistributionFile;
use url::Url;

use super::bytes::{Reader, Writer, checksum};
use super::store::{FactStore, RecordKind};
use crate::client::page::{MetadataFile, PageFile, PlainFile};
use crate::client::release::FilesByVersion;

/// The format; every change of it needs another one.
const MAGIC: [u8; 8] = *b"hgf-0001";
/// The bytes before the rows: the format, the answer's SHA-256, the number of releases.
const FRONT: usize = MAGIC.len() + 32 + 4;
/// The bytes of a row.
const ROW: usize = 4 + 8;

/// What is said of attestations, beside the kind of the metadata file.
const NOT_ATTESTED: u8 = 4;
const ATTESTED: u8 = 8;

/// The files of a project's releases, which lie in a record.
#[derive(Debug, Clone)]
pub(crate) struct Files {
    store: FactStore,
    digest: String,
    sha256: [u8; 32],
}

/// The record of these files; none where it is too large for the format.
pub(crate) fn files_record(files: &FilesByVersion, sha256: &[u8; 32]) -> Option<Vec<u8>> {
    let mut rows = Writer { bytes: MAGIC.to_vec() };
    rows.bytes.extend(sha256);
    rows.count(files.len())?;
    let mut blocks = Writer::default();
    for of_release in files.values() {
        let start = blocks.bytes.len();
        blocks.count(of_release.len())?;
        for (file, _) in of_release {
            write_file(&mut blocks, file)?;
        }
        rows.count(blocks.bytes.len())?;
        rows.u64(sum(sha256, &blocks.bytes[start..]));
    }
    rows.bytes.extend(blocks.bytes);
    Some(rows.bytes)
}

impl Files {
    /// Those that are kept under the digest, of the answer with this SHA-256.
    pub(crate) fn new(store: &FactStore, digest: &str, sha256: &[u8; 32]) -> Self {
        Self { store: store.clone(), digest: digest.to_owned(), sha256: *sha256 }
    }

    /// The files of the release at a position; none where the record does not have them.
    pub(crate) fn of_release(&self, position: usize) -> Option<Vec<(PageFile, DistributionFile)>> {
        let mut record = self.store.open(&self.digest, RecordKind::Files)?;
        of_release(&mut record, &self.sha256, position)
    }

    /// What tells the files of the releases at these positions apart; none where the record does not have them.
    pub(crate) fn plain(&self, positions: &[usize]) -> Option<Vec<Vec<PlainFile>>> {
        let plain_of = |record: &mut dyn ReadSeek, position: &usize| {
            rows(&block(record, &self.sha256, *position)?, |row| row.to_plain())
        };
        if let [position] = positions {
            let mut record = self.store.open(&self.digest, RecordKind::Files)?;
            return Some(vec![plain_of(&mut record, position)?]);
        }
        let record = self.store.read(&self.digest, RecordKind::Files)?;
        let mut record = Cursor::new(record);
        positions.iter().map(|position| plain_of(&mut record, position)).collect()
    }

    /// The files of all releases in order; none where the record does not have them.
    pub(crate) fn all(&self) -> Option<Vec<Vec<(PageFile, DistributionFile)>>> {
        let record = self.store.read(&self.digest, RecordKind::Files)?;
        all(&record, &self.sha256)
    }
}

/// Reads all of a record, of whatever answer it is made; none where something is not what it should be.
pub(super) fn read_all(record: &[u8]) -> Option<()> {
    let sha256 = record.get(MAGIC.len()..)?.first_chunk()?;
    all(record, sha256).map(drop)
}

fn all(record: &[u8], sha256: &[u8; 32]) -> Option<Vec<Vec<(PageFile, DistributionFile)>>> {
    let n_releases = usize::try_from(Reader { bytes: record.get(FRONT - 4..)? }.u32()?).ok()?;
    let mut cursor = Cursor::new(record);
    (0..n_releases).map(|position| of_release(&mut cursor, sha256, position)).collect()
}

/// Where a record lies.
trait ReadSeek: Read + Seek {}

impl<Record: Read + Seek> ReadSeek for Record {}

fn of_release(
    record: &mut dyn ReadSeek,
    sha256: &[u8; 32],
    position: usize,
) -> Option<Vec<(PageFile, DistributionFile)>> {
    rows(&block(record, sha256, position)?, |row| row.to_file())
}

/// The bytes of the release at a position.
fn block(record: &mut dyn ReadSeek, sha256: &[u8; 32], position: usize) -> Option<Vec<u8>> {
    let mut front = [0; FRONT];
    record.read_exact(&mut front).ok()?;
    let mut reader = Reader { bytes: &front };
    if reader.take(MAGIC.len())? != MAGIC || reader.take(32)? != sha256 {
        return None;
    }
    let n_releases = reader.count()?;
    if position >= n_releases {
        return None;
    }
    // The row before says where the block starts.
    let before = position.checked_sub(1);
    let first = FRONT.checked_add(before.unwrap_or(0).checked_mul(ROW)?)?;
    record.seek(SeekFrom::Start(u64::try_from(first).ok()?)).ok()?;
    let mut rows = [0; 2 * ROW];
    let rows = &mut rows[..if before.is_some() { 2 * ROW } else { ROW }];
    record.read_exact(rows).ok()?;
    let mut reader = Reader { bytes: rows };
    let start = if before.is_some() { reader.row()?.0 } else { 0 };
    let (end, expected) = reader.row()?;
    let blocks = FRONT.checked_add(n_releases.checked_mul(ROW)?)?;
    record.seek(SeekFrom::Start(u64::try_from(blocks.checked_add(start)?).ok()?)).ok()?;
    let mut block = Vec::new();
    let length = u64::try_from(end.checked_sub(start)?).ok()?;
    Read::take(&mut *record, length).read_to_end(&mut block).ok()?;
    record.seek(SeekFrom::Start(0)).ok()?;
    (sum(sha256, &block) == expected).then_some(block)
}

/// What the files in a block are read as.
fn rows<Read>(block: &[u8], mut read: impl FnMut(FileRow<'_>) -> Option<Read>) -> Option<Vec<Read>> {
    let mut reader = Reader { bytes: block };
    let n_files = reader.count()?;
    (0..n_files).map(|_| read(FileRow::read(&mut reader)?)).collect()
}

impl Reader<'_> {
    /// Where a block ends, and its checksum.
    fn row(&mut self) -> Option<(usize, u64)> {
        Some((self.count()?, self.u64()?))
    }
}

fn sum(sha256: &[u8; 32], block: &[u8]) -> u64 {
    checksum(sha256) ^ checksum(block)
}

fn write_file(blocks: &mut Writer, file: &PageFile) -> Option<()> {
    let PageFile {
        filename,
        url,
        hashes,
        requires_python,
        yanked,
        upload_time,
        size,
        metadata_file,
        attested,
    } = file;
    blocks.text(filename)?;
    blocks.text(url.as_str())?;
    blocks.optional(requires_python.as_deref())?;
    blocks.optional(yanked.as_deref())?;
    blocks.optional(upload_time.as_deref())?;
    blocks.u64(size.map_or(Some(0), |size| size.checked_add(1))?);
    let (kind, sha256) = match metadata_file {
        MetadataFile::Unsaid => (0, None),
        MetadataFile::Denied => (1, None),
        MetadataFile::Offered { sha256 } => (2, sha256.as_deref()),
    };
    let attested = match attested {
        None => 0,
        Some(false) => NOT_ATTESTED,
        Some(true) => ATTESTED,
    };
    blocks.bytes.push(kind | attested);
    blocks.optional(sha256)?;
    blocks.count(hashes.len())?;
    for (algorithm, hash) in hashes {
        blocks.text(algorithm)?;
        blocks.text(hash)?;
    }
    Some(())
}

/// A file as it lies in a block.
struct FileRow<'a> {
    filename: &'a str,
    url: &'a str,
    requires_python: Option<&'a str>,
    yanked: Option<&'a str>,
    upload_time: Option<&'a str>,
    size: Option<u64>,
    /// Whether the page offers a metadata file, and its hash.
    metadata_file: (u8, Option<&'a str>),
    /// Whether it has attestations.
    attested: Option<bool>,
    hashes: Vec<(&'a str, &'a str)>,
}

impl<'a> FileRow<'a> {
    fn read(reader: &mut Reader<'a>) -> Option<Self> {
        let (filename, url) = (reader.text()?, reader.text()?);
        let requires_python = reader.optional().ok()?;
        let yanked = reader.optional().ok()?;
        let upload_time = reader.optional().ok()?;
        let size = reader.u64()?.checked_sub(1);
        let kind = reader.u8()?;
        let attested = match (kind & ATTESTED != 0, kind & NOT_ATTESTED != 0) {
            (false, false) => None,
            (is_attested, false) => Some(is_attested),
            (false, true) => Some(false),
            (true, true) => return None,
        };
        let metadata_file = (kind & !(ATTESTED | NOT_ATTESTED), reader.optional().ok()?);
        let n_hashes = reader.count()?;
        let hashes = (0..n_hashes).map(|_| Some((reader.text()?, reader.text()?))).collect::<Option<_>>()?;
        Some(Self {
            filename,
            url,
            requires_python,
            yanked,
            upload_time,
            size,
            metadata_file,
            attested,
            hashes,
        })
    }

    fn metadata_file(&self) -> Option<MetadataFile> {
        match self.metadata_file {
            (0, _) => Some(MetadataFile::Unsaid),
            (1, _) => Some(MetadataFile::Denied),
            (2, sha256) => Some(MetadataFile::Offered { sha256: sha256.map(str::to_owned) }),
            _ => None,
        }
    }

    fn to_file(&self) -> Option<(PageFile, DistributionFile)> {
        let (_, _, distribution) = DistributionFile::from_filename(self.filename)?;
        let owned = |text: Option<&str>| text.map(str::to_owned);
        let hashes =
            self.hashes.iter().map(|(algorithm, hash)| ((*algorithm).to_owned(), (*hash).to_owned()));
        let file = PageFile {
            filename: self.filename.to_owned(),
            url: Url::parse(self.url).ok()?,
            hashes: hashes.collect(),
            requires_python: owned(self.requires_python),
            yanked: owned(self.yanked),
            upload_time: owned(self.upload_time),
            size: self.size,
            metadata_file: self.metadata_file()?,
            attested: self.attested,
        };
        Some((file, distribution))
    }

    fn to_plain(&self) -> Option<PlainFile> {
        let (_, _, mut file) = DistributionFile::from_filename(self.filename)?;
        file.yanked = self.yanked.is_some();
        let requires_python = self.requires_python.map(str::to_owned);
        let MetadataFile::Offered { sha256 } = self.metadata_file()? else {
            return Some(PlainFile { file, requires_python, announced: None });
        };
        Some(PlainFile { file, requires_python, announced: sha256 })
    }
}
