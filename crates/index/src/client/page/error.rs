//! Why a page cannot be read.

use std::fmt;

/// What is wrong with a page of the index.
#[derive(Debug)]
pub(crate) enum PageError {
    /// It is not the JSON of a page.
    Json(serde_json::Error),
    /// It is of a version of the API that is not 1.x.
    ApiVersion(String),
    /// It is the page of another project.
    OtherProject(String),
    /// It is HTML without a file in it, and does not say that it is a page of an index.
    NoIndex,
    /// It has more files than so many.
    TooManyFiles(usize),
    /// It is neither JSON nor HTML.
    ContentType(String),
}

impl fmt::Display for PageError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Json(error) => error.fmt(formatter),
            Self::ApiVersion(version) => write!(formatter, "its API version `{version}` is not 1.x"),
            Self::OtherProject(found) => write!(formatter, "it is the page of `{found}`"),
            Self::NoIndex => formatter.write_str(
                "it is a web page that links to no distribution and does not say that it is of an index; \
                 perhaps it asks to log in",
            ),
            Self::TooManyFiles(most) => {
                write!(formatter, "it lists more than {most} files, which is as many as this client reads")
            }
            Self::ContentType(found) => {
                write!(formatter, "its content type `{found}` is not that of a simple index")
            }
        }
    }
}

impl std::error::Error for PageError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Json(error) => Some(error),
            Self::ApiVersion(_)
            | Self::OtherProject(_)
            | Self::NoIndex
            | Self::TooManyFiles(_)
            | Self::ContentType(_) => None,
        }
    }
}
