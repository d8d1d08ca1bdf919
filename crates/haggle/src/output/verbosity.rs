//! How much is said beside the answer, on standard error: `-q` and `-v`.

use std::sync::atomic::{AtomicU8, Ordering};

/// How much; each says what the ones before say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verbosity {
    /// What was asked for and errors: no notes, warnings or progress.
    Quiet,
    /// Notes, warnings and progress.
    Usual,
    /// Which files are read, which indexes and which cache answer.
    Reads,
    /// Each request with its answer, and each round of questions.
    Requests,
}

static LEVEL: AtomicU8 = AtomicU8::new(Verbosity::Usual as u8);

impl Verbosity {
    /// What the options say: whether `-q` is there, and how often `-v`.
    pub fn of_options(is_quiet: bool, n_verbose: u8) -> Self {
        match n_verbose {
            _ if is_quiet => Self::Quiet,
            0 => Self::Usual,
            1 => Self::Reads,
            _ => Self::Requests,
        }
    }

    /// For everything that this process says from now on.
    pub fn set(self) {
        LEVEL.store(self as u8, Ordering::Relaxed);
    }

    /// Whether so much is to be said.
    pub fn is_wanted(self) -> bool {
        self as u8 <= LEVEL.load(Ordering::Relaxed)
    }
}
