//! One HTTP exchange with retries. `ureq` shows up in this folder only.

mod host_lookup;

use std::path::PathBuf;
use std::time::Duration;

use ureq::Agent;
use ureq::tls::{PemItem, RootCerts, TlsConfig, parse_pem};
use ureq::unversioned::transport::DefaultConnector;
use url::Url;

use crate::client::error::{IndexError, IndexErrorKind};
use host_lookup::HostLookup;

/// How to talk to servers.
///
/// Proxies are taken from the usual environment variables (`HTTPS_PROXY`, `NO_PROXY`, ...).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpSettings {
    /// How long to wait for a connection, for an answer's head, and for each part of its body.
    pub timeout: Duration,
    /// How often a request is sent again after a time-out, a broken connection or a status of 429 or 5xx.
    pub retries: u32,
    /// The pause before the first retry; it doubles with each one. Zero does not pause at all.
    pub back_off: Duration,
    /// Whom to trust.
    pub certificates: Certificates,
}

/// The certificate authorities that are trusted for `https`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Certificates {
    /// Those of the operating system (on Linux, `SSL_CERT_FILE` and `SSL_CERT_DIR` override them).
    Platform,
    /// Those of one PEM file, which is what `PIP_CERT` names.
    File(PathBuf),
}

impl Default for HttpSettings {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(60),
            retries: 4,
            back_off: Duration::from_millis(250),
            certificates: Certificates::Platform,
        }
    }
}

/// The longest pause between two tries, whatever a server asks for.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

pub(crate) struct Http {
    agent: Agent,
    retries: u32,
    back_off: Duration,
}

/// What to ask for. `headers` are sent as given.
pub(crate) struct Request<'a> {
    pub(crate) url: &'a Url,
    pub(crate) headers: Vec<(&'static str, String)>,
    /// The most bytes of a body that are read.
    pub(crate) limit: u64,
}

pub(crate) struct Response {
    pub(crate) status: u16,
    /// Where the answer came from, after redirects.
    pub(crate) url: Url,
    headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    /// How often the request was sent.
    n_tries: u32,
}

impl Response {
    /// The first header of that (lowercase) name.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

impl Http {
    pub(crate) fn new(settings: &HttpSettings) -> Result<Self, IndexError> {
        let tls = TlsConfig::builder().root_certs(root_certificates(&settings.certificates)?).build();
        let config = Agent::config_builder()
            .tls_config(tls)
            .http_status_as_error(false)
            .user_agent(concat!("haggle/", env!("CARGO_PKG_VERSION")))
            .timeout_connect(Some(settings.timeout))
            .timeout_recv_response(Some(settings.timeout))
            .timeout_per_read(Some(settings.timeout))
            .max_idle_connections_per_host(32)
            .max_idle_connections(64)
            .build();
        let agent = Agent::with_parts(config, DefaultConnector::new(), HostLookup::default());
        Ok(Self { agent, retries: settings.retries, back_off: settings.back_off })
    }

    /// Sends the request until there is an answer that another try would not change.
    pub(crate) fn send(&self, request: &Request<'_>) -> Result<Response, IndexError> {
        let mut tries = 0;
        loop {
            let outcome = self.send_once(request);
            let asked_pause = match &outcome {
                Ok(response) if worth_retrying(response.status) => retry_after(response),
                Err((_, Retry::Worthwhile)) => None,
                Ok(_) | Err((_, Retry::Useless)) => return finished(outcome, tries),
            };
            // A server that asks for more patience than this is not waited for in silence: the failure says how long it is.
            if tries == self.retries || asked_pause.is_some_and(|pause| pause > LONGEST_PAUSE) {
                return finished(outcome, tries);
            }
            let pause = asked_pause.unwrap_or_else(|| self.back_off * 2_u32.saturating_pow(tries));
            if !self.back_off.is_zero() && !pause.is_zero() {
                std::thread::sleep(pause.min(LONGEST_PAUSE));
            }
            tries += 1;
        }
    }

