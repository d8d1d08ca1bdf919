//! From a feature's facts to a decision about where its requirements are to be.

mod advice;
mod amounts;
mod by_share;
mod conditions;
mod engine_facts;
mod environment;
mod facts;
mod lint;
mod placement;
mod problem;
mod rule;
mod share;
mod vetoes;

pub(crate) use advice::status_quo_rule;
pub use advice::{Advice, AdviceGrounds};
pub use by_share::ShareRange;
pub(crate) use by_share::by_share;
pub(crate) use conditions::with_conditions;
pub(crate) use engine_facts::STALENESS;
pub(crate) use environment::brought;
pub use environment::{Artefact, Counted, EnvironmentFacts, EnvironmentOutcome, VersionChange};
pub use facts::{
    Brought, ExcludedPlatform, FeatureFacts, Installability, LicenceFact, Promise, RequirementFacts,
    Staleness, Unlisted, Usage,
};
pub use lint::ModelLint;
pub(crate) use lint::model_lints;
pub use placement::alternatives;
pub use problem::{Drafted, UnknownCriterion, draft};
pub use rule::{FamilyRule, Measurement, RuleStep, family_rule};
pub use share::{Share, share};
pub use vetoes::{VetoSources, vetoes};
