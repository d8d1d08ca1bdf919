//! The metadata inside a wheel that stays on its server: the end of the zip file, then one member.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use haggle_spec::PackageName;
use url::Url;
use zip::ZipArchive;

use crate::client::announced::Announced;
use crate::client::error::{IndexError, IndexErrorKind};
use crate::client::fetch::{Fetcher, Route};
use crate::client::fetched::Fetched;
use crate::client::http::{Body, Response, length_of, redacted, refused};
use crate::client::local;
use crate::client::source_texts::TEXT_LIMIT;
use crate::client::wheel_contents::WheelContents;

/// The least of the first read, from the end: a central directory of some 300 members and, as wheels put it last, often the
/// metadata itself.
const TAIL: u64 = 32 << 10;
/// The most of it.
const LONGEST_TAIL: u64 = 256 << 10;
/// The directory of a wheel takes about so small a part of it.
const PART_OF_DIRECTORY: u64 = 32;
/// The least that a further read asks for.
const CHUNK: u64 = 16 << 10;
/// The most that a further read asks for, and takes.
const LARGEST_CHUNK: u64 = 1 << 20;
/// The longest central directory that is fetched in few parts, each as large as they get: the largest known one has 1.3 million bytes.
const LONG_DIRECTORY: u64 = 8 << 20;
/// The most requests for parts of one wheel.
const MOST_PARTS: usize = 64;
/// The longest wheel that is downloaded whole from a server without range requests, in bytes.
const WHEEL_LIMIT: u64 = 512 << 20;

/// The text of `METADATA` of the wheel at `url`, which must be that of `name`.
pub(crate) fn metadata(
    fetcher: &Fetcher,
    url: &Url,
    announced: Announced<'_>,
    name: &PackageName,
    route: Route,
) -> Result<Fetched<Vec<u8>>, IndexError> {
    let end = fetcher.wheel_ends.expected(name, LONGEST_TAIL);
    read(WheelPlace { fetcher, url, announced, route, end }, |mut remote| {
        let text = member(&mut remote, name)?;
        fetcher.wheel_ends.remember(name, remote.length - remote.lowest);
        Ok(text)
    })
}

/// A wheel on a server, and how it is asked for.
#[derive(Clone, Copy)]
pub(crate) struct WheelPlace<'a> {
    pub(crate) fetcher: &'a Fetcher,
    pub(crate) url: &'a Url,
    pub(crate) announced: Announced<'a>,
    pub(crate) route: Route,
    /// How much of its end is asked for first, where wheels like it were read; else as its length has it.
    pub(crate) end: Option<u64>,
}

