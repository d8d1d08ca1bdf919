//! The metadata of a release, out of whichever of its files has it at the least cost.

use haggle_spec::PackageName;
use haggle_spec::release::{DistributionFile, DistributionKind, ReleaseId};

use crate::client::error::{IndexError, IndexErrorKind};
use crate::client::fetch::{Document, Fetched, Lifetime};
use crate::client::http::redacted;
use crate::client::page::{MetadataFile, PageFile};
use crate::client::release::{FoundMetadata, preference, understood, understood_sdist};
use crate::client::source::Source;
use crate::client::{cache, sdist, wheel};

/// The metadata of one release; `None` when the index does not list it.
pub(crate) fn metadata(source: &Source, release: &ReleaseId) -> Result<Option<FoundMetadata>, IndexError> {
    let ReleaseId { name, version } = release;
    let page = source.page(name)?;
    let Some(files) = page.as_ref().as_ref().and_then(|files| files.get(version)) else { return Ok(None) };
    let mut of_version: Vec<&(PageFile, DistributionFile)> = files.iter().collect();
    of_version.sort_by(|(_, one), (_, other)| preference(one).cmp(&preference(other)));
    let mut problem = None;
    for (file, distribution) in of_version {
        let is_sdist = distribution.kind == DistributionKind::Sdist;
        // Where there is a wheel, the source distribution could only say the same.
        if is_sdist && problem.is_some() {
            break;
        }
        let fetched = if is_sdist { text_of_sdist(source, name, file) } else { text(source, name, file) };
        match fetched {
            Ok(Fetched::Found(Document { body, .. })) if is_sdist => {
                return Ok(Some(match body.strip_prefix(&[MALFORMED]) {
                    Some(reason) => {
                        let reason = String::from_utf8_lossy(reason);
                        FoundMetadata::unknown(format!("`{}` is malformed: {reason}", file.filename))
                    }
                    None => understood_sdist(&body, name, version),
                }));
            }
            Ok(Fetched::Found(document)) => return Ok(Some(understood(&document.body, name, version))),
            Ok(Fetched::Absent(status)) => {
                problem = Some(format!("`{}` is not on the server (status {status})", file.filename));
            }
            Err(error) => match error.kind() {
                IndexErrorKind::Malformed => {
                    problem = Some(format!("`{}` is malformed: {}", file.filename, error.reason()));
                }
                IndexErrorKind::TooLarge(limit) => {
                    problem = Some(format!("`{}` is longer than {limit} bytes", file.filename));
                }
                _ => return Err(error),
            },
        }
    }
    let reason = problem.unwrap_or_else(|| "it has no file that can be read".to_owned());
    Ok(Some(FoundMetadata::unknown(reason)))
}

/// The metadata of one file of a release, a wheel; `None` when the index does not list it.
pub(crate) fn of_file(
    source: &Source,
    release: &ReleaseId,
    filename: &str,
) -> Result<Option<FoundMetadata>, IndexError> {
    let ReleaseId { name, version } = release;
    let page = source.page(name)?;
    let files = page.as_ref().as_ref().and_then(|files| files.get(version));
    let found = files.and_then(|files| files.iter().find(|(file, _)| file.filename == filename));
    let Some((file, _)) = found else { return Ok(None) };
    let unknown = |reason: String| Ok(Some(FoundMetadata::unknown(reason)));
    match text(source, name, file) {
        Ok(Fetched::Found(document)) => Ok(Some(understood(&document.body, name, version))),
        Ok(Fetched::Absent(status)) => {
            unknown(format!("`{filename}` is not on the server (status {status})"))
        }
        Err(error) => match error.kind() {
            IndexErrorKind::Malformed => unknown(format!("`{filename}` is malformed: {}", error.reason())),
            IndexErrorKind::TooLarge(limit) => unknown(format!("`{filename}` is longer than {limit} bytes")),
            _ => Err(error),
        },
    }
}

/// What a stored text starts with when it says why there is no metadata; metadata never does.
const MALFORMED: u8 = 0;

/// The text of the metadata in a source distribution, or why it has none: stored once, as the archive is long.
fn text_of_sdist(source: &Source, name: &PackageName, file: &PageFile) -> Result<Fetched, IndexError> {
    source.fetcher.made_from_file(&file.url, Some(name), "PKG-INFO", || {
        match sdist::metadata(&source.fetcher, &file.url, name) {
            Err(error) if error.kind() == IndexErrorKind::Malformed => {
                let body = std::iter::once(MALFORMED).chain(error.reason().into_bytes()).collect();
                Ok(Fetched::Found(Document { url: file.url.clone(), content_type: None, body }))
            }
            other => other,
        }
    })
}

/// The text of a wheel's metadata: from a file of its own where the server has one, else out of the wheel. It
/// is stored once for both.
fn text(source: &Source, name: &PackageName, file: &PageFile) -> Result<Fetched, IndexError> {
    source.fetcher.made_from_file(&file.url, Some(name), "METADATA", || {
        let is_asked_for = match &file.metadata_file {
            MetadataFile::Offered { .. } => true,
            MetadataFile::Denied => false,
            MetadataFile::Unsaid => source.unannounced.is_worthwhile(),
        };
        if is_asked_for && let found @ Fetched::Found(_) = metadata_file(source, name, file)? {
            return Ok(found);
        }
        wheel::metadata(&source.fetcher, &file.url, name)
    })
}

/// `URL.metadata` (PEP 658), checked against its announced hash (PEP 714).
fn metadata_file(source: &Source, name: &PackageName, file: &PageFile) -> Result<Fetched, IndexError> {
    let mut url = file.url.clone();
    url.set_path(&format!("{}.metadata", file.url.path()));
    let fetched = source.fetcher.document(&url, name, "*/*", Lifetime::Immutable)?;
    match (&file.metadata_file, &fetched) {
        (MetadataFile::Unsaid, _) => source.unannounced.record(matches!(fetched, Fetched::Found(_))),
        (MetadataFile::Offered { sha256: Some(sha256) }, Fetched::Found(document))
            if cache::sha256_hex(&document.body) != *sha256 =>
        {
            return Err(IndexError::new(redacted(&url), IndexErrorKind::WrongHash));
        }
        _ => {}
    }
    Ok(fetched)
}
