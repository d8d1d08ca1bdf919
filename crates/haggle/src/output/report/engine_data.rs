//! What the page hands its engine and its script: every problem, and what of it can be moved.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use haggle_govern::data::SideConditionEntry;
use haggle_govern::evaluation::Placing;
use haggle_tradeoff::{DealCondition, Draft, Elicitation, Quantity, VetoVerdict};
use serde::Serialize;

use super::ReportInputs;
use crate::output::failure::Failure;

/// What the script makes fields and sliders of.
#[derive(Serialize)]
struct Controls<'a> {
    criteria: Vec<&'a str>,
    stakeholders: Vec<StakeholderControl<'a>>,
    features: Vec<FeatureControls<'a>>,
}

#[derive(Serialize)]
struct StakeholderControl<'a> {
    name: &'a str,
    power: f64,
    /// Lower and upper swing points of each criterion.
    points: Vec<[f64; 2]>,
}

#[derive(Serialize)]
struct FeatureControls<'a> {
    id: &'a str,
    facts: Vec<FactControl<'a>>,
    waivers: Vec<WaiverControl<'a>>,
}

#[derive(Serialize)]
struct FactControl<'a> {
    /// Its place in the problem.
    at: usize,
    label: &'a str,
    unit: &'a str,
    low: f64,
    high: f64,
    /// The value, where it is known exactly.
    value: Option<f64>,
    is_missing: bool,
}

#[derive(Serialize)]
struct WaiverControl<'a> {
    /// Its place in the problem.
    at: usize,
    label: &'a str,
    by: &'a str,
}

/// A feature whose placement is decided: its id, its problem, and its options that come on terms.
type OfFeature<'a> = (&'a str, &'a Draft, Vec<DealCondition>);

/// Packed: the length of the controls, these as JSON, then each problem's length and the problem.
pub fn engine_data(inputs: &ReportInputs<'_>) -> Result<Vec<u8>, Failure> {
    let problems: Vec<OfFeature<'_>> = inputs
        .evaluation
        .features
        .iter()
        .filter_map(|feature| match &feature.placing {
            Placing::Requirements { record, conditions, .. } => {
                let conditions = conditions.iter().map(SideConditionEntry::in_deal).collect();
                Some((feature.id.as_str(), record.problem(), conditions))
            }
            Placing::Nothing => None,
        })
        .collect();
    let mut data = Vec::new();
    append(&mut data, &serde_json::to_vec(&controls(&problems)).map_err(|error| refused(&error))?);
    for (id, draft, conditions) in &problems {
        let problem = postcard::to_allocvec(&(id, draft, inputs.options, conditions));
        append(&mut data, &problem.map_err(|error| refused(&error))?);
    }
    let mut packer = GzEncoder::new(Vec::new(), Compression::best());
    packer.write_all(&data).map_err(|error| refused(&error))?;
    packer.finish().map_err(|error| refused(&error))
}

fn refused(error: &dyn std::fmt::Display) -> Failure {
    Failure::new(format!("the page's data cannot be packed: {error}"))
}

fn append(data: &mut Vec<u8>, part: &[u8]) {
    data.extend(u32::try_from(part.len()).unwrap_or(u32::MAX).to_le_bytes());
    data.extend(part);
}

fn controls<'a>(problems: &[OfFeature<'a>]) -> Controls<'a> {
    let first = problems.first().map(|(_, draft, _)| *draft);
    Controls {
        criteria: first.iter().flat_map(|draft| &draft.criteria).map(|one| one.label.as_str()).collect(),
        stakeholders: first
            .iter()
            .flat_map(|draft| &draft.stakeholders)
            .map(|one| StakeholderControl {
                name: &one.name,
                power: one.power,
                points: match &one.weights {
                    Elicitation::Swing(weights) => {
                        weights.iter().map(|weight| [weight.points.low(), weight.points.high()]).collect()
                    }
                    _ => Vec::new(),
                },
            })
            .collect(),
        features: problems.iter().map(|(id, draft, _)| of_feature(id, draft)).collect(),
    }
}

fn of_feature<'a>(id: &'a str, draft: &'a Draft) -> FeatureControls<'a> {
    let is_used = |id: &String| draft.cells.iter().any(|cell| cell.measure.facts().contains(&id));
    let facts = draft.facts.iter().enumerate().filter(|(_, fact)| is_used(&fact.id));
    let open = draft.vetoes.iter().enumerate();
    let open = open.filter(|(_, veto)| veto.verdict == VetoVerdict::Fail && veto.waiver.is_none());
    FeatureControls {
        id,
        facts: facts
            .map(|(at, fact)| FactControl {
                at,
                label: &fact.label,
                unit: &fact.unit,
                low: fact.range.low(),
                high: fact.range.high(),
                value: match fact.quantity {
                    Quantity::Point(value) => Some(value),
                    _ => None,
                },
                is_missing: fact.quantity == Quantity::Missing,
            })
            .collect(),
        waivers: open
            .filter_map(|(at, veto)| {
                Some(WaiverControl { at, label: &veto.label, by: veto.waivable_by.as_deref()? })
            })
            .collect(),
    }
}