/// What a reader makes of the wheel: of as much of it as the reader asks for, where the server answers ranges.
pub(crate) fn read<Value>(
    place: WheelPlace<'_>,
    reader: impl Fn(RemoteFile<'_>) -> io::Result<Value>,
) -> Result<Fetched<Value>, IndexError> {
    let remote = match RemoteFile::open(place)? {
        Fetched::Found(remote) => remote,
        Fetched::Absent(status) => return Ok(Fetched::Absent(status)),
    };
    let found = reader(remote).or_else(|error| {
        if !matches!(carried(&error), Some(RangeFailure::Unsupported)) {
            return Err(error);
        }
        let failed = |error| io::Error::other(RangeFailure::Index(error));
        match RemoteFile::whole(place).map_err(failed)? {
            Fetched::Found(whole) => reader(whole),
            Fetched::Absent(_) => Err(io::ErrorKind::NotFound.into()),
        }
    });
    match found {
        Ok(value) => Ok(Fetched::Found(value)),
        Err(error) => match carried(&error) {
            Some(RangeFailure::Index(error)) => Err(error.clone()),
            _ => Err(IndexError::because(redacted(place.url), IndexErrorKind::Malformed, error)),
        },
    }
}

/// What a reader makes of the whole wheel.
pub(crate) fn read_whole<Value>(
    place: WheelPlace<'_>,
    reader: impl Fn(RemoteFile<'_>) -> io::Result<Value>,
) -> Result<Fetched<Value>, IndexError> {
    let malformed = |error| IndexError::because(redacted(place.url), IndexErrorKind::Malformed, error);
    RemoteFile::whole(place)?.and_then(|whole| reader(whole).map_err(malformed))
}

/// The text of `METADATA` in a wheel, which must be that of `name`.
pub(crate) fn member(wheel: impl Read + Seek, name: &PackageName) -> io::Result<Vec<u8>> {
    let mut archive = ZipArchive::new(wheel).map_err(zip_failure)?;
    let paths = listing(&archive)?;
    let path = metadata_path(paths.iter().map(String::as_str), name)?.to_owned();
    text_of(&mut archive, &path)
}

/// The listing of a wheel of `name`, and the files of its metadata that say what it provides.
pub(crate) fn contents(
    wheel: impl Read + Seek,
    name: &PackageName,
    filename: &str,
) -> io::Result<WheelContents> {
    let mut archive = ZipArchive::new(wheel).map_err(zip_failure)?;
    let paths = listing(&archive)?;
    let metadata_path = metadata_path(paths.iter().map(String::as_str), name)?.to_owned();
    let folder = metadata_path.trim_end_matches("METADATA");
    let mut text = |file: &str| -> io::Result<Option<String>> {
        let path = format!("{folder}{file}");
        if !paths.contains(&path) {
            return Ok(None);
        }
        Ok(Some(String::from_utf8_lossy(&text_of(&mut archive, &path)?).into_owned()))
    };
    Ok(WheelContents {
        filename: filename.to_owned(),
        metadata: text("METADATA")?.unwrap_or_default(),
        entry_points: text("entry_points.txt")?,
        namespace_packages: text("namespace_packages.txt")?,
        paths,
    })
}

fn listing(archive: &ZipArchive<impl Read + Seek>) -> io::Result<Vec<String>> {
    let names = archive.file_names().map(|name| name.map(|name| name.to_string()));
    names.collect::<Result<_, _>>().map_err(zip_failure)
}

fn text_of(archive: &mut ZipArchive<impl Read + Seek>, path: &str) -> io::Result<Vec<u8>> {
    let file = archive.by_name(path).map_err(zip_failure)?;
    let mut body = Vec::new();
    file.take(TEXT_LIMIT + 1).read_to_end(&mut body)?;
    if length_of(&body) > TEXT_LIMIT {
        return Err(io::Error::other(format!("`{path}` is longer than {TEXT_LIMIT} bytes")));
    }
    Ok(body)
}

/// The one `{name}-{version}.dist-info/METADATA` at the top of the wheel whose name is the project's.
fn metadata_path<'a>(paths: impl Iterator<Item = &'a str>, name: &PackageName) -> io::Result<&'a str> {
    let mut found = paths.filter(|path| {
        let stem = path.strip_suffix(".dist-info/METADATA").and_then(|stem| stem.split_once('-'));
        stem.is_some_and(|(written, version)| {
            !version.contains('/') && PackageName::new(written).is_ok_and(|written| written == *name)
        })
    });
    match (found.next(), found.next()) {
        (Some(path), None) => Ok(path),
        (None, _) => Err(io::Error::other(format!("the wheel has no metadata of `{name}`"))),
        (Some(one), Some(two)) => Err(io::Error::other(format!("the wheel has both `{one}` and `{two}`"))),
    }
}

pub(crate) fn zip_failure(error: zip::result::ZipError) -> io::Error {
    match error {
        zip::result::ZipError::Io(error) => error,
        other => io::Error::other(other),
    }
}

/// What a failed read of a remote file carries through `io::Error`.
#[derive(Debug)]
enum RangeFailure {
    /// The server began to answer ranges and then did not.
    Unsupported,
    Index(IndexError),
}

impl std::fmt::Display for RangeFailure {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unsupported => formatter.write_str("the server does not answer range requests"),
            Self::Index(error) => error.fmt(formatter),
        }
    }
}

impl std::error::Error for RangeFailure {}

fn carried(error: &io::Error) -> Option<&RangeFailure> {
    error.get_ref()?.downcast_ref()
}

