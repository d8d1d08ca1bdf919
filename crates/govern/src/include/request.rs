//! What is to be included, and what comes of it.

use crate::change::ChangeDraft;
use crate::data::{PlacedRequirement, Placement, ProjectName};
use crate::evaluation::FeatureReport;
use crate::sync::FilePlan;

/// What is to be included, and where.
#[derive(Debug, Clone, PartialEq)]
pub struct InclusionRequest<'a> {
    /// The requirement.
    pub requirement: &'a PlacedRequirement,
    /// Where it is to go.
    pub placement: Placement,
    /// The extra, where it is to go into one.
    pub extra: Option<&'a str>,
    /// The section of the global list that a new line goes to.
    pub section: &'a str,
    /// The evaluation of the feature whose decision is about the requirement: what it brings is pinned, and reviewers' questions are
    /// answered from it.
    pub report: Option<&'a FeatureReport>,
    /// How the first change is named: its URL, or a Change-Id where that is asked for.
    pub first_change: Option<&'a str>,
    /// How the second change is named.
    pub second_change: Option<&'a str>,
}

/// Files of the project that an inclusion may edit, as bytes; those that the project lacks are none.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ProjectBytes {
    /// `setup.cfg`.
    pub setup_cfg: Option<Vec<u8>>,
    /// `bindep.txt`.
    pub bindep: Option<Vec<u8>>,
    /// The documentation page.
    pub documentation: Option<Vec<u8>>,
}

/// The three steps.
#[derive(Debug, Clone, PartialEq)]
pub struct Inclusion {
    /// The change to the shared files; empty where they have all that is needed.
    pub shared: ChangeDraft,
    /// The change to the project; empty where it is there already.
    pub project: ChangeDraft,
    /// What the sync would then do.
    pub sync: SyncStep,
    /// What a person has to look at.
    pub notes: Vec<String>,
}

/// What the sync would do once both changes have landed.
#[derive(Debug, Clone, PartialEq)]
pub struct SyncStep {
    /// The topic of its changes.
    pub topic: Option<String>,
    /// The account that they belong to.
    pub owner: Option<String>,
    /// Each project's files that list requirements.
    pub files: Vec<SyncFile>,
}

/// What the sync would do to one file.
#[derive(Debug, Clone, PartialEq)]
pub struct SyncFile {
    /// The project.
    pub project: ProjectName,
    /// The file, relative to the project.
    pub path: String,
    /// What happens to its lines.
    pub plan: FilePlan,
}
