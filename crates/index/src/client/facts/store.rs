//! Where records lie, and the answers that they were made of.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use super::bytes::{Reader, Writer};
use crate::client::cache::{Cache, Stamp};
use crate::client::put::put;

/// The answer that a record was made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Origin {
    /// The file that has the answer.
    pub(crate) stamp: Stamp,
    /// Until then it is used without asking, in seconds since 1970; `None` is for ever.
    pub(crate) fresh_until: Option<u64>,
    /// The SHA-256 of the answer's body.
    pub(crate) sha256: [u8; 32],
}

impl Origin {
    pub(super) fn write(&self, record: &mut Writer) {
        for number in [self.stamp.length, self.stamp.modified, self.stamp.number] {
            record.u64(number);
        }
        record.u64(self.fresh_until.unwrap_or(u64::MAX));
        record.bytes.extend(self.sha256);
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let stamp = Stamp { length: reader.u64()?, modified: reader.u64()?, number: reader.u64()? };
        let fresh_until = Some(reader.u64()?).filter(|until| *until != u64::MAX);
        Some(Self { stamp, fresh_until, sha256: reader.take(32)?.try_into().ok()? })
    }
}

/// A kind of record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RecordKind {
    Listing,
    Files,
    Requirements,
    Question,
    /// What the index says of a project that is not simply active.
    Status,
}

impl RecordKind {
    const ALL: [Self; 5] = [Self::Listing, Self::Files, Self::Requirements, Self::Question, Self::Status];

    /// The kind of records whose names end like that.
    pub(crate) fn of_extension(extension: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.extension() == extension)
    }

    fn extension(self) -> &'static str {
        match self {
            Self::Listing => "listing",
            Self::Files => "files",
            Self::Requirements => "requirements",
            Self::Status => "status",
            Self::Question => "question",
        }
    }
}

/// The records of a cache folder.
#[derive(Debug, Clone)]
pub(crate) struct FactStore {
    folder: PathBuf,
    /// Where records are written before they are renamed into their place.
    unfinished: PathBuf,
}

impl FactStore {
    /// The folder of records; other versions' folders are left alone.
    pub(crate) const FORMAT_FOLDER: &str = "facts-v3";

    /// The records beside the folder of answers, which are made when there are some to keep.
    pub(crate) fn beside(answers: &Path) -> Self {
        let folder = answers.parent().unwrap_or(answers).join(Self::FORMAT_FOLDER);
        Self { folder, unfinished: answers.join(Cache::UNFINISHED) }
    }

    /// The bytes of a record; none where there is none.
    pub(crate) fn read(&self, digest: &str, kind: RecordKind) -> Option<Vec<u8>> {
        let mut file = File::open(self.place(digest, kind)).ok()?;
        let length = usize::try_from(file.metadata().ok()?.len()).ok()?;
        let mut bytes = Vec::with_capacity(length + 1);
        file.read_to_end(&mut bytes).ok()?;
        Some(bytes)
    }

    /// A record to read parts of.
    pub(super) fn open(&self, digest: &str, kind: RecordKind) -> Option<File> {
        File::open(self.place(digest, kind)).ok()
    }

    /// Keeps a record, in one step. Nothing depends on this working: what is not there is made again.
    pub(crate) fn keep(&self, digest: &str, kind: RecordKind, record: &[u8]) {
        // A full disk or a folder that may not be written to shows where the answer itself is stored.
        let _ = put(&self.unfinished, &self.place(digest, kind), &[record]);
    }

    /// Removes a record, if there is one.
    pub(crate) fn forget(&self, digest: &str, kind: RecordKind) {
        // One that cannot be removed says what was so before.
        let _ = fs::remove_file(self.place(digest, kind));
    }

    /// `digest` is the hexadecimal one of the answer's key.
    fn place(&self, digest: &str, kind: RecordKind) -> PathBuf {
        let (folder, name) = digest.split_at_checked(2).unwrap_or(("00", digest));
        self.folder.join(folder).join(format!("{name}.{}", kind.extension()))
    }
}
