//! An answer.

use std::time::Duration;

use jiff::fmt::rfc2822::DateTimeParser;
use url::Url;

use crate::client::clock::now;
use crate::client::error::{IndexError, IndexErrorKind};
use crate::client::http::address::{redacted, without_user};
use crate::client::http::body::Body;

pub(crate) struct Response {
    pub(crate) status: u16,
    /// Where the answer came from, after redirects.
    pub(crate) url: Url,
    pub(super) headers: Vec<(String, String)>,
    pub(crate) body: Body,
    /// How often the request was sent.
    pub(super) n_tries: u32,
}

impl Response {
    /// The first header of that (lowercase) name.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Where it redirects to, if it does; or why that cannot be followed.
    pub(super) fn redirect(&self) -> Option<Result<Url, String>> {
        let location = self.header("location").filter(|_| is_redirect(self.status))?;
        Some(match self.url.join(location.trim()) {
            Err(error) => Err(format!("it redirects to what is not a URL: {error}")),
            Ok(url) if !matches!(url.scheme(), "http" | "https") => {
                Err(format!("it redirects to `{}`, which is not of `http` or `https`", redacted(&url)))
            }
            Ok(mut url) => {
                url.set_fragment(None);
                Ok(url)
            }
        })
    }

    /// How long it asks to wait: seconds, or a date.
    pub(super) fn retry_after(&self) -> Option<Duration> {
        let text = self.header("retry-after")?.trim();
        if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return until_date(text);
        }
        // More seconds than a number holds are for ever, too.
        Some(Duration::from_secs(text.parse().unwrap_or(u64::MAX)))
    }
}

pub(super) fn is_redirect(status: u16) -> bool {
    matches!(status, 301 | 302 | 303 | 307 | 308)
}

pub(super) fn is_worth_retrying(status: u16) -> bool {
    status == 408 || status == 429 || (500..600).contains(&status) && status != 501
}

/// The failure of an answer whose status is neither success nor "not found".
pub(crate) fn refused(url: &Url, response: &Response) -> IndexError {
    let kind = IndexErrorKind::Status(response.status);
    let mut reasons = Vec::new();
    if response.url != *url && without_user(&response.url) != without_user(url) {
        reasons.push(format!("it redirects to `{}`, which answered so", redacted(&response.url)));
    }
    if response.status == 206 {
        reasons.push("it sends a part of a file, and not the one that was asked for".to_owned());
    }
    if is_worth_retrying(response.status) {
        let tries = match response.n_tries {
            1 => "once".to_owned(),
            several => format!("{several} times"),
        };
        let when = match response.retry_after() {
            Some(pause) if !pause.is_zero() => format!("in {}, as it asks", in_words(pause)),
            _ => "later".to_owned(),
        };
        reasons.push(format!("it was asked {tries}; try again {when}"));
    }
    if reasons.is_empty() {
        return IndexError::new(redacted(url), kind);
    }
    IndexError::because(redacted(url), kind, std::io::Error::other(reasons.join("; ")))
}

/// A time as people say it.
fn in_words(time: Duration) -> String {
    const UNITS: [(u64, &str); 3] = [(86_400, "days"), (3600, "hours"), (60, "minutes")];
    let seconds = time.as_secs();
    match UNITS.iter().find(|(length, _)| seconds >= 2 * length) {
        // A server that asks for longer means never.
        Some((86_400, _)) if seconds > 3650 * 86_400 => "more than ten years".to_owned(),
        Some((length, unit)) => format!("{} {unit} ({seconds} s)", seconds.div_ceil(*length)),
        None => format!("{seconds} s"),
    }
}

/// The time until a date of HTTP (RFC 9110, section 5.6.7).
fn until_date(text: &str) -> Option<Duration> {
    let date = DateTimeParser::new().parse_timestamp(text).ok()?;
    Some(Duration::from_secs(u64::try_from(date.as_second()).ok()?.saturating_sub(now())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(headers: &[(&str, &str)]) -> Response {
        let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let url = Url::parse("http://localhost/a/b?token=x").unwrap();
        Response { status: 302, url, headers: headers.collect(), body: Body::default(), n_tries: 1 }
    }

    #[test]
    fn redirects_lead_to_http_only() {
        let check = |location: &str, expected: Result<&str, &str>| {
            let found = with(&[("location", location)]).redirect().unwrap();
            let found = found.as_ref().map(Url::as_str).map_err(String::as_str);
            assert_eq!(found, expected, "{location}");
        };
        check("../c#x", Ok("http://localhost/c"));
        check("https://other/", Ok("https://other/"));
        check(
            "file:///etc/passwd",
            Err("it redirects to `file:///etc/passwd`, which is not of `http` or `https`"),
        );
        check("ftp://u:p@h/", Err("it redirects to `ftp://h/`, which is not of `http` or `https`"));
        check("http://[", Err("it redirects to what is not a URL: invalid IPv6 address"));
        assert!(with(&[]).redirect().is_none());
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let check = |text: &str, expected: Option<u64>| {
            let found = with(&[("retry-after", text)]).retry_after().map(|pause| pause.as_secs());
            assert_eq!(found, expected, "{text}");
        };
        check("2", Some(2));
        check("99999999999999999999", Some(u64::MAX));
        check("-1", None);
        check("", None);
        check("soon", None);
        check("Sun, 06 Nov 1994 08:49:37 GMT", Some(0));
        let far = with(&[("retry-after", "Sat, 28 Nov 2099 00:00:00 GMT")]).retry_after();
        assert!(far > Some(Duration::from_secs(86_400)));
    }

    #[test]
    fn times_are_said_as_people_do() {
        for (seconds, expected) in [
            (1, "1 s"),
            (119, "119 s"),
            (120, "2 minutes (120 s)"),
            (100_000, "28 hours (100000 s)"),
            (u64::MAX, "more than ten years"),
        ] {
            assert_eq!(in_words(Duration::from_secs(seconds)), expected);
        }
    }
}
