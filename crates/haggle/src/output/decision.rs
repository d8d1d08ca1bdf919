//! Decisions that were taken: what is said of one, and of those that are due or were checked.

use haggle_govern::evaluation::{Evaluation, FeatureReport, Placing};
use haggle_govern::ruling::{AcceptedDecision, DecidedReport};
use serde::Serialize;

use super::evaluation::{due_reason, recommended, terms};
use super::page::Page;
use super::width;

/// What a record came to when it was decided again.
#[derive(Debug, Serialize)]
pub struct Checked {
    /// The file, relative to the manifest.
    pub path: String,
    /// The feature.
    pub feature: String,
    /// What differs; nothing where the bytes are the same.
    pub faults: Vec<String>,
}

/// The decisions that are due, for programs.
#[derive(Debug, Serialize)]
pub struct DueDocument<'a> {
    /// The schema of this data.
    pub schema: u32,
    /// The decisions.
    pub due: &'a [DueDecision],
}

/// The records that were decided again, for programs.
#[derive(Debug, Serialize)]
pub struct CheckedDocument<'a> {
    /// The schema of this data.
    pub schema: u32,
    /// The records.
    pub records: &'a [Checked],
}

/// A decision that is due.
#[derive(Debug, Serialize)]
pub struct DueDecision {
    /// The feature.
    pub feature: String,
    /// The decision, with why it is due.
    pub decided: DecidedReport,
}

/// A decision that was just taken.
pub fn taken(
    feature: &FeatureReport,
    taken: &AcceptedDecision,
    supersedes: Option<&AcceptedDecision>,
    folder: &str,
) -> Page {
    let mut page = Page::new();
    let Some(choice) = taken.record.chosen().and_then(|id| id.parse().ok()) else { return page };
    let (number, date) = (taken.number, taken.record.date());
    page.filled("", &format!("decided {date}: {} is {}", taken.feature, terms(feature, &choice)), width());
    if let Placing::Requirements { advice, .. } = &feature.placing
        && advice.recommended.as_ref() != Some(&choice)
    {
        page.filled("  ", &format!("the evaluation recommends: {}", recommended(feature)), width());
    }
    if let Some(earlier) = supersedes {
        page.line(format_args!("  it takes the place of {:04}", earlier.number));
    }
    page.line(format_args!("  record: {folder}/{number:04}-{}.md, .json", taken.feature));
    page
}

/// The decisions of an evaluation that are due.
pub fn due_of(evaluation: &Evaluation) -> Vec<DueDecision> {
    let decided = evaluation.features.iter().filter_map(|feature| {
        let Placing::Requirements { decided: Some(decided), .. } = &feature.placing else { return None };
        let is_due = !decided.due.is_empty();
        is_due.then(|| DueDecision { feature: feature.id.to_string(), decided: decided.clone() })
    });
    decided.collect()
}

/// The decisions that are due, of so many.
pub fn due(decisions: &[DueDecision], n_all: usize) -> Page {
    let mut page = Page::of(format_args!("due: {} of {n_all}", decisions.len()));
    for DueDecision { feature, decided } in decisions {
        let line = format_args!("  {:04} {feature}: {}, {}", decided.number, decided.choice, decided.date)
            .to_string();
        page.line(line);
        for reason in &decided.due {
            page.filled("      ", &due_reason(reason), width());
        }
    }
    page
}

/// What each record came to.
pub fn checked(checked: &[Checked]) -> Page {
    let faulty = checked.iter().filter(|one| !one.faults.is_empty());
    let n_same = checked.len() - faulty.clone().count();
    let mut page = Page::of(format_args!("replays to the same bytes: {n_same} of {}", checked.len()));
    for one in faulty {
        page.line(format_args!("  {}", one.path));
        for fault in &one.faults {
            page.filled("      ", fault, width());
        }
    }
    page
}
