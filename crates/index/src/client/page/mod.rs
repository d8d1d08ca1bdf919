//! One project's page of the simple index, read from either of its two forms.

mod error;
mod file;
mod html;
mod json;
mod remarks;
mod status;

pub(crate) use file::{MetadataFile, PageFile, PlainFile};
pub(crate) use remarks::ProjectRemarks;
pub use status::{ProjectStatus, ProjectStatusKind};

use haggle_spec::PackageName;

use crate::client::error::{IndexError, IndexErrorKind};
use crate::client::fetched::Document;
use crate::client::http::redacted;
use error::PageError;

/// What is asked for: JSON (PEP 691) is preferred, HTML (PEP 503) is understood.
pub(crate) const ACCEPT: &str =
    "application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.01";

/// What is asked for where a page has the links of many projects.
pub(crate) const LINKS_ACCEPT: &str = "text/html";

/// The most files of a page: the largest known ones have half as many.
const MOST_FILES: usize = 100_000;

/// Reads the links of a page that is not that of one project.
pub(crate) fn read_links(document: &Document) -> Result<Vec<PageFile>, IndexError> {
    html::read_links(document)
        .map_err(|error| IndexError::because(redacted(&document.url), IndexErrorKind::Malformed, error))
}

/// What the page of a project says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PageContent {
    pub(crate) files: Vec<PageFile>,
    pub(crate) remarks: ProjectRemarks,
}

/// Reads the page of a project, of whichever form the server chose.
pub(crate) fn read(document: &Document, name: &PackageName) -> Result<PageContent, IndexError> {
    let content_type = document.content_type.as_deref().unwrap_or("text/html");
    let media_type = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let content = match media_type.as_str() {
        "application/vnd.pypi.simple.v1+json" | "application/json" => json::read(document, name),
        "application/vnd.pypi.simple.v1+html" | "text/html" | "application/xhtml+xml" => {
            html::read(document, name)
        }
        other => Err(PageError::ContentType(other.to_owned())),
    };
    content
        .map(|(files, remarks)| PageContent { files, remarks })
        .map_err(|error| IndexError::because(redacted(&document.url), IndexErrorKind::Malformed, error))
}
