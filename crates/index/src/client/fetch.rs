//! HTTP through the cache, with credentials kept to their own host.

use std::collections::BTreeSet;
use std::time::Duration;

use haggle_spec::PackageName;
use url::Url;

use crate::client::cache::{Cache, EntryHead, now};
use crate::client::error::{IndexError, IndexErrorKind};
use crate::client::http::{Http, Request, Response, redacted, refused, without_user};
use crate::client::location::IndexLocation;

/// The longest page or metadata file that is read, in bytes: the largest known page has 40 million.
pub(crate) const PAGE_LIMIT: u64 = 256 << 20;
/// Pages whose server says nothing about caching are used this long without asking again, as pip and uv do.
const PAGE_FRESHNESS: Duration = Duration::from_secs(10 * 60);

/// Whether a cache may answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Connection {
    /// Ask servers when the cache has no fresh answer.
    Online,
    /// Ask nobody: what the cache holds is used whatever its age, and all else is an error.
    Offline,
}

/// Of what the cache may not answer, whatever its age: the server is asked again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refresh {
    /// All of it.
    All,
    /// What is known of these projects.
    Packages(BTreeSet<PackageName>),
}

impl Default for Refresh {
    fn default() -> Self {
        Self::Packages(BTreeSet::new())
    }
}

impl Refresh {
    /// Whether what is about the project is asked for again; `None` is about no project in particular.
    fn has(&self, name: Option<&PackageName>) -> bool {
        match self {
            Self::All => true,
            Self::Packages(names) => name.is_some_and(|name| names.contains(name)),
        }
    }
}

pub(crate) struct Fetcher {
    pub(crate) http: Http,
    cache: Option<Cache>,
    connection: Connection,
    location: IndexLocation,
    refresh: Refresh,
}

/// How long an answer may be used without asking again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lifetime {
    /// As long as the server says, else [`PAGE_FRESHNESS`]; then it is revalidated.
    AsServed,
    /// For ever: a released file never changes.
    Immutable,
}

/// What a server or the cache said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fetched {
    Found(Document),
    /// The server says, by this status, that there is no such thing (404 or 410).
    Absent(u16),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Document {
    pub(crate) url: Url,
    pub(crate) content_type: Option<String>,
    pub(crate) body: Vec<u8>,
}

impl Fetcher {
    pub(crate) fn new(
        http: Http,
        cache: Option<Cache>,
        connection: Connection,
        location: IndexLocation,
        refresh: Refresh,
    ) -> Self {
        Self { http, cache, connection, location, refresh }
    }

    /// The document at `url`, which is about `name`, from the cache when that is allowed and fresh.
    pub(crate) fn document(
        &self,
        url: &Url,
        name: &PackageName,
        accept: &'static str,
        lifetime: Lifetime,
    ) -> Result<Fetched, IndexError> {
        let key = format!("{} {accept}", redacted(url));
        let stored = self.cache.as_ref().and_then(|cache| cache.read(&key));
        if let Some((head, body)) = &stored
            && (head.is_fresh(now()) && !self.refresh.has(Some(name))
                || self.connection == Connection::Offline)
        {
            return stored_document(url, head, body.clone());
        }
        self.require_online(url)?;
        let mut headers = vec![("accept", accept.to_owned())];
        if let Some((head, _)) = &stored {
            headers.extend(head.etag.clone().map(|etag| ("if-none-match", etag)));
            headers.extend(head.last_modified.clone().map(|date| ("if-modified-since", date)));
        }
        let response = self.send(url, headers, PAGE_LIMIT)?;
        if response.status == 304
            && let Some((mut head, body)) = stored
        {
            head.fresh_until = fresh_until(&response, lifetime);
            head.etag = response.header("etag").map(str::to_owned).or(head.etag);
            self.store(&response, head.clone(), &body)?;
            return stored_document(url, &head, body);
        }
        let mut head = EntryHead::new(key, redacted(&response.url), response.status);
        head.content_type = response.header("content-type").map(str::to_owned);
        head.etag = response.header("etag").map(str::to_owned);
        head.last_modified = response.header("last-modified").map(str::to_owned);
        // That something is absent is never for ever.
        let lifetime = if response.status == 200 { lifetime } else { Lifetime::AsServed };
        head.fresh_until = fresh_until(&response, lifetime);
        match response.status {
            200 => {
                self.store(&response, head.clone(), &response.body)?;
                let Response { body, url, .. } = response;
                Ok(Fetched::Found(Document { url, content_type: head.content_type, body }))
            }
            404 | 410 => {
                self.store(&response, head, b"")?;
                Ok(Fetched::Absent(response.status))
            }
            _ => Err(refused(url, &response)),
        }
    }

