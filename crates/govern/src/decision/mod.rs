//! From a feature's facts to a decision about where its requirements stand.

mod facts;
mod placement;
mod problem;
mod share;
mod vetoes;

pub use facts::{EnvironmentFacts, EnvironmentOutcome, FeatureFacts, Known, LicenceFact, VersionChange};
pub use placement::alternatives;
pub(crate) use problem::{BROKEN, STALENESS, UNGUARDED};
pub use problem::{FactProvenance, draft};
pub use share::{Share, share};
pub use vetoes::vetoes;
