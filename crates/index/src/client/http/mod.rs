//! One HTTP exchange with its redirects and retries, within the bounds of a run. `ureq` shows up in this folder only.

mod address;
mod body;
mod certificates;
mod failure;
mod freshness;
mod host_lookup;
mod response;
mod run_bounds;
mod settings;

use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use ureq::Agent;
use ureq::tls::TlsConfig;
use ureq::unversioned::transport::DefaultConnector;
use url::Url;

use crate::client::error::IndexError;
pub(crate) use address::{length_of, redacted, without_user};
pub(crate) use body::Body;
use failure::{Failure, Retry};
pub(crate) use freshness::Freshness;
use host_lookup::HostLookup;
pub(crate) use response::{Response, refused};
use run_bounds::RunBounds;
pub use settings::{Certificates, ExchangeListener, HttpSettings};

/// The longest pause between two tries, whatever a server asks for.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// How often an answer that does not come in time is asked for again: each time is a whole time-out.
const MOST_LATE_TRIES: u32 = 1;
/// The most redirects that are followed for one answer.
const MOST_REDIRECTS: usize = 10;
/// The longest head of an answer, in bytes.
const HEAD_LIMIT: usize = 64 << 10;

pub(crate) struct Http {
    /// Made for the first request: a run that needs none reads no certificates.
    agent: OnceLock<Agent>,
    settings: HttpSettings,
    bounds: Arc<RunBounds>,
}

/// What to ask for. `headers` are sent as given.
pub(crate) struct Request<'a> {
    pub(crate) url: &'a Url,
    pub(crate) headers: Vec<(&'static str, String)>,
    /// The most bytes of a body that are read.
    pub(crate) limit: u64,
    /// The same of a part of a file, where one was asked for.
    pub(crate) limit_of_part: u64,
    /// The `Authorization` header for a URL: that of `url`, and of each one that it redirects to.
    pub(crate) authorization: &'a dyn Fn(&Url) -> Option<String>,
}

impl Http {
    pub(crate) fn new(settings: &HttpSettings) -> Self {
        let bounds = Arc::new(RunBounds::new(settings.run_time, settings.run_bytes));
        Self { agent: OnceLock::new(), settings: settings.clone(), bounds }
    }

    fn agent(&self) -> Result<&Agent, IndexError> {
        if let Some(agent) = self.agent.get() {
            return Ok(agent);
        }
        let made = agent(&self.settings)?;
        Ok(self.agent.get_or_init(|| made))
    }

    /// Sends the request until there is an answer that another try would not change.
    pub(crate) fn send(&self, request: &Request<'_>) -> Result<Response, IndexError> {
        let mut tries = 0;
        let mut late_tries = 0;
        loop {
            let outcome = self.send_once(request);
            let asked_pause = match &outcome {
                Ok(response) if response::is_worth_retrying(response.status) => response.retry_after(),
                Err(Failure { retry: Retry::Worthwhile, .. }) => None,
                Err(Failure { retry: Retry::Late, .. }) if late_tries < MOST_LATE_TRIES => {
                    late_tries += 1;
                    None
                }
                Ok(_) | Err(_) => return finished(outcome, tries),
            };
            // A server that asks for more patience than this is not waited for in silence: the failure says how long it is.
            if tries == self.settings.retries || asked_pause.is_some_and(|pause| pause > LONGEST_PAUSE) {
                return finished(outcome, tries);
            }
            let back_off = self.settings.back_off;
            let pause = asked_pause.unwrap_or_else(|| back_off * 2_u32.saturating_pow(tries));
            if !back_off.is_zero() && !pause.is_zero() {
                std::thread::sleep(pause.min(LONGEST_PAUSE));
            }
            tries += 1;
        }
    }

