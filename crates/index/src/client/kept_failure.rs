//! Why nothing could be made from a released file, remembered for runs that may not ask again.

use std::io;

use url::Url;

use crate::client::error::{IndexError, IndexErrorKind};
use crate::client::fetched::Fetched;
use crate::client::http::redacted;

/// A failure that lies in the file, and not on the way to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum KeptFailure {
    /// The server does not have it, by this status.
    Absent(u16),
    /// It is longer than so many bytes.
    TooLarge(u64),
    /// It cannot be read, for this reason.
    Malformed(String),
}

impl KeptFailure {
    /// That of an outcome, if it is one.
    pub(crate) fn of<Value>(outcome: &Result<Fetched<Value>, IndexError>) -> Option<Self> {
        match outcome {
            Ok(Fetched::Found(_)) => None,
            Ok(Fetched::Absent(status)) => Some(Self::Absent(*status)),
            Err(error) => match error.kind() {
                IndexErrorKind::TooLarge(limit) => Some(Self::TooLarge(limit)),
                IndexErrorKind::Malformed => Some(Self::Malformed(error.reason())),
                _ => None,
            },
        }
    }

    /// The outcome again.
    pub(crate) fn again<Value>(self, url: &Url) -> Result<Fetched<Value>, IndexError> {
        match self {
            Self::Absent(status) => Ok(Fetched::Absent(status)),
            Self::TooLarge(limit) => Err(IndexError::new(redacted(url), IndexErrorKind::TooLarge(limit))),
            Self::Malformed(reason) => {
                let reason = io::Error::other(reason);
                Err(IndexError::because(redacted(url), IndexErrorKind::Malformed, reason))
            }
        }
    }

    /// As it is stored.
    pub(crate) fn text(&self) -> Vec<u8> {
        match self {
            Self::Absent(status) => format!("absent {status}"),
            Self::TooLarge(limit) => format!("too-large {limit}"),
            Self::Malformed(reason) => format!("malformed {reason}"),
        }
        .into_bytes()
    }

    /// As it was stored.
    pub(crate) fn from_text(text: &[u8]) -> Option<Self> {
        let (kind, rest) = std::str::from_utf8(text).ok()?.split_once(' ')?;
        match kind {
            "absent" => rest.parse().ok().map(Self::Absent),
            "too-large" => rest.parse().ok().map(Self::TooLarge),
            "malformed" => Some(Self::Malformed(rest.to_owned())),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_comes_back_as_it_was_stored() {
        for failure in [
            KeptFailure::Absent(410),
            KeptFailure::TooLarge(7),
            KeptFailure::Malformed("invalid gzip header".to_owned()),
        ] {
            assert_eq!(KeptFailure::from_text(&failure.text()), Some(failure));
        }
        for text in [&b""[..], b"absent x", b"other 1", b"malformed", b"\xff 1"] {
            assert_eq!(KeptFailure::from_text(text), None);
        }
    }
}
