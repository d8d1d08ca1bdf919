//! What an evaluation rests on.

use haggle_spec::release::ReleaseFacts;
use haggle_tradeoff::Options;
use serde::Serialize;

use super::requests::Requests;
use crate::data::{AdoptionEvidence, AdvisoryList, Catalogue, Manifest, Values};
use crate::day::Day;
use crate::family::{ProjectFiles, SharedFiles};
use crate::history::History;
use crate::ruling::AcceptedDecision;

/// Everything that an evaluation rests on.
#[derive(Debug, Clone, PartialEq)]
pub struct EvaluationInputs<'a> {
    /// Projects, environments and process.
    pub manifest: &'a Manifest,
    /// Features and requirements.
    pub catalogue: &'a Catalogue,
    /// Who deploys what.
    pub adoption: &'a AdoptionEvidence,
    /// Stakeholders.
    pub values: &'a Values,
    /// The family's shared files.
    pub shared: &'a SharedFiles,
    /// Each project's own files, in the order of the manifest.
    pub projects: &'a [ProjectFiles],
    /// Where requirements went in the past.
    pub history: Option<&'a History>,
    /// Release facts.
    pub releases: &'a ReleaseFacts,
    /// Where the release facts come from.
    pub snapshot: SnapshotReport,
    /// Advisories, and the name of their file; a distribution whose advisories the catalogue has is not looked up in it.
    pub advisories: Option<(&'a AdvisoryList, &'a str)>,
    /// The decisions that were taken before.
    pub decisions: &'a [AcceptedDecision],
    /// How the decisions are sampled.
    pub options: Options,
}

/// Where the release facts come from.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SnapshotReport {
    /// The source in words.
    pub source: String,
    /// When they were recorded.
    pub recorded: Day,
}

impl EvaluationInputs<'_> {
    /// What the requests of the evaluation are made of.
    pub(super) fn requests(&self) -> Requests<'_> {
        Requests { manifest: self.manifest, shared: self.shared, projects: self.projects }
    }
}
