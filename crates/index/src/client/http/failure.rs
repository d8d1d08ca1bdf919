//! What went wrong on the way, in words.

use std::io;
use std::time::Duration;

use url::Url;

use crate::client::error::{IndexError, IndexErrorKind};
use crate::client::http::Request;
use crate::client::http::address::redacted;

/// A request without an answer.
pub(super) struct Failure {
    pub(super) error: IndexError,
    pub(super) retry: Retry,
}

/// Whether sending the request again may help.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Retry {
    Worthwhile,
    /// It was waited for as long as a try may take.
    Late,
    Useless,
}

impl Failure {
    pub(super) fn useless(error: IndexError) -> Self {
        Self { error, retry: Retry::Useless }
    }

    /// The same at the end of redirects.
    pub(super) fn after(self, hops: &[Url], url: &Url) -> Self {
        let Some(first) = hops.first() else { return self };
        let reason = format!("it redirects to `{}`: {}", redacted(url), self.error.reason());
        let kind = self.error.kind();
        Self { error: IndexError::because(redacted(first), kind, io::Error::other(reason)), ..self }
    }
}

/// A redirect that is not followed.
pub(super) fn redirect(asked: &Url, at: &Url, reason: &str) -> Failure {
    let shown = if asked == at { String::new() } else { format!("at `{}`, ", redacted(at)) };
    let reason = io::Error::other(format!("{shown}{reason}"));
    Failure::useless(IndexError::because(redacted(asked), IndexErrorKind::Redirect, reason))
}

/// What a failure of the connection means.
pub(super) fn classified(
    request: &Request<'_>,
    url: &Url,
    error: &ureq::Error,
    proxy: Option<String>,
    timeout: Duration,
) -> Failure {
    let (kind, retry) = match error {
        ureq::Error::BodyExceedsLimit(_) => (IndexErrorKind::TooLarge(request.limit), Retry::Useless),
        ureq::Error::Http(_) | ureq::Error::BadUri(_) => (IndexErrorKind::Url, Retry::Useless),
        ureq::Error::Decompress(..) => (IndexErrorKind::Malformed, Retry::Useless),
        ureq::Error::Rustls(_)
        | ureq::Error::Tls(_)
        | ureq::Error::HostNotFound
        | ureq::Error::LargeResponseHeader(..)
        | ureq::Error::ConnectProxyFailed(_) => (IndexErrorKind::Unreachable, Retry::Useless),
        ureq::Error::Timeout(_) => (IndexErrorKind::Unreachable, Retry::Late),
        ureq::Error::Io(error) if error.kind() == io::ErrorKind::TimedOut => {
            (IndexErrorKind::Unreachable, Retry::Late)
        }
        ureq::Error::Io(error) if error.kind() == io::ErrorKind::InvalidData => {
            (IndexErrorKind::Unreachable, Retry::Useless)
        }
        _ => (IndexErrorKind::Unreachable, Retry::Worthwhile),
    };
    let mut reason = in_words(error, timeout);
    if let Some(proxy) = proxy.filter(|_| kind == IndexErrorKind::Unreachable) {
        reason = format!("{reason} (through the proxy `{proxy}`)");
    }
    Failure { error: IndexError::because(redacted(url), kind, io::Error::other(reason)), retry }
}

/// The failure in plain words; what is rare stays in those of the library.
fn in_words(error: &ureq::Error, timeout: Duration) -> String {
    let text = error.to_string();
    match error {
        ureq::Error::HostNotFound => "no address is known for the name of the host (DNS)".to_owned(),
        ureq::Error::Timeout(_) => format!("it does not answer within {} s", timeout.as_secs_f64()),
        ureq::Error::Io(error) if error.kind() == io::ErrorKind::TimedOut => {
            format!("it does not answer within {} s", timeout.as_secs_f64())
        }
        ureq::Error::Io(error) if error.kind() == io::ErrorKind::ConnectionRefused => {
            "the connection is refused: no server listens there".to_owned()
        }
        ureq::Error::Io(_) if text.contains("lookup address") => {
            format!("no address is known for the name of the host (DNS): {text}")
        }
        ureq::Error::Io(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
            format!("the connection was closed before the answer was complete: {error}")
        }
        ureq::Error::LargeResponseHeader(_, most) => {
            format!("the head of its answer is longer than {most} bytes")
        }
        ureq::Error::Decompress(..) => format!("its body is not packed as it says: {text}"),
        ureq::Error::Protocol(_) => format!("what it sends is not HTTP: {text}"),
        ureq::Error::ConnectProxyFailed(answer) => format!("the proxy refuses: {answer}"),
        ureq::Error::Rustls(_) | ureq::Error::Tls(_) => certificate_in_words(&text),
        ureq::Error::Io(error) if error.kind() == io::ErrorKind::InvalidData => certificate_in_words(&text),
        _ => text,
    }
}

fn certificate_in_words(text: &str) -> String {
    let advice = if text.contains("UnknownIssuer") || text.contains("not trusted") {
        "its certificate (TLS) is signed by nobody who is trusted here: name the authority's file in `SSL_CERT_FILE` or `PIP_CERT`"
    } else if text.contains("Expired") {
        "its certificate (TLS) has expired"
    } else if text.contains("NotValidForName") || text.contains("not valid for name") {
        "its certificate (TLS) is for another host"
    } else if text.contains("corrupt message") {
        "it does not speak TLS: is its address that of `http:`?"
    } else {
        "no secure connection (TLS) can be made"
    };
    format!("{advice}: {text}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_are_said_in_words() {
        let second = Duration::from_secs(1);
        let io = |kind, text: &str| ureq::Error::Io(io::Error::new(kind, text));
        for (error, expected) in [
            (ureq::Error::HostNotFound, "(DNS)"),
            (io(io::ErrorKind::Other, "failed to lookup address information: x"), "(DNS)"),
            (io(io::ErrorKind::ConnectionRefused, "x"), "no server listens"),
            (io(io::ErrorKind::TimedOut, "x"), "within 1 s"),
            (io(io::ErrorKind::InvalidData, "invalid peer certificate: UnknownIssuer"), "`SSL_CERT_FILE`"),
            (io(io::ErrorKind::InvalidData, "invalid peer certificate: Expired"), "expired"),
            (io(io::ErrorKind::InvalidData, "received corrupt message of type X"), "`http:`"),
            (io(io::ErrorKind::InvalidData, "invalid peer certificate: NotValidForName"), "another host"),
            (ureq::Error::ConnectProxyFailed("403".to_owned()), "the proxy refuses: 403"),
        ] {
            let words = in_words(&error, second);
            assert!(words.contains(expected), "{error}: {words}");
        }
    }
}