    fn send_once(&self, request: &Request<'_>) -> Result<Response, (IndexError, Retry)> {
        let mut builder = self.agent.get(request.url.as_str());
        for (name, value) in &request.headers {
            builder = builder.header(*name, value);
        }
        let failed = |error| classify(request, error);
        let mut answer = builder.call().map_err(failed)?;
        let body = answer.body_mut().with_config().limit(request.limit).read_to_vec().map_err(failed)?;
        let url = ureq::ResponseExt::get_uri(&answer).to_string();
        let headers = answer
            .headers()
            .iter()
            .filter_map(|(name, value)| Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned())));
        Ok(Response {
            status: answer.status().as_u16(),
            url: Url::parse(&url).unwrap_or_else(|_| request.url.clone()),
            headers: headers.collect(),
            body,
            n_tries: 1,
        })
    }
}

fn finished(outcome: Result<Response, (IndexError, Retry)>, n_retries: u32) -> Result<Response, IndexError> {
    outcome
        .map(|response| Response { n_tries: n_retries.saturating_add(1), ..response })
        .map_err(|(error, _)| error)
}

#[derive(Clone, Copy)]
enum Retry {
    Worthwhile,
    Useless,
}

fn worth_retrying(status: u16) -> bool {
    status == 408 || status == 429 || (500..600).contains(&status) && status != 501
}

/// Seconds of `Retry-After`; its date form is rare and falls back to our own pause.
fn retry_after(response: &Response) -> Option<Duration> {
    let text = response.header("retry-after")?.trim();
    // More seconds than a number holds are for ever, too.
    let seconds = text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().unwrap_or(u64::MAX));
    seconds.filter(|_| !text.is_empty()).map(Duration::from_secs)
}

fn classify(request: &Request<'_>, error: ureq::Error) -> (IndexError, Retry) {
    let (kind, retry) = match &error {
        ureq::Error::BodyExceedsLimit(_) => (IndexErrorKind::TooLarge(request.limit), Retry::Useless),
        ureq::Error::Http(_) | ureq::Error::BadUri(_) => (IndexErrorKind::Url, Retry::Useless),
        ureq::Error::Rustls(_)
        | ureq::Error::HostNotFound
        | ureq::Error::TooManyRedirects
        | ureq::Error::RedirectFailed => (IndexErrorKind::Unreachable, Retry::Useless),
        ureq::Error::Io(error) if is_certificate_failure(error) => {
            (IndexErrorKind::Unreachable, Retry::Useless)
        }
        _ => (IndexErrorKind::Unreachable, Retry::Worthwhile),
    };
    (IndexError::because(redacted(request.url), kind, error), retry)
}

fn is_certificate_failure(error: &std::io::Error) -> bool {
    error.kind() == std::io::ErrorKind::InvalidData
}

fn root_certificates(certificates: &Certificates) -> Result<RootCerts, IndexError> {
    let Certificates::File(path) = certificates else { return Ok(RootCerts::PlatformVerifier) };
    let shown = || path.display().to_string();
    let kind = IndexErrorKind::Certificates;
    let bytes = std::fs::read(path).map_err(|error| IndexError::because(shown(), kind, error))?;
    let mut roots = Vec::new();
    for item in parse_pem(&bytes) {
        if let PemItem::Certificate(certificate) =
            item.map_err(|error| IndexError::because(shown(), kind, error))?
        {
            roots.push(certificate);
        }
    }
    if roots.is_empty() {
        return Err(IndexError::new(shown(), IndexErrorKind::NoCertificates));
    }
    Ok(RootCerts::new_with_certs(&roots))
}

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

/// The failure of an answer whose status is neither success nor "not found".
pub(crate) fn refused(url: &Url, response: &Response) -> IndexError {
    let kind = IndexErrorKind::Status(response.status);
    if !worth_retrying(response.status) {
        return IndexError::new(redacted(url), kind);
    }
    let tries = match response.n_tries {
        1 => "once".to_owned(),
        several => format!("{several} times"),
    };
    let when = match retry_after(response) {
        Some(pause) if !pause.is_zero() => format!("after the {} s that it asks for", pause.as_secs()),
        _ => "later".to_owned(),
    };
    IndexError::because(
        redacted(url),
        kind,
        std::io::Error::other(format!("it was asked {tries}; try again {when}")),
    )
}
