//! The result of an evaluation, as data that serialises.

use std::collections::BTreeSet;

use haggle_spec::Version;
use haggle_spec::release::ReleaseId;
use haggle_tradeoff::record::Record;
use haggle_tradeoff::{AdoptionClass, PooledShare, ShareMeasurement};
use serde::ser::SerializeStruct as _;
use serde::{Serialize, Serializer};

use super::deal::DealReport;
use super::inputs::{EvaluationInputs, SnapshotReport};
use super::precedent::FeaturePrecedent;
use crate::data::{
    AdoptionEntry, ClosedRequirement, CriterionEntry, EnvironmentEntry, FamilyEntry, Feature, Identifier,
    ImportSite, Kind, PlacedRequirement, Placement, ProjectName, Removal, RequirementId, RuleSettings,
    RunSite, SideConditionEntry, StakeholderEntry,
};
use crate::decision::{
    Advice, Counted, EnvironmentFacts, ExcludedPlatform, FeatureFacts, LicenceFact, ModelLint, Promise,
    Share, ShareRange, Staleness, UnknownCriterion, Usage, brought,
};
use crate::known::Known;
use crate::ruling::DecidedReport;

/// What became of every feature. The JSON schema is documented in `docs/evaluation.md`.
#[derive(Debug, Clone, PartialEq, Serialize)]
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
    /// The settings of the family's rule.
    pub settings: RuleSettings,
    /// The criteria of the family.
    pub criteria: Vec<CriterionEntry>,
    /// The stakeholders, with their weights and how these were elicited.
    pub stakeholders: Vec<StakeholderEntry>,
    /// The features, in the order in which they were asked for.
    pub features: Vec<FeatureReport>,
    /// The joint choice over all features that leaves nobody worse off than today; none for fewer than two open features.
    pub deal: Option<DealReport>,
}

impl Evaluation {
    /// The schema that this version writes.
    pub const SCHEMA: u32 = 4;

    pub(super) fn new(
        inputs: &EvaluationInputs<'_>,
        features: Vec<FeatureReport>,
        deal: Option<DealReport>,
    ) -> Self {
        Self {
            schema: Self::SCHEMA,
            engine: format!("haggle {}", env!("CARGO_PKG_VERSION")),
            family: inputs.manifest.family.clone(),
            illustrative: inputs.values.illustrative.clone(),
            snapshot: inputs.snapshot.clone(),
            environments: inputs.manifest.environments.clone(),
            settings: inputs.values.settings.clone(),
            criteria: inputs.values.criteria.clone(),
            stakeholders: inputs.values.stakeholders.clone(),
            features,
            deal,
        }
    }
}

/// One feature.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub struct FeatureReport {
    /// Its name in the catalogue.
    pub id: Identifier,
    /// The name that people read.
    pub title: String,
    /// The project.
    pub project: ProjectName,
    /// The release of the project that its files are of.
    pub release: Option<Version>,
    /// What it does.
    pub summary: Option<String>,
    /// What the project's documentation calls it.
    pub claimed: Option<String>,
    /// Where it says so.
    pub claim_source: Option<String>,
    /// When it came.
    pub since: Option<String>,
    /// Options that switch it on.
    pub config: Vec<String>,
    /// The share of deployments and what follows from it.
    pub share: ShareReport,
    /// Everything it needs.
    pub requires: Vec<RequirementId>,
    /// Requirements that are not open, and why.
    pub closed: Vec<ClosedRequirement>,
    /// What is to be placed, and the decision.
    pub placing: Placing,
    /// What the family's history says; none where there is none, or no Python distribution to place.
    pub precedent: Option<FeaturePrecedent>,
    /// The page that documents it.
    pub documentation: Option<String>,
    /// What was looked at.
    pub evidence: Vec<String>,
}

/// The share of deployments that have a feature.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub struct ShareReport {
    /// The class that follows.
    pub class: AdoptionClass,
    /// Below this with a probability of 2.5 %.
    pub low: f64,
    /// Above this with a probability of 2.5 %.
    pub high: f64,
    /// The posterior, what it rests on, and what contradicts what, by places in `evidence`.
    pub pooled: PooledShare,
    /// The survey that would settle the class.
    pub measurement: Option<ShareMeasurement>,
    /// The evidence.
    pub evidence: Vec<AdoptionEntry>,
}

impl ShareReport {
    pub(super) fn new(share: &Share) -> Self {
        Self {
            class: share.class,
            low: share.interval.low(),
            high: share.interval.high(),
            pooled: share.pooled.clone(),
            measurement: share.measurement,
            evidence: share.evidence.clone(),
        }
    }
}

