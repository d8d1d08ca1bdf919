//! Placements of the past against what the model would have said on the eve of each.
//!
//! Facts count only if their own date lies before the event's day. What was in the files of that day (which sites imported
//! the distribution, what it brought under the constraints, where it could be installed) is recorded nowhere here: it is
//! unknown, anywhere in its range. Criteria, scales and weights are those of today.

mod error;
mod event;
mod inputs;
mod known;
mod problem;
mod replay;
mod report;

pub use error::{BacktestError, BacktestErrorKind, EventError};
pub use event::{Event, EventPlacement};
pub use inputs::BacktestInputs;
pub use known::{KnownFact, UnknownFact};
pub use replay::{BacktestAnswer, Judged, judge};
pub use report::{BacktestReplay, ByKnown, Coverage, Reason, report};
