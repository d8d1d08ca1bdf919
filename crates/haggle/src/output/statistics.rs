//! What a run took: requests, rounds, what the cache had, and the time by stage.

use haggle_index::IndexTally;
use haggle_index::rounds::RoundsTally;
use serde::Serialize;

use crate::output::failure::Failure;
use crate::output::json;
use crate::output::page::Page;

/// What a run took.
#[derive(Debug, Serialize)]
pub struct Statistics {
    /// The schema of this data.
    pub schema: u32,
    /// What the index was asked.
    pub index: IndexTally,
    /// What the question took.
    pub rounds: RoundsTally,
    /// The seconds before the question: reading what is asked.
    pub input_seconds: f64,
    /// The seconds of the whole run so far.
    pub seconds: f64,
}

impl Statistics {
    /// For people, one thing per line.
    pub fn page(&self) -> Page {
        let Self { schema: _, index, rounds, input_seconds, seconds } = self;
        let mut page = Page::default();
        page.line(format_args!(
            "requests: {} for lists, {} for files, {} bytes",
            index.list_requests, index.file_requests, index.bytes
        ));
        page.line(format_args!(
            "from the cache: {} lists, requirements of {} releases",
            index.lists_from_cache, index.requirements_from_cache
        ));
        page.line(format_args!(
            "rounds: {}, facts asked for {} times; requirements of {} releases, {} of them not read",
            rounds.rounds, rounds.fetches, rounds.requirements, rounds.unread_requirements
        ));
        page.line(format_args!(
            "seconds: {seconds:.3} in all, {input_seconds:.3} for the input, {:.3} for facts, {:.3} for the search",
            rounds.facts_seconds, rounds.search_seconds
        ));
        page
    }

    /// For programs.
    pub fn json(&self) -> Result<String, Failure> {
        json::text(self)
    }
}
