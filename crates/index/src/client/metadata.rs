//! The metadata of a release, out of whichever of its files has it at the least cost.

use std::io;

use haggle_spec::PackageName;
use haggle_spec::release::{DistributionKind, ReleaseId};

use crate::client::announced::Announced;
use crate::client::builder::{BuiltMetadata, MetadataBuilder, SourceDistribution};
use crate::client::error::{IndexError, IndexErrorKind};
use crate::client::facts::{Sight, is_screened, wanted_file};
use crate::client::fetch::{KeptFile, asked_again};
use crate::client::fetched::{Fetched, Made};
use crate::client::http::redacted;
use crate::client::page::{MetadataFile, PageFile};
use crate::client::project_page::ProjectPage;
use crate::client::release::preference;
use crate::client::source::Source;
use crate::client::source_texts::TEXT_LIMIT;
use crate::client::understood::{FoundMetadata, understood, understood_sdist};
use crate::client::{sdist, wheel};

/// The metadata of one release; `None` when the index does not list it.
pub(crate) fn metadata(source: &Source, id: &ReleaseId) -> Result<Option<FoundMetadata>, IndexError> {
    let page = source.page(&id.name)?;
    let known = || page.as_ref().as_ref()?.known_metadata(&id.version, None);
    if !source.fetcher.is_refreshing(&id.name)
        && let Some(found) = known().filter(|found| !is_built(source, found))
    {
        return Ok(Some(found));
    }
    let Some((_, mut files)) = source.files_of(id)? else { return Ok(None) };
    files.sort_by(|(_, one), (_, other)| preference(one).cmp(&preference(other)));
    let mut problem = None;
    for (file, distribution) in &files {
        let is_sdist = distribution.kind == DistributionKind::Sdist;
        // Where there is a wheel, the source distribution could only say the same.
        if is_sdist && problem.is_some() {
            break;
        }
        let fetched = if is_sdist { of_sdist(source, id, file) } else { of_wheel(source, id, file) };
        match known_or_problem(source, &id.name, file, fetched)? {
            Ok(found) => {
                // What comes after a file that cannot be had may be other metadata once it can.
                if problem.is_none()
                    && let Some(page) = page.as_ref()
                {
                    page.remember_metadata(&id.version, None, &found);
                }
                return match &source.builder {
                    Some(builder) if is_built(source, &found) => {
                        built(source, builder.as_ref(), id, file).map(Some)
                    }
                    _ => Ok(Some(found)),
                };
            }
            Err(reason) => problem = Some(reason),
        }
    }
    let reason = problem.unwrap_or_else(|| "it has no file that can be read".to_owned());
    Ok(Some(FoundMetadata::unknown(reason)))
}

/// The metadata of one file of a release, a wheel; `None` when the index does not list it.
pub(crate) fn of_file(
    source: &Source,
    id: &ReleaseId,
    filename: &str,
) -> Result<Option<FoundMetadata>, IndexError> {
    let Some((_, files)) = source.files_of(id)? else { return Ok(None) };
    match files.iter().position(|(file, _)| file.filename == filename) {
        Some(position) => of_file_at(source, id, position),
        None => Ok(None),
    }
}

/// The same of the file at a position in the release.
pub(crate) fn of_file_at(
    source: &Source,
    id: &ReleaseId,
    position: usize,
) -> Result<Option<FoundMetadata>, IndexError> {
    let page = source.page(&id.name)?;
    let known = || page.as_ref().as_ref()?.known_metadata(&id.version, Some(position));
    if !source.fetcher.is_refreshing(&id.name)
        && let Some(found) = known()
    {
        return Ok(Some(found));
    }
    let Some((_, files)) = source.files_of(id)? else { return Ok(None) };
    let Some((file, _)) = files.get(position) else { return Ok(None) };
    let fetched = of_wheel(source, id, file);
    let found = known_or_problem(source, &id.name, file, fetched)?;
    if let (Some(page), Ok(found)) = (&*page, &found) {
        page.remember_metadata(&id.version, Some(position), found);
    }
    Ok(Some(found.unwrap_or_else(FoundMetadata::unknown)))
}

/// The metadata that who looks gets with a release: that of most files, but for one environment; `None` when the index does not
/// list it.
pub(crate) fn seen(
    source: &Source,
    id: &ReleaseId,
    sight: Sight<'_>,
) -> Result<Option<FoundMetadata>, IndexError> {
    let page = source.page(&id.name)?;
    match page.as_ref().as_ref().and_then(|page| seen_file(page, id, sight)) {
        Some(position) => of_file_at(source, id, position),
        None => metadata(source, id),
    }
}

/// The metadata that who looks gets with a release, if it was read before.
pub(crate) fn at_hand(source: &Source, id: &ReleaseId, sight: Sight<'_>) -> Option<FoundMetadata> {
    known(source, id, |page| seen_file(page, id, sight))
}

