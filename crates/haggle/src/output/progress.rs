//! Progress on a terminal, for what takes longer than a second.

use std::collections::BTreeSet;
use std::io::IsTerminal;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use haggle_spec::release::MissingFact;
use haggle_spec::visible;
use indicatif::{ProgressBar, ProgressStyle};

/// Work that is quicker than this shows nothing.
const QUIET: Duration = Duration::from_secs(1);

/// A line on standard error that says how far the work is; nothing where that is not a terminal.
#[derive(Debug)]
pub struct Progress {
    bar: ProgressBar,
    started: Instant,
    n_done: AtomicU64,
    /// What is asked for and not there yet.
    wanted: Mutex<BTreeSet<MissingFact>>,
}

impl Progress {
    /// Starts to count, and shows nothing yet.
    pub fn start() -> Self {
        let style = ProgressStyle::with_template("{spinner} {msg}")
            .unwrap_or_else(|_| ProgressStyle::default_spinner());
        let bar = ProgressBar::hidden();
        bar.set_style(style);
        Self { bar, started: Instant::now(), n_done: AtomicU64::new(0), wanted: Mutex::default() }
    }

    /// These facts are asked for.
    pub fn waiting(&self, facts: &[MissingFact]) {
        let mut wanted = self.wanted.lock().unwrap_or_else(PoisonError::into_inner);
        *wanted = facts.iter().cloned().collect();
    }

    /// One more fact is there.
    pub fn fetched(&self, fact: &MissingFact) {
        let n_done = self.n_done.fetch_add(1, Ordering::Relaxed) + 1;
        let mut wanted = self.wanted.lock().unwrap_or_else(PoisonError::into_inner);
        wanted.remove(fact);
        self.say(|| match (wanted.first(), wanted.len()) {
            (None, _) => format!("{n_done} facts fetched, last {fact}"),
            (Some(next), 1) => format!("{n_done} facts fetched, waiting for {next}"),
            (Some(next), n) => format!("{n_done} facts fetched, waiting for {next} and {} more", n - 1),
        });
    }

    /// So many of all are done.
    pub fn done(&self, n_done: usize, n_all: usize, what: &str) {
        self.say(|| format!("{n_done} of {n_all} {what}"));
    }

    fn say(&self, message: impl FnOnce() -> String) {
        if self.started.elapsed() < QUIET || !std::io::stderr().is_terminal() {
            return;
        }
        if self.bar.is_hidden() {
            self.bar.set_draw_target(indicatif::ProgressDrawTarget::stderr());
            self.bar.enable_steady_tick(Duration::from_millis(100));
        }
        self.bar.set_message(visible(&message()).into_owned());
    }

    /// Says what happens now.
    pub fn phase(&self, what: &str) {
        if !self.bar.is_hidden() {
            self.bar.set_message(visible(what).into_owned());
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
