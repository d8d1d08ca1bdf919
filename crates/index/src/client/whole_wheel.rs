//! What is made of all files of a wheel, which is kept instead of them.

use std::io::{self, Read, Seek};

use haggle_spec::release::{DistributionFile, DistributionKind, ReleaseId};
use serde::Serialize;
use serde::de::DeserializeOwned;
use zip::ZipArchive;

use crate::client::error::{IndexError, IndexErrorKind};
use crate::client::fetch::{KeptFile, asked_again};
use crate::client::fetched::{Fetched, Made};
use crate::client::http::redacted;
use crate::client::index::Index;
use crate::client::page::PageFile;
use crate::client::release::preference;
use crate::client::source::Source;
use crate::client::wheel::{self, WheelPlace, zip_failure};

/// The longest file of a wheel that is read, in bytes.
const FILE_LIMIT: u64 = 32 << 20;
/// The most bytes that are read of all files together.
const TOTAL_LIMIT: u64 = 1 << 30;

/// A file of a wheel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WheelMember<'a> {
    /// Its path in the wheel.
    pub path: &'a str,
    /// Its bytes; nothing for a file whose bytes are not asked for.
    pub bytes: Option<&'a [u8]>,
}

/// What is made of a wheel, one file after the other.
struct WheelReader<'a, Value> {
    /// The name under which the value is kept: another one for another way to make it.
    part: &'static str,
    /// Whether the bytes of a file are asked for.
    reads: &'a dyn Fn(&str) -> bool,
    add: &'a dyn Fn(&mut Value, WheelMember<'_>),
}

impl Index {
    /// What `add` makes of a wheel of each release, file by file, and `None` where a release has none. `reads` says of which files the
    /// bytes are asked for. `progress` is told each release that was looked at, from any thread.
    ///
    /// The whole wheel is fetched once; what was made of it is stored under the name `part`, which has to change when `add` does.
    ///
    /// # Errors
    /// A wheel cannot be had or read.
    pub fn of_wheels<Value: Default + Serialize + DeserializeOwned + Send>(
        &self,
        releases: &[ReleaseId],
        part: &'static str,
        reads: &(dyn Fn(&str) -> bool + Sync),
        add: &(dyn Fn(&mut Value, WheelMember<'_>) + Sync),
        progress: &(dyn Fn(&ReleaseId) + Sync),
    ) -> Result<Vec<Option<Value>>, IndexError> {
        let tasks: Vec<&ReleaseId> = releases.iter().collect();
        self.threads.in_parallel(&tasks, progress, |release| {
            read(&self.source, release, &WheelReader { part, reads, add })
        })
    }
}

/// The value of a wheel of the release; `None` when it has no wheel.
fn read<Value: Default + Serialize + DeserializeOwned>(
    source: &Source,
    release: &ReleaseId,
    reader: &WheelReader<'_, Value>,
) -> Result<Option<Value>, IndexError> {
    let Some((_, files)) = source.files_of(release)? else { return Ok(None) };
    let Some(file) = best_wheel(&files) else { return Ok(None) };
    let (url, announced) = (&file.url, file.announced());
    let kept = KeptFile { url, project: Some(&release.name), announced, part: reader.part };
    let failed = |error| IndexError::because(redacted(url), IndexErrorKind::Malformed, error);
    let stored = |text: &[u8]| serde_json::from_slice(text).map_err(failed);
    let fetched = source.fetcher.made_from_file(kept, stored, || {
        asked_again(|route| {
            let place = WheelPlace { fetcher: &source.fetcher, url, announced, route, end: None };
            let found = wheel::read_whole(place, |whole| members(whole, reader))?;
            found.and_then(|value| Ok(Made { text: serde_json::to_vec(&value).map_err(failed)?, value }))
        })
    })?;
    match fetched {
        Fetched::Found(value) => Ok(Some(value)),
        Fetched::Absent(_) => Ok(None),
    }
}

fn best_wheel(files: &[(PageFile, DistributionFile)]) -> Option<&PageFile> {
    let wheels = files.iter().filter(|(_, file)| file.kind != DistributionKind::Sdist);
    wheels.min_by(|(_, one), (_, other)| preference(one).cmp(&preference(other))).map(|(page, _)| page)
}

fn members<Value: Default>(wheel: impl Read + Seek, reader: &WheelReader<'_, Value>) -> io::Result<Value> {
    let mut archive = ZipArchive::new(wheel).map_err(zip_failure)?;
    let mut value = Value::default();
    let mut total = 0;
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).map_err(zip_failure)?;
        let path = file.name().map_err(zip_failure)?.to_string();
        if !(reader.reads)(&path) {
            (reader.add)(&mut value, WheelMember { path: &path, bytes: None });
            continue;
        }
        let mut bytes = Vec::new();
        let length = (&mut file).take(FILE_LIMIT + 1).read_to_end(&mut bytes)? as u64;
        total += length;
        if length > FILE_LIMIT || total > TOTAL_LIMIT {
            return Err(io::Error::other(format!("`{path}` makes it larger than what is read")));
        }
        (reader.add)(&mut value, WheelMember { path: &path, bytes: Some(&bytes) });
    }
    Ok(value)
}
