//! One file of a page, whichever form the page has.

use std::collections::BTreeMap;

use haggle_spec::PackageName;
use haggle_spec::release::DistributionFile;
use url::Url;

use crate::client::announced::Announced;

/// One file of a project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PageFile {
    pub(crate) filename: String,
    pub(crate) url: Url,
    /// By algorithm, in lowercase hexadecimal.
    pub(crate) hashes: BTreeMap<String, String>,
    /// `Requires-Python` as given.
    pub(crate) requires_python: Option<String>,
    /// PEP 592: the reason, which may be empty.
    pub(crate) yanked: Option<String>,
    /// PEP 700, RFC 3339 in UTC.
    pub(crate) upload_time: Option<String>,
    /// PEP 700, bytes.
    pub(crate) size: Option<u64>,
    pub(crate) metadata_file: MetadataFile,
    /// PEP 740: whether there are attestations, where that is said.
    pub(crate) attested: Option<bool>,
}

/// Whether files at the address can be asked for: pages also link to `javascript:` and to places of the machine that made them.
/// Only a page of this machine leads to files of this machine.
pub(super) fn can_be_asked(url: &Url, page: &Url) -> bool {
    matches!(url.scheme(), "http" | "https") || url.scheme() == "file" && page.scheme() == "file"
}

impl PageFile {
    /// Whether its name is that of a distribution of the project.
    pub(crate) fn is_of(&self, name: &PackageName) -> bool {
        DistributionFile::from_filename(&self.filename).is_some_and(|(found, ..)| found == *name)
    }

    /// What the index says of the file's bytes.
    pub(crate) fn announced(&self) -> Announced<'_> {
        Announced { sha256: self.hashes.get("sha256").map(String::as_str), size: self.size }
    }
}

/// What tells a file from the others of its release.
#[derive(Debug, Clone)]
pub(crate) struct PlainFile {
    /// The file, without its address and its hashes.
    pub(crate) file: DistributionFile,
    /// `Requires-Python` as given.
    pub(crate) requires_python: Option<String>,
    /// The hash of its metadata, if the index gives it.
    pub(crate) announced: Option<String>,
}

impl PlainFile {
    /// What tells a file of a page from the others, with what its name says.
    pub(crate) fn of(page: &PageFile, file: &DistributionFile) -> Self {
        let mut file = file.clone();
        file.yanked = page.yanked.is_some();
        let announced = match &page.metadata_file {
            MetadataFile::Offered { sha256 } => sha256.clone(),
            MetadataFile::Denied | MetadataFile::Unsaid => None,
        };
        Self { file, requires_python: page.requires_python.clone(), announced }
    }
}

/// Whether `URL.metadata` is there (PEP 658 and 714).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum MetadataFile {
    /// The index offers it, perhaps with its SHA-256.
    Offered { sha256: Option<String> },
    /// The index says that there is none.
    Denied,
    /// The index says nothing: asking may be worthwhile.
    Unsaid,
}
