//! PEP 503, with the attributes of PEP 592, 658 and 714. `html5gum` shows up in this file only.

use std::collections::BTreeMap;

use html5gum::{Token, Tokenizer};
use percent_encoding::percent_decode_str;
use url::Url;

use super::error::PageError;
use super::file::{MetadataFile, PageFile};
use crate::client::fetch::Document;

/// The attributes of a start tag that matter here.
type Tag = html5gum::StartTag<()>;

pub(super) fn read(document: &Document) -> Result<Vec<PageFile>, PageError> {
    let mut base = document.url.clone();
    let mut files = Vec::new();
    for token in Tokenizer::new(document.body.as_slice()) {
        // Reading from memory cannot fail.
        let Ok(Token::StartTag(tag)) = token else { continue };
        match tag.name.0.as_slice() {
            b"base" => {
                if let Some(href) = attribute(&tag, "href") {
                    base = joined(&base, &href)?;
                }
            }
            b"meta" if attribute(&tag, "name").as_deref() == Some("pypi:repository-version") => {
                let version = attribute(&tag, "content").unwrap_or_default();
                if version.split('.').next() != Some("1") {
                    return Err(PageError::ApiVersion(version));
                }
            }
            b"a" => files.extend(anchor(&base, &tag)?),
            _ => {}
        }
    }
    Ok(files)
}

fn joined(base: &Url, href: &str) -> Result<Url, PageError> {
    base.join(href.trim()).map_err(|source| PageError::Address { of: href.to_owned(), source })
}

/// An anchor without an address, or whose address has no last segment, is not a file.
fn anchor(base: &Url, tag: &Tag) -> Result<Option<PageFile>, PageError> {
    let Some(href) = attribute(tag, "href") else { return Ok(None) };
    let mut url = joined(base, &href)?;
    let hashes = url.fragment().map(hashes_in).unwrap_or_default();
    url.set_fragment(None);
    let last = url.path_segments().and_then(|mut segments| segments.next_back()).unwrap_or_default();
    let Ok(filename) = percent_decode_str(last).decode_utf8().map(std::borrow::Cow::into_owned) else {
        return Ok(None);
    };
    if filename.is_empty() {
        return Ok(None);
    }
    Ok(Some(PageFile {
        filename,
        url,
        hashes,
        requires_python: attribute(tag, "data-requires-python").filter(|text| !text.trim().is_empty()),
        yanked: attribute(tag, "data-yanked"),
        upload_time: None,
        size: None,
        metadata_file: metadata_file(tag),
    }))
}

/// PEP 658 with the name of PEP 714 first: the value is `true` or `sha256=...`.
fn metadata_file(tag: &Tag) -> MetadataFile {
    match attribute(tag, "data-core-metadata").or_else(|| attribute(tag, "data-dist-info-metadata")) {
        None => MetadataFile::Unsaid,
        Some(value) if value.eq_ignore_ascii_case("false") => MetadataFile::Denied,
        Some(value) => MetadataFile::Offered { sha256: sha256_in(&value).map(str::to_ascii_lowercase) },
    }
}

/// PEP 503 lets a page name a hash by any algorithm that every Python has.
fn hashes_in(fragment: &str) -> BTreeMap<String, String> {
    const ALGORITHMS: [&str; 6] = ["md5", "sha1", "sha224", "sha256", "sha384", "sha512"];
    fragment
        .split('&')
        .filter_map(|part| part.split_once('='))
        .filter(|(name, hash)| ALGORITHMS.contains(name) && !hash.is_empty())
        .map(|(name, hash)| (name.to_owned(), hash.to_ascii_lowercase()))
        .collect()
}

fn sha256_in(text: &str) -> Option<&str> {
    text.split('&').find_map(|part| part.strip_prefix("sha256=")).filter(|hash| !hash.is_empty())
}

fn attribute(tag: &Tag, name: &str) -> Option<String> {
    tag.attributes.get(name.as_bytes()).map(|value| String::from_utf8_lossy(value).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(body: &str) -> Result<Vec<PageFile>, PageError> {
        let url = Url::parse("http://localhost/simple/demo/").unwrap();
        read(&Document { url, content_type: None, body: body.as_bytes().to_vec() })
    }

    #[test]
    fn reads_every_attribute() {
        let files = read_text(
            "<!DOCTYPE html><html><head><meta name=\"pypi:repository-version\" content=\"1.1\"></head><body>\
             <!-- <a href='not-a-file-1.0.tar.gz'>commented out</a> -->\
             <a href='../../files/demo-1.0%2Blocal-py3-none-any.whl#sha256=AB' data-requires-python='&gt;=3.9, &lt;4'\
                data-yanked='it &amp; that' data-core-metadata='sha256=cd'>demo</a>\
             <A HREF=demo-0.9.tar.gz DATA-YANKED>demo</A><a name='top'>no file</a>",
        )
        .unwrap();
        let whole = PageFile {
            filename: "demo-1.0+local-py3-none-any.whl".into(),
            url: Url::parse("http://localhost/files/demo-1.0%2Blocal-py3-none-any.whl").unwrap(),
            hashes: [("sha256".to_owned(), "ab".to_owned())].into(),
            requires_python: Some(">=3.9, <4".into()),
            yanked: Some("it & that".into()),
            upload_time: None,
            size: None,
            metadata_file: MetadataFile::Offered { sha256: Some("cd".into()) },
        };
        let bare = PageFile {
            filename: "demo-0.9.tar.gz".into(),
            url: Url::parse("http://localhost/simple/demo/demo-0.9.tar.gz").unwrap(),
            hashes: BTreeMap::new(),
            requires_python: None,
            yanked: Some(String::new()),
            metadata_file: MetadataFile::Unsaid,
            ..whole.clone()
        };
        assert_eq!(files, [whole, bare]);
    }

    #[test]
    fn base_element_moves_relative_addresses() {
        let files = read_text("<base href='http://localhost:81/other/'><a href='a-1.0.zip'>a</a>").unwrap();
        assert_eq!(files[0].url.as_str(), "http://localhost:81/other/a-1.0.zip");
    }

    #[test]
    fn another_major_api_version_is_refused() {
        let error = read_text("<meta name='pypi:repository-version' content='2.0'>").unwrap_err();
        assert_eq!(error.to_string(), "its API version `2.0` is not 1.x");
    }
}
