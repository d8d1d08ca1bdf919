//! An evaluation for people: the table of all features, and one feature in full.

mod advice;
mod deal;
mod decided;
mod feature;
mod precedent;
mod summary;
pub mod words;

pub use decided::due_reason;
pub use feature::features;
pub use summary::summary;
pub use words::{recommended, terms};