/// The metadata of the file at a position in a release, if it was read before.
pub(crate) fn of_file_at_hand(source: &Source, id: &ReleaseId, position: usize) -> Option<FoundMetadata> {
    known(source, id, |_| Some(position))
}

/// The metadata of single files of a release that the cache has, each with the positions of the files that have it.
pub(crate) fn of_files_at_hand(source: &Source, id: &ReleaseId) -> Vec<(Vec<usize>, FoundMetadata)> {
    if source.fetcher.is_refreshing(&id.name) {
        return Vec::new();
    }
    let page = source.page_at_hand(&id.name);
    let page = page.as_ref().and_then(|page| page.as_ref().as_ref());
    page.map_or_else(Vec::new, |page| page.kept_metadata_of_files(&id.version))
}

fn known(
    source: &Source,
    id: &ReleaseId,
    position: impl FnOnce(&ProjectPage) -> Option<usize>,
) -> Option<FoundMetadata> {
    if source.fetcher.is_refreshing(&id.name) {
        return None;
    }
    let page = source.page_at_hand(&id.name)?;
    let page = page.as_ref().as_ref()?;
    let found = page.known_metadata(&id.version, position(page))?;
    if is_built(source, &found) {
        return None;
    }
    source.fetcher.counters.requirements_from_cache(1);
    Some(found)
}

/// The file whose metadata one environment gets, where it is not that of most files.
fn seen_file(page: &ProjectPage, id: &ReleaseId, sight: Sight<'_>) -> Option<usize> {
    let (listing, name) = (page.listing(), &id.name);
    let Sight::One(screen) = sight else { return None };
    if !is_screened(listing, name, screen) {
        return None;
    }
    wanted_file(listing, listing.release(&id.version)?, name, screen)
}

/// What was found, or why the file does not give it in words; other failures are not the file's. What the server may give the next time is
/// marked as such.
fn known_or_problem(
    source: &Source,
    name: &PackageName,
    file: &PageFile,
    fetched: Result<Fetched<FoundMetadata>, IndexError>,
) -> Result<Result<FoundMetadata, String>, IndexError> {
    let filename = &file.filename;
    match fetched {
        Ok(Fetched::Found(found)) => Ok(Ok(found)),
        Ok(Fetched::Absent(status)) => {
            source.put_passing(name);
            Ok(Err(format!("`{filename}` is not on the server (status {status})")))
        }
        Err(error) => match error.kind() {
            IndexErrorKind::Malformed => {
                source.put_passing(name);
                Ok(Err(format!("`{filename}` is malformed: {}", error.reason())))
            }
            IndexErrorKind::TooLarge(limit) => Ok(Err(format!("`{filename}` is longer than {limit} bytes"))),
            _ => Err(error),
        },
    }
}

/// What a stored text starts with when it says why there is no metadata; metadata never does.
const UNREADABLE: u8 = 0;

/// Whether a stored text says why there is no metadata.
pub(crate) fn is_reason(text: &[u8]) -> bool {
    text.starts_with(&[UNREADABLE])
}

/// The metadata in a source distribution, or why it has none: kept, as the archive is long.
fn of_sdist(
    source: &Source,
    release: &ReleaseId,
    file: &PageFile,
) -> Result<Fetched<FoundMetadata>, IndexError> {
    let ReleaseId { name, version } = release;
    let kept = kept(file, name, "PKG-INFO");
    let read = |text: &[u8]| match text.strip_prefix(&[UNREADABLE]) {
        Some(reason) => {
            let reason = String::from_utf8_lossy(reason);
            Ok(FoundMetadata::unknown(format!("`{}` is malformed: {reason}", file.filename)))
        }
        None => understood_sdist(text, name, version).map_err(|other| malformed(file, other)),
    };
    source.fetcher.made_from_file(kept, read, || {
        asked_again(|route| {
            sdist::metadata(&source.fetcher, &file.url, kept.announced, name, route)?.and_then(|found| {
                let text = match found {
                    Ok(text) => text,
                    // These are the announced bytes, and will not be others.
                    Err(error) if kept.announced.sha256.is_some() => {
                        std::iter::once(UNREADABLE).chain(error.to_string().into_bytes()).collect()
                    }
                    Err(error) => return Err(malformed(file, error)),
                };
                Ok(Made { value: read(&text)?, text })
            })
        })
    })
}

/// Whether a build is asked for what is not known.
fn is_built(source: &Source, found: &FoundMetadata) -> bool {
    source.builder.is_some() && found.needs_build()
}

