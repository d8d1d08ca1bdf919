//! Addresses as they may be printed and asked for.

use url::Url;

/// How many bytes there are, as HTTP counts them.
pub(crate) fn length_of(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}

/// The URL without user name, password and secret parameters, as it may be printed.
pub(crate) fn redacted(url: &Url) -> String {
    haggle_spec::without_secrets(url.as_str()).into_owned()
}

/// The URL without user name and password: these travel in a header only.
pub(crate) fn without_user(url: &Url) -> Url {
    let mut bare = url.clone();
    // These fail only on URLs that cannot have a host, and such a URL has no credentials either.
    let _ = bare.set_username("");
    let _ = bare.set_password(None);
    bare
}