/// A file on a server, read in parts and each part once.
pub(crate) struct RemoteFile<'a> {
    place: WheelPlace<'a>,
    local: Option<File>,
    length: u64,
    position: u64,
    /// The first position that was read.
    lowest: u64,
    parts: Vec<(u64, Body)>,
    /// Where the central directory starts, if that is before the end that was read first.
    directory: Option<u64>,
}

impl<'a> RemoteFile<'a> {
    fn open(place: WheelPlace<'a>) -> Result<Fetched<Self>, IndexError> {
        let WheelPlace { fetcher, url, announced, route, end } = place;
        if let Some(path) = local::path(url) {
            return Self::local(place, &path).map(Fetched::Found);
        }
        let by_size = |size: u64| (size / PART_OF_DIRECTORY).clamp(TAIL, LONGEST_TAIL);
        let longest = end.unwrap_or_else(|| announced.size.map_or(TAIL, by_size));
        let tail = vec![("range", format!("bytes=-{longest}"))];
        let response = fetcher.send_for_part(url, tail, announced.limit(WHEEL_LIMIT), longest, route);
        let response = response.map_err(|error| announced.explained(url, error))?;
        match response.status {
            200 => {
                announced.check(url, &response.body)?;
                Ok(Fetched::Found(Self::of_whole(place, response.body)))
            }
            206 => match part_of(&response) {
                Some((start, length))
                    if length - start == length_of(&response.body)
                        && length - start >= longest.min(length) =>
                {
                    announced.check_length(url, length)?;
                    Ok(Fetched::Found(Self {
                        place,
                        local: None,
                        length,
                        position: 0,
                        lowest: length,
                        directory: directory_before(start, &response.body),
                        parts: vec![(start, response.body)],
                    }))
                }
                // A part that is shorter than what was asked for would be asked for byte by byte.
                Some(_) | None => Self::whole(place),
            },
            404 | 410 => Ok(Fetched::Absent(response.status)),
            400 | 405 | 416 | 501 => Self::whole(place),
            _ => Err(refused(url, &response)),
        }
    }

    /// A file of this machine; its hash is checked first where there is one.
    fn local(place: WheelPlace<'a>, path: &Path) -> Result<Self, IndexError> {
        let failed = |error| IndexError::because(redacted(place.url), IndexErrorKind::Unreadable, error);
        let file = File::open(path).map_err(failed)?;
        let length = file.metadata().map_err(failed)?.len();
        place.announced.check_length(place.url, length)?;
        if place.announced.sha256.is_some() {
            return match Self::whole(place)? {
                Fetched::Found(whole) => Ok(whole),
                Fetched::Absent(_) => Err(failed(io::ErrorKind::NotFound.into())),
            };
        }
        let (lowest, parts) = (length, Vec::new());
        Ok(Self { place, local: Some(file), length, position: 0, lowest, parts, directory: None })
    }

    fn whole(place: WheelPlace<'a>) -> Result<Fetched<Self>, IndexError> {
        let WheelPlace { fetcher, url, announced, route, .. } = place;
        let body = fetcher.whole(url, announced, WHEEL_LIMIT, route)?;
        Ok(body.map(|body| Self::of_whole(place, body)))
    }

    fn of_whole(place: WheelPlace<'a>, body: Body) -> Self {
        let length = length_of(&body);
        let parts = vec![(0, body)];
        Self { place, local: None, length, position: 0, lowest: length, parts, directory: None }
    }

    /// The bytes at `position` that some part holds.
    fn held(&self) -> Option<&[u8]> {
        self.parts.iter().find_map(|(start, bytes)| {
            let offset = usize::try_from(self.position.checked_sub(*start)?).ok()?;
            bytes.get(offset..).filter(|rest| !rest.is_empty())
        })
    }

    /// The first and the last byte of the part that is asked for where so many bytes are wanted: of the central directory as much as is not
    /// held yet, and what lies before it, where wheels mostly have their metadata.
    fn part_at_position(&self, wanted: usize) -> (u64, u64) {
        let position = self.position;
        let wanted = u64::try_from(wanted).unwrap_or(u64::MAX).clamp(CHUNK, LARGEST_CHUNK);
        let (first, wanted) = match self.directory {
            Some(directory) if directory <= position => {
                let held = self.parts.iter().map(|(start, _)| *start).filter(|start| *start > position);
                let rest = held.min().map_or(wanted, |held| held - position).min(LARGEST_CHUNK);
                let before = if directory == position { CHUNK.min(position) } else { 0 };
                (position - before, before + rest)
            }
            _ => (position, wanted),
        };
        (first, first.saturating_add(wanted).min(self.length) - 1)
    }

