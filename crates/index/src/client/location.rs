//! Where the index is.

use url::Url;

use crate::client::error::{IndexError, IndexErrorKind};
use crate::client::http::{redacted, without_user};

/// The address of a simple index (PEP 503), with the credentials to use there.
///
/// ```
/// use haggle_index::IndexLocation;
///
/// let location = IndexLocation::new("https://reader:secret@localhost:8080/simple")?;
/// assert_eq!(location.to_string(), "https://localhost:8080/simple/");
/// # Ok::<(), haggle_index::IndexError>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct IndexLocation {
    url: Url,
    /// With the user name and password that it was given with.
    given: Url,
}

impl IndexLocation {
    /// Reads an `http` or `https` URL, whose `user:password@` is used for this host only and never printed; or a `file` URL or path of a
    /// folder of this machine that has one folder for each project.
    pub fn new(text: &str) -> Result<Self, IndexError> {
        let given = url_or_path(text)?;
        let mut url = without_user(&given);
        if !url.path().ends_with('/') {
            let path = format!("{}/", url.path());
            url.set_path(&path);
        }
        Ok(Self { url, given })
    }

    /// Whether it is a folder of this machine.
    pub(crate) fn is_local(&self) -> bool {
        self.url.scheme() == "file"
    }

    /// The page of a project (PEP 503, "normalised names").
    pub(crate) fn page(&self, normalised_name: &str) -> Url {
        let mut url = self.url.clone();
        url.set_path(&format!("{}{normalised_name}/", self.url.path()));
        url
    }

    /// Where it is, without user name and password.
    pub(crate) fn url(&self) -> &Url {
        &self.url
    }

    /// Where it is, as it was given.
    pub(crate) fn given(&self) -> &Url {
        &self.given
    }
}

impl std::fmt::Display for IndexLocation {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&redacted(&self.url))
    }
}

impl std::fmt::Debug for IndexLocation {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "IndexLocation({self})")
    }
}

/// The address of a page that links to files of any projects, or of a folder that holds them.
///
/// ```
/// use haggle_index::LinksLocation;
///
/// assert_eq!(LinksLocation::new("https://me:secret@localhost/links.html")?.to_string(), "https://localhost/links.html");
/// # Ok::<(), haggle_index::IndexError>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct LinksLocation {
    url: Url,
}

impl LinksLocation {
    /// Reads an `http`, `https` or `file` URL or the path of a folder or page.
    pub fn new(text: &str) -> Result<Self, IndexError> {
        Ok(Self { url: url_or_path(text)? })
    }

    pub(crate) fn url(&self) -> &Url {
        &self.url
    }

    pub(crate) fn is_local(&self) -> bool {
        self.url.scheme() == "file"
    }
}

impl std::fmt::Display for LinksLocation {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&redacted(&self.url))
    }
}

impl std::fmt::Debug for LinksLocation {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "LinksLocation({self})")
    }
}

fn url_or_path(text: &str) -> Result<Url, IndexError> {
    let text = text.trim();
    if let Some(url) = existing_path(text) {
        return Ok(url);
    }
    let failed = |error| IndexError::because(without_credentials(text), IndexErrorKind::Url, error);
    let url = Url::parse(text).map_err(failed)?;
    if !matches!(url.scheme(), "http" | "https" | "file") {
        return Err(IndexError::new(without_credentials(text), IndexErrorKind::Scheme));
    }
    Ok(url)
}

/// The URL of what is there at a path.
fn existing_path(text: &str) -> Option<Url> {
    let path = std::path::Path::new(text).canonicalize().ok().filter(|_| !text.is_empty())?;
    if path.is_dir() { Url::from_directory_path(path) } else { Url::from_file_path(path) }.ok()
}

fn without_credentials(text: &str) -> String {
    match (text.find("://"), text.rfind('@')) {
        (Some(scheme), Some(at)) if scheme < at => format!("{}{}", &text[..scheme + 3], &text[at + 1..]),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_stay_out_of_print() {
        let location = IndexLocation::new("https://reader:p%40ss@localhost/simple").unwrap();
        let page = location.page("xattr");
        assert_eq!(page.as_str(), "https://localhost/simple/xattr/");
        assert!(!format!("{location:?} {location}").contains("p%40ss"));
    }

    #[test]
    fn what_is_not_a_place_is_not_an_index() {
        for text in ["", "localhost/simple", "ftp://localhost/simple", "data:x", "https://"] {
            assert!(IndexLocation::new(text).is_err(), "{text}");
        }
        let error = IndexLocation::new("ftp://reader:secret@localhost/").unwrap_err();
        assert!(!error.to_string().contains("secret"));
    }
}
