//! What goes with a recommendation: each change against today's placement, and what the model does not know or weighs oddly.

use haggle_govern::decision::ModelLint;
use haggle_govern::evaluation::{FeatureReport, Placing};
use haggle_tradeoff::Draft;
use haggle_tradeoff::words::{Words, percent};

use crate::output::page::Page;

/// Below the recommendation.
pub fn advice(page: &mut Page, feature: &FeatureReport) {
    let Placing::Requirements { today, unknown_criteria, model_lints, record, .. } = &feature.placing else {
        return;
    };
    let changes = record.decision().changes.as_slice();
    if let (Some(today), [_, ..]) = (today, changes) {
        let says = Words::plain(record.problem(), record.decision());
        page.paragraph(format_args!("Against {}, where it is today:", today.id()));
        for change in changes {
            page.line(format_args!("  {}", says.change(change)));
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

fn name(problem: &Draft, criterion: &str) -> String {
    let found = problem.criteria.iter().find(|one| one.id == criterion);
    found.map_or_else(|| criterion.to_owned(), |one| one.label.clone())
}
