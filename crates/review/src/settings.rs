//! How to work with a review system.

use std::path::PathBuf;
use std::time::Duration;

/// How to work with a review system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The folder for working copies and the journal. Nothing else on this machine is written.
    pub folder: PathBuf,
    /// How long an answer may take. git ends after ten times as long.
    pub timeout: Duration,
    /// The least time between two requests.
    pub pause: Duration,
    /// How many repositories are worked on at once.
    pub threads: usize,
}

impl Settings {
    /// The usual: a minute for an answer, twenty requests in a second, four repositories at once.
    pub fn new(folder: PathBuf) -> Self {
        Self { folder, timeout: Duration::from_secs(60), pause: Duration::from_millis(50), threads: 4 }
    }
}
