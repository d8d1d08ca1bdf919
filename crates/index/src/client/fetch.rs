//! HTTP through the cache, with credentials kept to their own host. An answer is read before it is kept.

use std::collections::BTreeSet;
use std::time::Duration;

use haggle_spec::PackageName;
use url::Url;

use crate::client::announced::Announced;
use crate::client::cache::{Cache, EntryHead, now};
use crate::client::error::{IndexError, IndexErrorKind};
use crate::client::fetched::{Document, Fetched, Made};
use crate::client::http::{Http, Request, Response, redacted, refused, without_user};
use crate::client::kept_failure::KeptFailure;
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

/// The way of a request to the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Route {
    /// Caches on the way may answer.
    Usual,
    /// Caches on the way are told to ask the server themselves: what they answered before was not what was asked for.
    PastCaches,
}

/// The answer to a question that is asked once more where the first answer is not what was asked for: a cut page, a login page, the
/// bytes of another file. Such an answer may pass; what comes of the second one counts.
pub(crate) fn asked_again<Value>(
    ask: impl Fn(Route) -> Result<Value, IndexError>,
) -> Result<Value, IndexError> {
    match ask(Route::Usual) {
        Err(error) if error.kind().is_bad_answer() => ask(Route::PastCaches),
        other => other,
    }
}

/// A document to ask for.
#[derive(Clone, Copy)]
pub(crate) struct Asked<'a> {
    pub(crate) url: &'a Url,
    /// The project that it is about.
    pub(crate) name: &'a PackageName,
    pub(crate) accept: &'static str,
    pub(crate) lifetime: Lifetime,
}

/// A released file of which something is kept.
#[derive(Clone, Copy)]
pub(crate) struct KeptFile<'a> {
    pub(crate) url: &'a Url,
    /// Its project; `None` where only the file tells it.
    pub(crate) project: Option<&'a PackageName>,
    pub(crate) announced: Announced<'a>,
    /// What is kept of it.
    pub(crate) part: &'static str,
}

