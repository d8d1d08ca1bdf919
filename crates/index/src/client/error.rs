//! What can go wrong between the index, its cache and us.

use std::fmt;

/// A failure of the index, of its cache, or of the answer that it gave.
///
/// A project or a file that the index says it does not have is *not* an error: it is a fact
/// ([`PackageFacts::Unavailable`](haggle_spec::release::PackageFacts) and
/// [`ReleaseMetadata::Unknown`](haggle_spec::release::ReleaseMetadata)).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexError {
    /// The address that was asked, without user name and password.
    pub url: String,
    /// What happened.
    pub kind: IndexErrorKind,
}

/// What happened to a request.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum IndexErrorKind {
    /// No answer: the name does not resolve, the connection failed or timed out, or TLS was refused.
    Unreachable(String),
    /// An answer whose status is neither success nor "not found".
    Status(u16),
    /// The body is longer than this client is willing to read, in bytes.
    TooLarge(u64),
    /// The answer is not what a simple index gives.
    Malformed(String),
    /// The bytes do not have the SHA-256 that the index announces.
    WrongHash,
    /// The client was told to stay offline and the cache does not hold this.
    Offline,
    /// The cache folder cannot be used.
    Cache(String),
    /// The address is not an `http` or `https` URL.
    Url(String),
    /// The certificates to trust cannot be read.
    Certificates(String),
}

impl IndexError {
    pub(crate) fn new(url: impl Into<String>, kind: IndexErrorKind) -> Self {
        Self { url: url.into(), kind }
    }
}

impl fmt::Display for IndexError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let url = &self.url;
        match &self.kind {
            IndexErrorKind::Unreachable(reason) => write!(formatter, "cannot reach `{url}`: {reason}"),
            IndexErrorKind::Status(status @ (401 | 403)) => {
                write!(
                    formatter,
                    "`{url}` refused us with status {status}: give a user name and password in the index URL"
                )
            }
            IndexErrorKind::Status(status) => write!(formatter, "`{url}` answered with status {status}"),
            IndexErrorKind::TooLarge(limit) => {
                write!(formatter, "`{url}` is longer than the {limit} bytes that this client reads")
            }
            IndexErrorKind::Malformed(reason) => write!(formatter, "`{url}` is malformed: {reason}"),
            IndexErrorKind::WrongHash => {
                write!(formatter, "`{url}` does not have the hash that the index announces")
            }
            IndexErrorKind::Offline => {
                write!(
                    formatter,
                    "`{url}` is not in the cache, and the client is offline: run once without `--offline`"
                )
            }
            IndexErrorKind::Cache(reason) => {
                write!(formatter, "the cache at `{url}` cannot be used: {reason}")
            }
            IndexErrorKind::Url(reason) => {
                write!(formatter, "`{url}` is not an address of a package index: {reason}")
            }
            IndexErrorKind::Certificates(reason) => {
                write!(formatter, "the certificates in `{url}` cannot be used: {reason}")
            }
        }
    }
}

impl std::error::Error for IndexError {}
