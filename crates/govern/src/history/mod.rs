//! Placements of the past against what the model would have said on the eve of each.
//!
//! Facts count only if their own date lies before the event's day. What was in the files of that day (which sites imported
//! the distribution, what it brought under the constraints, where it could be installed) is recorded nowhere here: it is
//! vacuous, anywhere in its range. Criteria, scales and weights are those of today.

mod event;
mod known;
mod problem;
mod replay;
mod report;

pub use event::{Event, EventPlacement};
pub use known::UnknownFact;
pub use replay::{BacktestAnswer, BacktestInputs, Judged, KnownFact, judge};
pub use report::{BacktestReplay, ByKnown, Coverage, Reason, report};