    /// A value that was made from a released file of a project, under a name of our own (`make` stores nothing). `project` is `None`
    /// where only the file tells it.
    pub(crate) fn made_from_file(
        &self,
        url: &Url,
        project: Option<&PackageName>,
        name: &str,
        make: impl FnOnce() -> Result<Fetched, IndexError>,
    ) -> Result<Fetched, IndexError> {
        let key = format!("{} {name}", redacted(url));
        let Some(cache) = &self.cache else { return make() };
        if let Some((head, body)) = cache.read(&key).filter(|_| !self.refresh.has(project)) {
            return stored_document(url, &head, body);
        }
        let made = make()?;
        if let Fetched::Found(document) = &made {
            let mut head = EntryHead::new(key, redacted(url), 200);
            head.fresh_until = None;
            cache.write(head, &document.body).map_err(|error| cache_failure(cache, error))?;
        }
        Ok(made)
    }

    /// Asks the server, past the cache.
    pub(crate) fn send(
        &self,
        url: &Url,
        mut headers: Vec<(&'static str, String)>,
        limit: u64,
    ) -> Result<Response, IndexError> {
        self.require_online(url)?;
        headers.extend(self.location.authorization_for(url).map(|value| ("authorization", value)));
        self.http.send(&Request { url: &without_user(url), headers, limit })
    }

    /// The whole body at `url`, past the cache.
    pub(crate) fn whole(&self, url: &Url, limit: u64) -> Result<Vec<u8>, IndexError> {
        let response = self.send(url, Vec::new(), limit)?;
        match response.status {
            200 => Ok(response.body),
            _ => Err(refused(url, &response)),
        }
    }

    fn require_online(&self, url: &Url) -> Result<(), IndexError> {
        match self.connection {
            Connection::Online => Ok(()),
            Connection::Offline => Err(IndexError::new(redacted(url), IndexErrorKind::Offline)),
        }
    }

    fn store(&self, response: &Response, head: EntryHead, body: &[u8]) -> Result<(), IndexError> {
        let Some(cache) = &self.cache else { return Ok(()) };
        if cache_directives(response).any(|directive| directive.eq_ignore_ascii_case("no-store")) {
            return Ok(());
        }
        cache.write(head, body).map_err(|error| cache_failure(cache, error))
    }
}

fn cache_failure(cache: &Cache, error: std::io::Error) -> IndexError {
    IndexError::because(cache.folder().display().to_string(), IndexErrorKind::Cache, error)
}

fn stored_document(asked: &Url, head: &EntryHead, body: Vec<u8>) -> Result<Fetched, IndexError> {
    if head.status != 200 {
        return Ok(Fetched::Absent(head.status));
    }
    let url = Url::parse(&head.url)
        .map_err(|error| IndexError::because(redacted(asked), IndexErrorKind::Cache, error))?;
    Ok(Fetched::Found(Document { url, content_type: head.content_type.clone(), body }))
}

fn cache_directives(response: &Response) -> impl Iterator<Item = &str> {
    response.header("cache-control").unwrap_or_default().split(',').map(str::trim)
}

/// RFC 9111 as far as a private cache of one client needs it: `no-cache`, `no-store`, `max-age`.
fn fresh_until(response: &Response, lifetime: Lifetime) -> Option<u64> {
    if lifetime == Lifetime::Immutable {
        return None;
    }
    let mut seconds = PAGE_FRESHNESS.as_secs();
    for directive in cache_directives(response) {
        let (name, value) = directive.split_once('=').unwrap_or((directive, ""));
        match name.to_ascii_lowercase().as_str() {
            "no-cache" | "no-store" => return Some(0),
            "max-age" => seconds = value.trim_matches('"').parse().unwrap_or(0),
            _ => {}
        }
    }
    Some(now().saturating_add(seconds))
}