    fn fetch_at_position(&mut self, wanted: usize) -> io::Result<()> {
        if self.parts.len() == MOST_PARTS {
            return Err(io::Error::other(format!("reading it takes more than {MOST_PARTS} requests")));
        }
        let (first, last) = self.part_at_position(wanted);
        let range = format!("bytes={first}-{last}");
        let WheelPlace { fetcher, url, announced, route, .. } = self.place;
        let failed = |error| io::Error::other(RangeFailure::Index(error));
        let response = fetcher.send_for_part(
            url,
            vec![("range", range)],
            WHEEL_LIMIT.min(self.length),
            last - first + 1,
            route,
        );
        let response = response.map_err(failed)?;
        match (response.status, part_of(&response)) {
            (206, Some((start, length)))
                if start == first
                    && length == self.length
                    && length_of(&response.body) == last - start + 1 =>
            {
                self.parts.push((start, response.body));
                Ok(())
            }
            // The server has changed its mind and sends everything.
            (200, _) if length_of(&response.body) == self.length => {
                announced.check(url, &response.body).map_err(failed)?;
                self.parts = vec![(0, response.body)];
                Ok(())
            }
            _ => Err(io::Error::other(RangeFailure::Unsupported)),
        }
    }
}

impl Read for RemoteFile<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.position >= self.length || buffer.is_empty() {
            return Ok(0);
        }
        self.lowest = self.lowest.min(self.position);
        if let Some(file) = &mut self.local {
            file.seek(SeekFrom::Start(self.position))?;
            let n_bytes = file.read(buffer)?;
            self.position += length_of(&buffer[..n_bytes]);
            return Ok(n_bytes);
        }
        if self.held().is_none() {
            self.fetch_at_position(buffer.len())?;
        }
        let Some(bytes) = self.held() else { return Err(io::ErrorKind::UnexpectedEof.into()) };
        let n_bytes = bytes.len().min(buffer.len());
        buffer[..n_bytes].copy_from_slice(&bytes[..n_bytes]);
        self.position += length_of(&buffer[..n_bytes]);
        Ok(n_bytes)
    }
}

impl Seek for RemoteFile<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let position = match to {
            SeekFrom::Start(position) => Some(position),
            SeekFrom::End(offset) => self.length.checked_add_signed(offset),
            SeekFrom::Current(offset) => self.position.checked_add_signed(offset),
        };
        self.position = position.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        Ok(self.position)
    }
}

/// Where the central directory of a zip file starts whose end lies at this position, where it starts before that and is not too long.
fn directory_before(start: u64, end: &[u8]) -> Option<u64> {
    const SIGNATURE: &[u8] = b"PK\x05\x06";
    const PLACE_OF_START: usize = 16;
    let record = end.windows(SIGNATURE.len()).rposition(|window| window == SIGNATURE)?;
    let directory = end.get(record + PLACE_OF_START..)?.first_chunk()?;
    let directory = u64::from(u32::from_le_bytes(*directory));
    (directory < start && start - directory <= LONG_DIRECTORY).then_some(directory)
}

/// Where the body of a partial answer starts and how long the whole file is, when the answer is consistent
/// (RFC 9110, section 14.4).
fn part_of(response: &Response) -> Option<(u64, u64)> {
    let (range, length) = response.header("content-range")?.strip_prefix("bytes ")?.split_once('/')?;
    let (first, last) = range.split_once('-')?;
    let (first, last): (u64, u64) = (first.trim().parse().ok()?, last.trim().parse().ok()?);
    let length: u64 = length.trim().parse().ok()?;
    let n_bytes = last.checked_sub(first)?.checked_add(1)?;
    (last < length && n_bytes == length_of(&response.body)).then_some((first, length))
}
