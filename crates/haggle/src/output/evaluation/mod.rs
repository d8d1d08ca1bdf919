//! An evaluation for people: the table of all features, and one feature in full.

mod advice;
pub mod deal;
pub mod decided;
mod feature;
pub mod precedent;
mod summary;
pub mod task;
pub mod words;

pub use decided::due_reason;
pub use feature::features;
pub use summary::summary;
pub use words::{recommended, terms};
