//! How long an answer may be used, and how the server is asked whether it still holds (RFC 9111). `http_cache_semantics` shows up in this
//! file only.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http_cache_semantics::{AfterResponse, BeforeRequest, CacheOptions, CachePolicy};
use serde::{Deserialize, Serialize};
use ureq::http::{HeaderMap, HeaderName, HeaderValue, Request, StatusCode, response};

use crate::client::http::response::Response;

/// Answers whose server says nothing about caching are used this long without asking again, as pip and uv do.
const OWN_LIFETIME: Duration = Duration::from_secs(10 * 60);

/// The headers that count.
const HEADERS: [&str; 8] =
    ["age", "cache-control", "date", "etag", "expires", "last-modified", "pragma", "vary"];

/// What an answer says about keeping it. Times are seconds since 1970.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Freshness {
    status: u16,
    received: u64,
    headers: Vec<(String, String)>,
}

impl Freshness {
    /// That of an answer which came at this time.
    pub(crate) fn of(response: &Response, received: u64) -> Self {
        let counts = |(name, value): &&(String, String)| {
            HEADERS.contains(&name.as_str()) && (name != "age" || value.trim().len() < 10)
        };
        // Directives are the same in upper case, which the crate does not know.
        let lower = |(name, value): &(String, String)| match name.as_str() {
            "cache-control" | "pragma" => (name.clone(), value.to_ascii_lowercase()),
            _ => (name.clone(), value.clone()),
        };
        let headers = response.headers.iter().filter(counts).map(lower).collect();
        Self { status: response.status, received, headers }
    }

    /// Whether it may be kept at all.
    pub(crate) fn may_be_stored(&self) -> bool {
        self.policy().is_storable()
    }

    /// The second from which the server is asked again.
    pub(crate) fn fresh_until(&self) -> u64 {
        self.received.saturating_add(self.policy().time_to_live(time(self.received)).as_secs())
    }

    /// The headers that ask the server whether it still holds.
    pub(crate) fn validators(&self, now: u64) -> Vec<(&'static str, String)> {
        let mut request = request();
        // However fresh it is, the server is asked.
        request.headers_mut().insert("cache-control", HeaderValue::from_static("no-cache"));
        let BeforeRequest::Stale { request, .. } = self.policy().before_request(&request, time(now)) else {
            return Vec::new();
        };
        ["if-none-match", "if-modified-since"]
            .into_iter()
            .filter_map(|name| Some((name, request.headers.get(name)?.to_str().ok()?.to_owned())))
            .collect()
    }

    /// The same after the server said, with status 304 and these headers, that it still holds; `None` where it says so of another
    /// answer.
    pub(crate) fn renewed(&self, unchanged: &Response, now: u64) -> Option<Self> {
        let mut said = Self::of(unchanged, now);
        if !said.headers.iter().any(|(name, _)| matches!(name.as_str(), "etag" | "last-modified")) {
            // It can only be about the answer that was asked about.
            let is_validator =
                |(name, _): &&(String, String)| matches!(name.as_str(), "etag" | "last-modified");
            said.headers.extend(self.headers.iter().filter(is_validator).cloned());
        }
        let after = self.policy().after_response(&request(), &parts(said.status, &said.headers), time(now));
        let AfterResponse::NotModified(_, parts) = after else { return None };
        let own_date = |name: &HeaderName| name == "date" || name == "age";
        let headers = parts.headers.iter().filter(|(name, _)| !own_date(name));
        let headers = headers
            .filter_map(|(name, value)| Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned())));
        Some(Self { status: self.status, received: now, headers: headers.collect() })
    }

    fn policy(&self) -> CachePolicy {
        let mut parts = parts(self.status, &self.headers);
        let says = |name| parts.headers.contains_key(name);
        if !says("cache-control") && !says("expires") && !says("pragma") {
            let value = HeaderValue::from_str(&format!("max-age={}", OWN_LIFETIME.as_secs()));
            parts.headers.extend(value.ok().map(|value| (HeaderName::from_static("cache-control"), value)));
        }
        let options = CacheOptions { shared: false, ..CacheOptions::default() };
        CachePolicy::new_options(&request(), &parts, time(self.received), options)
    }
}

/// The key of the cache has what tells requests apart, so one request will do for all.
fn request() -> Request<()> {
    Request::new(())
}

