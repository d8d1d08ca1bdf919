//! From a feature's facts to a decision about where its requirements are to be.

mod amounts;
mod engine_facts;
mod environment;
mod facts;
mod placement;
mod problem;
mod share;
mod vetoes;

pub(crate) use engine_facts::STALENESS;
pub(crate) use environment::brought;
pub use environment::{Artefact, EnvironmentFacts, EnvironmentOutcome, VersionChange};
pub use facts::{
    Brought, ExcludedPlatform, FeatureFacts, Installability, LicenceFact, RequirementFacts, Staleness, Usage,
};
pub use placement::alternatives;
pub use problem::draft;
pub use share::{Share, share};
pub use vetoes::vetoes;
