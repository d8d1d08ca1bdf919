//! What goes with a recommendation: each change against today's placement, and what the model does not know or weighs oddly.

use haggle_govern::decision::{AdviceGrounds, ChangeReport, ModelLint, Shortfall};
use haggle_govern::evaluation::{FeatureReport, Placing};
use haggle_tradeoff::Draft;
use haggle_tradeoff::words::{Words, percent};

use crate::output::page::Page;

/// Below the recommendation.
pub fn advice(page: &mut Page, feature: &FeatureReport) {
    let Placing::Requirements { advice, today, unknown_criteria, model_lints, record, .. } = &feature.placing
    else {
        return;
    };
    if let (Some(today), [_, ..]) = (today, advice.changes.as_slice()) {
        page.paragraph(format_args!("Against {}, where it is today:", today.id()));
        for change in &advice.changes {
            page.line(format_args!("  {}", change_line(change)));
        }
    }
    if !unknown_criteria.is_empty() {
        page.paragraph("Unknown, so the same for every placement:");
        for unknown in unknown_criteria {
            let name = name(record.problem(), unknown.criterion.as_str());
            page.line(format_args!("  {name}: {}", unknown.because));
        }
    }
    if !model_lints.is_empty() {
        page.paragraph("What looks wrong with the model:");
        for lint in model_lints {
            match lint {
                ModelLint::BestByDefinition { alternative, weight } => page.line(format_args!(
                    "  {alternative} is at its best by definition on {} of the weight that differs",
                    percent(*weight)
                )),
                ModelLint::NobodyCares { criterion } => {
                    page.line(format_args!("  no stakeholder weighs {}", name(record.problem(), criterion)));
                }
                _ => {}
            }
        }
    }
}

/// How the recommendation holds: where it is today's placement for want of a clear lead, how far the closest change is from one.
pub fn robustness(feature: &FeatureReport) -> String {
    let Placing::Requirements { advice, record, .. } = &feature.placing else { return "-".to_owned() };
    match advice.changes.first() {
        Some(closest) if advice.grounds == AdviceGrounds::NoClearLead => {
            let (placement, winning) = (&closest.placement, percent(closest.winning));
            format!("{placement} wins in {winning}, short of {}", lacks(closest))
        }
        _ => Words::plain(record.problem(), record.decision()).robustness(),
    }
}

/// A value between 0 and 1 in points of 100.
fn points(value: f64) -> String {
    format!("{:.1}", value * 100.0)
}

fn lacks(change: &ChangeReport) -> String {
    change.lacks.iter().copied().map(setting).collect::<Vec<_>>().join(", ")
}

fn change_line(change: &ChangeReport) -> String {
    let side = if change.lead < 0.0 { "worse" } else { "better" };
    let lost = change
        .most_lost
        .as_ref()
        .map(|lost| format!("; {} lose most, {} points", lost.stakeholder, points(lost.loss)));
    let verdict = if change.lacks.is_empty() {
        "a clear lead".to_owned()
    } else {
        format!("short of {}", lacks(change))
    };
    format!(
        "{} is {} points {side} ({} on what differs) and wins in {}{}: {verdict}",
        change.placement,
        points(change.lead.abs()),
        points(change.margin.abs()),
        percent(change.winning),
        lost.unwrap_or_default()
    )
}

/// The setting of the family's file that a change falls short of.
fn setting(lack: Shortfall) -> &'static str {
    match lack {
        Shortfall::Tolerance => "`tolerance`",
        Shortfall::Margin => "`margin`",
        Shortfall::Stability => "`stability`",
        Shortfall::Loss => "`most-lost`",
        _ => "what the family asks for",
    }
}

fn name(problem: &Draft, criterion: &str) -> String {
    let found = problem.criteria.iter().find(|one| one.id == criterion);
    found.map_or_else(|| criterion.to_owned(), |one| one.label.clone())
}
