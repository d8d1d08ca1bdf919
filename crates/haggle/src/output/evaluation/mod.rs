//! An evaluation for people: the table of all features, and one feature in full.

mod advice;
mod deal;
mod feature;
mod summary;
pub mod words;

pub use feature::features;
pub use summary::summary;
