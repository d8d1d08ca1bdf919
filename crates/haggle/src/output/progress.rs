//! Progress, for what takes longer than a second: a line that changes on a terminal, a line every ten seconds elsewhere.
//!
//! A thread of its own shows it, so that work that reports nothing for a while is seen to go on.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::IsTerminal;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use haggle_spec::release::MissingFact;
use haggle_spec::visible;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::terminal;
use super::verbosity::Verbosity;

/// Work that is quicker than this shows nothing.
const QUIET: Duration = Duration::from_secs(1);
/// The time between two pictures on a terminal.
const BETWEEN_PICTURES: Duration = Duration::from_millis(100);
/// The time between two lines off a terminal.
const BETWEEN_LINES: Duration = Duration::from_secs(10);

/// Says on standard error how far the work is, until it is dropped; nothing with `-q`.
#[derive(Debug)]
pub struct Progress {
    shared: Arc<Shared>,
    shows: Option<JoinHandle<()>>,
}

#[derive(Debug)]
struct Shared {
    state: Mutex<State>,
    ended: Condvar,
}

#[derive(Debug, Default)]
struct State {
    is_ended: bool,
    /// What happens now.
    doing: String,
    n_done: usize,
    /// How many there are, where that is known.
    n_all: Option<usize>,
    /// When the first was counted from.
    counted_from: Option<Instant>,
    /// What is asked for and not there yet.
    wanted: BTreeSet<MissingFact>,
}

impl Progress {
    /// Begins; `doing` says what happens, as in "evaluating".
    pub fn start(doing: &str) -> Self {
        let state = State { doing: doing.to_owned(), ..State::default() };
        let shared = Arc::new(Shared { state: Mutex::new(state), ended: Condvar::new() });
        let watched = Arc::clone(&shared);
        // Where no thread can be had, the work goes on without being watched.
        let shows = Verbosity::Usual
            .is_wanted()
            .then(|| std::thread::Builder::new().spawn(move || show(&watched)).ok())
            .flatten();
        Self { shared, shows }
    }

    /// Says what happens now; the count begins anew.
    pub fn phase(&self, doing: &str) {
        let wanted = std::mem::take(&mut self.shared.state().wanted);
        *self.shared.state() = State { doing: doing.to_owned(), wanted, ..State::default() };
    }

    /// These facts are asked for.
    pub fn waiting(&self, facts: &[MissingFact]) {
        terminal::detail(Verbosity::Requests, || match facts {
            [fact] => format!("a round asks for {fact}"),
            _ => format!("a round asks for {} facts", facts.len()),
        });
        self.shared.state().wanted = facts.iter().cloned().collect();
    }

    /// One more fact is there.
    pub fn fetched(&self, fact: &MissingFact) {
        let mut state = self.shared.state();
        state.count_from_now();
        state.n_done += 1;
        state.wanted.remove(fact);
    }

    /// So many of all are done.
    pub fn done(&self, n_done: usize, n_all: usize, doing: &str) {
        let mut state = self.shared.state();
        state.count_from_now();
        (state.n_done, state.n_all) = (n_done, Some(n_all));
        if state.doing != doing {
            doing.clone_into(&mut state.doing);
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.shared.state().is_ended = true;
        self.shared.ended.notify_all();
        if let Some(shows) = self.shows.take() {
            let _ = shows.join();
        }
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is to be shown after a while; none where the work ended before.
    fn words_after(&self, pause: Duration, started: Instant) -> Option<String> {
        let waited = self.ended.wait_timeout_while(self.state(), pause, |state| !state.is_ended);
        let (state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        (!state.is_ended).then(|| state.words(started.elapsed(), Instant::now()))
    }
}

impl State {
    fn count_from_now(&mut self) {
        self.counted_from.get_or_insert_with(Instant::now);
    }

    /// What happens, how far it is, how quick it goes and how long it will take.
    fn words(&self, elapsed: Duration, now: Instant) -> String {
        let Self { doing, n_done, n_all, counted_from, wanted, .. } = self;
        let counting = counted_from.map_or(0.0, |from| now.saturating_duration_since(from).as_secs_f64());
        #[expect(
            clippy::cast_precision_loss,
            reason = "a count that is shown with one digit behind the point"
        )]
        let rate = if counting > 0.0 { *n_done as f64 / counting } else { 0.0 };
        let mut words = doing.clone();
        if *n_done > 0 {
            let _ = match n_all {
                Some(n_all) => write!(words, ": {n_done} of {n_all}"),
                None => write!(words, ": {n_done} facts"),
            };
            if rate > 0.0 {
                let _ = write!(words, ", {rate:.1} per second");
            }
        }
        // What is asked for in this round; a later one may ask for more.
        let n_left = n_all.map_or(wanted.len(), |n_all| n_all.saturating_sub(*n_done));
        if *n_done > 0 && rate > 0.0 && n_left > 0 {
            #[expect(clippy::cast_precision_loss, reason = "seconds, rounded")]
            let seconds = n_left as f64 / rate;
            let _ = write!(words, ", about {seconds:.0} s left");
        }
        match wanted.first() {
            Some(next) if wanted.len() == 1 => {
                let _ = write!(words, ", waiting for {next}");
            }
            Some(next) => {
                let _ = write!(words, ", waiting for {next} and {} more", wanted.len() - 1);
            }
            None => {}
        }
        if *n_done == 0 {
            let _ = write!(words, ", {} s", elapsed.as_secs());
        }
        words
    }
}

/// Shows what happens until it ends.
fn show(shared: &Shared) {
    let started = Instant::now();
    if !std::io::stderr().is_terminal() {
        while let Some(words) = shared.words_after(BETWEEN_LINES, started) {
            terminal::err_line(words);
        }
        return;
    }
    let Some(mut words) = shared.words_after(QUIET, started) else { return };
    let style = ProgressStyle::with_template("{spinner} {wide_msg}");
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
    loop {
        bar.set_message(visible(&words).into_owned());
        bar.tick();
        let Some(next) = shared.words_after(BETWEEN_PICTURES, started) else { break };
        words = next;
    }
    bar.finish_and_clear();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(n_done: usize, n_all: Option<usize>, expected: &str) {
        let now = Instant::now();
        let state = State {
            doing: "reading wheels".to_owned(),
            n_done,
            n_all,
            counted_from: now.checked_sub(Duration::from_secs(4)),
            ..State::default()
        };
        assert_eq!(state.words(Duration::from_secs(5), now), expected);
    }

    #[test]
    fn the_rate_and_the_time_left_are_said() {
        check(0, None, "reading wheels, 5 s");
        check(0, Some(9), "reading wheels, 5 s");
        check(8, Some(20), "reading wheels: 8 of 20, 2.0 per second, about 6 s left");
        check(20, Some(20), "reading wheels: 20 of 20, 5.0 per second");
        check(6, None, "reading wheels: 6 facts, 1.5 per second");
    }

    #[test]
    fn work_that_ends_at_once_is_not_waited_for() {
        let before = Instant::now();
        drop(Progress::start("working"));
        assert!(before.elapsed() < QUIET);
    }
}
