//! One document from anywhere, without an index.

use url::Url;

use crate::client::credentials::authorization_in;
use crate::client::error::{IndexError, IndexErrorKind};
use crate::client::http::{Http, HttpSettings, Request, redacted, refused};

/// The bytes at an `http` or `https` URL, past every cache; at most `limit` of them. A user name and password in the URL are sent to
/// its host.
///
/// ```no_run
/// use haggle_index::{HttpSettings, download};
///
/// let text = download("http://localhost:8080/constraints.txt", &HttpSettings::default(), 1 << 20)?;
/// # Ok::<(), haggle_index::IndexError>(())
/// ```
///
/// # Errors
/// It is not such a URL, or there is no such document, or it is longer.
pub fn download(url: &str, settings: &HttpSettings, limit: u64) -> Result<Vec<u8>, IndexError> {
    let shown = || haggle_spec::without_secrets(url).into_owned();
    let parsed = Url::parse(url).map_err(|error| IndexError::because(shown(), IndexErrorKind::Url, error))?;
    if !matches!(parsed.scheme(), "http" | "https") {
        return Err(IndexError::new(shown(), IndexErrorKind::Scheme));
    }
    // Where it redirects elsewhere, its credentials stay behind.
    let authorization = |url: &Url| {
        authorization_in(url)
            .or_else(|| authorization_in(&parsed).filter(|_| url.origin() == parsed.origin()))
    };
    let request = Request {
        url: &parsed,
        headers: Vec::new(),
        limit,
        limit_of_part: limit,
        authorization: &authorization,
    };
    let response = Http::new(settings).send(&request)?;
    match response.status {
        200 => Ok(response.body.to_vec()),
        404 | 410 => Err(IndexError::new(redacted(&parsed), IndexErrorKind::Absent)),
        _ => Err(refused(&parsed, &response)),
    }
}

/// The URL that a reference leads to from a base URL (RFC 3986); nothing if there is none.
pub fn joined_url(base: &str, reference: &str) -> Option<String> {
    Some(Url::parse(base).ok()?.join(reference).ok()?.to_string())
}

/// The path that a `file:` URL names.
pub fn path_of_url(url: &str) -> Option<std::path::PathBuf> {
    Url::parse(url).ok().filter(|url| url.scheme() == "file")?.to_file_path().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_relative_to_their_document() {
        for (reference, expected) in [
            ("c.txt", Some("http://localhost/a/c.txt")),
            ("../c.txt", Some("http://localhost/c.txt")),
            ("/c.txt", Some("http://localhost/c.txt")),
            ("https://h/c.txt", Some("https://h/c.txt")),
            ("file:///c.txt", Some("file:///c.txt")),
            ("https://[", None),
        ] {
            assert_eq!(joined_url("http://localhost/a/r.txt?x=1", reference).as_deref(), expected);
        }
    }

    #[test]
    fn only_http_is_downloaded() {
        for url in ["file:///etc/hosts", "ftp://localhost/a", "a.txt"] {
            assert!(download(url, &HttpSettings::default(), 1).is_err(), "{url}");
        }
    }
}
