//! Indexes and links that are files of this machine.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use haggle_spec::release::DistributionFile;
use url::Url;

use crate::client::error::{IndexError, IndexErrorKind};
use crate::client::fetched::Document;
use crate::client::http::{length_of, redacted};
use crate::client::page::{self, MetadataFile, PageFile};

/// The longest page that is read, in bytes.
const PAGE_LIMIT: u64 = 128 << 20;

/// The path that a `file:` URL names.
pub(crate) fn path(url: &Url) -> Option<PathBuf> {
    (url.scheme() == "file").then(|| url.to_file_path().ok()).flatten()
}

/// The files of a project in a folder tree of PEP 503: those that the page in the project's folder links to, or that are in it. `None`
/// where it has no folder.
pub(crate) fn page(root: &Url, url: &Url) -> Result<Option<Vec<PageFile>>, IndexError> {
    let (root, folder) = (folder_of(root)?, folder_of(url)?);
    if !root.is_dir() {
        return Err(unreadable(url, io::Error::other(format!("there is no folder `{}`", root.display()))));
    }
    if !folder.is_dir() {
        return Ok(None);
    }
    let page = folder.join("index.html");
    if page.is_file() {
        return read_page(&page, url).map(Some);
    }
    listed(&folder).map(Some).map_err(|error| unreadable(url, error))
}

/// The files in a folder, or those that a page links to.
pub(crate) fn links(url: &Url) -> Result<Vec<PageFile>, IndexError> {
    let place = folder_of(url)?;
    if place.is_dir() {
        return listed(&place).map_err(|error| unreadable(url, error));
    }
    read_page(&place, url)
}

/// Whether it is a folder in which no file is a distribution.
pub(crate) fn is_without_distributions(url: &Url) -> bool {
    let files = path(url).filter(|path| path.is_dir()).and_then(|path| listed(&path).ok());
    files.is_some_and(|files| {
        !files.iter().any(|file| DistributionFile::from_filename(&file.filename).is_some())
    })
}

/// The whole file, at most so many bytes of it.
pub(crate) fn whole(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(limit + 1).read_to_end(&mut bytes)?;
    if length_of(&bytes) > limit {
        return Err(io::Error::other(format!("it is longer than {limit} bytes")));
    }
    Ok(bytes)
}

fn folder_of(url: &Url) -> Result<PathBuf, IndexError> {
    path(url).ok_or_else(|| IndexError::new(redacted(url), IndexErrorKind::Scheme))
}

fn read_page(path: &Path, url: &Url) -> Result<Vec<PageFile>, IndexError> {
    let body = whole(path, PAGE_LIMIT).map_err(|error| unreadable(url, error))?;
    let content_type = Some("text/html".to_owned());
    page::read_links(&Document { url: url.clone(), content_type, body: body.into() })
}

fn listed(folder: &Path) -> io::Result<Vec<PageFile>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let (Ok(url), Ok(filename)) = (Url::from_file_path(entry.path()), entry.file_name().into_string())
        else {
            continue;
        };
        let metadata = fs::metadata(entry.path())?;
        if metadata.is_file() {
            files.push(PageFile {
                filename,
                url,
                hashes: BTreeMap::new(),
                requires_python: None,
                yanked: None,
                upload_time: None,
                size: Some(metadata.len()),
                metadata_file: MetadataFile::Denied,
                attested: None,
            });
        }
    }
    files.sort_by(|one, other| one.filename.cmp(&other.filename));
    Ok(files)
}

fn unreadable(url: &Url, error: io::Error) -> IndexError {
    IndexError::because(redacted(url), IndexErrorKind::Unreadable, error)
}
