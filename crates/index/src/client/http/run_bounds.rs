//! What a whole run may cost.

use std::io;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use url::Url;

use crate::client::error::{IndexError, IndexErrorKind};
use crate::client::http::address::redacted;

/// The time and the bytes of a run, and the turn of who reads a long answer.
#[derive(Debug)]
pub(super) struct RunBounds {
    deadline: Option<Instant>,
    time: Duration,
    most_bytes: u64,
    n_bytes: AtomicU64,
    is_taken: Mutex<bool>,
    is_free: Condvar,
}

/// The turn of the one answer that may be long at a time: sixteen of them would fill the memory.
#[derive(Debug)]
pub(crate) struct LongAnswerTurn {
    bounds: Arc<RunBounds>,
}

impl RunBounds {
    pub(super) fn new(time: Duration, most_bytes: u64) -> Self {
        Self {
            deadline: Instant::now().checked_add(time),
            time,
            most_bytes,
            n_bytes: AtomicU64::new(0),
            is_taken: Mutex::new(false),
            is_free: Condvar::new(),
        }
    }

    /// Whether the run may still ask.
    pub(super) fn check(&self, url: &Url) -> Result<(), IndexError> {
        if self.deadline.is_some_and(|deadline| Instant::now() >= deadline) {
            let reason = format!("it has asked for {} s", self.time.as_secs());
            return Err(over(url, reason));
        }
        Ok(())
    }

    /// Counts bytes that were read.
    pub(super) fn spend(&self, n_bytes: u64, url: &Url) -> Result<(), IndexError> {
        let spent = self.n_bytes.fetch_add(n_bytes, Ordering::Relaxed).saturating_add(n_bytes);
        if spent > self.most_bytes {
            return Err(over(url, format!("it has read {} bytes", self.most_bytes)));
        }
        Ok(())
    }

    /// Waits until no other answer is long.
    pub(super) fn long_answer_turn(self: &Arc<Self>) -> LongAnswerTurn {
        let mut is_taken = self.is_taken.lock().unwrap_or_else(PoisonError::into_inner);
        while *is_taken {
            is_taken = self.is_free.wait(is_taken).unwrap_or_else(PoisonError::into_inner);
        }
        *is_taken = true;
        LongAnswerTurn { bounds: Arc::clone(self) }
    }
}

impl Drop for LongAnswerTurn {
    fn drop(&mut self) {
        *self.bounds.is_taken.lock().unwrap_or_else(PoisonError::into_inner) = false;
        self.bounds.is_free.notify_one();
    }
}

fn over(url: &Url, reason: String) -> IndexError {
    IndexError::because(redacted(url), IndexErrorKind::RunLimit, io::Error::other(reason))
}
