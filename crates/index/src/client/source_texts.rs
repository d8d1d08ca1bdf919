//! The files of a source tree that may say what it requires.

use serde::{Deserialize, Serialize};

/// The longest of them, and of the metadata of a wheel, that is read, in bytes.
pub(crate) const TEXT_LIMIT: u64 = 16 << 20;

/// The texts, as far as they are there.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SourceTexts {
    pub(crate) pkg_info: Option<String>,
    pub(crate) pyproject: Option<String>,
    /// Of the archive that they are from.
    pub(crate) sha256: Option<String>,
}

/// How the files of a source archive are packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ArchiveFormat {
    GzippedTar,
    Zip,
}
