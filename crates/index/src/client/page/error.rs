//! Why a page cannot be read.

use std::fmt;

/// What is wrong with a page of the index.
#[derive(Debug)]
pub(crate) enum PageError {
    /// It is not the JSON of a page.
    Json(serde_json::Error),
    /// It is of a version of the API that is not 1.x.
    ApiVersion(String),
    /// It is neither JSON nor HTML.
    ContentType(String),
    /// The address of a file, or of the page, is not one.
    Address { of: String, source: url::ParseError },
}

impl fmt::Display for PageError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Json(error) => error.fmt(formatter),
            Self::ApiVersion(version) => write!(formatter, "its API version `{version}` is not 1.x"),
            Self::ContentType(found) => {
                write!(formatter, "its content type `{found}` is not that of a simple index")
            }
            Self::Address { of, source } => write!(formatter, "the address of `{of}`: {source}"),
        }
    }
}

impl std::error::Error for PageError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Json(error) => Some(error),
            Self::Address { source, .. } => Some(source),
            Self::ApiVersion(_) | Self::ContentType(_) => None,
        }
    }
}
