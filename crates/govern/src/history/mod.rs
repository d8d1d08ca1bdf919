//! Placements of the past against what the model would have said on the eve of each.
//!
//! Facts count only if their own date lies before the event's day. What was in the files of that day (which sites imported
//! the distribution, what it brought under the constraints, where it could be installed) is recorded nowhere here: it is
//! unknown, anywhere in its range. Criteria, scales and weights are those of today.
//!
//! [`precedent`] asks the same history where comparable requirements went.

mod cleaning;
mod error;
mod event;
mod forecasts;
mod imported_by;
mod inputs;
mod json;
mod known;
pub mod precedent;
mod problem;
mod read;
mod replay;
mod report;
mod repository;

pub use cleaning::{Noise, cleaned, noise};
pub use error::{BacktestError, BacktestErrorKind};
pub use event::{Event, EventPlacement};
pub use forecasts::{LeftOut, MoveSet, PrecedentBacktest, PrecedentRun, forecasts, foretell};
pub use imported_by::{ImportCounts, ImportFacts, ImportedBy};
pub use inputs::BacktestInputs;
pub use known::{KnownFact, UnknownFact};
pub use read::{History, Kinds, read_import_facts, read_moves, with_import_facts, with_recorded_imports};
pub use replay::{BacktestAnswer, Judged, judge};
pub use report::{BacktestReplay, ByKnown, Coverage, Reason, Together, report};
pub(crate) use repository::is_of;
