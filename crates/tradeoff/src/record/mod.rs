//! Decision records: what was decided, on which facts and values, by which engine, and what would bring it up again.
//!
//! A record is data (canonical JSON, hashed) and a text for people (Markdown in the shape of MADR 4). The date and what
//! somebody decided are inputs; the rest follows from the problem, so that a record can be replayed.

mod canonical;
mod compare;
mod entry;
mod error;
mod markdown;
mod replay;

pub use compare::{Comparison, RecordChange, compare};
pub use entry::{Record, Ruling, Status};
pub use error::RecordError;
pub use replay::{RecordDifference, RecordReplay, replay};
