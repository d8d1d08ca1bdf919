//! Answers from an index as it is now: the client's settings, rounds of missing facts, progress.

pub mod progress;
pub mod record;
pub mod rounds;
pub mod scope;
pub mod settings;
