//! HTTP through the cache, with credentials kept to their own host. An answer is read before it is kept.

use std::collections::BTreeSet;
use std::io;

use haggle_spec::PackageName;
use url::Url;

use crate::client::announced::Announced;
use crate::client::cache::{Cache, EntryHead};
use crate::client::clock::now;
use crate::client::credentials::Credentials;
use crate::client::error::{IndexError, IndexErrorKind};
use crate::client::fetched::{Document, Fetched, Made};
use crate::client::http::{Body, Freshness, Http, Request, Response, length_of, redacted, refused};
use crate::client::kept_failure::KeptFailure;
use crate::client::local;
use crate::client::tally::Counters;
use crate::client::wheel_ends::WheelEnds;

/// The longest page or metadata file that is read, in bytes: the largest known page has 40 million.
pub(crate) const PAGE_LIMIT: u64 = 128 << 20;

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
    credentials: Credentials,
    refresh: Refresh,
    pub(crate) counters: Counters,
    pub(crate) wheel_ends: WheelEnds,
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
    mut ask: impl FnMut(Route) -> Result<Value, IndexError>,
) -> Result<Value, IndexError> {
    match ask(Route::Usual) {
        Err(error) if error.kind().is_bad_answer() => ask(Route::PastCaches),
        other => other,
    }
}

/// A document to ask for.
pub(crate) struct Asked<'a> {
    url: &'a Url,
    /// The project that it is about.
    name: &'a PackageName,
    accept: &'static str,
    /// What its answer is stored under.
    pub(crate) key: String,
}

/// A released file of which something is kept.
#[derive(Clone, Copy)]
pub(crate) struct KeptFile<'a> {
    pub(crate) url: &'a Url,
    /// Its project; `None` where only the file tells it.
    pub(crate) project: Option<&'a PackageName>,
    pub(crate) announced: Announced<'a>,
    /// What is kept of it.
    pub(crate) part: &'a str,
}

impl Fetcher {
    pub(crate) fn new(
        http: Http,
        cache: Option<Cache>,
        connection: Connection,
        credentials: Credentials,
        refresh: Refresh,
    ) -> Self {
        Self {
            http,
            cache,
            connection,
            credentials,
            refresh,
            counters: Counters::default(),
            wheel_ends: WheelEnds::default(),
        }
    }

