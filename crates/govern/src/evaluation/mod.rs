//! The main job: every feature of a family, from its files and release facts to a decision.

mod artefacts;
mod collect;
mod environments;
mod error;
mod inputs;
mod report;
mod requests;

use haggle_tradeoff::Problem;
use haggle_tradeoff::record::Record;

pub use error::{EvaluateError, EvaluateErrorKind};
pub use inputs::{EvaluationInputs, SnapshotReport};
pub use report::{Evaluation, FeatureReport, PlacedReport, Placing, ShareReport};
pub use requests::{Requests, distributions};

use crate::data::{Feature, Kind};
use crate::decision::{alternatives, draft, share, vetoes};
use environments::Solver;

/// Evaluates features, in the order in which they are given.
///
/// # Errors
/// The first feature whose problem the decision engine refuses.
pub fn evaluate(inputs: &EvaluationInputs<'_>, features: &[&Feature]) -> Result<Evaluation, EvaluateError> {
    let mut solver = Solver::new(inputs);
    let reports = features.iter().map(|feature| evaluate_feature(inputs, feature, &mut solver));
    let features = reports.collect::<Result<_, _>>()?;
    Ok(Evaluation::new(inputs, features))
}

fn evaluate_feature(
    inputs: &EvaluationInputs<'_>,
    feature: &Feature,
    solver: &mut Solver<'_>,
) -> Result<FeatureReport, EvaluateError> {
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
        let vetoes = vetoes(&facts, &alternatives, today, &inputs.manifest.process, python);
        let draft = draft(&feature.title, &facts, (&alternatives, today), inputs.values, vetoes);
        let problem = Problem::new(draft).map_err(|error| {
            EvaluateError::new(feature.id.clone(), EvaluateErrorKind::Problem(Box::new(error)))
        })?;
        let record = Record::new(&problem, &inputs.options, inputs.manifest.family.as_of.to_string());
        Placing::decided(&placed, &facts, today, record)
    };
    Ok(FeatureReport::new(feature, inputs, share_report, placing))
}