impl KeptFile<'_> {
    /// A file with another hash under the same URL is another file.
    fn key(&self) -> String {
        let hash = self.announced.sha256.map(|hash| format!(" sha256:{hash}")).unwrap_or_default();
        format!("{}{hash} {}", redacted(self.url), self.part)
    }
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

    /// What `read` makes of the document, which comes from the cache when that is allowed and fresh. What cannot be read is
    /// asked for once more, and is never stored.
    pub(crate) fn document<Value>(
        &self,
        asked: Asked<'_>,
        read: impl Fn(&Document) -> Result<Value, IndexError>,
    ) -> Result<Fetched<Value>, IndexError> {
        let Asked { url, name, accept, .. } = asked;
        let key = format!("{} {accept}", redacted(url));
        // What cannot be read now was stored by another version of this program; it counts as absent.
        let mut stored = self.cache.as_ref().and_then(|cache| cache.read(&key)).and_then(|(head, body)| {
            let value = stored_value(&head, body.clone(), &read)?;
            Some((head, body, value))
        });
        let is_enough = |head: &EntryHead| {
            head.is_fresh(now()) && !self.refresh.has(Some(name)) || self.connection == Connection::Offline
        };
        if let Some((.., value)) = stored.take_if(|(head, ..)| is_enough(head)) {
            return Ok(value);
        }
        let validators = stored.as_ref().map(|(head, ..)| validators(head)).unwrap_or_default();
        let response = self.send(url, with_accept(accept, validators), PAGE_LIMIT, Route::Usual)?;
        if response.status == 304
            && let Some((mut head, body, value)) = stored
        {
            head.fresh_until = fresh_until(&response, asked.lifetime);
            head.etag = response.header("etag").map(str::to_owned).or(head.etag);
            self.store(head, &body)?;
            return Ok(value);
        }
        match self.answered(asked, key.clone(), response, &read) {
            Err(error) if error.kind().is_bad_answer() => {
                let headers = with_accept(accept, Vec::new());
                let response = self.send(url, headers, PAGE_LIMIT, Route::PastCaches)?;
                self.answered(asked, key, response, &read)
            }
            other => other,
        }
    }

    /// Reads an answer, and then stores it.
    fn answered<Value>(
        &self,
        asked: Asked<'_>,
        key: String,
        response: Response,
        read: impl Fn(&Document) -> Result<Value, IndexError>,
    ) -> Result<Fetched<Value>, IndexError> {
        let mut head = EntryHead::new(key, redacted(&response.url), response.status);
        head.content_type = response.header("content-type").map(str::to_owned);
        head.etag = response.header("etag").map(str::to_owned);
        head.last_modified = response.header("last-modified").map(str::to_owned);
        // That something is absent is never for ever.
        let lifetime = if response.status == 200 { asked.lifetime } else { Lifetime::AsServed };
        head.fresh_until = fresh_until(&response, lifetime);
        match response.status {
            200 => {
                let is_kept = may_be_stored(&response);
                let Response { body, url, .. } = response;
                let document = Document { url, content_type: head.content_type.clone(), body };
                let value = read(&document)?;
                if is_kept {
                    self.store(head, &document.body)?;
                }
                Ok(Fetched::Found(value))
            }
            404 | 410 => {
                if may_be_stored(&response) {
                    self.store(head, b"")?;
                }
                Ok(Fetched::Absent(response.status))
            }
            _ => Err(refused(asked.url, &response)),
        }
    }

    /// What was made from a released file, whose text is kept under a name of our own, and which `read` makes of the kept text. `make`
    /// stores nothing; a failure that asking again would not change is remembered for who may not ask.
    pub(crate) fn made_from_file<Value>(
        &self,
        file: KeptFile<'_>,
        read: impl Fn(&[u8]) -> Result<Value, IndexError>,
        make: impl FnOnce() -> Result<Fetched<Made<Value>>, IndexError>,
    ) -> Result<Fetched<Value>, IndexError> {
        let key = file.key();
        let Some(cache) = &self.cache else { return Ok(make()?.map(|made| made.value)) };
        if !self.refresh.has(file.project)
            && let Some((_, text)) = cache.read(&key)
            && let Ok(value) = read(&text)
        {
            return Ok(Fetched::Found(value));
        }
        let failures = format!("{key} failure");
        if self.connection == Connection::Offline {
            let known = cache.read(&failures).and_then(|(_, text)| KeptFailure::from_text(&text));
            return known.map_or_else(|| not_asked(file.url), |failure| failure.again(file.url));
        }
        let made = make();
        if let Some(failure) = KeptFailure::of(&made) {
            self.store(EntryHead::new(failures, redacted(file.url), 200), &failure.text())?;
        }
        let made = made?;
        if let Fetched::Found(Made { text, .. }) = &made {
            let mut head = EntryHead::new(key, redacted(file.url), 200);
            head.fresh_until = None;
            self.store(head, text)?;
        }
        Ok(made.map(|made| made.value))
    }

    /// Asks the server, past the cache.
    pub(crate) fn send(
        &self,
        url: &Url,
        mut headers: Vec<(&'static str, String)>,
        limit: u64,
        route: Route,
    ) -> Result<Response, IndexError> {
        self.require_online(url)?;
        if route == Route::PastCaches {
            headers.extend([("cache-control", "no-cache".to_owned()), ("pragma", "no-cache".to_owned())]);
        }
        headers.extend(self.location.authorization_for(url).map(|value| ("authorization", value)));
        self.http.send(&Request { url: &without_user(url), headers, limit })
    }

    /// The whole file at `url`, past the cache.
    pub(crate) fn whole(
        &self,
        url: &Url,
        announced: Announced<'_>,
        limit: u64,
        route: Route,
    ) -> Result<Fetched<Vec<u8>>, IndexError> {
        if announced.size.is_some_and(|size| size > limit) {
            return Err(IndexError::new(redacted(url), IndexErrorKind::TooLarge(limit)));
        }
        let response = self.send(url, Vec::new(), limit, route)?;
        match response.status {
            200 => {
                announced.check(url, &response.body)?;
                Ok(Fetched::Found(response.body))
            }
            404 | 410 => Ok(Fetched::Absent(response.status)),
            _ => Err(refused(url, &response)),
        }
    }

    fn require_online(&self, url: &Url) -> Result<(), IndexError> {
        match self.connection {
            Connection::Online => Ok(()),
            Connection::Offline => not_asked(url),
        }
    }

    fn store(&self, head: EntryHead, body: &[u8]) -> Result<(), IndexError> {
        let Some(cache) = &self.cache else { return Ok(()) };
        cache.write(head, body).map_err(|error| {
            IndexError::because(cache.folder().display().to_string(), IndexErrorKind::Cache, error)
        })
    }
}

fn not_asked<Value>(url: &Url) -> Result<Value, IndexError> {
    Err(IndexError::new(redacted(url), IndexErrorKind::Offline))
}

fn with_accept(
    accept: &'static str,
    mut headers: Vec<(&'static str, String)>,
) -> Vec<(&'static str, String)> {
    headers.push(("accept", accept.to_owned()));
    headers
}

/// What asks the server whether the stored answer is still its answer.
fn validators(head: &EntryHead) -> Vec<(&'static str, String)> {
    let etag = head.etag.clone().map(|etag| ("if-none-match", etag));
    let date = head.last_modified.clone().map(|date| ("if-modified-since", date));
    etag.into_iter().chain(date).collect()
}

fn may_be_stored(response: &Response) -> bool {
    !cache_directives(response).any(|directive| directive.eq_ignore_ascii_case("no-store"))
}

/// What a stored answer says; `None` where it cannot be read.
fn stored_value<Value>(
    head: &EntryHead,
    body: Vec<u8>,
    read: impl Fn(&Document) -> Result<Value, IndexError>,
) -> Option<Fetched<Value>> {
    if head.status != 200 {
        return Some(Fetched::Absent(head.status));
    }
    let url = Url::parse(&head.url).ok()?;
    read(&Document { url, content_type: head.content_type.clone(), body }).ok().map(Fetched::Found)
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
