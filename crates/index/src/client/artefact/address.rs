//! A wheel that is named by its address, and not by an index.

use std::fs::File;
use std::path::{Path, PathBuf};

use haggle_spec::release::{DistributionFile, DistributionKind, Release, ReleaseMetadata};
use haggle_spec::{PackageName, Version};
use url::Url;

use crate::client::error::{IndexError, IndexErrorKind};
use crate::client::fetch::{Fetched, Fetcher};
use crate::client::http::redacted;
use crate::client::release::understood;
use crate::client::wheel;

/// The address of a wheel: an `http`, `https` or `file` URL, or a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WheelAddress {
    url: Url,
    file: DistributionFile,
    name: PackageName,
    version: Version,
}

impl WheelAddress {
    /// Reads the address, and from its last part the name and the version; `None` where it is not one of a wheel: another
    /// scheme (`git+https`), a source distribution, a folder. Paths are relative to `folder`.
    pub fn new(text: &str, folder: &Path) -> Option<Self> {
        let url = if text.contains("://") || text.starts_with("file:") {
            Url::parse(text).ok()?
        } else {
            Url::from_file_path(std::path::absolute(folder.join(text)).ok()?).ok()?
        };
        if !matches!(url.scheme(), "http" | "https" | "file") {
            return None;
        }
        let last = url.path_segments()?.next_back()?;
        let (name, version, file) = DistributionFile::from_filename(&decoded(last)?)?;
        matches!(file.kind, DistributionKind::Wheel { .. }).then_some(Self { url, file, name, version })
    }

    /// The project that the file's name gives.
    pub fn name(&self) -> &PackageName {
        &self.name
    }

    /// The version that the file's name gives.
    pub fn version(&self) -> &Version {
        &self.version
    }

    /// The URL without user name and password: what may be shown and written.
    pub fn shown(&self) -> String {
        redacted(&self.url)
    }

    /// Whether the URL has a user name or a password.
    pub fn has_credentials(&self) -> bool {
        !self.url.username().is_empty() || self.url.password().is_some()
    }

    /// The one release that the wheel is, read with the client's means.
    pub(crate) fn release(&self, fetcher: &Fetcher) -> Result<Release, IndexError> {
        let failed = |kind| IndexError::new(self.shown(), kind);
        let body = if let Some(path) = self.path() {
            local_metadata(&path, &self.name)?
        } else {
            let fetched = fetcher
                .made_from_file(&self.url, "METADATA", || wheel::metadata(fetcher, &self.url, &self.name))?;
            match fetched {
                Fetched::Found(document) => document.body,
                Fetched::Absent(status) => return Err(failed(IndexErrorKind::Status(status))),
            }
        };
        let mut release = Release { files: vec![self.file.clone()], ..Release::default() };
        understood(&body, &self.name, &self.version).put_into(&mut release);
        match release.metadata {
            ReleaseMetadata::Known { .. } => Ok(release),
            ReleaseMetadata::Unknown { reason } => Err(IndexError::because(
                self.shown(),
                IndexErrorKind::Malformed,
                std::io::Error::other(reason),
            )),
            _ => Err(failed(IndexErrorKind::Malformed)),
        }
    }

    fn path(&self) -> Option<PathBuf> {
        (self.url.scheme() == "file").then(|| self.url.to_file_path().ok()).flatten()
    }
}

fn local_metadata(path: &Path, name: &PackageName) -> Result<Vec<u8>, IndexError> {
    let failed = |error: std::io::Error| {
        IndexError::because(path.display().to_string(), IndexErrorKind::Malformed, error)
    };
    wheel::member(File::open(path).map_err(failed)?, name).map_err(failed)
}

/// The text with `%2B` and its like as characters.
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        if let (b'%', [high, low, after @ ..]) = (byte, after) {
            let digits = [*high, *low];
            bytes.push(u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?);
            rest = after;
        } else {
            bytes.push(*byte);
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_wheels_have_an_address() {
        let at = |text: &str| {
            let address = WheelAddress::new(text, Path::new("/here"))?;
            Some(format!("{} {} {}", address.name(), address.version(), address.shown()))
        };
        let expected = "demo 1.0+cpu https://localhost/x/demo-1.0%2Bcpu-py3-none-any.whl#sha256=0";
        assert_eq!(
            at("https://me:secret@localhost/x/demo-1.0%2Bcpu-py3-none-any.whl#sha256=0").as_deref(),
            Some(expected)
        );
        assert_eq!(
            at("dist/demo-1.0-py3-none-any.whl").as_deref(),
            Some("demo 1.0 file:///here/dist/demo-1.0-py3-none-any.whl")
        );
        for text in [
            "git+https://localhost/demo",
            "https://localhost/demo-1.0.tar.gz",
            "https://localhost/demo.whl",
            "https://localhost/",
            "ftp://localhost/demo-1.0-py3-none-any.whl",
            "./demo",
            "https://localhost/demo-1.0%zz-py3-none-any.whl",
        ] {
            assert_eq!(at(text), None, "{text}");
        }
    }
}
