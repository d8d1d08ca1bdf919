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
