//! Answers from an index as it is now: rounds of missing facts.

pub mod record;
pub mod rounds;
