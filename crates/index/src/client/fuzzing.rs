//! The readers of bytes from outside, for the fuzz targets, with what holds of whatever they are given.

use std::io::{self, Cursor, Read, Seek, SeekFrom};

use haggle_spec::{PackageName, Version};
use url::Url;

use crate::client::fetched::Document;
use crate::client::release;
use crate::client::source_texts::ArchiveFormat;
use crate::client::understood::{understood, understood_sdist};
use crate::client::{page, sdist, wheel};

fn demo() -> (PackageName, Version) {
    (PackageName::new("demo").expect("a valid name"), "1.0".parse().expect("a valid version"))
}

/// A page of an index, of the content type: what is read of it leads to servers only, and its releases are those of the project.
///
/// # Panics
/// When that does not hold.
pub fn page(content_type: &str, bytes: &[u8]) {
    let (name, _) = demo();
    let url = Url::parse("http://localhost/simple/demo/").expect("a valid URL");
    let content_type = Some(content_type.to_owned());
    let document = Document { url, content_type, body: bytes.to_vec().into() };
    match page::read(&document, &name) {
        Err(error) => assert!(!error.to_string().is_empty()),
        Ok(page::PageContent { files, .. }) => {
            assert!(files.iter().all(|file| matches!(file.url.scheme(), "http" | "https")));
            let n_files = files.len();
            let by_version = release::by_version(&name, files);
            assert!(by_version.values().map(Vec::len).sum::<usize>() <= n_files);
            assert!(by_version.values().flatten().all(|(file, _)| file.is_of(&name)));
            assert_eq!(release::releases(&by_version).len(), by_version.len());
        }
    }
    if let Ok(files) = page::read_links(&document) {
        assert!(files.iter().all(|file| !file.filename.is_empty()));
    }
}

/// Metadata of a wheel and of a source distribution: what both understand differs at most in whether it counts.
///
/// # Panics
/// When that does not hold.
pub fn metadata(bytes: &[u8]) {
    let (name, version) = demo();
    let of_wheel = understood(bytes, &name, &version);
    let of_sdist = understood_sdist(bytes, &name, &version);
    assert_eq!(of_wheel.is_ok(), of_sdist.is_ok());
}

/// A wheel, read whole and in parts: both find the same.
///
/// # Panics
/// When that does not hold.
pub fn wheel(bytes: &[u8]) {
    let (name, _) = demo();
    let whole = wheel::member(Cursor::new(bytes), &name);
    let in_parts = wheel::member(Parts { bytes: Cursor::new(bytes), longest: 7 }, &name);
    assert_eq!(whole.as_ref().ok(), in_parts.as_ref().ok());
    if let Ok(contents) = wheel::contents(Cursor::new(bytes), &name, "demo-1.0-py3-none-any.whl") {
        assert_eq!(
            Some(contents.metadata.as_bytes()),
            whole.ok().as_deref().map(String::from_utf8_lossy).as_deref().map(str::as_bytes)
        );
    }
}

/// A source archive of either kind.
///
/// # Panics
/// When that does not hold.
pub fn source_archive(bytes: &[u8]) {
    for format in [ArchiveFormat::GzippedTar, ArchiveFormat::Zip] {
        if let Ok(texts) = sdist::texts(bytes, format, "") {
            assert!(texts.sha256.is_none());
        }
    }
}

/// Reads that bring a few bytes each, as a network's do.
struct Parts<'a> {
    bytes: Cursor<&'a [u8]>,
    longest: usize,
}

impl Read for Parts<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = buffer.len().min(self.longest);
        self.bytes.read(&mut buffer[..length])
    }
}

impl Seek for Parts<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.bytes.seek(to)
    }
}
