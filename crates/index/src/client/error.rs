//! What can go wrong between the index, its cache and us.

use std::error::Error;
use std::fmt;
use std::sync::Arc;

/// A failure of the index, of its cache, or of the answer that it gave.
///
/// A project or a file that the index says it does not have is *not* an error: it is a fact
/// ([`PackageFacts::Unavailable`](haggle_spec::release::PackageFacts) and
/// [`ReleaseMetadata::Unknown`](haggle_spec::release::ReleaseMetadata)).
#[derive(Debug, Clone)]
pub struct IndexError {
    url: String,
    kind: IndexErrorKind,
    source: Option<Arc<dyn Error + Send + Sync>>,
}

/// What happened to a request. Where there is a reason, it is the [source](Error::source) of the error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum IndexErrorKind {
    /// No answer: the name does not resolve, the connection failed or timed out, or TLS was refused.
    Unreachable,
    /// An answer whose status is neither success nor "not found".
    Status(u16),
    /// A file or folder of this machine cannot be read.
    Unreadable,
    /// It redirects to where it cannot be followed.
    Redirect,
    /// The client has asked for as long, or read as much, as one run may.
    RunLimit,
    /// There is no such document.
    Absent,
    /// The body is longer than this client is willing to read, in bytes.
    TooLarge(u64),
    /// The answer is not what a simple index gives.
    Malformed,
    /// A source tree does not say what it requires: a build would have to.
    NeedsBuild,
    /// The bytes do not have the SHA-256 that the index, or the URL, announces.
    WrongHash,
    /// The client was told to stay offline and the cache does not hold this.
    Offline,
    /// The cache folder cannot be used.
    Cache,
    /// The address is not a URL.
    Url,
    /// The address is a URL of another scheme than `http`, `https` and `file`.
    Scheme,
    /// The certificates to trust cannot be read.
    Certificates,
    /// The file of certificates to trust holds none.
    NoCertificates,
}

impl IndexErrorKind {
    /// Whether there was an answer which is not that to the question, so that asking once more is worthwhile.
    pub(crate) fn is_bad_answer(self) -> bool {
        matches!(self, Self::Malformed | Self::WrongHash)
    }
}

impl IndexError {
    pub(crate) fn new(url: impl Into<String>, kind: IndexErrorKind) -> Self {
        Self { url: url.into(), kind, source: None }
    }

    pub(crate) fn because(
        url: impl Into<String>,
        kind: IndexErrorKind,
        source: impl Error + Send + Sync + 'static,
    ) -> Self {
        Self { url: url.into(), kind, source: Some(Arc::new(source)) }
    }

    /// The address that was asked, without user name and password; of certificates and the cache, the path.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// What happened.
    pub fn kind(&self) -> IndexErrorKind {
        self.kind
    }

    /// The source in words.
    pub(crate) fn reason(&self) -> String {
        self.source.as_ref().map(ToString::to_string).unwrap_or_default()
    }
}

impl fmt::Display for IndexError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (url, reason) = (&self.url, self.reason());
        match self.kind {
            IndexErrorKind::Unreachable => write!(formatter, "cannot reach `{url}`: {reason}"),
            IndexErrorKind::Status(status @ (401 | 403)) => {
                write!(
                    formatter,
                    "`{url}` refused us with status {status}: give a user name and password in the index URL"
                )?;
                if reason.is_empty() { Ok(()) } else { write!(formatter, " ({reason})") }
            }
            IndexErrorKind::Status(status) => {
                write!(formatter, "`{url}` answered with status {status}")?;
                match status {
                    429 => formatter.write_str(" (too many requests)")?,
                    503 => formatter.write_str(" (service unavailable)")?,
                    _ => {}
                }
                if reason.is_empty() { Ok(()) } else { write!(formatter, ": {reason}") }
            }
            IndexErrorKind::Unreadable => write!(formatter, "cannot read `{url}`: {reason}"),
            IndexErrorKind::Redirect => write!(formatter, "`{url}` does not lead to an answer: {reason}"),
            IndexErrorKind::RunLimit => write!(
                formatter,
                "`{url}` is not asked for, as this run is at its limit: {reason}; what was read so far is kept for the next run"
            ),
            IndexErrorKind::Absent => write!(formatter, "there is no `{url}`"),
            IndexErrorKind::TooLarge(limit) => {
                write!(formatter, "`{url}` is longer than the {limit} bytes that this client reads")
            }
            IndexErrorKind::Malformed => write!(formatter, "`{url}` is malformed: {reason}"),
            IndexErrorKind::NeedsBuild => {
                write!(formatter, "`{url}` would have to be built to know what it requires: {reason}")
            }
            IndexErrorKind::WrongHash => {
                write!(formatter, "`{url}` does not have the hash that the index announces")?;
                if reason.is_empty() { Ok(()) } else { write!(formatter, ": {reason}") }
            }
            IndexErrorKind::Offline => {
                write!(
                    formatter,
                    "`{url}` is not in the cache, and the client is offline: run once without `--offline`"
                )
            }
            IndexErrorKind::Cache => write!(formatter, "the cache at `{url}` cannot be used: {reason}"),
            IndexErrorKind::Url => {
                write!(formatter, "`{url}` is not an address of a package index: {reason}")
            }
            IndexErrorKind::Scheme => write!(
                formatter,
                "`{url}` is not an address of a package index: only `http`, `https`, `file` and folders are supported"
            ),
            IndexErrorKind::Certificates => {
                write!(formatter, "the certificates in `{url}` cannot be used: {reason}")
            }
            IndexErrorKind::NoCertificates => {
                write!(formatter, "the certificates in `{url}` cannot be used: it holds no PEM certificate")
            }
        }
    }
}

impl Error for IndexError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_ref().map(|source| source.as_ref() as &(dyn Error + 'static))
    }
}
