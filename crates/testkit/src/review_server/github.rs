//! The part of GitHub's REST API that pull requests need.

use super::exchange::{Answer, Request};
use super::state::State;

pub(super) fn answer(_state: &mut State, _path: &str, _request: &Request) -> Answer {
    Answer::text(404, "Not Found")
}

/// A branch moved: pull requests from it get its commits.
pub(super) fn pushed(_state: &mut State, _project: &str) {}
