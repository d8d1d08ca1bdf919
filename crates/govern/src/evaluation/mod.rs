//! The main job: every feature of a family, from its files and release facts to a decision.

mod collect;
mod report;
pub mod resolution;

use haggle_spec::release::ReleaseFacts;
use haggle_tradeoff as tradeoff;
use tradeoff::{Decision, Options};

pub use report::{Evaluation, FeatureReport, PlacedReport, Placing, ShareReport, SnapshotReport};

use crate::data::{AdoptionEvidence, Catalogue, Feature, Kind, Manifest, Values};
use crate::decision::{FactProvenance, alternatives, draft, share, vetoes};
use crate::family::{ProjectFiles, SharedFiles};
use resolution::{Requests, Solver};

/// Everything that an evaluation rests on.
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
    /// Release facts.
    pub releases: &'a ReleaseFacts,
    /// Where the release facts come from.
    pub snapshot: SnapshotReport,
    /// How the decisions are sampled.
    pub options: Options,
}

impl EvaluationInputs<'_> {
    fn requests(&self) -> Requests<'_> {
        Requests { manifest: self.manifest, shared: self.shared, projects: self.projects }
    }
}

/// Evaluates the chosen features, in the order of the catalogue; all of them where none is chosen.
///
/// # Errors
/// The first feature whose problem the decision engine refuses, which is a fault of the values or of haggle, in words.
pub fn evaluate(inputs: &EvaluationInputs<'_>, chosen: &[String]) -> Result<Evaluation, String> {
    let mut solver = Solver::new(inputs);
    let mut features = Vec::new();
    for feature in &inputs.catalogue.features {
        if chosen.is_empty() || chosen.contains(&feature.id) {
            features.push(evaluate_feature(inputs, feature, &mut solver)?);
        }
    }
    Ok(Evaluation {
        schema: Evaluation::SCHEMA,
        engine: format!("haggle {}", env!("CARGO_PKG_VERSION")),
        family: inputs.manifest.family.clone(),
        illustrative: inputs.values.illustrative.clone(),
        snapshot: inputs.snapshot.clone(),
        environments: inputs.manifest.environments.clone(),
        features,
    })
}

fn evaluate_feature(
    inputs: &EvaluationInputs<'_>,
    feature: &Feature,
    solver: &mut Solver<'_>,
) -> Result<FeatureReport, String> {
    let entries: Vec<_> = inputs.adoption.of(&feature.id).collect();
    let share = share(&entries);
    let share_report = ShareReport::new(&share);
    let placed: Vec<_> = inputs.catalogue.placed(feature).collect();
    let placing = if placed.is_empty() {
        Placing::Nothing
    } else {
        let facts = collect::feature_facts(inputs, feature, &placed, share, solver);
        let (alternatives, today) = alternatives(&placed);
        let python = placed.iter().all(|requirement| requirement.kind == Kind::Python);
        let vetoes = vetoes(&facts, &alternatives, today, inputs.manifest.process, python);
        let provenance = FactProvenance {
            resolution: &inputs.snapshot.source,
            resolution_date: Some(&inputs.snapshot.recorded),
            catalogue: &inputs.catalogue.evidence,
            n_environments: inputs.manifest.environments.len(),
        };
        let draft = draft(&feature.title, &facts, (&alternatives, today), inputs.values, vetoes, &provenance);
        let decision = decide(draft.clone(), &inputs.options)
            .map_err(|error| format!("`{}` cannot be decided: {error}", feature.id))?;
        Placing::decided(&placed, &facts, today, draft, decision)
    };
    Ok(FeatureReport::new(feature, inputs.catalogue, share_report, placing))
}

fn decide(draft: tradeoff::Draft, options: &Options) -> Result<Decision, tradeoff::ProblemError> {
    Ok(tradeoff::decide(&tradeoff::Problem::new(draft)?, options))
}
