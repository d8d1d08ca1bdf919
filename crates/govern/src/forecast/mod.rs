//! What projects use of a distribution, held against what its releases define: which names a raised pin takes away, and which release
//! is the first to have them all.
//!
//! Only names are seen. What a function does may change without any of this noticing it.

mod floor;
mod pin;
mod used;

pub use floor::{Floor, floor};
pub use pin::{Forecast, ForecastFinding, ForecastPlace, NameChange, forecast};
pub use used::ProjectUses;

#[cfg(test)]
mod tests;
