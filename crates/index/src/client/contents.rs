//! What is in the newest wheel of a project: the listing, and the small files that say what it provides.

use haggle_spec::PackageName;
use haggle_spec::release::{DistributionFile, DistributionKind};

use crate::client::error::{IndexError, IndexErrorKind};
use crate::client::fetch::{KeptFile, asked_again};
use crate::client::fetched::{Fetched, Made};
use crate::client::http::redacted;
use crate::client::page::PageFile;
use crate::client::release::{FilesByVersion, preference};
use crate::client::source::Source;
use crate::client::wheel::{self, WheelPlace};
use crate::client::wheel_contents::WheelContents;

/// The contents of the wheel of the newest final release that has one; `None` when no release has.
pub(crate) fn contents(source: &Source, name: &PackageName) -> Result<Option<WheelContents>, IndexError> {
    let files = source.all_files(name)?;
    let Some(file) = files.as_ref().and_then(newest_wheel) else { return Ok(None) };
    let (url, announced) = (&file.url, file.announced());
    let kept = KeptFile { url, project: Some(name), announced, part: "CONTENTS" };
    let failed = |error| IndexError::because(redacted(url), IndexErrorKind::Malformed, error);
    let read = |text: &[u8]| serde_json::from_slice(text).map_err(failed);
    let fetched = source.fetcher.made_from_file(kept, read, || {
        asked_again(|route| {
            let place = WheelPlace { fetcher: &source.fetcher, url, announced, route, end: None };
            let found = wheel::read(place, |remote| wheel::contents(remote, name, &file.filename))?;
            found.and_then(|value| Ok(Made { text: serde_json::to_vec(&value).map_err(failed)?, value }))
        })
    })?;
    match fetched {
        Fetched::Found(contents) => Ok(Some(contents)),
        Fetched::Absent(_) => Ok(None),
    }
}

fn newest_wheel(files: &FilesByVersion) -> Option<&PageFile> {
    let wheel = |files: &[(PageFile, DistributionFile)]| -> Option<usize> {
        let is_wheel = |(page, file): &(PageFile, DistributionFile)| {
            file.kind != DistributionKind::Sdist && page.yanked.is_none()
        };
        (0..files.len())
            .filter(|at| is_wheel(&files[*at]))
            .min_by(|one, other| preference(&files[*one].1).cmp(&preference(&files[*other].1)))
    };
    let with_wheel =
        || files.iter().rev().filter_map(|(version, files)| Some((version, &files[wheel(files)?].0)));
    let is_final = |(version, _): &(&haggle_spec::Version, &PageFile)| !version.is_prerelease();
    with_wheel().find(is_final).or_else(|| with_wheel().next()).map(|(_, file)| file)
}
