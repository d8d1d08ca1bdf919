//! A distribution that is named by its place, and not by an index: what it is and what it requires.

mod address;
mod source_tree;

use std::fs::File;
use std::io::Read;
use std::path::Path;

use haggle_spec::release::{Release, ReleaseMetadata};
use haggle_spec::{PackageName, Version};
use url::Url;

use crate::client::announced::Announced;
use crate::client::cache::sha256_hex;
use crate::client::error::{IndexError, IndexErrorKind};
use crate::client::fetch::{Fetcher, KeptFile, Route, asked_again};
use crate::client::fetched::{Fetched, Made};
use crate::client::http::{length_of, redacted};
use crate::client::source_texts::{ArchiveFormat, SourceTexts};
use crate::client::understood::{FoundMetadata, understood};
use crate::client::{sdist, wheel};

use address::AddressKind;
pub use address::{AddressError, AddressErrorKind, ArtefactAddress};

/// The longest file that is read whole, in bytes.
const FILE_LIMIT: u64 = 512 << 20;

/// A distribution that is at an address.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Artefact {
    /// The project.
    pub name: PackageName,
    /// The version.
    pub version: Version,
    /// What is known of it; its requirements are.
    pub release: Release,
}

/// Reads what is at the address, with the client's means.
pub(crate) fn artefact(fetcher: &Fetcher, address: &ArtefactAddress) -> Result<Artefact, IndexError> {
    match &address.kind {
        AddressKind::Wheel(named) => {
            let (name, version, file) = named.as_ref();
            let mut release = Release { files: vec![file.clone()], ..Release::default() };
            wheel_metadata(fetcher, address, name, version)?.put_into(&mut release);
            match release.metadata {
                ReleaseMetadata::Known { .. } => {
                    Ok(Artefact { name: name.clone(), version: version.clone(), release })
                }
                ReleaseMetadata::Unknown { reason } => Err(malformed(address, reason)),
                _ => Err(malformed(address, "it has no metadata")),
            }
        }
        AddressKind::Archive(format) => {
            let texts = archive_texts(fetcher, address, *format)?;
            check_hash(address, texts.sha256.as_deref())?;
            source_tree::artefact(&texts, &address.shown())
        }
        AddressKind::Folder => {
            let texts = match address.path() {
                Some(path) => source_tree::of_folder(&path).map_err(|error| malformed(address, error))?,
                None => SourceTexts::default(),
            };
            source_tree::artefact(&texts, &address.shown())
        }
    }
}

/// The SHA-256 of the file at the address, which is read whole; `None` for a folder.
pub(crate) fn sha256(fetcher: &Fetcher, address: &ArtefactAddress) -> Result<Option<String>, IndexError> {
    if address.is_folder() {
        return Ok(None);
    }
    let found = match address.path() {
        Some(path) => sha256_hex(&local(&path).map_err(|error| malformed(address, error))?),
        None => sha256_of_url(fetcher, &address.url)?,
    };
    check_hash(address, Some(&found))?;
    Ok(Some(found))
}

/// The SHA-256 of what is at a URL.
pub(crate) fn sha256_of_url(fetcher: &Fetcher, url: &Url) -> Result<String, IndexError> {
    let kept = KeptFile { url, project: None, announced: Announced::default(), part: "SHA256" };
    let read = |text: &[u8]| Ok(String::from_utf8_lossy(text).into_owned());
    let fetched = fetcher.made_from_file(kept, read, || {
        let body = fetcher.whole(url, kept.announced, FILE_LIMIT, Route::Usual)?;
        Ok(body.map(|body| sha256_hex(&body)).map(|value| Made { text: value.clone().into_bytes(), value }))
    })?;
    found(fetched, redacted(url))
}

/// What is there; that nothing is there is a failure of an address.
fn found<Value>(fetched: Fetched<Value>, shown: String) -> Result<Value, IndexError> {
    match fetched {
        Fetched::Found(value) => Ok(value),
        Fetched::Absent(status) => Err(IndexError::new(shown, IndexErrorKind::Status(status))),
    }
}

fn check_hash(address: &ArtefactAddress, found: Option<&str>) -> Result<(), IndexError> {
    match (address.stated_sha256(), found) {
        (Some(stated), Some(found)) if stated != found => {
            Err(malformed(address, format!("its SHA-256 is {found}, and the URL says {stated}")))
        }
        _ => Ok(()),
    }
}

fn wheel_metadata(
    fetcher: &Fetcher,
    address: &ArtefactAddress,
    name: &PackageName,
    version: &Version,
) -> Result<FoundMetadata, IndexError> {
    if let Some(path) = address.path() {
        if address.stated_sha256().is_some() {
            sha256(fetcher, address)?;
        }
        let file = File::open(path).map_err(|error| malformed(address, error))?;
        let text = wheel::member(file, name).map_err(|error| malformed(address, error))?;
        return understood(&text, name, version).map_err(|other| malformed(address, other));
    }
    let (url, stated) = (&address.url, address.stated_sha256());
    let announced = Announced { sha256: stated.as_deref(), size: None };
    let kept = KeptFile { url, project: Some(name), announced, part: "METADATA" };
    let read = |text: &[u8]| understood(text, name, version).map_err(|other| malformed(address, other));
    let fetched = fetcher.made_from_file(kept, read, || {
        asked_again(|route| {
            let text = wheel::metadata(fetcher, url, announced, name, route)?;
            text.and_then(|text| Ok(Made { value: read(&text)?, text }))
        })
    })?;
    found(fetched, address.shown())
}

/// The texts in an archive; those of a remote one are stored, as the archive is long.
fn archive_texts(
    fetcher: &Fetcher,
    address: &ArtefactAddress,
    format: ArchiveFormat,
) -> Result<SourceTexts, IndexError> {
    let texts_of = |bytes: &[u8]| -> Result<SourceTexts, IndexError> {
        let texts = sdist::texts(bytes, format, address.subfolder());
        let texts = texts.map_err(|error| malformed(address, error))?;
        Ok(SourceTexts { sha256: Some(sha256_hex(bytes)), ..texts })
    };
    if let Some(path) = address.path() {
        return texts_of(&local(&path).map_err(|error| malformed(address, error))?);
    }
    let (url, stated) = (&address.url, address.stated_sha256());
    let announced = Announced { sha256: stated.as_deref(), size: None };
    let kept = KeptFile { url, project: None, announced, part: "SOURCE" };
    let read = |text: &[u8]| serde_json::from_slice(text).map_err(|error| malformed(address, error));
    let fetched = fetcher.made_from_file(kept, read, || {
        asked_again(|route| {
            fetcher.whole(url, announced, FILE_LIMIT, route)?.and_then(|bytes| {
                let value = texts_of(&bytes)?;
                let text = serde_json::to_vec(&value).map_err(|error| malformed(address, error))?;
                Ok(Made { text, value })
            })
        })
    })?;
    found(fetched, address.shown())
}

fn local(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(FILE_LIMIT + 1).read_to_end(&mut bytes)?;
    if length_of(&bytes) > FILE_LIMIT {
        return Err(std::io::Error::other(format!("it is longer than {FILE_LIMIT} bytes")));
    }
    Ok(bytes)
}

fn malformed(
    address: &ArtefactAddress,
    reason: impl Into<Box<dyn std::error::Error + Send + Sync>>,
) -> IndexError {
    IndexError::because(address.shown(), IndexErrorKind::Malformed, std::io::Error::other(reason))
}
