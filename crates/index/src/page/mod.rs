//! One project's page of the simple index, read from either of its two forms.

mod html;
mod json;

use url::Url;

use crate::error::{IndexError, IndexErrorKind};
use crate::fetch::Document;
use crate::http::redacted;

/// What is asked for: JSON (PEP 691) is preferred, HTML (PEP 503) is understood.
pub(crate) const ACCEPT: &str =
    "application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.01";

/// One file of a project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PageFile {
    pub(crate) filename: String,
    pub(crate) url: Url,
    /// Lowercase hex.
    pub(crate) sha256: Option<String>,
    /// `Requires-Python` as given.
    pub(crate) requires_python: Option<String>,
    /// PEP 592: the reason, which may be empty.
    pub(crate) yanked: Option<String>,
    /// PEP 700, RFC 3339 in UTC.
    pub(crate) upload_time: Option<String>,
    /// PEP 700, bytes.
    pub(crate) size: Option<u64>,
    pub(crate) metadata_file: MetadataFile,
}

/// Whether `URL.metadata` is there (PEP 658 and 714).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum MetadataFile {
    /// The index offers it, perhaps with its SHA-256.
    Offered { sha256: Option<String> },
    /// The index says that there is none.
    Denied,
    /// The index says nothing: asking may be worthwhile.
    Unsaid,
}

/// Reads a page of whichever form the server chose.
pub(crate) fn read(document: &Document) -> Result<Vec<PageFile>, IndexError> {
    let content_type = document.content_type.as_deref().unwrap_or("text/html");
    let media_type = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let files = match media_type.as_str() {
        "application/vnd.pypi.simple.v1+json" | "application/json" => json::read(document),
        "application/vnd.pypi.simple.v1+html" | "text/html" | "application/xhtml+xml" => html::read(document),
        other => Err(format!("its content type `{other}` is not that of a simple index")),
    };
    files.map_err(|reason| IndexError::new(redacted(&document.url), IndexErrorKind::Malformed(reason)))
}
