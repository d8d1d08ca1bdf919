//! How many projects a run may come to ask for: an index can name a new one in the metadata of each, for ever.

use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::client::error::{IndexError, IndexErrorKind};

/// The most projects of a run: large ones come to a thousand.
const MOST_NAMES: usize = 20_000;
/// The most times that a run may ask for projects it has not asked for before: one for each level of the graph of requirements, and one
/// for each version that a search tries and that requires what none before did.
const MOST_WAVES: usize = 1_000;

/// What was asked for so far.
#[derive(Debug, Default)]
pub(crate) struct NameBounds {
    n_names: AtomicUsize,
    n_waves: AtomicUsize,
}

impl NameBounds {
    /// Counts projects that are asked for together, for the first time each.
    pub(crate) fn ask(&self, n_new: usize, shown: impl Fn() -> String) -> Result<(), IndexError> {
        if n_new == 0 {
            return Ok(());
        }
        let n_names = self.n_names.fetch_add(n_new, Ordering::Relaxed) + n_new;
        let n_waves = self.n_waves.fetch_add(1, Ordering::Relaxed) + 1;
        let reason = if n_names > MOST_NAMES {
            format!("it has asked for {MOST_NAMES} projects")
        } else if n_waves > MOST_WAVES {
            format!("it has come upon new projects {MOST_WAVES} times, each required by what came before")
        } else {
            return Ok(());
        };
        Err(IndexError::because(shown(), IndexErrorKind::RunLimit, io::Error::other(reason)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(n_new: usize, n_good: usize, words: &str) {
        let bounds = NameBounds::default();
        let shown = || "http://localhost/".to_owned();
        for _ in 0..n_good {
            bounds.ask(n_new, shown).unwrap();
            bounds.ask(0, shown).unwrap();
        }
        let error = bounds.ask(n_new, shown).unwrap_err();
        assert!(error.to_string().contains(words), "{error}");
    }

    #[test]
    fn a_run_does_not_ask_for_ever() {
        check(1, MOST_WAVES, "new projects 1000 times");
        check(10_000, 2, "asked for 20000 projects");
    }
}