    /// Sends the request, and follows redirects.
    fn send_once(&self, request: &Request<'_>) -> Result<Response, Failure> {
        let mut url = request.url.clone();
        let mut hops = Vec::new();
        loop {
            self.bounds.check(&url).map_err(Failure::useless)?;
            let response = self.exchange(request, &url).map_err(|failure| failure.after(&hops, &url))?;
            let Some(next) = response.redirect() else { return Ok(response) };
            let next = next.map_err(|reason| failure::redirect(request.url, &url, &reason))?;
            if hops.len() == MOST_REDIRECTS {
                let reason = format!("it is redirected more than {MOST_REDIRECTS} times");
                return Err(failure::redirect(request.url, &next, &reason));
            }
            hops.push(std::mem::replace(&mut url, next));
        }
    }

    /// One request and its answer, of which whoever listens is told.
    fn exchange(&self, request: &Request<'_>, url: &Url) -> Result<Response, Failure> {
        let Some(ExchangeListener(listener)) = self.settings.listener else {
            return self.exchange_unheard(request, url);
        };
        let started = Instant::now();
        let outcome = self.exchange_unheard(request, url);
        let (place, time) = (redacted(url), started.elapsed().as_millis());
        match &outcome {
            Ok(answer) => {
                listener(&format!("GET {place}: {}, {} bytes, {time} ms", answer.status, answer.body.len()));
            }
            Err(_) => listener(&format!("GET {place}: failed after {time} ms")),
        }
        outcome
    }

    fn exchange_unheard(&self, request: &Request<'_>, url: &Url) -> Result<Response, Failure> {
        let mut builder = self.agent().map_err(Failure::useless)?.get(without_user(url).as_str());
        for (name, value) in &request.headers {
            builder = builder.header(*name, value);
        }
        if let Some(value) = (request.authorization)(url) {
            builder = builder.header("authorization", &value);
        }
        let failed =
            |error| failure::classified(request, url, &error, self.proxy(url), self.settings.timeout);
        let mut answer = builder.call().map_err(failed)?;
        let status = answer.status().as_u16();
        let limit = if status == 206 { request.limit_of_part } else { request.limit };
        let body = if response::is_redirect(status) {
            Body::default()
        } else {
            let bounds = body::Bounds { limit, settings: &self.settings, run: &self.bounds };
            body::read(&mut answer, url, &bounds, failed)?
        };
        let headers = answer
            .headers()
            .iter()
            .filter_map(|(name, value)| Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned())));
        Ok(Response { status, url: url.clone(), headers: headers.collect(), body, n_tries: 1 })
    }

    /// The proxy that a request goes through, without credentials.
    fn proxy(&self, url: &Url) -> Option<String> {
        let proxy = self.agent.get()?.config().proxy()?;
        let uri = url.as_str().parse().ok()?;
        (!proxy.is_no_proxy(&uri)).then(|| format!("{}:{}", proxy.host(), proxy.port()))
    }
}

fn agent(settings: &HttpSettings) -> Result<Agent, IndexError> {
    let tls = TlsConfig::builder().root_certs(certificates::roots(&settings.certificates)?).build();
    let config = Agent::config_builder()
        .tls_config(tls)
        .http_status_as_error(false)
        .user_agent(concat!("haggle/", env!("CARGO_PKG_VERSION")))
        .timeout_connect(Some(settings.timeout))
        .timeout_recv_response(Some(settings.timeout))
        .timeout_per_read(Some(settings.timeout))
        .max_response_header_size(HEAD_LIMIT)
        // They are followed in `send_once`, where credentials are known.
        .max_redirects(0)
        .max_redirects_will_error(false)
        .max_idle_connections_per_host(32)
        .max_idle_connections(64)
        .build();
    Ok(Agent::with_parts(config, DefaultConnector::new(), HostLookup::default()))
}

fn finished(outcome: Result<Response, Failure>, n_retries: u32) -> Result<Response, IndexError> {
    outcome
        .map(|response| Response { n_tries: n_retries.saturating_add(1), ..response })
        .map_err(|failure| failure.error)
}
