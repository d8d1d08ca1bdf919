//! Who we are at which host. Credentials leave this module as the header of a request to their own host, and as a hash.

mod keyring;
mod netrc;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::percent_decode_str;
use url::{Origin, Url};

use crate::client::cache::sha256_hex;
use crate::client::http::redacted;
use crate::client::location::IndexLocation;
use netrc::{Login, Netrc};

/// Where user names and passwords are looked for beside the addresses themselves.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CredentialSources {
    /// A file in the format of `.netrc`; one that cannot be read has none.
    pub netrc: Option<PathBuf>,
    /// The program that is asked as `PROGRAM get SERVICE USER` for the password at an index, where neither its address nor the file has
    /// one; `keyring` is such a program.
    pub keyring: Option<String>,
}

/// The credentials of a client.
pub(crate) struct Credentials {
    indexes: Vec<IndexLocation>,
    netrc: Netrc,
    keyring: Option<String>,
    /// What the program said, by origin.
    asked: Mutex<BTreeMap<String, Option<String>>>,
}

impl Credentials {
    pub(crate) fn new(indexes: Vec<IndexLocation>, sources: &CredentialSources) -> Self {
        let text = sources.netrc.as_ref().and_then(|path| std::fs::read(path).ok()).unwrap_or_default();
        let netrc = Netrc::parse(&String::from_utf8_lossy(&text));
        Self { indexes, netrc, keyring: sources.keyring.clone(), asked: Mutex::default() }
    }

    /// The `Authorization` header for a request: what the URL says; what an index on the same scheme, host and port says; what the file
    /// has for the host; what the program knows for an index there.
    pub(crate) fn authorization_for(&self, url: &Url) -> Option<String> {
        let of_origin = |location: &&IndexLocation| location.url().origin() == url.origin();
        basic_authorization(url)
            .or_else(|| {
                self.indexes.iter().filter(of_origin).find_map(|index| basic_authorization(index.given()))
            })
            .or_else(|| self.netrc.login(url.host_str()?).map(header))
            .or_else(|| {
                let index = self.indexes.iter().find(of_origin)?;
                self.of_keyring(index, &url.origin())
            })
            // A name alone may be a token, and its password empty.
            .or_else(|| name_alone(url))
            .or_else(|| self.indexes.iter().filter(of_origin).find_map(|index| name_alone(index.given())))
    }

    /// Tells what was answered to some credentials from what is answered to others: a hash that is of no use without them. Secret
    /// parameters count as credentials. Empty where there are none.
    pub(crate) fn tag_for(&self, url: &Url) -> String {
        let authorization = self.authorization_for(url);
        let shown = redacted(url);
        let has_secrets = url.query().is_some_and(|query| !shown.contains(query));
        if authorization.is_none() && !has_secrets {
            return String::new();
        }
        let secrets = url.query().filter(|_| has_secrets).unwrap_or_default();
        let hash =
            sha256_hex(format!("{shown}\n{}\n{secrets}", authorization.unwrap_or_default()).as_bytes());
        format!(" credentials:{}", &hash[..16])
    }

    fn of_keyring(&self, index: &IndexLocation, origin: &Origin) -> Option<String> {
        let program = self.keyring.as_deref()?;
        // One question for all that ask at the same time.
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        let known = asked.entry(origin.ascii_serialization()).or_insert_with(|| {
            let url = index.url();
            let host = match (url.host_str().unwrap_or_default(), url.port()) {
                (host, Some(port)) => format!("{host}:{port}"),
                (host, None) => host.to_owned(),
            };
            let user = percent_decode_str(index.given().username()).decode_utf8_lossy().into_owned();
            let user = Some(user.as_str()).filter(|user| !user.is_empty());
            let services = [url.as_str().trim_end_matches('/'), url.as_str(), &host];
            keyring::login(program, &services, user).as_ref().map(header)
        });
        known.clone()
    }
}

fn header(login: &Login) -> String {
    format!("Basic {}", STANDARD.encode(format!("{}:{}", login.user, login.password)))
}

/// The `Authorization` header for the user name and password of a URL; without a password, none.
fn basic_authorization(url: &Url) -> Option<String> {
    let password = url.password()?;
    let mut pair: Vec<u8> = percent_decode_str(url.username()).collect();
    pair.push(b':');
    pair.extend(percent_decode_str(password));
    Some(format!("Basic {}", STANDARD.encode(pair)))
}

fn name_alone(url: &Url) -> Option<String> {
    let user: Vec<u8> = percent_decode_str(url.username()).chain([b':']).collect();
    (!url.username().is_empty()).then(|| format!("Basic {}", STANDARD.encode(user)))
}

/// The header for the credentials of a URL, whether it has a password or not.
pub(crate) fn authorization_in(url: &Url) -> Option<String> {
    basic_authorization(url).or_else(|| name_alone(url))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn credentials(index: &str, netrc: &str) -> Credentials {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), netrc).unwrap();
        let sources = CredentialSources { netrc: Some(file.path().to_owned()), keyring: None };
        Credentials::new(vec![IndexLocation::new(index).unwrap()], &sources)
    }

    fn basic(pair: &str) -> String {
        format!("Basic {}", STANDARD.encode(pair))
    }

    #[test]
    fn credentials_stay_on_their_own_host() {
        let known =
            credentials("https://reader:p%40ss@localhost/simple", "machine other login me password x");
        let check = |url: &str, expected: Option<&str>| {
            let expected = expected.map(basic);
            assert_eq!(known.authorization_for(&Url::parse(url).unwrap()), expected, "{url}");
        };
        check("https://localhost/simple/xattr/", Some("reader:p@ss"));
        check("https://a:b@localhost/simple/xattr/", Some("a:b"));
        for other in ["http://localhost/a", "https://localhost:8443/a", "https://files.localhost/a"] {
            check(other, None);
        }
        check("http://other/a", Some("me:x"));
        check("https://token@third/a", Some("token:"));
    }

    #[test]
    fn a_name_alone_is_looked_up_before_it_is_sent() {
        let token = credentials("https://token@localhost/simple", "");
        let url = Url::parse("https://localhost/simple/a/").unwrap();
        assert_eq!(token.authorization_for(&url), Some(basic("token:")));
        let known = credentials("https://me@localhost/simple", "machine localhost login me password x");
        assert_eq!(known.authorization_for(&url), Some(basic("me:x")));
    }

    #[test]
    fn answers_to_other_credentials_have_another_tag() {
        let url = Url::parse("https://localhost/simple/a/").unwrap();
        let tag = |index: &str| credentials(index, "").tag_for(&url);
        assert_eq!(tag("https://localhost/simple"), "");
        assert_ne!(tag("https://a:b@localhost/simple"), tag("https://a:c@localhost/simple"));
        let with = |query: &str| {
            credentials("https://localhost/simple", "")
                .tag_for(&Url::parse(&format!("https://h/a?{query}")).unwrap())
        };
        assert_eq!(with("v=1"), "");
        assert_ne!(with("token=1"), with("token=2"));
        assert!(!with("token=secret").contains("secret"));
    }
}
