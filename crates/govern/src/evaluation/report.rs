//! The result of an evaluation, as data that serialises.

use serde::Serialize;

use haggle_tradeoff::{AdoptionClass, Decision, Draft};

use crate::data::{
    AdoptionEntry, Catalogue, EnvironmentEntry, FamilyEntry, Feature, Kind, PlacedRequirement, Placement,
};
use crate::decision::{EnvironmentFacts, FeatureFacts, Known, LicenceFact, Share};

/// What became of every feature. The JSON schema is documented in `docs/evaluation.md`.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "snake_case")]
pub struct Evaluation {
    /// The schema of this data.
    pub schema: u32,
    /// The version of haggle.
    pub engine: String,
    /// The family.
    pub family: FamilyEntry,
    /// What to say of the values, where they are nobody's own.
    pub illustrative: Option<String>,
    /// The release facts that were used.
    pub snapshot: SnapshotReport,
    /// What was resolved for.
    pub environments: Vec<EnvironmentEntry>,
    /// The features, in the order of the catalogue.
    pub features: Vec<FeatureReport>,
}

impl Evaluation {
    /// The schema that this version writes.
    pub const SCHEMA: u32 = 1;
}

/// Where the release facts come from.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "snake_case")]
pub struct SnapshotReport {
    /// The source in words.
    pub source: String,
    /// When they were recorded, `YYYY-MM-DD`.
    pub recorded: String,
}

/// One feature.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "snake_case")]
pub struct FeatureReport {
    /// Its name in the catalogue.
    pub id: String,
    /// The name that people read.
    pub title: String,
    /// The project.
    pub project: String,
    /// What it does.
    pub summary: Option<String>,
    /// What the project's documentation calls it.
    pub claimed: Option<String>,
    /// The share of deployments and what follows from it.
    pub share: ShareReport,
    /// Everything it needs.
    pub requires: Vec<String>,
    /// Why a requirement is not open: (requirement, reason).
    pub closed: Vec<(String, String)>,
    /// What is to be placed, and the decision.
    pub placing: Placing,
    /// The page that documents it.
    pub documentation: Option<String>,
    /// What was looked at.
    pub evidence: Vec<String>,
}

/// The share of deployments that have a feature.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "snake_case")]
pub struct ShareReport {
    /// The class that follows.
    pub class: AdoptionClass,
    /// The least that it can be, 0 to 1.
    pub low: f64,
    /// The most that it can be, 0 to 1.
    pub high: f64,
    /// The evidence cannot all be true.
    pub contradictory: bool,
    /// The evidence.
    pub evidence: Vec<AdoptionEntry>,
}

impl ShareReport {
    pub(super) fn new(share: &Share) -> Self {
        Self {
            class: share.class,
            low: share.interval.low(),
            high: share.interval.high(),
            contradictory: share.contradictory,
            evidence: share.evidence.clone(),
        }
    }
}

/// What there is to place.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "snake_case", tag = "placing")]
#[expect(clippy::large_enum_variant, reason = "one value a feature; a box would buy nothing")]
pub enum Placing {
    /// Nothing external whose placement is open.
    Nothing,
    /// A set of requirements, decided together.
    Requirements {
        /// The requirements.
        requirements: Vec<PlacedReport>,
        /// Where they stand today.
        today: Option<Placement>,
        /// What resolving said, environment by environment; none for programs.
        environments: Vec<EnvironmentFacts>,
        /// Licences against the family's list.
        licences: Vec<LicenceFact>,
        /// Years since the newest release of the least kept distribution, which is named.
        staleness: Known<(f64, String)>,
        /// Import sites without a guard.
        unguarded: Vec<String>,
        /// Set where no code uses them any more.
        unused_since: Option<String>,
        /// The problem as it went into the decision engine.
        problem: Draft,
        /// What came out.
        decision: Decision,
    },
}

/// A requirement whose placement is open.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "snake_case")]
pub struct PlacedReport {
    /// Its name in the catalogue.
    pub id: String,
    /// What sort of thing it is.
    pub kind: Kind,
    /// The lines as they stand or would be written.
    pub lines: Vec<String>,
    /// Where it stands today.
    pub placement: Placement,
    /// What it is for.
    pub purpose: Option<String>,
    /// What happens when it is absent.
    pub missing_behaviour: Option<String>,
}

impl Placing {
    pub(super) fn decided(
        placed: &[&PlacedRequirement],
        facts: &FeatureFacts,
        today: Option<Placement>,
        problem: Draft,
        decision: Decision,
    ) -> Self {
        Self::Requirements {
            requirements: placed.iter().map(|requirement| PlacedReport::new(requirement)).collect(),
            today,
            environments: facts.environments.clone(),
            licences: facts.licences.clone(),
            staleness: facts.staleness.clone(),
            unguarded: facts.unguarded.clone(),
            unused_since: facts.unused_since.clone(),
            problem,
            decision,
        }
    }
}

impl PlacedReport {
    fn new(requirement: &PlacedRequirement) -> Self {
        let lines = requirement.requirement.iter().map(|line| line.get_ref().clone());
        Self {
            id: requirement.id.clone(),
            kind: requirement.kind,
            lines: lines.chain(requirement.bindep.iter().cloned()).collect(),
            placement: requirement.placement,
            purpose: requirement.purpose.clone(),
            missing_behaviour: requirement.missing_behaviour.clone(),
        }
    }
}

impl FeatureReport {
    pub(super) fn new(
        feature: &Feature,
        catalogue: &Catalogue,
        share: ShareReport,
        placing: Placing,
    ) -> Self {
        let known = |id: &String| catalogue.requirement(id).is_some();
        Self {
            id: feature.id.clone(),
            title: feature.title.clone(),
            project: feature.project.clone(),
            summary: feature.summary.clone(),
            claimed: feature.claimed.clone(),
            share,
            requires: feature.requires.iter().map(|id| id.get_ref().clone()).filter(known).collect(),
            closed: feature.closed.iter().map(|(id, reason)| (id.clone(), reason.clone())).collect(),
            placing,
            documentation: feature.documentation.clone(),
            evidence: feature.evidence.clone(),
        }
    }

    /// The packages that placing its requirements in the core brings, over all environments, as `name==version`.
    pub fn brings(&self) -> Option<Vec<String>> {
        let Placing::Requirements { environments, .. } = &self.placing else { return None };
        let mut all = std::collections::BTreeSet::new();
        let mut any = false;
        for environment in environments {
            if let crate::decision::EnvironmentOutcome::Solved { brings, .. } = &environment.outcome {
                any = true;
                all.extend(brings.iter().cloned());
            }
        }
        any.then(|| all.into_iter().collect())
    }
}