fn parts(status: u16, headers: &[(String, String)]) -> response::Parts {
    let mut parts = ureq::http::Response::new(()).into_parts().0;
    parts.status = StatusCode::from_u16(status).unwrap_or_default();
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        if let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), HeaderValue::from_str(value)) {
            map.append(name, value);
        }
    }
    parts.headers = map;
    parts
}

fn time(seconds: u64) -> SystemTime {
    // A time beyond what the clock holds is not reached; it counts as the beginning, and the answer as stale.
    UNIX_EPOCH.checked_add(Duration::from_secs(seconds)).unwrap_or(UNIX_EPOCH)
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::*;

    fn answer(status: u16, headers: &[(&str, &str)]) -> Response {
        let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Response {
            status,
            url: Url::parse("http://localhost/").unwrap(),
            headers: headers.collect(),
            body: Vec::new().into(),
            n_tries: 1,
        }
    }

    /// The seconds for which an answer with these headers is fresh, as far as the steps tell.
    #[track_caller]
    fn check(headers: &[(&str, &str)], expected: u64) {
        let received = 1_000_000;
        let freshness = Freshness::of(&answer(200, headers), received);
        let fresh = |age: u64| received + age < freshness.fresh_until();
        let found = [0, 1, 60, 600, 3600, 86_400].into_iter().find(|age| !fresh(*age));
        assert_eq!(found, Some(expected), "{headers:?}");
    }

    #[test]
    fn an_answer_is_fresh_as_long_as_its_server_says() {
        check(&[], 600);
        check(&[("last-modified", "Sun, 06 Nov 1994 08:49:37 GMT")], 600);
        check(&[("cache-control", "max-age=60")], 60);
        check(&[("cache-control", "private, MAX-AGE=\"3600\"")], 3600);
        check(&[("cache-control", "max-age=600"), ("age", "540")], 60);
        check(&[("cache-control", "max-age=60, max-age=3600")], 60);
        check(&[("cache-control", "no-cache")], 0);
        check(&[("cache-control", "no-store, max-age=60")], 0);
        check(&[("cache-control", "max-age=soon")], 0);
        check(&[("pragma", "no-cache")], 0);
        check(&[("expires", "0")], 0);
        check(
            &[("date", "Mon, 12 Jan 1970 13:46:40 GMT"), ("expires", "Mon, 12 Jan 1970 14:46:40 GMT")],
            3600,
        );
        check(&[("cache-control", "max-age=60"), ("vary", "*")], 0);
        check(&[("age", "99999999999999999999")], 600);
        check(&[("age", "18446744073709551615")], 600);
    }

    #[test]
    fn what_must_not_be_stored_is_not() {
        let is_storable =
            |status, value| Freshness::of(&answer(status, &[("cache-control", value)]), 0).may_be_stored();
        assert!(is_storable(200, "private"));
        assert!(is_storable(404, "max-age=60"));
        assert!(!is_storable(200, "no-store"));
        assert!(!is_storable(200, "max-age=60, No-Store"));
    }

    #[test]
    fn a_server_that_says_unchanged_renews_its_own_answer_only() {
        let first = Freshness::of(&answer(200, &[("etag", "\"a\""), ("cache-control", "max-age=60")]), 1000);
        assert_eq!(first.validators(1000), [("if-none-match", "\"a\"".to_owned())]);
        assert_eq!(first.fresh_until(), 1060);
        let renewed = first.renewed(&answer(304, &[("etag", "\"a\"")]), 2000).unwrap();
        assert_eq!(renewed.fresh_until(), 2060);
        let longer = answer(304, &[("etag", "\"a\""), ("cache-control", "max-age=600")]);
        assert_eq!(first.renewed(&longer, 2000).unwrap().fresh_until(), 2600);
        assert!(first.renewed(&answer(304, &[]), 2000).is_some());
        assert_eq!(first.renewed(&answer(304, &[("etag", "\"b\"")]), 2000), None);
        let dated = Freshness::of(&answer(200, &[("last-modified", "Sun, 06 Nov 1994 08:49:37 GMT")]), 1000);
        let expected = [("if-modified-since", "Sun, 06 Nov 1994 08:49:37 GMT".to_owned())];
        assert_eq!(dated.validators(1000), expected);
    }
}
