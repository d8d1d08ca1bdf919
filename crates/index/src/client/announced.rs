//! What is known of a released file before it is read, and whether what came is that file.

use std::io;

use url::Url;

use crate::client::cache::sha256_hex;
use crate::client::error::{IndexError, IndexErrorKind};
use crate::client::http::redacted;

/// What is known of a released file before it is read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Announced<'a> {
    /// In lowercase hexadecimal.
    pub(crate) sha256: Option<&'a str>,
    /// In bytes.
    pub(crate) size: Option<u64>,
}

impl Announced<'_> {
    /// Whether the bytes are the whole of the file.
    pub(crate) fn check(self, url: &Url, body: &[u8]) -> Result<(), IndexError> {
        let Some(announced) = self.sha256 else { return Ok(()) };
        let found = sha256_hex(body);
        if found == announced {
            return Ok(());
        }
        let reason = format!("sha256 {announced} is announced, and the bytes that came have {found}");
        Err(IndexError::because(redacted(url), IndexErrorKind::WrongHash, io::Error::other(reason)))
    }

    /// How much is read of the file, where so much is read of any: what goes on behind its end is not the file.
    pub(crate) fn limit(self, most: u64) -> u64 {
        self.size.map_or(most, |size| size.min(most))
    }

    /// The same failure, where it is that more came than the file has, as that.
    pub(crate) fn explained(self, url: &Url, error: IndexError) -> IndexError {
        match (error.kind(), self.size) {
            (IndexErrorKind::TooLarge(limit), Some(size)) if limit == size => {
                let kind =
                    if self.sha256.is_some() { IndexErrorKind::WrongHash } else { IndexErrorKind::Malformed };
                let reason = format!("more bytes come than the {size} that the index announces");
                IndexError::because(redacted(url), kind, io::Error::other(reason))
            }
            _ => error,
        }
    }

    /// Whether a file of so many bytes can be the file, of which only parts are read.
    pub(crate) fn check_length(self, url: &Url, length: u64) -> Result<(), IndexError> {
        match self.size {
            Some(size) if size != length => {
                let reason = format!("it has {length} bytes, and the index announces {size}");
                Err(IndexError::because(redacted(url), IndexErrorKind::Malformed, io::Error::other(reason)))
            }
            _ => Ok(()),
        }
    }
}
