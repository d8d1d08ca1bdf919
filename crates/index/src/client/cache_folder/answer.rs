//! Stored answers, read whole.

use url::Url;

use super::CachePart;
use super::files::{CacheFile, Place};
use crate::client::cache::{EntryHead, sha256_hex, split_entry};
use crate::client::fetched::Document;
use crate::client::http::redacted;
use crate::client::metadata::is_reason;
use crate::client::page::{self, LINKS_ACCEPT, PageFile};
use crate::client::understood::understood;

/// An answer that is what it should be.
pub(super) struct Answer {
    head: EntryHead,
    files: Vec<PageFile>,
}

impl Answer {
    /// The answer in a file, or what is wrong with it.
    pub(super) fn read(file: &CacheFile, bytes: Vec<u8>) -> Result<Self, String> {
        if file.place == Place::Stray {
            return Err("it is not a file of the cache".to_owned());
        }
        let Some((head, body)) = split_entry(bytes) else {
            return Err("its first line does not describe an answer".to_owned());
        };
        if sha256_hex(head.key.as_bytes()) != file.digest() {
            return Err("it lies in the place of another answer".to_owned());
        }
        if !head.has_body(&body) {
            return Err("its body is not the one that was stored".to_owned());
        }
        let files = match head.part() {
            CachePart::List if head.status == 200 => listed(&head, body)?,
            CachePart::FileText => check_text(&head, &body).map(|()| Vec::new())?,
            _ => Vec::new(),
        };
        Ok(Self { head, files })
    }

    pub(super) fn part(&self) -> CachePart {
        self.head.part()
    }

    /// The address of the file that a text was read of, with its announced hash if there is one.
    pub(super) fn of_file(&self) -> String {
        let mut words = self.head.key.split(' ');
        let url = words.next().unwrap_or_default();
        let hash = words.next().and_then(|word| word.strip_prefix("sha256:"));
        format!("{url} {}", hash.unwrap_or_default())
    }

    /// The files of a list, each as [`Answer::of_file`] has it.
    pub(super) fn listed_files(self) -> impl Iterator<Item = String> {
        self.files
            .into_iter()
            .map(|file| format!("{} {}", redacted(&file.url), file.announced().sha256.unwrap_or_default()))
    }
}

fn listed(head: &EntryHead, body: Vec<u8>) -> Result<Vec<PageFile>, String> {
    let url = Url::parse(&head.url).map_err(|error| format!("its address is not one: {error}"))?;
    let document = Document { url, content_type: head.content_type.clone(), body: body.into() };
    let read = match head.project() {
        _ if head.key.ends_with(LINKS_ACCEPT) => page::read_links(&document),
        Some(name) => page::read(&document, &name).map(|content| content.files),
        None => return Err("its address is not that of a project".to_owned()),
    };
    read.map_err(|error| error.to_string())
}

/// What is kept of metadata is that of the release.
fn check_text(head: &EntryHead, body: &[u8]) -> Result<(), String> {
    if !["METADATA", "PKG-INFO"].iter().any(|part| head.key.ends_with(part)) || is_reason(body) {
        return Ok(());
    }
    match head.distribution() {
        Some((name, version, _)) => {
            understood(body, &name, &version).map(drop).map_err(|other| other.to_string())
        }
        None => Err("its address is not that of a distribution".to_owned()),
    }
}
