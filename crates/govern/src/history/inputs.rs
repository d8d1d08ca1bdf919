//! What a replay rests on.

use haggle_spec::release::ReleaseFacts;
use haggle_tradeoff::Options;

use super::read::Kinds;
use crate::data::{AdoptionEvidence, Catalogue, Manifest, Values};

/// Everything that a replay rests on.
#[derive(Debug, Clone, PartialEq)]
pub struct BacktestInputs<'a> {
    /// Environments and licences.
    pub manifest: &'a Manifest,
    /// Which distribution belongs to which feature, and when its last use went.
    pub catalogue: &'a Catalogue,
    /// Who deploys what, entry by entry with its date.
    pub adoption: &'a AdoptionEvidence,
    /// Stakeholders.
    pub values: &'a Values,
    /// What kind of thing each distribution is.
    pub kinds: &'a Kinds,
    /// Release facts with the days of their uploads.
    pub releases: &'a ReleaseFacts,
    /// How the decisions are sampled.
    pub options: Options,
}