/// What there is to place.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "placing")]
#[expect(clippy::large_enum_variant, reason = "one value per feature; a box would buy nothing")]
pub enum Placing {
    /// Nothing external whose placement is open.
    Nothing,
    /// A set of requirements, decided together.
    Requirements {
        /// The requirements.
        requirements: Vec<PlacedReport>,
        /// Where they are today.
        today: Option<Placement>,
        /// What resolving said, environment by environment.
        environments: Known<Vec<EnvironmentFacts>>,
        /// Environments that ask for a requirement on a platform where it does not work.
        excluded: Vec<ExcludedPlatform>,
        /// Licences against the family's list.
        licences: Vec<LicenceFact>,
        /// The age of the newest release.
        staleness: Known<Staleness>,
        /// Set where no code uses them any more.
        unused_since: Option<String>,
        /// What users are promised.
        promise: Promise,
        /// The decision that holds, and what moved since.
        decided: Option<DecidedReport>,
        /// The side conditions that are options here, in the order of the catalogue.
        conditions: Vec<SideConditionEntry>,
        /// What is recommended, and on what grounds.
        advice: Advice,
        /// What would be recommended at each share of deployments.
        by_share: Vec<ShareRange>,
        /// Criteria whose amounts nobody knows: they are the same for every placement.
        unknown_criteria: Vec<UnknownCriterion>,
        /// What looks wrong with the model, beside the lints of the decision.
        model_lints: Vec<ModelLint>,
        /// The record of the decision: the problem as it went into the engine (`problem`), and what came out (`decision`).
        #[serde(flatten, serialize_with = "problem_and_decision")]
        record: Record,
    },
}

/// The two parts of a record that are the result of an evaluation.
fn problem_and_decision<S: Serializer>(record: &Record, serializer: S) -> Result<S::Ok, S::Error> {
    let mut parts = serializer.serialize_struct("Record", 2)?;
    parts.serialize_field("problem", record.problem())?;
    parts.serialize_field("decision", record.decision())?;
    parts.end()
}

/// A requirement whose placement is open.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub struct PlacedReport {
    /// Its name in the catalogue.
    pub id: RequirementId,
    /// What sort of thing it is.
    pub kind: Kind,
    /// The lines as they are or would be written.
    pub lines: Vec<String>,
    /// Where it is today.
    pub placement: Placement,
    /// What it is for.
    pub purpose: Option<String>,
    /// What happens when it is absent.
    pub missing_behaviour: Option<String>,
    /// Where the code imports it.
    pub imports: Known<Vec<ImportSite>>,
    /// Where the code runs it.
    pub runs: Known<Vec<RunSite>>,
    /// When the last use went.
    pub removed: Option<Removal>,
    /// The page that documents it.
    pub documentation: Option<String>,
    /// What was looked at.
    pub evidence: Vec<String>,
}

/// What the decision about a feature came to.
pub(super) struct Findings {
    pub(super) decided: Option<DecidedReport>,
    pub(super) conditions: Vec<SideConditionEntry>,
    pub(super) advice: Advice,
    pub(super) by_share: Vec<ShareRange>,
    pub(super) unknown: Vec<UnknownCriterion>,
    pub(super) lints: Vec<ModelLint>,
    pub(super) record: Record,
}

impl Placing {
    pub(super) fn decided(
        placed: &[&PlacedRequirement],
        facts: &FeatureFacts,
        today: Option<Placement>,
        findings: Findings,
    ) -> Self {
        let Findings { decided, conditions, advice, by_share, unknown, lints, record } = findings;
        Self::Requirements {
            requirements: placed.iter().map(|requirement| PlacedReport::new(requirement)).collect(),
            today,
            environments: facts.environments.clone(),
            excluded: facts.excluded.clone(),
            licences: facts.requirements.iter().map(|one| one.licence.clone()).collect(),
            staleness: facts.staleness.clone(),
            unused_since: match facts.usage() {
                Known::Fact { value: Usage::Nowhere(since), .. } => Some(since),
                _ => None,
            },
            promise: facts.promise.clone(),
            decided,
            conditions,
            advice,
            by_share,
            unknown_criteria: unknown,
            model_lints: lints,
            record,
        }
    }
}

impl PlacedReport {
    fn new(requirement: &PlacedRequirement) -> Self {
        let line = requirement.requirement.iter().map(|line| line.text().to_owned());
        Self {
            id: requirement.id.clone(),
            kind: requirement.kind,
            lines: line.chain(requirement.bindep.iter().cloned()).collect(),
            placement: requirement.placement,
            purpose: requirement.purpose.clone(),
            missing_behaviour: requirement.missing_behaviour.clone(),
            imports: requirement.imports.clone(),
            runs: requirement.runs.clone(),
            removed: requirement.removed.clone(),
            documentation: requirement.documentation.clone(),
            evidence: requirement.evidence.clone(),
        }
    }
}

impl FeatureReport {
    pub(super) fn new(
        feature: &Feature,
        inputs: &EvaluationInputs<'_>,
        share: ShareReport,
        placing: Placing,
    ) -> Self {
        Self {
            id: feature.id.clone(),
            title: feature.title.clone(),
            project: feature.project.clone(),
            release: inputs.manifest.project(&feature.project).and_then(|project| project.release.clone()),
            summary: feature.summary.clone(),
            claimed: feature.claimed.clone(),
            claim_source: feature.claim_source.clone(),
            since: feature.since.clone(),
            config: feature.config.clone(),
            share,
            requires: feature.requires.clone(),
            closed: feature.closed.clone(),
            placing,
            precedent: None,
            documentation: feature.documentation.clone(),
            evidence: feature.evidence.clone(),
        }
    }

    /// The packages that placing its requirements brings, over all environments that have a solution. Unknown where nothing was
    /// resolved, or where facts are missing in an environment.
    pub fn brings(&self) -> Known<Vec<ReleaseId>> {
        let Placing::Requirements { environments, .. } = &self.placing else {
            return Known::unknown("there is nothing to place");
        };
        brought(environments, Counted::Brought).map(|solved| {
            let all: BTreeSet<&ReleaseId> = solved.iter().flat_map(|there| there.releases).collect();
            all.into_iter().cloned().collect()
        })
    }
}
