//! The main job: every feature of a family, from its files and release facts to a decision.

mod artefacts;
mod collect;
mod deal;
mod environments;
mod error;
mod inputs;
mod kept;
mod precedent;
mod report;
mod requests;

use haggle_tradeoff::record::Record;
use haggle_tradeoff::{Draft, Problem, ProblemError};

pub use deal::{DealReport, DealTerms};
pub use error::{EvaluateError, EvaluateErrorKind};
pub use inputs::{EvaluationInputs, SnapshotReport};
pub use precedent::{Disagreement, FeaturePrecedent, PrecedentSide, RequirementPrecedent};
pub use report::{Evaluation, FeatureReport, PlacedReport, Placing, ShareReport};
pub use requests::{Requests, distributions};

use crate::data::{CriterionMeasure, Feature, Kind, PlacedRequirement, SideConditionEntry};
use crate::decision::{
    Advice, Drafted, FeatureFacts, VetoSources, alternatives, by_share, draft, family_rule, model_lints,
    share, status_quo_rule, vetoes, with_conditions,
};
use crate::ruling::{DecidedReport, apply_waivers, in_force};
use environments::Solver;
use report::Findings;

/// Evaluates features, in the order in which they are given.
///
/// # Errors
/// The first feature whose problem the decision engine refuses.
pub fn evaluate(inputs: &EvaluationInputs<'_>, features: &[&Feature]) -> Result<Evaluation, EvaluateError> {
    let mut solver = Solver::new(inputs);
    let history = precedent::FamilyHistory::of(inputs);
    let reports = features.iter().map(|feature| {
        let mut report = evaluate_feature(inputs, feature, &mut solver)?;
        let placed: Vec<_> = inputs.catalogue.placed(feature).collect();
        let recommended = match &report.placing {
            Placing::Requirements { advice, .. } => {
                advice.recommended.as_ref().map(|choice| choice.placement)
            }
            Placing::Nothing => None,
        };
        report.precedent = history.as_ref().and_then(|history| history.about(&placed, recommended, inputs));
        Ok(report)
    });
    let features: Vec<FeatureReport> = reports.collect::<Result<_, _>>()?;
    // What each record holds was checked when it was made, so that a deal is refused for no family.
    let records = features.iter().filter_map(|feature| match &feature.placing {
        Placing::Requirements { record, conditions, .. } => {
            Some(deal::Decided { feature: &feature.id, record, conditions })
        }
        Placing::Nothing => None,
    });
    let deal = deal::deal(&records.collect::<Vec<_>>()).ok().flatten();
    Ok(Evaluation::new(inputs, features, deal))
}

fn evaluate_feature(
    inputs: &EvaluationInputs<'_>,
    feature: &Feature,
    solver: &mut Solver<'_>,
) -> Result<FeatureReport, EvaluateError> {
    let entries: Vec<_> = inputs.adoption.of(&feature.id).collect();
    let share = share(&entries, inputs.adoption.prior);
    let share_report = ShareReport::new(&share);
    let placed: Vec<_> = inputs.catalogue.placed(feature).collect();
    let placing = if placed.is_empty() {
        Placing::Nothing
    } else {
        let facts = collect::feature_facts(inputs, feature, &placed, share, solver);
        decided(inputs, feature, &placed, &facts)?
    };
    Ok(FeatureReport::new(feature, inputs, share_report, placing))
}

/// The decision about a feature's requirements: vetoes, the family's rule, the values, and the comparison with today's placement.
fn decided(
    inputs: &EvaluationInputs<'_>,
    feature: &Feature,
    placed: &[&PlacedRequirement],
    facts: &FeatureFacts,
) -> Result<Placing, EvaluateError> {
    let (manifest, settings) = (inputs.manifest, &inputs.values.settings);
    let (alternatives, today) = alternatives(placed);
    let python = placed.iter().all(|requirement| requirement.kind == Kind::Python);
    let sources = VetoSources {
        process: &manifest.process,
        waivers: &manifest.waivers,
        guards_are_work: inputs.values.has(CriterionMeasure::Unguarded),
    };
    let mut vetoes = vetoes(facts, &alternatives, today, sources, python);
    let decision = in_force(inputs.decisions, &feature.id);
    apply_waivers(&mut vetoes, decision);
    let (rule, veto) = family_rule(facts, (&alternatives, today), &vetoes, settings, &manifest.waivers);
    vetoes.extend(veto);
    apply_waivers(&mut vetoes, decision);
    let Drafted { draft, unknown } =
        draft(&feature.title, facts, (&alternatives, today), inputs.values, vetoes);
    let mut draft = with_conditions(draft, &feature.conditions, facts, inputs.values, today)
        .map_err(|error| refused(feature, error))?;
    draft.rule.status_quo = Some(status_quo_rule(settings));
    let record = recorded(inputs, feature, draft)?;
    let by_share = by_share(record.problem(), record.decision(), &rule.says, settings);
    let advice = Advice::of(record.decision(), rule);
    let lints = model_lints(record.problem(), record.decision(), &inputs.values.criteria);
    let is_option = |entry: &&SideConditionEntry| {
        let id = entry.choice().to_string();
        record.problem().alternatives.iter().any(|one| one.id == id)
    };
    let recommended = advice.recommended.as_ref();
    let decided = decision.and_then(|decision| DecidedReport::of(decision, &record, recommended));
    let conditions = feature.conditions.iter().filter(is_option).cloned().collect();
    Ok(Placing::decided(
        placed,
        facts,
        today,
        Findings { decided, conditions, advice, by_share, unknown, lints, record },
    ))
}

fn refused(feature: &Feature, error: ProblemError) -> EvaluateError {
    EvaluateError::new(feature.id.clone(), EvaluateErrorKind::Problem(Box::new(error)))
}

fn recorded(inputs: &EvaluationInputs<'_>, feature: &Feature, draft: Draft) -> Result<Record, EvaluateError> {
    let problem = Problem::new(draft).map_err(|error| refused(feature, error))?;
    Ok(Record::new(&problem, &inputs.options, inputs.manifest.family.as_of.to_string()))
}
