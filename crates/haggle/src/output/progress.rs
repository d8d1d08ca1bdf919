//! Progress on a terminal, for what takes longer than a second.

use std::collections::BTreeSet;
use std::io::IsTerminal;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use haggle_spec::release::MissingFact;
use haggle_spec::visible;
use indicatif::{ProgressBar, ProgressStyle};

use super::terminal;

/// Work that is quicker than this shows nothing.
const QUIET: Duration = Duration::from_secs(1);

/// The time between two lines off a terminal.
const BETWEEN_LINES: Duration = Duration::from_secs(10);

/// A line on standard error that says how far the work is; nothing where that is not a terminal.
#[derive(Debug)]
pub struct Progress {
    bar: ProgressBar,
    started: Instant,
    /// Off a terminal: when the last line was printed; none where nothing is.
    last_line: Option<Mutex<Instant>>,
    n_done: AtomicU64,
    /// What is asked for and not there yet.
    wanted: Mutex<BTreeSet<MissingFact>>,
}

impl Progress {
    /// The same; where standard error is not a terminal, a line every ten seconds says how far the work is.
    pub fn start_with_lines() -> Self {
        let mut progress = Self::start();
        progress.last_line = (!std::io::stderr().is_terminal()).then(|| Mutex::new(Instant::now()));
        progress
    }

    /// Starts to count, and shows nothing yet.
    pub fn start() -> Self {
        let style = ProgressStyle::with_template("{spinner} {msg}")
            .unwrap_or_else(|_| ProgressStyle::default_spinner());
        let bar = ProgressBar::hidden();
        bar.set_style(style);
        let started = Instant::now();
        Self { bar, started, last_line: None, n_done: AtomicU64::new(0), wanted: Mutex::default() }
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
        if let Some(last) = &self.last_line {
            let mut last = last.lock().unwrap_or_else(PoisonError::into_inner);
            if last.elapsed() >= BETWEEN_LINES {
                *last = Instant::now();
                terminal::err_line(message());
            }
            return;
        }
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
        if self.last_line.is_some() {
            self.say(|| what.to_owned());
        } else if !self.bar.is_hidden() {
            self.bar.set_message(visible(what).into_owned());
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
