//! Where the index is.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::percent_decode_str;
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
    authorization: Option<String>,
}

impl IndexLocation {
    /// Reads an `http` or `https` URL; `user:password@` in it is used for this host only and never printed.
    pub fn new(text: &str) -> Result<Self, IndexError> {
        let text = text.trim();
        let failed = |error| IndexError::because(without_credentials(text), IndexErrorKind::Url, error);
        let mut url = Url::parse(text).map_err(failed)?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(IndexError::new(without_credentials(text), IndexErrorKind::Scheme));
        }
        let authorization = basic_authorization(&url);
        url = without_user(&url);
        if !url.path().ends_with('/') {
            let path = format!("{}/", url.path());
            url.set_path(&path);
        }
        Ok(Self { url, authorization })
    }

    /// The page of a project (PEP 503, "normalised names").
    pub(crate) fn page(&self, normalised_name: &str) -> Url {
        let mut url = self.url.clone();
        url.set_path(&format!("{}{normalised_name}/", self.url.path()));
        url
    }

    /// The `Authorization` header for a request to `url`: only on the index's own scheme, host and port.
    pub(crate) fn authorization_for(&self, url: &Url) -> Option<String> {
        basic_authorization(url).or_else(|| {
            let same = url.origin() == self.url.origin();
            self.authorization.clone().filter(|_| same)
        })
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

/// The `Authorization` header for the user name and password of a URL.
pub(crate) fn basic_authorization(url: &Url) -> Option<String> {
    if url.username().is_empty() && url.password().is_none() {
        return None;
    }
    let mut pair: Vec<u8> = percent_decode_str(url.username()).collect();
    pair.push(b':');
    pair.extend(percent_decode_str(url.password().unwrap_or_default()));
    Some(format!("Basic {}", STANDARD.encode(pair)))
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
    fn credentials_stay_on_their_own_origin_and_out_of_print() {
        let location = IndexLocation::new("https://reader:p%40ss@localhost/simple").unwrap();
        let page = location.page("xattr");
        assert_eq!(page.as_str(), "https://localhost/simple/xattr/");
        assert_eq!(location.authorization_for(&page).as_deref(), Some("Basic cmVhZGVyOnBAc3M="));
        for other in ["http://localhost/a", "https://localhost:8443/a", "https://files.localhost/a"] {
            assert_eq!(location.authorization_for(&Url::parse(other).unwrap()), None);
        }
        assert!(!format!("{location:?} {location}").contains("p%40ss"));
    }

    #[test]
    fn only_http_is_an_index() {
        for text in ["", "localhost/simple", "ftp://localhost/simple", "file:///srv/index", "https://"] {
            assert!(IndexLocation::new(text).is_err(), "{text}");
        }
        let error = IndexLocation::new("ftp://reader:secret@localhost/").unwrap_err();
        assert!(!error.to_string().contains("secret"));
    }
}
