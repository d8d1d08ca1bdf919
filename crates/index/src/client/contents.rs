//! What is in the newest wheel of a project: the listing, and the small files that say what it provides.

use haggle_spec::PackageName;
use haggle_spec::release::{DistributionFile, DistributionKind};

use crate::client::error::{IndexError, IndexErrorKind};
use crate::client::fetch::{Document, Fetched};
use crate::client::http::redacted;
use crate::client::page::PageFile;
use crate::client::release::{FilesByVersion, preference};
use crate::client::source::Source;
use crate::client::wheel;
use crate::client::wheel_contents::WheelContents;

/// The contents of the wheel of the newest final release that has one; `None` when no release has.
pub(crate) fn contents(source: &Source, name: &PackageName) -> Result<Option<WheelContents>, IndexError> {
    let page = source.page(name)?;
    let Some(file) = page.as_ref().as_ref().and_then(newest_wheel) else { return Ok(None) };
    let fetched = source.fetcher.made_from_file(&file.url, Some(name), "CONTENTS", || {
        wheel::read(&source.fetcher, &file.url, |remote| {
            let found = wheel::contents(remote, name, &file.filename)?;
            serde_json::to_vec(&found).map_err(std::io::Error::other)
        })
    })?;
    match fetched {
        Fetched::Found(Document { body, .. }) => serde_json::from_slice(&body)
            .map(Some)
            .map_err(|error| IndexError::because(redacted(&file.url), IndexErrorKind::Malformed, error)),
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
