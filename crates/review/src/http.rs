//! Requests to one host, with an `Authorization` header that goes nowhere else. `ureq` shows up in this file only.

use std::fmt::Write as _;
use std::io::Read as _;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use serde_json::Value;
use ureq::Agent;

use crate::error::{ReviewError, ReviewErrorKind};
use crate::identity::Authorization;
use crate::settings::Settings;

/// The most bytes of an answer.
const MOST_BYTES: u64 = 64 << 20;
/// The longest pause that a server can ask for.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// How often a question is asked.
const TRIES: u32 = 3;

/// A server: its address without a slash at the end, and who asks.
pub(crate) struct Http {
    agent: Agent,
    base: String,
    authorization: Option<Authorization>,
    pause: Duration,
    next: Mutex<Instant>,
}

/// An answer, whatever its status.
pub(crate) struct Answer {
    pub(crate) status: u16,
    body: Vec<u8>,
    retry_after: Option<Duration>,
    place: String,
}

impl std::fmt::Debug for Http {
    /// Without what only the server should see.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Http").field("base", &self.base).finish_non_exhaustive()
    }
}

impl Http {
    pub(crate) fn new(base: &str, authorization: Option<Authorization>, settings: &Settings) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .user_agent(concat!("haggle/", env!("CARGO_PKG_VERSION")))
            .timeout_connect(Some(settings.timeout))
            .timeout_global(Some(settings.timeout))
            // A review system is asked where it is: who redirects gets neither credentials nor another question.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .build();
        Self {
            agent: Agent::new_with_config(config),
            base: base.to_owned(),
            authorization,
            pause: settings.pause,
            next: Mutex::new(Instant::now()),
        }
    }

    /// Waits for the turn of a request, here or of git.
    pub(crate) fn wait(&self) {
        let now = Instant::now();
        let turn = {
            let mut next = self.next.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            let turn = (*next).max(now);
            *next = turn + self.pause;
            turn
        };
        std::thread::sleep(turn.saturating_duration_since(now));
    }

    /// Asks with `GET`.
    pub(crate) fn get(&self, path: &str) -> Result<Answer, ReviewError> {
        self.ask("GET", path, None)
    }

    /// Asks, again where that may help: a question changes nothing.
    pub(crate) fn ask(&self, method: &str, path: &str, body: Option<&Value>) -> Result<Answer, ReviewError> {
        let mut tries = 1;
        loop {
            let outcome = self.send(method, path, body);
            let pause = match &outcome {
                Ok(answer) if answer.status == 429 || answer.status >= 500 => {
                    answer.retry_after.unwrap_or(self.pause.saturating_mul(2_u32.pow(tries)))
                }
                Err(error) if error.kind() == ReviewErrorKind::Unreachable => self.pause,
                Ok(_) | Err(_) => return outcome,
            };
            if tries == TRIES || pause > LONGEST_PAUSE {
                return outcome;
            }
            std::thread::sleep(pause);
            tries += 1;
        }
    }

    /// Sends one request, once.
    pub(crate) fn send(&self, method: &str, path: &str, body: Option<&Value>) -> Result<Answer, ReviewError> {
        self.wait();
        let place = format!("{}{}", self.base, path.split('?').next().unwrap_or_default());
        let failed = |reason: &str, kind| ReviewError::new(place.clone(), kind, reason);
        let mut builder = ureq::http::Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.base))
            .header("accept", "application/json");
        if let Some(authorization) = &self.authorization {
            builder = builder.header("authorization", &authorization.0);
        }
        let built = match body {
            Some(body) => {
                let builder = builder.header("content-type", "application/json");
                builder.body(body.to_string().into_bytes()).map(|request| self.agent.run(request))
            }
            None => builder.body(()).map(|request| self.agent.run(request)),
        };
        let sent = built.map_err(|error| failed(&error.to_string(), ReviewErrorKind::Settings))?;
        let mut answer = sent.map_err(|error| failed(&error.to_string(), ReviewErrorKind::Unreachable))?;
        let status = answer.status().as_u16();
        if (300..400).contains(&status) {
            return Err(failed(
                "it leads to another address, which is not followed",
                ReviewErrorKind::Malformed,
            ));
        }
        let seconds = answer.headers().get("retry-after").and_then(|value| value.to_str().ok()?.parse().ok());
        let mut body = Vec::new();
        let reader = answer.body_mut().as_reader().take(MOST_BYTES + 1);
        { reader }
            .read_to_end(&mut body)
            .map_err(|error| failed(&error.to_string(), ReviewErrorKind::Unreachable))?;
        if body.len() as u64 > MOST_BYTES {
            return Err(failed("its answer is too long", ReviewErrorKind::Malformed));
        }
        Ok(Answer { status, body, retry_after: seconds.map(Duration::from_secs), place })
    }
}

impl Answer {
    /// The JSON of a success, behind a prefix that some systems send against scripts.
    pub(crate) fn json(&self, prefix: &str) -> Result<Value, ReviewError> {
        if !(200..300).contains(&self.status) {
            return Err(self.refused());
        }
        let bytes = self.body.strip_prefix(prefix.as_bytes()).unwrap_or(&self.body);
        serde_json::from_slice(bytes).map_err(|error| {
            ReviewError::new(
                self.place.clone(),
                ReviewErrorKind::Malformed,
                &format!("its answer is not JSON: {error}"),
            )
        })
    }

    /// The answer as a failure.
    pub(crate) fn refused(&self) -> ReviewError {
        let said = self.text();
        let said = said.trim();
        let reason = match self.status {
            401 => "it answers 401: user name or password are missing or wrong (git's credential helper is asked for them)".to_owned(),
            status if said.is_empty() => format!("it answers {status}"),
            status => format!("it answers {status}: {said}"),
        };
        ReviewError::new(self.place.clone(), ReviewErrorKind::Status(self.status), &reason)
    }

    /// The body as text.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// A text as a part of a URL's path or query.
pub(crate) fn encoded(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}
