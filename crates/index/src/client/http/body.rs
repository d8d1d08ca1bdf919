//! The body of an answer, read within bounds.

use std::io::Read;
use std::sync::Arc;
use std::time::{Duration, Instant};

use url::Url;

use crate::client::error::{IndexError, IndexErrorKind};
use crate::client::http::address::redacted;
use crate::client::http::failure::{Failure, Retry};
use crate::client::http::run_bounds::{LongAnswerTurn, RunBounds};
use crate::client::http::settings::HttpSettings;

/// Answers up to this length, in bytes, are read at the same time as others; longer ones one by one.
const LONG: usize = 4 << 20;
/// How much is read at a time, in bytes.
const PIECE: usize = 64 << 10;
/// What an answer has to bring in a second, in bytes.
const SLOWEST: u64 = 1024;

/// The bytes of an answer; a long one keeps other long ones waiting while it lives.
#[derive(Debug, Default)]
pub(crate) struct Body {
    bytes: Vec<u8>,
    turn: Option<LongAnswerTurn>,
}

impl From<Vec<u8>> for Body {
    fn from(bytes: Vec<u8>) -> Self {
        Self { bytes, turn: None }
    }
}

impl std::ops::Deref for Body {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes
    }
}

/// What reading a body may cost.
pub(super) struct Bounds<'a> {
    pub(super) limit: u64,
    pub(super) settings: &'a HttpSettings,
    pub(super) run: &'a Arc<RunBounds>,
}

/// Reads a body to its end.
pub(super) fn read(
    answer: &mut ureq::http::Response<ureq::Body>,
    url: &Url,
    bounds: &Bounds<'_>,
    failed: impl Fn(ureq::Error) -> Failure,
) -> Result<Body, Failure> {
    let too_large = || {
        let kind = IndexErrorKind::TooLarge(bounds.limit);
        Failure::useless(IndexError::new(redacted(url), kind))
    };
    if answer.body().content_length().is_some_and(|length| length > bounds.limit) {
        return Err(too_large());
    }
    let limit = usize::try_from(bounds.limit).unwrap_or(usize::MAX);
    let mut body = Body::default();
    let mut pace = Pace::new(bounds.settings);
    let mut reader = answer.body_mut().as_reader();
    let mut piece = vec![0; PIECE];
    loop {
        let n_read = reader.read(&mut piece).map_err(|error| failed(error.into()))?;
        if n_read == 0 {
            return Ok(body);
        }
        if body.bytes.len() + n_read > limit {
            return Err(too_large());
        }
        let n_bytes = u64::try_from(n_read).unwrap_or(u64::MAX);
        bounds.run.spend(n_bytes, url).map_err(Failure::useless)?;
        bounds.run.check(url).map_err(Failure::useless)?;
        pace.check(n_bytes, url)?;
        if body.bytes.len() + n_read > LONG && body.turn.is_none() {
            body.turn = Some(bounds.run.long_answer_turn());
            pace.restart();
        }
        body.bytes.extend_from_slice(&piece[..n_read]);
    }
}

/// Whether an answer comes in time: a server that sends a byte now and then meets every time-out of a single read.
struct Pace<'a> {
    settings: &'a HttpSettings,
    started: Instant,
    window: Instant,
    n_in_window: u64,
}

impl<'a> Pace<'a> {
    fn new(settings: &'a HttpSettings) -> Self {
        let now = Instant::now();
        Self { settings, started: now, window: now, n_in_window: 0 }
    }

    /// Waiting for another answer is not the server's fault.
    fn restart(&mut self) {
        *self = Self::new(self.settings);
    }

    fn check(&mut self, n_bytes: u64, url: &Url) -> Result<(), Failure> {
        self.n_in_window = self.n_in_window.saturating_add(n_bytes);
        let late = |reason: String| {
            let error = std::io::Error::other(reason);
            let error = IndexError::because(redacted(url), IndexErrorKind::Unreachable, error);
            Failure { error, retry: Retry::Useless }
        };
        let in_all = self.started.elapsed();
        if in_all > self.settings.answer_time {
            return Err(late(format!("its answer is not complete after {} s", in_all.as_secs())));
        }
        let elapsed = self.window.elapsed();
        if elapsed >= self.settings.timeout.max(Duration::from_millis(1)) {
            let least = u128::from(SLOWEST) * elapsed.as_millis() / 1000;
            if u128::from(self.n_in_window) < least {
                let (n_bytes, seconds) = (self.n_in_window, elapsed.as_secs_f64());
                return Err(late(format!(
                    "its answer comes too slowly: {n_bytes} bytes in the last {seconds:.0} s"
                )));
            }
            self.window = Instant::now();
            self.n_in_window = 0;
        }
        Ok(())
    }
}
