//! The metadata inside a source distribution: its `PKG-INFO`, which counts where it says that building changes nothing of it.

use std::io::{self, Cursor, Read};
use std::path::{Component, Path};

use flate2::read::GzDecoder;
use haggle_spec::PackageName;
use url::Url;
use zip::ZipArchive;

use crate::client::error::{IndexError, IndexErrorKind};
use crate::client::fetch::{Document, Fetched, Fetcher};
use crate::client::http::{length_of, redacted};

/// The longest source distribution that is downloaded, in bytes.
const ARCHIVE_LIMIT: u64 = 128 << 20;
/// How much of an archive is unpacked to find the metadata, in bytes: a small archive may unpack to anything.
const UNPACKED_LIMIT: u64 = 1 << 30;
/// The longest metadata that is read, in bytes.
const METADATA_LIMIT: u64 = 16 << 20;

/// The text of `PKG-INFO` of the source distribution at `url`, which must be that of `name`.
pub(crate) fn metadata(fetcher: &Fetcher, url: &Url, name: &PackageName) -> Result<Fetched, IndexError> {
    let response = fetcher.send(url, Vec::new(), ARCHIVE_LIMIT)?;
    match response.status {
        200 => {}
        status @ (404 | 410) => return Ok(Fetched::Absent(status)),
        status => return Err(IndexError::new(redacted(url), IndexErrorKind::Status(status))),
    }
    let found =
        if Path::new(url.path()).extension().is_some_and(|extension| extension.eq_ignore_ascii_case("zip")) {
            in_zip(&response.body, name)
        } else {
            in_tar(GzDecoder::new(response.body.as_slice()).take(UNPACKED_LIMIT), name)
        };
    match found {
        Ok(body) => Ok(Fetched::Found(Document { url: url.clone(), content_type: None, body })),
        Err(error) => Err(IndexError::because(redacted(url), IndexErrorKind::Malformed, error)),
    }
}

fn in_tar(archive: impl Read, name: &PackageName) -> io::Result<Vec<u8>> {
    let mut archive = tar::Archive::new(archive);
    for entry in archive.entries()? {
        let entry = entry?;
        if is_metadata(&entry.path()?, name) {
            return limited(entry);
        }
    }
    Err(absent())
}

fn in_zip(bytes: &[u8], name: &PackageName) -> io::Result<Vec<u8>> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(io::Error::other)?;
    for index in 0..archive.len() {
        let member = archive.by_index(index).map_err(io::Error::other)?;
        // A name that leads out of the archive is none of a source distribution's.
        if member.enclosed_name().is_some_and(|path| is_metadata(&path, name)) {
            return limited(member);
        }
    }
    Err(absent())
}

fn absent() -> io::Error {
    io::Error::other("it holds no `PKG-INFO` at its top")
}

/// Whether the path is `NAME-VERSION/PKG-INFO`: the file of that name in folders further down is another project's, or a
/// copy.
fn is_metadata(path: &Path, name: &PackageName) -> bool {
    let mut parts = path.components().filter(|part| *part != Component::CurDir);
    let (Some(Component::Normal(top)), Some(Component::Normal(file)), None) =
        (parts.next(), parts.next(), parts.next())
    else {
        return false;
    };
    let top = top.to_string_lossy();
    let stem = top.rsplit_once('-').map_or("", |(stem, _)| stem);
    file == "PKG-INFO" && PackageName::new(stem).is_ok_and(|found| found == *name)
}

fn limited(member: impl Read) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    member.take(METADATA_LIMIT + 1).read_to_end(&mut body)?;
    if length_of(&body) > METADATA_LIMIT {
        return Err(io::Error::other(format!("`PKG-INFO` is longer than {METADATA_LIMIT} bytes")));
    }
    Ok(body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_file_at_the_top_counts() {
        let name = PackageName::new("oslo.config").unwrap();
        for (path, expected) in [
            ("oslo_config-9.0/PKG-INFO", true),
            ("./oslo.config-9.0/PKG-INFO", true),
            ("oslo_config-9.0/oslo_config.egg-info/PKG-INFO", false),
            ("other-9.0/PKG-INFO", false),
            ("PKG-INFO", false),
            ("oslo_config-9.0/PKG-INFO/x", false),
            ("../oslo_config-9.0/PKG-INFO", false),
        ] {
            assert_eq!(is_metadata(Path::new(path), &name), expected, "{path}");
        }
    }

    #[test]
    fn what_is_no_archive_is_an_error() {
        let name = PackageName::new("demo").unwrap();
        for bytes in [&b""[..], b"not an archive", &[0; 2048]] {
            assert!(in_tar(GzDecoder::new(bytes), &name).is_err());
            assert!(in_zip(bytes, &name).is_err());
        }
    }
}