/// The metadata that a build of the source distribution gives, or why it gives none. It is kept as that of the environment it was built
/// in, and with the file alone: who does not ask for builds does not come upon it.
fn built(
    source: &Source,
    builder: &dyn MetadataBuilder,
    id: &ReleaseId,
    file: &PageFile,
) -> Result<FoundMetadata, IndexError> {
    let ReleaseId { name, version } = id;
    source.put_passing(name);
    let part = format!("built-with {} METADATA", builder.environment());
    let kept = kept(file, name, &part);
    let read = |text: &[u8]| {
        let built = BuiltMetadata::from_kept(text).ok_or_else(|| malformed(file, "it has no origin"))?;
        let mut found = understood(&built.text, name, version).map_err(|other| malformed(file, other))?;
        found.notes.push(format!("its requirements are those that its build gave, {}", built.origin));
        Ok(found)
    };
    let fetched = source.fetcher.made_from_file(kept, read, || {
        asked_again(|route| {
            let archive = source.fetcher.whole(&file.url, kept.announced, sdist::ARCHIVE_LIMIT, route)?;
            archive.and_then(|bytes| {
                let sdist = SourceDistribution { name, version, filename: &file.filename, bytes: &bytes };
                let built = builder.build(&sdist).map_err(|reason| not_built(file, reason))?;
                let text = built.to_kept();
                Ok(Made { value: read(&text)?, text })
            })
        })
    });
    match fetched {
        Err(error) if error.kind() == IndexErrorKind::NeedsBuild => {
            Ok(FoundMetadata::unknown(format!("its metadata could not be built: {}", error.reason())))
        }
        Err(error) if error.kind() == IndexErrorKind::Offline => {
            Ok(FoundMetadata::unknown("its metadata was not built before, and nobody is asked now"))
        }
        other => Ok(known_or_problem(source, name, file, other)?.unwrap_or_else(FoundMetadata::unknown)),
    }
}

fn not_built(file: &PageFile, reason: String) -> IndexError {
    IndexError::because(redacted(&file.url), IndexErrorKind::NeedsBuild, io::Error::other(reason))
}

/// The metadata of a wheel: from a file of its own where the server has one, else out of the wheel. It is kept
/// once for both.
fn of_wheel(
    source: &Source,
    release: &ReleaseId,
    file: &PageFile,
) -> Result<Fetched<FoundMetadata>, IndexError> {
    let ReleaseId { name, version } = release;
    let kept = kept(file, name, "METADATA");
    let read = |text: &[u8]| understood(text, name, version).map_err(|other| malformed(file, other));
    source.fetcher.made_from_file(kept, read, || {
        if is_metadata_file_asked_for(source, file) {
            match metadata_file(source, file, read) {
                // The wheel has the last word.
                Ok(Fetched::Absent(_)) => {}
                Err(error) if error.kind() == IndexErrorKind::Malformed => {}
                Err(error) if error.kind() == IndexErrorKind::TooLarge(TEXT_LIMIT) => {}
                other => return other,
            }
        }
        asked_again(|route| {
            wheel::metadata(&source.fetcher, &file.url, kept.announced, name, route)?
                .and_then(|text| Ok(Made { value: read(&text)?, text }))
        })
    })
}

fn is_metadata_file_asked_for(source: &Source, file: &PageFile) -> bool {
    match &file.metadata_file {
        MetadataFile::Offered { .. } => true,
        MetadataFile::Denied => false,
        MetadataFile::Unsaid => file.url.scheme() != "file" && source.unannounced.is_worthwhile(),
    }
}

/// `URL.metadata` (PEP 658), checked against its announced hash (PEP 714). It is not kept under its own address.
fn metadata_file(
    source: &Source,
    file: &PageFile,
    read: impl Fn(&[u8]) -> Result<FoundMetadata, IndexError>,
) -> Result<Fetched<Made<FoundMetadata>>, IndexError> {
    let mut url = file.url.clone();
    url.set_path(&format!("{}.metadata", file.url.path()));
    let sha256 = match &file.metadata_file {
        MetadataFile::Offered { sha256 } => sha256.as_deref(),
        MetadataFile::Denied | MetadataFile::Unsaid => None,
    };
    let announced = Announced { sha256, size: None };
    let fetched = asked_again(|route| {
        source
            .fetcher
            .whole(&url, announced, TEXT_LIMIT, route)?
            .and_then(|text| Ok(Made { value: read(&text)?, text: text.to_vec() }))
    });
    if file.metadata_file == MetadataFile::Unsaid {
        source.unannounced.record(matches!(fetched, Ok(Fetched::Found(_))));
    }
    fetched
}

fn kept<'a>(file: &'a PageFile, name: &'a PackageName, part: &'a str) -> KeptFile<'a> {
    KeptFile { url: &file.url, project: Some(name), announced: file.announced(), part }
}

fn malformed(file: &PageFile, reason: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> IndexError {
    IndexError::because(redacted(&file.url), IndexErrorKind::Malformed, io::Error::other(reason))
}
