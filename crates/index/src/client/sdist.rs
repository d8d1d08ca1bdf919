//! The metadata inside a source distribution: its `PKG-INFO`, which counts where it says that building changes nothing of it.

use std::io::{self, Cursor, Read};
use std::path::{Component, Path, PathBuf};

use flate2::read::GzDecoder;
use haggle_spec::PackageName;
use url::Url;
use zip::ZipArchive;

use crate::client::announced::Announced;
use crate::client::error::IndexError;
use crate::client::fetch::{Fetcher, Route};
use crate::client::fetched::Fetched;
use crate::client::http::length_of;
use crate::client::source_texts::{ArchiveFormat, SourceTexts, TEXT_LIMIT};

/// The longest source distribution that is downloaded, in bytes.
pub(crate) const ARCHIVE_LIMIT: u64 = 128 << 20;
/// How much of an archive is unpacked to find the metadata, in bytes: a small archive may unpack to anything.
const UNPACKED_LIMIT: u64 = 1 << 30;

/// The text of `PKG-INFO` of the source distribution at `url`, which must be that of `name`; or why the archive, whose bytes are the
/// announced ones, does not have it.
pub(crate) fn metadata(
    fetcher: &Fetcher,
    url: &Url,
    announced: Announced<'_>,
    name: &PackageName,
    route: Route,
) -> Result<Fetched<io::Result<Vec<u8>>>, IndexError> {
    let archive = fetcher.whole(url, announced, ARCHIVE_LIMIT, route)?;
    Ok(archive.map(|bytes| {
        if Path::new(url.path()).extension().is_some_and(|extension| extension.eq_ignore_ascii_case("zip")) {
            in_zip(&bytes, name)
        } else {
            in_tar(GzDecoder::new(&*bytes).take(UNPACKED_LIMIT), name)
        }
    }))
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

/// The texts at the top of a source archive, or at the top of a folder in it, that may say what the project requires. All of it
/// is in one folder, whatever that is called.
pub(crate) fn texts(bytes: &[u8], format: ArchiveFormat, subfolder: &str) -> io::Result<SourceTexts> {
    let mut found = Found { texts: SourceTexts::default(), top: None, subfolder };
    match format {
        ArchiveFormat::GzippedTar => {
            let mut archive = tar::Archive::new(GzDecoder::new(bytes).take(UNPACKED_LIMIT));
            for entry in archive.entries()? {
                let entry = entry?;
                let path = entry.path()?.into_owned();
                if found.take(&path, entry)? {
                    break;
                }
            }
        }
        ArchiveFormat::Zip => {
            let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(io::Error::other)?;
            for index in 0..archive.len() {
                let member = archive.by_index(index).map_err(io::Error::other)?;
                let Some(path) = member.enclosed_name() else { continue };
                if found.take(&path, member)? {
                    break;
                }
            }
        }
    }
    Ok(found.texts)
}

struct Found<'s> {
    texts: SourceTexts,
    /// The one folder that all is in.
    top: Option<PathBuf>,
    subfolder: &'s str,
}

impl Found<'_> {
    /// Reads the member if it is one of the texts; whether all are there then.
    fn take(&mut self, path: &Path, member: impl Read) -> io::Result<bool> {
        let mut parts = path.components().filter(|part| *part != Component::CurDir);
        let Some(Component::Normal(first)) = parts.next() else { return Ok(false) };
        if self.top.get_or_insert_with(|| PathBuf::from(first)) != Path::new(first) {
            return Ok(false);
        }
        let inside: PathBuf = parts.collect();
        let Ok(name) = inside.strip_prefix(self.subfolder) else { return Ok(false) };
        let text = match name.to_str() {
            Some("PKG-INFO") => &mut self.texts.pkg_info,
            Some("pyproject.toml") => &mut self.texts.pyproject,
            _ => return Ok(false),
        };
        *text = Some(String::from_utf8_lossy(&limited(member)?).into_owned());
        Ok(self.texts.pkg_info.is_some() && self.texts.pyproject.is_some())
    }
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
    member.take(TEXT_LIMIT + 1).read_to_end(&mut body)?;
    if length_of(&body) > TEXT_LIMIT {
        return Err(io::Error::other(format!("`PKG-INFO` is longer than {TEXT_LIMIT} bytes")));
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