    /// A question about a project to an index, with the key that its answer is stored under.
    pub(crate) fn asked<'a>(&self, url: &'a Url, name: &'a PackageName, accept: &'static str) -> Asked<'a> {
        let key = format!("{}{} {accept}", redacted(url), self.credentials.tag_for(url));
        Asked { url, name, accept, key }
    }

    /// The stored answers.
    pub(crate) fn cache(&self) -> Option<&Cache> {
        self.cache.as_ref()
    }

    /// Whether what is known of a project is asked for again.
    pub(crate) fn is_refreshing(&self, name: &PackageName) -> bool {
        self.refresh.has(Some(name))
    }

    /// Whether a stored answer about a project that is fresh until then is used without asking.
    pub(crate) fn needs_no_asking(&self, name: Option<&PackageName>, fresh_until: Option<u64>) -> bool {
        self.connection == Connection::Offline
            || !self.refresh.has(name) && fresh_until.is_none_or(|until| now() < until)
    }

    /// What `read` makes of the document, which comes from the cache when that is allowed and fresh. What cannot be read is
    /// asked for once more, and is never stored. `known` gives what was made before of an answer that lies in the cache: then it is not
    /// read again.
    pub(crate) fn document<Value>(
        &self,
        asked: &Asked<'_>,
        known: impl Fn(&EntryHead) -> Option<Value>,
        read: impl Fn(&Document) -> Result<Value, IndexError>,
    ) -> Result<Fetched<Value>, IndexError> {
        let Asked { url, name, accept, key } = asked;
        // What cannot be read now was stored by another version of this program; it counts as absent.
        let mut stored = self.cache.as_ref().and_then(|cache| cache.read(key)).and_then(|(head, body)| {
            let url = Url::parse(&head.url).ok()?;
            let document = Document { url, content_type: head.content_type.clone(), body: body.into() };
            let value = match head.status {
                200 => Fetched::Found(known(&head).or_else(|| read(&document).ok())?),
                absent => Fetched::Absent(absent),
            };
            Some((head, document.body, value))
        });
        if let Some((.., value)) =
            stored.take_if(|(head, ..)| self.needs_no_asking(Some(name), head.fresh_until()))
        {
            return Ok(value);
        }
        asked_again(|route| {
            let stored = stored.take();
            let validators = stored.as_ref().and_then(|(head, ..)| head.freshness.as_ref());
            let validators = validators.map(|freshness| freshness.validators(now())).unwrap_or_default();
            let is_conditional = !validators.is_empty();
            let response = self.send(url, with_accept(accept, validators), PAGE_LIMIT, route)?;
            let renewed = stored.and_then(|(mut head, body, value)| {
                head.freshness = Some(head.freshness?.renewed(&response, now())?);
                Some((head, body, value))
            });
            match renewed {
                Some((head, body, value)) => {
                    self.store(head, &body)?;
                    Ok(value)
                }
                // It says so of an answer that is not the one that is stored.
                None if response.status == 304 && is_conditional => {
                    let reason =
                        io::Error::other("it says that another answer than the stored one is unchanged");
                    Err(IndexError::because(redacted(url), IndexErrorKind::Malformed, reason))
                }
                None => self.answered(asked, response, &read),
            }
        })
    }

    /// Reads an answer, and then stores it.
    fn answered<Value>(
        &self,
        asked: &Asked<'_>,
        response: Response,
        read: impl Fn(&Document) -> Result<Value, IndexError>,
    ) -> Result<Fetched<Value>, IndexError> {
        let mut head = EntryHead::new(asked.key.clone(), redacted(&response.url), response.status);
        head.content_type = response.header("content-type").map(str::to_owned);
        let freshness = Freshness::of(&response, now());
        let is_kept = freshness.may_be_stored();
        head.freshness = Some(freshness);
        match response.status {
            200 => {
                let Response { body, url, .. } = response;
                let document = Document { url, content_type: head.content_type.clone(), body };
                let value = read(&document)?;
                if is_kept {
                    self.store(head, &document.body)?;
                }
                Ok(Fetched::Found(value))
            }
            404 | 410 => {
                if is_kept {
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
        let key = self.key_of_file(file);
        // A file of this machine is read as quickly, and may change.
        let cache = self.cache.as_ref().filter(|_| file.url.scheme() != "file");
        let Some(cache) = cache else { return Ok(make()?.map(|made| made.value)) };
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
            self.store(EntryHead::new(key, redacted(file.url), 200), text)?;
        }
        Ok(made.map(|made| made.value))
    }

    /// A file with another hash under the same URL is another file. Without a hash, it is what it is to who asks.
    fn key_of_file(&self, file: KeptFile<'_>) -> String {
        let what = match file.announced.sha256 {
            Some(hash) => format!(" sha256:{hash}"),
            None => self.credentials.tag_for(file.url),
        };
        format!("{}{what} {}", redacted(file.url), file.part)
    }

    /// Asks the server, past the cache.
    pub(crate) fn send(
        &self,
        url: &Url,
        headers: Vec<(&'static str, String)>,
        limit: u64,
        route: Route,
    ) -> Result<Response, IndexError> {
        self.send_for_part(url, headers, limit, limit, route)
    }

    /// The same with a limit of its own for a part of a file, where the server sends one.
    pub(crate) fn send_for_part(
        &self,
        url: &Url,
        mut headers: Vec<(&'static str, String)>,
        limit: u64,
        limit_of_part: u64,
        route: Route,
    ) -> Result<Response, IndexError> {
        self.require_online(url)?;
        if route == Route::PastCaches {
            headers.extend([("cache-control", "no-cache".to_owned()), ("pragma", "no-cache".to_owned())]);
        }
        let authorization = |url: &Url| self.credentials.authorization_for(url);
        // Lists alone come in several forms, of which one is preferred.
        let is_for_list = headers.iter().any(|(name, _)| *name == "accept");
        let response =
            self.http.send(&Request { url, headers, limit, limit_of_part, authorization: &authorization });
        let n_bytes = response.as_ref().map_or(0, |response| length_of(&response.body));
        self.counters.request(is_for_list, n_bytes);
        response
    }

    /// The whole file at `url`, past the cache.
    pub(crate) fn whole(
        &self,
        url: &Url,
        announced: Announced<'_>,
        limit: u64,
        route: Route,
    ) -> Result<Fetched<Body>, IndexError> {
        if announced.size.is_some_and(|size| size > limit) {
            return Err(IndexError::new(redacted(url), IndexErrorKind::TooLarge(limit)));
        }
        if let Some(path) = local::path(url) {
            return match local::whole(&path, limit) {
                Ok(bytes) => {
                    announced.check(url, &bytes)?;
                    Ok(Fetched::Found(bytes.into()))
                }
                Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Fetched::Absent(404)),
                Err(error) => Err(IndexError::because(redacted(url), IndexErrorKind::Unreadable, error)),
            };
        }
        let response = self.send(url, Vec::new(), announced.limit(limit), route);
        let response = response.map_err(|error| announced.explained(url, error))?;
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
